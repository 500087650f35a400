"""Disclosures: what left the clinic, to whom, for what and on what basis; and the account of it that clients may ask
for (42 CFR 2.25, 45 CFR 164.528)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from server.domain.disclosure.terms import Basis, Terms
from server.services.access.logins import LoginSession
from server.services.access.scope import VisibleClients
from server.services.errors import NotFound
from server.services.log.audit import Audit, AuditEntry
from server.services.people import Person

ACCOUNTED = timedelta(days=3 * 366)
"""Three years, and a little."""


class Format(StrEnum):
    CSV = "csv"
    STATEMENT = "statement"
    SIGN_IN_SHEET = "sign_in_sheet"
    FHIR = "fhir"
    PROOFS = "proofs"
    ACCOUNTING = "accounting"
    TOLD = "told"
    """No file: somebody was told."""
    PUSH = "push"
    """Pushed to another system as it was signed, not asked for."""


FORMAT_WORDS = {
    Format.CSV: "Attendance records, as a table (CSV)",
    Format.STATEMENT: "Attendance statement (PDF)",
    Format.SIGN_IN_SHEET: "Sign-in sheet, everybody else masked (PDF)",
    Format.FHIR: "Attendance records (FHIR R4B)",
    Format.PROOFS: "Attendance records with their proofs (JSON lines)",
    Format.ACCOUNTING: "Accounting of disclosures (PDF)",
    Format.TOLD: "Told in an emergency: who and where they are, and how to reach them",
    Format.PUSH: "A signed attendance record, sent to another system",
}


@dataclass(frozen=True)
class Disclosure:
    """One file, or that somebody was told. `from_on` to `to_on`: the days that it covers. `left_out`: clients without a
    live consent."""

    id: str
    clinic_id: str
    at: datetime
    made_by: str
    format: Format
    basis: Basis
    recipient: str
    affiliation: str
    purpose: str
    particulars: str
    from_on: date
    to_on: date
    session_id: str | None
    left_out: int

    @property
    def terms(self) -> Terms:
        return Terms(self.basis, self.recipient, self.purpose, self.particulars, self.affiliation)


@dataclass(frozen=True)
class DisclosedClient:
    """Whose records were in it, how many, and by which consent where one was needed."""

    disclosure_id: str
    person_id: str
    clinic_id: str
    consent_id: str | None
    records: int


@dataclass(frozen=True)
class DisclosureEnd:
    """`complete`: the whole file was handed over. `records`: so many were."""

    disclosure_id: str
    clinic_id: str
    at: datetime
    complete: bool
    records: int


@dataclass(frozen=True)
class Accounted:
    """A line of one client's account."""

    disclosure: Disclosure
    records: int
    end: DisclosureEnd | None
    made_by: Person | None


class Disclosures(Protocol):
    """What is written comes back as a row for the log."""

    async def add(self, disclosure: Disclosure, clients: Sequence[DisclosedClient]) -> Mapping[str, Any]: ...
    async def end(self, end: DisclosureEnd) -> Mapping[str, Any]: ...
    async def of_person(self, clinic_id: str, person_id: str, since: datetime) -> Sequence[Accounted]:
        """Newest first."""
        ...


class Accounting:
    def __init__(self, disclosures: Disclosures, clients: VisibleClients, audit: Audit) -> None:
        self._disclosures = disclosures
        self._clients = clients
        self._audit = audit

    async def of_client(self, login: LoginSession, person_id: str, now: datetime) -> tuple[Person, Sequence[Accounted]]:
        """The last three years, newest first; for admins alone. Raises NotFound."""
        if login.role != "admin":
            raise NotFound
        person = await self._clients.get(login, person_id)
        await self._audit(AuditEntry(login.clinic_id, now, "disclosures.read", login.person_id, person_id))
        return person, await self._disclosures.of_person(login.clinic_id, person_id, now - ACCOUNTED)
