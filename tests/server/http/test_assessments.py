"""An assessment over HTTP: recorded in its session, versioned, and ending in an enrollment or in 'not suitable'."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from tests.support.clinics import audited
from tests.support.rosters import add_series

YES = {"yes": True, "alone": True}
WELL: dict[str, Any] = {
    "seen": 0,
    "place": YES,
    "equipment": YES,
    "safety_plan": {**YES, "note": "On paper, in her bag"},
    "contact_name": "Rosa Herrera",
    "contact_relation": "mother",
    "contact_phone": "555-0199",
    "suitability": "telehealth",
}


@pytest.fixture
async def admin(api, north):
    await api.sign_in(north, north.admin)
    return api


@pytest.fixture
async def nia(admin):
    """Somebody whom the clinic does not care for yet."""
    return (await admin.post("/api/clients", {"legal_name": "Nia Okoro", "chosen_name": "Nia"}))[1]["person_id"]


@pytest.fixture
async def intake(admin, north, nia):
    """An assessment session of hers, with the facilitator."""
    draft = {"kind": "assessment", "title": "Assessment", "rule": "FREQ=DAILY", "program_id": None}
    when = {"first_on": "2026-03-05", "last_on": "2026-03-05", "at": "09:00:00", "minutes": 60}
    who = {"facilitators": [north.facilitator], "expects": "named", "clients": [nia], "setting": "remote"}
    status, made = await admin.post("/api/schedule/series", {"draft": draft | when | who})
    assert status == 201, made
    _, page = await admin.get("/api/schedule?from=2026-03-05&to=2026-03-05")
    return next(one["id"] for one in page["sessions"] if one["kind"] == "assessment")


async def assess(api, who: str, **changed: Any) -> tuple[int, Any]:
    return await api.post(f"/api/clients/{who}/assessments", WELL | changed)


async def test_a_facilitator_assesses_whom_they_meet_and_enrolls_them_in_the_same_act(
    admin, browsers, clinic, north, nia, intake
):
    await add_series(clinic, north, setting="remote")
    staff = await browsers()
    await staff.sign_in(north, north.facilitator)
    wish = {"program_id": north.program, "starts_on": "2026-03-09", "weekly_hours": 9}
    status, made = await assess(staff, nia, session=intake, enrollment=wish)
    assert (status, made["version"], made["session"]) == (201, 1, intake)
    (enrolled,) = (await staff.get(f"/api/clients/{nia}"))[1]["enrollments"]
    assert (enrolled["id"], enrolled["starts_on"], enrolled["weekly_hours"]) == (made["enrollment_id"], "2026-03-09", 9)
    card = (await staff.get(f"/api/clients/{nia}/emergency-card"))[1]
    assert card["contact"] == {"name": "Rosa Herrera", "relation": "mother", "phone": "555-0199"}
    assert {"assessment.recorded", "enrollment.admission"} <= set(await audited(clinic))


async def test_each_is_another_version_and_none_is_written_over(admin, clinic, nia):
    assert (await assess(admin, nia))[0] == 201
    status, said = await assess(admin, nia, suitability="in_person")
    assert (status, said["detail"][:27]) == (409, "There is a newer assessment")
    assert (await assess(admin, nia, seen=1, suitability="in_person", reason="The line drops"))[0] == 201
    found = (await admin.get(f"/api/clients/{nia}/assessments"))[1]
    assert [(one["version"], one["suitability"]) for one in found] == [(2, "in_person"), (1, "telehealth")]
    assert found[1]["safety_plan"] == {**YES, "note": "On paper, in her bag"}
    with pytest.raises(DatabaseError, match="append-only"):
        async with clinic.database.write() as connection:
            await connection.execute(text("UPDATE assessments SET version = 3"))


async def test_not_suitable_says_why_and_enrolls_nobody(admin, north, nia):
    wish = {"program_id": north.program, "starts_on": "2026-03-09"}
    status, said = await assess(admin, nia, suitability="not_suitable", enrollment=wish)
    assert (status, {one["path"] for one in said["errors"]}) == (422, {"body.reason", "body.suitability"})
    assert (await assess(admin, nia, suitability="not_suitable", reason="Needs withdrawal management"))[0] == 201
    assert (await admin.get(f"/api/clients/{nia}"))[1]["enrollments"] == []


async def test_what_stands_against_the_enrollment_is_said_and_nothing_is_written(admin, north, nia):
    wish = {"program_id": north.program, "starts_on": "2026-03-09", "weekly_hours": 3}
    status, said = await assess(admin, nia, enrollment=wish)
    assert (status, said["code"]) == (422, "unconfirmed")
    assert (await admin.get(f"/api/clients/{nia}/assessments"))[1] == []
    meant = {**wish, "confirmed": ["hours_outside_level"], "reason": "Two weeks of half days"}
    assert (await assess(admin, nia, enrollment=meant))[0] == 201


async def test_into_sessions_from_home_without_an_assessment_one_is_warned_and_not_turned_away(
    admin, clinic, north, nia
):
    await add_series(clinic, north, setting="remote")
    wish = {"program_id": north.program, "starts_on": "2026-03-09"}
    status, said = await admin.post(f"/api/clients/{nia}/enrollments", wish)
    assert (status, [one["path"] for one in said["errors"]]) == (422, ["body.confirmed.not_assessed"])
    meant = {**wish, "confirmed": ["not_assessed"], "reason": "Assessed on paper"}
    assert (await admin.post(f"/api/clients/{nia}/enrollments", meant))[0] == 201


async def test_only_an_assessment_session_of_that_client_is_one(admin, north, nia, intake):
    assert (await assess(admin, nia, session=north.running))[0] == 404
    assert (await assess(admin, north.clients[0], session=intake))[0] == 404


async def test_an_assessment_session_is_with_one_client(admin, north, nia, intake):
    draft = {"kind": "assessment", "title": "Assessment", "rule": "FREQ=DAILY", "program_id": None}
    when = {"first_on": "2026-03-06", "last_on": "2026-03-06", "at": "09:00:00", "minutes": 60}
    both = {"facilitators": [north.facilitator], "expects": "named", "clients": [nia, north.clients[0]]}
    status, said = await admin.post("/api/schedule/series", {"draft": draft | when | both | {"setting": "remote"}})
    assert (status, said["errors"][0]["path"]) == (422, "body.draft.clients")
    status, said = await admin.post(
        f"/api/sessions/{intake}/roster-plan", {"person": north.clients[0], "reason": "Comes along"}
    )
    assert status == 409, said


async def test_whoever_may_not_see_the_client_finds_no_assessment(admin, browsers, north, nia):
    assert (await assess(admin, nia))[0] == 201
    other = await browsers()
    await other.sign_in(north, north.other_facilitator)
    assert (await other.get(f"/api/clients/{nia}/assessments"))[0] == 404
    assert (await assess(other, nia, seen=1))[0] == 404
