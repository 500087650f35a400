from datetime import date, timedelta

import pytest

from server.domain.attendance.policy_versions import Holder, PolicyVersion, Scope
from server.services.people import Enrollment, Person, Program
from server.services.policies.policies import SavedVersion
from tests.support.auditors import add_auditor, grant
from tests.support.clinics import audited
from tests.support.hours import hold, local

MONDAY = date(2026, 3, 2)
SUNDAY = date(2026, 3, 8)
"""When the clocks change in Los Angeles."""
WEEK = f"from={MONDAY}&to={MONDAY}"
LATER = timedelta(days=7)

AUTHORIZATION = {
    "payer_id": "unknown",
    "number": "A-1",
    "service_code": "h0015",
    "unit": "day",
    "units": 4,
    "starts_on": "2026-03-01",
    "ends_on": "2026-03-31",
}


@pytest.fixture
async def ana(north):
    return north.clients[0]


@pytest.fixture
async def admin(api, north, clock):
    clock.now = local(SUNDAY, 12)
    await api.sign_in(north, north.admin)
    return api


async def authorize(api, who: str, **others) -> tuple[int, dict]:
    _, payers = await api.get("/api/payers")
    if not payers:
        await api.post("/api/payers", {"name": "State Medicaid"})
        _, payers = await api.get("/api/payers")
    body = AUTHORIZATION | {"payer_id": payers[0]["id"]} | others
    return await api.post(f"/api/attendance/clients/{who}/authorizations", body)


async def week_of(api, who: str, query: str = WEEK) -> dict:
    status, found = await api.get(f"/api/attendance/clients/{who}/hours?{query}")
    assert status == 200, found
    return found["weeks"][-1]


async def test_three_days_of_three_hours(admin, clinic, north, ana):
    for after in (0, 2, 4):
        await hold(clinic, north, local(MONDAY + timedelta(days=after)), 180, [ana])
    await authorize(admin, ana)
    _, found = await admin.get(f"/api/attendance/clients/{ana}/hours?{WEEK}")
    (week,) = found["weeks"]
    assert (week["countable_minutes"], week["service_days"], week["short_minutes"]) == (540, 3, 0)
    assert (week["words"], week["sessions_attended"]) == ("9 of 9 h: reached.", 3)
    (authorization,) = found["authorizations"]
    assert (authorization["service_code"], authorization["used"], authorization["left"]) == ("H0015", 3, 1)
    assert [use["day"] for use in authorization["uses"]] == ["2026-03-02", "2026-03-04", "2026-03-06"]
    assert [day["sessions"] for day in week["days"]] == [use["sessions"] for use in authorization["uses"]]


async def test_five_days_of_two_hours_are_ten_hours_and_no_service_day(admin, clinic, north, ana):
    for after in range(5):
        await hold(clinic, north, local(MONDAY + timedelta(days=after)), 120, [ana])
    await authorize(admin, ana)
    await authorize(admin, ana, number="A-2", unit="hour", units=12, service_code="H0004")
    _, found = await admin.get(f"/api/attendance/clients/{ana}/hours?{WEEK}")
    (week,) = found["weeks"]
    assert (week["countable_minutes"], week["service_days"], week["short_minutes"]) == (600, 0, 0)
    assert {day["words"] for day in week["days"]} == {"No service day: 1 h short of 3 h."}
    assert [one["used"] for one in found["authorizations"]] == [0, 0]


async def test_in_room_remote_and_kinds_are_told_apart(admin, clinic, north, ana):
    await hold(clinic, north, local(MONDAY, 9), 90, [ana])
    await hold(clinic, north, local(MONDAY, 13), 60, [], [ana])
    await hold(clinic, north, local(MONDAY, 15), 30, [ana], kind="film")
    week = await week_of(admin, ana)
    assert (week["countable_minutes"], week["in_room_minutes"], week["remote_minutes"]) == (150, 60, 90)
    assert week["not_counting_minutes"] == 30
    kinds = [(one["kind"], one["counts"], one["countable_minutes"]) for one in week["kinds"]]
    assert kinds == [("group", True, 150), ("film", False, 30)]
    assert [day["words"] for day in week["days"]] == ["No service day: 30 minutes short of 3 h."]


