"""A client's own page behind their PIN: their own week, and nothing of anybody else's."""

from dataclasses import replace
from datetime import timedelta

import pytest

from server.services.sessions.sessions import RosterEntry
from tests.support.clinics import NOON, PIN, audited, hold_session

HOME = "/api/me/home"


@pytest.fixture
async def come(browsers, north):
    """Client 0's browser, after the link to a session and the PIN; and what that answered."""

    async def join(session=north.running):
        desk, phone = await browsers(), await browsers()
        await desk.sign_in(north, north.admin)
        _, made = await desk.post(f"/api/sessions/{session}/links", {"participant": north.clients[0]})
        status, joined = await phone.post("/api/join", {"token": made["url"].partition("#")[2], "pin": PIN})
        assert status == 200, joined
        return phone, joined

    return join


async def plan(clinic, north, name, ahead, client=0, **changes):
    """One more session of a client's."""
    session = await clinic.sessions.get("north", north.running)
    starts_at = NOON + ahead
    session = replace(session, id=name, title=name, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
    entry = RosterEntry(north.clients[client], "client", changes.pop("roster", "expected"))
    await clinic.sessions.add(replace(session, **changes), [entry])


async def test_the_week_holds_ones_own_sessions_and_joins_the_links_alone(come, north, clinic):
    await plan(clinic, north, "tomorrow", timedelta(days=1), setting="remote")
    await plan(clinic, north, "cancelled", timedelta(days=2), status="cancelled")
    await plan(clinic, north, "excused", timedelta(days=2, hours=3), roster="excused")
    await plan(clinic, north, "next week", timedelta(days=7))
    await plan(clinic, north, "of another", timedelta(hours=5), client=1)
    phone, _ = await come()
    status, home = await phone.get(HOME)
    assert status == 200, home
    assert (home["name"], home["phone"], home["time_zone"]) == ("Chosen 0", "555-0100", "America/Los_Angeles")
    assert (home["next"]["title"], home["next"]["join"]) == ("Process group", north.running)
    assert [(one["title"], one["setting"], one["state"], one["join"]) for one in home["others"]] == [
        ("Individual", "hybrid", "planned", north.alone),
        ("tomorrow", "remote", "planned", None),
        ("cancelled", "hybrid", "cancelled", None),
        ("excused", "hybrid", "excused", None),
    ]
    assert not any(word in str(home) for word in ("of another", "Legal", "Chosen 1", "MRN"))
    assert (await audited(clinic)).count("home.read") == 1


async def test_other_sessions_stay_shut(come, north):
    phone, _ = await come()
    assert (await phone.get(HOME))[0] == 200
    for path in ("", "/answers"):
        assert (await phone.get(f"/api/sessions/{north.alone}{path}"))[0] == 404
    assert (await phone.post(f"/api/sessions/{north.alone}/ticket"))[0] == 404


async def test_hours_so_far_are_told_against_the_plan_and_the_next_session_after_it(come, north, clinic, clock):
    await plan(clinic, north, "next week", timedelta(days=7))
    phone, _ = await come(north.running)
    clock.now = await hold_session(clinic, north, NOON, minutes=60)
    _, home = await phone.get(HOME)
    assert (round(home["counted_minutes"]), home["planned_minutes"]) == (60, 9 * 60)
    assert (home["next"]["title"], home["next"]["join"]) == ("next week", None)
    assert ("Process group", "finished", None) in [(one["title"], one["state"], one["join"]) for one in home["others"]]


async def test_consents_that_hold_are_told_and_others_are_not(come, api, north):
    await api.sign_in(north, north.admin)
    given = {"purpose": "Payment", "version": "1", "given_on": "2026-03-01"}
    for who, recipient, until in ((0, "A plan", "2026-06-30"), (0, "An old plan", "2026-03-02"), (1, "Mine", None)):
        body = {**given, "recipient": recipient, "expires_on": until}
        assert (await api.post(f"/api/clients/{north.clients[who]}/consents", body))[0] == 201
    phone, _ = await come()
    told = [{"recipient": "A plan", "purpose": "Payment", "given_on": "2026-03-01", "expires_on": "2026-06-30"}]
    assert (await phone.get(HOME))[1]["consents"] == told


async def test_without_the_pin_after_the_link_is_revoked_and_for_staff_there_is_no_page(come, api, browsers, north):
    assert (await (await browsers()).get(HOME))[0] == 401
    phone, _ = await come()
    assert (await phone.get(HOME))[0] == 200
    elsewhere, phone.tab = phone.tab, {}
    assert (await phone.get(HOME))[0] == 401  # another tab of the same browser
    phone.tab = elsewhere
    await api.sign_in(north, north.admin)
    assert (await api.get(HOME))[0] == 403
    assert (await api.send("DELETE", f"/api/sessions/{north.running}/links/{north.clients[0]}"))[0] == 204
    assert (await phone.get(HOME))[0] == 401


@pytest.mark.parametrize(("minutes", "opens"), [(31, "home"), (29, "session")])
async def test_the_pin_opens_the_session_when_it_is_near_and_the_page_before(come, north, clinic, minutes, opens):
    await plan(clinic, north, "later", timedelta(minutes=minutes))
    _, joined = await come("later")
    assert joined["opens"] == opens


async def test_another_session_is_joined_from_home_while_its_link_would_open_and_the_login_is_for_it_alone(
    come, north, clinic
):
    await plan(clinic, north, "later", timedelta(hours=6))
    phone, _ = await come()
    at = "/api/me/sessions/{}/join".format
    assert (await phone.post(at("later")))[0] == 401, "its link opens shortly before"
    status, joined = await phone.post(at(north.alone))
    assert (status, joined["session_id"], joined["opens"]) == (200, north.alone, "session"), joined
    assert (await phone.get(f"/api/sessions/{north.alone}"))[0] == 401, "another tab's key opens nothing"
    phone.tab = {"X-Viop-Tab": joined["tab"]}
    assert (await phone.get(f"/api/sessions/{north.alone}"))[0] == 200
    assert (await phone.get(f"/api/sessions/{north.running}"))[0] == 404
    assert "home.joined" in await audited(clinic)


async def test_neither_anothers_session_nor_one_whose_link_was_ended_is_joined_from_home(come, north, clinic, browsers):
    await plan(clinic, north, "of-another", timedelta(minutes=-5), client=1)
    phone, _ = await come()
    desk = await browsers()
    await desk.sign_in(north, north.admin)
    await desk.post(f"/api/sessions/{north.alone}/links", {"participant": north.clients[0]})
    assert (await desk.send("DELETE", f"/api/sessions/{north.alone}/links/{north.clients[0]}"))[0] == 204
    at = "/api/me/sessions/{}/join".format
    assert (await phone.post(at("of-another")))[0] == 404 == (await phone.post(at("never")))[0]
    assert (await phone.post(at(north.alone)))[0] == 410
    assert all(one["join"] is None for one in (await phone.get(HOME))[1]["others"])
