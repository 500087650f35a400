"""The outbox as admins see it: what went to whom, what is waiting, and what did not go and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.domain.touch.contact import Contact
from server.services.access.logins import LoginSession
from server.services.errors import NotFound
from server.services.log.audit import Audit, AuditEntry
from server.services.people import People
from server.services.touch.contact import Contacts
from server.services.touch.outbox import Line, Outbox, Status
from server.services.touch.sending import without_secrets

PAGE = 50
LATELY = timedelta(days=7)


@dataclass(frozen=True)
class Page:
    lines: Sequence[tuple[Line, str]]
    """With their words."""
    next: str | None
    """The id of the last, when there are more."""
    failed: int
    """Of the last week."""


class OutboxDesk:
    def __init__(self, outbox: Outbox, contacts: Contacts, people: People, audit: Audit) -> None:
        self._outbox = outbox
        self._contacts = contacts
        self._people = people
        self._audit = audit

    async def page(self, login: LoginSession, after: str | None, status: Status | None, now: datetime) -> Page:
        clinic = await self._people.clinic(login.clinic_id)
        if clinic is None:
            raise NotFound
        lines = await self._outbox.lines(login.clinic_id, after, status, PAGE + 1)
        shown = lines[:PAGE]
        contacts = await self._contacts.of(login.clinic_id, {one.message.person_id for one in shown})
        counts = await self._outbox.counts(login.clinic_id, now - LATELY)
        await self._audit(AuditEntry(login.clinic_id, now, "outbox.read", login.person_id))
        worded = [
            (one, without_secrets(one.message, clinic.phone, contacts.get(one.message.person_id, Contact())))
            for one in shown
        ]
        more = shown[-1].message.id if len(lines) > PAGE else None
        return Page(worded, more, counts.get("failed", 0))
