"""A client's days and weeks: how much counted, of what kind, against the program's plan."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from server.domain.attendance.plan import SessionKind
from server.domain.attendance.policy import HOUR_MS, MINUTE_MS, AttendancePolicy
from server.domain.hours.session_time import NOTHING, SessionTime, Tally

Rules = Callable[[date], AttendancePolicy]
"""The policy by which a client's day is judged."""
Plans = Callable[[date, date], "Plan | None"]
"""The plan of a week, by its first and last day."""

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the client's program means to bring."""

    level_of_care: str
    weekly_ms: int


@dataclass(frozen=True, slots=True)
class Day:
    """All of a day's sessions together."""

    day: date
    sessions: tuple[str, ...]
    counting: Tally
    not_counting_ms: int
    """Countable time in sessions of kinds that are no hours of the program."""
    needed_ms: int
    """From how much on the day is one of service; 0: from any."""

    @property
    def is_service(self) -> bool:
        return self.counting.countable_ms > 0 and self.short_ms == 0

    @property
    def short_ms(self) -> int:
        return max(0, self.needed_ms - self.counting.countable_ms)


@dataclass(frozen=True, slots=True)
class KindTime:
    kind: SessionKind
    counts: bool
    tally: Tally


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days. `counting` is the sum of its days, and of its kinds that count."""

    starts_on: date
    days: tuple[Day, ...]
    """Those on which a session began, in order."""
    kinds: tuple[KindTime, ...]
    """Those with any countable time, as `SessionKind` orders them."""
    counting: Tally
    not_counting_ms: int
    attended: int
    expected: int
    """Sessions that had begun, attended or not."""
    planned_ms: int
    """0: no plan."""
    least_ms: int
    most_ms: int
    """The bounds of the level of care; 0: none."""

    @property
    def ends_on(self) -> date:
        """The last of its days."""
        return self.starts_on + WEEK - timedelta(days=1)

    @property
    def service_days(self) -> int:
        return sum(day.is_service for day in self.days)

    @property
    def short_ms(self) -> int:
        """To the plan; of a week that goes on, what is left to do."""
        return max(0, self.planned_ms - self.counting.countable_ms)

    @property
    def over_ms(self) -> int:
        """Beyond what the level of care allows."""
        return max(0, self.counting.countable_ms - self.most_ms) if self.most_ms else 0


def start_of_week(day: date, week_starts_on: int) -> date:
    """`week_starts_on`: 0 Monday … 6 Sunday."""
    return day - timedelta(days=(day.weekday() - week_starts_on) % 7)


def weeks(
    times: Iterable[SessionTime], zone: ZoneInfo, rules: Rules, plans: Plans, first: date, last: date
) -> tuple[Week, ...]:
    """Every week that the days `first` to `last` touch, whole, in order. The weeks begin as the rules of `last` say;
    sessions of no such week are left out."""
    starts_on = start_of_week(first, rules(last).week_starts_on)
    held = by_day(times, zone)
    found = []
    while starts_on <= last:
        days = [starts_on + timedelta(days=after) for after in range(7)]
        found.append(
            _week(starts_on, [(day, held[day]) for day in days if day in held], rules, plans(days[0], days[-1]))
        )
        starts_on += WEEK
    return tuple(found)


def day_of(day: date, times: Sequence[SessionTime], policy: AttendancePolicy) -> Day:
    """The day that these sessions, all of it, make."""
    counting, other = NOTHING, 0
    for one in times:
        if one.kind in policy.counting_kinds:
            counting += one.tally
        else:
            other += one.tally.countable_ms
    return Day(day, tuple(one.session for one in times), counting, other, policy.day_minutes * MINUTE_MS)


def by_day(times: Iterable[SessionTime], zone: ZoneInfo) -> Mapping[date, Sequence[SessionTime]]:
    """Each day's, in the order in which they began."""
    found: dict[date, list[SessionTime]] = {}
    for one in sorted(times, key=lambda one: (one.started_at, one.session)):
        found.setdefault(one.day(zone), []).append(one)
    return found


def _week(starts_on: date, days: Sequence[tuple[date, Sequence[SessionTime]]], rules: Rules, plan: Plan | None) -> Week:
    made = tuple(day_of(day, times, rules(day)) for day, times in days)
    policy = rules(starts_on + WEEK - timedelta(days=1))
    least, most = _bounds(policy, plan)
    every = [one for _, times in days for one in times]
    return Week(
        starts_on=starts_on,
        days=made,
        kinds=_kinds([(one, one.kind in rules(day).counting_kinds) for day, times in days for one in times]),
        counting=sum((day.counting for day in made), NOTHING),
        not_counting_ms=sum(day.not_counting_ms for day in made),
        attended=sum(one.attended for one in every),
        expected=len(every),
        planned_ms=plan.weekly_ms if plan else 0,
        least_ms=least * HOUR_MS,
        most_ms=most * HOUR_MS,
    )


def _kinds(times: list[tuple[SessionTime, bool]]) -> tuple[KindTime, ...]:
    found: dict[tuple[SessionKind, bool], Tally] = {}
    for one, counts in times:
        if one.tally.countable_ms:
            found[one.kind, counts] = found.get((one.kind, counts), NOTHING) + one.tally
    order = list(SessionKind)
    return tuple(
        KindTime(kind, counts, found[kind, counts])
        for kind, counts in sorted(found, key=lambda key: (not key[1], order.index(key[0])))
    )


def _bounds(policy: AttendancePolicy, plan: Plan | None) -> tuple[int, int]:
    if plan is None:
        return 0, 0
    return next(((least, most) for level, least, most in policy.weekly_hours if level == plan.level_of_care), (0, 0))
