"""From a client's absences and weeks to what staff are asked to look at, each with the facts that it rests on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Kind = Literal["absences", "short_weeks"]
Step = Literal["call", "team", "level_of_care", "letter"]
"""What is proposed: to call the client, bring them to the treatment team, review the level of care, write a letter."""
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class FollowUpRules:
    """A program's. None: that rule is off."""

    absences: int | None = 2
    """So many in one week."""
    excused_too: bool = False
    """Whether an excused absence is one of them."""
    absences_step: Step = "call"
    short_weeks: int | None = 2
    """So many weeks running under the hours of the plan."""
    short_weeks_step: Step = "team"


@dataclass(frozen=True)
class Absence:
    session: str
    day: date
    excused: bool


@dataclass(frozen=True)
class WeekOfPlan:
    """A week with its plan, in milliseconds."""

    starts_on: date
    counted_ms: int
    planned_ms: int
    whole: bool
    """It is over, and the client was in the program on all of its days."""

    @property
    def is_short(self) -> bool:
        return self.whole and self.counted_ms < self.planned_ms


@dataclass(frozen=True)
class Raised:
    """`week`: the first day of the week in which the rule came true; with the kind it tells one from the next."""

    kind: Kind
    week: date
    step: Step
    absences: tuple[Absence, ...] = ()
    weeks: tuple[WeekOfPlan, ...] = ()
    """Those that run on to this one, the oldest first."""


def raised(rules: FollowUpRules, absences: Iterable[Absence], weeks: Sequence[WeekOfPlan]) -> list[Raised]:
    """Of one client, the newest week first; short weeks that run on are raised once, with the last of them. `weeks`:
    in order; what is longer ago than the first of them is not looked at, and weeks that do not follow one another do
    not run on."""
    missed = sorted(absences, key=lambda one: (one.day, one.session))
    found: list[Raised] = []
    running: list[WeekOfPlan] = []
    for week in weeks:
        of_week = tuple(
            one
            for one in missed
            if week.starts_on <= one.day < week.starts_on + WEEK and (rules.excused_too or not one.excused)
        )
        if rules.absences is not None and len(of_week) >= rules.absences:
            found.append(Raised("absences", week.starts_on, rules.absences_step, absences=of_week))
        follows = bool(running) and running[-1].starts_on + WEEK == week.starts_on
        running = [*(running if follows else ()), week] if week.is_short else []
        if rules.short_weeks is not None and len(running) >= rules.short_weeks:
            before = {one.starts_on for one in running[:-1]}
            found = [one for one in found if one.kind != "short_weeks" or one.week not in before]
            found.append(Raised("short_weeks", week.starts_on, rules.short_weeks_step, weeks=tuple(running)))
    return sorted(found, key=lambda one: one.week, reverse=True)
