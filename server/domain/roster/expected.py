"""Who is expected at a planned session: by its series, by enrollment, by exception; and never both of a pair that is
kept apart."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from server.domain.roster.keep_apart import Pairs

Role = Literal["client", "facilitator", "observer", "interpreter", "guest"]
"""Whoever runs the session along with another is a facilitator too, with all that this brings."""
Status = Literal["expected", "excused", "walk_in"]
Source = Literal["series", "enrollment", "added", "make_up", "walk_in"]
BY_HAND: frozenset[Source] = frozenset({"added", "make_up"})
"""What stands only as long as its exception does."""


@dataclass(frozen=True, slots=True)
class Entry:
    person: str
    role: Role
    status: Status
    source: Source


@dataclass(frozen=True, slots=True)
class Named:
    """By the series."""

    person: str
    role: Role


@dataclass(frozen=True, slots=True)
class Beside:
    """Of the staff, beside those whom the series names, from `from_on` to `until_on`, both included."""

    person: str
    role: Role
    from_on: date
    until_on: date | None

    def holds_on(self, day: date) -> bool:
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """From `starts_on` to `ends_on`, both included."""

    person: str
    program: str
    track: str | None
    starts_on: date
    ends_on: date | None

    def holds_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class ByHand:
    """An exception: one person at one session."""

    person: str
    kind: Literal["added", "left_out"]
    role: Role
    makes_up: bool


@dataclass(frozen=True, slots=True)
class Place:
    """What somebody would be on a roster, and why."""

    role: Role
    source: Source
    since: date = date.max
    """When they were enrolled."""


@dataclass(frozen=True, slots=True)
class Regular:
    """Whom a series expects."""

    people: tuple[Named, ...]
    program: str | None
    """Whose enrolled are expected; None: the clients among `people` are."""
    track: str | None
    """None: all of the program's tracks."""
    group_of: str | None = None
    """Of a group whose clients are named: the program that it belongs to, if any. Who has left that is not expected."""
    beside: tuple[Beside, ...] = ()

    def on(self, day: date, enrolled: Iterable[Enrolled]) -> dict[str, Place]:
        """Whom it expects on that day; `enrolled`: in any program."""
        beside = {one.person: Place(one.role, "series") for one in self.beside if one.holds_on(day)}
        named = {one.person: Place(one.role, "series") for one in self.people}
        if self.program is None:
            left = _left(self.group_of, day, enrolled) if self.group_of is not None else frozenset()
            named = {person: place for person, place in named.items() if place.role != "client" or person not in left}
            return beside | named
        found: dict[str, Place] = {}
        for one in enrolled:
            if one.program == self.program and self.track in (None, one.track) and one.holds_on(day):
                earlier = found.get(one.person, Place("client", "enrollment"))
                found[one.person] = Place("client", "enrollment", min(earlier.since, one.starts_on))
        return beside | found | {person: place for person, place in named.items() if place.role == "facilitator"}


def _left(program: str, day: date, enrolled: Iterable[Enrolled]) -> frozenset[str]:
    """Who was in the program before that day, and is not on it. Who never was is nobody who left."""
    those = [one for one in enrolled if one.program == program]
    before = {one.person for one in those if one.ends_on is not None and one.ends_on < day}
    return frozenset(before - {one.person for one in those if one.holds_on(day)})


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Expected, and yet not on the roster."""

    person: str
    why: Literal["exception", "kept_apart"]
    apart_from: str | None = None
    """Who is on the roster instead."""


@dataclass(frozen=True, slots=True)
class Expected:
    entries: tuple[Entry, ...]
    left_out: tuple[LeftOut, ...]


def expected(
    regular: Mapping[str, Place] | None, now: Collection[Entry], exceptions: Collection[ByHand], pairs: Pairs
) -> Expected:
    """The roster that a session should have.

    `regular`: whom its series expects; None without a series, and then everybody stays who is on it without an
    exception. `now`: its roster as it is, of which walk-ins and what was excused stay.
    """
    standing = {one.person: one for one in now}
    wanted = dict(regular or {})
    for entry in now:
        if entry.source == "walk_in" or (regular is None and entry.source not in BY_HAND):
            wanted.setdefault(entry.person, Place(entry.role, entry.source))
    left_out = []
    for one in sorted(exceptions, key=lambda one: one.person):
        if one.kind == "left_out" and (wanted.pop(one.person, None) is not None or regular is None):
            left_out.append(LeftOut(one.person, "exception"))
        if one.kind == "added":
            known = wanted.get(one.person)
            if known is None or (known.source != "walk_in" and one.person not in (regular or {})):
                known = Place(one.role, "added")
            walked_in = known.source == "walk_in"
            wanted[one.person] = replace(known, source="make_up") if one.makes_up and not walked_in else known

    taken: dict[str, Entry] = {}
    for person, place in sorted(wanted.items(), key=_order):
        barring = pairs.barring(person, taken)
        if barring:
            left_out.append(LeftOut(person, "kept_apart", min(barring)))
        else:
            status = standing[person].status if person in standing else "expected"
            taken[person] = Entry(person, place.role, status, place.source)
    return Expected(tuple(taken.values()), tuple(left_out))


def _order(wanted: tuple[str, Place]) -> tuple[int, bool, bool, date, str]:
    """Of two who are kept apart the first one is on the roster: staff before clients, clients before whoever comes
    along, who came before who did not yet, regulars before whom somebody added, and then who was enrolled earlier."""
    person, place = wanted
    rank = {"facilitator": 0, "client": 1}.get(place.role, 2)
    return rank, place.source != "walk_in", place.source in BY_HAND, place.since, person
