"""Admission, moves, discharge and corrections, over HTTP."""

import pytest

from tests.support.clinics import audited

CLOSE = {"name": "Day program", "level_of_care": "2.5", "weekly_hours": 20}


@pytest.fixture
async def admin(api, north):
    await api.sign_in(north, north.admin)
    return api


@pytest.fixture
async def php(admin):
    return (await admin.post("/api/programs", CLOSE))[1]["id"]


@pytest.fixture
async def ana(admin):
    """Somebody new, in no program."""
    body = {"legal_name": "Ana Herrera", "chosen_name": "Ana", "record_number": "N1", "date_of_birth": "1991-04-12"}
    return (await admin.post("/api/clients", body))[1]["person_id"]


async def chart(api, who: str) -> list[dict]:
    _, detail = await api.get(f"/api/clients/{who}")
    return detail["enrollments"]


async def admit(api, who: str, program: str, starts_on: str = "2026-03-02", **more) -> tuple[int, dict]:
    return await api.post(f"/api/clients/{who}/enrollments", {"program_id": program, "starts_on": starts_on} | more)


async def act(api, who: str, enrollment: dict, what: str, **body) -> tuple[int, dict]:
    address = f"/api/clients/{who}/enrollments/{enrollment['id']}/{what}"
    return await api.post(address, {"version": enrollment["version"]} | body)


async def test_a_life_in_care_admission_and_step_down(admin, clinic, clock, north, php, ana):
    status, made = await admit(admin, ana, php)
    assert (status, made["began_as"]) == (201, "admission")
    clock.forward(minutes=1)
    (first,) = await chart(admin, ana)
    assert (first["state"], first["acts"]) == ("current", ["discharge", "error", "move"])
    status, moved = await act(admin, ana, first, "moves", program_id=north.program, first_day="2026-03-16")
    assert (status, moved["began_as"]) == (201, "step_down")
    second, first = await chart(admin, ana)
    assert (first["ends_on"], first["ended_as"], first["acts"]) == ("2026-03-15", "step_down", [])
    assert (second["state"], second["acts"]) == ("planned", ["error"])
    body = {"last_day": "2026-03-04", "how": "no_contact", "note": "two weeks without a word"}
    status, said = await act(admin, ana, second, "discharge", **body)
    assert status == 409, said
    _, detail = await admin.get(f"/api/clients/{ana}")
    assert [one["act"] for one in reversed(detail["changes"])] == ["admission", "step_down", "step_down"]
    assert {"enrollment.admission", "enrollment.step_down"} <= set(await audited(clinic))


async def test_who_was_discharged_returns(admin, php, ana):
    await admit(admin, ana, php)
    (first,) = await chart(admin, ana)
    body = {"last_day": "2026-03-03", "how": "no_contact", "note": "no word"}
    assert (await act(admin, ana, first, "discharge", **body))[0] == 200
    (first,) = await chart(admin, ana)
    assert (first["state"], first["ended_as"], first["end_note"]) == ("ended", "no_contact", "no word")
    _, again = await admit(admin, ana, php, "2026-03-04")
    assert again["began_as"] == "return"


async def test_somebody_elses_change_in_between_is_not_overwritten(admin, php, ana):
    await admit(admin, ana, php)
    (seen,) = await chart(admin, ana)
    await act(admin, ana, seen, "discharge", last_day="2026-03-10", how="completed")
    status, said = await act(admin, ana, seen, "discharge", last_day="2026-03-20", how="completed")
    assert (status, said["detail"]) == (409, "It is not what you saw any more: discharged on 2026-03-04.")
    ahead = {**seen, "version": 99}
    status, said = await act(admin, ana, ahead, "discharge", last_day="2026-03-20", how="completed")
    assert (status, said["detail"]) == (409, "It is not what you saw any more: look at what is there now.")
    assert [one["ends_on"] for one in await chart(admin, ana)] == ["2026-03-10"]


async def test_an_overlap_in_one_program_is_refused_in_clear_words(admin, north):
    status, said = await admit(admin, north.clients[0], north.program)
    assert (status, said["code"]) == (422, "invalid")
    assert said["detail"] == ("The first day overlaps the enrollment in the same program from 2026-02-02 on.")


