"""A guest comes by an invitation that works once; staff beside those who are planned; what clients say of trainees."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from server.domain.attendance.policy_versions import Holder, Scope
from server.services.access.logins import LoginSession
from server.services.sessions.sessions import RosterEntry, Session
from tests.support.clinics import NOON, audited
from tests.support.policies import written

START = NOON + timedelta(minutes=5)
FAMILY = "north-family"
FORM = {"version": "F-2", "given_on": "2026-03-04"}
ROSA = {"role": "guest", "name": "Rosa Ruiz", "relation": "mother", "channel": "phone", "client": "north-client0"}
ACCEPT = {"version": "2026-11", "name": "Rosa"}


@pytest.fixture
async def family(clinic, north):
    """A family session of client 0, shortly before it begins."""
    session = Session(FAMILY, "north", north.program, "family", "Family", "planned", START, START + timedelta(hours=1))
    roster = [RosterEntry(north.facilitator, "facilitator"), RosterEntry(north.clients[0], "client")]
    await clinic.sessions.add(session, roster)
    return FAMILY


@pytest.fixture
async def staff(browsers, north):
    browser = await browsers()
    await browser.sign_in(north, north.facilitator)
    return browser


@pytest.fixture
async def admin(browsers, north):
    browser = await browsers()
    await browser.sign_in(north, north.admin)
    return browser


async def invite(staff, session=FAMILY, **changes):
    status, link = await staff.post(f"/api/sessions/{session}/guests", {**ROSA, "given": FORM, **changes})
    assert status == 201, link
    return link["url"].split("#")[1]


async def others(staff, session=FAMILY):
    status, found = await staff.get(f"/api/sessions/{session}/others")
    assert status == 200, found
    return found


async def roster_of(clinic, session):
    return {one.person_id: one.role for one in await clinic.sessions.roster("north", session)}


async def test_a_guest_accepts_once_and_has_a_seat_in_that_session_alone(staff, browsers, clinic, north, family):
    token = await invite(staff)
    guest = await browsers()
    status, offer = await guest.post("/api/guest", {"token": token})
    assert (status, offer["state"], offer["name"], offer["session_id"]) == (200, "open", "Rosa Ruiz", None)
    assert "Chosen 0" not in str(offer)
    status, joined = await guest.post("/api/guest/accept", {"token": token, **ACCEPT})
    assert (status, joined["session_id"]) == (200, FAMILY)
    status, detail = await guest.get(f"/api/sessions/{FAMILY}")
    assert (status, detail["role"], detail["roster"], detail["expected"]) == (200, "guest", None, None)
    assert (await guest.post(f"/api/sessions/{FAMILY}/ticket"))[0] == 200
    assert (await guest.get(f"/api/sessions/{north.running}"))[0] == 404
    assert (await guest.get(f"/api/sessions/{FAMILY}/roster"))[0] == 403
    assert (await guest.post(f"/api/sessions/{FAMILY}/here"))[0] == 403
    [line] = (await others(staff))["guests"]
    assert (line["state"], line["client"], line["consent_version"]) == ("accepted", north.names[0], "2026-11")
    assert {"guest.invited", "consent.recorded", "guest.accepted"} <= set(await audited(clinic))


async def test_a_link_used_twice_says_so_and_the_first_one_stays_in(staff, browsers, family):
    token = await invite(staff)
    first, second = await browsers(), await browsers()
    assert (await first.post("/api/guest/accept", {"token": token, **ACCEPT}))[0] == 200
    for path, body in (("/api/guest", {"token": token}), ("/api/guest/accept", {"token": token, **ACCEPT})):
        status, problem = await second.post(path, body)
        assert (status, problem["code"]) == (409, "used")
    assert (await first.get(f"/api/sessions/{FAMILY}"))[0] == 200
    first.tab = {}  # the same browser in another tab, with the link
    status, offer = await first.post("/api/guest", {"token": token})
    assert (status, offer["state"], offer["session_id"]) == (200, "mine", FAMILY)
    first.tab = {"X-Viop-Tab": offer["tab"]}
    assert (await first.get(f"/api/sessions/{FAMILY}"))[0] == 200


async def test_the_clients_consent_is_needed_first_and_names_the_guest(staff, north, family):
    path, consents = f"/api/sessions/{FAMILY}/guests", f"/api/clients/{north.clients[0]}/consents"
    assert (await staff.post(path, ROSA))[0] == 422
    given = {**FORM, "purpose": "Family session", "expires_on": None}
    _, other = await staff.post(consents, {**given, "recipient": "Ben Ruiz"})
    assert (await staff.post(path, {**ROSA, "consent": other["id"]}))[0] == 422
    _, hers = await staff.post(consents, {**given, "recipient": "rosa  ruiz"})
    assert (await staff.post(path, {**ROSA, "consent": hers["id"]}))[0] == 201


async def test_a_consent_given_past_midnight_holds_for_the_session_that_goes_on_since_the_evening(
    staff, clinic, clock, north
):
    clock.now = NOON + timedelta(hours=11)
    await staff.sign_in(north, north.facilitator)
    start = datetime(2026, 3, 5, 7, 50, tzinfo=UTC)  # ten to midnight in Los Angeles
    session = Session("late", "north", north.program, "family", "Late", "planned", start, start + timedelta(hours=1))
    roster = [RosterEntry(north.facilitator, "facilitator"), RosterEntry(north.clients[0], "client")]
    await clinic.sessions.add(session, roster)
    clock.now = start + timedelta(minutes=15)
    await invite(staff, "late", given={**FORM, "given_on": "2026-03-05"})


async def test_who_came_by_a_consent_is_out_when_it_is_withdrawn_and_the_link_opens_nothing_more(
    staff, browsers, clinic, north, family
):
    token = await invite(staff)
    guest = await browsers()
    await guest.post("/api/guest/accept", {"token": token, **ACCEPT})
    ended: list[str] = []
    clinic.services.logins.subscribe(ended.append)
    [consent] = (await staff.get(f"/api/clients/{north.clients[0]}/consents"))[1]
    assert (await staff.send("DELETE", f"/api/clients/{north.clients[0]}/consents/{consent['id']}"))[0] == 204
    assert len(ended) == 1
    assert (await guest.get(f"/api/sessions/{FAMILY}"))[0] == 401
    assert (await guest.post("/api/guest", {"token": token}))[0] == 410
    assert [one["state"] for one in (await others(staff))["guests"]] == ["withdrawn"]
    assert "guest" not in (await roster_of(clinic, FAMILY)).values()


async def test_staff_revoke_an_invitation_and_invite_anew_and_the_old_link_is_worth_nothing(staff, browsers, family):
    first = await invite(staff)
    second = await invite(staff)
    browser = await browsers()
    assert (await browser.post("/api/guest", {"token": first}))[0] == 410
    assert (await browser.post("/api/guest", {"token": second}))[0] == 200
    guests = (await others(staff))["guests"]
    assert sorted(one["state"] for one in guests) == ["invited", "replaced"]
    living = next(one["invitation"] for one in guests if one["state"] == "invited")
    assert (await staff.send("DELETE", f"/api/sessions/{FAMILY}/guests/{living}"))[0] == 204
    assert (await browser.post("/api/guest/accept", {"token": second, **ACCEPT}))[0] == 410
    assert (await staff.send("DELETE", f"/api/sessions/{FAMILY}/guests/{living}"))[0] == 404


async def test_a_guest_comes_only_where_the_session_takes_one_and_an_interpreter_anywhere(staff, north, family):
    status, problem = await staff.post(f"/api/sessions/{north.running}/guests", {**ROSA, "given": FORM})
    assert (status, problem["code"]) == (409, "no_guests")
    interpreter = {"role": "interpreter", "name": "Ian Ito", "channel": "email"}
    assert (await staff.post(f"/api/sessions/{north.running}/guests", interpreter))[0] == 201
    [line] = (await others(staff, north.running))["guests"]
    assert (line["role"], line["client"]) == ("interpreter", None)


async def test_a_link_opens_shortly_before_the_session_and_goes_with_it(staff, browsers, clock, family):
    clock.now = START - timedelta(hours=5)
    token = await invite(staff, given={**FORM, "given_on": "2026-03-04"})
    guest = await browsers()
    assert (await guest.post("/api/guest", {"token": token}))[1]["state"] == "early"
    assert (await guest.post("/api/guest/accept", {"token": token, **ACCEPT}))[0] == 401
    clock.now = START + timedelta(hours=9)
    assert (await guest.post("/api/guest", {"token": token}))[0] == 410


async def test_a_guest_who_is_kept_apart_from_somebody_there_is_not_invited(staff, admin, clinic, north, family):
    await invite(staff)
    [rosa] = [one.id for one in await clinic.people.guests("north")]
    choices = (await admin.get(f"/api/clients/{north.clients[0]}/kept-apart/choices"))[1]
    assert rosa in {one["person_id"] for one in choices}
    pair = {"other": rosa, "ground": "court_order"}
    assert (await admin.post(f"/api/clients/{north.clients[0]}/kept-apart", pair))[0] == 204
    assert rosa not in await roster_of(clinic, FAMILY)
    status, problem = await staff.post(f"/api/sessions/{FAMILY}/guests", {**ROSA, "given": FORM})
    assert (status, problem["code"]) == (409, "kept_apart")


async def test_a_guest_called_like_a_client_who_is_kept_apart_is_for_an_admin_to_look_into(staff, admin, north, family):
    pair = {"other": north.clients[1], "ground": "former_partners"}
    assert (await admin.post(f"/api/clients/{north.clients[0]}/kept-apart", pair))[0] == 204
    wish = {**ROSA, "name": north.names[1].upper(), "given": FORM}
    status, problem = await staff.post(f"/api/sessions/{FAMILY}/guests", wish)
    assert (status, problem["code"]) == (409, "kept_apart")
    assert (await admin.post(f"/api/sessions/{FAMILY}/guests", wish))[1]["code"] == "warned"
    assert (await admin.post(f"/api/sessions/{FAMILY}/guests", {**wish, "despite": True, "reason": "Looked"}))[0] == 201


async def test_one_guest_more_than_the_policy_has_is_warned_of(staff, clinic, north):
    await written(clinic, Holder(Scope.CLINIC, "north"), group_cap=1)
    start = NOON + timedelta(minutes=5)
    group = Session("open", "north", north.program, "group", "Open", "planned", start, start + timedelta(hours=1))
    roster = [RosterEntry(north.facilitator, "facilitator"), RosterEntry(north.clients[0], "client")]
    await clinic.sessions.add(replace(group, guests=True), roster)
    status, problem = await staff.post("/api/sessions/open/guests", {**ROSA, "given": FORM})
    assert (status, problem["code"]) == (409, "warned")
    assert "2 clients and guests" in problem["detail"]
    await invite(staff, "open", despite=True, reason="The family asked")


async def test_a_co_facilitator_has_all_rights_and_a_trainee_or_interpreter_of_the_staff_has_none(
    staff, browsers, clinic, north
):
    path, who = f"/api/sessions/{north.running}/team", north.other_facilitator
    other = await browsers()
    await other.sign_in(north, who)
    assert (await other.get(f"/api/sessions/{north.running}"))[0] == 404
    busy = {"person": who, "role": "observer"}
    assert (await staff.post(path, busy))[1]["code"] == "warned"  # they run `alone` at that time
    for role, sees in (("observer", False), ("interpreter", False), ("facilitator", True)):
        assert (await staff.post(path, {"person": who, "role": role, "despite": True}))[0] == 204
        status, detail = await other.get(f"/api/sessions/{north.running}")
        assert (status, detail["roster"] is not None) == (200, sees), role
        assert (await other.get(f"/api/sessions/{north.running}/roster"))[0] == (200 if sees else 404)
        assert (await other.get(f"/api/sessions/{north.running}/others"))[0] == (200 if sees else 404)
        seen = {one["person_id"] for one in (await other.post("/api/clients/search", {"text": ""}))[1]["clients"]}
        assert (north.clients[1] in seen) == sees
        mine = {one["id"]: one for one in (await other.get("/api/sessions"))[1]}
        assert (mine[north.running]["role"], mine[north.running]["expected"] is not None) == (role, sees)
        assert (await other.post(f"/api/sessions/{north.running}/ticket"))[0] == 200
        assert (await staff.send("DELETE", f"{path}/{who}"))[0] == 204
    assert who not in await roster_of(clinic, north.running)


async def test_what_clients_say_of_a_trainee_is_recorded_and_told_to_staff_before_the_start(staff, clinic, north):
    trainee = {"person": north.other_facilitator, "role": "observer", "despite": True}
    assert (await others(staff, north.running))["agreements"] == []
    assert (await staff.post(f"/api/sessions/{north.running}/team", trainee))[0] == 204
    one = north.clients[1]
    said = f"/api/sessions/{north.running}/observer-agreements"
    assert (await staff.send("PUT", said, {"client": one, "agreed": True}))[0] == 204
    found = {of["person_id"]: of["agreed"] for of in (await others(staff, north.running))["agreements"]}
    assert found == {north.clients[0]: None, one: True, north.clients[2]: None}
    assert await clinic.services.team.agreed("north", north.running) == {one}
    assert (await staff.send("PUT", said, {"client": one, "agreed": False}))[0] == 204
    assert await clinic.services.team.agreed("north", north.running) == frozenset()
    assert (await staff.send("PUT", said, {"client": "nobody", "agreed": True}))[0] == 404


async def test_an_admin_is_no_trainee_and_a_client_is_no_staff(staff, north):
    path = f"/api/sessions/{north.running}/team"
    for who in (north.admin, north.clients[0]):
        assert (await staff.post(path, {"person": who, "role": "observer"}))[0] == 422


def test_a_login_of_a_guest_is_of_no_staff():
    assert not LoginSession("id", "north", "rosa", "guest", FAMILY, "link", NOON, NOON).is_staff


async def test_a_guest_who_needs_help_asks_the_sessions_staff_as_quietly_as_a_client(staff, admin, browsers, family):
    guest = await browsers()
    await guest.post("/api/guest/accept", {"token": await invite(staff), **ACCEPT})
    path = f"/api/sessions/{FAMILY}/help"
    assert [await guest.post(path) for _ in range(2)] == [(204, "")] * 2
    [ask] = (await staff.get("/api/help"))[1]
    assert (ask["kind"], ask["by"]) == ("client", "Rosa")
    assert (await admin.get("/api/help"))[1] == []
