"""The device of a room: who brings it in, and what it learns."""

import pytest

from server.services.errors import Unauthenticated
from tests.server.http.test_handouts import PDF, upload
from tests.server.http.test_kiosks import admin, scan  # noqa: F401
from tests.support.clinics import audited


@pytest.fixture
async def wall(browsers, admin):  # noqa: F811
    wall = await browsers()
    _, made = await admin.post("/api/kiosks", {"name": "Group room", "kind": "room"})
    _, state = await wall.post("/api/kiosk/enrol", {"code": made["code"]})
    assert (state["kind"], state["name"]) == ("room", "Group room")
    wall.id = made["kiosk"]["id"]
    return wall


@pytest.fixture
async def facilitator(browsers, north):
    one = await browsers()
    await one.sign_in(north, north.facilitator)
    return one


async def test_staff_bring_the_room_in_and_send_it_away(wall, facilitator, clinic, north, clock):
    path = f"/api/sessions/{north.running}/room-devices"
    assert await facilitator.get(path) == (200, [{"id": wall.id, "name": "Group room", "whereabouts": "free"}])
    assert (await wall.get("/api/kiosk/room"))[1]["session"] is None
    assert (await wall.post("/api/kiosk/room/ticket"))[0] == 404
    assert (await facilitator.send("PUT", f"{path}/{wall.id}"))[0] == 204
    assert (await wall.get("/api/kiosk/room"))[1]["session"] == north.running

    status, ticket = await wall.post("/api/kiosk/room/ticket")
    seat = await clinic.services.sessions.redeem(ticket["ticket"], clock.now)
    assert (status, seat.role, seat.participant, seat.session) == (200, "room", wall.id, north.running)

    away: list[str] = []
    clinic.services.room_devices.subscribe(away.append)
    assert (await facilitator.send("DELETE", f"{path}/{wall.id}"))[0] == 204
    assert away == [seat.login_session], "its seat is told, so that it leaves at once"
    assert (await wall.post("/api/kiosk/room/ticket"))[0] == 404
    assert {"room_device.brought_in", "room_device.sent_away"} <= set(await audited(clinic))


async def test_a_ticket_of_a_room_that_was_sent_away_opens_nothing(wall, facilitator, clinic, north, clock):
    path = f"/api/sessions/{north.running}/room-devices/{wall.id}"
    await facilitator.send("PUT", path)
    _, ticket = await wall.post("/api/kiosk/room/ticket")
    await facilitator.send("DELETE", path)
    with pytest.raises(Unauthenticated):
        await clinic.services.sessions.redeem(ticket["ticket"], clock.now)


async def test_the_wall_shows_hand_outs_of_the_session_that_it_is_in_and_of_no_other(wall, facilitator, north):
    _, handout = await upload(facilitator, f"/api/sessions/{north.running}/handouts")
    path = f"/api/kiosk/room/handouts/{handout['id']}/file"
    assert (await wall.get(path))[0] == 404
    await facilitator.send("PUT", f"/api/sessions/{north.running}/room-devices/{wall.id}")
    async with wall.client.get(path) as response:
        assert (response.status, await response.read()) == (200, PDF)
    assert (await facilitator.get(path))[0] in (401, 403, 404)


async def test_a_room_is_in_one_session_at_a_time(wall, facilitator, browsers, north):
    other = await browsers()
    await other.sign_in(north, north.other_facilitator)
    await facilitator.send("PUT", f"/api/sessions/{north.running}/room-devices/{wall.id}")
    path = f"/api/sessions/{north.alone}/room-devices"
    assert (await other.get(path))[1][0]["whereabouts"] == "elsewhere"
    assert (await other.send("PUT", f"{path}/{wall.id}"))[0] == 409
    assert (await other.send("PUT", f"/api/sessions/{north.running}/room-devices/{wall.id}"))[0] == 404


async def test_the_wall_shows_times_and_who_runs_what_and_no_client(wall, north):
    _, shown = await wall.get("/api/kiosk/room")
    who = [one["facilitators"] for one in shown["today"]]
    assert who == [[f"Dr {north.other_facilitator}"], [f"Dr {north.facilitator}"]]
    assert set(shown["today"][0]) == {"starts_at", "ends_at", "facilitators"}


async def test_a_room_takes_no_codes_and_a_tablet_joins_nothing(wall, admin, browsers, facilitator, north):  # noqa: F811
    assert (await scan(wall, north.code(0)))[0] == 401
    door = await browsers()
    _, made = await admin.post("/api/kiosks", {"name": "Front door"})
    await door.post("/api/kiosk/enrol", {"code": made["code"]})
    assert (await door.get("/api/kiosk/room"))[0] == 401
    path = f"/api/sessions/{north.running}/room-devices/{made['kiosk']['id']}"
    assert (await facilitator.send("PUT", path))[0] == 404


async def test_a_revoked_room_leaves_at_once(wall, admin, facilitator, clinic, north):  # noqa: F811
    await facilitator.send("PUT", f"/api/sessions/{north.running}/room-devices/{wall.id}")
    away: list[str] = []
    clinic.services.room_devices.subscribe(away.append)
    await admin.send("DELETE", f"/api/kiosks/{wall.id}")
    assert len(away) == 1
    assert (await wall.get("/api/kiosk/room"))[0] == 401


async def test_a_site_must_be_the_clinics(admin):  # noqa: F811
    assert (await admin.post("/api/kiosks", {"name": "Room", "kind": "room", "site": "nowhere"}))[0] == 422
