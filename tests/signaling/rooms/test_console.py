"""Spotlight, late starts and breaks that take longer, and what peers see of one who was removed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from signaling.protocol import messages as wire
from signaling.rooms.room import Room
from tests.signaling.rooms.stage import Stage
from tests.support.live_clinic import seat

FAY = seat("fay", "facilitator")
EVERYBODY = ("fay", "ana", "ben")


@pytest.fixture
def stage() -> Stage:
    stage = Stage()
    for one in (FAY, seat("ana"), seat("ben")):
        stage.arrive(one)
    stage.do("fay", wire.AdmitAll(id=1, identity_confirmed=True))
    return stage


def must_end_at(stage: Stage) -> str | None:
    staff = stage.view("fay").staff
    assert staff is not None
    return staff.must_end_at


@pytest.mark.parametrize(
    "ends", [wire.Leave(id=3), wire.ReturnToWaiting(id=3, participant="ana"), None], ids=["left", "waits", "put out"]
)
def test_a_spotlight_shows_one_to_everybody_until_they_go_or_it_is_put_out(stage: Stage, ends: wire.Request) -> None:
    stage.do("fay", wire.SetSpotlight(id=2, participant="ana"))
    assert {stage.view(one).spotlight for one in EVERYBODY} == {"ana"}
    stage.arrive(seat("cleo"))
    assert stage.view("cleo").spotlight is None
    by = "ana" if isinstance(ends, wire.Leave) else "fay"
    stage.do(by, ends or wire.SetSpotlight(id=3, participant=None))
    assert {stage.view(one).spotlight for one in ("fay", "ben")} == {None}
    assert stage.room.spotlight is None


def test_nobody_is_in_front_who_is_not_in_the_main_room(stage: Stage) -> None:
    stage.do("fay", wire.StartSession(id=2))
    stage.do("fay", wire.SetSpotlight(id=2, participant="ana"))
    stage.do("fay", wire.StartBreakouts(id=3, breakouts=[wire.PlannedBreakout(name="One", people=["ana"])]))
    assert stage.room.spotlight is None
    for who in ("ana", "nobody"):
        assert stage.refuses("fay", wire.SetSpotlight(id=4, participant=who)) == "wrong_state"


def test_a_late_start_says_at_once_when_the_session_must_end(stage: Stage) -> None:
    stage.wait(7 * 60, heard=EVERYBODY)
    assert must_end_at(stage) is None
    stage.do("fay", wire.StartSession(id=2))
    assert must_end_at(stage) == "2026-03-02T13:07:00.000Z"
    assert stage.view("ana").staff is None


def test_a_start_in_time_needs_no_word_and_neither_does_a_planned_break(stage: Stage) -> None:
    stage.room = _with_planned_break(stage, minutes=10)
    stage.do("fay", wire.StartSession(id=2))
    assert must_end_at(stage) is None
    stage.do("fay", wire.StartBreak(id=3, minutes=10))
    assert must_end_at(stage) is None


def test_breaks_that_are_longer_than_planned_are_made_up_for(stage: Stage) -> None:
    stage.room = _with_planned_break(stage, minutes=10)
    stage.do("fay", wire.StartSession(id=2))
    stage.do("fay", wire.StartBreak(id=3, minutes=12))
    assert must_end_at(stage) == "2026-03-02T13:02:00.000Z"
    stage.wait(13 * 60, heard=EVERYBODY)
    assert must_end_at(stage) == "2026-03-02T13:03:00.000Z", "it goes on beyond what was said"
    stage.room = replace(stage.room, break_began_at=stage.now - timedelta(minutes=5))
    stage.do("fay", wire.EndBreak(id=4))
    assert must_end_at(stage) is None
    stage = _restarted(stage)
    stage.do("fay", wire.StartBreak(id=5, minutes=20))
    assert must_end_at(stage) == "2026-03-02T13:15:00.000Z"


def test_peers_of_one_who_was_removed_see_what_they_see_of_one_who_left() -> None:
    def seen_after(by: str, command: wire.Request) -> str:
        stage = Stage()
        for one in (FAY, seat("ana"), seat("ben")):
            stage.arrive(one)
        stage.do("fay", wire.AdmitAll(id=1, identity_confirmed=True))
        told = [one for one in stage.do(by, command).effects if getattr(one, "participant", None) == "ben"]
        assert told == []
        return stage.view("ben").model_dump_json()

    assert seen_after("fay", wire.Remove(id=2, participant="ana")) == seen_after("ana", wire.Leave(id=2))


def _with_planned_break(stage: Stage, minutes: int) -> Room:
    return replace(stage.room, plan=replace(stage.room.plan, planned_break=timedelta(minutes=minutes)))


def _restarted(stage: Stage) -> Stage:
    again = Stage(stage.room.saved())
    again.now = stage.now
    again.room = _with_planned_break(again, minutes=10)
    again.arrive(FAY)
    return again
