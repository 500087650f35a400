"""An enrollment: a person in a program over days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

Began = Literal["admission", "return", "step_up", "step_down", "transfer"]
Ended = Literal[
    "completed", "step_up", "step_down", "transfer", "against_advice", "no_contact", "administrative", "died", "error"
]
State = Literal["planned", "current", "ended", "error"]


@dataclass(frozen=True)
class Enrollment:
    """A person in a program from `starts_on` to `ends_on`, both included. Nothing of it is forgotten: what comes next
    is another enrollment, which `follows` this one."""

    id: str
    clinic_id: str
    program_id: str
    person_id: str
    starts_on: date
    ends_on: date | None = None
    track_id: str | None = None
    weekly_hours: float | None = None
    """Planned for this person; None: the program's."""
    began_as: Began = "admission"
    follows_id: str | None = None
    ended_as: Ended | None = None
    end_note: str = ""
    version: int = 1
    """One more at each change; who changes it names the one that they saw."""

    def holds_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on) and self.ended_as != "error"

    def overlaps(self, other: "Enrollment") -> bool:
        """Whether there is a day on which both hold."""
        if "error" in (self.ended_as, other.ended_as):
            return False
        latest = max(self.starts_on, other.starts_on)
        return all(one.ends_on is None or latest <= one.ends_on for one in (self, other))

    def state(self, today: date) -> State:
        """`ended`: there is no day left on which it holds."""
        if self.ended_as == "error":
            return "error"
        if self.ends_on is not None and self.ends_on < max(today, self.starts_on):
            return "ended"
        return "planned" if self.starts_on > today else "current"


def latest(enrollments: Iterable[Enrollment], first: date, last: date) -> Enrollment | None:
    """The one that held last on the days from `first` to `last`; of several, the one that began last."""
    held = [
        one
        for one in enrollments
        if one.ended_as != "error" and one.starts_on <= last and (one.ends_on is None or one.ends_on >= first)
    ]
    return max(held, key=lambda one: (min(one.ends_on or last, last), one.starts_on, one.id), default=None)
