"""Clients who may be reached, and a sender that takes down what it is given."""

from dataclasses import dataclass, field
from datetime import time
from typing import Any

from sqlalchemy import text

from server.clinic import Clinic
from server.domain.touch.contact import Quiet
from server.services.help.paging import Pagers
from server.services.touch.senders import Outgoing, Ways
from server.services.touch.sending import Sending
from server.storage.contacts import ContactsRepository
from server.storage.outbox import OutboxRepository

NEVER = Quiet(time(0), time(0))
EVERYTHING = ["reminders", "links", "changes"]
EMAIL: dict[str, Any] = {"kind": "email", "address": "ana@example.org", "safe": True, "purposes": EVERYTHING}
SMS: dict[str, Any] = {"kind": "sms", "address": "+15552100199", "safe": True, "purposes": EVERYTHING}


def contact(*channels: dict[str, Any], version: int = 0, language: str = "en", quiet: Any = None) -> dict[str, Any]:
    return {"language": language, "quiet": quiet, "channels": list(channels), "version": version}


@dataclass
class Taken:
    """Takes messages; `fails`: what it raises, next time first."""

    knows_repeats: bool = False
    messages: list[Outgoing] = field(default_factory=list)
    fails: list[BaseException] = field(default_factory=list)

    async def send(self, message: Outgoing) -> None:
        if self.fails:
            raise self.fails.pop(0)
        self.messages.append(message)


def ways_by(sender: Taken, quiet: Quiet = NEVER) -> Ways:
    return Ways({"email": sender, "sms": sender}, quiet, "https://x.example")


def sending_by(clinic: Clinic, sender: Taken, quiet: Quiet = NEVER) -> Sending:
    services = clinic.services
    contacts = ContactsRepository(clinic.database)
    return Sending(
        OutboxRepository(clinic.database),
        contacts,
        services.contact,
        clinic.sessions,
        clinic.people,
        services.join_links,
        services.guardians,
        ways_by(sender, quiet),
        Pagers(clinic.people, contacts),
    )


async def in_outbox(clinic: Clinic) -> list[tuple[str, str, str, str | None]]:
    """(what, channel, status, problem), in the order of their making."""
    query = text("SELECT what, channel, status, problem FROM outbox ORDER BY created_at, key")
    async with clinic.database.read() as connection:
        return [tuple(row) for row in await connection.execute(query)]


async def lost(clinic: Clinic) -> None:
    """As if the process had been killed while what is queued was being sent."""
    async with clinic.database.write() as connection:
        await connection.execute(text("UPDATE outbox SET status = 'sending' WHERE status = 'queued'"))
