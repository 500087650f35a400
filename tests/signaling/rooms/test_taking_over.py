"""Who runs a room: those planned to, and staff who start it, admit, or take over. Staff who look in do not."""

import pytest

from server.domain.attendance.evidence import StaffTookOver
from signaling.protocol import messages as wire
from signaling.rooms.effects import Audit
from signaling.rooms.room import Room
from tests.signaling.rooms.stage import Stage
from tests.support.live_clinic import seat

FAY, GUS, ANA = seat("fay", "facilitator"), seat("gus", "admin"), seat("ana")


def took_over(stage: Stage) -> list[str]:
    return [one.evidence.by for one in stage.observed if isinstance(one.evidence, StaffTookOver)]


def left_by_fay() -> Stage:
    """Ana is in the room; Fay's connection dropped, and Gus looks in."""
    stage = Stage()
    for one in (FAY, ANA, GUS):
        stage.arrive(one)
    stage.do("fay", wire.Admit(id=1, participant="ana", identity_confirmed=True))
    stage.drop("fay")
    return stage


def test_an_admin_who_only_looks_in_keeps_no_group_off_hold() -> None:
    stage = left_by_fay()
    stage.wait(31, heard=("ana", "gus"))
    assert stage.room.on_hold and stage.view("ana").me.on_hold
    shown = stage.view("gus").staff
    assert shown is not None and not shown.leads
    assert took_over(stage) == []


def test_an_admin_who_takes_over_ends_the_hold_at_once_and_it_is_a_fact_and_audited() -> None:
    stage = left_by_fay()
    stage.wait(31, heard=("ana", "gus"))
    outcome = stage.do("gus", wire.TakeOver(id=1))
    assert not stage.room.on_hold and outcome.fails_closed
    assert took_over(stage) == ["gus"]
    assert Audit("room.take_over", "gus") in outcome.effects
    shown = stage.view("gus").staff
    assert shown is not None and shown.leads
    stage.wait(60, heard=("ana", "gus"))
    assert not stage.room.on_hold


@pytest.mark.parametrize(
    "act",
    [
        wire.StartSession(id=1),
        wire.Admit(id=1, participant="ana", identity_confirmed=True),
        wire.AdmitAll(id=1, identity_confirmed=True),
    ],
    ids=lambda act: act.type,
)
def test_who_starts_or_admits_takes_over_by_that_and_once(act: wire.Request) -> None:
    stage = Stage()
    for one in (GUS, ANA):
        stage.arrive(one)
    stage.do("gus", act)
    stage.do("gus", wire.TakeOver(id=2))
    assert took_over(stage) == ["gus"]


def test_who_was_planned_to_run_the_session_never_takes_it_over() -> None:
    stage = Stage()
    stage.arrive(FAY)
    stage.do("fay", wire.StartSession(id=1))
    stage.do("fay", wire.TakeOver(id=2))
    assert took_over(stage) == []


def test_no_client_takes_over() -> None:
    stage = left_by_fay()
    assert stage.refuses("ana", wire.TakeOver(id=1)) == "forbidden"


def test_who_took_over_runs_the_room_after_a_restart_too() -> None:
    stage = left_by_fay()
    stage.do("gus", wire.TakeOver(id=1))
    room = Room.open(stage.room.plan, stage.room.saved(), stage.now)
    later = Stage(room.saved())
    for one in (GUS, ANA):
        later.arrive(one)
    later.wait(60, heard=("gus", "ana"))
    assert later.place("ana") == "in_room" and not later.room.on_hold
