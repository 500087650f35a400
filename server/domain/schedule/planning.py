"""Which sessions a series is to have, and what must be done to those it has so that they are these."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from server.domain.schedule.recurrence import Recurrence


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session that is to be. `day`: the rule's; [starts_at, ends_at) in UTC."""

    day: date
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Made:
    """A session that the series, or one that it follows, has made already."""

    id: str
    day: date
    """The rule's, wherever it was moved since."""
    free: bool
    """Nobody changed it by itself, and it has not begun: the series may move it or cancel it."""
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Steps:
    make: Sequence[Meeting]
    keep: Sequence[tuple[str, Meeting]]
    """The series' own from now on, as it has them."""
    drop: Sequence[tuple[str, str]]
    """Free ones on which nothing meets any more, with the holiday that is on that day, if one is."""


def planned(
    recurrence: Recurrence, exceptions: Collection[date], holidays: Mapping[date, str], window: tuple[date, date]
) -> list[Meeting]:
    """The meetings of the days of [first, last] in order, but for `exceptions` (days that are spoken for) and
    holidays."""
    days = recurrence.days(*window)
    return [Meeting(day, *recurrence.times(day)) for day in days if day not in exceptions and day not in holidays]


def steps(
    recurrence: Recurrence,
    made: Iterable[Made],
    holidays: Mapping[date, str],
    window: tuple[date, date],
    now: datetime,
) -> Steps:
    """What makes the sessions of the window those of the rule. `made`: all of the series itself, and those of the
    series that it follows from its first day on. What has begun or was changed by itself stays, and so its day is
    spoken for. Nothing is made that would have begun by `now`."""
    made = list(made)
    taken = {one.day for one in made if not one.free}
    free = {one.day: one for one in made if one.free and one.day not in taken}
    meetings = [one for one in planned(recurrence, taken, holidays, window) if one.starts_at > now]
    meets = {one.day for one in meetings}
    lost = [one for one in made if one.free and not one.cancelled and (one.day in taken or one.day not in meets)]
    return Steps(
        make=[one for one in meetings if one.day not in free],
        keep=[(free[one.day].id, one) for one in meetings if one.day in free],
        drop=[(one.id, holidays.get(one.day, "")) for one in lost],
    )
