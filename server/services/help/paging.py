"""A call for help, or a group without staff, leaves the page: whoever is on call is written to at once, by e-mail and
by text message.

The words say that somebody is needed and nothing else; who, where and for whom is on the page, after signing in.
"""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Protocol

from server.domain.touch.contact import Channel
from server.domain.touch.wording import What
from server.services.people import People
from server.services.sessions.sessions import Session
from server.services.touch.contact import Contacts
from server.services.touch.outbox import Outbox, OutboxMessage

USEFUL = timedelta(minutes=10)
"""After that nobody is served by being paged."""


class Pager(Protocol):
    """Whoever writes to staff."""

    async def page(self, why: str, session: Session, persons: Collection[str], now: datetime) -> None:
        """`why`: the call's id, or what else stands for one."""
        ...


class Paging:
    def __init__(self, outbox: Outbox, pagers: "Pagers", new_id: Callable[[], str]) -> None:
        self._outbox = outbox
        self._pagers = pagers
        self._new_id = new_id

    async def page(self, why: str, session: Session, persons: Collection[str], now: datetime) -> None:
        """Queued in the caller's transaction, each once by each way. Quiet hours do not hold."""
        channels = await self._pagers.channels(session.clinic_id, persons)
        await self._outbox.add(
            [self._message(why, session, person, one, now) for person, ways in channels.items() for one in ways]
        )

    def _message(self, why: str, session: Session, person: str, channel: Channel, now: datetime) -> OutboxMessage:
        return OutboxMessage(
            id=self._new_id(),
            clinic_id=session.clinic_id,
            person_id=person,
            session_id=session.id,
            key=f"{What.PAGE}:{why}:{person}:{channel.kind}",
            what=What.PAGE,
            channel=channel.kind,
            starts_at=session.starts_at,
            before=None,
            time_zone=session.time_zone or "UTC",
            sequence=session.sequence,
            created_at=now,
            next_at=now,
            expires_at=now + USEFUL,
        )


class Pagers:
    """By what staff are reached off the page: the e-mail address that they sign in with, and the number that is kept
    for them, if any. Being on call is being written to, so that nobody has to have opted in."""

    def __init__(self, people: People, contacts: Contacts) -> None:
        self._people = people
        self._contacts = contacts

    async def channels(self, clinic_id: str, persons: Collection[str]) -> dict[str, list[Channel]]:
        """Of those of them who can sign in."""
        logins = [one for one in await self._people.staff_logins(clinic_id) if one.person_id in persons]
        contacts = await self._contacts.of(clinic_id, [one.person_id for one in logins])
        found: dict[str, list[Channel]] = {}
        for login in logins:
            if login.disabled_at is None:
                known = contacts.get(login.person_id)
                texts = [one for one in known.channels if one.kind == "sms"] if known else []
                found[login.person_id] = [Channel("email", login.email, safe=True, purposes=()), *texts]
        return found
