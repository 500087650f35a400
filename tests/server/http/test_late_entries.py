"""What a tablet took while it was offline, delivered later."""

import json
from base64 import b64decode, b64encode

import pytest

from server.domain.attendance.evidence import FactKind
from server.domain.instants import to_ms
from server.storage.sealed_codes import seal
from tests.server.http.test_kiosks import admin, end_for_all, scan, tablet  # noqa: F401
from tests.support.clinics import NOON, audited


class Door:
    """The tablet's half: it keeps what it cannot send, sealed, with its own clocks."""

    def __init__(self, api, clock, wrong_by=0):
        self.api, self.clock, self.wrong_by, self.run = api, clock, wrong_by, "one"
        self.before = None

    def clocks(self):
        now = to_ms(self.clock.now)
        return {"run": self.run, "ticks": now - to_ms(NOON) + 10**6, "wall": now + self.wrong_by}

    async def contact(self):
        _, self.state = await self.api.get("/api/kiosk")
        self.before = {**self.clocks(), "server": self.state["now"], "error": 20}
        return self.before

    def note(self, number, code, action="check_in", **other):
        text = {"kiosk": self.state["id"], "code": code, "action": action, "at": self.clocks(), "before": self.before}
        sealed = seal(
            b64decode(self.state["seal_key"]), json.dumps({**text, **other}).encode(), f"e{number}", b"n" * 12
        )
        return {"id": f"e{number}", "sealed": b64encode(sealed).decode()}

    async def deliver(self, *entries):
        return await self.api.post("/api/kiosk/entries", {"contact": await self.contact(), "entries": list(entries)})


@pytest.fixture
async def door(tablet, clock):  # noqa: F811
    door = Door(tablet, clock)
    await door.contact()
    return door


async def facts_of(clinic, north, who):
    found = await clinic.services.facts.of_session("north", north.running)
    return sorted((one for one in found if one.participant == north.clients[who]), key=lambda one: one.observed_at)


async def to_look_at(api):
    status, found = await api.get("/api/kiosk-entries")
    assert status == 200
    return found


@pytest.mark.parametrize("wrong_by", [0, -5 * 3_600_000])
async def test_what_was_taken_offline_counts_once_from_when_it_was_typed(door, clinic, north, clock, wrong_by):
    """Whatever the tablet's clock says, delivered twice and backwards."""
    door.wrong_by = wrong_by
    await door.contact()
    clock.forward(minutes=3)
    came = door.note(1, north.code(0))
    clock.forward(minutes=40)
    went = door.note(2, north.code(0), "check_out")
    clock.forward(minutes=20)
    door.run = "reloaded"
    for _ in range(2):
        assert await door.deliver(went, came) == (200, {"entries": ["e2", "e1"]})
    first, second = await facts_of(clinic, north, 0)
    assert (first.kind, second.kind) == (FactKind.CHECKED_IN, FactKind.CHECKED_OUT)
    assert abs((first.observed_at - NOON).total_seconds() - 180) < 1
    assert abs((second.observed_at - NOON).total_seconds() - 2580) < 1
    assert 0 < first.error_ms < 1_000
    assert first.recorded_at == clock.now


async def test_an_entry_that_had_reached_the_server_counts_once(door, clinic, north):
    await door.api.post("/api/kiosk/scan", {"code": north.code(0), "action": "check_in", "entry": "e1"})
    await door.deliver(door.note(1, north.code(0)))
    assert len(await facts_of(clinic, north, 0)) == 1


async def test_the_answer_says_nothing_of_a_code_and_an_unknown_one_is_shown_to_staff(door, admin, clinic, north):  # noqa: F811
    entries = door.note(1, north.code(0)), door.note(2, "4711"), {"id": "e3", "sealed": "AAAA"}
    assert await door.deliver(*entries) == (200, {"entries": ["e1", "e2", "e3"]})
    found = await to_look_at(admin)
    assert {(one["reason"], one["kiosk"], one["person"]) for one in found} == {
        ("unknown", "Front door", None),
        ("unreadable", "Front door", None),
    }
    assert "4711" not in json.dumps(found)
    for one in found:
        assert (await admin.send("DELETE", f"/api/kiosk-entries/{one['id']}"))[0] == 204
        assert (await admin.send("DELETE", f"/api/kiosk-entries/{one['id']}"))[0] == 404
    assert await to_look_at(admin) == []
    assert {"kiosk.late_kept", "kiosk.late_settled"} <= set(await audited(clinic))


