"""Who is on call: shifts over a time, at one site or at all of them. Two may overlap, and both are paged then."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

Stretch = tuple[datetime, datetime]
"""[from, to)."""


@dataclass(frozen=True, slots=True)
class Shift:
    id: str
    clinic_id: str
    person_id: str
    site_id: str | None
    """None: at all sites."""
    starts_at: datetime
    ends_at: datetime

    def is_for(self, site_id: str | None) -> bool:
        """Whether it covers what meets there; None: at the clinic itself, or online."""
        return self.site_id is None or self.site_id == site_id

    def meets(self, other: "Shift") -> bool:
        """Whether both are on call for the same place at some moment."""
        same = self.site_id is None or other.site_id is None or self.site_id == other.site_id
        return same and self.starts_at < other.ends_at and other.starts_at < self.ends_at


def on_call(shifts: Iterable[Shift], site_id: str | None, at: datetime) -> Sequence[str]:
    """Person ids, the shift that began first first, each once."""
    found = [one for one in shifts if one.is_for(site_id) and one.starts_at <= at < one.ends_at]
    return list(dict.fromkeys(one.person_id for one in sorted(found, key=lambda one: (one.starts_at, one.id))))


def overlapping(shifts: Collection[Shift]) -> frozenset[str]:
    """Ids of shifts beside which somebody else's runs."""
    return frozenset(
        one.id for one in shifts if any(one.person_id != other.person_id and one.meets(other) for other in shifts)
    )


def uncovered(shifts: Iterable[Shift], site_id: str | None, start: datetime, end: datetime) -> Sequence[Stretch]:
    """What of [start, end) at that place nobody is on call for, by time."""
    gaps: list[Stretch] = []
    for one in sorted((one for one in shifts if one.is_for(site_id)), key=lambda one: one.starts_at):
        if one.starts_at >= end:
            break
        if one.starts_at > start:
            gaps.append((start, one.starts_at))
        start = max(start, one.ends_at)
        if start >= end:
            return gaps
    return [*gaps, (start, end)] if start < end else gaps
