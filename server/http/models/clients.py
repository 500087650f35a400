"""Clients and their enrollments."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from server.domain.enrollment.rules import WarningCode
from server.http.models.common import Answer, Body, Id, Line, Words
from server.http.models.programs import Day, Hours

State = Literal["planned", "current", "ended", "error"]
Act = Literal["move", "discharge", "error"]
Discharge = Literal["completed", "against_advice", "no_contact", "administrative", "died"]
Ended = Literal[
    "completed", "step_up", "step_down", "transfer", "against_advice", "no_contact", "administrative", "died", "error"
]
Began = Literal["admission", "return", "step_up", "step_down", "transfer"]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=500)]
Pin = Annotated[str, StringConstraints(pattern="^[0-9]{4,8}$")]


class ClientRequest(Body):
    legal_name: Annotated[Line, StringConstraints(min_length=2, max_length=200)]
    chosen_name: Annotated[Line, StringConstraints(max_length=100), Field(description="What peers see")]
    name_used: Annotated[Words, StringConstraints(max_length=100), Field(description="What staff call them")] = ""
    pronouns: Annotated[Words, StringConstraints(max_length=40)] = ""
    record_number: Annotated[Line, StringConstraints(max_length=40)] | None = None
    date_of_birth: Day | None = None


class NewClientRequest(ClientRequest):
    pin: Annotated[Pin | None, Field(description="None: one is made")] = None


class PinRequest(Body):
    pin: Annotated[Pin | None, Field(description="None: one is made")] = None


class NewClient(Answer):
    """PIN and personal code are shown once; only hashes of them are kept."""

    person_id: Id
    pin: str
    code: str


class Secret(Answer):
    """Shown once."""

    secret: str


class ClientSearch(Body):
    text: Annotated[str, StringConstraints(max_length=100)] = ""
    enrolled: Annotated[bool | None, Field(description="In a program now or coming to be; None: whether or not")] = None
    program_id: Id | None = None
    after: Annotated[Id | None, Field(description="`next` of the page before")] = None


class Held(Answer):
    """An enrollment that holds now or later."""

    program_id: Id
    program: str
    track: str | None
    starts_on: date
    ends_on: date | None


class ClientLine(Answer):
    person_id: Id
    legal_name: str
    chosen_name: str
    name_used: str
    pronouns: str
    record_number: str | None
    enrollments: list[Held]


class ClientLines(Answer):
    clients: list[ClientLine]
    next: Id | None


class Enrollment(Answer):
    id: Id
    program_id: Id
    program: str
    level_of_care: str
    track_id: Id | None
    track: str | None
    weekly_hours: float
    own_hours: Annotated[bool, Field(description="Planned for this client, other than the program's")]
    starts_on: date
    ends_on: date | None
    began_as: Began
    ended_as: Ended | None
    end_note: str
    state: State
    version: int
    acts: Annotated[list[Act], Field(description="What may be done to it; nothing for whoever is no admin")]


class EnrollmentChange(Answer):
    enrollment_id: Id
    program: str
    version: int
    act: Literal["admission", "return", "step_up", "step_down", "transfer", "discharge", "error", "reopened"]
    starts_on: date
    ends_on: date | None
    note: str
    by: str | None
    at: AwareDatetime


class ClientDetail(Answer):
    person_id: Id
    legal_name: str
    chosen_name: str
    name_used: str
    pronouns: str
    record_number: str | None
    date_of_birth: date | None
    enrollments: Annotated[list[Enrollment], Field(description="Newest first")]
    changes: Annotated[list[EnrollmentChange], Field(description="Newest first")]


class Wish(Body):
    """What an enrollment is to be. `confirmed`: of which warnings it is said that it is meant."""

    program_id: Id
    track_id: Id | None = None
    weekly_hours: Annotated[Hours | None, Field(description="None: the program's")] = None
    confirmed: Annotated[list[WarningCode], Field(max_length=8, default_factory=list)]
    reason: Note = ""


class AdmissionRequest(Wish):
    starts_on: Day


class MoveRequest(Wish):
    version: Annotated[int, Field(ge=1, description="That was seen")]
    first_day: Day


class DischargeRequest(Body):
    version: Annotated[int, Field(ge=1, description="That was seen")]
    last_day: Day
    how: Discharge
    note: Note = ""


class ErrorRequest(Body):
    version: Annotated[int, Field(ge=1, description="That was seen")]
    reason: Reason


class Enrolled(Answer):
    """The enrollment that was made or changed."""

    id: Id
    version: int
    began_as: Began
