from dataclasses import replace
from datetime import timedelta

import pytest

from server.domain.attendance.evidence import SessionStarted
from server.services.sessions.sessions import RosterEntry
from tests.support.clinics import NOON, OWN, PIN, fact_of


async def test_an_admin_sees_the_clinics_sessions_and_a_facilitator_their_own(api, north):
    await api.sign_in(north, north.admin)
    _, found = await api.get("/api/sessions")
    assert {one["id"] for one in found} == {north.running, north.alone}
    await api.sign_in(north, north.facilitator)
    _, found = await api.get("/api/sessions")
    assert [one["id"] for one in found] == [north.running]
    assert found[0] | {"expected": 3, "status": "planned", "title": "Process group"} == found[0]
    assert found[0]["facilitators"] == [f"Dr {north.facilitator}"]


async def test_staff_see_legal_names_on_the_roster_and_clients_see_no_roster(browsers, north):
    staff, phone = await browsers(), await browsers()
    await staff.sign_in(north, north.facilitator)
    _, detail = await staff.get(f"/api/sessions/{north.running}")
    assert {line["legal_name"] for line in detail["roster"] if line["role"] == "client"} == set(north.names)
    _, made = await staff.post(f"/api/sessions/{north.running}/links", {"participant": north.clients[0]})
    await phone.post("/api/join", {"token": made["url"].partition("#")[2], "pin": PIN})
    status, seen = await phone.get(f"/api/sessions/{north.running}")
    assert (status, seen["roster"], seen["expected"]) == (200, None, None)
    assert "Legal" not in str(seen) and "MRN" not in str(seen)
    assert (await phone.get(f"/api/sessions/{north.running}/roster"))[0] == 403


async def test_a_client_is_told_when_their_next_session_begins_and_of_nobody_elses(browsers, clinic, north):
    staff, phone = await browsers(), await browsers()
    await staff.sign_in(north, north.facilitator)
    _, made = await staff.post(f"/api/sessions/{north.running}/links", {"participant": north.clients[0]})
    await phone.post("/api/join", {"token": made["url"].partition("#")[2], "pin": PIN})
    session = await clinic.sessions.get("north", north.running)
    for days, who, status in ((1, 1, "planned"), (2, 0, "cancelled"), (3, 0, "planned"), (4, 0, "planned")):
        starts, ends = session.starts_at + timedelta(days=days), session.ends_at + timedelta(days=days)
        later = replace(session, id=f"later{days}", status=status, starts_at=starts, ends_at=ends)
        await clinic.sessions.add(later, [RosterEntry(north.clients[who], "client")])
    await clinic.sessions.finish("north", north.running, NOON)
    _, seen = await phone.get(f"/api/sessions/{north.running}")
    assert (seen["status"], seen["next_starts_at"]) == ("finished", "2026-03-07T19:50:00Z")
    assert (await staff.get(f"/api/sessions/{north.running}"))[1]["next_starts_at"] is None


async def test_days_are_the_clinics_own(api, north, clock):
    """The group starts at 11:50 on 4 March in Los Angeles."""
    await api.sign_in(north, north.facilitator)
    for day, found in (("2026-03-03", 0), ("2026-03-04", 1), ("2026-03-05", 0)):
        assert len((await api.get(f"/api/sessions?from={day}&to={day}"))[1]) == found
    clock.now = NOON + timedelta(hours=11, minutes=59)
    assert len((await api.get("/api/sessions?from=2026-03-04&to=2026-03-04"))[1]) == 1


async def test_days_of_another_age_are_refused_as_that(api, north):
    await api.sign_in(north, north.facilitator)
    for query in ("from=1900-01-01&to=2100-01-01", "to=0001-01-01", "from=9999-12-31"):
        status, problem = await api.get(f"/api/sessions?{query}")
        assert (status, problem["detail"]) == (422, "There are no sessions in that year.")
    _, problem = await api.get("/api/sessions?from=2026-03-05&to=2026-03-04")
    assert problem["detail"] == "The days run backwards."


