"""How a client may be reached, over HTTP: by staff, by the client, and by whoever wants no more."""

import pytest

from server.domain.touch.contact import Channel
from tests.support.clinics import PIN, audited
from tests.support.touch import EMAIL, SMS, contact


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"keep_messages": True, "quiet_hours": "22:00-07:00"})


@pytest.fixture
def page(north):
    return f"/api/clients/{north.clients[0]}/contact"


async def test_staff_put_down_what_the_client_marked_safe(api, north, page, clinic):
    await api.sign_in(north, north.facilitator)
    _, before = await api.get(page)
    assert (before["channels"], before["version"], before["ways"]) == ([], 0, ["email", "sms"])
    assert before["clinic_quiet"] == {"start": "22:00:00", "end": "07:00:00"}
    wish = contact(EMAIL, {**SMS, "address": "(212) 555-0199", "safe": False}, language="es")
    status, after = await api.send("PUT", page, {**wish, "quiet": {"start": "20:00", "end": "09:00"}})
    assert status == 200, after
    assert [(one["address"], one["safe"]) for one in after["channels"]] == [
        ("ana@example.org", True),
        ("+12125550199", False),
    ]
    assert (await api.get(page))[1] == after
    assert {"contact.changed", "contact.read"} <= set(await audited(clinic))


@pytest.mark.parametrize(
    "wrong",
    [
        {**EMAIL, "address": "ana@example.org\r\nBcc: all@example.org"},
        {**EMAIL, "address": "ana"},
        {**SMS, "address": "555"},
        {**SMS, "purposes": ["adverts"]},
    ],
)
async def test_what_is_no_address_is_said_at_its_field(api, north, page, wrong):
    await api.sign_in(north, north.admin)
    status, problem = await api.send("PUT", page, contact(wrong))
    assert status == 422 and problem["errors"][0]["path"].startswith("body.channels.0")
    assert "Bcc" not in str(problem)


async def test_whoever_saw_an_older_version_changes_nothing(api, north, page):
    await api.sign_in(north, north.admin)
    assert (await api.send("PUT", page, contact(EMAIL)))[0] == 200
    assert (await api.send("PUT", page, contact(SMS)))[0] == 409


async def test_a_facilitator_of_somebody_else_learns_nothing(api, north):
    await api.sign_in(north, north.other_facilitator)
    address = f"/api/clients/{north.clients[1]}/contact"
    assert (await api.get(address))[0] == 404
    assert (await api.send("PUT", address, contact(EMAIL)))[0] == 404


async def test_a_client_changes_their_own_behind_their_pin(api, browsers, north, page):
    await api.sign_in(north, north.admin)
    assert (await api.get("/api/me/contact"))[0] == 403
    _, link = await api.post(f"/api/sessions/{north.running}/links", {"participant": north.clients[0]})
    client = await browsers()
    assert (await client.get("/api/me/contact"))[0] == 401
    await client.post("/api/join", {"token": link["url"].split("#")[1], "pin": PIN})
    assert (await client.get("/api/me/contact"))[1]["version"] == 0
    assert (await client.send("PUT", "/api/me/contact", contact({**SMS, "safe": False}, language="es")))[0] == 200
    _, seen = await api.get(page)
    assert (seen["language"], seen["channels"][0]["safe"], seen["version"]) == ("es", False, 1)


async def test_who_stopped_messages_gets_none_until_they_ask_for_them_again(api, north, page, clinic, browsers):
    await api.sign_in(north, north.admin)
    await api.send("PUT", page, contact(EMAIL))
    channel = Channel("email", EMAIL["address"], True, ())
    token = clinic.services.contact.stop_token("north", north.clients[0], channel)
    anybody = await browsers()
    for _ in range(2):
        assert (await anybody.post("/api/contact/stop", {"token": token}))[0] == 204
    _, stopped = await api.get(page)
    assert (stopped["channels"][0]["stopped_as"], stopped["version"]) == ("unsubscribed", 2)
    await api.send("PUT", page, contact(EMAIL, version=2))
    assert (await api.get(page))[1]["channels"][0]["stopped_as"] == "unsubscribed"
    await api.send("PUT", page, contact({**EMAIL, "again": True}, version=3))
    assert (await api.get(page))[1]["channels"][0]["stopped_as"] is None


async def test_a_made_up_stop_is_unknown_and_guessing_is_limited(api, north):
    who = north.clients[0]
    answers = [(await api.post("/api/contact/stop", {"token": f"north~{who}~email~{at:040}"}))[0] for at in range(31)]
    assert answers == [404] * 30 + [429]


async def test_the_outbox_shows_what_would_go_without_the_link(api, north, page, clinic, clock):
    await api.sign_in(north, north.admin)
    await api.send("PUT", page, contact({**SMS, "purposes": ["links"]}))
    _, link = await api.post(f"/api/sessions/{north.running}/links", {"participant": north.clients[0]})
    await clinic.services.sending.round(clock.now)
    _, found = await api.get("/api/outbox")
    (line,) = found["lines"]
    assert (line["status"], line["what"], line["sent_to"], found["kept"]) == ("sent", "link", "…99", True)
    assert "To join: …" in line["text"] and link["url"].split("#")[1] not in str(found)
    assert (await api.get("/api/outbox?status=failed"))[1]["lines"] == []
    await api.sign_in(north, north.facilitator)
    assert (await api.get("/api/outbox"))[0] == 403


async def test_the_outbox_comes_page_by_page(api, north, page, clinic, clock):
    await api.sign_in(north, north.admin)
    await api.send("PUT", page, contact(SMS))
    for _ in range(52):
        await clinic.services.join_links.issue("north", north.running, north.clients[0], north.admin, clock.now)
    _, first = await api.get("/api/outbox")
    _, second = await api.get(f"/api/outbox?after={first['next']}")
    assert (len(first["lines"]), len(second["lines"]), second["next"]) == (50, 2, None)
    assert len({one["id"] for one in first["lines"] + second["lines"]}) == 52


async def test_before_a_cancellation_it_is_said_whom_it_will_reach(api, north, page, clock):
    await api.sign_in(north, north.admin)
    await api.send("PUT", page, contact(SMS))
    _, told = await api.get(f"/api/schedule/sessions/{north.running}/notices")
    assert [(one["name"], one["channels"]) for one in told] == [
        (north.names[0], ["sms"]),
        (north.names[1], []),
        (north.names[2], []),
    ]
