from dataclasses import replace
from typing import Any

import pytest

from server.domain.attendance.policy import AttendancePolicy, Cosignature
from server.domain.canonical import canonical_bytes, read_json
from server.domain.signing.attestation import AttestationKind, Judgement, Signer, statement, wants_cosignature
from tests.support.signing import ENDED, MARA, corrected, decided, derived, rederived, signed, signed_of
from tests.support.signing import LATE as CAME_LATE

EXCUSED = Judgement("j1", True, "was at a funeral", "mara", ENDED)


def test_a_statement_says_what_is_signed_by_whom_and_what_it_means():
    case = corrected(signed(derived()))
    said = statement(AttestationKind.SIGNATURE, signed_of(case, EXCUSED), MARA, ENDED, cosignature_wanted=True)
    assert said["record"] == {"sha256": "ab" * 32, "version": 1}
    assert (said["clinic"], said["session"], said["participant"]) == ("north", "s1", "ana")
    assert said["judgement"] == {
        "id": "j1",
        "excused": True,
        "made_by": "mara",
        "at": "2026-03-04T20:00:00.000Z",
    }
    assert "funeral" not in str(said), "whoever is shown what was signed need not read the note"
    assert said["amendment"]["new_values"] == {"outcome": "partial", "countable_ms": 3_600_000, "in_room_ms": 600_000}
    assert said["value"] == {
        "outcome": "partial",
        "countable_ms": 3_600_000,
        "in_room_ms": 600_000,
        "remote_ms": 3_000_000,
    }
    assert said["signer"] == {
        "id": "mara",
        "credential": "LCSW",
        "licence": "L-1",
        "supervisor": "dana",
        "in_place_of": [],
    }
    assert "I attest" in said["meaning"] and said["at"] == "2026-03-04T20:00:00.000Z"


def test_a_statement_about_an_accepted_proposal_names_who_decided_and_why():
    said = statement(
        AttestationKind.SIGNATURE, signed_of(decided(rederived(signed(derived()), CAME_LATE), True)), MARA, ENDED
    )
    assert said["amendment"]["made_by"] is None
    assert said["amendment"]["decision"]["decided_by"] == "mara"


def test_a_statement_reads_the_same_after_it_was_written_in_canonical_form():
    said = statement(AttestationKind.SIGNATURE, signed_of(derived(), EXCUSED), MARA, ENDED)
    assert canonical_bytes(read_json(canonical_bytes(said))) == canonical_bytes(said)


@pytest.mark.parametrize("change", ["version", "sha256", "participant", "session", "clinic"])
def test_a_statement_over_anything_else_is_another_statement(change):
    one = signed_of(derived())
    changes: dict[str, Any] = {change: 2 if change == "version" else "cd" * 32}
    other = replace(one, **changes)
    kind = AttestationKind.SIGNATURE
    assert canonical_bytes(statement(kind, one, MARA, ENDED)) != canonical_bytes(statement(kind, other, MARA, ENDED))


@pytest.mark.parametrize(
    ("rule", "licence", "supervisor", "wanted"),
    [
        (Cosignature.NEVER, "", "dana", False),
        (Cosignature.WITHOUT_LICENCE, "L-1", "dana", False),
        (Cosignature.WITHOUT_LICENCE, "", "dana", True),
        (Cosignature.WITHOUT_LICENCE, "", None, True),
        (Cosignature.ALWAYS, "L-1", "dana", True),
        (Cosignature.ALWAYS, "", None, True),
        (Cosignature.ALWAYS, "L-1", None, False),
    ],
)
def test_whose_signature_needs_a_second_one(rule, licence, supervisor, wanted):
    signer = Signer("mara", "", licence, supervisor)
    assert wants_cosignature(AttendancePolicy(cosignature=rule), signer) is wanted
