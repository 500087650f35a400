"""Hours of a session's clients while it goes on: what is stored is read once and kept until something of it changes,
what the session has brought so far is added each time."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from server.domain.attendance.plan import SessionKind
from server.domain.attendance.record import Minutes
from server.domain.hours.live import Later, LiveHours, Running, Stored, live_hours
from server.domain.hours.session_time import SessionTime, Tally
from server.domain.hours.units import Account
from server.domain.hours.weeks import by_day, start_of_week
from server.domain.instants import to_ms
from server.services.access.scope import Scope
from server.services.errors import NotFound
from server.services.hours.hours import DAY, HoursReader, Known
from server.services.hours.rows import HoursRows
from server.services.people import People
from server.services.records.changes import Changes
from server.services.sessions.live import LiveStates
from server.services.sessions.sessions import Session, Sessions

MAX_SESSIONS = 200


@dataclass
class _Kept:
    clinic_id: str
    day: date
    asked: set[str]
    """Whoever was looked up; of staff nothing is stored."""
    stored: dict[str, Stored]


class AnnouncedBreaks(Protocol):
    async def break_ends_at(self, clinic_id: str, session_id: str) -> datetime | None:
        """Until when everybody in its room was told that the break goes on which they have; None: they have none."""
        ...


class SessionHours:
    """By client of a session."""

    def __init__(
        self,
        reader: HoursReader,
        rows: HoursRows,
        sessions: Sessions,
        people: People,
        live: LiveStates,
        breaks: AnnouncedBreaks,
        changes: Changes,
    ) -> None:
        self._reader = reader
        self._rows = rows
        self._sessions = sessions
        self._people = people
        self._live = live
        self._breaks = breaks
        self._kept: dict[str, _Kept] = {}
        self._changes = 0
        changes.subscribe(self._changed)

    async def now(
        self, clinic_id: str, session_id: str, minutes: Mapping[str, Minutes], now: datetime
    ) -> Mapping[str, LiveHours]:
        """Of the session's clients, on its roster or walked in; of none unless it is in progress. `minutes`: as
        `LiveStates.minutes` has them. Raises NotFound, StorageUnavailable."""
        session = await self._sessions.get(clinic_id, session_id)
        clinic = await self._people.clinic(clinic_id)
        if session is None or clinic is None:
            raise NotFound
        if session.status != "in_progress":
            return {}
        zone = ZoneInfo(clinic.time_zone)
        stored = await self._stored(session, minutes, zone, now)
        break_left = await self._break_left(session, now)
        found = {}
        for who, so_far in minutes.items():
            if (of_client := stored.get(who)) is not None:
                running = _running(session, so_far, now, break_left)
                found[who] = live_hours(of_client, running, zone)
        return found

    async def _break_left(self, session: Session, now: datetime) -> int:
        """How much of its breaks is still to come: of the planned ones, or of the one that goes on if that is more."""
        ends_at = await self._breaks.break_ends_at(session.clinic_id, session.id)
        left = to_ms(ends_at) - to_ms(now) if ends_at is not None else 0
        if not session.planned_break_ms:
            return max(0, left)
        held = await self._live.summary(session.clinic_id, session.id, now)
        taken = sum(to_ms(one.stop or now) - to_ms(one.start) for one in held.breaks)
        return max(0, left, session.planned_break_ms - taken)

    async def _stored(
        self, session: Session, minutes: Collection[str], zone: ZoneInfo, now: datetime
    ) -> Mapping[str, Stored]:
        day = (session.started_at or session.starts_at).astimezone(zone).date()
        kept = self._kept.get(session.id)
        if kept is None or kept.day != day:
            kept = _Kept(session.clinic_id, day, set(), {})
        missing = set(minutes) - kept.asked
        if missing:
            before = self._changes
            kept.asked |= missing
            kept.stored |= await self._read(session, missing, day, now)
            if before == self._changes:
                self._kept[session.id] = kept
            while len(self._kept) > MAX_SESSIONS:
                del self._kept[next(iter(self._kept))]
        return kept.stored

    async def _read(
        self, session: Session, person_ids: Collection[str], day: date, now: datetime
    ) -> Mapping[str, Stored]:
        clinic = await self._people.clinic(session.clinic_id)
        assert clinic is not None
        persons = await self._people.persons(clinic.id, person_ids)
        clients = [person.id for person in persons.values() if person.kind == "client"]
        known = await self._reader.known(
            clinic, Scope(clinic.id, everything=True), clients, day, day, now, without=session.id
        )
        planned = await self._rows.others(clinic.id, clients, now - DAY, now + 2 * DAY)
        later: dict[str, list[Later]] = {}
        for one in planned:
            kinds = known.rules.of(one.participant_id)(day).counting_kinds
            same_day = one.starts_at.astimezone(known.zone).date() == day
            if one.status == "planned" and same_day and SessionKind(one.kind) in kinds:
                ms = to_ms(one.ends_at) - to_ms(one.starts_at) - one.planned_break_ms
                later.setdefault(one.participant_id, []).append(Later(one.starts_at, ms))
        return {one: _stored_of(one, session, known, day, tuple(later.get(one, ()))) for one in clients}

    def _changed(self, clinic_id: str) -> None:
        self._changes += 1
        for session in [one for one, kept in self._kept.items() if kept.clinic_id == clinic_id]:
            del self._kept[session]


def _stored_of(person_id: str, session: Session, known: Known, day: date, later: tuple[Later, ...]) -> Stored:
    rules = known.rules.of(person_id)
    days = by_day(known.times.get(person_id, ()), known.zone)
    given = [one.authorized for one in known.authorizations.get(person_id, ()) if one.revoked_at is None]
    account = Account(given)
    for earlier in sorted(one for one in days if one < day):
        account.charge(earlier, days[earlier], rules(earlier))
    left = {one.authorized.id: one.left for one in account.usages()}
    starts_on = start_of_week(day, rules(day).week_starts_on)
    week = [starts_on + timedelta(days=after) for after in range(7)]
    plan = known.plan(person_id, week[0], week[-1])
    return Stored(
        day=day,
        today=tuple(days.get(day, ())),
        week_ms=sum(
            one.tally.countable_ms
            for other in week
            if other != day
            for one in days.get(other, ())
            if one.kind in rules(other).counting_kinds
        ),
        later=later,
        planned_ms=plan.weekly_ms if plan else 0,
        policy=rules(day),
        authorized=tuple(replace(one, units=left[one.id]) for one in given if one.covers(day, session.service_code)),
    )


def _running(session: Session, so_far: Minutes, now: datetime, break_left: int) -> Running:
    """With what the next headcount confirms: whoever is in the room would otherwise seem to fall behind."""
    ms = so_far.countable_ms + so_far.unconfirmed_ms
    time = SessionTime(
        session.id,
        SessionKind(session.kind),
        session.service_code,
        session.started_at or session.starts_at,
        ms > 0,
        Tally(ms, 0, ms, 0),
    )
    return Running(time, now, session.ends_at, break_left, so_far.in_room or so_far.online)
