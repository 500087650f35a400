"""Draws for drug screens over HTTP: made once, checked again, collected, and told to staff and the client alone."""

import asyncio
import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from server.domain.touch.contact import Channel, Contact, Purpose
from server.services.sessions.sessions import RosterEntry
from server.storage.contacts import ContactsRepository
from tests.support.clinics import NOON, PIN, audited
from tests.support.databases import underneath
from tests.support.log import checked, failures

ALL = "/api/drug-screens"
PROGRAM = f"{ALL}/north-program"
RULE: dict[str, Any] = {
    "on": True,
    "how_many": 1,
    "share": None,
    "at_least_every": None,
    "days": [2, 4],  # Wednesday, which it is, and Friday
    "by_itself": False,
}


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"keep_messages": True})


@pytest.fixture
async def admin(api, north):
    await api.sign_in(north, north.admin)
    return api


async def turn_on(admin, version=0, **changes) -> None:
    status, saved = await admin.send("PUT", f"{PROGRAM}/rule", {"version": version, "rule": RULE | changes})
    assert status == 200, saved


async def draw(admin, **changes) -> dict:
    """The week of a draw that was made."""
    await turn_on(admin, **changes)
    status, made = await admin.post(PROGRAM)
    assert status == 201, made
    return (await admin.get(PROGRAM))[1]["weeks"][0]


async def come_home(browsers, north, client: int, session: str) -> tuple[dict, dict]:
    """What that client's link opens, and their own page."""
    desk, phone = await browsers(), await browsers()
    await desk.sign_in(north, north.admin)
    _, made = await desk.post(f"/api/sessions/{session}/links", {"participant": north.clients[client]})
    status, joined = await phone.post("/api/join", {"token": made["url"].partition("#")[2], "pin": PIN})
    assert status == 200, joined
    return joined, (await phone.get("/api/me/home"))[1]


async def test_nobody_is_drawn_before_a_program_wants_it(admin):
    assert [one["rule"]["on"] for one in (await admin.get(ALL))[1]] == [False]
    status, refused = await admin.post(PROGRAM)
    assert (status, refused["detail"]) == (409, "This program draws nobody: its rule is off.")
    wrongs: tuple[dict[str, Any], ...] = ({"how_many": None}, {"share": 10}, {"days": []})
    for wrong in wrongs:
        assert (await admin.send("PUT", f"{PROGRAM}/rule", {"version": 0, "rule": RULE | wrong}))[0] == 422
    await turn_on(admin)
    assert (await admin.send("PUT", f"{PROGRAM}/rule", {"version": 0, "rule": RULE}))[0] == 409


async def test_a_weeks_draw_is_made_once_however_many_press_the_button(admin, north, clinic):
    await turn_on(admin)
    answers = await asyncio.gather(*(admin.post(PROGRAM) for _ in range(4)))
    assert sorted(status for status, _ in answers) == [201, 409, 409, 409]
    found = (await admin.get(PROGRAM))[1]
    assert (found["drawn"], found["this_week"], len(found["weeks"])) == (True, "2026-03-02", 1)
    assert (await audited(clinic)).count("drug_screen.drawn") == 1


async def test_an_auditor_can_repeat_a_draw_and_the_log_holds_it(admin, clinic, settings):
    week = await draw(admin, how_many=2)
    status, evidence = await admin.get(f"/api/drug-screen-draws/{week['draw']['id']}")
    assert (status, evidence["verdict"], evidence["rule_version"]) == (200, "holds", 1), evidence
    lowest = sorted(evidence["eligible"], key=lambda one: one["place"])[:2]
    assert {one["person_id"] for one in lowest} == {one["person_id"] for one in week["screens"]}
    assert len(evidence["seed"]) == 64 and evidence["leaf"] is not None
    await clinic.log.sign("north", NOON)
    assert failures(await checked(clinic, "north")) == []
    (eligible,) = underneath(settings, "SELECT eligible FROM drug_screen_draws")[0]
    first = json.dumps([json.loads(eligible)[0]["person_id"]])
    underneath(settings, "UPDATE drug_screen_draws SET selected = :first", unprotected=True, first=first)
    assert (await admin.get(f"/api/drug-screen-draws/{week['draw']['id']}"))[1]["verdict"] == "changed"
    told = " ".join(failures(await checked(clinic, "north")))
    assert "not what was written" in told and "was not by chance" in told


