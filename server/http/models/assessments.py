"""Assessments of whether care from a distance suits a client."""

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from server.domain.assessment.findings import Suitability
from server.http.models.clients import AdmissionRequest
from server.http.models.common import Answer, Body, Id, Line, Words

Short = Annotated[Words, StringConstraints(max_length=200)]
Flag = Annotated[bool, Field(strict=True)]


class AskedOnce(Body):
    """One question, and whether it was asked while nobody else was there."""

    yes: Flag
    alone: Flag
    note: Short = ""


class AssessmentRequest(Body):
    seen: Annotated[int, Field(ge=0, le=10_000, strict=True, description="The version that was seen; 0: none")]
    session: Annotated[Id | None, Field(description="The assessment session in which it is made")] = None
    place: Annotated[AskedOnce, Field(description="A stable, private and safe place")]
    equipment: Annotated[AskedOnce, Field(description="Equipment and connection")]
    safety_plan: Annotated[AskedOnce, Field(description="Is in place")]
    contact_name: Short = ""
    contact_relation: Annotated[Words, StringConstraints(max_length=100)] = ""
    contact_phone: Annotated[Words, StringConstraints(max_length=40)] = ""
    suitability: Suitability
    reason: Annotated[Words, StringConstraints(max_length=500)] = ""
    enrollment: Annotated[AdmissionRequest | None, Field(description="In which it ends")] = None


class AskedThen(Answer):
    yes: bool
    alone: bool
    note: str


class Assessment(Answer):
    id: Id
    version: int
    session: Id | None
    place: AskedThen
    equipment: AskedThen
    safety_plan: AskedThen
    contact_name: str
    contact_relation: str
    contact_phone: str
    suitability: Suitability
    reason: str
    enrollment_id: Id | None
    made_by: Line
    made_at: AwareDatetime
    made_on: Annotated[date, Field(description="By the clinic's clock")]
