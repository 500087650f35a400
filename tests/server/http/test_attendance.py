from dataclasses import replace
from datetime import timedelta

import pytest

from server.domain.attendance.evidence import (
    Beat,
    BreakEnded,
    BreakStarted,
    Connected,
    FactKind,
    IdentityConfirmed,
    MarkedPresent,
    Place,
    Seen,
    SessionStarted,
)
from server.domain.attendance.facts import Source
from server.domain.attendance.record import EndReason, NotCounted
from server.http import attendance_words
from tests.support.clinics import NOON, audited, fact_of, hold_session

RANGE = "from=2026-02-23&to=2026-03-08"


@pytest.fixture
async def held(clinic, north, clock):
    clock.now = await hold_session(clinic, north, NOON)
    return north


async def test_a_finished_session_has_a_record_for_each_client_and_none_for_staff(api, held):
    await api.sign_in(held, held.facilitator)
    status, found = await api.get(f"/api/attendance/sessions/{held.running}")
    assert status == 200
    assert found["session"]["status"] == "finished"
    records = {record["participant"]["person_id"]: record for record in found["records"]}
    assert set(records) == set(held.clients)
    present, absent = records[held.clients[0]], records[held.clients[1]]
    assert present["countable_minutes"] == pytest.approx(60, abs=0.2)
    assert (present["version"], present["provisional"]) == (1, False)
    assert (absent["outcome"], absent["countable_minutes"]) == ("no_show", 0)


async def test_a_session_that_goes_on_has_provisional_records(api, north, clock):
    await api.sign_in(north, north.facilitator)
    _, found = await api.get(f"/api/attendance/sessions/{north.running}")
    assert {(one["outcome"], one["provisional"], one["version"]) for one in found["records"]} == {("pending", True, 0)}


async def test_sessions_are_listed_with_how_many_attended(api, held):
    await api.sign_in(held, held.admin)
    _, found = await api.get(f"/api/attendance/sessions?{RANGE}")
    group = next(one for one in found if one["session"]["id"] == held.running)
    assert (group["expected"], group["attended"], group["outcomes"]["no_show"]) == (3, 1, 2)


async def test_a_clients_week_sums_their_sessions_against_the_programs_hours(api, held):
    await api.sign_in(held, held.admin)
    _, found = await api.get(f"/api/attendance/clients?{RANGE}")
    client = next(one for one in found if one["client"]["person_id"] == held.clients[0])
    assert [week["starts_on"] for week in client["weeks"]] == ["2026-02-23", "2026-03-02"]
    before, this = client["weeks"]
    assert before["countable_minutes"] == 0
    assert this["countable_minutes"] == pytest.approx(60, abs=0.2)
    assert (this["target_minutes"], this["sessions_attended"]) == (540, 1)
    _, one = await api.get(f"/api/attendance/clients/{held.clients[0]}?{RANGE}")
    assert one["weeks"] == client["weeks"]
    assert held.running in [session["session"]["id"] for session in one["sessions"]]


async def test_a_facilitator_sees_only_clients_of_their_own_sessions(api, held):
    await api.sign_in(held, held.other_facilitator)
    _, found = await api.get(f"/api/attendance/clients?{RANGE}")
    assert [one["client"]["person_id"] for one in found] == [held.clients[0]]
    assert (await api.get(f"/api/attendance/clients/{held.clients[1]}?{RANGE}"))[0] == 404
    assert (await api.get(f"/api/attendance/sessions/{held.running}"))[0] == 404


async def test_every_figure_opens_its_evidence(api, held):
    await api.sign_in(held, held.admin)
    path = f"/api/attendance/sessions/{held.running}/participants/{held.clients[0]}"
    status, found = await api.get(path)
    assert status == 200
    assert found["intervals"][-1]["end_reason"] == "Session ended"
    assert found["intervals"][-1]["source"] == "live session"
    assert any(span["counted"] for span in found["spans"])
    kinds = {fact["kind"] for fact in found["facts"]}
    assert {"connected", "session_started", "beat", "session_ended"} <= kinds
    mine = {f"connection-{held.clients[0]}", None}
    assert {fact["connection"] for fact in found["facts"]} <= mine


