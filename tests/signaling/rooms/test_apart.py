"""Two who are kept apart are never in the room together, whatever staff do, and neither learns why."""

from dataclasses import replace

import pytest

from server.domain.roster.keep_apart import Pairs
from signaling.protocol import messages as wire
from tests.signaling.rooms.stage import Stage
from tests.support.live_clinic import seat

APART = Pairs.of([("ana", "ben")])


@pytest.fixture
def stage() -> Stage:
    stage = Stage()
    stage.room = replace(stage.room, apart=APART)
    for one in (seat("fay", "facilitator"), seat("ana"), seat("ben"), seat("cleo")):
        stage.arrive(one)
    return stage


def admit(who: str) -> wire.Admit:
    return wire.Admit(id=1, participant=who, identity_confirmed=True)


def marked(stage: Stage) -> dict[str, bool]:
    staff = stage.view("fay").staff
    assert staff is not None
    return {one.participant: one.not_with_group for one in staff.waiting}


def test_who_waits_while_the_other_is_inside_cannot_be_let_in_and_staff_see_that_and_no_more(stage: Stage) -> None:
    assert marked(stage) == {"ana": False, "ben": False, "cleo": False}
    stage.do("fay", admit("ana"))
    assert marked(stage) == {"ben": True, "cleo": False}
    assert stage.refuses("fay", admit("ben")) == "forbidden"
    stage.do("fay", wire.TalkFirst(id=2, participant="ben"))
    assert stage.refuses("fay", admit("ben")) == "forbidden"
    assert "group" not in stage.view("ben").model_dump_json(exclude={"session"})


def test_all_are_admitted_but_one_of_the_two(stage: Stage) -> None:
    stage.do("fay", wire.AdmitAll(id=1, identity_confirmed=True))
    assert [stage.place(one) for one in ("ana", "ben", "cleo")] == ["in_room", "waiting", "in_room"]


def test_when_one_has_gone_the_other_may_come_in_and_then_the_first_waits(stage: Stage) -> None:
    stage.do("fay", admit("ana"))
    stage.do("ana", wire.Leave(id=2))
    stage.do("fay", admit("ben"))
    stage.arrive(seat("ana"), page="page-2")
    assert (stage.place("ana"), stage.place("ben")) == ("waiting", "in_room")


def test_who_is_in_the_physical_room_counts_as_inside(stage: Stage) -> None:
    stage.room = replace(stage.room, at_clinic=frozenset({"ana"}))
    assert marked(stage)["ben"]
    assert stage.refuses("fay", admit("ben")) == "forbidden"
    stage.do("fay", admit("ana"))


def test_after_a_restart_only_the_first_of_two_admitted_comes_back_without_waiting(stage: Stage) -> None:
    stage.room = replace(stage.room, apart=Pairs())
    stage.do("fay", wire.AdmitAll(id=1, identity_confirmed=True))
    again = Stage(stage.room.saved())
    again.room = replace(again.room, apart=APART)
    for one in (seat("fay", "facilitator"), seat("ben"), seat("ana")):
        again.arrive(one)
    assert (again.place("ben"), again.place("ana")) == ("in_room", "waiting")


def test_a_client_kept_apart_from_the_facilitator_waits_while_they_are_there(stage: Stage) -> None:
    stage.room = replace(stage.room, apart=Pairs.of([("fay", "cleo")]))
    assert stage.refuses("fay", admit("cleo")) == "forbidden"
