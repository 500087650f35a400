"""Clients' hours by day and week against plan and authorizations, from the records in force."""

from bisect import bisect_right
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from server.domain.attendance.plan import SessionKind
from server.domain.attendance.policy import HOUR_MS, AttendancePolicy
from server.domain.attendance.record import AttendanceRecord
from server.domain.hours.session_time import SessionTime, Tally
from server.domain.hours.units import Usage, usage
from server.domain.hours.weeks import WEEK, Plan, Rules, Week, start_of_week, weeks
from server.services.access.logins import LoginSession
from server.services.access.scope import Scope, VisibleClients, scope_of
from server.services.errors import NotFound
from server.services.hours.authorizations import Authorization, Authorizations, Payers
from server.services.hours.rows import HoursRows, PlannedSession
from server.services.log.audit import Audit, AuditEntry
from server.services.people import Clinic, Enrolled, People, Person, Program, program_of
from server.services.policies.policies import Payer, Policies
from server.services.sessions.live import LiveStates
from server.services.sessions.sessions import Sessions

DAY = timedelta(days=1)


@dataclass(frozen=True)
class AuthorizationHours:
    authorization: Authorization
    payer: Payer | None
    usage: Usage | None
    """None: it was withdrawn."""


@dataclass(frozen=True)
class ClientHours:
    client: Person
    program: Program | None
    weeks: tuple[Week, ...]
    authorizations: tuple[AuthorizationHours, ...]


@dataclass(frozen=True)
class ProgramWeek:
    program: Program
    starts_on: date
    clients: tuple[ClientHours, ...]
    """Those who lack most first, each with their own week around the day alone."""


@dataclass(frozen=True)
class Known:
    """What hours of some people are derived from; the sessions of each in no order."""

    zone: ZoneInfo
    times: dict[str, list[SessionTime]]
    enrolled: Mapping[str, Enrolled]
    authorizations: Mapping[str, Sequence[Authorization]]
    """Those that matter for these days, withdrawn ones too."""
    rules: "DayRules"

    def program(self, person_id: str, first: date, last: date) -> Program | None:
        found = program_of(self.enrolled.get(person_id, ()), first, last)
        return found[1] if found else None

    def plan(self, person_id: str, first: date, last: date) -> Plan | None:
        """By the program that they were in on these days, and by what is planned for themselves in it."""
        found = program_of(self.enrolled.get(person_id, ()), first, last)
        if found is None:
            return None
        enrollment, program = found
        hours = program.weekly_hours if enrollment.weekly_hours is None else enrollment.weekly_hours
        return Plan(program.level_of_care, round(hours * HOUR_MS))

    def weeks(self, person_id: str, first: date, last: date) -> tuple[Week, ...]:
        times = self.times.get(person_id, ())
        return weeks(times, self.zone, self.rules.of(person_id), partial(self.plan, person_id), first, last)

    def usages(self, person_id: str) -> Mapping[str, Usage]:
        """By authorization; withdrawn ones have none."""
        given = [one.authorized for one in self.authorizations.get(person_id, ()) if one.revoked_at is None]
        found = usage(given, self.times.get(person_id, ()), self.zone, self.rules.of(person_id))
        return {one.authorized.id: one for one in found}


class DayRules:
    """Who is judged by what on which day. Between two days that were asked for, the earlier one's rules hold."""

    def __init__(self, asked: Mapping[date, Mapping[str, AttendancePolicy]]) -> None:
        self._asked = asked
        self._days = sorted(asked)

    def of(self, person_id: str) -> Rules:
        def rules(day: date) -> AttendancePolicy:
            return self._asked[self._days[max(0, bisect_right(self._days, day) - 1)]][person_id]

        return rules