@pytest.fixture
async def interrupted(clinic, north, clock):
    """A session that goes on: started, a break, an outage from minute 3 to minute 5; client 0 was there throughout."""
    ana, host = north.clients[0], north.facilitator
    row = (Seen(ana, f"connection-{ana}", 0, True, True, True),)
    said = [(0, SessionStarted(host), None), (0, Connected(Place.GROUP), ana), (0, IdentityConfirmed(host), ana)]
    said += [(1, BreakStarted(host), None), (2, BreakEnded(host), None), (2, MarkedPresent(host), north.clients[2])]
    facts = [
        replace(
            fact_of(north.running, one, NOON + timedelta(minutes=at), number, who),
            source=Source.TAP if isinstance(one, MarkedPresent | IdentityConfirmed) else Source.SIGNALING,
        )
        for number, (at, one, who) in enumerate(said)
    ]
    for number, beat in enumerate([*range(0, 190, 10), *range(300, 320, 10)]):
        fact = fact_of(north.running, Beat(row), NOON + timedelta(seconds=beat), 100 + number)
        facts.append(fact if beat < 300 else replace(fact, boot="boot-2"))
    await clinic.services.facts.record("north", facts)
    clock.now = NOON + timedelta(seconds=310)
    return north


async def test_evidence_has_the_breaks_and_outages_of_the_session(api, interrupted):
    await api.sign_in(interrupted, interrupted.admin)
    path = f"/api/attendance/sessions/{interrupted.running}/participants/{interrupted.clients[1]}"
    _, found = await api.get(path)
    assert found["bands"] == [
        {"kind": "break", "started_at": "2026-03-04T20:01:00Z", "ended_at": "2026-03-04T20:02:00Z"},
        {"kind": "outage", "started_at": "2026-03-04T20:03:00Z", "ended_at": "2026-03-04T20:05:00Z"},
    ]


async def test_the_facts_of_somebody_who_never_came_are_about_the_session_as_a_whole(api, interrupted):
    await api.sign_in(interrupted, interrupted.admin)
    path = f"/api/attendance/sessions/{interrupted.running}/participants"
    _, absent = await api.get(f"{path}/{interrupted.clients[1]}")
    assert {fact["about"] for fact in absent["facts"]} == {"session"}
    _, present = await api.get(f"{path}/{interrupted.clients[0]}")
    kinds = {fact["kind"]: fact["about"] for fact in present["facts"]}
    assert (kinds["beat"], kinds["connected"], kinds["session_started"]) == ("client", "client", "session")


async def test_staff_are_said_to_be_in_the_room_only_where_they_were(api, interrupted):
    await api.sign_in(interrupted, interrupted.admin)
    path = f"/api/attendance/sessions/{interrupted.running}/participants"
    _, online = await api.get(f"{path}/{interrupted.clients[0]}")
    _, in_room = await api.get(f"{path}/{interrupted.clients[2]}")
    sources = {fact["text"]: fact["source"] for fact in [*online["facts"], *in_room["facts"]]}
    assert sources["Session started"] == sources["Identity confirmed"] == "staff"
    assert sources["Marked present"] == "staff, in the room"
    assert sources["Connected"] == "live session"


async def test_reading_attendance_is_audited(api, clinic, held):
    await api.sign_in(held, held.admin)
    await api.get(f"/api/attendance/sessions/{held.running}")
    assert "attendance.read" in await audited(clinic)


async def test_a_statement_after_the_end_makes_a_new_version_and_keeps_the_first(api, clinic, held, clock):
    await api.sign_in(held, held.facilitator)
    body = {
        "participant": held.clients[1],
        "started_at": NOON.isoformat(),
        "ended_at": (NOON + timedelta(minutes=40)).isoformat(),
        "modality": "phone",
        "reason": "Was on the phone throughout",
    }
    assert (await api.post(f"/api/sessions/{held.running}/statements", body))[0] == 204
    _, found = await api.get(f"/api/attendance/sessions/{held.running}")
    record = next(one for one in found["records"] if one["participant"]["person_id"] == held.clients[1])
    assert (record["version"], round(record["countable_minutes"])) == (2, 40)
    untouched = next(one for one in found["records"] if one["participant"]["person_id"] == held.clients[0])
    assert untouched["version"] == 1


async def test_ending_twice_changes_nothing(api, clinic, held, clock):
    await clinic.services.finish("north", held.running, NOON, clock() + timedelta(minutes=5))
    await api.sign_in(held, held.facilitator)
    _, found = await api.get(f"/api/attendance/sessions/{held.running}")
    assert {one["version"] for one in found["records"]} == {1}
    assert found["session"]["ended_at"] == "2026-03-04T21:00:00Z"


def test_every_code_of_the_core_has_words():
    assert set(attendance_words.SOURCES) == set(Source)
    assert set(attendance_words.END_REASONS) == set(EndReason)
    assert set(attendance_words.NOT_COUNTED) == set(NotCounted)
    assert all(attendance_words.words(kind).isascii() for kind in FactKind)
