"""Attendance as staff look at it: by session, by client and week, and one record with its evidence."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from server.domain.attendance.facts import PresenceFact
from server.domain.attendance.record import SessionSummary
from server.domain.hours.weeks import Week
from server.domain.signing.case import Case
from server.services.access.logins import LoginSession
from server.services.access.scope import scope_of
from server.services.errors import NotFound
from server.services.hours.hours import HoursReader
from server.services.log.audit import Audit, AuditEntry
from server.services.log.log_proofs import LogProofs
from server.services.log.proof_files import InLog
from server.services.people import Clinic, People, Person, Program, program_of
from server.services.records.export_lines import ExportLine, ExportLines
from server.services.records.in_force import HeldRecord, InForce, case_of, provisional
from server.services.records.records import RecordLine, Records, StoredRecord
from server.services.sessions.facts import Facts
from server.services.sessions.live import LiveStates
from server.services.sessions.sessions import Schedule, SessionService


@dataclass(frozen=True)
class SessionTotals:
    schedule: Schedule
    lines: tuple[RecordLine, ...]


@dataclass(frozen=True)
class ClientTotals:
    client: Person
    program: Program | None
    weeks: tuple[Week, ...]


@dataclass(frozen=True)
class PersonRecord:
    """A record in the version that is in force; `case` says what people made of it."""

    person: Person
    stored: StoredRecord
    schedule: Schedule
    case: Case


class Attendance:
    """What of it whom is shown: `server.services.access.scope`."""

    def __init__(
        self,
        sessions: SessionService,
        people: People,
        records: Records,
        in_force: InForce,
        live: LiveStates,
        facts: Facts,
        audit: Audit,
        proofs: LogProofs,
        export: ExportLines,
        hours: HoursReader,
    ) -> None:
        self._sessions = sessions
        self._people = people
        self._records = records
        self._in_force = in_force
        self._live = live
        self._facts = facts
        self._audit = audit
        self._proofs = proofs
        self._export = export
        self._hours = hours

    async def by_session(
        self, login: LoginSession, start: datetime, end: datetime, now: datetime
    ) -> list[SessionTotals]:
        """Sessions that began before `now`, newest first."""
        schedules = await self._held(login, start, end, now)
        lines = await self._lines(login, schedules, now)
        return [SessionTotals(one, tuple(lines.get(one.session.id, ()))) for one in reversed(schedules)]

    async def of_session(
        self, login: LoginSession, session_id: str, now: datetime
    ) -> tuple[Schedule, list[PersonRecord]]:
        """The session and its clients' records, by legal name; provisional ones while it goes on."""
        schedule, found = await self._of_session(login, session_id, now)
        # Who sees only some of the session has read of these, and of nobody else.
        for subject in [one.person.id for one in found] if schedule.unseen else [None]:
            entry = AuditEntry(login.clinic_id, now, "attendance.read", login.person_id, subject, session_id)
            await self._audit(entry)
        return schedule, found

    async def _of_session(
        self, login: LoginSession, session_id: str, now: datetime
    ) -> tuple[Schedule, list[PersonRecord]]:
        schedule = await self._sessions.with_records(login, session_id)
        scope = scope_of(login)
        held = [
            one
            for one in await self._held_records(schedule, now)
            if scope.reads(schedule.session, schedule.roster, one.stored.record.participant, schedule.signs)
        ]
        people = await self._people.persons(login.clinic_id, [one.stored.record.participant for one in held])
        found = [
            PersonRecord(people[one.stored.record.participant], one.stored, schedule, one.case)
            for one in held
            if one.stored.record.participant in people
        ]
        return schedule, sorted(found, key=lambda one: (one.person.legal_name, one.person.id))

    async def by_client(self, login: LoginSession, start: datetime, end: datetime, now: datetime) -> list[ClientTotals]:
        """Clients of those sessions by legal name, with each week that [start, end) touches."""
        schedules = await self._held(login, start, end, now)
        clients = {person.id: person for schedule in schedules for person in schedule.clients}
        programs = await self._programs(login, list(clients), start, end)
        weeks = await self._weeks(login, list(clients), start, end, now)
        return [
            ClientTotals(person, programs.get(person.id), weeks[person.id])
            for person in sorted(clients.values(), key=lambda person: (person.legal_name, person.id))
        ]

    async def of_client(
        self, login: LoginSession, person_id: str, start: datetime, end: datetime, now: datetime
    ) -> tuple[ClientTotals, list[PersonRecord]]:
        """One client's weeks, and records newest first. Raises NotFound also for a client of others' sessions only."""
        person = await self._people.person(login.clinic_id, person_id)
        if person is None or person.kind != "client":
            raise NotFound
        schedules = [one for one in await self._held(login, start, end, now) if person in one.clients]
        if not schedules and login.role != "admin":
            raise NotFound
        program = (await self._programs(login, [person_id], start, end)).get(person_id)
        weeks = (await self._weeks(login, [person_id], start, end, now))[person_id]
        stored = await self._in_force.of_person(login.clinic_id, person_id, [one.session.id for one in schedules])
        found = []
        for schedule in reversed(schedules):
            one = stored.get(schedule.session.id) or await self._provisional(schedule, person_id, now)
            if one is not None:
                found.append(PersonRecord(person, one.stored, schedule, one.case))
        await self._audit(AuditEntry(login.clinic_id, now, "attendance.read", login.person_id, person_id))
        return ClientTotals(person, program, weeks), found

    async def evidence(
        self, login: LoginSession, session_id: str, person_id: str, now: datetime
    ) -> tuple[PersonRecord, SessionSummary, list[PresenceFact]]:
        """A record, how the session was held, and the facts that speak of that person or of the whole session, by time
        of observation."""
        _, records = await self._of_session(login, session_id, now)
        record = next((one for one in records if one.person.id == person_id), None)
        if record is None:
            raise NotFound
        await self._audit(AuditEntry(login.clinic_id, now, "attendance.read", login.person_id, person_id, session_id))
        facts = await self._facts.of_session(login.clinic_id, session_id)
        mine = {fact.id: fact for fact in facts if fact.participant in (None, person_id)}
        held = await self._live.summary(login.clinic_id, session_id, now)
        return record, held, sorted(mine.values(), key=lambda fact: (fact.observed_at, fact.id))

    async def in_log(self, login: LoginSession, session_id: str, person_id: str, now: datetime) -> InLog:
        """Whether the log holds this record as it is stored. Raises NotFound for whoever has none here."""
        schedule = await self._sessions.with_records(login, session_id)
        if not scope_of(login).reads(schedule.session, schedule.roster, person_id, schedule.signs):
            raise NotFound
        stored = await self._records.of_person(login.clinic_id, person_id, [session_id])
        if not stored and all(person.id != person_id for person in schedule.clients):
            raise NotFound
        return await self._proofs.check(schedule.clinic, session_id, person_id, now)

    async def for_export(
        self, login: LoginSession, start: datetime, end: datetime, clients: Mapping[str, Person]
    ) -> AsyncIterator[list[ExportLine]]:
        """Stored records of these clients (by id), some sessions at a time, by start and legal name. Who asks has
        written it down."""
        async for lines in self._export.read(scope_of(login), start, end, clients):
            yield lines

    async def _held(self, login: LoginSession, start: datetime, end: datetime, now: datetime) -> list[Schedule]:
        found = await self._sessions.with_records_between(login, start, end)
        return [
            one
            for one in found
            if one.session.status != "cancelled" and (one.session.starts_at <= now or one.session.status != "planned")
        ]

    async def _lines(
        self, login: LoginSession, schedules: Sequence[Schedule], now: datetime
    ) -> Mapping[str, Sequence[RecordLine]]:
        """Of those whose records this login may see."""
        clinic_id, scope = login.clinic_id, scope_of(login)
        by_id = {one.session.id: one for one in schedules}
        lines: dict[str, list[RecordLine]] = {}
        for line in await self._records.lines(clinic_id, list(by_id)):
            schedule = by_id[line.session_id]
            if scope.reads(schedule.session, schedule.roster, line.participant_id):
                lines.setdefault(line.session_id, []).append(line)
        for schedule in schedules:
            if schedule.session.status == "in_progress":
                records = await self._live.records(clinic_id, schedule.session.id, now)
                lines[schedule.session.id] = [provisional(StoredRecord(0, now, one)) for one in records]
        return lines

    async def _held_records(self, schedule: Schedule, now: datetime) -> Sequence[HeldRecord]:
        session = schedule.session
        if session.is_over:
            return await self._in_force.of_session(session.clinic_id, session.id)
        records = await self._live.records(session.clinic_id, session.id, now)
        stored = [StoredRecord(0, now, record) for record in records]
        return [HeldRecord(one, case_of(one)) for one in stored]

    async def _provisional(self, schedule: Schedule, person_id: str, now: datetime) -> HeldRecord | None:
        if schedule.session.is_over:
            return None
        held = await self._held_records(schedule, now)
        return next((one for one in held if one.stored.record.participant == person_id), None)

    async def _weeks(
        self, login: LoginSession, person_ids: Sequence[str], start: datetime, end: datetime, now: datetime
    ) -> Mapping[str, tuple[Week, ...]]:
        """As far as this login may see sums of them."""
        clinic = await self._clinic(login)
        first, last = _days(clinic, start, end)
        return await self._hours.weeks(clinic, scope_of(login), person_ids, first, last, now)

    async def _programs(
        self, login: LoginSession, person_ids: Sequence[str], start: datetime, end: datetime
    ) -> Mapping[str, Program]:
        """In which they were on these days, the last of several."""
        days = _days(await self._clinic(login), start, end)
        enrolled = await self._people.enrollments_of(login.clinic_id, person_ids)
        return {who: found[1] for who, each in enrolled.items() if (found := program_of(each, *days)) is not None}

    async def _clinic(self, login: LoginSession) -> Clinic:
        clinic = await self._people.clinic(login.clinic_id)
        if clinic is None:
            raise NotFound
        return clinic


def _days(clinic: Clinic, start: datetime, end: datetime) -> tuple[date, date]:
    zone = ZoneInfo(clinic.time_zone)
    return start.astimezone(zone).date(), (end - timedelta(microseconds=1)).astimezone(zone).date()
