"""Auditors of the clinic, their invitations, and what they may read."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from server.http.calendar import FIRST, LAST
from server.http.models.attendance import Person
from server.http.models.common import Answer, Body, Id, Line

Day = Annotated[date, Field(ge=FIRST, le=LAST)]
Purpose = Annotated[Line, StringConstraints(min_length=3, max_length=200)]


class Grant(Answer):
    """What one auditor may read, read-only and until it ends."""

    id: Id
    purpose: str
    clients: Annotated[list[Person] | None, Field(description="None: all clients of the clinic")]
    from_on: Annotated[date | None, Field(description="First day of the sessions, in the clinic's time zone")]
    to_on: Annotated[date | None, Field(description="Last day, included")]
    granted_at: AwareDatetime
    expires_at: AwareDatetime
    revoked_at: AwareDatetime | None
    live: bool


class Auditor(Answer):
    person_id: Id
    name: str
    email: str
    state: Annotated[
        Literal["invited", "expired", "joined", "disabled"],
        Field(description="expired: the link was not used in time"),
    ]
    grants: Annotated[list[Grant], Field(description="Newest first, ended ones too")]


class AuditorRequest(Body):
    name: Annotated[Line, StringConstraints(min_length=2, max_length=100)]
    email: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=3, max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")
    ]


class Invitation(Answer):
    """Shown once: by this link, and by it alone, they set a password."""

    person_id: Id
    url: str
    expires_at: AwareDatetime


class GrantRequest(Body):
    purpose: Purpose
    clients: Annotated[
        list[Id] | None, Field(min_length=1, max_length=200, description="None: all clients of the clinic")
    ]
    from_on: Day | None
    to_on: Day | None
    expires_at: AwareDatetime


class Acceptance(Body):
    """The token is what the link has after `#`."""

    token: Annotated[str, StringConstraints(min_length=1, max_length=256)]
    password: Annotated[str, StringConstraints(min_length=12, max_length=256)]
