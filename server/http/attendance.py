"""/api/attendance: by session, by client and week, and one record with its evidence."""

from collections import Counter
from collections.abc import Mapping, Sequence

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200

from server.domain.attendance.facts import PresenceFact
from server.domain.attendance.record import AttendanceRecord, SessionSummary
from server.domain.hours.weeks import Week
from server.domain.signing.case import Standing
from server.domain.signing.words import reason_in_force
from server.http.attendance_words import END_REASONS, NOT_COUNTED, SOURCES, of_fact, source_of, speaks_of, words
from server.http.calendar import From, To, instants
from server.http.models import attendance as models
from server.http.models.common import Id
from server.http.sessions import summary
from server.http.signing_words import people_of, signing
from server.http.view import ApiView, answer, answer_list
from server.services.errors import NotFound
from server.services.hours.rows import ATTENDED
from server.services.people import Clinic, Person
from server.services.records.attendance import ClientTotals, PersonRecord, SessionTotals

WEEKS_BACK_DAYS = 27


class AttendanceView(ApiView):
    """Base of the views that look at a range of days."""

    async def clinic(self) -> Clinic:
        clinic = await self.services.people.clinic(self.login.clinic_id)
        if clinic is None:
            raise NotFound
        return clinic


class BySessionView(AttendanceView):
    access = "records"

    async def get(self, from_: From = None, to: To = None) -> r200[list[models.SessionAttendance]]:
        """Sessions that have begun, newest first, with how many attended. Default: the last four weeks."""
        start, end = instants(await self.clinic(), self.now, from_, to, WEEKS_BACK_DAYS, 0)
        found = await self.services.attendance.by_session(self.login, start, end, self.now)
        return answer_list([_session_totals(totals) for totals in found])


class OfSessionView(AttendanceView):
    access = "records"

    async def get(self, session: Id, /) -> r200[models.SessionRecords]:
        """The records of one session by legal name; provisional while it goes on."""
        schedule, found = await self.services.attendance.of_session(self.login, session, self.now)
        return answer(
            models.SessionRecords(
                session=summary(schedule, True),
                records=await _records(self, found),
                only_to_sign=bool(schedule.signs),
            )
        )


class EvidenceView(AttendanceView):
    access = "records"

    async def get(self, session: Id, participant: Id, /) -> r200[models.Evidence]:
        """One record and all it rests on: intervals, what counted and why not, facts as stored."""
        found, held, facts = await self.services.attendance.evidence(self.login, session, participant, self.now)
        record = found.stored.record
        return answer(
            models.Evidence(
                session=summary(found.schedule, True),
                record=(await _records(self, [found]))[0],
                intervals=_intervals(record),
                spans=_spans(record),
                bands=_bands(held),
                facts=[_fact(fact, participant) for fact in facts],
                others=[
                    models.OtherPresent.model_validate(
                        {"role": one.role.value, "started_at": one.start, "ended_at": one.stop}
                    )
                    for one in record.others
                ],
                only_to_sign=bool(found.schedule.signs),
            )
        )


class InLogView(AttendanceView):
    access = "records"

    async def get(self, session: Id, participant: Id, /) -> r200[models.InLog]:
        """Whether the attendance log holds this record as it is stored: its proof is made and checked."""
        found = await self.services.attendance.in_log(self.login, session, participant, self.now)
        head = found.signed.head if found.signed else None
        return answer(
            models.InLog(
                state=found.state.value,
                since=found.since,
                position=found.position,
                signed_at=head.at if head else None,
                leaves=head.size if head else None,
                key=head.key if head else None,
                problem=found.problem,
            )
        )


class ByClientView(AttendanceView):
    access = "records"

    async def get(self, from_: From = None, to: To = None) -> r200[list[models.ClientAttendance]]:
        """Clients by legal name with a bar for each week. Default: the last four weeks."""
        start, end = instants(await self.clinic(), self.now, from_, to, WEEKS_BACK_DAYS, 0)
        found = await self.services.attendance.by_client(self.login, start, end, self.now)
        return answer_list([_client_totals(totals) for totals in found])


class OfClientView(AttendanceView):
    access = "records"

    async def get(self, client: Id, /, from_: From = None, to: To = None) -> r200[models.ClientRecords]:
        """One client's weeks and records. Default: the last four weeks."""
        start, end = instants(await self.clinic(), self.now, from_, to, WEEKS_BACK_DAYS, 0)
        totals, found = await self.services.attendance.of_client(self.login, client, start, end, self.now)
        records = await _records(self, found)
        sessions = [
            models.ClientSession(session=summary(one.schedule, True), record=record)
            for one, record in zip(found, records, strict=True)
        ]
        return answer(models.ClientRecords(**dict(_client_totals(totals)), sessions=sessions))


def person_model(person: Person) -> models.Person:
    return models.Person(
        person_id=person.id,
        name=person.chosen_name,
        legal_name=person.legal_name,
        record_number=person.record_number,
    )


