"""Rosters in the hands of staff, and pairs that are kept apart."""

from datetime import date

import pytest

from server.domain.attendance.policy_versions import Holder, Scope
from server.services.people import Enrollment, Person
from tests.support.clinics import NOON, audited
from tests.support.policies import written
from tests.support.rosters import add_series, add_session, on_roster

TODAY = date(2026, 3, 4)


@pytest.fixture
async def tonight(clinic, north):
    """A planned session of north's three clients."""
    session = await add_session(clinic, await add_series(clinic, north), 0)
    await clinic.services.rosters.refresh_sessions("north", [session], NOON)
    return session


@pytest.fixture
async def tomorrow(clinic, north, tonight):
    """Another group of the same week, to which nobody is expected by enrollment."""
    morning = await add_series(clinic, north, "morning", clients=[])
    session = await add_session(clinic, morning, 1)
    await clinic.services.rosters.refresh_sessions("north", [session], NOON)
    return session


@pytest.fixture
async def admin(browsers, north):
    browser = await browsers()
    await browser.sign_in(north, north.admin)
    return browser


@pytest.fixture
async def facilitator(browsers, north):
    browser = await browsers()
    await browser.sign_in(north, north.facilitator)
    return browser


async def newcomer(clinic, name="zoe"):
    await clinic.people.add_person(Person(name, "north", "client", f"Legal {name}", name))
    return name


async def plan_of(api, session):
    status, plan = await api.get(f"/api/sessions/{session}/roster-plan")
    assert status == 200, plan
    return plan


async def test_a_client_is_added_with_a_reason_that_is_kept(admin, clinic, north, tonight):
    who = await newcomer(clinic)
    assert (await admin.post(f"/api/sessions/{tonight}/roster-plan", {"person": who, "reason": "no"}))[0] == 422
    added = {"person": who, "reason": "Tries the group before enrolling"}
    assert (await admin.post(f"/api/sessions/{tonight}/roster-plan", added))[0] == 204
    line = next(one for one in (await plan_of(admin, tonight))["people"] if one["person_id"] == who)
    assert (line["source"], line["decision"]["reason"]) == ("added", "Tries the group before enrolling")
    assert (await admin.post(f"/api/sessions/{tonight}/roster-plan", added))[0] == 409
    assert (await admin.send("DELETE", f"/api/sessions/{tonight}/roster-plan/{who}"))[0] == 204
    assert who not in await on_roster(clinic, north, tonight)
    assert {"roster.added", "roster.exception_undone"} <= set(await audited(clinic))


async def test_somebody_is_left_out_this_once_and_taken_back(facilitator, clinic, north, tonight):
    who = north.clients[0]
    path = f"/api/sessions/{tonight}/roster-plan/{who}"
    assert (await facilitator.send("PUT", path, {"kind": "left_out", "reason": "Court date"}))[0] == 204
    plan = await plan_of(facilitator, tonight)
    assert who not in await on_roster(clinic, north, tonight)
    left = plan["left_out"][0]
    assert (left["person_id"], left["apart_from"], left["decision"]["reason"]) == (who, None, "Court date")
    assert (await facilitator.send("PUT", path, {"kind": "left_out", "reason": "Once more"}))[0] == 404
    assert (await facilitator.send("DELETE", path))[0] == 204
    assert (await on_roster(clinic, north, tonight))[who] == "enrollment"
    assert (await facilitator.send("DELETE", path))[0] == 404


async def test_who_is_left_out_of_a_session_without_a_series_is_shown_as_that_and_can_be_taken_back(
    facilitator, clinic, north
):
    path = f"/api/sessions/{north.running}/roster-plan/{north.clients[0]}"
    assert (await facilitator.send("PUT", path, {"kind": "left_out", "reason": "Court date"}))[0] == 204
    assert north.clients[0] not in await on_roster(clinic, north, north.running)
    [left] = (await plan_of(facilitator, north.running))["left_out"]
    assert left["person_id"] == north.clients[0]
    assert (await facilitator.send("DELETE", path))[0] == 204
    assert north.clients[0] in await on_roster(clinic, north, north.running)


