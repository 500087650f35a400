"""The rosters of planned sessions, kept as their series, enrollments, exceptions and pairs kept apart say.

Whoever changes one of these calls this in the transaction of the change, so that nobody ever reads the one without the
other. From a session's start on its roster is left alone.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Protocol
from zoneinfo import ZoneInfo

from server.domain.attendance.plan import SessionKind
from server.domain.roster.expected import Beside, ByHand, Enrolled, Entry, LeftOut, Named, Place, Regular, expected
from server.domain.roster.keep_apart import Pairs
from server.services.access.join_links import JoinLinks
from server.services.access.logins import LoginSessions
from server.services.log.audit import Audit, AuditEntry
from server.services.people import Enrollment
from server.services.records.changes import Transactions
from server.services.rosters.exceptions import RosterException
from server.services.schedule.series import Series, SeriesHelper, SeriesPerson
from server.services.sessions.sessions import RosterEntry, Session


@dataclass(frozen=True)
class Grounds:
    """What the rosters of some planned sessions rest on."""

    sessions: Sequence[Session]
    series: Mapping[str, Series]
    named: Mapping[str, Sequence[SeriesPerson]]
    """By series."""
    helpers: Mapping[str, Sequence[SeriesHelper]]
    """By series too, each also under those that follow the one that it is kept with."""
    enrollments: Sequence[Enrollment]
    """In the programs of the series, on the days of the sessions; of clients whom a series names also before."""
    exceptions: Mapping[str, Sequence[RosterException]]
    pairs: Pairs
    rosters: Mapping[str, Sequence[RosterEntry]]


@dataclass(frozen=True)
class RosterChange:
    """What a session's roster is to become."""

    session_id: str
    put: Sequence[RosterEntry]
    """New entries, and those that changed."""
    remove: Sequence[str]
    """People."""


class RosterGrounds(Protocol):
    async def of_sessions(self, clinic_id: str, session_ids: Collection[str]) -> Grounds:
        """Of those among them that are planned."""
        ...

    async def planned_with(self, clinic_id: str, person_id: str, start: datetime) -> Sequence[str]:
        """The planned sessions since `start` that this person is on the roster of, or may come to be."""
        ...

    async def planned_of(self, clinic_id: str, program_id: str, start: datetime) -> Sequence[str]:
        """The planned sessions since `start` of series of this program."""
        ...

    async def apply(self, clinic_id: str, changes: Sequence[RosterChange]) -> None: ...
    async def linked(self, clinic_id: str, session_ids: Collection[str]) -> Collection[tuple[str, str]]:
        """(session, person) of every join link to them that lives."""
        ...


@dataclass(frozen=True)
class Absentee:
    """Somebody who would be expected at a session and is not on its roster."""

    session_id: str
    left_out: LeftOut


class Rosters:
    def __init__(
        self,
        grounds: RosterGrounds,
        links: JoinLinks,
        logins: LoginSessions,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        transactions: Transactions,
    ) -> None:
        self._grounds = grounds
        self._links = links
        self._logins = logins
        self._audit = audit
        self._atomic = atomic
        self._transactions = transactions

    async def refresh_sessions(self, clinic_id: str, session_ids: Collection[str], now: datetime) -> Sequence[Absentee]:
        """Write what has changed of the rosters of those that are planned; who is left out of them, and why."""
        async with self._atomic():
            grounds = await self._grounds.of_sessions(clinic_id, session_ids)
            return await self._refresh(clinic_id, grounds, now)

    async def refresh_person(self, clinic_id: str, person_id: str, from_day: date, now: datetime) -> Sequence[Absentee]:
        """As `refresh_sessions`, for those from that day on in which this person has, had or may get a place."""
        async with self._atomic():
            ids = await self._grounds.planned_with(clinic_id, person_id, _well_before(from_day))
            return await self._refresh(
                clinic_id, _since(await self._grounds.of_sessions(clinic_id, ids), from_day), now
            )

    async def refresh_program(
        self, clinic_id: str, program_id: str, from_day: date, now: datetime
    ) -> Sequence[Absentee]:
        """As `refresh_sessions`, for those of a program's series from that day on."""
        async with self._atomic():
            ids = await self._grounds.planned_of(clinic_id, program_id, _well_before(from_day))
            return await self._refresh(
                clinic_id, _since(await self._grounds.of_sessions(clinic_id, ids), from_day), now
            )

    async def absentees(self, clinic_id: str, person_id: str, from_day: date) -> Sequence[Absentee]:
        """Who is left out of those from that day on in which this person has or may get a place, and why."""
        ids = await self._grounds.planned_with(clinic_id, person_id, _well_before(from_day))
        return reckoned(_since(await self._grounds.of_sessions(clinic_id, ids), from_day))[1]

    async def left_out(self, clinic_id: str, session_id: str) -> Sequence[Absentee]:
        """Who is left out of a session as long as it is planned, and why."""
        return reckoned(await self._grounds.of_sessions(clinic_id, [session_id]))[1]

    async def _refresh(self, clinic_id: str, grounds: Grounds, now: datetime) -> Sequence[Absentee]:
        changes, absentees = reckoned(grounds)
        if changes:
            await self._grounds.apply(clinic_id, changes)
            await self._close_links(clinic_id, changes, now)
        return absentees

    async def _close_links(self, clinic_id: str, changes: Iterable[RosterChange], now: datetime) -> None:
        """Who is off a roster has no way in any more: neither by a link nor by what one opened."""
        gone = {(one.session_id, person) for one in changes for person in one.remove}
        if not gone:
            return
        for session_id, person_id in sorted(
            gone & set(await self._grounds.linked(clinic_id, {one for one, _ in gone}))
        ):
            for link in await self._links.live_of(clinic_id, session_id, person_id):
                await self._links.revoke(link.id, now)
            ended = await self._logins.revoke_in(clinic_id, session_id, person_id, now)
            await self._audit(AuditEntry(clinic_id, now, "join_link.revoked", None, person_id, session_id))
            if ended:
                self._transactions.afterwards(partial(self._logins.tell, ended))


