"""What draws for drug screens are, and what keeps them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, Protocol

from server.domain.drug_screens.drawing import WEEK, DrawRule, Eligible, Stay

State = Literal["open", "collected", "refused", "excused"]
"""`open`: nothing was said yet, or it was taken back."""


@dataclass(frozen=True)
class ProgramRule:
    """Version 0: nobody has set it, and it is off."""

    program_id: str
    clinic_id: str
    rule: DrawRule
    counts_from: date
    """Since when waiting counts: the day on which it was turned on, or another `at_least_every` began to hold."""
    version: int = 0
    changed_by: str | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True)
class Draw:
    """One program's of one week, once and for all."""

    id: str
    clinic_id: str
    program_id: str
    week: date
    """Its first day."""
    rule: DrawRule
    rule_version: int
    seed: str
    """32 bytes, in hexadecimal."""
    eligible: tuple[Eligible, ...]
    """By id."""
    selected: tuple[str, ...]
    drawn_by: str | None
    """None: by itself."""
    drawn_at: datetime


@dataclass(frozen=True)
class Screen:
    """Somebody who is asked for a screen in a week: drawn, or added for cause."""

    id: str
    clinic_id: str
    program_id: str
    week: date
    person_id: str
    draw_id: str | None
    """None: added."""
    days: tuple[date, ...]
    """On which it is collected."""
    reason: str
    """Why it was added; never what a screen found."""
    added_by: str | None
    added_at: datetime

    def is_late(self, today: date) -> bool:
        return today >= self.week + WEEK


@dataclass(frozen=True)
class Mark:
    id: str
    clinic_id: str
    screen_id: str
    number: int
    """From 1; the last one says how it is."""
    state: State
    reason: str
    marked_by: str
    marked_at: datetime


def state_of(marks: Sequence[Mark]) -> State:
    return marks[-1].state if marks else "open"


class DrugScreenStore(Protocol):
    """Every method asks within one clinic."""

    async def rules(self, clinic_id: str) -> Mapping[str, ProgramRule]:
        """Of the programs that have one, by program."""
        ...

    async def set_rule(self, rule: ProgramRule) -> None: ...
    async def stays(self, clinic_id: str, program_id: str, until: date) -> Mapping[str, Sequence[Stay]]:
        """In the program, of everybody who was ever enrolled in it and began by that day, but for errors."""
        ...

    async def last_drawn(self, clinic_id: str, program_id: str) -> Mapping[str, date]:
        """By person, the week in which a draw chose them last."""
        ...

    async def add_draw(self, draw: Draw, screens: Sequence[Screen]) -> Mapping[str, Any]:
        """The draw as its row has it."""
        ...

    async def draw(self, clinic_id: str, draw_id: str) -> Draw | None: ...
    async def draw_line(self, clinic_id: str, draw_id: str) -> Mapping[str, Any] | None:
        """As its row has it now."""
        ...

    async def draws(self, clinic_id: str, program_id: str, since: date) -> Sequence[Draw]:
        """Of weeks that began that day or later, the newest first."""
        ...

    async def add_screen(self, screen: Screen) -> None: ...
    async def screen(self, clinic_id: str, screen_id: str) -> Screen | None: ...
    async def screens(self, clinic_id: str, program_id: str, since: date) -> Sequence[Screen]:
        """Of weeks that began that day or later, the newest first."""
        ...

    async def of_persons(self, clinic_id: str, person_ids: Collection[str], since: date) -> Sequence[Screen]: ...
    async def marks(self, clinic_id: str, screen_ids: Collection[str]) -> Mapping[str, Sequence[Mark]]:
        """By screen, in order."""
        ...

    async def add_mark(self, mark: Mark) -> None: ...
