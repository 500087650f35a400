"""Staff of the clinic, and their licences."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from server.http.models.common import Answer, Body, Id, Line, Words
from server.http.models.programs import Day, State

Short = Annotated[Words, StringConstraints(max_length=40)]


class StaffLicence(Answer):
    id: Id
    state: str
    profession: str
    number: str
    starts_on: date | None
    expires_on: date | None
    standing: Annotated[
        Literal["holds", "expiring", "expired", "to_come"], Field(description="expiring: within two months")
    ]


class LicenceRequest(Body):
    state: State
    profession: Annotated[Line, StringConstraints(max_length=40)]
    number: Annotated[Line, StringConstraints(max_length=60)]
    starts_on: Day | None = None
    expires_on: Day | None = None


class StaffMember(Answer):
    person_id: Id
    legal_name: str
    chosen_name: str
    pronouns: str
    email: str
    role: Literal["facilitator", "admin"]
    credential: str
    licence: Annotated[str, Field(description="Its number as it follows a signature")]
    supervisor_id: Id | None
    state: Annotated[
        Literal["invited", "expired", "joined", "disabled"],
        Field(description="expired: the link was not used in time"),
    ]
    licences: list[StaffLicence]


class StaffRequest(Body):
    legal_name: Annotated[Line, StringConstraints(min_length=2, max_length=200)]
    chosen_name: Annotated[Line, StringConstraints(max_length=100), Field(description="What clients see")]
    email: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=3, max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")
    ]
    role: Literal["facilitator", "admin"]
    pronouns: Short = ""
    credential: Short = ""
    licence: Short = ""
    supervisor_id: Id | None = None