async def test_who_is_excused_stays_on_the_roster_as_that(facilitator, clinic, north, tonight):
    who = north.clients[1]
    path = f"/api/sessions/{tonight}/roster-plan/{who}"
    assert (await facilitator.send("PUT", path, {"kind": "excused", "reason": "Ill"}))[0] == 204
    await clinic.services.rosters.refresh_sessions("north", [tonight], NOON)
    line = next(one for one in (await plan_of(facilitator, tonight))["people"] if one["person_id"] == who)
    assert (line["status"], line["decision"]["reason"]) == ("excused", "Ill")
    assert (await facilitator.send("DELETE", path))[0] == 204
    line = next(one for one in (await plan_of(facilitator, tonight))["people"] if one["person_id"] == who)
    assert (line["status"], line["decision"]) == ("expected", None)


async def test_a_session_that_goes_on_takes_walk_ins_and_leaves_nobody_out(admin, clinic, north, tonight):
    await clinic.sessions.begin("north", tonight, NOON)
    who = await newcomer(clinic)
    assert (await admin.post(f"/api/sessions/{tonight}/roster-plan", {"person": who, "reason": "At the door"}))[
        0
    ] == 204
    assert (await on_roster(clinic, north, tonight))[who] == "walk_in"
    leaving = await admin.send(
        "PUT", f"/api/sessions/{tonight}/roster-plan/{north.clients[0]}", {"kind": "left_out", "reason": "Why not"}
    )
    assert leaving[0] == 409
    await clinic.sessions.finish("north", tonight, NOON)
    assert (await admin.post(f"/api/sessions/{tonight}/roster-plan", {"person": who, "reason": "Late"}))[0] == 409


async def test_a_make_up_is_offered_in_the_same_week_and_shows_on_both_sessions(
    admin, clinic, north, tonight, tomorrow
):
    who = north.clients[0]
    individual = await add_series(clinic, north, "one", clients=[], kind="individual")
    film = await add_series(clinic, north, "film", clients=[], kind="film")
    elsewhere = await add_series(clinic, north, "elsewhere", clients=[], program_id=None)
    later = await add_series(clinic, north, "later", clients=[])
    for series, days in ((individual, 2), (film, 2), (elsewhere, 2), (later, 5)):
        await add_session(clinic, series, days)
    _, offers = await admin.get(f"/api/sessions/{tonight}/roster-plan/{who}/make-ups")
    assert [one["session"]["id"] for one in offers] == [tomorrow], (
        "the week starts on Monday, and 5 days on is the next"
    )
    made = {"person": who, "reason": "Court date tonight", "instead_of": tonight}
    assert (await admin.post(f"/api/sessions/{tomorrow}/roster-plan", made))[0] == 204
    there = next(one for one in (await plan_of(admin, tomorrow))["people"] if one["person_id"] == who)
    assert (there["source"], there["makes_up_for"]["id"]) == ("make_up", tonight)
    here = next(one for one in (await plan_of(admin, tonight))["people"] if one["person_id"] == who)
    assert (here["status"], here["made_up_at"]["id"]) == ("excused", tomorrow)
    assert (await admin.get(f"/api/sessions/{tonight}/roster-plan/{who}/make-ups"))[1] == []
    assert (await admin.send("DELETE", f"/api/sessions/{tomorrow}/roster-plan/{who}"))[0] == 204
    here = next(one for one in (await plan_of(admin, tonight))["people"] if one["person_id"] == who)
    assert (here["status"], here["made_up_at"]) == ("expected", None)


async def test_nobody_makes_up_for_what_was_not_theirs(admin, clinic, tonight, tomorrow):
    who = await newcomer(clinic)
    made = {"person": who, "reason": "Instead", "instead_of": tonight}
    assert (await admin.post(f"/api/sessions/{tomorrow}/roster-plan", made))[0] == 422