async def test_a_session_over_midnight_and_over_the_change_of_the_clocks_is_its_first_days(admin, clinic, north, ana):
    await hold(clinic, north, local(SUNDAY - timedelta(days=1), 23, 30), 180, [ana])
    week = await week_of(admin, ana)
    assert [(day["day"], day["is_service_day"]) for day in week["days"]] == [("2026-03-07", True)]
    assert week["countable_minutes"] == 180


async def test_the_bars_are_of_all_the_clients_sessions_whoever_ran_them(browsers, admin, clinic, north, ana):
    await hold(clinic, north, local(MONDAY), 180, [ana])
    other = await browsers()
    await other.sign_in(north, north.other_facilitator)
    _, found = await other.get(f"/api/attendance/clients/{ana}?from=2026-03-02&to=2026-03-08")
    assert [week["countable_minutes"] for week in found["weeks"]] == [180]


async def test_facilitators_see_hours_of_their_own_clients_alone(browsers, admin, clinic, north, ana):
    other = await browsers()
    await other.sign_in(north, north.other_facilitator)
    assert (await other.get(f"/api/attendance/clients/{ana}/hours"))[0] == 200
    assert (await other.get(f"/api/attendance/clients/{north.clients[1]}/hours"))[0] == 404
    assert (await other.get(f"/api/attendance/clients/{north.facilitator}/hours"))[0] == 404
    _, found = await other.get(f"/api/attendance/programs/{north.program}/hours")
    assert [one["client"]["person_id"] for one in found["clients"]] == [ana]
    assert "hours.read" in await audited(clinic)


async def test_a_programs_week_has_those_who_lack_most_first(admin, clinic, north):
    one, two, three = north.clients
    await hold(clinic, north, local(MONDAY), 180, [one, two])
    await hold(clinic, north, local(MONDAY + timedelta(days=1)), 180, [two])
    gone = Person("north-gone", "north", "client", "Gone", "Gone")
    async with clinic.database.atomic():
        await clinic.people.add_person(gone)
        enrolled = Enrollment("gone", "north", north.program, gone.id, MONDAY - 30 * LATER, MONDAY - LATER)
        await clinic.people.add_enrollment(enrolled)
    _, programs = await admin.get("/api/attendance/programs")
    assert [(found["name"], found["weekly_hours"]) for found in programs] == [("Evening IOP", 9.0)]
    _, found = await admin.get(f"/api/attendance/programs/{programs[0]['id']}/hours?day={MONDAY}")
    assert found["starts_on"] == "2026-03-02"
    lack = [(line["client"]["person_id"], line["week"]["short_minutes"]) for line in found["clients"]]
    assert lack == [(three, 540), (one, 360), (two, 180)]


async def test_a_program_without_anybody_has_an_empty_week(admin, clinic, north):
    async with clinic.database.atomic():
        await clinic.people.add_program(Program("north-empty", "north", "Empty", "2.1", 9))
    status, found = await admin.get("/api/attendance/programs/north-empty/hours")
    assert (status, found["clients"]) == (200, [])


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"ends_on": "2026-02-28"}, "body.ends_on"),
        ({"ends_on": "2036-03-31"}, "body.ends_on"),
        ({"payer_id": "south-payer"}, "body.payer_id"),
        ({"units": 0}, "body.units"),
        ({"unit": "week"}, "body.unit"),
        ({"service_code": "two words"}, "body.service_code"),
        ({"starts_on": "0001-01-01"}, "body.starts_on"),
    ],
)
async def test_an_authorization_that_cannot_be_says_what_is_wrong(admin, ana, wrong, where):
    status, problem = await authorize(admin, ana, **wrong)
    assert status == 422
    assert [error["path"] for error in problem["errors"]] == [where]
    assert (await admin.get(f"/api/attendance/clients/{ana}/hours"))[1]["authorizations"] == []


async def test_one_that_overlaps_another_of_the_payer_is_taken_with_a_warning(admin, ana):
    assert (await authorize(admin, ana))[1]["overlaps"] == []
    status, made = await authorize(admin, ana, number="A-2", starts_on="2026-03-31", ends_on="2026-06-30")
    assert (status, made["overlaps"]) == (201, ["A-1"])
    assert (await authorize(admin, ana, number="A-3", service_code="90834"))[1]["overlaps"] == []


