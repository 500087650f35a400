"""threats.md 4, 26 and 28 without a network: silence, grace and hold, second by second."""

from datetime import timedelta

import pytest

from server.domain.attendance.evidence import Cause, Disconnected, Place, Placed
from signaling.protocol import messages as wire
from signaling.rooms.effects import Close
from signaling.rooms.hosting import ABANDONED, is_abandoned
from signaling.rooms.scopes import scopes
from signaling.rooms.timeouts import next_deadline
from tests.signaling.rooms.stage import Stage
from tests.support.live_clinic import NOON, seat

FAY, GUS, ANA, BEN = seat("fay", "facilitator"), seat("gus", "facilitator"), seat("ana"), seat("ben")


def group() -> Stage:
    stage = Stage()
    for one in (FAY, ANA, BEN):
        stage.arrive(one)
    stage.do("fay", wire.AdmitAll(id=1, identity_confirmed=True))
    return stage


def ends(stage: Stage, participant: str) -> list[Disconnected]:
    mine = (one.evidence for one in stage.observed if one.participant == participant)
    return [one for one in mine if isinstance(one, Disconnected)]


def test_an_empty_room_waits_for_nothing() -> None:
    assert next_deadline(Stage().room) is None


def test_a_blackhole_of_ten_seconds_is_no_absence() -> None:
    stage = group()
    stage.wait(10, heard=("fay", "ben"))
    stage.hear("ana")
    stage.wait(10, heard=("fay", "ben", "ana"))
    assert stage.room.members["ana"].is_reachable and ends(stage, "ana") == []


def test_twelve_seconds_of_silence_drop_the_socket_and_thirty_more_end_the_stay() -> None:
    stage = group()
    stage.wait(12, heard=("fay", "ben"))
    assert not stage.room.members["ana"].is_reachable and stage.place("ana") == "in_room"
    assert any(isinstance(one, Close) for one in stage.last.effects)
    stage.wait(29, heard=("fay", "ben"))
    assert stage.place("ana") == "in_room"
    stage.wait(1, heard=("fay", "ben"))
    assert stage.place("ana") == "gone"
    (end,) = ends(stage, "ana")
    assert (end.cause, end.last_heard) == (Cause.LOST, NOON)


def test_who_closed_the_page_and_does_not_come_back_has_left() -> None:
    stage = group()
    stage.drop("ana", closed=True)
    stage.wait(30, heard=("fay", "ben"))
    assert [(one.cause, one.last_heard) for one in ends(stage, "ana")] == [(Cause.LEFT, NOON)]


def test_who_loads_the_page_anew_was_not_lost() -> None:
    stage = group()
    stage.drop("ana", closed=True)
    stage.wait(2, heard=("fay", "ben"))
    stage.arrive(ANA, page="page-2")
    assert [(one.cause, one.last_heard) for one in ends(stage, "ana")] == [(Cause.REPLACED, NOON)]


def test_media_that_still_arrives_keeps_a_dropped_participant() -> None:
    stage = group()
    stage.drop("ana")
    stage.wait(60, heard=("fay", "ben", "ana"))
    assert stage.place("ana") == "in_room" and ends(stage, "ana") == []


def test_hold_begins_thirty_seconds_after_the_last_staff_was_heard_and_not_before() -> None:
    stage = group()
    stage.drop("fay")
    stage.wait(29, heard=("ana", "ben"))
    assert not stage.room.on_hold
    deadline = next_deadline(stage.room)
    assert deadline == NOON + timedelta(seconds=30)
    stage.wait(1, heard=("ana", "ben"))
    assert stage.room.on_hold
    assert scopes(stage.room)["ana"] is None and scopes(stage.room)["ben"] is None
    view = stage.view("ana")
    assert view.me.on_hold and view.participants == [] and view.session.phone


def test_a_second_facilitator_keeps_the_room_off_hold() -> None:
    stage = group()
    stage.arrive(GUS)
    stage.drop("fay")
    stage.wait(100, heard=("ana", "ben", "gus"))
    assert not stage.room.on_hold


def test_hold_also_follows_when_staff_leave_of_their_own_will_and_ends_with_any_staff() -> None:
    stage = group()
    stage.do("fay", wire.Leave(id=2))
    stage.wait(30, heard=("ana", "ben"))
    assert stage.room.on_hold
    stage.arrive(GUS)
    assert not stage.room.on_hold and scopes(stage.room)["ana"] == "group"
    placed = [(one.participant, one.evidence.place) for one in stage.observed if isinstance(one.evidence, Placed)]
    assert [place for who, place in placed if who == "ana"] == [Place.GROUP, Place.HOLD, Place.GROUP]


def test_an_admitted_client_who_comes_into_a_room_without_staff_is_held() -> None:
    stage = group()
    saved = stage.room.saved()
    later = Stage(saved)
    later.now += timedelta(seconds=31)
    later.arrive(ANA)
    assert later.place("ana") == "in_room" and later.view("ana").me.on_hold
    assert later.observed[-1].evidence.place is Place.HOLD  # type: ignore[attr-defined]


def test_clients_who_only_wait_are_not_on_hold() -> None:
    stage = Stage()
    stage.arrive(ANA)
    stage.wait(100, heard=("ana",))
    assert not stage.room.on_hold and not stage.view("ana").me.on_hold


def test_a_lost_private_word_sends_the_client_back_to_wait() -> None:
    stage = Stage()
    stage.arrive(FAY)
    stage.arrive(ANA)
    stage.do("fay", wire.TalkFirst(id=1, participant="ana"))
    stage.drop("fay")
    stage.wait(31, heard=("ana",))
    assert stage.place("ana") == "waiting" and "ana" not in scopes(stage.room)


def test_only_a_session_that_goes_on_with_nobody_long_after_its_end_is_abandoned() -> None:
    stage = group()
    late = stage.room.plan.ends_at + ABANDONED
    assert not is_abandoned(stage.room, late), "it has not started, and people are here"
    stage.do("fay", wire.StartSession(id=1))
    assert not is_abandoned(stage.room, late), "people are here"
    for one in ("ana", "ben", "fay"):
        stage.do(one, wire.Leave(id=2))
    assert is_abandoned(stage.room, late)
    assert not is_abandoned(stage.room, late - timedelta(seconds=1))


@pytest.mark.parametrize(("closed", "cause"), [(False, Cause.LOST), (True, Cause.LEFT)])
def test_who_dropped_just_before_the_end_went_when_last_heard_and_not_with_the_session(
    closed: bool, cause: Cause
) -> None:
    stage = group()
    stage.do("fay", wire.StartSession(id=2))
    stage.drop("ana", closed)
    closed_at = stage.now
    stage.wait(4, heard=("fay", "ben"))
    stage.do("fay", wire.EndSession(id=3))
    assert [(one.cause, one.last_heard) for one in ends(stage, "ana")] == [(cause, closed_at)]
    assert [one.cause for one in ends(stage, "ben")] == [Cause.SESSION_ENDED]
