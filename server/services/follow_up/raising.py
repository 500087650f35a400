"""What the programs' rules raise of a whole clinic, derived once and kept until something that it rests on changes.

It is of all clients, whoever asks: who may see whom is for the caller. Records, judgements, enrollments, policies and
authorizations tell when they change; programs and rules are compared; and it is made anew each hour, for what another
process wrote underneath.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from server.domain.follow_up.rules import Absence, FollowUpRules, Raised, WeekOfPlan, raised
from server.domain.hours.weeks import WEEK, Week
from server.services.access.scope import Scope
from server.services.hours.hours import DAY, HoursReader, Known
from server.services.hours.rows import ATTENDED, HoursRows
from server.services.people import Clinic, Program

WEEKS = 4
"""How far back is looked, the week that goes on among them."""
Rules = Mapping[str, tuple[Program, FollowUpRules]]


class JudgedExcused(Protocol):
    async def judged_excused(self, clinic_id: str, session_ids: Collection[str]) -> Collection[tuple[str, str]]:
        """Of these sessions, whose absence whoever signed the record last judged to be excused: (session, client)."""
        ...


@dataclass(frozen=True)
class OfClient:
    person_id: str
    program_id: str
    raised: Raised


@dataclass(frozen=True)
class Kept:
    key: object
    """What it was derived by: day, hour, programs and rules."""
    found: Sequence[OfClient]


class Raising:
    def __init__(
        self, reader: HoursReader, rows: HoursRows, excused: JudgedExcused, subscribe: Callable[..., None]
    ) -> None:
        """`subscribe(heard)`: `heard(clinic)` runs when something of what hours rest on has changed."""
        self._reader = reader
        self._rows = rows
        self._excused = excused
        self._kept: dict[str, Kept] = {}
        self._changes: dict[str, int] = {}
        self._deriving: dict[str, asyncio.Lock] = {}
        subscribe(self._changed)

    async def of(self, clinic: Clinic, rules: Rules, now: datetime) -> Sequence[OfClient]:
        """Newest week first of each client."""
        local = now.astimezone(ZoneInfo(clinic.time_zone))
        key = local.date(), local.hour, tuple(sorted((id, repr(one)) for id, (_, one) in rules.items()))
        async with self._deriving.setdefault(clinic.id, asyncio.Lock()):
            kept = self._kept.get(clinic.id)
            if kept is not None and kept.key == key:
                return kept.found
            before = self._changes.get(clinic.id, 0)
            found, settled = await self._derived(clinic, rules, local.date(), now)
            if settled and before == self._changes.get(clinic.id, 0):
                self._kept[clinic.id] = Kept(key, found)
        return found

    def _changed(self, clinic_id: str) -> None:
        self._changes[clinic_id] = self._changes.get(clinic_id, 0) + 1
        self._kept.pop(clinic_id, None)

    async def _derived(
        self, clinic: Clinic, rules: Rules, today: date, now: datetime
    ) -> tuple[Sequence[OfClient], bool]:
        """And whether it stays so: while a session goes on that began before today, a week that is over grows."""
        first = today - (WEEKS - 1) * WEEK
        enrolled = [await self._rows.enrolled(clinic.id, program, first, today) for program in rules]
        ids = sorted({one for each in enrolled for one in each})
        known = await self._reader.known(
            clinic, Scope(clinic.id, everything=True), ids, first, today, now, with_units=False
        )
        missed = await self._missed(clinic, ids, known, first, now)
        found = []
        for person in ids:
            by_program: dict[str, list[WeekOfPlan]] = {}
            for week in known.weeks(person, first, today):
                program = known.program(person, week.starts_on, week.ends_on)
                if program is not None and program.id in rules:
                    by_program.setdefault(program.id, []).append(_of_plan(known, person, week, today))
            for program_id, weeks in by_program.items():
                of_program = rules[program_id][1]
                found += [
                    OfClient(person, program_id, one) for one in raised(of_program, missed.get(person, ()), weeks)
                ]
        midnight = datetime.combine(today, time(), known.zone).astimezone(UTC)
        over_night = await self._rows.others(clinic.id, ids, midnight - DAY, midnight)
        return found, all(one.status != "in_progress" for one in over_night)

    async def _missed(
        self, clinic: Clinic, ids: Collection[str], known: Known, first: date, now: datetime
    ) -> Mapping[str, list[Absence]]:
        """Absences from sessions whose kind counts."""
        start = datetime.combine(first - WEEK, time(), known.zone)
        found: dict[str, list[Absence]] = {}
        held = await self._rows.held(clinic.id, ids, start.astimezone(UTC), now)
        missed = [one for one in held if one.outcome not in ATTENDED]
        judged = await self._excused.judged_excused(clinic.id, {one.session_id for one in missed})
        for each in missed:
            person, day = each.participant_id, each.began_at.astimezone(known.zone).date()
            if each.kind in known.rules.of(person)(day).counting_kinds:
                excused = each.outcome == "excused" or (each.session_id, person) in judged
                found.setdefault(person, []).append(Absence(each.session_id, day, excused))
        return found


def _of_plan(known: Known, person: str, week: Week, today: date) -> WeekOfPlan:
    """Whole: over, and the client in the same program on each of its days."""
    days = [week.starts_on + timedelta(days=after) for after in range(7)]
    first, last = known.program(person, days[0], days[0]), known.program(person, days[-1], days[-1])
    whole = week.ends_on < today and first is not None and last is not None and first.id == last.id
    return WeekOfPlan(week.starts_on, week.counting.countable_ms, week.planned_ms, whole)
