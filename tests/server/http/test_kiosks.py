from datetime import timedelta

import pytest

from server.domain.attendance.evidence import MarkedPresent, SessionEnded, SessionStarted
from tests.support.clinics import NOON, audited, fact_of


@pytest.fixture
async def admin(browsers, north):
    admin = await browsers()
    await admin.sign_in(north, north.admin)
    return admin


@pytest.fixture
async def tablet(browsers, admin):
    tablet = await browsers()
    _, made = await admin.post("/api/kiosks", {"name": "Front door"})
    status, state = await tablet.post("/api/kiosk/enrol", {"code": made["code"].lower()})
    assert (status, state["enrolled"], state["clinic"]) == (200, True, "Clinic north")
    return tablet


async def scan(tablet, code, action="check_in"):
    return await tablet.post("/api/kiosk/scan", {"code": code, "action": action})


async def test_a_code_enrols_one_tablet_once(browsers, admin):
    _, made = await admin.post("/api/kiosks", {"name": "Front door"})
    tablet, other = await browsers(), await browsers()
    assert (await tablet.post("/api/kiosk/enrol", {"code": made["code"]}))[0] == 200
    assert (await other.post("/api/kiosk/enrol", {"code": made["code"]}))[0] == 401
    assert (await other.get("/api/kiosk"))[1]["enrolled"] is False


async def test_a_code_is_good_for_ten_minutes(browsers, admin, clock):
    _, made = await admin.post("/api/kiosks", {"name": "Front door"})
    clock.forward(minutes=10)
    tablet = await browsers()
    assert (await tablet.post("/api/kiosk/enrol", {"code": made["code"]}))[0] == 401
    assert (await admin.get("/api/kiosks"))[1][0]["status"] == "expired"


async def test_guessing_enrolment_codes_is_limited(api, north):
    answers = [(await api.post("/api/kiosk/enrol", {"code": f"GUESS{number}"}))[0] for number in range(11)]
    assert answers == [401] * 10 + [429]


async def test_a_client_checks_in_and_out_and_no_name_is_shown(tablet, admin, north):
    status, said = await scan(tablet, north.code(0))
    assert (status, said) == (200, {"message": "You are checked in. Welcome."})
    _, roster = await admin.get(f"/api/sessions/{north.running}/roster")
    assert [line["person_id"] for line in roster if line["in_room"]] == [north.clients[0]]
    assert (await scan(tablet, north.code(0), "check_out"))[0] == 200
    _, roster = await admin.get(f"/api/sessions/{north.running}/roster")
    assert not any(line["in_room"] for line in roster)


async def test_an_unknown_code_is_refused_and_noticed_and_guessing_is_limited(tablet, clinic, north):
    answers = [await scan(tablet, f"{number:06}") for number in range(21)]
    assert [status for status, _ in answers] == [401] * 20 + [429]
    assert "kiosk.unknown_code" in await audited(clinic)


async def test_a_large_group_checks_in_within_the_minute(tablet, north):
    for number in range(30):
        assert (await scan(tablet, north.code(number % 3)))[0] < 300


async def test_another_clinics_code_is_unknown_here(tablet, south):
    assert (await scan(tablet, south.code(0)))[0] == 401


async def test_nobody_checks_in_long_before_or_after(tablet, north, clock):
    clock.now = NOON - timedelta(minutes=41)
    assert (await scan(tablet, north.code(1)))[0] == 409
    clock.now = NOON - timedelta(minutes=39)
    assert (await scan(tablet, north.code(1)))[0] == 200
    clock.now = NOON + timedelta(hours=3, minutes=21)
    assert (await scan(tablet, north.code(1)))[0] == 409


async def end_for_all(clinic, north, minutes):
    """Staff were in the room of a group session for so long, and ended it now."""
    host, end = north.facilitator, NOON + timedelta(minutes=minutes)
    acts = [(NOON, SessionStarted(host)), (end, SessionEnded(host))]
    facts = [fact_of(north.running, act, at, number) for number, (at, act) in enumerate(acts)]
    facts += [fact_of(north.running, MarkedPresent(), at, number, host) for number, at in enumerate((NOON, end), 2)]
    await clinic.services.facts.record("north", facts)
    await clinic.services.finish("north", north.running, end, end)


@pytest.mark.parametrize("minutes", [60, 230])
async def test_who_checks_out_after_the_end_for_all_was_there(tablet, admin, clinic, north, clock, minutes):
    """Ended two hours before its time, and an hour after it."""
    assert (await scan(tablet, north.code(1)))[0] == 200
    await end_for_all(clinic, north, minutes)
    clock.forward(minutes=minutes + 3)
    assert (await scan(tablet, north.code(1), "check_out"))[0] == 200
    _, found = await admin.get(f"/api/attendance/sessions/{north.running}")
    record = next(one for one in found["records"] if one["participant"]["person_id"] == north.clients[1])
    assert (record["outcome"], record["version"]) == ("present", 2)
    assert record["countable_minutes"] == pytest.approx(minutes, abs=0.2)


async def test_nobody_checks_out_half_an_hour_after_the_end_or_in_after_it(tablet, clinic, north, clock):
    await end_for_all(clinic, north, 60)
    clock.forward(minutes=61)
    assert (await scan(tablet, north.code(1), "check_in"))[0] == 409
    clock.forward(minutes=30)
    assert (await scan(tablet, north.code(1), "check_out"))[0] == 409


async def test_a_revoked_tablet_is_a_kiosk_no_more(tablet, admin, north):
    _, (kiosk,) = await admin.get("/api/kiosks")
    assert kiosk["status"] == "enrolled"
    assert (await admin.send("DELETE", f"/api/kiosks/{kiosk['id']}"))[0] == 204
    assert (await scan(tablet, north.code(0)))[0] == 401
    assert (await tablet.get("/api/kiosk"))[1]["enrolled"] is False


async def test_enrolling_signs_out_whoever_set_the_tablet_up(browsers, admin, north):
    _, made = await admin.post("/api/kiosks", {"name": "Front door"})
    assert (await admin.post("/api/kiosk/enrol", {"code": made["code"]}))[0] == 200
    assert (await admin.get("/api/me"))[0] == 204


async def test_a_browser_that_is_no_kiosk_cannot_scan(api, north):
    assert (await scan(api, north.code(0)))[0] == 401


@pytest.mark.parametrize("name", ["", " ", "a\nb", "x" * 101, "\u202eabc"])
async def test_a_name_is_one_plain_line(admin, name):
    assert (await admin.post("/api/kiosks", {"name": name}))[0] == 422