async def test_what_became_of_a_screen_is_kept_with_its_history_and_an_excuse_has_a_reason(admin, north, clock):
    (screen,) = (await draw(admin))["screens"]
    at = f"{PROGRAM}/screens/{screen['id']}"
    assert (await admin.send("PUT", at, {"state": "excused"}))[0] == 422
    assert (await admin.send("PUT", at, {"state": "refused"}))[0] == 204
    assert (await admin.send("PUT", at, {"state": "refused"}))[0] == 409
    assert (await admin.send("PUT", at, {"state": "collected"}))[0] == 422, "a change says why"
    assert (await admin.send("PUT", at, {"state": "collected", "reason": "came back later"}))[0] == 204
    assert (await admin.send("PUT", at, {"state": "collected", "reason": "x" * 121}))[0] == 422
    (now,) = (await admin.get(PROGRAM))[1]["weeks"][0]["screens"]
    assert (now["state"], [(one["state"], one["reason"]) for one in now["history"]]) == (
        "collected",
        [("refused", ""), ("collected", "came back later")],
    )


async def test_what_was_not_collected_by_the_weeks_end_shows_as_late(admin, north, clock):
    (screen,) = (await draw(admin))["screens"]
    assert (screen["state"], screen["late"]) == ("open", False)
    clock.forward(days=5)
    await admin.sign_in(north, north.admin)
    (screen,) = (await admin.get(PROGRAM))[1]["weeks"][0]["screens"]
    assert (screen["state"], screen["late"]) == ("open", True)
    assert (await admin.get(PROGRAM))[1]["drawn"] is False, "a new week"


async def test_what_was_asked_in_a_program_that_was_closed_is_still_there_and_can_be_said(admin, clinic):
    (screen,) = (await draw(admin, by_itself=True))["screens"]
    async with clinic.database.write() as connection:
        await connection.execute(text("UPDATE enrollments SET ends_on = '2026-03-03'"))
        await connection.execute(text("UPDATE programs SET closed_at = '2026-03-04T12:00:00.000000Z'"))
    _, other = await admin.post("/api/programs", {"name": "Zinnia", "level_of_care": "1", "weekly_hours": 2})
    assert [one["program_id"] for one in (await admin.get(ALL))[1]] == [other["id"], "north-program"]
    found = (await admin.get(PROGRAM))[1]
    assert ([one["id"] for one in found["weeks"][0]["screens"]], found["choices"]) == ([screen["id"]], [])
    assert (await admin.send("PUT", f"{PROGRAM}/screens/{screen['id']}", {"state": "collected"}))[0] == 204
    await clinic.services.draws.by_themselves("north", NOON + timedelta(days=7))
    assert len((await admin.get(PROGRAM))[1]["weeks"]) == 1, "nobody is drawn there any more"


async def test_somebody_is_added_for_cause_with_a_reason_and_not_twice(admin, north):
    drawn = (await draw(admin))["screens"][0]["person_id"]
    other = next(one for one in north.clients if one != drawn)
    assert (await admin.post(f"{PROGRAM}/additions", {"person": other, "reason": ""}))[0] == 422
    assert (await admin.post(f"{PROGRAM}/additions", {"person": other, "reason": "Smelled of alcohol"}))[0] == 204
    assert (await admin.post(f"{PROGRAM}/additions", {"person": drawn, "reason": "Once more"}))[0] == 409
    added = [one for one in (await admin.get(PROGRAM))[1]["weeks"][0]["screens"] if not one["at_random"]]
    assert [(one["person_id"], one["reason"], one["days"][0]) for one in added] == [
        (other, "Smelled of alcohol", "2026-03-04")
    ]


