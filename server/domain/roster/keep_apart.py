"""The one rule of those who are kept apart: nobody is where somebody is from whom they are kept apart.

Rosters as they are computed, adding by hand, make-ups, walk-ins, admission and breakouts all ask it here.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs that hold, in either order."""

    apart: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> "Pairs":
        apart: dict[str, frozenset[str]] = {}
        for first, second in pairs:
            apart[first] = apart.get(first, frozenset()) | {second}
            apart[second] = apart.get(second, frozenset()) | {first}
        return cls(apart)

    def barring(self, person: str, others: Collection[str]) -> frozenset[str]:
        """Those among `others` because of whom this person may not be with them."""
        return self.apart.get(person, frozenset()).intersection(others)

    def within(self, people: Collection[str]) -> frozenset[frozenset[str]]:
        """The pairs that are both among `people`."""
        return frozenset(frozenset((one, other)) for one in people for other in self.barring(one, people))


NOBODY_APART = Pairs()