async def test_a_withdrawn_one_counts_for_nothing_and_stays_to_be_seen(admin, clinic, north, ana):
    await hold(clinic, north, local(MONDAY), 180, [ana])
    _, made = await authorize(admin, ana)
    for _ in range(2):
        assert (await admin.send("DELETE", f"/api/authorizations/{made['id']}"))[0] == 204
    _, found = await admin.get(f"/api/attendance/clients/{ana}/hours?{WEEK}")
    (authorization,) = found["authorizations"]
    assert (authorization["standing"], authorization["used"], authorization["uses"]) == ("withdrawn", 0, [])
    assert (await authorize(admin, ana, number="A-2"))[1]["overlaps"] == []
    actions = await audited(clinic)
    assert (actions.count("authorization.added"), actions.count("authorization.withdrawn")) == (2, 1)


async def test_what_an_earlier_one_used_up_is_not_taken_from_a_later_one_again(admin, clinic, north, ana):
    """Also where the earlier one ended before the days that are looked at."""
    for after in (0, 1, 2):
        await hold(clinic, north, local(MONDAY + timedelta(days=after)), 180, [ana])
    await authorize(admin, ana, units=2, ends_on="2026-03-10")
    await authorize(admin, ana, number="A-2", units=9, ends_on="2026-12-31")
    _, found = await admin.get(f"/api/attendance/clients/{ana}/hours?from=2026-06-01&to=2026-06-07")
    assert {one["number"]: one["used"] for one in found["authorizations"]} == {"A-1": 2, "A-2": 1}


async def test_payers_have_a_name_of_their_own(admin, clinic):
    assert (await admin.post("/api/payers", {"name": " Blue Ridge Health "}))[0] == 201
    assert (await admin.post("/api/payers", {"name": "Blue Ridge Health"}))[0] == 409
    assert [one["name"] for one in (await admin.get("/api/payers"))[1]] == ["Blue Ridge Health"]


async def test_a_withdrawn_payer_authorizes_nothing_new_and_keeps_what_it_did(admin, clinic, north, ana):
    assert (await authorize(admin, ana))[0] == 201
    (payer,) = (await admin.get("/api/payers"))[1]
    rules = {"rules": {"group_cap": 10}, "base_version": 0, "effective_from": "2026-03-31", "reason": "a letter"}
    assert (await admin.post(f"/api/policies/payer/{payer['id']}", rules))[0] == 201
    for _ in range(2):
        assert (await admin.send("DELETE", f"/api/payers/{payer['id']}"))[0] == 204
    assert (await admin.get("/api/payers"))[1] == []
    status, problem = await admin.post(
        f"/api/attendance/clients/{ana}/authorizations", AUTHORIZATION | {"payer_id": payer["id"], "number": "2"}
    )
    assert (status, problem["errors"][0]["path"]) == (422, "body.payer_id")
    (kept,) = (await admin.get(f"/api/attendance/clients/{ana}/hours"))[1]["authorizations"]
    assert (kept["payer"], kept["withdrawn_at"]) == (payer["name"], None)
    shelf = next(one for one in (await admin.get("/api/policies"))[1]["holders"] if one["id"] == payer["id"])
    assert shelf["withdrawn_on"] == "2026-03-08" and shelf["version"] == 1
    assert (await audited(clinic)).count("payer.withdrawn") == 1
    assert (await admin.post("/api/payers", {"name": payer["name"]}))[1] == payer, "it is there again"
    assert (await admin.get("/api/payers"))[1] == [payer]


async def test_a_payer_that_was_withdrawn_and_has_no_rules_is_in_no_list(admin):
    _, payer = await admin.post("/api/payers", {"name": "Blue Ridge Health"})
    assert (await admin.send("DELETE", f"/api/payers/{payer['id']}"))[0] == 204
    assert payer["id"] not in str((await admin.get("/api/policies"))[1])
    assert (await admin.send("DELETE", "/api/payers/nobody"))[0] == 404


async def test_another_clinics_authorizations_and_payers_are_out_of_reach(browsers, admin, north, south, ana):
    _, made = await authorize(admin, ana)
    other = await browsers()
    await other.sign_in(south, south.admin)
    assert (await other.get("/api/payers"))[1] == []
    assert (await other.send("DELETE", f"/api/authorizations/{made['id']}"))[0] == 404
    assert (await authorize(other, ana))[0] == 404
    _, payers = await admin.get("/api/payers")
    assert (await authorize(other, south.clients[0], payer_id=payers[0]["id"]))[0] == 422


