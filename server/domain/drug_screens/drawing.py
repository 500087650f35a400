"""Who is drawn for a drug screen in one week: a pure function of seed, list and rule, which anybody can repeat.

A client's place is the SHA-256 of the seed, a colon and their id (UTF-8), in hexadecimal. Whoever is due by the rule is
drawn; then the lowest places are, until there are as many as the rule wants. The seed comes from the operating system's
secrets when the list is closed, so nobody knows a place before.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

WEEK = timedelta(days=7)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class DrawRule:
    """A program's. One of `how_many` and `share` says how many are drawn, once it is on."""

    on: bool = False
    how_many: int | None = None
    """In a week."""
    share: int | None = None
    """Per cent of whoever is eligible, rounded up."""
    at_least_every: int | None = None
    """Weeks in which everybody is drawn at least once; None: chance alone decides."""
    days: tuple[int, ...] = ()
    """Of the week, on which screens are collected: 0 Monday … 6 Sunday."""
    by_itself: bool = False
    """Drawn at the week's start without anybody's doing."""

    def faults(self) -> Mapping[str, str]:
        """What keeps it from being used, by field."""
        if not self.on:
            return {}
        found = {}
        if (self.how_many is None) == (self.share is None):
            found["how_many"] = "a number or a share"
        if not self.days:
            found["days"] = "at least one day"
        return found

    def size(self, eligible: int) -> int:
        if self.how_many is not None:
            return min(self.how_many, eligible)
        return -(-eligible * (self.share or 0) // 100)

    def days_of(self, week: date) -> tuple[date, ...]:
        """On which screens are collected in the week that begins on that day."""
        days = (week + after * DAY for after in range(7))
        return tuple(day for day in days if day.weekday() in self.days)

    def to_data(self) -> dict[str, Any]:
        return {**asdict(self), "days": list(self.days)}

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> "DrawRule":
        return cls(**{**data, "days": tuple(data["days"])})


@dataclass(frozen=True)
class Eligible:
    """`waited`: whole weeks before this one in which they could have been drawn and were not."""

    person_id: str
    waited: int


@dataclass(frozen=True)
class Stay:
    """Days in the program, both included."""

    first: date
    last: date | None


def place(seed: str, person_id: str) -> str:
    return sha256(f"{seed}:{person_id}".encode()).hexdigest()


def is_due(one: Eligible, rule: DrawRule) -> bool:
    """Without this week, a stretch of so many weeks would have none."""
    return rule.at_least_every is not None and one.waited >= rule.at_least_every - 1


def drawn(seed: str, eligible: Sequence[Eligible], rule: DrawRule) -> tuple[str, ...]:
    """Ids, in order. `eligible`: by id; raises ValueError when it is not, or names somebody twice."""
    ids = [one.person_id for one in eligible]
    if ids != sorted(set(ids)):
        raise ValueError("the list is not by id")
    ordered = sorted(eligible, key=lambda one: (not is_due(one, rule), place(seed, one.person_id)))
    due = sum(is_due(one, rule) for one in eligible)
    return tuple(sorted(one.person_id for one in ordered[: max(due, rule.size(len(eligible)))]))


def eligible_in(
    stays: Mapping[str, Sequence[Stay]],
    last_drawn: Mapping[str, date],
    days: Collection[date],
    week: date,
    counts_from: date,
) -> tuple[Eligible, ...]:
    """Whoever is in the program on one of these days, by id. `last_drawn`: the first day of the week in which they were
    drawn last. `counts_from`: since when waiting counts; who has waited longer, before there was a rule, is not due for
    that."""
    found = []
    for person_id in sorted(stays):
        stay = next((one for one in _joined(stays[person_id]) if any(_holds(one, day) for day in days)), None)
        if stay is None:
            continue
        since = max(stay.first, counts_from)
        if person_id in last_drawn:
            since = max(since, last_drawn[person_id] + WEEK)
        found.append(Eligible(person_id, max(0, -((since - week) // WEEK))))
    return tuple(found)


def _joined(stays: Iterable[Stay]) -> list[Stay]:
    """Those that follow one another without a day between are one: another track or plan begins no new count."""
    found: list[Stay] = []
    for one in sorted(stays, key=lambda one: one.first):
        if found and (found[-1].last is None or one.first <= found[-1].last + DAY):
            last = None if found[-1].last is None or one.last is None else max(found[-1].last, one.last)
            found[-1] = Stay(found[-1].first, last)
        else:
            found.append(one)
    return found


def _holds(stay: Stay, day: date) -> bool:
    return stay.first <= day and (stay.last is None or day <= stay.last)