async def test_two_levels_at_once_want_a_reason(admin, north, php):
    who = north.clients[0]
    status, said = await admit(admin, who, php)
    assert (status, said["code"]) == (422, "unconfirmed")
    assert [one["path"] for one in said["errors"]] == ["body.confirmed.two_programs"]
    assert (await admit(admin, who, php, confirmed=["two_programs"]))[0] == 422
    reason = "Overlap week, as the team decided"
    assert (await admit(admin, who, php, confirmed=["two_programs"], reason=reason))[0] == 201
    _, detail = await admin.get(f"/api/clients/{who}")
    assert detail["changes"][0]["note"] == reason


async def test_hours_of_a_clients_own_are_held_against_the_level(admin, north, ana):
    status, said = await admit(admin, ana, north.program, weekly_hours=6)
    assert (status, said["detail"]) == (422, "6 hours a week are fewer than the 9 that are usual at level 2.1.")
    meant = {"confirmed": ["hours_outside_level"], "reason": "Begins slowly"}
    assert (await admit(admin, ana, north.program, "2026-03-02", weekly_hours=6, **meant))[0] == 201
    (one,) = await chart(admin, ana)
    assert (one["weekly_hours"], one["own_hours"]) == (6, True)


async def test_of_an_adult_among_adolescents_one_is_warned_and_a_reason_overrides_it(admin, ana):
    _, made = await admin.post("/api/programs", CLOSE | {"name": "Teens", "least_age": 13, "most_age": 17})
    status, said = await admit(admin, ana, made["id"])
    assert (status, [one["path"] for one in said["errors"]]) == (422, ["body.confirmed.age"])
    meant = {"program_id": made["id"], "starts_on": "2026-03-02", "confirmed": ["age"], "reason": "Turned 18 here"}
    assert (await admin.post(f"/api/clients/{ana}/enrollments", meant))[0] == 201


async def test_a_track_may_be_for_certain_ages_too(admin, php, ana):
    young = {"name": "Young adults", "part_of_day": "evening", "least_age": 18, "most_age": 25}
    _, track = await admin.post(f"/api/programs/{php}/tracks", young)
    assert (track["least_age"], track["most_age"]) == (18, 25)
    status, said = await admit(admin, ana, php, track_id=track["id"])
    assert (status, [one["path"] for one in said["errors"]]) == (422, ["body.confirmed.age"])
    assert (await admin.post(f"/api/programs/{php}/tracks", {**young, "name": "No", "most_age": 17}))[0] == 422


async def test_an_enrollment_that_was_an_error_stays_to_be_seen(admin, clinic, north, php, ana):
    await admit(admin, ana, php)
    (first,) = await chart(admin, ana)
    await act(admin, ana, first, "moves", program_id=north.program, first_day="2026-03-04")
    second, _ = await chart(admin, ana)
    assert (await act(admin, ana, second, "error", reason="The wrong client"))[0] == 200
    second, first = await chart(admin, ana)
    assert (second["state"], second["acts"], first["state"]) == ("error", [], "current")
    assert {"enrollment.error", "enrollment.reopened"} <= set(await audited(clinic))


async def test_tracks_of_other_programs_and_closed_ones_are_refused(admin, north, php, ana):
    _, track = await admin.post(f"/api/programs/{php}/tracks", {"name": "Morning", "part_of_day": "morning"})
    assert (await admit(admin, ana, north.program, track_id=track["id"]))[0] == 422
    await admin.send("PUT", f"/api/programs/{php}", CLOSE | {"closed": True})
    assert (await admit(admin, ana, php))[0] == 422
    assert (await admit(admin, ana, "nowhere"))[0] == 404


async def test_the_enrollment_must_be_that_clients(admin, north, ana):
    (theirs,) = await chart(admin, north.clients[0])
    status, _ = await act(admin, ana, theirs, "discharge", last_day="2026-03-04", how="completed")
    assert status == 404


async def test_a_change_is_heard_of_by_whatever_hours_rest_on(admin, clinic, php, ana):
    heard: list[str] = []
    clinic.changes.subscribe(heard.append)
    await admit(admin, ana, php)
    assert heard == ["north"]
