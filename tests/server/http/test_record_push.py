"""Signed records go to another system, by consent, in order and until they are taken."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import text

from server.exports.attendance_csv import AttendanceCsv
from tests.support.clinics import NOON, audited, hold_session
from tests.support.exports import PLAN, give_consent
from tests.support.log import checked, failures
from tests.support.sheets import path, record_of, sheet_of, sign

TERMS = {"recipient": PLAN, "purpose": "Eligibility", "basis": "consent"}


class Ehr:
    """Checks signatures as a receiver does. `answers`: its next ones; then 200."""

    def __init__(self) -> None:
        self.secret = ""
        self.records: list[dict[str, Any]] = []
        self.ids: list[str] = []
        self.bodies: list[bytes] = []
        self.answers: list[int] = []

    async def take(self, request: web.Request) -> web.Response:
        body, id = await request.read(), request.headers["webhook-id"]
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        said = f"{id}.{request.headers['webhook-timestamp']}.".encode() + body
        made = base64.b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()
        assert request.headers["webhook-signature"] == f"v1,{made}"
        self.ids.append(id)
        self.bodies.append(body)
        status = self.answers.pop(0) if self.answers else 200
        if status == 200:
            self.records.append(json.loads(body))
        return web.Response(status=status)


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"push_private": True})


@pytest.fixture
def ehr():
    return Ehr()


@pytest.fixture
async def url(ehr):
    app = web.Application()
    app.router.add_post("/records", ehr.take)
    async with TestServer(app) as server:
        yield str(server.make_url("/records"))


@pytest.fixture
async def held(clinic, north, clock):
    clock.now = await hold_session(clinic, north, NOON)
    return north


@pytest.fixture
async def admin(browsers, held, ehr, url):
    """Clients 0 and 1 agreed to it."""
    admin = await browsers()
    await admin.sign_in(held, held.admin)
    for who in held.clients[:2]:
        await give_consent(admin, who)
    status, made = await admin.post("/api/record-push", {"url": url, **TERMS})
    assert status == 201, made
    ehr.secret = made["secret"]
    return admin


@pytest.fixture
async def facilitator(browsers, held):
    facilitator = await browsers()
    await facilitator.sign_in(held, held.facilitator)
    return facilitator


async def deliveries(admin) -> list[tuple[str, int, str, int | None]]:
    _, found = await admin.get("/api/record-push/deliveries")
    return [(one["record_number"], one["number"], one["status"], one["answer"]) for one in found["lines"]]


async def test_what_is_signed_goes_by_consent_with_the_fields_of_an_export_and_is_accounted_for(
    admin, facilitator, held, ehr, clinic, clock
):
    await sign(facilitator, held)
    await clinic.services.pushing.round(clock.now)
    assert sorted(one["record"]["record_number"] for one in ehr.records) == ["MRN0", "MRN1"]
    record = ehr.records[0]["record"]
    columns = AttendanceCsv().header().lstrip("\ufeff").strip().split(",")
    assert set(columns) == set(record)
    attended = next(one for one in ehr.records if one["record"]["record_number"] == "MRN0")
    assert (attended["record"]["signed"], attended["record"]["countable_minutes"] > 50) == (True, True)
    assert "42 CFR part 2" in attended["disclosure"]["notice"] and PLAN in attended["disclosure"]["consent"]
    found = {row[0]: row[2] for row in await deliveries(admin)}
    assert found == {"MRN0": "delivered", "MRN1": "delivered", "MRN2": "withheld"}
    _, account = await admin.get(f"/api/clients/{held.clients[0]}/disclosures")
    assert [(one["format"], one["recipient"], one["complete"]) for one in account] == [("push", PLAN, True)]
    assert (await admin.get(f"/api/clients/{held.clients[2]}/disclosures"))[1] == []
    assert failures(await checked(clinic, "north")) == []
    async with clinic.database.read() as connection:
        assert (await connection.execute(text("SELECT count(body) FROM record_deliveries"))).scalar() == 0


async def test_a_record_goes_again_when_it_is_amended_and_in_order(admin, facilitator, held, ehr, clinic, clock):
    await sign(facilitator, held)
    ehr.answers = [503]
    await clinic.services.pushing.round(clock.now)
    who = held.clients[0]
    shown = record_of(await sheet_of(facilitator, held), who)["shown"]
    wish = {"shown": shown, "reason": "the tablet was broken", "outcome": "late", "countable_minutes": 5}
    status, answer = await facilitator.post(path(held, "participants", who, "amendments"), wish)
    assert status == 204, answer
    for minutes in (0, 1, 2):
        await clinic.services.pushing.round(clock.now + timedelta(minutes=minutes))
    mine = [one for one in ehr.records if one["record"]["record_number"] == "MRN0"]
    assert [(one["sequence"], one["record"]["outcome"]) for one in mine][-1] == (2, "late")
    assert [one["sequence"] for one in mine] == [1, 2]


async def test_it_is_tried_until_it_is_taken_the_same_bytes_by_the_same_id(
    admin, facilitator, held, ehr, clinic, clock
):
    await sign(facilitator, held)
    ehr.answers = [500, 429, 302]
    for minutes in (0, 1, 2, 7, 8, 30):
        await clinic.services.pushing.round(clock.now + timedelta(minutes=minutes))
    assert len(ehr.records) == 2 and len(ehr.ids) == 5
    assert {ehr.ids.count(one) for one in set(ehr.ids)} != {1}
    assert all(len({body for id, body in zip(ehr.ids, ehr.bodies, strict=True) if id == one}) == 1 for one in ehr.ids)


async def test_after_days_it_has_failed_and_somebody_may_try_it_again(admin, facilitator, held, ehr, clinic, clock):
    await sign(facilitator, held)
    ehr.answers = [500] * 200
    for hours in range(0, 24 * 8, 3):
        await clinic.services.pushing.round(clock.now + timedelta(hours=hours))
    assert {row[2:] for row in await deliveries(admin) if row[0] != "MRN2"} == {("failed", 500)}
    _, account = await admin.get(f"/api/clients/{held.clients[0]}/disclosures")
    assert [one["complete"] for one in account] == [False]
    ehr.answers = []
    _, found = await admin.get("/api/record-push/deliveries?status=failed")
    for one in found["lines"]:
        assert (await admin.post(f"/api/record-push/deliveries/{one['id']}/again"))[0] == 204
    await clinic.services.pushing.round(clock.now)
    assert len(ehr.records) == 2


async def test_a_consent_that_is_withdrawn_meanwhile_keeps_the_record_here(
    admin, facilitator, held, ehr, clinic, clock
):
    await sign(facilitator, held)
    _, consents = await admin.get(f"/api/clients/{held.clients[0]}/consents")
    assert (await admin.send("DELETE", f"/api/clients/{held.clients[0]}/consents/{consents[0]['id']}"))[0] < 300
    await clinic.services.pushing.round(clock.now)
    assert [one["record"]["record_number"] for one in ehr.records] == ["MRN1"]


async def test_paused_it_waits_and_resumed_it_goes(admin, facilitator, held, ehr, clinic, clock):
    await admin.send("PUT", "/api/record-push/pause", {"paused": True})
    await sign(facilitator, held)
    await clinic.services.pushing.round(clock.now)
    assert ehr.ids == []
    await admin.send("PUT", "/api/record-push/pause", {"paused": False})
    ehr.answers = [410]
    await clinic.services.pushing.round(clock.now)
    _, state = await admin.get("/api/record-push")
    assert (state["endpoint"]["paused_as"], len(ehr.ids)) == ("gone", 1)
    await clinic.services.pushing.round(clock.now + timedelta(days=1))
    assert len(ehr.ids) == 1
    await admin.send("PUT", "/api/record-push/pause", {"paused": False})
    await clinic.services.pushing.round(clock.now + timedelta(days=1))
    assert len(ehr.records) == 2


async def test_a_test_says_what_came_back_and_the_secret_is_shown_once(admin, ehr, clinic):
    ehr.answers = [418]
    assert (await admin.post("/api/record-push/test"))[1] == {"status": 418, "problem": None}
    assert json.loads(ehr.bodies[0])["type"] == "test"
    _, made = await admin.post("/api/record-push/secret")
    assert made["secret"] != ehr.secret
    ehr.secret = made["secret"]
    assert (await admin.post("/api/record-push/test"))[1]["status"] == 200
    async with clinic.database.read() as connection:
        stored = str((await connection.execute(text("SELECT * FROM record_endpoints"))).all())
    assert made["secret"] not in stored and made["secret"] not in str((await admin.get("/api/record-push"))[1])
    assert {"record_push.set_up", "record_push.tested"} <= set(await audited(clinic))


async def test_removed_it_gets_nothing_more_and_another_may_take_its_place(admin, facilitator, held, ehr, clinic, url):
    await sign(facilitator, held)
    assert (await admin.post("/api/record-push", {"url": url, **TERMS}))[0] == 409
    assert (await admin.send("DELETE", "/api/record-push"))[0] == 204
    await clinic.services.pushing.round(NOON + timedelta(days=1))
    assert (ehr.ids, (await admin.get("/api/record-push"))[1]["endpoint"]) == ([], None)
    assert (await admin.post("/api/record-push", {"url": url, **TERMS}))[0] == 201


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "http://ehr.example.org/records"},
        {"url": "https://user:secret@ehr.example.org/"},
        {"url": "ftp://ehr.example.org/"},
        {"url": "https://"},
        {"url": "https://ehr.example.org:99999/"},
        {"recipient": "any provider"},
        {"basis": "audit"},
    ],
)
async def test_what_cannot_be_an_endpoint_is_refused(api, north, wrong):
    await api.sign_in(north, north.admin)
    asked = {"url": "https://ehr.example.org/records", **TERMS, **wrong}
    assert (await api.post("/api/record-push", asked))[0] == 422


async def test_a_facilitator_sees_nothing_of_it(api, north):
    await api.sign_in(north, north.facilitator)
    assert (await api.get("/api/record-push"))[0] == 403


class TestWithoutLeave:
    @pytest.fixture
    def settings(self, settings):
        return settings.model_copy(update={"push_private": False})

    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.1", "[::1]", "169.254.169.254"])
    async def test_a_private_address_is_refused(self, api, north, host):
        await api.sign_in(north, north.admin)
        status, problem = await api.post("/api/record-push", {"url": f"https://{host}/records", **TERMS})
        assert (status, problem["errors"][0]["path"]) == (422, "body.url")
