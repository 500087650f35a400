"""What a client is asked on joining, and what they answer."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from server.domain.states import STATES
from server.http.models.common import Answer, Body, Line, Words

Question = Literal["place", "number", "alone", "driving", "adult", "agreement"]


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
    adult: Annotated[bool | None, Field(description="Of a minor: whether somebody of age is reachable now")] = None
    adult_name: Annotated[Words, StringConstraints(max_length=100)] = ""
    adult_phone: Annotated[str, StringConstraints(max_length=40, pattern=r"^([0-9 +().#*x/-]{5,40})?$")] = ""

    @model_validator(mode="after")
    def _whom(self) -> Self:
        if self.adult and not (self.adult_name.strip() and self.adult_phone.strip()):
            raise ValueError("who is reachable has a name and a number")
        return self


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
    adult_name: Annotated[str, Field(description="Of a minor: who of age was reachable; empty for others")]
    adult_phone: str


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
