"""Who has to sign a record of a session that they did not run sees what it rests on, and nothing else."""

import pytest

from server.domain.attendance.policy import AttendancePolicy, Cosignature
from server.services.policies.policies import SessionPolicies
from tests.support.clinics import NOON, PASSWORD, hold_session
from tests.support.sheets import path, run, sheet_of, sign


@pytest.fixture
async def held(clinic, north, clock, monkeypatch):
    """Over, and run by somebody whom another facilitator supervises; each signature needs a second one."""

    async def of_session(*_):
        return SessionPolicies(AttendancePolicy(cosignature=Cosignature.WITHOUT_LICENCE))

    monkeypatch.setattr(clinic.services.sign_sheets._policies, "of_session", of_session)
    clock.now = await hold_session(clinic, north, NOON)
    change = "UPDATE staff_logins SET supervisor_id = :boss WHERE person_id = :who"
    await run(clinic, change, boss=north.other_facilitator, who=north.facilitator)
    return north


@pytest.fixture
async def signer(browsers, held):
    api = await browsers()
    await api.sign_in(held, held.facilitator)
    return api


@pytest.fixture
async def supervisor(browsers, held):
    api = await browsers()
    await api.sign_in(held, held.other_facilitator)
    return api


def evidence(held, who=0):
    return f"/api/attendance/sessions/{held.running}/participants/{held.clients[who]}"


async def cosign(api, held, *whose):
    lines = [
        {"participant": one["record"]["participant"]["person_id"], "shown": one["shown"]}
        for one in (await sheet_of(api, held))["records"]
    ]
    chosen = [one for one in lines if not whose or one["participant"] in whose]
    body = {"batch": "b2", "kind": "cosignature", "password": PASSWORD, "records": chosen}
    return (await api.post(path(held, "signatures"), body))[0]


async def statuses_of(api, *addresses):
    return [(await api.get(one))[0] for one in addresses]


async def test_a_supervisor_who_is_to_cosign_gets_the_evidence(signer, supervisor, held):
    session = f"/api/attendance/sessions/{held.running}"
    everything = [session, evidence(held), evidence(held, 1), f"{evidence(held)}/log"]
    assert await statuses_of(supervisor, *everything) == [404] * 4, "nothing to co-sign yet"
    assert (await sign(signer, held))[0] == 204
    assert await statuses_of(supervisor, *everything) == [200] * 4
    assert (await supervisor.get(evidence(held)))[1]["facts"]
    only_to_sign = [(await api.get(session))[1]["only_to_sign"] for api in (supervisor, signer)]
    assert only_to_sign == [True, False], "the page offers neither roster nor export to who could not open them"


async def test_to_be_about_to_sign_opens_nothing_else(signer, supervisor, held):
    assert (await sign(signer, held))[0] == 204
    who = held.clients[1]
    assert (
        await statuses_of(
            supervisor,
            f"/api/sessions/{held.running}",
            f"/api/attendance/clients/{who}",
            f"/api/attendance/clients/{who}/hours",
            f"/api/clients/{who}/consents",
        )
        == [404] * 4
    )
    for address in ("/api/attendance/sessions", "/api/attendance/clients", "/api/sessions"):
        said = str((await supervisor.get(address))[1])
        assert who not in said and held.running not in said, address


async def test_when_all_is_signed_only_what_one_signed_oneself_stays(signer, supervisor, held, clinic):
    assert (await sign(signer, held))[0] == 204
    assert await cosign(supervisor, held, held.clients[0]) == 204
    assert await statuses_of(supervisor, evidence(held), evidence(held, 1)) == [200, 200], "the rest still waits"
    # Somebody else supervises now, and gives the other co-signatures.
    change = "UPDATE staff_logins SET supervisor_id = :boss WHERE person_id = :who"
    await run(clinic, change, boss=held.admin, who=held.facilitator)
    assert await statuses_of(supervisor, evidence(held), evidence(held, 1)) == [200, 404]
    assert (await supervisor.get(evidence(held)))[1]["session"]["expected"] == len(held.clients)
    names = [one["record"]["participant"]["person_id"] for one in (await sheet_of(supervisor, held))["records"]]
    assert names == [held.clients[0]]


async def test_records_of_somebody_who_left_are_open_to_who_stands_in(clinic, supervisor, held):
    assert (await supervisor.get(evidence(held)))[0] == 404
    gone = "UPDATE staff_logins SET disabled_at = '2026-03-04 21:00:00' WHERE person_id = :who"
    await run(clinic, gone, who=held.facilitator)
    assert await statuses_of(supervisor, evidence(held), evidence(held, 1)) == [200, 200]
    back = "UPDATE staff_logins SET disabled_at = NULL WHERE person_id = :who"
    await run(clinic, back, who=held.facilitator)
    assert await statuses_of(supervisor, evidence(held), evidence(held, 1)) == [404, 404]
