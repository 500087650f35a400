"""The calendar: what meets, who runs it, how many are expected. Quick, however full the month is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from server.services.access.logins import LoginSession
from server.services.access.scope import scope_of
from server.services.errors import NotFound
from server.services.people import Clinic, People, Person, Program
from server.services.programs.programs import Holiday, Site, Track
from server.services.schedule.drafts import runs_sessions
from server.services.sessions.sessions import Session, Sessions

AROUND = timedelta(days=1)
"""No place's day is further from UTC's than this."""


@dataclass(frozen=True)
class Entry:
    session: Session
    day: date
    """By the clock of its place."""
    program: Program | None
    site: Site | None
    facilitators: Sequence[Person]
    expected: int
    """How many clients are on the roster."""


@dataclass(frozen=True)
class Page:
    clinic: Clinic
    today: date
    entries: Sequence[Entry]
    holidays: Sequence[Holiday]


@dataclass(frozen=True)
class Choices:
    """What a series can be made of."""

    programs: Sequence[Program]
    tracks: Sequence[Track]
    sites: Sequence[Site]
    facilitators: Sequence[Person]
    clients: Sequence[Person]


class Rows(Protocol):
    async def holidays(self, clinic_id: str, first: date, last: date) -> Sequence[Holiday]: ...
    async def guided(self, clinic_id: str, session_ids: Collection[str]) -> Mapping[str, Sequence[str]]: ...
    async def expected(self, clinic_id: str, session_ids: Collection[str]) -> Mapping[str, int]: ...
    async def clients_since(self, clinic_id: str, day: date) -> Sequence[Person]: ...


class SiteRows(Protocol):
    async def sites(self, clinic_id: str) -> Sequence[Site]: ...


class TrackRows(Protocol):
    async def tracks(self, clinic_id: str) -> Sequence[Track]: ...


class Calendar:
    def __init__(self, rows: Rows, sites: SiteRows, tracks: TrackRows, sessions: Sessions, people: People) -> None:
        self._rows = rows
        self._sites = sites
        self._tracks = tracks
        self._sessions = sessions
        self._people = people

    async def page(self, login: LoginSession, first: date, last: date, now: datetime) -> Page:
        """What meets on the days from `first` to `last`: an admin's clinic's, a facilitator's own. Without what a
        change of its series, or a holiday, took away."""
        clinic = await self._clinic(login.clinic_id)
        start, end = (datetime.combine(day, time(), UTC) for day in (first, last + timedelta(days=1)))
        whose = None if scope_of(login).everything else login.person_id
        found = await self._sessions.between(login.clinic_id, start - AROUND, end + AROUND, whose)
        if whose is not None:
            rosters = await self._sessions.rosters(login.clinic_id, [one.id for one in found])
            found = [one for one in found if scope_of(login).knows_of(one, rosters.get(one.id, ()))]
        entries = await self._entries(login.clinic_id, [one for one in found if not _taken_away(one)])
        return Page(
            clinic,
            now.astimezone(ZoneInfo(clinic.time_zone)).date(),
            [one for one in entries if first <= one.day <= last],
            await self._rows.holidays(login.clinic_id, first, last),
        )

    async def entry(self, login: LoginSession, session_id: str) -> Entry:
        """Raises NotFound unless they may know of it."""
        session = await self._sessions.get(login.clinic_id, session_id)
        roster = await self._sessions.roster(login.clinic_id, session_id) if session is not None else ()
        if session is None or not scope_of(login).knows_of(session, roster):
            raise NotFound
        return (await self._entries(login.clinic_id, [session]))[0]

    async def choices(self, clinic_id: str, now: datetime) -> Choices:
        clinic = await self._clinic(clinic_id)
        logins = await self._people.staff_logins(clinic_id)
        staff = await self._people.persons(clinic_id, [one.person_id for one in logins if runs_sessions(one)])
        programs = (await self._sessions.programs(clinic_id)).values()
        return Choices(
            sorted((one for one in programs if one.closed_at is None), key=lambda one: (one.name, one.id)),
            [one for one in await self._tracks.tracks(clinic_id) if one.closed_at is None],
            [one for one in await self._sites.sites(clinic_id) if one.closed_at is None],
            sorted(staff.values(), key=lambda one: (one.chosen_name, one.id)),
            await self._rows.clients_since(clinic_id, now.astimezone(ZoneInfo(clinic.time_zone)).date()),
        )

    async def _entries(self, clinic_id: str, sessions: Sequence[Session]) -> list[Entry]:
        ids = [one.id for one in sessions]
        guided = await self._rows.guided(clinic_id, ids)
        expected = await self._rows.expected(clinic_id, ids)
        people = await self._people.persons(clinic_id, {who for found in guided.values() for who in found})
        programs = await self._sessions.programs(clinic_id)
        sites = {one.id: one for one in await self._sites.sites(clinic_id)}
        zones = {zone: ZoneInfo(zone) for zone in {one.time_zone for one in sessions}}
        return [
            Entry(
                one,
                one.starts_at.astimezone(zones[one.time_zone]).date(),
                programs.get(one.program_id or ""),
                sites.get(one.site_id or ""),
                [people[who] for who in guided.get(one.id, ()) if who in people],
                expected.get(one.id, 0),
            )
            for one in sessions
        ]

    async def _clinic(self, clinic_id: str) -> Clinic:
        clinic = await self._people.clinic(clinic_id)
        if clinic is None:
            raise NotFound
        return clinic


def _taken_away(session: Session) -> bool:
    return session.status == "cancelled" and session.series_id is not None and not session.altered