def _session_totals(totals: SessionTotals) -> models.SessionAttendance:
    outcomes = Counter(line.outcome for line in totals.lines)
    return models.SessionAttendance(
        session=summary(totals.schedule, True),
        expected=len(totals.schedule.clients),
        attended=sum(line.outcome in ATTENDED or line.countable_ms > 0 for line in totals.lines),
        outcomes=dict(outcomes),
        countable_minutes=sum(line.countable_ms for line in totals.lines) / 60_000,
        signed=sum(line.signed for line in totals.lines),
        records=len(totals.lines),
    )


def _week(week: Week) -> models.WeekBar:
    return models.WeekBar(
        starts_on=week.starts_on,
        countable_minutes=week.counting.countable_ms / 60_000,
        target_minutes=week.planned_ms / 60_000,
        sessions_attended=week.attended,
        sessions_expected=week.expected,
    )


def _client_totals(totals: ClientTotals) -> models.ClientAttendance:
    return models.ClientAttendance(
        client=person_model(totals.client),
        program=totals.program.name if totals.program else None,
        weeks=[_week(week) for week in totals.weeks],
    )


async def _records(view: ApiView, found: Sequence[PersonRecord]) -> list[models.Record]:
    people = await view.services.people.persons(view.login.clinic_id, people_of(one.case for one in found))
    standings = await view.services.sign_sheets.standings([(one.schedule, one.case) for one in found], view.now)
    return [record_of(one, standing, people) for one, standing in zip(found, standings, strict=True)]


def record_of(found: PersonRecord, standing: Standing, people: Mapping[str, Person]) -> models.Record:
    """`people`: all staff whom its case names."""
    record = found.stored.record
    modalities: Counter[str] = Counter()
    for interval in record.intervals:
        if interval.counted:
            modalities[interval.modality.value] += interval.ms
    return models.Record.model_validate(
        {
            "participant": person_model(found.person),
            "session_id": record.session,
            "outcome": found.case.value.outcome,
            "reason": reason_in_force(found.case, record.reason),
            "countable_minutes": found.case.value.countable_ms / 60_000,
            "connected_minutes": record.present_ms / 60_000,
            "minutes_by_modality": {name: ms / 60_000 for name, ms in modalities.items()},
            "first_seen_at": record.first_at,
            "last_seen_at": record.last_at,
            "flags": [words(flag) for flag in record.flags],
            "provisional": found.stored.version == 0,
            "version": found.stored.version,
            "derived_at": found.stored.derived_at,
            "signing": signing(found.case, standing, people),
        }
    )


def _intervals(record: AttendanceRecord) -> list[models.Interval]:
    return [
        models.Interval(
            started_at=one.start,
            ended_at=one.stop,
            modality=one.modality.value,
            grade=one.grade.value if one.grade else None,
            source=", ".join(SOURCES[source] for source in one.sources),
            end_reason=END_REASONS[one.end_reason],
            estimated=one.estimated,
        )
        for one in record.intervals
    ]


def _spans(record: AttendanceRecord) -> list[models.Span]:
    counted = [
        models.Span(
            started_at=one.start,
            ended_at=one.stop,
            counted=one.counted,
            reason=NOT_COUNTED[one.not_counted] if one.not_counted else "Counts",
        )
        for one in record.intervals
    ]
    gaps = [
        models.Span(
            started_at=gap.start, ended_at=gap.stop, counted=False, reason=f"Not here: {END_REASONS[gap.cause].lower()}"
        )
        for gap in record.gaps
    ]
    return sorted(counted + gaps, key=lambda span: span.started_at)


def _bands(held: SessionSummary) -> list[models.Band]:
    breaks = [models.Band(kind="break", started_at=one.start, ended_at=one.stop) for one in held.breaks]
    outages = [models.Band(kind="outage", started_at=one.start, ended_at=one.stop) for one in held.outages]
    return sorted(breaks + outages, key=lambda band: band.started_at)


def _fact(fact: PresenceFact, participant: str) -> models.Fact:
    return models.Fact(
        id=fact.id,
        kind=fact.kind.value,
        about="client" if speaks_of(fact, participant) else "session",
        source=source_of(fact),
        observed_at=fact.observed_at,
        recorded_at=fact.recorded_at,
        connection=fact.connection,
        text=of_fact(fact),
    )


def routes() -> list[web.RouteDef]:
    return [
        web.view("/api/attendance/sessions", BySessionView),
        web.view("/api/attendance/sessions/{session}", OfSessionView),
        web.view("/api/attendance/sessions/{session}/participants/{participant}", EvidenceView),
        web.view("/api/attendance/sessions/{session}/participants/{participant}/log", InLogView),
        web.view("/api/attendance/clients", ByClientView),
        web.view("/api/attendance/clients/{client}", OfClientView),
    ]
