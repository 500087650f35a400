"""The emergency card: opened by who may see the client, written down; whom the clinic told is a disclosure."""

from datetime import timedelta

import pytest

from tests.support.clinics import ALL_WELL, NOON, PIN, audited
from tests.support.exports import export
from tests.support.log import checked, exported, failures

TOLD = {
    "recipient": "Paramedic R. Cole",
    "affiliation": "County EMS",
    "purpose": "Emergency care",
    "emergency": "Did not answer any more",
    "at": "2026-03-04T19:50:00Z",
}
ROSA = {"name": "Rosa Diaz", "relation": "mother", "phone": "555-0199"}


@pytest.fixture
def path(north):
    return f"/api/clients/{north.clients[1]}"


async def test_the_card_holds_who_they_are_and_whom_to_call_and_opening_it_is_written_down(api, clinic, north, path):
    await api.sign_in(north, north.facilitator)
    assert (await api.send("PUT", f"{path}/emergency-contact", ROSA))[0] == 204
    status, card = await api.get(f"{path}/emergency-card?session={north.running}")
    assert status == 200
    assert card["legal_name"] == north.names[1]
    assert card["contact"] == ROSA
    assert (card["where"], card["phone"], card["clinic_phone"]) == (None, None, "555-0100")
    assert {"emergency_card.read", "emergency_contact.changed"} <= set(await audited(clinic))
    assert (await api.send("DELETE", f"{path}/emergency-contact"))[0] == 204
    assert (await api.get(f"{path}/emergency-card"))[1]["contact"] is None


async def test_it_says_the_number_on_file_when_there_is_one(api, north, path):
    await api.sign_in(north, north.facilitator)
    channel = {"kind": "sms", "address": "212 555 0199", "safe": False, "purposes": []}
    body = {"language": "en", "quiet": None, "channels": [channel], "version": 0}
    status, made = await api.send("PUT", f"{path}/contact", body)
    assert status == 200, made
    assert (await api.get(f"{path}/emergency-card"))[1]["phone"].endswith("2125550199")


async def test_a_colleague_who_has_never_had_the_client_does_not_learn_that_there_is_one(api, north, path):
    await api.sign_in(north, north.other_facilitator)
    for method, where, body in (
        ("GET", "card", None),
        ("PUT", "contact", ROSA),
        ("DELETE", "contact", None),
        ("POST", "disclosures", TOLD),
    ):
        assert (await api.send(method, f"{path}/emergency-{where}", body))[0] == 404


async def test_whoever_answered_a_call_from_the_session_may_open_the_card(browsers, north, path):
    helper, own = await browsers(), await browsers()
    await helper.sign_in(north, north.other_facilitator)
    await own.sign_in(north, north.facilitator)
    await own.post(f"/api/sessions/{north.running}/help")
    (call,) = (await helper.get("/api/help"))[1]
    await helper.post(f"/api/help/{call['id']}/answer")
    assert (await helper.get(f"{path}/emergency-card?session={north.running}"))[0] == 200


async def test_telling_somebody_is_in_the_clients_account_with_whom_why_and_when(browsers, clinic, north, path):
    own, admin = await browsers(), await browsers()
    await own.sign_in(north, north.facilitator)
    await admin.sign_in(north, north.admin)
    assert (await own.post(f"{path}/emergency-disclosures", {**TOLD, "session": north.running}))[0] == 204
    status, (line,) = await admin.get(f"{path}/disclosures")
    assert status == 200
    assert line == {
        **line,
        "format": "told",
        "basis": "emergency",
        "recipient": "Paramedic R. Cole",
        "affiliation": "County EMS",
        "purpose": "Emergency care",
        "particulars": "Did not answer any more",
        "at": "2026-03-04T19:50:00Z",
        "made_by": f"Staff {north.facilitator}",
        "complete": True,
    }
    assert "emergency.told" in await audited(clinic)


async def test_it_is_covered_by_the_log_and_the_account_on_paper_names_it(browsers, clinic, north, path):
    admin = await browsers()
    await admin.sign_in(north, north.admin)
    await admin.post(f"{path}/emergency-disclosures", TOLD)
    assert any('"told"' in line for line in await exported(clinic, "north"))
    assert failures(await checked(clinic, "north")) == []
    wanted = {"format": "accounting", "basis": "client", "recipient": "The client", "purpose": "Own copy"}
    assert (await export(admin, {**wanted, "client": north.clients[1]}))[0] == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("recipient", " "),
        ("affiliation", ""),
        ("recipient", "providers"),
        ("at", (NOON + timedelta(hours=1)).isoformat()),
        ("at", (NOON - timedelta(days=31)).isoformat()),
    ],
)
async def test_what_is_missing_or_cannot_be_is_said_at_its_field(api, north, path, field, value):
    await api.sign_in(north, north.facilitator)
    status, problem = await api.post(f"{path}/emergency-disclosures", {**TOLD, field: value})
    assert status == 422
    assert [one["path"] for one in problem["errors"]] == [f"body.{field}"]


async def test_an_export_cannot_be_told(api, north, path):
    await api.sign_in(north, north.admin)
    terms = {"format": "told", "basis": "client", "recipient": "The client", "purpose": "Own copy"}
    assert (await api.post("/api/exports", {**terms, "client": north.clients[1]}))[0] == 422


async def test_it_says_where_they_are_as_they_said_on_joining(browsers, north, path):
    desk, phone = await browsers(), await browsers()
    await desk.sign_in(north, north.facilitator)
    _, made = await desk.post(f"/api/sessions/{north.running}/links", {"participant": north.clients[1]})
    await phone.post("/api/join", {"token": made["url"].partition("#")[2], "pin": PIN})
    assert (await phone.post(f"/api/sessions/{north.running}/answers", ALL_WELL))[0] == 204
    where = (await desk.get(f"{path}/emergency-card"))[1]["where"]
    said = {name: ALL_WELL[name] for name in ("at_home", "state", "address", "phone")}
    assert where == {**said, "at": "2026-03-04T20:00:00Z", "others": "", "adult_name": "", "adult_phone": ""}