async def test_what_is_over_the_policy_is_warned_of_and_goes_on_for_a_reason(admin, clinic, north, tonight, tomorrow):
    await written(clinic, Holder(Scope.CLINIC, "north"), group_cap=3, clients_per_staff=3)
    who = await newcomer(clinic)
    wish = {"person": who, "reason": "Moves next week"}
    status, problem = await admin.post(f"/api/sessions/{tonight}/roster-plan", wish)
    assert (status, problem["code"]) == (409, "warned")
    assert "4 clients, and the policy has at most 3 in a group" in problem["detail"]
    assert "4 clients with 1 facilitator" in problem["detail"]
    assert who not in await on_roster(clinic, north, tonight)
    assert (await admin.post(f"/api/sessions/{tonight}/roster-plan", {**wish, "despite": True}))[0] == 204
    assert len((await plan_of(admin, tonight))["crowding"]) == 2
    clash = await add_session(clinic, await add_series(clinic, north, "same", clients=[]), 0)
    status, problem = await admin.post(f"/api/sessions/{clash}/roster-plan", {"person": who, "reason": "Twice"})
    assert (status, problem["code"]) == (409, "warned")
    assert "“Process group” at the same time" in problem["detail"]


async def test_a_full_session_is_not_offered_as_a_make_up(admin, clinic, north, tonight, tomorrow):
    await written(clinic, Holder(Scope.CLINIC, "north"), group_cap=1)
    who = await newcomer(clinic)
    assert len((await admin.get(f"/api/sessions/{tonight}/roster-plan/{north.clients[0]}/make-ups"))[1]) == 1
    assert (await admin.post(f"/api/sessions/{tomorrow}/roster-plan", {"person": who, "reason": "Tries"}))[0] == 204
    assert (await admin.get(f"/api/sessions/{tonight}/roster-plan/{north.clients[0]}/make-ups"))[1] == []


async def apart(admin, one, other, ground="former_partners", note=""):
    return await admin.post(f"/api/clients/{one}/kept-apart", {"other": other, "ground": ground, "note": note})


async def test_a_pair_changes_coming_rosters_at_once_and_says_who_has_no_session_now(admin, clinic, north, tonight):
    one, other, _ = north.clients
    assert (await apart(admin, one, other, note="Order of 2 March"))[0] == 204
    assert other not in await on_roster(clinic, north, tonight)
    for who, name in ((one, north.names[1]), (other, north.names[0])):
        _, [pair] = await admin.get(f"/api/clients/{who}/kept-apart")
        assert (pair["name"], pair["note"], pair["ended_at"]) == (name, "Order of 2 March", None)
        assert [(each["session"]["id"], each["name"]) for each in pair["missed"]] == [(tonight, north.names[1])]
    [left] = (await plan_of(admin, tonight))["left_out"]
    assert (left["person_id"], left["apart_from"]) == (other, north.names[0])
    assert (await apart(admin, other, one))[0] == 409
    assert (await admin.send("DELETE", f"/api/clients/{one}/kept-apart/{pair['id']}"))[0] == 204
    assert other in await on_roster(clinic, north, tonight)
    _, [pair] = await admin.get(f"/api/clients/{one}/kept-apart")
    assert pair["ended_at"] is not None and pair["missed"] == []
    assert (await admin.send("DELETE", f"/api/clients/{one}/kept-apart/{pair['id']}"))[0] == 404
    assert {"keep_apart.added", "keep_apart.ended"} <= set(await audited(clinic))


async def test_of_a_pair_nobody_is_added_to_where_the_other_is_and_no_reason_helps(admin, clinic, north, tonight):
    who = await newcomer(clinic)
    await apart(admin, who, north.clients[0])
    for despite in (False, True):
        wish = {"person": who, "reason": "They get on well", "despite": despite}
        status, problem = await admin.post(f"/api/sessions/{tonight}/roster-plan", wish)
        assert (status, problem["code"]) == (409, "kept_apart")
    assert north.names[0] in problem["detail"]


