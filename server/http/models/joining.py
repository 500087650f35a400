"""What a client is asked on joining, and what they answer."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from server.domain.states import STATES
from server.http.models.common import Answer, Body, Line, Words

Question = Literal["place", "number", "alone", "driving", "agreement"]


def _known(state: str) -> str:
    if state not in STATES:
        raise ValueError("must be the postal code of a state")
    return state


State = Annotated[str, StringConstraints(min_length=2, max_length=2), AfterValidator(_known)]
Address = Annotated[Words, StringConstraints(max_length=200)]
Number = Annotated[Line, StringConstraints(min_length=5, max_length=40, pattern=r"^[0-9 +().#*x/-]+$")]


class JoinPlace(Body):
    """Where somebody is, and how to reach them there."""

    at_home: bool
    state: State
    address: Address = ""
    phone: Number


class JoinAnswers(JoinPlace):
    """The client's answers."""

    alone: Annotated[bool, Field(description="Alone, and safe to talk")]
    driving: bool
    agreed: Annotated[bool, Field(description="To the group agreement")]
    agreement: Annotated[Line, StringConstraints(max_length=20, min_length=1)]


class ToldAnswers(JoinPlace):
    """What a client told staff, who write it down."""

    alone: bool
    agreed: bool
    others: Annotated[Words, StringConstraints(max_length=200)] = ""


class LastAnswers(Answer):
    """What a client said last. Whether they were alone is never told again: others may see the screen."""

    at_home: bool
    state: str
    address: str
    phone: str


class JoinQuestions(Answer):
    """What is asked of a client on joining, in order."""

    questions: list[Question]
    answered: Annotated[bool, Field(description="In this session already: nothing is asked again")]
    can_repeat: Annotated[bool, Field(description="All may be said again in one tap, as it was said last")]
    last: LastAnswers | None
    agreement: Annotated[str, Field(description="The version of the group agreement that holds")]
    sent: Annotated[
        Literal["phone", "in_person", "another_day"] | None,
        Field(description="Staff sent them another way, and have not let them in since"),
    ]
