"""A calendar at an address of one's own: read by programs, neutral, and gone at once when it is revoked."""

from datetime import UTC, datetime, time, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import text, update

from server.services.schedule.one_session import Move
from server.storage.tables import staff_logins
from tests.support.clinics import NOON, PIN, audited
from tests.support.schedule import FRIDAY, admin_of, draft, planned, seen


@pytest.fixture
async def address(api, north):
    """Client 0's, made by staff; they are signed out afterwards."""
    await api.sign_in(north, north.facilitator)
    status, made = await api.post(f"/api/clients/{north.clients[0]}/calendar")
    assert status == 201
    api.forget_cookies()
    return made["url"].removeprefix(api.origin)


async def events(api, address):
    status, body = await api.get(address)
    assert status == 200, body
    assert all(len(line.encode()) <= 75 for line in body.split("\r\n"))
    return {str(one["UID"]): one for one in Calendar.from_ical(body).walk("VEVENT")}


async def test_it_holds_ones_own_appointments_and_says_nothing_of_them(api, clinic, north, address):
    await clinic.services.series.add(admin_of(north), draft(north, title="Relapse prevention"), "", NOON)
    _, body = await api.get(address)
    found = await events(api, address)
    assert len(found) == 2 + 16
    assert {str(one["SUMMARY"]) for one in found.values()} == {"Appointment"}
    ids = [one.id for one in await planned(clinic, north)]
    hidden = ("Relapse", "group", "Clinic", "Legal", "Chosen", "north", "555-0100", "Staff", *ids)
    assert not [one for one in hidden if one in body]


async def test_times_are_right_when_the_clock_is_put_forward(api, clinic, north, address):
    await clinic.services.series.add(admin_of(north), draft(north), "", NOON)
    starts = sorted(one["DTSTART"].dt for one in (await events(api, address)).values())
    assert datetime(2026, 3, 6, 1, 30, tzinfo=UTC) in starts  # Thursday, half past five in winter
    assert datetime(2026, 3, 10, 0, 30, tzinfo=UTC) in starts  # Monday, half past five in summer


async def test_a_cancelled_or_moved_session_keeps_its_uid_and_has_a_higher_sequence(api, clinic, north, address):
    await clinic.services.series.add(admin_of(north), draft(north), "", NOON)
    before = await events(api, address)
    first, second, *_ = await planned(clinic, north)
    editing = clinic.services.one_session
    await editing.cancel(admin_of(north), first.id, await seen(clinic, north, first.id), "ill", NOON)
    move = Move(FRIDAY, time(9), 195, "Evening group", "")
    await editing.move(admin_of(north), second.id, await seen(clinic, north, second.id), move, "so", NOON)
    after = await events(api, address)
    assert after.keys() == before.keys()
    changed = {uid for uid in after if after[uid]["SEQUENCE"] > before[uid]["SEQUENCE"]}
    said = {(str(after[uid]["STATUS"]), after[uid]["DTSTART"].dt == before[uid]["DTSTART"].dt) for uid in changed}
    assert said == {("CANCELLED", True), ("CONFIRMED", False)}


async def test_a_revoked_address_and_a_replaced_one_open_nothing_from_then_on(api, north, clinic, address):
    await api.sign_in(north, north.admin)
    page = f"/api/clients/{north.clients[0]}/calendar"
    _, made = await api.post(page)
    another = made["url"].removeprefix(api.origin)
    assert [(await api.get(one))[0] for one in (address, another)] == [404, 200]
    assert (await api.get(page))[1]["read_at"] is not None
    assert (await api.send("DELETE", page))[0] == 204
    assert ((await api.get(another))[0], (await api.send("DELETE", page))[0]) == (404, 404)
    assert {"calendar.made", "calendar.revoked"} <= set(await audited(clinic))


async def test_the_token_is_neither_stored_nor_logged(api, clinic, address, caplog):
    caplog.set_level("INFO")
    await api.get(address)
    token = address.removeprefix("/calendar/").removesuffix(".ics")
    async with clinic.database.read() as connection:
        stored = str((await connection.execute(text("SELECT * FROM calendar_feeds"))).all())
    assert token not in stored and token not in caplog.text
    assert "/calendar/" in caplog.text


async def test_guessing_is_limited_and_the_owner_may_go_on(api, north, address, clock):
    wrong = [(await api.get(f"/calendar/{at:040}.ics"))[0] for at in range(31)]
    assert wrong == [404] * 30 + [429]
    clock.forward(minutes=16)
    assert (await api.get(address))[0] == 200


async def test_a_client_and_staff_make_their_own(api, browsers, north, clinic):
    await api.sign_in(north, north.facilitator)
    _, mine = await api.post("/api/me/calendar")
    assert len(await events(api, mine["url"].removeprefix(api.origin))) == 1
    _, link = await api.post(f"/api/sessions/{north.running}/links", {"participant": north.clients[1]})
    client = await browsers()
    await client.post("/api/join", {"token": link["url"].split("#")[1], "pin": PIN})
    assert (await client.get("/api/me/calendar"))[1] == {"made_at": None, "read_at": None}
    _, theirs = await client.post("/api/me/calendar")
    assert len(await events(client, theirs["url"].removeprefix(api.origin))) == 1
    assert (await client.send("DELETE", "/api/me/calendar"))[0] == 204


async def test_staff_who_left_read_nothing_more(api, north, clinic):
    await api.sign_in(north, north.other_facilitator)
    _, mine = await api.post("/api/me/calendar")
    async with clinic.database.write() as connection:
        left = update(staff_logins).where(staff_logins.c.person_id == north.other_facilitator)
        await connection.execute(left.values(disabled_at=NOON - timedelta(days=1)))
    assert (await api.get(mine["url"].removeprefix(api.origin)))[0] == 404
