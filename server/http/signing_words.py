"""What people said of a record, as pages show it."""

from collections.abc import Iterable, Mapping
from typing import Any

from server.domain.signing.amendment import Amendment
from server.domain.signing.attestation import Attestation
from server.domain.signing.case import Case, Standing
from server.domain.signing.values import Value
from server.http.models import attendance as models
from server.services.people import Person

People = Mapping[str, Person]


def people_of(cases: Iterable[Case]) -> set[str]:
    """The ids of all staff whom these cases name."""
    found: set[str | None] = set()
    for case in cases:
        found.update(one.made_by for one in case.amendments)
        found.update(one.decided_by for one in case.decisions.values())
        found.update(one.made_by for one in case.judgements)
        for attestation in case.attestations:
            signer = _signer(attestation)
            found.update({attestation.signed_by, signer.get("supervisor"), *signer.get("in_place_of", ())})
    return {one for one in found if one is not None}


def signing(case: Case, standing: Standing, people: People) -> models.Signing:
    judgement = case.judgement
    return models.Signing(
        status=standing.status.value,
        since=standing.since,
        due_at=standing.due_at,
        overdue=standing.overdue,
        attestations=[_attestation(one, case, people) for one in case.attestations],
        judgement=None
        if judgement is None
        else models.Judgement(
            excused=judgement.excused, note=judgement.note, by=_name(judgement.made_by, people), at=judgement.at
        ),
        amendments=[_amendment(one, case, people) for one in case.amendments],
        derived=_value(case.derived(case.version)),
    )


def _attestation(one: Attestation, case: Case, people: People) -> models.Attestation:
    signer = _signer(one)
    supervisor = signer.get("supervisor")
    return models.Attestation(
        kind=one.kind.value,
        by=_name(one.signed_by, people),
        credential=signer.get("credential", ""),
        licence=signer.get("licence", ""),
        supervisor=None if supervisor is None else _name(supervisor, people),
        in_place_of=[_name(who, people) for who in signer.get("in_place_of", ())],
        at=one.at,
        in_force=one in (case.signature, case.cosignature),
    )


def _amendment(one: Amendment, case: Case, people: People) -> models.Amendment:
    decision = case.decisions.get(one.id)
    return models.Amendment(
        id=one.id,
        kind=one.kind.value,
        state=case.state_of(one).value,
        before=_value(case.value_before(one)),
        after=_value(case.value_with(one)),
        reason=one.reason,
        by=None if one.made_by is None else _name(one.made_by, people),
        at=one.at,
        decision=None
        if decision is None
        else models.AmendmentDecided(
            accepted=decision.accepted,
            by=_name(decision.decided_by, people),
            at=decision.at,
            reason=decision.reason,
        ),
    )


def _value(value: Value) -> models.RecordValue:
    return models.RecordValue.model_validate(
        {
            "outcome": value.outcome,
            "countable_minutes": value.countable_ms / 60_000,
            "in_room_minutes": value.in_room_ms / 60_000,
        }
    )


def _signer(attestation: Attestation) -> Mapping[str, Any]:
    signer = attestation.statement.get("signer")
    return signer if isinstance(signer, dict) else {}


def _name(person_id: str, people: People) -> str:
    person = people.get(person_id)
    return person.legal_name if person else person_id
