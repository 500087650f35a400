"""Every kind of evidence is absorbed, each by a function that takes it."""

from server.domain.attendance import absorb
from server.domain.attendance.evidence import FactKind


def test_every_kind_of_evidence_is_absorbed():
    assert sorted(evidence.kind for evidence in absorb._ABSORB) == sorted(FactKind)
