"""Why staff talk with somebody before they let them in."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from server.domain.joining.answers import Answers


class Why(StrEnum):
    UNANSWERED = "unanswered"
    NOT_ALONE = "not_alone"
    """Not alone, or not safe to talk; which of the two nobody is asked on a screen that others may see."""
    NOT_AGREED = "not_agreed"
    NO_ADULT = "no_adult"
    """A minor, and nobody of age is reachable now."""
    PROGRAM_NOT_LICENSED = "program_not_licensed"
    """Not in the state where they are."""
    STAFF_NOT_LICENSED = "staff_not_licensed"
    """None of those who run the session, in that state, on that day."""


@dataclass(frozen=True, slots=True)
class Licensed:
    """The states in which there is a licence. None: nothing was entered, and nothing is held against anybody."""

    program: Collection[str] | None = None
    staff: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """What a client said on joining, and what of it wants a private word first."""

    answers: Answers | None = None
    talk_first: tuple[Why, ...] = (Why.UNANSWERED,)

    @property
    def is_complete(self) -> bool:
        return not self.talk_first


UNANSWERED = Check()
NOT_ASKED = Check(talk_first=())


def check(answers: Answers, licensed: Licensed, minor: bool = False) -> Check:
    found = {
        Why.NOT_ALONE: not answers.alone,
        Why.NOT_AGREED: not answers.agreed,
        Why.NO_ADULT: minor and not answers.adult,
        Why.PROGRAM_NOT_LICENSED: licensed.program is not None and answers.state not in licensed.program,
        Why.STAFF_NOT_LICENSED: licensed.staff is not None and answers.state not in licensed.staff,
    }
    return Check(answers, tuple(why for why, true in found.items() if true))
