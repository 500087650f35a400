"""The week's draw of a program: once, by its rule, of whoever is in the program; kept with all that repeats it."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from server.domain.attendance.policy import AttendancePolicy
from server.domain.drug_screens.drawing import WEEK, DrawRule, Eligible, drawn, eligible_in
from server.domain.hours.weeks import start_of_week
from server.domain.log.coverage import row_hash
from server.domain.log.draw_check import drawn_again
from server.domain.log.leaf import Kind
from server.domain.log.register_check import Register
from server.services.access.logins import LoginSession
from server.services.drug_screens.screens import Draw, DrugScreenStore, ProgramRule, Screen
from server.services.errors import Conflict, Invalid, NotFound
from server.services.log.audit import Audit, AuditEntry, Written
from server.services.log.log import StoredLeaf
from server.services.people import People, Person, Program

LEAVES = 5000
"""So many draws back a leaf is looked for: twenty programs' for nearly five years."""
Verdict = Literal["holds", "other_selection", "changed", "not_in_log"]
"""What checking a draw again comes to. `other_selection`: seed, list and rule choose others; `changed`: its row is not
what the attendance log covers."""


class ProgramPolicies(Protocol):
    async def of_program(self, clinic_id: str, program_id: str | None, day: date) -> AttendancePolicy: ...


class ProgramRows(Protocol):
    async def programs(self, clinic_id: str) -> Sequence[Program]: ...


class Leaves(Protocol):
    async def of_kind(self, clinic_id: str, kind: Kind, newest: int) -> Sequence[StoredLeaf]: ...


class Notice(Protocol):
    async def asked(self, screens: Sequence[Screen], now: datetime) -> None:
        """In the caller's transaction: whoever wants to be written to hears that there is a message, and no more."""
        ...

    async def said(self, screen: Screen, now: datetime) -> None:
        """What became of it: a message that has not gone out yet is about nothing any more."""
        ...


@dataclass(frozen=True)
class Evidence:
    draw: Draw
    program: Program
    people: Sequence[Person]
    """Whoever was eligible, by id."""
    verdict: Verdict
    leaf: int | None
    """Which leaf of the attendance log covers it."""


