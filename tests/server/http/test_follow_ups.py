"""Clients whose attendance staff should look after, over HTTP."""

from datetime import date, timedelta

import pytest

from tests.support.clinics import audited
from tests.support.hours import facts_of, local, plan_session
from tests.support.sheets import batch_of

MONDAY = date(2026, 3, 2)
RULES = {
    "absences": 2,
    "excused_too": False,
    "absences_step": "call",
    "short_weeks": 2,
    "short_weeks_step": "team",
}


@pytest.fixture
async def held(clinic, north):
    """Three weeks of three groups a week: client 0 misses Wednesday and Friday of the second, client 1 every Friday,
    and client 2 none."""
    ill = {MONDAY + timedelta(days=9), MONDAY + timedelta(days=11)}
    for after in (week * 7 + day for week in range(3) for day in (0, 2, 4)):
        day = MONDAY + timedelta(days=after)
        missing = {north.clients[0]} if day in ill else set()
        missing |= {north.clients[1]} if after % 7 == 4 else set()
        session = await plan_session(clinic, north, f"north-{day}", local(day), 180, north.clients)
        there = [one for one in north.clients if one not in missing]
        await clinic.services.facts.record(north.clinic, facts_of(north, session, 180, there))
        await clinic.sessions.begin(north.clinic, session.id, local(day))
        end = local(day) + timedelta(minutes=180)
        await clinic.services.finish(north.clinic, session.id, end, end)
    return north


@pytest.fixture
async def admin(api, held, clock):
    clock.now = local(MONDAY + timedelta(days=21), 12)
    await api.sign_in(held, held.admin)
    return api


async def lines(api) -> list[dict]:
    status, found = await api.get("/api/follow-ups")
    assert status == 200, found
    return found["lines"]


def keys(found: list[dict]) -> list[tuple[str, str, str]]:
    return [(one["person_id"], one["kind"], one["week"]) for one in found]


async def test_absences_and_short_weeks_are_listed_with_their_facts_and_a_proposal(admin, held):
    found = await lines(admin)
    absent = next(one for one in found if one["kind"] == "absences")
    assert (absent["person_id"], absent["week"], absent["step"]) == (held.clients[0], "2026-03-09", "call")
    assert [one["day"] for one in absent["missed"]] == ["2026-03-11", "2026-03-13"]
    short = [one for one in found if one["person_id"] == held.clients[1]]
    assert [(one["kind"], one["week"], len(one["weeks"])) for one in short] == [("short_weeks", "2026-03-16", 3)]
    assert all(one["person_id"] != held.clients[2] for one in found)
    assert (await admin.get("/api/follow-ups/count"))[1] == {"clients": 2}


async def test_what_somebody_did_is_kept_once_and_leaves_the_list_of_what_is_to_do(admin, held, clinic):
    (line,) = [one for one in await lines(admin) if one["kind"] == "absences"]
    done = {name: line[name] for name in ("person_id", "kind", "week")} | {
        "outcome": "done",
        "step": "call",
        "note": "Was ill",
    }
    status, made = await admin.post("/api/follow-ups", done)
    assert (status, made["step"], made["note"]) == (201, "call", "Was ill"), made
    assert (await admin.post("/api/follow-ups", done))[0] == 409
    assert [one["done"]["step"] for one in await lines(admin) if one["kind"] == "absences"] == ["call"]
    assert (await admin.get("/api/follow-ups/count"))[1] == {"clients": 1}, "client 1 is still short"
    assert "follow_up.done" in await audited(clinic)


async def test_nothing_is_needed_only_with_a_reason_and_only_of_what_was_raised(admin, held):
    (line,) = [one for one in await lines(admin) if one["kind"] == "absences"]
    done = {name: line[name] for name in ("person_id", "kind", "week")} | {"outcome": "not_needed"}
    assert (await admin.post("/api/follow-ups", done))[0] == 422
    assert (await admin.post("/api/follow-ups", done | {"note": "On leave", "week": "2026-03-02"}))[0] == 404
    assert (await admin.post("/api/follow-ups", done | {"note": "On leave"}))[0] == 201


