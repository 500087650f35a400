"""What staff read of each client on the roster, also after another process has taken the room over."""

import pytest

from signaling.protocol import messages as wire
from signaling.rooms.view import LiveAttendance, Surroundings, view_for
from tests.signaling.rooms.stage import Stage
from tests.support.live_clinic import seat


def statuses(stage: Stage, attendance: dict[str, LiveAttendance] | None = None) -> dict[str, str]:
    view = view_for(stage.room, "fay", Surroundings(attendance or {}, {}))
    assert view.staff is not None
    return {one.participant: one.status for one in view.staff.roster}


@pytest.mark.parametrize("restarted", [False, True])
def test_who_left_was_removed_or_was_turned_away_is_not_expected(restarted: bool) -> None:
    stage = Stage()
    for one in (seat("fay", "facilitator"), seat("ana"), seat("ben")):
        stage.arrive(one)
    stage.do("fay", wire.AdmitAll(id=1, identity_confirmed=True))
    stage.arrive(seat("cleo"))
    stage.do("ana", wire.Leave(id=2))
    stage.do("fay", wire.Remove(id=3, participant="ben"))
    stage.do("fay", wire.Deny(id=4, participant="cleo"))
    if restarted:
        stage = Stage(stage.room.saved())
        stage.arrive(seat("fay", "facilitator"))
    assert statuses(stage) == {"ana": "left", "ben": "removed", "cleo": "denied"}


def test_after_a_restart_who_has_not_been_here_is_expected_and_who_has_minutes_has_left() -> None:
    stage = Stage()
    stage.arrive(seat("fay", "facilitator"))
    attendance = {"ana": LiveAttendance(minutes=12), "ben": LiveAttendance(minutes=12, at_clinic=True)}
    assert statuses(stage, attendance) == {"ana": "left", "ben": "in_room", "cleo": "expected"}
