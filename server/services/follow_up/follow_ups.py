"""The list of clients whose attendance staff should look after, and what they did about each.

It is as the records are now (`raising.py`), so that a late fact or an amendment is in it at once. Stored is what people
decided of it alone. Nobody is written to, and nothing is decided, by the list.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from server.domain.follow_up.rules import FollowUpRules, Kind, Raised, Step
from server.domain.hours.weeks import WEEK
from server.services.access.logins import LoginSession
from server.services.access.scope import VisibleClients
from server.services.errors import Conflict, Invalid, NotFound
from server.services.follow_up.raising import WEEKS, Raising
from server.services.log.audit import Audit, AuditEntry
from server.services.people import Clinic, People, Person, Program

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
    earlier: Sequence[FollowUp]
    """What was done about weeks before that run on to this one."""
    staff: Mapping[str, Person]
    """Whoever did something, by id."""

    def name_of(self, one: FollowUp) -> str:
        person = self.staff.get(one.done_by)
        return person.legal_name if person is not None else ""


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

    async def add(self, one: FollowUp) -> None: ...


class ProgramRows(Protocol):
    async def programs(self, clinic_id: str) -> Sequence[Program]: ...


class FollowUps:
    def __init__(
        self,
        store: FollowUpStore,
        raising: Raising,
        programs: ProgramRows,
        people: People,
        clients: VisibleClients,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        new_id: Callable[[], str],
    ) -> None:
        self._store = store
        self._raising = raising
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
        rules = {program.id: (program, one.rules) for program, one in await self.rules(clinic.id)}
        found = await self._raising.of(clinic, rules, now)
        seen = set(await self._clients.among(login, {one.person_id for one in found}))
        mine = [(one.person_id, rules[one.program_id][0], one.raised) for one in found if one.person_id in seen]
        first = now.astimezone(ZoneInfo(clinic.time_zone)).date() - (WEEKS - 1) * WEEK
        return await self._with_done(clinic, mine, first)

    async def _with_done(self, clinic: Clinic, found: Sequence[tuple[str, Program, Raised]], first: date) -> list[Line]:
        done = {(one.person_id, one.kind, one.week): one for one in await self._store.done(clinic.id, first - WEEK)}
        ids = {person for person, _, _ in found} | {one.done_by for one in done.values()}
        persons = await self._people.persons(clinic.id, ids)
        lines = []
        for person, program, one in found:
            weeks = [each.starts_on for each in one.weeks if each.starts_on != one.week]
            earlier = [done[key] for week in weeks if (key := (person, one.kind, week)) in done]
            seen_to = done.get((person, one.kind, one.week))
            lines.append(Line(persons[person], program, one, seen_to, earlier, persons))
        return sorted(
            lines,
            key=lambda one: (one.done is not None, -one.raised.week.toordinal(), one.client.legal_name, one.client.id),
        )
