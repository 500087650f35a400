"""What clients are told of their sessions: queued in the transaction of what happened to one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import get_args

from server.domain.touch.contact import ChannelKind, Contact
from server.domain.touch.quiet import allowed_from
from server.domain.touch.wording import PURPOSES, What
from server.services.access.join_links import JoinLink
from server.services.people import People, Person
from server.services.sessions.sessions import RosterEntry, Session, Sessions
from server.services.touch.contact import Contacts
from server.services.touch.outbox import Outbox, OutboxMessage
from server.services.touch.senders import Ways

BY_SERIES = timedelta(days=7)
"""Of what a change of a whole series, or a holiday, does to sessions later than this nobody is written to: it would be
a message for each of them. Calendars have it, and so has whoever asks."""


Untold = Mapping[tuple[str, ChannelKind], datetime]


@dataclass(frozen=True)
class Told:
    """Whom a notice would reach, and by which channels; without any: somebody should call."""

    person: Person
    channels: Sequence[ChannelKind]
    in_time: bool
    """Before the session begins, whatever their quiet hours."""


class Notices:
    def __init__(
        self,
        outbox: Outbox,
        contacts: Contacts,
        sessions: Sessions,
        people: People,
        ways: Ways,
        new_id: Callable[[], str],
    ) -> None:
        self._outbox = outbox
        self._contacts = contacts
        self._sessions = sessions
        self._people = people
        self._ways = ways
        self._new_id = new_id

    async def changed(self, before: Session, after: Session, by_series: bool, now: datetime) -> None:
        """In the caller's transaction, once the change is stored. What does not concern a client is told to nobody."""
        what = _change(before, after)
        if what is None or (before.starts_at <= now and after.starts_at <= now):
            return
        if by_series and min(before.starts_at, after.starts_at) > now + BY_SERIES:
            return
        roster = await self._sessions.roster(after.clinic_id, after.id)
        untold = await self._outbox.untold(after.clinic_id, after.id)
        contacts = await self._contacts.of(after.clinic_id, expected(roster))
        sequence = after.sequence + 1
        for_all = [
            self._message(what, after, person, kind, f"{what}:{after.id}:{sequence}", sequence, now)
            for person, contact in contacts.items()
            for kind in self.open_to(contact, what)
        ]
        known = [_as_known(one, before, untold) for one in for_all]
        await self._outbox.add([one for one in known if one is not None])

    async def link_issued(self, link: JoinLink, now: datetime) -> None:
        """Somebody made a link for a client: it goes to them where they asked for links. In the caller's
        transaction."""
        session = await self._sessions.get(link.clinic_id, link.session_id)
        contact = (await self._contacts.of(link.clinic_id, [link.person_id])).get(link.person_id)
        if session is None or contact is None or session.ends_at <= now:
            return
        key = f"{What.LINK}:{link.id}"
        await self._outbox.add(
            [
                self._message(What.LINK, session, link.person_id, kind, key, session.sequence, now, session.ends_at)
                for kind in self.open_to(contact, What.LINK)
            ]
        )

    async def preview(self, session: Session, now: datetime) -> Sequence[Told]:
        """Whom a cancellation, or another time, would be told to; by legal name."""
        clients = expected(await self._sessions.roster(session.clinic_id, session.id))
        contacts = await self._contacts.of(session.clinic_id, clients)
        clinic = await self._people.clinic(session.clinic_id)
        zone = clinic.time_zone if clinic else session.time_zone
        persons = await self._people.persons(session.clinic_id, clients)
        found = []
        for person in sorted(persons.values(), key=lambda one: (one.legal_name, one.id)):
            contact = contacts.get(person.id, Contact())
            quiet = contact.quiet or self._ways.quiet
            in_time = allowed_from(now, quiet, zone) < session.starts_at
            found.append(Told(person, self.open_to(contact, What.CANCELLED), in_time))
        return found

    def reminder(
        self, session: Session, person_id: str, kind: ChannelKind, which: str, expires_at: datetime, now: datetime
    ) -> OutboxMessage:
        """`which`: of several before the same session at the same time."""
        key = f"{What.REMINDER}:{session.id}:{int(session.starts_at.timestamp())}:{which}"
        return self._message(What.REMINDER, session, person_id, kind, key, session.sequence, now, expires_at)

    def message_waits(
        self, session: Session, person_id: str, kind: ChannelKind, which: str, now: datetime, day: datetime
    ) -> OutboxMessage:
        """On their own page, to which the session's link leads; from `day` on, the session's."""
        key = _message_key(which)
        made = self._message(What.MESSAGE, session, person_id, kind, key, session.sequence, now, session.ends_at)
        return replace(made, next_at=max(now, day))

    def of_message(self, person_id: str, which: str) -> list[str]:
        """The keys of what says that it waits."""
        return [_key(_message_key(which), person_id, kind) for kind in get_args(ChannelKind)]

    def open_to(self, contact: Contact, what: What) -> list[ChannelKind]:
        """By which channels somebody wants to be told that."""
        return [one.kind for one in contact.channels if one.kind in self._ways.senders and one.takes(PURPOSES[what])]

    def _message(
        self,
        what: What,
        session: Session,
        person_id: str,
        kind: ChannelKind,
        key: str,
        sequence: int,
        now: datetime,
        expires_at: datetime | None = None,
    ) -> OutboxMessage:
        return OutboxMessage(
            self._new_id(),
            session.clinic_id,
            person_id,
            session.id,
            _key(key, person_id, kind),
            what,
            kind,
            session.starts_at,
            None,
            session.time_zone,
            sequence,
            now,
            now,
            expires_at or session.starts_at,
        )


def _message_key(which: str) -> str:
    return f"{What.MESSAGE}:{which}"


def _key(key: str, person_id: str, kind: ChannelKind) -> str:
    return f"{key}:{person_id}:{kind}"


def _change(before: Session, after: Session) -> What | None:
    if after.status == "cancelled":
        return What.CANCELLED if before.status != "cancelled" else None
    if before.status == "cancelled":
        return What.RESTORED
    return What.MOVED if before.starts_at != after.starts_at else None


def _as_known(message: OutboxMessage, before: Session, untold: Untold) -> OutboxMessage | None:
    """Said by the time that the client knows of, which is not yet the session's where they wait to be told that; None
    when there is nothing to say any more."""
    known = untold.get((message.person_id, message.channel), before.starts_at)
    if message.what is What.CANCELLED:
        return replace(message, starts_at=known, expires_at=known)
    if message.what is not What.MOVED:
        return message
    return None if known == message.starts_at else replace(message, before=known)


def expected(roster: Sequence[RosterEntry]) -> list[str]:
    """The clients who are to come."""
    return [one.person_id for one in roster if one.role == "client" and one.status != "excused"]