@pytest.mark.parametrize(
    "query", ["from=2026-03-05&to=2026-03-04", "from=2020-01-01&to=2026-01-01", "from=soon", "from=0001-01-01"]
)
async def test_impossible_days_are_refused(api, north, query):
    await api.sign_in(north, north.facilitator)
    status, problem = await api.get(f"/api/sessions?{query}")
    assert (status, problem["code"]) == (422, "invalid")


async def test_a_ticket_opens_one_socket_within_thirty_seconds(api, clinic, north, clock):
    await api.sign_in(north, north.facilitator)
    status, made = await api.post(f"/api/sessions/{north.running}/ticket")
    assert (status, made["url"]) == (200, "/signal")
    seat = await clinic.services.sessions.redeem(made["ticket"], clock())
    assert (seat.participant, seat.role, seat.session) == (north.facilitator, "facilitator", north.running)


async def test_there_is_no_ticket_to_a_session_that_is_over(api, clinic, north):
    await api.sign_in(north, north.facilitator)
    await clinic.sessions.finish("north", north.running, NOON)
    assert (await api.post(f"/api/sessions/{north.running}/ticket"))[0] == 410


async def test_a_join_link_keeps_its_token_behind_the_hash(api, north):
    await api.sign_in(north, north.facilitator)
    _, made = await api.post(f"/api/sessions/{north.running}/links", {"participant": north.clients[0]})
    address, _, token = made["url"].partition("#")
    assert address == f"{api.origin}/join" and token.count(".") == 2
    _, roster = await api.get(f"/api/sessions/{north.running}/roster")
    states = {line["person_id"]: line["link"] for line in roster}
    assert states[north.clients[0]]["revoked"] is False and states[north.clients[1]] is None


async def test_there_is_no_link_for_somebody_who_is_not_on_the_roster_as_a_client(api, north):
    await api.sign_in(north, north.facilitator)
    for who in (north.facilitator, north.admin, "nobody"):
        status, _ = await api.post(f"/api/sessions/{north.running}/links", {"participant": who})
        assert status == 404


async def test_a_tap_puts_people_in_the_room_and_tells_whoever_listens(api, clinic, north):
    heard: list[tuple[str, str, str]] = []
    clinic.services.facts.subscribe(lambda of, facts: heard.extend((of, fact.session, fact.kind) for fact in facts))
    await api.sign_in(north, north.facilitator)
    body = {"participants": [north.clients[0], north.clients[1]], "state": "present", "here": True}
    assert (await api.post(f"/api/sessions/{north.running}/in-room", body))[0] == 204
    body = {"participants": [north.clients[1]], "state": "absent", "here": True}
    assert (await api.post(f"/api/sessions/{north.running}/in-room", body))[0] == 204
    _, roster = await api.get(f"/api/sessions/{north.running}/roster")
    assert {line["person_id"] for line in roster if line["in_room"]} == {north.facilitator, north.clients[0]}
    kinds = [kind for *_, kind in heard]
    assert kinds == ["marked_present", "marked_present", "marked_absent"]
    assert {of for of, *_ in heard} == {"north"}


async def test_a_headcount_says_who_is_here(api, north):
    await api.sign_in(north, north.facilitator)
    body = {"present": [north.clients[2]], "here": True}
    assert (await api.post(f"/api/sessions/{north.running}/headcount", body))[0] == 204
    _, detail = await api.get(f"/api/sessions/{north.running}")
    assert {line["person_id"] for line in detail["roster"] if line["in_room"]} == {north.facilitator, north.clients[2]}
    assert detail["counted_at"] == "2026-03-04T20:00:00Z"


