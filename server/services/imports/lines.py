"""What becomes of each line of a file."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Literal, Protocol, TypeVar

from server.services.access.logins import LoginSession
from server.services.errors import Invalid, ServiceError

Fate = Literal["added", "changed", "same", "warned", "refused"]
"""`warned`: taken over only when somebody says that it is meant, and why. `refused`: what is wrong stands beside it."""
Draft = TypeVar("Draft")
WHOLE = ""
"""The column of what is wrong with the line as a whole."""


@dataclass(frozen=True)
class Given(Generic[Draft]):
    """A line as it was given. `draft`: None where it could not be read, which `wrong` explains as (column, words)."""

    line: int
    draft: Draft | None
    wrong: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Line:
    """`columns`: what changes by it, of a line that changes something. `said`: (column, words) of what is wrong, or of
    what somebody is warned of."""

    line: int
    fate: Fate
    columns: Sequence[str] = ()
    said: Sequence[tuple[str, str]] = ()


Outcome = tuple[Fate, Sequence[str]]


class Import(Protocol):
    """Takes one kind of file over."""

    async def __call__(
        self, login: LoginSession, given: Sequence[Given[Any]], write: bool, meant: str, now: datetime, /
    ) -> list[Line]:
        """Without `write` nothing happens but the answer. `meant`: why lines are taken over all the same of which
        somebody is warned; when empty they are left out. What is there already, and the same, stays as it is."""
        ...


async def each(
    given: Sequence[Given[Draft]], take: Callable[[Draft], Awaitable[Outcome]], columns: Mapping[str, str]
) -> list[Line]:
    """One line after the other: what is wrong with one is of no concern to the next. `columns`: field of a use case ->
    column of the file, where the two have different names."""
    lines = []
    for one in given:
        if one.draft is None:
            lines.append(Line(one.line, "refused", (), one.wrong))
            continue
        try:
            fate, changed = await take(one.draft)
            lines.append(Line(one.line, fate, changed))
        except Doubtful as doubt:
            lines.append(Line(one.line, "warned", (), doubt.said))
        except ServiceError as error:
            lines.append(Line(one.line, "refused", (), _said(error, columns)))
    return lines


def twice(given: Sequence[Given[Draft]], key: Callable[[Draft], object], column: str) -> list[Given[Draft]]:
    """Lines that speak of the same as an earlier one are refused: which of the two is meant, nobody can know."""
    seen: dict[object, int] = {}
    found = []
    for one in given:
        first = seen.setdefault(key(one.draft), one.line) if one.draft is not None else one.line
        again = [(column, f"stands in line {first} already")]
        found.append(one if first == one.line else Given[Draft](one.line, None, again))
    return found


class Doubtful(Exception):
    """It can be taken over, and is only when somebody says that it is meant."""

    def __init__(self, said: Collection[tuple[str, str]]) -> None:
        super().__init__()
        self.said = tuple(said)


def _said(error: ServiceError, columns: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    if not isinstance(error, Invalid) or not error.fields:
        return [(WHOLE, error.message)]
    fields = [(path.rpartition(".")[2], words) for path, words in error.fields]
    return [(columns.get(field, field), words) for field, words in fields]
