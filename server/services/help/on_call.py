"""The clinic's on-call plan: who is paged when somebody needs help."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from server.domain.help.on_call import Shift, Stretch, on_call, overlapping, uncovered
from server.services.access.logins import LoginSession
from server.services.errors import Conflict, Forbidden, Invalid, NotFound
from server.services.log.audit import Audit, AuditEntry
from server.services.people import People, Person
from server.services.programs.programs import Site
from server.services.sessions.sessions import Session, Sessions

LOOKED_AHEAD = timedelta(days=14)
"""How far ahead sessions are looked at for whom nobody is on call."""
LISTED = timedelta(days=60)
SHORTEST, LONGEST = timedelta(minutes=15), timedelta(days=7)
MOST_WEEKS = 26


@dataclass(frozen=True)
class ShiftDraft:
    person_id: str
    site_id: str | None
    starts_at: datetime
    ends_at: datetime
    weeks: int = 1
    """So many times, a week apart by the clock of the place."""


@dataclass(frozen=True)
class Gap:
    """A session of which nobody is on call for a part."""

    session: Session
    stretches: Sequence[Stretch]


@dataclass(frozen=True)
class OnCallPage:
    shifts: Sequence[Shift]
    """Those that hold now or later, by time."""
    now: frozenset[str]
    """Ids of the shifts that hold now."""
    overlapping: frozenset[str]
    gaps: Sequence[Gap]
    people: Sequence[Person]
    """Who can be on call: staff with a login of their own, by name."""


class OnCallStore(Protocol):
    async def shifts(self, clinic_id: str, start: datetime, end: datetime) -> Sequence[Shift]:
        """Those that overlap [start, end), by start."""
        ...

    async def get(self, clinic_id: str, shift_id: str) -> Shift | None: ...
    async def add(self, shifts: Sequence[Shift]) -> None: ...
    async def save(self, shift: Shift) -> None: ...
    async def remove(self, clinic_id: str, shift_id: str) -> None: ...


class SiteRows(Protocol):
    async def sites(self, clinic_id: str) -> Sequence[Site]: ...


class OnCallPlan:
    def __init__(
        self,
        store: OnCallStore,
        people: People,
        sites: SiteRows,
        sessions: Sessions,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        new_id: Callable[[], str],
    ) -> None:
        self._store = store
        self._people = people
        self._sites = sites
        self._sessions = sessions
        self._audit = audit
        self._atomic = atomic
        self._new_id = new_id

    async def on_call(self, clinic_id: str, site_id: str | None, now: datetime) -> Sequence[str]:
        """Who is to be paged first for what meets there; nobody: everybody is."""
        shifts = await self._store.shifts(clinic_id, now, now + timedelta(seconds=1))
        able = {one.id for one in await self._able(clinic_id)} if shifts else frozenset()
        return [one for one in on_call(shifts, site_id, now) if one in able]

    async def after(self, clinic_id: str, site_id: str | None, now: datetime) -> Sequence[str]:
        """Whom to ask one after another when nobody comes: who is on call there, elsewhere, next; then admins."""
        shifts = await self._store.shifts(clinic_id, now, now + LISTED)
        logins = [one for one in await self._people.staff_logins(clinic_id) if one.disabled_at is None]
        able = {one.person_id for one in logins if one.role != "auditor"}
        elsewhere = [one.person_id for one in shifts if one.starts_at <= now]
        later = [one.person_id for one in shifts if one.starts_at > now]
        admins = sorted(one.person_id for one in logins if one.role == "admin")
        found = dict.fromkeys([*on_call(shifts, site_id, now), *elsewhere, *later, *admins])
        return [one for one in found if one in able]

    async def on_call_for(
        self, clinic_id: str, session_ids: Collection[str], now: datetime
    ) -> Mapping[str, Sequence[str]]:
        """Of each of these sessions."""
        found = {}
        for one in session_ids:
            session = await self._sessions.get(clinic_id, one)
            found[one] = await self.on_call(clinic_id, session.site_id if session else None, now)
        return found

    async def page(self, login: LoginSession, now: datetime) -> OnCallPage:
        """For all staff: whom a call reaches is everybody's to know."""
        clinic_id = login.clinic_id
        shifts = await self._store.shifts(clinic_id, now, now + LISTED)
        planned = await self._sessions.between(clinic_id, now, now + LOOKED_AHEAD)
        gaps = []
        for session in planned:
            if session.is_over:
                continue
            found = uncovered(shifts, session.site_id, max(now, session.starts_at), session.ends_at)
            if found:
                gaps.append(Gap(session, found))
        now_held = frozenset(one.id for one in shifts if one.starts_at <= now)
        return OnCallPage(shifts, now_held, overlapping(shifts), gaps, await self._able(clinic_id))

    async def add(self, login: LoginSession, draft: ShiftDraft, now: datetime) -> None:
        """One shift, or one a week. Raises Invalid for a time that cannot be, NotFound for who or where is not there,
        Conflict when the same person is on call then already."""
        clinic_id = login.clinic_id
        _check(draft, now)
        async with self._atomic():
            await self._require_able(clinic_id, draft.person_id)
            zone = await self._zone(clinic_id, draft.site_id)
            shifts = [self._shift(clinic_id, draft, zone, week) for week in range(draft.weeks)]
            there = await self._store.shifts(clinic_id, shifts[0].starts_at, shifts[-1].ends_at)
            if any(one.person_id == other.person_id and one.meets(other) for one in shifts for other in there):
                raise Conflict("They are on call at that time already.")
            await self._store.add(shifts)
            detail = {"shifts": len(shifts), "starts_at": draft.starts_at.isoformat()}
            entry = AuditEntry(clinic_id, now, "on_call.added", login.person_id, draft.person_id, detail=detail)
            await self._audit(entry)

    async def remove(self, login: LoginSession, shift_id: str, now: datetime) -> None:
        """A shift that has begun ends now, and what was stays written down. Raises NotFound."""
        async with self._atomic():
            shift = await self._running(login.clinic_id, shift_id, now)
            if shift.starts_at >= now:
                await self._store.remove(login.clinic_id, shift_id)
            else:
                await self._store.save(replace(shift, ends_at=now))
            entry = AuditEntry(login.clinic_id, now, "on_call.removed", login.person_id, shift.person_id)
            await self._audit(entry)

    async def hand_over(self, login: LoginSession, shift_id: str, person_id: str, now: datetime) -> None:
        """Somebody else has what is left of the shift. Whose it is hands it over, or an admin does. Raises NotFound,
        Forbidden, Conflict when the other one is on call already."""
        async with self._atomic():
            shift = await self._running(login.clinic_id, shift_id, now)
            if login.role != "admin" and shift.person_id != login.person_id:
                raise Forbidden("That is for whoever is on call, or for an admin.")
            await self._require_able(login.clinic_id, person_id)
            start = max(now, shift.starts_at)
            taken = replace(shift, id=self._new_id(), person_id=person_id, starts_at=start)
            there = await self._store.shifts(login.clinic_id, start, shift.ends_at)
            if any(one.person_id == person_id and one.meets(taken) for one in there):
                raise Conflict("They are on call at that time already.")
            if shift.starts_at >= now:
                await self._store.remove(login.clinic_id, shift_id)
            else:
                await self._store.save(replace(shift, ends_at=now))
            await self._store.add([taken])
            detail = {"from": shift.person_id}
            entry = AuditEntry(login.clinic_id, now, "on_call.handed_over", login.person_id, person_id, detail=detail)
            await self._audit(entry)

    def _shift(self, clinic_id: str, draft: ShiftDraft, zone: ZoneInfo, week: int) -> Shift:
        def later(at: datetime) -> datetime:
            wall = at.astimezone(zone).replace(tzinfo=None) + timedelta(weeks=week)
            return wall.replace(tzinfo=zone).astimezone(at.tzinfo)

        times = (later(draft.starts_at), later(draft.ends_at)) if week else (draft.starts_at, draft.ends_at)
        return Shift(self._new_id(), clinic_id, draft.person_id, draft.site_id, *times)

    async def _running(self, clinic_id: str, shift_id: str, now: datetime) -> Shift:
        shift = await self._store.get(clinic_id, shift_id)
        if shift is None or shift.ends_at <= now:
            raise NotFound
        return shift

    async def _able(self, clinic_id: str) -> Sequence[Person]:
        logins = await self._people.staff_logins(clinic_id)
        ids = [one.person_id for one in logins if one.disabled_at is None and one.role != "auditor"]
        persons = await self._people.persons(clinic_id, ids)
        return sorted(persons.values(), key=lambda one: (one.legal_name, one.id))

    async def _require_able(self, clinic_id: str, person_id: str) -> None:
        if person_id not in {one.id for one in await self._able(clinic_id)}:
            raise NotFound

    async def _zone(self, clinic_id: str, site_id: str | None) -> ZoneInfo:
        clinic = await self._people.clinic(clinic_id)
        if clinic is None:
            raise NotFound
        if site_id is None:
            return ZoneInfo(clinic.time_zone)
        for one in await self._sites.sites(clinic_id):
            if one.id == site_id:
                return ZoneInfo(one.time_zone)
        raise NotFound


def _check(draft: ShiftDraft, now: datetime) -> None:
    if not SHORTEST <= draft.ends_at - draft.starts_at <= LONGEST:
        raise Invalid(
            "A shift is a quarter of an hour to a week long.",
            [("body.ends_at", "15 minutes to 7 days later")],
        )
    if draft.ends_at <= now or draft.starts_at > now + timedelta(days=366):
        raise Invalid("That is too long ago, or too far ahead.", [("body.starts_at", "must be within a year from now")])