async def test_a_code_hit_among_a_hundred_tries_is_credited_to_nobody(door, admin, clinic, north, clock):  # noqa: F811
    tries = [door.note(number, f"{number:06}") for number in range(100)]
    tries.insert(50, door.note(100, north.code(0)))
    for start in range(0, len(tries), 50):
        assert (await door.deliver(*tries[start : start + 50]))[0] == 200
    assert await facts_of(clinic, north, 0) == []
    (held,) = [one for one in await to_look_at(admin) if one["reason"] != "unknown"]
    assert (held["reason"], held["person"]) == ("among_wrong", "Legal north 0")
    clock.forward(hours=2)
    await door.deliver(door.note(101, north.code(1)))
    assert await facts_of(clinic, north, 1) == [], "so many wrong codes in a day leave no trust for that day"


async def test_a_few_mistypings_keep_nobody_out(door, clinic, north):
    await door.deliver(*(door.note(number, f"{number:06}") for number in range(5)), door.note(9, north.code(0)))
    assert len(await facts_of(clinic, north, 0)) == 1


async def test_an_entry_whose_time_is_uncertain_is_credited_to_nobody(door, admin, clinic, north, clock):  # noqa: F811
    """The clock was set by an hour between two contacts, before or after it."""
    door.run = "two"
    clock.forward(minutes=5)
    entry = door.note(1, north.code(0))
    clock.forward(minutes=60)
    door.run, door.wrong_by = "three", 3_600_000
    await door.deliver(entry)
    assert await facts_of(clinic, north, 0) == []
    (kept,) = await to_look_at(admin)
    assert kept["reason"] == "uncertain"
    assert kept["error_seconds"] > 120


async def test_facilitators_see_what_is_to_be_looked_at_and_no_name(door, browsers, north, clock):
    clock.forward(hours=6)
    await door.deliver(door.note(1, north.code(0)))
    facilitator = await browsers()
    await facilitator.sign_in(north, north.facilitator)
    (kept,) = await to_look_at(facilitator)
    assert (kept["reason"], kept["person"]) == ("nothing_on", None)


async def test_what_comes_after_a_session_ended_changes_its_record(door, admin, clinic, north, clock):  # noqa: F811
    came = door.note(1, north.code(1))
    clock.forward(minutes=59)
    went = door.note(2, north.code(1), "check_out")
    clock.forward(minutes=1)
    await end_for_all(clinic, north, 60)
    clock.forward(hours=4)
    await door.deliver(came, went)
    _, found = await admin.get(f"/api/attendance/sessions/{north.running}")
    record = next(one for one in found["records"] if one["participant"]["person_id"] == north.clients[1])
    assert (record["outcome"], record["version"]) == ("present", 3)


async def test_an_entry_of_another_tablet_or_clinic_is_nobodys(door, admin, clinic, north):  # noqa: F811
    await door.deliver(door.note(1, north.code(0), kiosk="another"))
    assert await facts_of(clinic, north, 0) == []
    assert [one["reason"] for one in await to_look_at(admin)] == ["unreadable"]


async def test_a_contact_must_be_of_now_and_a_browser_that_is_no_kiosk_delivers_nothing(door, api, north, clock):
    entry, contact = door.note(1, north.code(0)), door.before
    assert (await api.post("/api/kiosk/entries", {"contact": contact, "entries": [entry]}))[0] == 401
    assert (await api.get("/api/kiosk-entries"))[0] == 401
    clock.forward(minutes=11)
    assert (await door.api.post("/api/kiosk/entries", {"contact": contact, "entries": [entry]}))[0] == 422
