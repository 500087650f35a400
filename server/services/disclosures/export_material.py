"""What the writers of files get: everything that a file says, gathered, and nothing else."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from server.services.disclosures.disclosures import Accounted, Disclosure
from server.services.log.proof_files import State
from server.services.people import Clinic, Person
from server.services.records.attendance import ClientTotals, PersonRecord
from server.services.records.export_lines import ExportLine
from server.services.sessions.sessions import Schedule


@dataclass(frozen=True)
class Cover:
    """What each file says of itself. `scopes`: of whom which consent lets it go, in words; `credentials`: of staff."""

    disclosure: Disclosure
    clinic: Clinic
    made_by: Person
    notice: str | None
    scopes: Mapping[str, str]


@dataclass(frozen=True)
class ProvedRecord:
    """`lines`: the proof as a file has it; None where the log cannot prove the record, and `state` says why."""

    session_id: str
    state: State
    lines: Sequence[str] | None


@dataclass(frozen=True)
class OneClient:
    """One client's records, oldest first, with their proofs."""

    cover: Cover
    totals: ClientTotals
    records: Sequence[PersonRecord]
    proofs: Sequence[ProvedRecord]
    credentials: Mapping[str, str]
    """Staff's id -> credential, where they have one."""
    names: Mapping[str, str]
    """Of whoever ran, signed or amended."""


@dataclass(frozen=True)
class Sheet:
    """One session. `records`: of everybody; only `client`'s may be told in the file."""

    cover: Cover
    schedule: Schedule
    client: Person
    records: Sequence[PersonRecord]
    credentials: Mapping[str, str]
    names: Mapping[str, str]
    """Of whoever signed or amended the client's record, by id."""


@dataclass(frozen=True)
class Account:
    cover: Cover
    client: Person
    lines: Sequence[Accounted]


class CsvWriter(Protocol):
    """One file's."""

    def header(self) -> str: ...
    def rows(self, found: Sequence[ExportLine]) -> str: ...


@dataclass(frozen=True)
class Writers:
    """One for each format; all are pure and may take a while."""

    csv: Callable[[Cover], CsvWriter]
    statement: Callable[[OneClient], bytes]
    sign_in_sheet: Callable[[Sheet], bytes]
    fhir: Callable[[OneClient], bytes]
    proofs: Callable[[OneClient], bytes]
    accounting: Callable[[Account], bytes]
