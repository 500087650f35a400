"""How long records are kept, legal holds, and what would be erased."""

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from server.http.models.common import Answer, Body, Id, Line

Years = Annotated[int, Field(ge=1, le=50)]
Reason = Annotated[Line, StringConstraints(min_length=3, max_length=500)]


class KeepingRule(Body):
    adult_years: Annotated[Years, Field(description="After the last day")]
    minor_years: Annotated[Years, Field(description="After they are of age, for whoever was a minor on the last day")]
    majority: Annotated[int, Field(ge=18, le=21, description="The age")]


class KeepingRuleRequest(Body):
    version: int
    rule: KeepingRule


class LegalHold(Answer):
    reason: str
    by: str
    since: AwareDatetime


class KeptClient(Answer):
    person_id: Id
    legal_name: str
    record_number: str | None
    last_day: Annotated[date | None, Field(description="None: they are enrolled, or never were")]
    kept_until: date | None
    due: bool
    hold: LegalHold | None


class Retention(Answer):
    rule: KeepingRule
    version: int
    changed_by: str
    changed_at: AwareDatetime | None
    clients: Annotated[list[KeptClient], Field(description="Who is due, then who is on hold and not due")]
    undated: Annotated[int, Field(description="Who left long ago and has no date of birth here")]


class KeptCounts(Body):
    sessions: int
    facts: int
    records: int
    signatures: int
    consents: int
    disclosures: Annotated[int, Field(description="That stay until they need not be accounted for any more")]


class RetentionPreview(Answer):
    client: KeptClient
    counts: KeptCounts
    accounted_until: date | None


class EraseRequest(Body):
    reason: Reason
    seen: Annotated[KeptCounts, Field(description="As the preview said")]


class Erased(Answer):
    leaves: int
    again_on: date | None


class HoldRequest(Body):
    record_number: Annotated[Line, StringConstraints(max_length=40)]
    reason: Reason


class ReleaseRequest(Body):
    reason: Reason
