"""Programs, tracks, sites and holidays, as an admin makes them."""

import pytest

from tests.support.clinics import audited

PHP = {"name": "Day program", "level_of_care": "2.5", "weekly_hours": 20}
MAIN = {"name": "Main", "address": "1 Main St, Springfield", "phone": "555-0100", "time_zone": "America/Chicago"}


@pytest.fixture
async def admin(api, north):
    await api.sign_in(north, north.admin)
    return api


async def program(admin, name: str) -> dict:
    _, found = await admin.get("/api/programs")
    return next(one for one in found["programs"] if one["name"] == name)


async def test_a_program_with_a_site_and_tracks_is_made_changed_and_closed(admin, clinic, north):
    _, site = await admin.post("/api/sites", MAIN)
    more = {"site_id": site["id"], "weeks": 6, "states": ["wa", "OR"], "least_age": 18}
    status, made = await admin.post("/api/programs", PHP | more)
    assert (status, made["states"], made["enrolled"], made["closed"]) == (201, ["OR", "WA"], 0, False)
    address = f"/api/programs/{made['id']}"
    status, track = await admin.post(f"{address}/tracks", {"name": "Morning", "part_of_day": "morning"})
    assert status == 201
    renamed = {"name": "Early", "part_of_day": "morning"}
    assert (await admin.send("PUT", f"{address}/tracks/{track['id']}", renamed))[0] == 204
    status, changed = await admin.send("PUT", address, PHP | {"weekly_hours": 25})
    assert (status, changed["weekly_hours"], changed["site_id"]) == (200, 25, None)
    assert [one["name"] for one in (await program(admin, "Day program"))["tracks"]] == ["Early"]
    assert (await admin.send("PUT", address, PHP | {"closed": True}))[1]["closed"] is True
    _, found = await admin.get("/api/programs")
    assert [one["name"] for one in found["programs"]] == ["Evening IOP", "Day program"]
    assert {"program.added", "program.changed", "program.closed", "program_track.added"} <= set(await audited(clinic))


async def test_levels_say_what_hours_are_usual(admin, north):
    _, found = await admin.get("/api/programs")
    levels = {one["name"]: (one["least_hours"], one["most_hours"]) for one in found["levels"]}
    assert levels == {
        "aftercare": (0, 0),
        "1": (0, 8),
        "2.1": (9, 19),
        "2.1-adolescent": (6, 19),
        "2.5": (20, 0),
    }


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"level_of_care": "9.9"}, "body.level_of_care"),
        ({"states": ["ZZ"]}, "body.states"),
        ({"least_age": 18, "most_age": 17}, "body.most_age"),
        ({"site_id": "another"}, "body.site_id"),
        ({"weekly_hours": 61}, "body.weekly_hours"),
        ({"weeks": 0}, "body.weeks"),
    ],
)
async def test_what_does_not_fit_together_is_said_by_field(admin, wrong, path):
    status, said = await admin.post("/api/programs", PHP | wrong)
    assert (status, [one["path"] for one in said["errors"]]) == (422, [path])


async def test_a_program_with_people_in_it_neither_closes_nor_changes_its_level(admin, north):
    address = f"/api/programs/{north.program}"
    body = {"name": "Evening IOP", "level_of_care": "2.1", "weekly_hours": 9}
    status, said = await admin.send("PUT", address, body | {"closed": True})
    assert (status, said["detail"].split(".")[0]) == (409, "3 people are still enrolled")
    assert (await admin.send("PUT", address, body | {"level_of_care": "2.5"}))[0] == 409
    assert (await admin.send("PUT", address, body | {"name": "Evenings"}))[0] == 200


async def test_two_open_programs_of_one_name_are_refused(admin):
    assert (await admin.post("/api/programs", PHP | {"name": "evening iop"}))[0] == 409
    _, made = await admin.post("/api/programs", PHP)
    address = f"/api/programs/{made['id']}"
    morning = {"name": "Morning", "part_of_day": "morning"}
    assert (await admin.post(f"{address}/tracks", morning))[0] == 201
    assert (await admin.post(f"{address}/tracks", morning | {"name": "MORNING"}))[0] == 409
    await admin.send("PUT", address, PHP | {"closed": True})
    assert (await admin.post("/api/programs", PHP))[0] == 201
    assert (await admin.send("PUT", address, PHP))[0] == 409


async def test_a_site_has_a_clock_that_there_is_and_closes_when_nothing_is_there(admin):
    assert (await admin.post("/api/sites", MAIN | {"time_zone": "Mars/Olympus"}))[0] == 422
    _, site = await admin.post("/api/sites", MAIN)
    assert (await admin.post("/api/sites", MAIN))[0] == 409
    _, made = await admin.post("/api/programs", PHP | {"site_id": site["id"]})
    address = f"/api/sites/{site['id']}"
    assert (await admin.send("PUT", address, MAIN | {"closed": True}))[0] == 409
    await admin.send("PUT", f"/api/programs/{made['id']}", PHP)
    assert (await admin.send("PUT", address, MAIN | {"closed": True}))[1]["closed"] is True
    assert (await admin.post("/api/programs", PHP | {"name": "Other", "site_id": site["id"]}))[0] == 422


async def test_holidays_of_all_sites_and_of_one(admin, clinic):
    _, site = await admin.post("/api/sites", MAIN)
    day = {"day": "2026-07-04", "name": "Independence Day"}
    status, made = await admin.post("/api/holidays", day | {"site_id": site["id"]})
    assert status == 201
    assert (await admin.post("/api/holidays", day | {"site_id": site["id"]}))[0] == 409
    assert (await admin.post("/api/holidays", day))[0] == 201
    assert [one["site_id"] for one in (await admin.get("/api/holidays"))[1]].count(None) == 1
    assert (await admin.send("DELETE", f"/api/holidays/{made['id']}"))[0] == 204
    assert (await admin.send("DELETE", f"/api/holidays/{made['id']}"))[0] == 404
    assert {"holiday.added", "holiday.removed"} <= set(await audited(clinic))


async def test_a_facilitator_reads_programs_and_changes_nothing(api, north):
    await api.sign_in(north, north.facilitator)
    assert [(await api.get(f"/api/{one}"))[0] for one in ("programs", "sites", "holidays")] == [200, 200, 200]
    assert (await api.post("/api/programs", PHP))[0] == 403
    assert (await api.post("/api/sites", MAIN))[0] == 403