async def test_who_is_seen_leaving_keeps_their_time_until_now_and_who_was_not_there_has_none(api, clinic, north, clock):
    await clinic.services.facts.record("north", [fact_of(north.running, SessionStarted(north.facilitator), NOON, 0)])
    await api.sign_in(north, north.facilitator)
    path, start = f"/api/sessions/{north.running}/in-room", clock.now
    await api.post(path, {"participants": list(north.clients), "state": "present", "here": True})
    clock.now = start + timedelta(minutes=20)
    for who, state in zip(north.clients, ("left", "absent"), strict=False):
        assert (await api.post(path, {"participants": [who], "state": state, "here": True}))[0] == 204
    clock.now = start + timedelta(minutes=30)
    _, roster = await api.get(f"/api/sessions/{north.running}/roster")
    lines = {line["person_id"]: line for line in roster}
    shown = [(lines[one]["in_room"], lines[one]["minutes"], lines[one]["unconfirmed_minutes"]) for one in north.clients]
    assert shown == [(False, 20, 0), (False, 0, 0), (True, 0, 30)]


@pytest.mark.parametrize("tap", [{}, {"here": False}, {"here": True}])
async def test_staff_who_tap_from_elsewhere_are_not_in_the_room(api, north, tap):
    """Nobody is in the room without having said so, and somebody who does not run the session never is."""
    await api.sign_in(north, north.admin if tap.get("here") else north.facilitator)
    body = {"participants": [north.clients[0]], "state": "present", **tap}
    assert (await api.post(f"/api/sessions/{north.running}/in-room", body))[0] == 204
    body = {"present": [north.clients[0]], **tap}
    assert (await api.post(f"/api/sessions/{north.running}/headcount", body))[0] == 204
    _, roster = await api.get(f"/api/sessions/{north.running}/roster")
    assert [line["person_id"] for line in roster if line["in_room"]] == [north.clients[0]]


async def test_tickets_are_twenty_a_minute_for_one_login_and_the_refusal_says_when_to_come_back(api, north, clock):
    await api.sign_in(north, north.facilitator)
    path = f"/api/sessions/{north.running}/ticket"
    assert [(await api.post(path))[0] for _ in range(20)] == [200] * 20
    async with api.client.post(path, headers={**OWN, "Origin": api.origin}) as response:
        assert response.status == 429 and response.headers["Retry-After"] == "60"
        assert "wait" in (await response.json())["detail"]
    clock.forward(seconds=60)
    assert (await api.post(path))[0] == 200


async def test_somebody_who_is_not_on_the_roster_cannot_be_marked_present(api, north, south):
    await api.sign_in(north, north.facilitator)
    body = {"participants": [north.clients[0], south.clients[0]], "state": "present"}
    status, problem = await api.post(f"/api/sessions/{north.running}/in-room", body)
    assert (status, problem["errors"][0]["path"]) == (422, "body.participants.1")
    _, roster = await api.get(f"/api/sessions/{north.running}/roster")
    assert not any(line["in_room"] for line in roster)


@pytest.mark.parametrize(
    "change",
    [
        {"ended_at": "2026-03-04T19:50:00Z"},
        {"started_at": "2026-03-01T19:50:00Z"},
        {"ended_at": "2026-03-04T23:50:00Z"},
        {"started_at": "2026-03-04T19:50:00"},
        {"reason": "x"},
        {"reason": "called\u202emoc.live"},
        {"reason": "called\x00"},
        {"reason": "x" * 501},
        {"participant": "nobody"},
        {"modality": "telepathy"},
    ],
)
async def test_an_impossible_statement_is_refused(api, north, change):
    await api.sign_in(north, north.facilitator)
    body = {
        "participant": north.clients[0],
        "started_at": "2026-03-04T19:50:00Z",
        "ended_at": "2026-03-04T19:55:00Z",
        "modality": "phone",
        "reason": "Called in: the camera would not start",
    }
    path = f"/api/sessions/{north.running}/statements"
    assert (await api.post(path, body | change))[0] == 422
    assert (await api.post(path, body))[0] == 204
