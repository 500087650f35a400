"""The emergency card, and whom the clinic told in an emergency."""

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from server.http.models.common import Answer, Body, Id, Line
from server.http.models.exports import Named

Phone = Annotated[Line, StringConstraints(min_length=3, max_length=40)]


class EmergencyContact(Answer):
    name: str
    relation: str
    phone: str


class Whereabouts(Answer):
    """As the client said on joining a session; texts may be empty."""

    at: AwareDatetime
    at_home: bool
    address: str
    state: str
    phone: str
    others: Annotated[str, Field(description="Who else is there, as staff wrote")]
    adult_name: Annotated[str, Field(description="Of a minor: who of age was reachable; may be empty")]
    adult_phone: str


class EmergencyCard(Answer):
    person_id: Id
    legal_name: str
    chosen_name: str
    pronouns: str
    date_of_birth: date | None
    where: Annotated[Whereabouts | None, Field(description="None: they were not asked yet")]
    phone: Annotated[str | None, Field(description="On file, besides the one that they said on joining")]
    contact: EmergencyContact | None
    clinic: str
    clinic_phone: str
    time_zone: str


class EmergencyContactRequest(Body):
    name: Annotated[Line, StringConstraints(min_length=2, max_length=200)]
    relation: Annotated[Line, StringConstraints(min_length=2, max_length=100)]
    phone: Phone


class EmergencyTold(Body):
    """Medical personnel who were told in a medical emergency (42 CFR 2.51)."""

    recipient: Named
    affiliation: Annotated[Named, Field(description="The facility or service that they belong to")]
    purpose: Named
    emergency: Annotated[Named, Field(description="What it was")]
    at: Annotated[AwareDatetime, Field(description="Within the last 30 days")]
    session: Annotated[Id | None, Field(description="During which it was")] = None
