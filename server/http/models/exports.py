"""Exports, consents, and the accounting of disclosures."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from server.domain.disclosure.terms import LONGEST
from server.http.models.attendance import Person
from server.http.models.common import Answer, Body, Id, Line

Format = Literal["csv", "statement", "sign_in_sheet", "fhir", "proofs", "accounting"]
Kept = Literal["csv", "statement", "sign_in_sheet", "fhir", "proofs", "accounting", "told", "push"]
"""What a disclosure was: a file, or that somebody was told."""
Basis = Literal["consent", "treatment_payment_operations", "audit", "emergency", "court_order", "client"]
Named = Annotated[Line, StringConstraints(min_length=1, max_length=LONGEST)]
Optional = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, max_length=LONGEST, pattern=r"^[^\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]*$"
    ),
]


class ExportTerms(Body):
    """To whom, for what, on what basis, and what of it."""

    format: Format
    basis: Basis
    recipient: Named
    purpose: Named
    particulars: Optional = ""
    affiliation: Optional = ""
    first: Annotated[date | None, Field(description="First day; default: four weeks back")] = None
    last: Annotated[date | None, Field(description="Last day, included; default: today")] = None
    client: Annotated[Id | None, Field(description="None: everybody's, where the format can hold them")] = None
    session: Annotated[Id | None, Field(description="Of a sign-in sheet")] = None


class ExportRequest(ExportTerms):
    left_out: Annotated[int, Field(ge=0, description="How many clients the preview said would be left out")] = 0


class LeftOut(Answer):
    client: Person
    reason: str


class ExportPreview(Answer):
    """`notice`: what will go with the records."""

    clients: int
    records: int
    left_out: list[LeftOut]
    notice: str | None


class NamedInConsents(Answer):
    recipient: str
    purpose: str


class ConsentRequest(Body):
    recipient: Named
    purpose: Named
    version: Annotated[Line, StringConstraints(min_length=1, max_length=40)]
    given_on: date
    expires_on: date | None = None


class Consent(Answer):
    id: Id
    recipient: str
    purpose: str
    version: str
    given_on: date
    expires_on: date | None
    withdrawn_on: date | None
    state: Literal["live", "expired", "withdrawn"]


class Disclosure(Answer):
    """`complete`: None while the file is being sent, or when nobody knows."""

    id: Id
    at: AwareDatetime
    made_by: str
    format: Kept
    basis: Basis
    recipient: str
    affiliation: str
    purpose: str
    particulars: str
    first: date
    last: date
    records: int
    complete: bool | None
