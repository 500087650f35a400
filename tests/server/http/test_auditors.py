"""An auditor reads what a live grant names, and nothing else: not before, not after, nobody beside."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from tests.support.auditors import add_auditor, grant
from tests.support.clinics import NOON, PASSWORD, audited, hold_session

RANGE = "from=2026-02-23&to=2026-03-08"
LISTS = (f"/api/attendance/sessions?{RANGE}", f"/api/attendance/clients?{RANGE}", "/api/sessions", "/api/grants")


@pytest.fixture
async def held(clinic, north, clock):
    clock.now = await hold_session(clinic, north, NOON)
    return north


@pytest.fixture
async def auditor(clinic, held):
    return await add_auditor(clinic, held)


async def statuses(api, held):
    """Of the first client's record, its evidence, its line in the log and its client's page."""
    record = f"/api/attendance/sessions/{held.running}/participants/{held.clients[0]}"
    paths = (
        f"/api/attendance/sessions/{held.running}",
        record,
        f"{record}/log",
        f"/api/attendance/clients/{held.clients[0]}?{RANGE}",
    )
    return {(await api.get(path))[0] for path in paths}


async def test_without_a_grant_an_auditor_sees_nothing(api, held, auditor):
    me = await api.sign_in(held, auditor)
    assert me["role"] == "auditor"
    for path in LISTS:
        assert await api.get(path) == (200, [])
    assert await statuses(api, held) == {404}


async def test_a_grant_opens_those_clients_and_counts_the_others(api, clinic, held, auditor):
    await grant(clinic, held, auditor, [held.clients[0]])
    await api.sign_in(held, auditor)
    assert await statuses(api, held) == {200}
    _, found = await api.get(f"/api/attendance/sessions/{held.running}")
    assert [one["participant"]["legal_name"] for one in found["records"]] == [held.names[0]]
    assert found["session"]["expected"] == 3
    _, listed = await api.get(f"/api/attendance/sessions?{RANGE}")
    assert [(one["session"]["id"], one["expected"], one["attended"]) for one in listed] == [(held.running, 1, 1)]
    for other in held.clients[1:]:
        record = f"/api/attendance/sessions/{held.running}/participants/{other}"
        for path in (record, f"{record}/log", f"/api/attendance/clients/{other}?{RANGE}"):
            assert (await api.get(path))[0] == 404
    told = str([await api.get(path) for path in LISTS] + [found])
    assert not any(name in told for name in (*held.names[1:], *held.clients[1:]))


async def test_a_grant_opens_those_days(api, clinic, held, auditor):
    await grant(clinic, held, auditor, None, (date(2026, 3, 5), None))
    await grant(clinic, held, auditor, None, (None, date(2026, 3, 3)))
    await api.sign_in(held, auditor)
    assert await statuses(api, held) == {404}
    await grant(clinic, held, auditor, None, (date(2026, 3, 4), date(2026, 3, 4)))
    assert await statuses(api, held) == {200}
    _, found = await api.get(f"/api/attendance/sessions/{held.running}")
    assert len(found["records"]) == 3


async def test_the_days_of_a_grant_are_the_clinics(api, clinic, held, auditor):
    async with clinic.database.write() as connection:
        late = datetime(2026, 3, 5, 7, 30, tzinfo=UTC)  # half past eleven in the evening of March 4 in Los Angeles
        await connection.execute(text("UPDATE sessions SET starts_at = :at"), {"at": late.replace(tzinfo=None)})
    await grant(clinic, held, auditor, None, (date(2026, 3, 4), date(2026, 3, 4)))
    await api.sign_in(held, auditor)
    assert (await api.get(f"/api/attendance/sessions/{held.running}"))[0] == 200


async def test_a_revoked_grant_opens_nothing_from_the_next_request_on(api, browsers, clinic, held, auditor):
    given = await grant(clinic, held, auditor, [held.clients[0]])
    await api.sign_in(held, auditor)
    assert await statuses(api, held) == {200}
    admin = await browsers()
    await admin.sign_in(held, held.admin)
    assert (await admin.send("DELETE", f"/api/grants/{given.id}"))[0] == 204
    assert await statuses(api, held) == {404}
    assert (await api.get("/api/grants"))[1] == []
    assert (await admin.send("DELETE", f"/api/grants/{given.id}"))[0] == 404


async def test_an_expired_grant_opens_nothing(api, clinic, held, auditor, clock):
    await grant(clinic, held, auditor, [held.clients[0]])
    clock.now = NOON + timedelta(days=14) - timedelta(seconds=1)
    await api.sign_in(held, auditor)
    assert await statuses(api, held) == {200}
    clock.forward(seconds=1)
    assert await statuses(api, held) == {404}


async def test_a_session_that_goes_on_is_open_to_nobody_who_audits(api, clinic, north):
    auditor = await add_auditor(clinic, north)
    await grant(clinic, north, auditor, None)
    await api.sign_in(north, auditor)
    for path in (f"/api/attendance/sessions/{north.running}", f"/api/sessions/{north.running}"):
        assert (await api.get(path))[0] == 404
    assert (await api.post(f"/api/sessions/{north.running}/ticket"))[0] == 404


async def test_reading_is_all_that_an_auditor_does(api, clinic, held, auditor):
    await grant(clinic, held, auditor, None)
    await api.sign_in(held, auditor)
    for path, body in (
        (f"/api/sessions/{held.running}/links", {"participant": held.clients[0]}),
        (f"/api/sessions/{held.running}/headcount", {"present": []}),
        ("/api/kiosks", {"name": "Door"}),
        ("/api/exports", {}),
        ("/api/exports/preview", {}),
        ("/api/auditors", {"name": "Another", "email": "another@example.org"}),
    ):
        assert (await api.post(path, body))[0] == 404
    assert (await api.get(f"/api/clients/{held.clients[0]}/consents"))[0] == 404


async def test_an_invitation_sets_a_password_once(api, browsers, clinic, held, clock):
    await api.sign_in(held, held.admin)
    status, made = await api.post("/api/auditors", {"name": "Erin Vale", "email": "Erin@Payer.example"})
    assert status == 201
    token = made["url"].split("/invitation#")[1]
    invited = await browsers()
    login = {"email": "erin@payer.example", "password": "an auditor's own words"}
    assert (await invited.post("/api/login", login))[0] == 401
    assert (await invited.post("/api/invitations/accept", {"token": token, "password": "short"}))[0] == 422
    chosen = {"token": token, "password": login["password"]}
    assert (await invited.post("/api/invitations/accept", chosen))[0] == 204
    assert (await invited.post("/api/invitations/accept", chosen))[0] == 410
    assert (await invited.post("/api/login", login))[1]["role"] == "auditor"
    _, found = await api.get("/api/auditors")
    assert [(one["name"], one["state"]) for one in found] == [("Erin Vale", "joined")]
    assert {"auditor.invited", "auditor.joined"} <= set(await audited(clinic))
    assert (await api.post("/api/auditors", {"name": "Erin Vale", "email": "erin@payer.example"}))[0] == 409


async def test_an_invitation_ends_by_time_by_another_and_with_the_account(api, browsers, held, clock):
    await api.sign_in(held, held.admin)
    invited = await browsers()

    async def accept(made):
        token = made["url"].split("#")[1]
        return (await invited.post("/api/invitations/accept", {"token": token, "password": PASSWORD}))[0]

    _, first = await api.post("/api/auditors", {"name": "Erin Vale", "email": "erin@payer.example"})
    _, second = await api.post(f"/api/auditors/{first['person_id']}/invitations")
    assert await accept(first) == 410
    clock.forward(days=3)
    assert await accept(second) == 410
    await api.sign_in(held, held.admin)
    assert (await api.get("/api/auditors"))[1][0]["state"] == "expired"
    _, third = await api.post(f"/api/auditors/{first['person_id']}/invitations")
    assert (await api.send("DELETE", f"/api/auditors/{first['person_id']}"))[0] == 204
    assert await accept(third) == 410
    _, fourth = await api.post(f"/api/auditors/{first['person_id']}/invitations")
    assert await accept(fourth) == 204


async def test_a_disabled_auditor_is_signed_out(api, browsers, clinic, held, auditor):
    await grant(clinic, held, auditor, None)
    await api.sign_in(held, auditor)
    admin = await browsers()
    await admin.sign_in(held, held.admin)
    assert (await admin.send("DELETE", f"/api/auditors/{auditor}"))[0] == 204
    assert await statuses(api, held) == {401}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"clients": ["south-client0"]}, "body.clients.0"),
        ({"clients": ["north-facilitator"]}, "body.clients.0"),
        ({"clients": []}, "body.clients"),
        ({"from_on": "2026-03-05", "to_on": "2026-03-04"}, "body.to_on"),
        ({"to_on": "9999-12-31"}, "body.to_on"),
        ({"from_on": "0001-01-01"}, "body.from_on"),
        ({"expires_at": "2026-03-04T19:00:00Z"}, "body.expires_at"),
        ({"expires_at": "2027-06-04T19:00:00Z"}, "body.expires_at"),
    ],
)
async def test_a_grant_that_cannot_be_is_refused(api, clinic, held, south, auditor, wrong, field):
    await api.sign_in(held, held.admin)
    wish = {"purpose": "Payer review", "clients": None, "from_on": None, "to_on": None}
    wish |= {"expires_at": "2026-03-20T00:00:00Z", **wrong}
    status, problem = await api.post(f"/api/auditors/{auditor}/grants", wish)
    assert (status, [one["path"] for one in problem["errors"]]) == (422, [field])


async def test_granting_and_revoking_are_leaves_of_the_log(api, clinic, held, auditor):
    await api.sign_in(held, held.admin)
    wish = {"purpose": "Payer review", "clients": [held.clients[0]], "from_on": None, "to_on": None}
    wish["expires_at"] = "2026-03-20T00:00:00Z"
    status, made = await api.post(f"/api/auditors/{auditor}/grants", wish)
    assert (status, made["clients"][0]["legal_name"]) == (201, held.names[0])
    await api.send("DELETE", f"/api/grants/{made['id']}")
    async with clinic.database.read() as connection:
        query = "SELECT content FROM log_leaves WHERE kind = 'grant' ORDER BY position"
        leaves = [json.loads(one) for one in (await connection.execute(text(query))).scalars()]
    assert [one["data"]["entry"]["action"] for one in leaves] == ["grant.given", "grant.revoked"]
