"""What the check of a file found, in words for the person who checks."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from server.domain.log.head import SignedHead

LISTED = 1000
"""So many of each level are listed; whatever more a file brings about is counted."""


class Level(StrEnum):
    FAILED = "failed"
    """Something is not as the log says."""
    LOOK = "look"
    """Nothing contradicts the log, but somebody should look or know."""
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    level: Level
    words: str
    """Which leaf, head or row, and what that means."""


@dataclass(frozen=True, slots=True)
class Report:
    clinic: str
    what: str
    """What was checked: an export of the log, or a proof for one record."""
    leaves: int
    root: bytes
    newest: SignedHead | None
    """The largest head whose signature and root hold."""
    keys: Sequence[str]
    """Ids of the keys that signed, in the order in which they took over."""
    findings: Sequence[Finding]

    @property
    def verified(self) -> bool:
        return not any(one.level is Level.FAILED for one in self.findings)


class Findings:
    """Collects them."""

    def __init__(self) -> None:
        self._listed: list[Finding] = []
        self._count: Counter[Level] = Counter()

    def failed(self, words: str) -> None:
        self._add(Level.FAILED, words)

    def look(self, words: str) -> None:
        self._add(Level.LOOK, words)

    def note(self, words: str) -> None:
        self._add(Level.NOTE, words)

    @property
    def all(self) -> list[Finding]:
        more = [(level, count - LISTED) for level, count in self._count.items() if count > LISTED]
        return [*self._listed, *(Finding(level, f"{count} more like these are not listed.") for level, count in more)]

    def _add(self, level: Level, words: str) -> None:
        self._count[level] += 1
        if self._count[level] <= LISTED:
            self._listed.append(Finding(level, words))


def plural(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def some(ids: Sequence[str], count: int | None = None) -> str:
    """The first few by name, the rest by number. `count`: how many there are, where `ids` are the first alone."""
    named = ", ".join(ids[:3])
    rest = (len(ids) if count is None else count) - 3
    return named if rest <= 0 else f"{named} and {rest} more"
