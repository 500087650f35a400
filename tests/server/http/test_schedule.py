"""/api/schedule: who sees and writes what, and what a browser is told."""

from typing import Any

import pytest

from tests.support.clinics import NOON, PIN
from tests.support.schedule import add_holiday, admin_of, draft, planned

EVENINGS = {
    "program_id": "north-program",
    "kind": "group",
    "title": "Evening group",
    "service_code": "H0015",
    "rule": "FREQ=WEEKLY;BYDAY=MO,TH",
    "first_on": "2026-03-05",
    "last_on": "2026-04-30",
    "at": "17:30:00",
    "minutes": 195,
    "break_minutes": 15,
    "facilitators": ["north-facilitator"],
    "expects": "enrolled",
    "setting": "hybrid",
}
WEEK = "/api/schedule?from=2026-03-02&to=2026-03-08"


@pytest.fixture
async def admin(api, north):
    await api.sign_in(north, north.admin)
    return api


async def seen_of(api, session: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A session's plan, and what whoever changes it says they saw."""
    status, plan = await api.get(f"/api/schedule/sessions/{session}")
    assert status == 200, plan
    seen = {name: plan[name] for name in ("status", "starts_at", "ends_at", "title", "topic")}
    return plan, {**seen, "facilitators": [one["id"] for one in plan["facilitators"]]}


async def test_a_series_is_planned_looked_at_and_changed(admin, north):
    status, found = await admin.post("/api/schedule/preview", {"draft": EVENINGS})
    assert status == 200 and len(found["meetings"]) == 16 and found["findings"] == []
    status, saved = await admin.post("/api/schedule/series", {"draft": EVENINGS})
    assert (status, saved["made"], saved["left_out"]) == (201, 16, 0)
    _, series = await admin.get(f"/api/schedule/series/{saved['id']}")
    assert (series["rule"], series["at"], series["facilitators"], series["goes_on"]) == (
        EVENINGS["rule"],
        "17:30:00",
        ["north-facilitator"],
        None,
    )
    later = {**EVENINGS, "first_on": "2026-03-19", "at": "18:00:00"}
    body = {"draft": later, "version": series["version"]}
    status, changed = await admin.post(f"/api/schedule/series/{saved['id']}/changes", body)
    assert (status, changed["changed"], changed["cancelled"]) == (201, 12, 0)
    status, problem = await admin.post(f"/api/schedule/series/{saved['id']}/changes", body)
    assert (status, problem["code"]) == (409, "conflict")
    end = {"version": 1, "last_on": "2026-03-26"}
    status, ended = await admin.post(f"/api/schedule/series/{changed['id']}/end", end)
    assert (status, ended["cancelled"]) == (200, 9)


async def test_the_week_shows_what_meets_who_runs_it_and_how_many_are_expected(admin, clinic, north):
    await clinic.services.series.add(admin_of(north), draft(north), "", NOON)
    await add_holiday(clinic, north, NOON.date())
    status, page = await admin.get(WEEK)
    assert (status, page["today"], page["time_zone"]) == (200, "2026-03-04", "America/Los_Angeles")
    assert page["holidays"] == [{"day": "2026-03-04", "name": "Rest", "site": None}]
    one = next(one for one in page["sessions"] if one["series_id"])
    assert (one["day"], one["title"], one["expected"]) == ("2026-03-05", "Evening group", 3)
    assert one["facilitators"] == [{"id": north.facilitator, "name": f"Dr {north.facilitator}"}]
    assert one["program"] == {"id": north.program, "name": "Evening IOP"}
    for chosen, many in (("facilitator=north-other", 1), ("program=never", 0), ("site=never", 0)):
        assert len((await admin.get(f"{WEEK}&{chosen}"))[1]["sessions"]) == many


async def test_a_facilitator_sees_their_own_week_and_changes_nothing(api, clinic, north):
    await clinic.services.series.add(admin_of(north), draft(north), "", NOON)
    session = (await planned(clinic, north))[0].id
    await api.sign_in(north, north.other_facilitator)
    assert [one["id"] for one in (await api.get(WEEK))[1]["sessions"]] == [north.alone]
    assert (await api.get(f"/api/schedule/sessions/{session}"))[0] == 404
    await api.sign_in(north, north.facilitator)
    assert {one["id"] for one in (await api.get(WEEK))[1]["sessions"]} == {north.running, session}
    plan, seen = await seen_of(api, session)
    assert plan["substitutes"] is None and plan["series"]["rule"] == "FREQ=WEEKLY;BYDAY=MO,TH"
    assert (await api.post(f"/api/schedule/sessions/{session}/cancel", {"seen": seen, "reason": "ill"}))[0] == 403
    assert (await api.post("/api/schedule/series", {"draft": EVENINGS}))[0] == 403


async def test_one_session_is_moved_given_away_cancelled_and_restored(admin, clinic, north):
    await clinic.services.series.add(admin_of(north), draft(north), "", NOON)
    path = f"/api/schedule/sessions/{(session := (await planned(clinic, north))[0].id)}"
    plan, seen = await seen_of(admin, session)
    assert [(one["id"], one["free"]) for one in plan["substitutes"]] == [(north.admin, True), ("north-other", True)]
    to = {"day": "2026-03-06", "at": "09:00:00", "minutes": 195, "title": "Evening group", "topic": "Grief"}
    assert await admin.post(f"{path}/move/preview", to) == (200, [])
    assert (await admin.post(f"{path}/move", {**to, "seen": seen}))[0] == 200
    status, problem = await admin.post(f"{path}/cancel", {"seen": seen, "reason": "ill"})
    assert (status, problem["code"]) == (409, "conflict") and "another time" in problem["detail"]
    wish = {"facilitator": north.other_facilitator, "instead_of": north.facilitator}
    assert (await admin.post(f"{path}/substitute", {**wish, "seen": (await seen_of(admin, session))[1]}))[0] == 200
    body = {"seen": (await seen_of(admin, session))[1], "reason": "The heating failed"}
    assert (await admin.post(f"{path}/cancel", body))[0] == 200
    plan, seen = await seen_of(admin, session)
    assert (plan["status"], plan["cancel_reason"]) == ("cancelled", "The heating failed")
    assert [one["id"] for one in plan["facilitators"]] == [north.other_facilitator]
    assert await admin.get(f"{path}/restore") == (200, [])
    assert (await admin.post(f"{path}/restore", {"seen": seen, "override": ""}))[0] == 200


async def test_a_plan_says_of_whom_one_is_left_out_since_they_are_kept_apart(admin, clinic, north):
    ana, ben, cleo = north.clients
    assert (await admin.post(f"/api/clients/{cleo}/kept-apart", {"other": ana, "ground": "relatives"}))[0] == 204
    _, found = await admin.post("/api/schedule/preview", {"draft": EVENINGS})
    assert [sorted(pair) for pair in found["apart"]] == [["Chosen 0", "Chosen 2"]]
    two = {**EVENINGS, "expects": "named", "clients": [ana, ben]}
    _, found = await admin.post("/api/schedule/preview", {"draft": two})
    assert found["apart"] == []


async def test_what_stands_against_a_plan_is_said_with_names_and_overridden_with_a_reason(admin, clinic, north):
    await clinic.services.series.add(admin_of(north), draft(north), "", NOON)
    other = {**EVENINGS, "title": "Skills", "expects": "named", "clients": ["north-client1"], "last_on": "2026-03-12"}
    _, found = await admin.post("/api/schedule/preview", {"draft": other})
    about = [(one["against"], one["person"], one["client"], len(one["days"])) for one in found["findings"]]
    assert sorted(about) == [
        ("elsewhere", "Chosen 1", True, 3),
        ("elsewhere", f"Dr {north.facilitator}", False, 3),
    ]
    status, problem = await admin.post("/api/schedule/series", {"draft": other})
    assert (status, problem["code"]) == (409, "conflicts")
    assert (await admin.post("/api/schedule/series", {"draft": other, "override": "They know"}))[0] == 201


async def test_a_client_with_a_link_to_a_cancelled_session_reads_that_it_is_and_when_they_meet_next(
    browsers, clinic, north
):
    await clinic.services.series.add(admin_of(north), draft(north), "", NOON)
    first, second = (await planned(clinic, north))[:2]
    _, token = await clinic.services.join_links.issue("north", first.id, north.clients[0], None, NOON)
    admin, client = await browsers(), await browsers()
    await admin.sign_in(north, north.admin)
    body = {"seen": (await seen_of(admin, first.id))[1], "reason": "The facilitator is ill"}
    assert (await admin.post(f"/api/schedule/sessions/{first.id}/cancel", body))[0] == 200
    assert (await client.post("/api/join", {"token": token, "pin": PIN}))[0] == 200
    status, session = await client.get(f"/api/sessions/{first.id}")
    assert (status, session["status"]) == (200, "cancelled")
    assert session["next_starts_at"] == second.starts_at.isoformat().replace("+00:00", "Z")
    assert "ill" not in str(session)
    assert (await client.get("/api/schedule"))[0] == 403


async def test_what_can_be_chosen_is_open_and_ones_own(admin, clinic, north, south):
    _, found = await admin.get("/api/schedule/choices")
    assert [one["id"] for one in found["programs"]] == [north.program]
    assert {one["id"] for one in found["facilitators"]} == {north.admin, north.facilitator, north.other_facilitator}
    assert [one["id"] for one in found["clients"]] == list(north.clients)


@pytest.mark.parametrize(
    "wrong", [{"title": " "}, {"rule": ""}, {"minutes": 0}, {"at": "25:00"}, {"setting": "moon"}, {"extra": 1}]
)
async def test_what_is_badly_written_is_refused(admin, wrong):
    assert (await admin.post("/api/schedule/series", {"draft": {**EVENINGS, **wrong}}))[0] == 422


@pytest.mark.parametrize(
    "wrong",
    [
        {"first_on": "9999-12-31", "last_on": "9999-12-31", "rule": "FREQ=DAILY", "at": "23:30"},
        {"first_on": "9999-12-31", "last_on": None, "rule": "FREQ=DAILY;COUNT=2"},
        {"at": "09:00:00+05:00"},
        {"at": "09:00:30"},
        {"topic": "turned \u202e around"},
    ],
)
async def test_a_day_past_the_end_of_the_calendar_and_a_time_of_another_place_are_refused_and_break_nothing(
    admin, clinic, north, wrong
):
    for path, body in (("preview", {}), ("series", {"override": ""})):
        assert (await admin.post(f"/api/schedule/{path}", {**body, "draft": {**EVENINGS, **wrong}}))[0] == 422
    await clinic.services.series.add(admin_of(north), draft(north), "", NOON)
    session = (await planned(clinic, north))[0].id
    to = {"day": "2026-03-06", "at": "09:00", "minutes": 720, "title": "Evening group", "topic": ""}
    moved = {**to, **{"day" if name == "first_on" else name: value for name, value in wrong.items()}}
    move = {name: moved[name] for name in to}
    assert (await admin.post(f"/api/schedule/sessions/{session}/move/preview", move))[0] == 422
    assert (await admin.post(f"/api/schedule/sessions/{session}/move/preview", to))[0] == 200


async def test_what_is_wrong_with_a_rule_is_said_with_one_full_stop(admin):
    _, problem = await admin.post("/api/schedule/preview", {"draft": {**EVENINGS, "last_on": None}})
    assert problem["detail"].endswith("how many sessions it has.")


async def test_a_calendar_of_a_year_is_too_long(admin):
    assert (await admin.get("/api/schedule?from=2026-01-01&to=2026-12-31"))[0] == 422
