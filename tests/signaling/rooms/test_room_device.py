"""The device of the clinic's own room: nobody, seen by all, missed at once."""

from dataclasses import replace
from datetime import timedelta

from server.domain.attendance.evidence import RoomCarried
from signaling.protocol import messages as wire
from signaling.rooms.arrivals import revoke
from signaling.rooms.attention import attention
from signaling.rooms.room import Room
from signaling.rooms.view import Surroundings, view_for
from signaling.websocket.beat import beat
from tests.signaling.rooms.stage import Stage
from tests.support.live_clinic import NOON, FakeSeen, seat

FAY, ANA, BEN, WALL = seat("fay", "facilitator"), seat("ana"), seat("ben"), seat("wall", "room")
SECONDS = timedelta(seconds=1)


def hybrid() -> Stage:
    """Ana is at home; Ben and Fay sit in the clinic's room, Ben with his phone."""
    stage = Stage()
    for one in (FAY, ANA, BEN, WALL):
        stage.arrive(one)
    for client in ("ana", "ben"):
        stage.do("fay", wire.Admit(id=1, participant=client, identity_confirmed=True))
    stage.do("fay", wire.StartSession(id=2))
    stage.room = replace(stage.room, at_clinic=frozenset({"fay", "ben"}), roles={"fay": "facilitator", "ben": "client"})
    return stage


def proved(room: Room, packets: int) -> list[RoomCarried]:
    seen = {"wall": FakeSeen(audio_packets=packets)}
    outcome = beat(room, seen, NOON + 10 * SECONDS, NOON + 10 * SECONDS, 10 * SECONDS, NOON)
    return [one.evidence for one in outcome.observed if isinstance(one.evidence, RoomCarried)]


def test_everybody_sees_the_room_and_how_many_are_in_it_and_it_is_on_no_roster() -> None:
    stage = hybrid()
    (shown,) = [one for one in stage.view("ana").participants if one.role == "room"]
    assert shown.people == 2
    staff = stage.view("fay").staff
    assert staff is not None and staff.device is not None
    assert "wall" not in {one.participant for one in staff.roster} | {one.participant for one in staff.waiting}
    assert not any(one.participant == "wall" for one in stage.observed), "it has no attendance"
    assert stage.view("wall").staff is None


def test_admitting_all_who_wait_works_while_the_clinics_room_is_there() -> None:
    stage = hybrid()
    stage.arrive(seat("cleo", "interpreter"))
    stage.do("fay", wire.AdmitAll(id=3, identity_confirmed=True))
    assert stage.place("cleo") == "in_room"


def test_the_beat_says_that_the_room_is_carried_only_while_it_is_heard() -> None:
    stage = hybrid()
    assert proved(stage.room, 500) == [RoomCarried("wall", 10_000)]
    assert proved(stage.room, 0) == []
    stage.drop("wall")
    assert proved(stage.room, 500) == []


def test_the_loss_of_the_room_shows_to_its_staff_at_once_and_to_others_within_seconds_until_it_is_back() -> None:
    stage = hybrid()
    stage.drop("wall")
    staff = stage.view("fay").staff
    assert staff is not None and staff.device is not None and staff.device.state == "lost"
    assert attention(stage.room, stage.now) is None
    stage.wait(120, heard=("fay", "ana", "ben"))
    told = attention(stage.room, stage.now)
    assert told is not None and (told.reason, told.clients) == ("device_lost", 2)
    stage.arrive(WALL)
    assert attention(stage.room, stage.now) is None


def test_a_room_that_was_sent_away_is_not_missed() -> None:
    stage = hybrid()
    stage.drop("wall")
    stage.room = revoke(stage.room, "login-wall", stage.now).room
    stage.wait(60, heard=("fay", "ana", "ben"))
    assert attention(stage.room, stage.now) is None
    staff = stage.view("fay").staff
    assert staff is not None and staff.device is None


def test_who_sits_in_the_room_does_not_open_a_second_microphone_unless_they_mean_it() -> None:
    stage = hybrid()
    assert stage.view("ben").me.one_microphone and not stage.view("ana").me.one_microphone
    stage.do("ben", wire.SetMuted(id=3, source="microphone", muted=True))
    assert stage.refuses("ben", wire.SetMuted(id=4, source="microphone", muted=False)) == "wrong_state"
    stage.do("ben", wire.SetMuted(id=5, source="microphone", muted=False, anyway=True))
    stage.do("ana", wire.SetMuted(id=6, source="microphone", muted=True))
    stage.do("ana", wire.SetMuted(id=7, source="microphone", muted=False))
    stage.drop("wall")
    assert not stage.view("ben").me.one_microphone


def test_staff_in_the_room_are_with_those_at_home_as_long_as_the_room_is_there() -> None:
    stage = hybrid()
    stage.drop("fay")
    stage.wait(60, heard=("ana", "ben", "wall"))
    assert not stage.room.on_hold
    stage.drop("wall")
    stage.wait(31, heard=("ana", "ben"))
    assert stage.room.on_hold


def test_the_device_sends_and_receives_and_does_nothing_else_and_nobody_removes_it() -> None:
    stage = hybrid()
    for command in (wire.Chat(id=1, to="all", text="hello"), wire.RaiseHand(id=2, raised=True), wire.EndSession(id=3)):
        assert stage.refuses("wall", command) == "forbidden"
    for act in (wire.Remove, wire.ReturnToWaiting, wire.RequestMute):
        assert stage.refuses("fay", act(id=4, participant="wall")) == "forbidden"


def test_a_silent_microphone_of_the_room_is_told_to_staff() -> None:
    stage = hybrid()
    heard = Surroundings(stage.now, {}, {"wall": ["microphone", "camera"]})
    assert view_for(stage.room, "fay", heard).staff.device.state == "connected"  # type: ignore[union-attr]
    lost = replace(heard, quality={"wall": "lost"})
    assert view_for(stage.room, "fay", lost).staff.device.state == "silent"  # type: ignore[union-attr]


def test_a_session_in_which_only_the_device_is_left_is_abandoned() -> None:
    stage = hybrid()
    for one in ("fay", "ana", "ben"):
        stage.do(one, wire.Leave(id=9))
    assert not any(stage.room.people_here()) and any(stage.room.here())
