"""threats.md 4: who is told, and when, that clients are without staff."""

from datetime import timedelta

from signaling.protocol import messages as wire
from signaling.rooms.attention import WAITED, Attention, attention
from tests.signaling.rooms.stage import Stage
from tests.support.live_clinic import NOON, seat

FAY, GUS, ANA, BEN, CLEO = seat("fay", "facilitator"), seat("gus", "admin"), seat("ana"), seat("ben"), seat("cleo")


def group() -> Stage:
    stage = Stage()
    for one in (FAY, ANA, BEN):
        stage.arrive(one)
    stage.do("fay", wire.AdmitAll(id=1, identity_confirmed=True))
    return stage


def test_nobody_is_told_of_a_group_with_staff() -> None:
    stage = group()
    stage.arrive(CLEO)
    stage.wait(600, heard=("fay", "ana", "ben", "cleo"))
    assert attention(stage.room, stage.now) is None


def test_a_group_is_told_of_thirty_seconds_after_its_staff_was_last_heard_and_until_somebody_runs_it() -> None:
    stage = group()
    stage.arrive(CLEO)
    stage.drop("fay")
    everybody = ("ana", "ben", "cleo")
    stage.wait(29, heard=everybody)
    assert attention(stage.room, stage.now) is None
    stage.wait(1, heard=everybody)
    assert attention(stage.room, stage.now) == Attention("without_staff", NOON, 3)
    stage.wait(100, heard=everybody)
    assert attention(stage.room, stage.now) == Attention("without_staff", NOON, 3)
    stage.arrive(GUS)
    assert attention(stage.room, stage.now) == Attention("without_staff", NOON, 3)
    stage.do("gus", wire.TakeOver(id=1))
    assert attention(stage.room, stage.now) is None


def test_a_room_that_everybody_has_left_needs_nobody() -> None:
    stage = group()
    for one in ("ana", "ben", "fay"):
        stage.do(one, wire.Leave(id=2))
    stage.wait(600)
    assert attention(stage.room, stage.now) is None


def test_who_waits_for_five_minutes_without_any_staff_is_told_of() -> None:
    stage = Stage()
    stage.wait(60)
    stage.arrive(ANA)
    came = stage.now
    stage.wait(240, heard=("ana",))
    stage.arrive(BEN)
    stage.wait(59, heard=("ana", "ben"))
    assert attention(stage.room, stage.now) is None
    stage.wait(1, heard=("ana", "ben"))
    assert attention(stage.room, stage.now) == Attention("waiting", came, 2)
    stage.arrive(FAY)
    assert attention(stage.room, stage.now) is None


def test_who_waited_while_staff_were_there_is_told_of_five_minutes_after_these_have_gone() -> None:
    stage = Stage()
    stage.arrive(FAY)
    stage.arrive(ANA)
    stage.wait(600, heard=("fay", "ana"))
    stage.do("fay", wire.Leave(id=1))
    stage.wait(WAITED.total_seconds() - 1, heard=("ana",))
    assert attention(stage.room, stage.now) is None
    stage.wait(1, heard=("ana",))
    assert attention(stage.room, stage.now) == Attention("waiting", NOON, 1)


def test_nobody_is_hurried_by_who_comes_early() -> None:
    stage = Stage()
    stage.now = NOON - timedelta(minutes=20)
    stage.room = type(stage.room).open(stage.room.plan, None, stage.now)
    stage.arrive(ANA)
    stage.wait(20 * 60 - 1, heard=("ana",))
    assert attention(stage.room, stage.now) is None
    stage.wait(1, heard=("ana",))
    assert attention(stage.room, stage.now) == Attention("waiting", NOON - timedelta(minutes=20), 1)
