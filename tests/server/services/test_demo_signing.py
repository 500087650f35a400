from datetime import timedelta

import pytest

from server.demo import seed
from server.domain.signing.amendment import AmendmentKind
from server.domain.signing.attestation import AttestationKind
from server.domain.signing.case import AmendmentState, Status
from server.services import demo
from server.services.access.logins import LoginSession
from server.services.demo_schedule import SLOTS
from server.storage.signing import SigningRepository
from tests.support.clinics import NOON


@pytest.fixture(autouse=True)
def only_two_weeks_of_one_clinic(monkeypatch):
    """In which the evening group meets six times."""
    monkeypatch.setattr(demo, "WEEKS_BACK", 2)
    monkeypatch.setitem(SLOTS, "lark", ())


async def test_the_past_is_signed_and_something_of_everything_waits(clinic):
    running = await seed(clinic).refresh(NOON)
    cases = await SigningRepository(clinic.database).cases("cedar")
    groups = sorted({of.session for of in cases if "-evening-" in of.session}, reverse=True)
    of_group = [{of.participant: case for of, case in cases.items() if of.session == one} for one in groups]
    assert {case.status for case in of_group[0].values()} == {Status.UNSIGNED}
    left = [case for case in of_group[1].values() if case.status is Status.UNSIGNED]
    assert len(left) == 2
    (proposed,) = [case for case in of_group[2].values() if case.proposal is not None]
    assert proposed.proposal is not None
    assert proposed.value != proposed.derived(proposed.proposal.record_version)
    for older in of_group[3:]:
        assert {case.status for case in older.values()} == {Status.SIGNED}
    ((corrected, amendment),) = [(case, one) for case in of_group[4].values() for one in case.amendments]
    assert amendment.kind is AmendmentKind.CORRECTION
    assert corrected.state_of(amendment) is AmendmentState.IN_FORCE
    assert len(corrected.attestations) == 2
    singles = sorted(of.session for of in cases if "-sam-" in of.session)
    single = {of.session: case for of, case in cases.items() if of.session in singles}
    assert single[singles[-1]].status is Status.COSIGNATURE
    assert {one.kind for one in single[singles[0]].attestations} == set(AttestationKind)
    signature = single[singles[0]].signature
    assert signature is not None
    assert signature.statement["signer"] == {
        "id": "cedar-teo",
        "credential": "AMFT",
        "licence": "AMFT 139402",
        "supervisor": "cedar-mara",
        "in_place_of": [],
    }
    mara = LoginSession("m", "cedar", "cedar-mara", "facilitator", None, None, NOON, NOON)
    waiting = await clinic.services.sign_queue.waiting(mara, NOON)
    assert {bool(one.overdue) for one in waiting} == {True, False}
    assert running.group.id not in {one.schedule.session.id for one in waiting}


async def test_later_what_nobody_touched_is_signed_and_nothing_else(clinic, monkeypatch):
    monkeypatch.setattr(demo, "WEEKS_BACK", 1)
    await seed(clinic).refresh(NOON)
    stored = SigningRepository(clinic.database)
    before = await stored.cases("cedar")
    await seed(clinic).refresh(NOON)
    assert await stored.cases("cedar") == before
    await seed(clinic).refresh(NOON + timedelta(days=5))
    after = await stored.cases("cedar")
    newest = max(of.session for of in before if "-evening-" in of.session)
    for of, case in before.items():
        assert after[of].amendments == case.amendments
        assert after[of].attestations[: len(case.attestations)] == case.attestations
    assert {case.status for of, case in before.items() if of.session == newest} == {Status.UNSIGNED}
    assert {case.status for of, case in after.items() if of.session == newest} == {Status.SIGNED}
