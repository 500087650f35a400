"""What the check of a file found, in words for the person who checks."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from server.domain.log.head import SignedHead


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
        self.all: list[Finding] = []

    def failed(self, words: str) -> None:
        self.all.append(Finding(Level.FAILED, words))

    def look(self, words: str) -> None:
        self.all.append(Finding(Level.LOOK, words))

    def note(self, words: str) -> None:
        self.all.append(Finding(Level.NOTE, words))


def plural(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def some(ids: Sequence[str]) -> str:
    """The first few by name, the rest by number."""
    named = ", ".join(ids[:3])
    return named if len(ids) <= 3 else f"{named} and {len(ids) - 3} more"
