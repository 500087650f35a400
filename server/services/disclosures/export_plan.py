"""What an export is asked for, what was decided of it, and what its file comes in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from server.domain.disclosure.decision import Decision
from server.domain.disclosure.terms import Terms
from server.services.disclosures.disclosures import Format
from server.services.people import Clinic, Person


@dataclass(frozen=True)
class Request:
    """`client`: None for all of them; `session`: of a sign-in sheet. `start` to `end` is `first` to `last`."""

    format: Format
    terms: Terms
    first: date
    last: date
    start: datetime
    end: datetime
    client: str | None = None
    session: str | None = None


@dataclass(frozen=True)
class Whom:
    person: Person
    records: int
    decision: Decision


@dataclass(frozen=True)
class Plan:
    clinic: Clinic
    included: Sequence[Whom]
    left_out: Sequence[Whom]

    @property
    def records(self) -> int:
        return sum(one.records for one in self.included)


@dataclass(frozen=True)
class Piece:
    """Some of the file; `records`: how many are in it so far."""

    data: bytes
    records: int
