"""Builders of cases: what people say of one record, one act after another."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from server.domain.signing.amendment import Amendment, AmendmentKind, Decision, new_values
from server.domain.signing.attestation import (
    Attestation,
    AttestationKind,
    Judgement,
    Signed,
    Signer,
    statement,
)
from server.domain.signing.case import Case
from server.domain.signing.values import Value, Version

ENDED = datetime(2026, 3, 4, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
PRESENT = Value("present", 10_800_000, 0, 10_800_000)
LATE = Value("late", 9_000_000, 0, 9_000_000)
CORRECTED = Value("partial", 3_600_000, 600_000, 3_000_000)
MARA = Signer("mara", "LCSW", "L-1", "dana")


def derived(*values: Value) -> Case:
    return Case(tuple(Version(number, value) for number, value in enumerate(values or (PRESENT,), start=1)))


def rederived(case: Case, value: Value, at: datetime = ENDED + HOUR) -> Case:
    """Late facts came: a new version, and a proposal where somebody has signed."""
    number = len(case.versions) + 1
    pinned = case.pinned
    case = replace(case, versions=(*case.versions, Version(number, value)))
    return _amend(case, AmendmentKind.LATE_FACTS, number, {}, None, at) if pinned else case


def signed(
    case: Case, at: datetime = ENDED + HOUR, cosign: bool = False, note: str = "", signer: Signer = MARA
) -> Case:
    judgements, judgement = case.judgements, case.judgement
    if note:
        judgement = Judgement(f"j{len(judgements) + 1}", True, note, signer.id, at)
        judgements = (*judgements, judgement)
    said = statement(AttestationKind.SIGNATURE, signed_of(case, judgement), signer, at, cosignature_wanted=cosign)
    return _attest(replace(case, judgements=judgements), AttestationKind.SIGNATURE, said, at)


def cosigned(case: Case, at: datetime = ENDED + 2 * HOUR) -> Case:
    signature = case.signature
    assert signature is not None
    signer = Signer("dana", "LMFT", "L-2", None)
    kind = AttestationKind.COSIGNATURE
    return _attest(case, kind, statement(kind, signed_of(case, case.judgement), signer, at, of=signature.id), at)


def corrected(case: Case, value: Value = CORRECTED, at: datetime = ENDED + 3 * HOUR) -> Case:
    return _amend(case, AmendmentKind.CORRECTION, case.version, new_values(value), "mara", at)


def in_error(case: Case, at: datetime = ENDED + 3 * HOUR) -> Case:
    return _amend(case, AmendmentKind.ENTERED_IN_ERROR, case.version, {}, "mara", at)


def decided(case: Case, accepted: bool, at: datetime = ENDED + 5 * HOUR) -> Case:
    proposal = case.proposal
    assert proposal is not None
    decision = Decision(proposal.id, accepted, "looked at the recording of the door", "mara", at)
    return replace(case, decisions={**case.decisions, proposal.id: decision})


def signed_of(case: Case, judgement: Judgement | None = None) -> Signed:
    amendment = case.amendment
    decision = case.decisions.get(amendment.id) if amendment else None
    return Signed("north", "s1", "ana", case.version, "ab" * 32, case.value, judgement, amendment, decision)


def _attest(case: Case, kind: AttestationKind, said: dict, at: datetime) -> Case:
    amendment = case.amendment
    attestation = Attestation(
        f"a{len(case.attestations) + 1}",
        "batch",
        kind,
        case.version,
        amendment.id if amendment else None,
        str(said["signer"]["id"]),
        at,
        said,
    )
    return replace(case, attestations=(*case.attestations, attestation))


def _amend(
    case: Case,
    kind: AmendmentKind,
    version: int,
    values: dict,
    made_by: str | None,
    at: datetime,
) -> Case:
    number = len(case.amendments) + 1
    amendment = Amendment(f"m{number}", number, kind, version, values, "because", made_by, at)
    return replace(case, amendments=(*case.amendments, amendment))
