"""The list of clients whose attendance staff should look after, and what they did about each.

It is derived from the records whenever somebody looks, so that a late fact or an amendment is in it at once. Kept is
what people decided of it alone. Nobody is written to, and nothing is decided, by the list.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from server.domain.follow_up.rules import Absence, FollowUpRules, Kind, Raised, Step, WeekOfPlan, raised
from server.domain.hours.weeks import WEEK, Week
from server.services.access.logins import LoginSession
from server.services.access.scope import VisibleClients, scope_of
from server.services.errors import Conflict, Invalid, NotFound
from server.services.hours.hours import HoursReader, Known
from server.services.hours.rows import ATTENDED, HoursRows
from server.services.log.audit import Audit, AuditEntry
from server.services.people import Clinic, People, Person, Program

WEEKS = 4
"""How far back the list goes, the week that goes on among them."""
DAY = timedelta(days=1)
Outcome = Literal["done", "not_needed"]


@dataclass(frozen=True)
class ProgramRules:
    """A program's rules; version 0: nobody has set them, and they are the usual ones."""

    program_id: str
    clinic_id: str
    rules: FollowUpRules
    version: int = 0
    changed_by: str | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True)
class FollowUp:
    """What somebody did about what a rule raised."""

    id: str
    clinic_id: str
    person_id: str
    kind: Kind
    week: date
    program_id: str
    outcome: Outcome
    step: Step | None
    """None: another one, which the note says, or none."""
    note: str
    done_by: str
    done_at: datetime


@dataclass(frozen=True)
class Line:
    client: Person
    program: Program
    raised: Raised
    done: FollowUp | None
    done_by: Person | None


@dataclass(frozen=True)
class Draft:
    """What somebody says they did. `person_id`, `kind` and `week` name what was raised."""

    person_id: str
    kind: Kind
    week: date
    outcome: Outcome
    step: Step | None
    note: str


class FollowUpStore(Protocol):
    """Every method asks within one clinic."""

    async def rules(self, clinic_id: str) -> Mapping[str, ProgramRules]:
        """Of the programs that have their own, by program."""
        ...

    async def set_rules(self, rules: ProgramRules) -> None: ...
    async def done(self, clinic_id: str, since: date) -> Sequence[FollowUp]:
        """About weeks that began on that day or later."""
        ...

    async def judged_excused(self, clinic_id: str, session_ids: Collection[str]) -> Collection[tuple[str, str]]:
        """Of these sessions, whose absence whoever signed the record last judged to be excused: (session, client)."""
        ...

    async def add(self, one: FollowUp) -> None: ...


class ProgramRows(Protocol):
    async def programs(self, clinic_id: str) -> Sequence[Program]: ...