async def test_only_admins_add_and_withdraw(browsers, admin, north, ana):
    _, made = await authorize(admin, ana)
    facilitator = await browsers()
    await facilitator.sign_in(north, north.facilitator)
    body = AUTHORIZATION
    assert (await facilitator.post(f"/api/attendance/clients/{ana}/authorizations", body))[0] == 403
    assert (await facilitator.send("DELETE", f"/api/authorizations/{made['id']}"))[0] == 403
    _, found = await facilitator.get(f"/api/attendance/clients/{ana}/hours")
    assert [one["left"] for one in found["authorizations"]] == [4]


async def test_an_auditor_sees_hours_of_what_a_grant_opens_and_no_units(browsers, admin, clinic, north, clock, ana):
    for after in (0, 1):
        await hold(clinic, north, local(MONDAY + timedelta(days=after)), 180, [ana])
    await authorize(admin, ana)
    who = await add_auditor(clinic, north)
    await grant(clinic, north, who, [ana], (MONDAY, MONDAY), now=clock())
    auditor = await browsers()
    await auditor.sign_in(north, who)
    _, found = await auditor.get(f"/api/attendance/clients/{ana}/hours?{WEEK}")
    assert [week["countable_minutes"] for week in found["weeks"]] == [180]
    assert found["authorizations"] == []
    _, bars = await auditor.get(f"/api/attendance/clients?{WEEK}")
    assert [week["countable_minutes"] for one in bars for week in one["weeks"]] == [180]
    assert (await auditor.get(f"/api/attendance/clients/{ana}/hours?from=2026-03-09&to=2026-03-15"))[0] == 404
    for path in ("/api/attendance/programs", f"/api/attendance/programs/{north.program}/hours"):
        assert (await auditor.get(path))[0] == 404


async def test_days_and_weeks_are_as_the_programs_policy_says_from_its_first_day_on(admin, clinic, north, ana):
    for after in range(-1, 5):
        await hold(clinic, north, local(MONDAY + timedelta(days=after)), 120, [ana])
    await authorize(admin, ana, units=9)
    wednesday = MONDAY + timedelta(days=2)
    rules = {"day_minutes": 120, "week_starts_on": 6}
    version = PolicyVersion(Holder(Scope.PROGRAM, north.program), 1, wednesday, rules, local(MONDAY, 0))
    async with clinic.database.atomic():
        await clinic.policies.add("north", SavedVersion("v1", version, "shorter days", north.admin))
    _, found = await admin.get(f"/api/attendance/clients/{ana}/hours?from=2026-03-04&to=2026-03-04")
    (week,) = found["weeks"]
    assert (week["starts_on"], week["ends_on"], week["countable_minutes"]) == ("2026-03-01", "2026-03-07", 720)
    assert [day["is_service_day"] for day in week["days"]] == [False, False, False, True, True, True]
    assert found["authorizations"][0]["used"] == 3


async def test_a_past_week_goes_by_the_program_of_then_and_not_by_todays(admin, clinic, north, ana):
    """Everything was reckoned by the newest enrollment, whatever the day: a step down made past weeks right."""
    _, aftercare = await admin.post(
        "/api/programs", {"name": "Aftercare", "level_of_care": "aftercare", "weekly_hours": 1.5}
    )
    _, detail = await admin.get(f"/api/clients/{ana}")
    enrollment = detail["enrollments"][0]
    body = {"version": 1, "program_id": aftercare["id"], "first_day": "2026-03-09"}
    await admin.post(f"/api/clients/{ana}/enrollments/{enrollment['id']}/moves", body)
    _, found = await admin.get(f"/api/attendance/clients/{ana}/hours?from=2026-03-02&to=2026-03-15")
    assert [(week["planned_minutes"], week["least_minutes"]) for week in found["weeks"]] == [(540, 540), (90, 0)]
    await hold(clinic, north, local(MONDAY), 180, [ana])
    for last, program in (("2026-03-08", "Evening IOP"), ("2026-03-15", "Aftercare")):
        _, totals = await admin.get(f"/api/attendance/clients/{ana}?from=2026-03-02&to={last}")
        assert totals["program"] == program


async def test_hours_planned_for_one_client_are_their_plan(admin, clinic, north):
    body = {"legal_name": "Own Plan", "chosen_name": "Own"}
    who = (await admin.post("/api/clients", body))[1]["person_id"]
    wish = {"program_id": north.program, "starts_on": "2026-03-02", "weekly_hours": 12}
    assert (await admin.post(f"/api/clients/{who}/enrollments", wish))[0] == 201
    assert (await week_of(admin, who))["planned_minutes"] == 720
