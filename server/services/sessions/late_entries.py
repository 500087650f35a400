"""What a tablet took while it could not reach the server, and delivers later: each entry once, in any order.

The tablet cannot tell a right code from a wrong one, nor read its own entries: each is sealed to the server's key. It
learns of each that it is kept, and never what became of it. Whatever cannot be credited for certain is credited to
nobody and shown to staff, who know whom they saw.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from server.domain.attendance.late_clock import Contact, Estimate, Reading, happened_at
from server.domain.instants import from_ms, to_ms
from server.services.access.throttle import Throttles
from server.services.errors import Conflict, Invalid, NotFound
from server.services.log.audit import Audit, AuditEntry
from server.services.people import People
from server.services.sessions.in_person import InPerson, Sighting
from server.services.sessions.kiosks import Kiosk, SessionsOn, entry_id, personal_code_hash

MOST_AT_ONCE = 50
DELIVERIES_PER_MINUTE = 30
SURE_MS = 120_000
"""An entry whose time is less certain than that is credited to no session by itself."""
WRONG_CLOSE_BY, CLOSE_BY = 10, timedelta(minutes=10)
"""More wrong codes than that within so long of an entry: somebody was trying codes, and it may be one that they hit."""
WRONG_IN_A_DAY, A_DAY = 30, timedelta(days=1)
CLOCK_TOLERANCE_MS = 5_000
CONTACT_WITHIN_MS = 600_000
SHOWN_FOR = timedelta(days=30)

Outcome = Literal["taken", "unknown", "nothing_on", "not_with_group", "uncertain", "among_wrong", "unreadable"]


@dataclass(frozen=True)
class LateEntry:
    """`observed_at`, give or take `error_ms`. `person_id`: whose code it was, where it was somebody's."""

    id: str
    clinic_id: str
    kiosk_id: str
    action: Literal["check_in", "check_out"]
    observed_at: datetime
    error_ms: int
    recorded_at: datetime
    outcome: Outcome
    person_id: str | None = None
    settled_at: datetime | None = None
    settled_by: str | None = None


class LateEntryStore(Protocol):
    async def known(self, clinic_id: str, ids: Sequence[str]) -> set[str]: ...
    async def add(self, entry: LateEntry) -> None:
        """An id that is stored already is passed over."""
        ...

    async def wrong(self, kiosk_id: str, since: datetime) -> Sequence[LateEntry]:
        """Unknown codes recorded since then, or typed since then."""
        ...

    async def unsettled(self, clinic_id: str, since: datetime) -> Sequence[LateEntry]:
        """Not taken and not settled, by time."""
        ...

    async def settle(self, clinic_id: str, entry_id: str, by: str, now: datetime) -> bool: ...