async def test_nobody_is_kept_apart_from_themselves_or_from_strangers(admin, north, south):
    for other in (north.clients[0], south.clients[0], "nobody"):
        assert (await apart(admin, north.clients[0], other))[0] == 422


async def test_who_may_not_see_both_never_learns_that_there_is_a_pair(admin, facilitator, clinic, north, tonight):
    """The facilitator never had zoe in a session."""
    who = await newcomer(clinic)
    await clinic.people.add_enrollment(Enrollment("e-zoe", "north", north.program, who, TODAY))
    await apart(admin, who, north.clients[0], note="Secret")
    assert (await facilitator.get(f"/api/clients/{north.clients[0]}/kept-apart")) == (200, [])
    assert (await facilitator.get(f"/api/clients/{who}/kept-apart"))[0] == 404
    assert (await plan_of(facilitator, tonight))["left_out"] == []
    assert [one["person_id"] for one in (await plan_of(admin, tonight))["left_out"]] == [who]
    wish = {"person": who, "reason": "They came by"}
    assert (await facilitator.post(f"/api/sessions/{tonight}/roster-plan", wish))[0] == 404
    assert (await facilitator.post(f"/api/clients/{north.clients[0]}/kept-apart", {"other": who, "ground": "other"}))[
        0
    ] == 403


async def test_a_facilitator_who_may_see_both_sees_the_pair(admin, facilitator, clinic, north, tonight):
    await clinic.sessions.begin("north", north.running, NOON)
    await apart(admin, north.clients[0], north.clients[1])
    _, [pair] = await facilitator.get(f"/api/clients/{north.clients[0]}/kept-apart")
    assert pair["name"] == north.names[1]


async def test_a_pair_that_comes_while_both_are_in_a_session_is_told_to_its_staff(
    admin, facilitator, clinic, north, tonight
):
    await clinic.sessions.begin("north", tonight, NOON)
    await apart(admin, north.clients[0], north.clients[1])
    assert (await plan_of(facilitator, tonight))["apart"] == [[north.names[0], north.names[1]]]


async def test_a_facilitator_plans_their_own_sessions_alone(browsers, clinic, north, tonight):
    other = await browsers()
    await other.sign_in(north, north.other_facilitator)
    base = f"/api/sessions/{tonight}/roster-plan"
    assert (await other.get(base))[0] == 404
    assert (await other.get(f"{base}/candidates"))[0] == 404
    assert (await other.post(base, {"person": north.clients[0], "reason": "Why not"}))[0] == 404
    path = f"{base}/{north.clients[0]}"
    assert (await other.send("PUT", path, {"kind": "excused", "reason": "Why not"}))[0] == 404
    assert (await other.send("DELETE", path))[0] == 404
    assert (await other.get(f"{path}/make-ups"))[0] == 404


async def test_candidates_are_clients_whom_one_may_see_and_who_are_not_there(admin, facilitator, clinic, tomorrow):
    who = await newcomer(clinic)
    _, found = await admin.get(f"/api/sessions/{tomorrow}/roster-plan/candidates")
    assert who in {one["person_id"] for one in found} and len(found) == 4
    _, found = await facilitator.get(f"/api/sessions/{tomorrow}/roster-plan/candidates")
    assert who not in {one["person_id"] for one in found} and len(found) == 3


async def test_staff_can_be_one_of_a_pair_and_lead_their_group_all_the_same(admin, clinic, north, tonight):
    assert (await apart(admin, north.clients[2], north.facilitator, "relatives"))[0] == 204
    found = await on_roster(clinic, north, tonight)
    assert north.facilitator in found and north.clients[2] not in found


