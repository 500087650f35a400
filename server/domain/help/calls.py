"""Calls for help: whom one reaches, and when it goes to everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

PATIENCE = timedelta(seconds=60)
"""A call that nobody has answered goes to all staff then, and is written to one more person each time."""
MOST_ASKED = 6
"""So many are written to one after another; then everybody has been told who can be."""
SHOWN = timedelta(hours=4)
"""What nobody ended is shown for so long."""

Kind = Literal["staff", "client"]


@dataclass(frozen=True, slots=True)
class HelpCall:
    """No words of anybody's: that there is need of somebody is all it says."""

    id: str
    clinic_id: str
    session_id: str
    kind: Kind
    """Who calls: a facilitator for somebody on call, or a client, quietly, for their session's staff."""
    made_by: str
    at: datetime
    paged: Sequence[str]
    """Person ids who are asked first."""
    everybody_at: datetime | None
    """Since when all staff are asked."""
    answered_by: str | None = None
    answered_at: datetime | None = None
    ended_by: str | None = None
    ended_at: datetime | None = None
    asked: Sequence[str] = ()
    """Who has been written to since, one after another, because nobody answered."""

    def reaches(self, person: str, leads: bool, watches: bool) -> bool:
        """Whether a member of staff is told of it. `leads`: they are of the session's own staff. `watches`: they take
        part in it as a trainee or an interpreter, who could not help there: of another's call they are told nothing."""
        if watches:
            return person == self.made_by
        mine = person in (self.made_by, self.answered_by, *self.paged, *self.asked)
        return mine or leads or self.everybody_at is not None

    def steps(self, now: datetime, patience: timedelta) -> int:
        """How many are to have been written to one after another by now: nobody was on call for the first."""
        first = 1 if self.kind == "staff" and not self.paged else 0
        return first + min(MOST_ASKED, (now - self.at) // patience)

    def is_for(self, person: str) -> bool:
        """Whether they are to do something about it."""
        return self.made_by != person and self.answered_by is None

    def may_end(self, person: str, leads: bool) -> bool:
        return leads or person in (self.made_by, self.answered_by)
