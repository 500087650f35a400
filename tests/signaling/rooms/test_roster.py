"""What staff read of each client on the roster, also after another process has taken the room over."""

from datetime import timedelta

import pytest

from signaling.protocol import messages as wire
from signaling.protocol.views import HoursView
from signaling.rooms.view import LiveAttendance, LiveHours, Surroundings, view_for
from tests.signaling.rooms.stage import Stage
from tests.support.live_clinic import NOON, seat


def statuses(stage: Stage, attendance: dict[str, LiveAttendance] | None = None) -> dict[str, str]:
    view = view_for(stage.room, "fay", Surroundings(stage.now, attendance or {}, {}))
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


def test_clients_hours_are_told_to_staff_and_to_no_client() -> None:
    stage = Stage()
    for one in (seat("fay", "facilitator"), seat("ana"), seat("ben")):
        stage.arrive(one)
    stage.do("fay", wire.AdmitAll(id=1, identity_confirmed=True))
    hours = LiveHours("12 minutes short of 3 h today.", NOON + timedelta(hours=3), True)
    around = Surroundings(stage.now, {"ana": LiveAttendance(168, hours=hours)}, {})
    staff = view_for(stage.room, "fay", around).staff
    assert staff is not None
    lines = {line.participant: line.hours for line in staff.roster}
    assert lines["ben"] is None
    assert lines["ana"] == HoursView(words=hours.words, must_end_at="2026-03-02T15:00:00.000Z", at_risk=True)
    for client in ("ana", "ben"):
        assert "short" not in view_for(stage.room, client, around).model_dump_json()