class _Clocks(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    run: Annotated[str, StringConstraints(max_length=16)]
    ticks: Annotated[int, Field(ge=0, le=2**45)]
    wall: Annotated[int, Field(ge=0, le=2**45)]


class _Contact(_Clocks):
    server: Annotated[int, Field(ge=0, le=2**45)]
    error: Annotated[int, Field(ge=0, le=2**31)]


class _Typed(BaseModel):
    """What is sealed."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kiosk: str
    code: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=32)]
    action: Literal["check_in", "check_out"]
    at: _Clocks
    before: _Contact | None


@dataclass(frozen=True)
class Sealed:
    """An entry as it comes: `id` is the tablet's, and what it was sealed under."""

    id: str
    text: bytes


class LateEntries:
    """`unseal(sealed, id)`: None when it was not sealed for this server under this id."""

    def __init__(
        self,
        store: LateEntryStore,
        people: People,
        sessions: SessionsOn,
        in_person: InPerson,
        audit: Audit,
        code_key: str,
        unseal: Callable[[bytes, str], bytes | None],
        throttle: Throttles,
    ) -> None:
        self._store = store
        self._people = people
        self._sessions = sessions
        self._in_person = in_person
        self._audit = audit
        self._code_key = code_key
        self._unseal = unseal
        self._deliveries = throttle("late_entries.deliveries", DELIVERIES_PER_MINUTE, timedelta(minutes=1))

    async def deliver(self, kiosk: Kiosk, contact: Contact, sealed: Sequence[Sealed], now: datetime) -> None:
        """All are kept when it returns, whatever became of them; the same again changes nothing. `contact`: the
        tablet's with this server, just before. Raises Invalid for one that was not, TooManyRequests, and
        StorageUnavailable, when some may be kept and all can be delivered again."""
        if not to_ms(now) - CONTACT_WITHIN_MS <= contact.server <= to_ms(now) + CLOCK_TOLERANCE_MS:
            raise Invalid("The time of contact is not of now.", [("body.contact.server", "is not of now")])
        await self._deliveries.attempt(kiosk.id, now)
        known = await self._store.known(kiosk.clinic_id, [entry_id(kiosk, one.id) for one in sealed])
        fresh = {id_: one for one in sealed if (id_ := entry_id(kiosk, one.id)) not in known}
        entries = [await self._understood(kiosk, id_, one, contact, now) for id_, one in fresh.items()]
        wrong = [*await self._store.wrong(kiosk.id, now - A_DAY), *(one for one in entries if one.outcome == "unknown")]
        for entry in sorted(entries, key=lambda one: one.observed_at):
            await self._keep(await self._credited(kiosk, entry, wrong, now), now)

    async def to_look_at(self, clinic_id: str, now: datetime) -> Sequence[LateEntry]:
        """Of the last 30 days, what was credited to nobody and nobody has settled, by time."""
        return await self._store.unsettled(clinic_id, now - SHOWN_FOR)

    async def settle(self, clinic_id: str, entry_id: str, actor: str, now: datetime) -> None:
        """Somebody has looked at it. Raises NotFound."""
        if not await self._store.settle(clinic_id, entry_id, actor, now):
            raise NotFound
        await self._audit(AuditEntry(clinic_id, now, "kiosk.late_settled", actor, entry_id))

    async def _understood(self, kiosk: Kiosk, id_: str, sealed: Sealed, after: Contact, now: datetime) -> LateEntry:
        """With whose it is, and `taken` as far as the code goes."""
        typed = _typed(self._unseal(sealed.text, sealed.id))
        if typed is None or typed.kiosk != kiosk.id:
            return LateEntry(id_, kiosk.clinic_id, kiosk.id, "check_in", now, 0, now, "unreadable")
        found = _when(typed, after)
        at = from_ms(min(found.at, to_ms(now)))
        hashed = personal_code_hash(self._code_key, typed.code)
        person = await self._people.person_by_code(kiosk.clinic_id, hashed)
        outcome: Outcome = "unknown" if person is None else "uncertain" if found.error_ms > SURE_MS else "taken"
        return LateEntry(id_, kiosk.clinic_id, kiosk.id, typed.action, at, found.error_ms, now, outcome, person)

    async def _credited(self, kiosk: Kiosk, entry: LateEntry, wrong: Sequence[LateEntry], now: datetime) -> LateEntry:
        if entry.outcome != "taken" or entry.person_id is None:
            return entry
        if is_among_wrong(entry, wrong):
            return replace(entry, outcome="among_wrong")
        on = await self._sessions.on(kiosk.clinic_id, entry.person_id, entry.action, entry.observed_at)
        if not on:
            return replace(entry, outcome="nothing_on")
        seen = Sighting(entry.observed_at, entry.error_ms, entry.id)
        try:
            for session in on:
                await self._in_person.scan(session, entry.person_id, kiosk.id, entry.action == "check_in", now, seen)
        except Conflict:
            return replace(entry, outcome="not_with_group")
        return entry

    async def _keep(self, entry: LateEntry, now: datetime) -> None:
        await self._store.add(entry)
        if entry.outcome != "taken":
            whose, detail = entry.person_id or entry.kiosk_id, {"entry": entry.id, "outcome": entry.outcome}
            await self._audit(AuditEntry(entry.clinic_id, now, "kiosk.late_kept", None, whose, detail=detail))


def is_among_wrong(entry: LateEntry, wrong: Sequence[LateEntry]) -> bool:
    """Whether so many unknown codes came beside it, or in a day at all, that it may have been guessed."""
    close = sum(abs(one.observed_at - entry.observed_at) <= CLOSE_BY for one in wrong)
    today = sum(one.recorded_at > entry.recorded_at - A_DAY for one in wrong)
    return close > WRONG_CLOSE_BY or today > WRONG_IN_A_DAY


def _typed(text: bytes | None) -> _Typed | None:
    try:
        return None if text is None else _Typed.model_validate_json(text)
    except ValidationError:
        return None


def _when(typed: _Typed, after: Contact) -> Estimate:
    at = Reading(typed.at.run, typed.at.ticks, typed.at.wall)
    before = None
    if typed.before is not None and typed.before.server <= after.server:
        one = typed.before
        before = Contact(Reading(one.run, one.ticks, one.wall), one.server, one.error)
    return happened_at(at, before, after)
