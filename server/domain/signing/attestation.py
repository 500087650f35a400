"""Attestations: what a clinician signs of a record, in canonical form, and what it says of the record afterwards."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from server.domain.attendance.policy import AttendancePolicy, Cosignature
from server.domain.canonical import Json, canonical_bytes, to_plain
from server.domain.instants import to_text, whole_ms
from server.domain.signing.amendment import Amendment, Decision
from server.domain.signing.values import Value


class AttestationKind(StrEnum):
    SIGNATURE = "signature"
    COSIGNATURE = "cosignature"
    """The supervisor's, over a signature."""


MEANINGS = {
    AttestationKind.SIGNATURE: (
        "I attest that I have reviewed this record of attendance, with the judgement and the amendment stated here, "
        "and that it is correct to the best of my knowledge."
    ),
    AttestationKind.COSIGNATURE: (
        "As the signer's supervisor I have reviewed this signed record of attendance and agree with it."
    ),
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a clinician adds beside the record; it changes no value of it."""

    id: str
    excused: bool
    note: str
    made_by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs, with what they hold as of then. `in_place_of`: whose records these were, who have left."""

    id: str
    credential: str
    licence: str
    supervisor: str | None
    in_place_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signed:
    """What of a record is signed. `sha256`: of the record's row, as the log's leaf has it."""

    clinic: str
    session: str
    participant: str
    version: int
    sha256: str
    value: Value
    judgement: Judgement | None
    amendment: Amendment | None
    decision: Decision | None


@dataclass(frozen=True, slots=True)
class Attestation:
    """As stored. `statement` is what `statement` made."""

    id: str
    batch: str
    kind: AttestationKind
    record_version: int
    amendment_id: str | None
    signed_by: str
    at: datetime
    statement: Mapping[str, Any]

    @property
    def cosignature_wanted(self) -> bool:
        return bool(self.statement.get("cosignature_wanted"))

    @property
    def of(self) -> str | None:
        """Of a co-signature: the signature's id."""
        return self.statement.get("of")

    @property
    def judgement_id(self) -> str | None:
        judgement = self.statement.get("judgement")
        return judgement["id"] if judgement else None


def wants_cosignature(policy: AttendancePolicy, signer: Signer) -> bool:
    """Whether the signer's signature alone does not do. Where all need one, whoever is licensed and under nobody's
    supervision is the one who gives it to the others."""
    match policy.cosignature:
        case Cosignature.NEVER:
            return False
        case Cosignature.WITHOUT_LICENCE:
            return not signer.licence
        case Cosignature.ALWAYS:
            return not (signer.licence and signer.supervisor is None)


def statement(
    kind: AttestationKind,
    signed: Signed,
    signer: Signer,
    at: datetime,
    cosignature_wanted: bool = False,
    of: str | None = None,
) -> dict[str, Any]:
    """What is attested, as plain JSON whose canonical form (RFC 8785) is the same everywhere. `of`: the signature that
    a co-signature agrees with."""
    amendment = None
    if signed.amendment is not None:
        amendment = {**_plain(signed.amendment), "decision": to_plain(signed.decision)}
    return {
        "amendment": amendment,
        "at": to_text(whole_ms(at)),
        "clinic": signed.clinic,
        "cosignature_wanted": cosignature_wanted,
        "judgement": _without_note(signed.judgement),
        "kind": kind.value,
        "meaning": MEANINGS[kind],
        "of": of,
        "participant": signed.participant,
        "record": {"sha256": signed.sha256, "version": signed.version},
        "session": signed.session,
        "signer": to_plain(signer),
        "value": signed.value._asdict(),
    }


def statement_hash(said: Json) -> str:
    """SHA-256, in hexadecimal, of a statement's canonical bytes."""
    return hashlib.sha256(canonical_bytes(said)).hexdigest()


def _without_note(judgement: Judgement | None) -> Json:
    """Its own leaf covers the note: who is shown what was signed need not read that."""
    plain = to_plain(judgement)
    return {name: value for name, value in plain.items() if name != "note"} if isinstance(plain, dict) else None


def _plain(amendment: Amendment) -> dict[str, Json]:
    values = dict(amendment.new_values)
    return {
        "id": amendment.id,
        "number": amendment.number,
        "kind": amendment.kind.value,
        "record_version": amendment.record_version,
        "new_values": values,
        "reason": amendment.reason,
        "made_by": amendment.made_by,
        "at": to_plain(amendment.at),
    }