class Drawing:
    def __init__(
        self,
        store: DrugScreenStore,
        programs: ProgramRows,
        policies: ProgramPolicies,
        people: People,
        leaves: Leaves,
        notice: Notice,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        new_id: Callable[[], str],
        new_seed: Callable[[], str],
    ) -> None:
        self._store = store
        self._programs = programs
        self._policies = policies
        self._people = people
        self._leaves = leaves
        self._notice = notice
        self._audit = audit
        self._atomic = atomic
        self._new_id = new_id
        self._new_seed = new_seed

    async def rules(self, clinic_id: str) -> Sequence[tuple[Program, ProgramRule]]:
        """Of every open program by name; then of closed ones that had a rule, whose draws stay."""
        own = await self._store.rules(clinic_id)
        programs = [one for one in await self._programs.programs(clinic_id) if one.closed_at is None or one.id in own]
        return [
            (one, own.get(one.id) or ProgramRule(one.id, clinic_id, DrawRule(), date.min))
            for one in sorted(programs, key=lambda one: (one.closed_at is not None, one.name, one.id))
        ]

    async def of_program(self, clinic_id: str, program_id: str) -> tuple[Program, ProgramRule]:
        """Raises NotFound."""
        found = next((one for one in await self.rules(clinic_id) if one[0].id == program_id), None)
        if found is None:
            raise NotFound
        return found

    async def set_rule(
        self, login: LoginSession, program_id: str, version: int, rule: DrawRule, now: datetime
    ) -> ProgramRule:
        """Holds from the next draw on. Raises NotFound, Invalid, and Conflict when somebody changed it meanwhile."""
        if faults := rule.faults():
            raise Invalid(
                "This rule says too little.", [(f"body.rule.{field}", words) for field, words in faults.items()]
            )
        today = await self.today(login.clinic_id, now)
        async with self._atomic():
            _, before = await self.of_program(login.clinic_id, program_id)
            if before.version != version:
                raise Conflict("Somebody changed this rule meanwhile. Look at it again, and decide.")
            same = before.rule.on == rule.on and before.rule.at_least_every == rule.at_least_every
            counts_from = before.counts_from if same and before.version else today
            changed = replace(
                before,
                rule=rule,
                counts_from=counts_from,
                version=version + 1,
                changed_by=login.person_id,
                changed_at=now,
            )
            await self._store.set_rule(changed)
            detail = {"program": program_id, "version": changed.version, **rule.to_data()}
            await self._audit(AuditEntry(login.clinic_id, now, "drug_screen_rule.set", login.person_id, detail=detail))
        return changed

    async def draw(self, login: LoginSession, program_id: str, now: datetime) -> Draw:
        """This week's. Raises NotFound, and Conflict when it was made already, the rule is off, or there is nobody or
        no day to draw for."""
        return await self._draw(login.clinic_id, program_id, login.person_id, now)

    async def by_themselves(self, clinic_id: str, now: datetime) -> None:
        """The draws that are due of programs that want them made at the week's start."""
        today = await self.today(clinic_id, now)
        for program, one in await self.rules(clinic_id):
            if one.rule.on and one.rule.by_itself:
                week = await self.week_of(program, today)
                drawn_already = await self._store.draws(clinic_id, program.id, today - WEEK + timedelta(days=1))
                if one.counts_from <= week and not drawn_already and await self._closed(program, one, week, today):
                    await self._draw(clinic_id, program.id, None, now)

    async def evidence(self, login: LoginSession, draw_id: str, now: datetime) -> Evidence:
        """Everything that a draw rests on, drawn again, and looked up in the attendance log. Raises NotFound."""
        draw = await self._store.draw(login.clinic_id, draw_id)
        row = await self._store.draw_line(login.clinic_id, draw_id)
        if draw is None or row is None:
            raise NotFound
        programs = {one.id: one for one in await self._programs.programs(login.clinic_id)}
        people = await self._people.persons(login.clinic_id, [one.person_id for one in draw.eligible])
        leaf, covered = None, None
        for one in await self._leaves.of_kind(login.clinic_id, Kind.DRAW, LEAVES):
            for each in one.data.get("rows", ()):
                if (each["kind"], each["id"]) == (Register.DRAW.value, draw_id):
                    leaf, covered = one.position, each["sha256"]
        verdict: Verdict = "holds"
        if covered is None:
            verdict = "not_in_log"
        elif covered != row_hash(row).hex():
            verdict = "changed"
        elif drawn_again(row) != draw.selected:
            verdict = "other_selection"
        detail = {"draw": draw_id, "verdict": verdict}
        await self._audit(AuditEntry(login.clinic_id, now, "drug_screen_draw.read", login.person_id, detail=detail))
        known = [people[one.person_id] for one in draw.eligible if one.person_id in people]
        return Evidence(draw, programs[draw.program_id], known, verdict, leaf)

    async def today(self, clinic_id: str, now: datetime) -> date:
        clinic = await self._people.clinic(clinic_id)
        if clinic is None:
            raise NotFound
        return now.astimezone(ZoneInfo(clinic.time_zone)).date()

    async def week_of(self, program: Program, day: date) -> date:
        """As the program's policy has its weeks."""
        policy = await self._policies.of_program(program.clinic_id, program.id, day)
        return start_of_week(day, policy.week_starts_on)

    async def _draw(self, clinic_id: str, program_id: str, by: str | None, now: datetime) -> Draw:
        async with self._atomic():
            program, rule = await self.of_program(clinic_id, program_id)
            if not rule.rule.on:
                raise Conflict("This program draws nobody: its rule is off.")
            today = await self.today(clinic_id, now)
            if await self._store.draws(clinic_id, program_id, today - WEEK + timedelta(days=1)):
                raise Conflict("This week's draw was made already, and is not made again.")
            week = await self.week_of(program, today)
            days = _left(rule.rule, week, today)
            if not days:
                raise Conflict("No day of the rule is left this week.")
            eligible = await self._closed(program, rule, week, today)
            if not eligible:
                raise Conflict("Nobody is in this program on the days that are left this week.")
            seed = self._new_seed()
            chosen = drawn(seed, eligible, rule.rule)
            draw = Draw(
                self._new_id(), clinic_id, program_id, week, rule.rule, rule.version, seed, eligible, chosen, by, now
            )
            screens = [
                Screen(self._new_id(), clinic_id, program_id, week, who, draw.id, days, "", by, now) for who in chosen
            ]
            row = await self._store.add_draw(draw, screens)
            await self._notice.asked(screens, now)
            detail = {
                "draw": draw.id,
                "program": program_id,
                "week": week.isoformat(),
                "rule_version": rule.version,
                "eligible": len(eligible),
                "selected": len(chosen),
            }
            entry = AuditEntry(clinic_id, now, "drug_screen.drawn", by, detail=detail)
            await self._audit(entry, [Written(Register.DRAW, row)])
        return draw

    async def _closed(self, program: Program, rule: ProgramRule, week: date, today: date) -> tuple[Eligible, ...]:
        """The list as it is now."""
        days = _left(rule.rule, week, today)
        stays = await self._store.stays(program.clinic_id, program.id, week + WEEK)
        last = await self._store.last_drawn(program.clinic_id, program.id)
        return eligible_in(stays, last, days, week, rule.counts_from)


def _left(rule: DrawRule, week: date, today: date) -> tuple[date, ...]:
    return tuple(day for day in rule.days_of(week) if day >= today)
