"""Guardians of minors, consents to their treatment, and from which age minors consent alone."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from server.domain.minors.states import Treats
from server.domain.minors.telling import GivenBy
from server.http.models.common import Answer, Body, Id, Line, Words
from server.http.models.joining import State
from server.http.models.programs import Day
from server.services.minors.guardians import Authority

Years = Annotated[int, Field(ge=0, le=21, strict=True)]


class ConsentAge(Answer):
    state: str
    substance_use: Annotated[int | None, Field(description="In whole years; None: nobody has said it")]
    mental_health: int | None
    source: str
    own: Annotated[bool, Field(description="Set by the clinic, and not as it is shipped")]


class ConsentAgeRequest(Body):
    state: State
    substance_use: Annotated[Years | None, Field(description="None: a guardian's consent is needed")]
    mental_health: Years | None
    source: Annotated[Words, StringConstraints(max_length=300)] = ""


class GuardianRequest(Body):
    name: Annotated[Line, StringConstraints(min_length=2, max_length=200)]
    relation: Annotated[Line, StringConstraints(min_length=2, max_length=100)]
    phone: Annotated[Words, StringConstraints(max_length=40)] = ""
    email: Annotated[Words, StringConstraints(max_length=254)] = ""
    authority: Authority
    authority_note: Annotated[Words, StringConstraints(max_length=200)] = ""
    since: Day
    until: Day | None = None


class Guardian(Answer):
    id: Id
    name: str
    relation: str
    phone: str
    email: str
    authority: Authority
    authority_note: str
    since: date
    until: date | None
    holds: Annotated[bool, Field(description="They have authority today")]
    may_be_told: Annotated[bool, Field(description="What they may learn of the client today; without it nothing")]


class TreatmentConsentRequest(Body):
    given_by: GivenBy
    guardian_id: Id | None = None
    treats: Treats
    state: State
    version: Annotated[Line, StringConstraints(min_length=1, max_length=40)]
    given_on: Day


class TreatmentConsent(Answer):
    id: Id
    given_by: GivenBy
    guardian_id: Id | None
    treats: Treats
    state: str
    age: Annotated[int, Field(description="On that day")]
    needed: Annotated[int | None, Field(description="From which they consent alone, as it was known then")]
    source: str
    version: str
    given_on: date
    live: bool


class Minor(Answer):
    """How a client stands today, where they are cared for."""

    minor: bool
    of_age_on: Annotated[date | None, Field(description="None: without a birth date")]
    guardians: list[Guardian]
    treatment: Annotated[list[TreatmentConsent], Field(description="Newest first, also withdrawn ones")]