async def test_the_roster_marks_whoever_is_asked_that_day_for_staff_who_run_it_alone(admin, browsers, clinic, north):
    await draw(admin, how_many=3)
    everybody = await admin.get(f"/api/sessions/{north.running}/drug-screens")
    assert {one["person_id"] for one in everybody[1]} == set(north.clients)
    observer = RosterEntry(north.other_facilitator, "observer")
    await clinic.sessions.enlist("north", north.running, observer)
    trainee, own = await browsers(), await browsers()
    await trainee.sign_in(north, north.other_facilitator)
    await own.sign_in(north, north.facilitator)
    assert (await trainee.get(f"/api/sessions/{north.running}/drug-screens"))[0] == 404
    read = (await audited(clinic)).count("drug_screens.read")
    assert len((await own.get(f"/api/sessions/{north.running}/drug-screens"))[1]) == 3
    assert (await audited(clinic)).count("drug_screens.read") == read + 1, "whoever looked is written down"
    week = (await trainee.get(PROGRAM))[1]["weeks"][0]
    assert ([one["person_id"] for one in week["screens"]], week["unseen"]) == ([north.clients[0]], 2)
    hidden = next(one for one in everybody[1] if one["person_id"] == north.clients[1])
    assert (await trainee.send("PUT", f"{PROGRAM}/screens/{hidden['id']}", {"state": "refused"}))[0] == 404


async def test_only_the_client_is_told_on_their_own_page_and_only_on_its_days(browsers, admin, clinic, north):
    (screen,) = (await draw(admin))["screens"]
    drawn = north.clients.index(screen["person_id"])
    joined, home = await come_home(browsers, north, drawn, north.running)
    assert (joined["opens"], home["asked"]) == ("home", {"at_random": True, "days": ["2026-03-04", "2026-03-06"]})
    joined, home = await come_home(browsers, north, (drawn + 1) % 3, north.running)
    assert (joined["opens"], home["asked"]) == ("session", None)
    of_client = clinic.services.drug_screens.of_client
    later = [await of_client("north", screen["person_id"], NOON + timedelta(days=days)) for days in (1, 2, 3)]
    assert [one and one.days for one in later] == [None, (date(2026, 3, 6),), None]
    await admin.send("PUT", f"{PROGRAM}/screens/{screen['id']}", {"state": "collected"})
    assert (await come_home(browsers, north, drawn, north.running))[1]["asked"] is None


async def test_a_message_says_that_there_is_one_and_not_what_to_whoever_wants_messages(admin, clinic, north):
    contacts = ContactsRepository(clinic.database)
    for number, who in enumerate(north.clients):
        wants: tuple[Purpose, ...] = ("messages",) if number else ("reminders", "links", "changes")
        channel = Channel("email", f"c{number}@example.org", True, wants)
        await contacts.save("north", who, Contact(channels=(channel,)))
    await draw(admin, how_many=3)
    _, found = await admin.get("/api/outbox")
    assert {one["person_id"] for one in found["lines"]} == set(north.clients[1:])
    for one in found["lines"]:
        assert one["text"].startswith("There is a message for you, to read before your appointment on")
        assert "screen" not in one["text"].lower() and "drug" not in one["text"].lower()


async def test_a_message_that_waits_to_go_out_does_not_once_it_is_about_nothing_any_more(admin, clinic, north):
    contacts = ContactsRepository(clinic.database)
    for number, who in enumerate(north.clients):
        channel = Channel("email", f"c{number}@example.org", True, ("messages",))
        await contacts.save("north", who, Contact(channels=(channel,)))
    screen = (await draw(admin, how_many=3))["screens"][0]
    excused = {"state": "excused", "reason": "Was at the dentist"}
    assert (await admin.send("PUT", f"{PROGRAM}/screens/{screen['id']}", excused))[0] == 204
    lines = (await admin.get("/api/outbox"))[1]["lines"]
    waiting = {one["person_id"]: (one["status"], one["problem"]) for one in lines}
    assert waiting.pop(screen["person_id"]) == ("expired", "moot")
    assert set(waiting.values()) == {("queued", None)}


async def test_a_program_that_wants_it_so_is_drawn_by_itself_from_the_next_week_on(admin, clinic, north, clock):
    await turn_on(admin, by_itself=True)
    draws = clinic.services.draws
    await draws.by_themselves("north", clock.now)
    assert (await admin.get(PROGRAM))[1]["weeks"] == [], "it was turned on within the week"
    clock.now = NOON + timedelta(days=5)
    for _ in range(2):
        await draws.by_themselves("north", clock.now)
    await admin.sign_in(north, north.admin)
    (week,) = (await admin.get(PROGRAM))[1]["weeks"]
    assert (week["starts_on"], week["draw"]["by"], len(week["screens"])) == (str(date(2026, 3, 9)), "", 1)