class HoursReader:
    """Reads and derives; whoever asks has seen to it that they may."""

    def __init__(
        self,
        rows: HoursRows,
        people: People,
        authorizations: Authorizations,
        policies: Policies,
        live: LiveStates,
        look: Callable[[], AbstractAsyncContextManager[None]],
    ) -> None:
        """`look`: a block in which everything is read of one moment. Not what goes on: that is as new as it can be."""
        self._rows = rows
        self._people = people
        self._authorizations = authorizations
        self._policies = policies
        self._live = live
        self._look = look

    async def weeks(
        self, clinic: Clinic, scope: Scope, person_ids: Collection[str], first: date, last: date, now: datetime
    ) -> Mapping[str, tuple[Week, ...]]:
        """Every week that the days touch, by client; without a look at what was authorized."""
        known = await self.known(clinic, scope, person_ids, first, last, now, with_units=False)
        return {one: known.weeks(one, first, last) for one in person_ids}

    async def known(
        self,
        clinic: Clinic,
        scope: Scope,
        person_ids: Collection[str],
        first: date,
        last: date,
        now: datetime,
        with_units: bool = True,
        without: str | None = None,
    ) -> Known:
        """All that whole weeks around the days need, and with units whatever the authorizations of these days or later
        ones rest on. `scope`: whose sums these are for. `without`: a session that is left out."""
        counts_now = scope.takes_part and without is None
        going_on = await self._going_on(clinic.id, person_ids if counts_now else (), now)
        async with self._look():
            known = await self._stored(clinic, scope, person_ids, first, last, with_units, without)
        for who, one in going_on:
            times = known.times.setdefault(who, [])
            if all(each.session != one.session for each in times):  # it may have ended meanwhile
                times.append(one)
        return known

    async def _stored(
        self,
        clinic: Clinic,
        scope: Scope,
        person_ids: Collection[str],
        first: date,
        last: date,
        with_units: bool,
        without: str | None,
    ) -> Known:
        zone = ZoneInfo(clinic.time_zone)
        given = await self._authorizations.of_persons(clinic.id, person_ids)
        moves = await self._rows.moves(clinic.id, person_ids)
        programs = await self._people.enrollments_of(clinic.id, person_ids)
        first, last = first - WEEK + DAY, last + WEEK - DAY
        matter = {one: _mattering(found, first) for one, found in given.items()} if with_units else {}
        reach = [one for found in matter.values() for one in found if one.revoked_at is None]
        start = min([first, *(one.starts_on for one in reach)])
        end = max([last, *(one.ends_on for one in reach)])
        borders = set(moves)
        for authorization in (each for found in given.values() for each in found):
            revoked = authorization.revoked_at
            borders |= {authorization.starts_on, authorization.ends_on + DAY}
            borders |= {revoked.astimezone(zone).date()} if revoked else set()
        held = await self._rows.held(clinic.id, person_ids, _instant(start, zone), _instant(end + DAY, zone))
        rules = await self._rules(clinic.id, person_ids, start, end, borders)
        times: dict[str, list[SessionTime]] = {}
        for row in held:
            if row.session_id != without and scope.sums(row.starts_at, row.participant_id):
                times.setdefault(row.participant_id, []).append(row.time)
        return Known(zone, times, programs, matter, rules)

    async def _going_on(
        self, clinic_id: str, person_ids: Collection[str], now: datetime
    ) -> list[tuple[str, SessionTime]]:
        """What sessions that go on have brought so far."""
        if not person_ids:
            return []
        found = await self._rows.others(clinic_id, person_ids, now - DAY, now + DAY)
        mine = {(one.session_id, one.participant_id): one for one in found if one.status == "in_progress"}
        times = []
        for session_id in sorted({session for session, _ in mine}):
            for record in await self._live.records(clinic_id, session_id, now):
                if (one := mine.get((session_id, record.participant))) is not None:
                    times.append((record.participant, _time_of(record, one)))
        return times

    async def _rules(
        self, clinic_id: str, person_ids: Collection[str], first: date, last: date, borders: Collection[date]
    ) -> DayRules:
        """Asks for few days: where both ends of some days have equal rules, and nobody changes payer or program between
        them, so have all days between."""
        asked: dict[date, Mapping[str, AttendancePolicy]] = {}

        async def ask(day: date) -> None:
            if day not in asked:
                asked[day] = await self._policies.of_clients(clinic_id, person_ids, day)

        async def between(one: date, other: date) -> None:
            await ask(one)
            await ask(other)
            if other - one > DAY and asked[one] != asked[other]:
                middle = one + (other - one) // 2
                await between(one, middle)
                await between(middle, other)

        starts = sorted({first, *(day for day in borders if first < day <= last)})
        for one, after in zip(starts, [*starts[1:], last + DAY], strict=True):
            await between(one, after - DAY)
        return DayRules(asked)