class FollowUps:
    def __init__(
        self,
        store: FollowUpStore,
        reader: HoursReader,
        rows: HoursRows,
        programs: ProgramRows,
        people: People,
        clients: VisibleClients,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        new_id: Callable[[], str],
    ) -> None:
        self._store = store
        self._reader = reader
        self._rows = rows
        self._programs = programs
        self._people = people
        self._clients = clients
        self._audit = audit
        self._atomic = atomic
        self._new_id = new_id

    async def all(self, login: LoginSession, now: datetime) -> Sequence[Line]:
        """What the rules raised in the last weeks of clients whom this login may see: what nobody has seen to first,
        then the newest week, then by name."""
        lines = await self._lines(login, now)
        detail = {"clients": len({one.client.id for one in lines})}
        await self._audit(AuditEntry(login.clinic_id, now, "follow_ups.read", login.person_id, detail=detail))
        return lines

    async def count(self, login: LoginSession, now: datetime) -> int:
        """How many clients somebody has still to see to."""
        return len({one.client.id for one in await self._lines(login, now) if one.done is None})

    async def rules(self, clinic_id: str) -> Sequence[tuple[Program, ProgramRules]]:
        """Of every open program, by name."""
        own = await self._store.rules(clinic_id)
        programs = [one for one in await self._programs.programs(clinic_id) if one.closed_at is None]
        return [
            (one, own.get(one.id) or ProgramRules(one.id, clinic_id, FollowUpRules()))
            for one in sorted(programs, key=lambda one: (one.name, one.id))
        ]

    async def set_rules(
        self, login: LoginSession, program_id: str, version: int, rules: FollowUpRules, now: datetime
    ) -> ProgramRules:
        """Raises NotFound, and Conflict when somebody changed them meanwhile. What they raise is at once by these."""
        async with self._atomic():
            current = {program.id: one for program, one in await self.rules(login.clinic_id)}.get(program_id)
            if current is None:
                raise NotFound
            if current.version != version:
                raise Conflict("Somebody changed these rules meanwhile. Look at them again, and decide.")
            changed = replace(current, rules=rules, version=version + 1, changed_by=login.person_id, changed_at=now)
            await self._store.set_rules(changed)
            detail = {"program": program_id, "version": changed.version, **asdict(rules)}
            await self._audit(AuditEntry(login.clinic_id, now, "follow_up_rules.set", login.person_id, detail=detail))
        return changed

    async def done(self, login: LoginSession, draft: Draft, now: datetime) -> FollowUp:
        """Raises NotFound when nothing was raised so, Conflict when somebody has seen to it already."""
        if draft.outcome == "not_needed" and not draft.note:
            raise Invalid("Please say why.", [("body.note", "says why nothing is needed")])
        async with self._atomic():
            key = draft.person_id, draft.kind, draft.week
            lines = await self._lines(login, now)
            line = next((one for one in lines if (one.client.id, one.raised.kind, one.raised.week) == key), None)
            if line is None:
                raise NotFound
            if line.done is not None:
                raise Conflict("Somebody has seen to it meanwhile. Look at what they did.")
            one = FollowUp(
                self._new_id(),
                login.clinic_id,
                program_id=line.program.id,
                done_by=login.person_id,
                done_at=now,
                **asdict(draft),
            )
            await self._store.add(one)
            detail = {"kind": one.kind, "week": one.week.isoformat(), "outcome": one.outcome, "step": one.step}
            await self._audit(
                AuditEntry(login.clinic_id, now, "follow_up.done", login.person_id, one.person_id, detail=detail)
            )
        return one

    async def _lines(self, login: LoginSession, now: datetime) -> list[Line]:
        clinic = await self._people.clinic(login.clinic_id)
        if clinic is None:
            raise NotFound
        today = now.astimezone(ZoneInfo(clinic.time_zone)).date()
        first = today - (WEEKS - 1) * WEEK
        rules = {program.id: (program, one.rules) for program, one in await self.rules(clinic.id)}
        enrolled = [await self._rows.enrolled(clinic.id, program, first, today) for program in rules]
        ids = await self._clients.among(login, {one for each in enrolled for one in each})
        known = await self._reader.known(clinic, scope_of(login), ids, first, today, now, with_units=False)
        missed = await self._missed(clinic, ids, known, first, now)
        found = []
        for person in ids:
            by_program: dict[str, list[WeekOfPlan]] = {}
            for week in known.weeks(person, first, today):
                program = known.program(person, week.starts_on, week.ends_on)
                if program is not None and program.id in rules:
                    by_program.setdefault(program.id, []).append(_of_plan(known, person, week, today))
            for program_id, weeks in by_program.items():
                program, of_program = rules[program_id]
                found += [(person, program, one) for one in raised(of_program, missed.get(person, ()), weeks)]
        return await self._with_done(clinic, found, first)

    async def _missed(
        self, clinic: Clinic, ids: Collection[str], known: Known, first: date, now: datetime
    ) -> Mapping[str, list[Absence]]:
        """Absences from sessions whose kind counts."""
        start = datetime.combine(first - WEEK, datetime.min.time(), known.zone)
        found: dict[str, list[Absence]] = {}
        held = await self._rows.held(clinic.id, ids, start.astimezone(UTC), now)
        missed = [one for one in held if one.outcome not in ATTENDED]
        judged = await self._store.judged_excused(clinic.id, {one.session_id for one in missed})
        for each in missed:
            person, day = each.participant_id, each.began_at.astimezone(known.zone).date()
            if each.kind in known.rules.of(person)(day).counting_kinds:
                excused = each.outcome == "excused" or (each.session_id, person) in judged
                found.setdefault(person, []).append(Absence(each.session_id, day, excused))
        return found

    async def _with_done(self, clinic: Clinic, found: Sequence[tuple[str, Program, Raised]], first: date) -> list[Line]:
        done = {(one.person_id, one.kind, one.week): one for one in await self._store.done(clinic.id, first - WEEK)}
        ids = {person for person, _, _ in found} | {one.done_by for one in done.values()}
        persons = await self._people.persons(clinic.id, ids)
        lines = []
        for person, program, one in found:
            seen_to = done.get((person, one.kind, one.week))
            by = persons.get(seen_to.done_by) if seen_to is not None else None
            lines.append(Line(persons[person], program, one, seen_to, by))
        return sorted(
            lines,
            key=lambda one: (one.done is not None, -one.raised.week.toordinal(), one.client.legal_name, one.client.id),
        )


def _of_plan(known: Known, person: str, week: Week, today: date) -> WeekOfPlan:
    """Whole: over, and the client in the same program on each of its days."""
    days = [week.starts_on + timedelta(days=after) for after in range(7)]
    first, last = known.program(person, days[0], days[0]), known.program(person, days[-1], days[-1])
    whole = week.ends_on < today and first is not None and last is not None and first.id == last.id
    return WeekOfPlan(week.starts_on, week.counting.countable_ms, week.planned_ms, whole)