def reckoned(grounds: Grounds) -> tuple[Sequence[RosterChange], Sequence[Absentee]]:
    """What is to change, and who is left out."""
    expecting = _Expecting(grounds)
    changes: list[RosterChange] = []
    absentees: list[Absentee] = []
    for session in grounds.sessions:
        standing = {
            Entry(one.person_id, one.role, one.status, one.source) for one in grounds.rosters.get(session.id, ())
        }
        exceptions = [
            ByHand(one.person_id, one.kind, one.role, one.instead_of is not None)
            for one in grounds.exceptions.get(session.id, ())
            if one.kind != "excused"
        ]
        wanted = expected(expecting.at(session), standing, exceptions, grounds.pairs)
        absentees += [Absentee(session.id, one) for one in wanted.left_out]
        put = [RosterEntry(one.person, one.role, one.status, one.source) for one in set(wanted.entries) - standing]
        remove = {one.person for one in standing} - {one.person for one in wanted.entries}
        if put or remove:
            changes.append(RosterChange(session.id, sorted(put, key=lambda one: one.person_id), sorted(remove)))
    return changes, absentees


class _Expecting:
    """Whom series expect, each day of each reckoned once."""

    def __init__(self, grounds: Grounds) -> None:
        self._grounds = grounds
        self._enrolled: dict[str, list[Enrolled]] = {}
        for one in grounds.enrollments:
            if one.ended_as != "error":
                enrolled = Enrolled(one.person_id, one.program_id, one.track_id, one.starts_on, one.ends_on)
                self._enrolled.setdefault(one.program_id, []).append(enrolled)
        self._known: dict[tuple[str, date], Mapping[str, Place]] = {}

    def at(self, session: Session) -> Mapping[str, Place] | None:
        series = self._grounds.series.get(session.series_id or "")
        if series is None:
            return None
        key = series.id, meeting_day(session)
        if key not in self._known:
            named, helpers = self._grounds.named.get(series.id, ()), self._grounds.helpers.get(series.id, ())
            regular = _regular(series, named, helpers)
            self._known[key] = regular.on(key[1], self._enrolled.get(series.program_id or "", ()))
        return self._known[key]


def _regular(series: Series, people: Iterable[SeriesPerson], helpers: Iterable[SeriesHelper]) -> Regular:
    named = tuple(Named(one.person_id, one.role) for one in people)
    beside = tuple(Beside(one.person_id, one.role, one.from_on, one.until_on) for one in helpers)
    if series.expects == "enrolled":
        return Regular(named, series.program_id, series.track_id, beside=beside)
    group_of = series.program_id if SessionKind(series.kind).is_group else None
    return Regular(named, None, series.track_id, group_of, beside)


def meeting_day(session: Session) -> date:
    """On which it meets, by the clock of its place."""
    return session.starts_at.astimezone(ZoneInfo(session.time_zone)).date()


def _since(grounds: Grounds, from_day: date) -> Grounds:
    return replace(grounds, sessions=[one for one in grounds.sessions if meeting_day(one) >= from_day])


def _well_before(day: date) -> datetime:
    """Before this day begins anywhere."""
    return datetime.combine(day, time(), UTC) - timedelta(days=1)