async def test_a_program_sets_its_own_rules(admin, held, clinic):
    address = f"/api/follow-ups/{held.program}/rules"
    status, problem = await admin.send("PUT", address, {"version": 3, "rules": RULES})
    assert status == 409, problem
    off = RULES | {"short_weeks": None, "absences": 3}
    assert (await admin.send("PUT", address, {"version": 0, "rules": off}))[1]["version"] == 1
    assert await lines(admin) == []
    assert (await admin.send("PUT", address, {"version": 0, "rules": RULES}))[0] == 409
    assert (await admin.send("PUT", address, {"version": 1, "rules": RULES | {"absences": 0}}))[0] == 422
    assert "follow_up_rules.set" in await audited(clinic)


async def test_an_absence_that_was_excused_on_signing_is_off_the_list(admin, held, browsers):
    """The list rests on what is in force, and on nothing of its own."""
    assert "absences" in {one["kind"] for one in await lines(admin)}
    facilitator = await browsers()
    await facilitator.sign_in(held, held.facilitator)
    address = "/api/signing/sessions/north-2026-03-13"
    _, sheet = await facilitator.get(address)
    status, _ = await facilitator.post(
        f"{address}/signatures", batch_of(sheet, client0={"excused": True, "note": "ill"})
    )
    assert status == 204
    assert "absences" not in {one["kind"] for one in await lines(admin)}


async def test_facilitators_see_their_own_clients_alone_and_clients_nothing(admin, held, browsers, clinic):
    other = await browsers()
    await other.sign_in(held, held.other_facilitator)
    assert {one["person_id"] for one in await lines(other)} <= {held.clients[0]}
    body = {
        "person_id": held.clients[1],
        "kind": "short_weeks",
        "week": "2026-03-16",
        "outcome": "done",
        "step": "call",
    }
    assert (await other.post("/api/follow-ups", body))[0] == 404
    facilitator = await browsers()
    await facilitator.sign_in(held, held.facilitator)
    assert keys(await lines(facilitator)) == keys(await lines(admin))


async def test_weeks_that_run_on_after_somebody_saw_to_them_come_up_again_with_what_was_done(admin, held, clock):
    """A stretch of two weeks was seen to; with the third week it is to do again, and says what was done before."""
    clock.now = local(MONDAY + timedelta(days=14), 12)
    await admin.sign_in(held, held.admin)
    (line,) = [one for one in await lines(admin) if one["person_id"] == held.clients[1]]
    assert (line["week"], line["earlier"]) == ("2026-03-09", [])
    done = {name: line[name] for name in ("person_id", "kind", "week")}
    assert (await admin.post("/api/follow-ups", done | {"outcome": "done", "step": "team"}))[0] == 201
    clock.now = local(MONDAY + timedelta(days=21), 12)
    await admin.sign_in(held, held.admin)
    (line,) = [one for one in await lines(admin) if one["person_id"] == held.clients[1]]
    assert (line["week"], line["done"], [one["step"] for one in line["earlier"]]) == ("2026-03-16", None, ["team"])


async def test_the_list_is_kept_until_something_that_it_rests_on_changes(admin, held, clinic, monkeypatch):
    """An enrollment that ends takes its client off at once, whatever was derived before."""
    reader = clinic.services.follow_ups._raising._reader
    known, derived = reader.known, []

    async def counted(*arguments, **more):
        derived.append(arguments)
        return await known(*arguments, **more)

    monkeypatch.setattr(reader, "known", counted)
    before = await lines(admin)
    assert await lines(admin) == before and (await admin.get("/api/follow-ups/count"))[0] == 200
    assert len(derived) == 1, "it was derived once"
    at = f"/api/clients/{held.clients[1]}/enrollments/{held.clients[1]}-enrolled/error"
    status, problem = await admin.post(at, {"version": 1, "reason": "never came"})
    assert status < 300, problem
    assert held.clients[1] not in {one["person_id"] for one in await lines(admin)}
    assert len(derived) == 2