class Hours:
    """Of whom one may see. To staff, hours are of all their sessions, whoever ran them."""

    def __init__(
        self,
        reader: HoursReader,
        rows: HoursRows,
        clients: VisibleClients,
        people: People,
        sessions: Sessions,
        policies: Policies,
        payers: Payers,
        audit: Audit,
        look: Callable[[], AbstractAsyncContextManager[None]],
    ) -> None:
        self._reader = reader
        self._rows = rows
        self._clients = clients
        self._people = people
        self._sessions = sessions
        self._policies = policies
        self._payers = payers
        self._audit = audit
        self._look = look

    async def of_client(
        self, login: LoginSession, person_id: str, first: date, last: date, now: datetime
    ) -> ClientHours:
        """The weeks that the days touch, oldest first, and what is authorized from then on; to an auditor only hours of
        what a grant opens, and no authorizations, as their units are of all sessions. Raises NotFound."""
        async with self._look():
            person = await self._people.person(login.clinic_id, person_id)
            if person is None or person.kind != "client" or not await self._clients.among(login, [person_id]):
                raise NotFound
            clinic = await self._clinic(login)
        read = AuditEntry(login.clinic_id, now, "hours.read", login.person_id, person_id)
        (found,) = await self._of(clinic, scope_of(login), [person], first, last, now)
        if login.role == "auditor" and not any(week.expected for week in found.weeks):
            raise NotFound
        await self._audit(read)
        return found

    async def of_program(self, login: LoginSession, program_id: str, day: date, now: datetime) -> ProgramWeek:
        """The week around that day of everybody who was in the program then, as far as this login may see them. Raises
        NotFound."""
        program = (await self._sessions.programs(login.clinic_id)).get(program_id)
        if program is None:
            raise NotFound
        clinic = await self._clinic(login)
        around = await self._rows.enrolled(clinic.id, program_id, day - WEEK, day + WEEK)
        starts_on = start_of_week(day, await self._week_starts_on(clinic, around, day))
        enrolled = await self._rows.enrolled(clinic.id, program_id, starts_on, starts_on + WEEK - DAY)
        persons = await self._people.persons(clinic.id, await self._clients.among(login, enrolled))
        found = await self._of(clinic, scope_of(login), list(persons.values()), day, day, now)
        detail = {"program": program_id, "week": starts_on.isoformat(), "clients": len(found)}
        await self._audit(AuditEntry(login.clinic_id, now, "hours.read", login.person_id, detail=detail))
        found.sort(key=lambda one: (-one.weeks[0].short_ms, one.client.legal_name, one.client.id))
        return ProgramWeek(program, starts_on, tuple(found))

    async def programs(self, login: LoginSession) -> Sequence[Program]:
        """The clinic's, by name."""
        found = await self._sessions.programs(login.clinic_id)
        return sorted(found.values(), key=lambda one: (one.name, one.id))

    async def _of(
        self, clinic: Clinic, scope: Scope, persons: Sequence[Person], first: date, last: date, now: datetime
    ) -> list[ClientHours]:
        ids = [person.id for person in persons]
        known = await self._reader.known(clinic, scope, ids, first, last, now, with_units=scope.takes_part)
        payers = {one.id: one for one in await self._payers.payers(clinic.id)}
        found = []
        for person in persons:
            usages = known.usages(person.id)
            given = known.authorizations.get(person.id, ())
            found.append(
                ClientHours(
                    person,
                    known.program(person.id, first, last),
                    known.weeks(person.id, first, last),
                    tuple(AuthorizationHours(one, payers.get(one.payer_id), usages.get(one.id)) for one in given),
                )
            )
        return found

    async def _week_starts_on(self, clinic: Clinic, person_ids: Collection[str], day: date) -> int:
        """The program's week begins as most of its clients' weeks do."""
        rules = await self._policies.of_clients(clinic.id, person_ids, day)
        starts = [one.week_starts_on for one in rules.values()]
        return max(sorted(set(starts)), key=starts.count, default=0)

    async def _clinic(self, login: LoginSession) -> Clinic:
        clinic = await self._people.clinic(login.clinic_id)
        if clinic is None:
            raise NotFound
        return clinic


def _mattering(given: Sequence[Authorization], first: date) -> Sequence[Authorization]:
    """Those that do not end before, and whatever they share days of the same service with: it may have used these."""
    found = [one for one in given if one.ends_on >= first]
    rest = [one for one in given if one.ends_on < first and one.revoked_at is None]
    while shared := [one for one in rest if any(one.overlaps(other) for other in found if other.revoked_at is None)]:
        found += shared
        rest = [one for one in rest if one not in shared]
    return sorted(found, key=lambda one: (one.starts_on, one.created_at, one.id))


def _instant(day: date, zone: ZoneInfo) -> datetime:
    """When the day begins by the clinic's clock."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _time_of(record: AttendanceRecord, session: PlannedSession) -> SessionTime:
    tally = Tally(record.countable_ms, record.in_room_ms, record.remote_ms, record.overlap_ms)
    began = record.started_at or record.scheduled_start
    kind, code = SessionKind(session.kind), session.service_code
    return SessionTime(record.session, kind, code, began, record.countable_ms > 0, tally)