async def test_a_facilitator_whom_somebody_stands_in_for_is_not_told_of_as_a_client_who_could_make_up(
    admin, clinic, north, tonight
):
    path = f"/api/schedule/sessions/{tonight}"
    _, plan = await admin.get(path)
    seen = {name: plan[name] for name in ("status", "starts_at", "ends_at", "title", "topic")}
    seen["facilitators"] = [one["id"] for one in plan["facilitators"]]
    wish = {"facilitator": north.other_facilitator, "instead_of": north.facilitator, "seen": seen}
    assert (await admin.post(f"{path}/substitute", wish))[0] == 200
    assert north.facilitator not in await on_roster(clinic, north, tonight)
    assert (await plan_of(admin, tonight))["left_out"] == []


async def test_an_end_of_enrollment_gives_the_other_of_a_pair_their_place_back(admin, clinic, north, tonight):
    one, other, _ = north.clients
    await apart(admin, one, other)
    path = f"/api/sessions/{tonight}/roster-plan/{one}"
    assert (await admin.send("PUT", path, {"kind": "left_out", "reason": "Away"}))[0] == 204
    assert other in await on_roster(clinic, north, tonight)
    assert (await admin.send("DELETE", path))[0] == 204
    found = await on_roster(clinic, north, tonight)
    assert one in found and other not in found


async def test_at_the_door_nobody_comes_in_where_somebody_is_from_whom_they_are_kept_apart(
    admin, browsers, facilitator, clinic, north, clock
):
    """The pair was said after the session had begun; the person at the door is told what anybody is for whom nothing
    is planned."""
    one, other, third = north.clients
    await clinic.sessions.begin("north", north.running, NOON)
    await apart(admin, one, other)
    _, made = await admin.post("/api/kiosks", {"name": "Front door"})
    door = await browsers()
    await door.post("/api/kiosk/enrol", {"code": made["code"]})

    async def scan(client):
        return await door.post("/api/kiosk/scan", {"code": north.code(client), "action": "check_in"})

    assert (await scan(1))[0] == 200
    await clinic.sessions.cancel("north", north.alone)
    status, told = await scan(0)
    assert (status, told["detail"]) == (409, "Nothing is planned for you right now. Please ask at the desk.")
    assert "kiosk.not_with_group" in await audited(clinic)
    base = f"/api/sessions/{north.running}"
    status, told = await facilitator.post(f"{base}/in-room", {"participants": [third, one], "state": "present"})
    assert (status, told["detail"]) == (422, "Not with this group. Please see an admin.")
    assert [each["path"] for each in told["errors"]] == ["body.participants.1"]
    assert (await facilitator.post(f"{base}/headcount", {"present": [one, other]}))[0] == 422
    assert (await facilitator.post(f"{base}/headcount", {"present": [other, third]}))[0] == 204
    clock.forward(minutes=1)
    assert (await facilitator.post(f"{base}/in-room", {"participants": [other], "state": "left"}))[0] == 204
    clock.forward(minutes=1)
    assert (await scan(0))[0] == 200


async def test_two_who_are_there_already_keep_staff_from_nothing(admin, facilitator, clinic, north, clock):
    await clinic.sessions.begin("north", north.running, NOON)
    everybody = {"participants": list(north.clients), "state": "present"}
    base = f"/api/sessions/{north.running}"
    assert (await facilitator.post(f"{base}/in-room", everybody))[0] == 204
    await apart(admin, north.clients[0], north.clients[1])
    clock.forward(minutes=1)
    assert (await facilitator.post(f"{base}/in-room", everybody))[0] == 204
    assert (await facilitator.post(f"{base}/headcount", {"present": list(north.clients)}))[0] == 204


async def test_an_admin_chooses_from_whom_somebody_is_kept_apart(admin, facilitator, north):
    path = f"/api/clients/{north.clients[0]}/kept-apart/choices"
    everybody = {*north.clients[1:], north.admin, north.facilitator, north.other_facilitator}
    assert {one["person_id"] for one in (await admin.get(path))[1]} == everybody
    await apart(admin, north.clients[0], north.clients[1])
    assert {one["person_id"] for one in (await admin.get(path))[1]} == everybody - {north.clients[1]}
    assert (await facilitator.get(path))[0] == 403
