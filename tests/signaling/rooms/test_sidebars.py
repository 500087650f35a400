"""A sidebar: one client and one of the staff aside, while a colleague goes on with the group."""

from dataclasses import replace

import pytest

from server.domain.attendance.evidence import Connected, Place, Placed
from server.domain.roster.keep_apart import Pairs
from signaling.protocol import messages as wire
from signaling.rooms.plan import SavedRoom, Seat
from signaling.rooms.scopes import scopes
from tests.signaling.rooms.stage import Stage
from tests.support.live_clinic import seat

FAY, GUS, ADA = seat("fay", "facilitator"), seat("gus", "facilitator"), seat("ada", "admin")
EVERYBODY = ("fay", "gus", "ana", "ben")
ASIDE = wire.StartSidebar(id=9, participant="ana")
TALK = wire.TalkFirst(id=9, participant="cleo")


def in_progress(*colleagues: Seat) -> Stage:
    stage = Stage()
    for one in (FAY, *colleagues, seat("ana"), seat("ben")):
        stage.arrive(one)
    stage.do("fay", wire.AdmitAll(id=1, identity_confirmed=True))
    stage.do("fay", wire.StartSession(id=2))
    return stage


@pytest.fixture
def stage() -> Stage:
    stage = in_progress(GUS)
    stage.do("fay", ASIDE)
    return stage


def near(stage: Stage, who: str) -> list[str]:
    return [one.participant for one in stage.view(who).participants]


def test_the_two_hear_each_other_and_the_group_goes_on_without_them(stage: Stage) -> None:
    assert scopes(stage.room) == {"fay": "sidebar:ana", "gus": "group", "ana": "sidebar:ana", "ben": "group"}
    assert {one: near(stage, one) for one in EVERYBODY} == {
        "fay": ["ana"],
        "gus": ["ben"],
        "ana": ["fay"],
        "ben": ["gus"],
    }
    assert stage.view("ana").me.place == stage.view("fay").me.place == "sidebar"
    assert [one.evidence for one in stage.observed[-2:]] == [Placed(Place.SIDEBAR, "ana")] * 2
    assert stage.last.fails_closed


def test_afterwards_both_are_back_where_they_were(stage: Stage) -> None:
    assert stage.refuses("gus", wire.EndSidebar(id=3, participant="ana")) == "wrong_state"
    stage.do("fay", wire.EndSidebar(id=4, participant="ana"))
    assert near(stage, "ben") == ["fay", "gus", "ana"]
    assert stage.refuses("fay", wire.EndSidebar(id=5, participant="ana")) == "wrong_state"


@pytest.mark.parametrize("act", [ASIDE, TALK], ids=["sidebar", "talk first"])
@pytest.mark.parametrize("colleagues", [[], [ADA]], ids=["alone", "with one who only looks in"])
def test_a_group_is_not_left_without_staff_but_in_a_break(colleagues: list[Seat], act: wire.Request) -> None:
    stage = in_progress(*colleagues)
    stage.arrive(seat("cleo"))
    assert stage.refuses("fay", act) == "wrong_state"
    stage.do("fay", wire.StartBreak(id=3, minutes=5))
    stage.do("fay", act)
    stage.do("fay", wire.EndBreak(id=4))
    staff = stage.view("fay").staff
    assert staff is not None and staff.without_staff


@pytest.mark.parametrize(("act", "to"), [(ASIDE, "ana"), (TALK, "cleo")], ids=["sidebar", "talk first"])
def test_nobody_is_aside_with_somebody_of_the_staff_from_whom_they_are_kept_apart(act: wire.Request, to: str) -> None:
    stage = in_progress(GUS)
    stage.arrive(seat("cleo"))
    stage.room = replace(stage.room, apart=Pairs.of([("fay", to)]))
    assert stage.refuses("fay", act) == "forbidden"


@pytest.mark.parametrize("act", [ASIDE, TALK], ids=["sidebar", "talk first"])
def test_staff_in_the_clinics_room_with_its_device_are_with_the_group(act: wire.Request) -> None:
    stage = in_progress()
    stage.arrive(seat("cleo"))
    stage.arrive(seat("wall", "room"))
    stage.room = replace(stage.room, at_clinic=frozenset({"fay"}), roles={"fay": "facilitator", "gus": "facilitator"})
    assert stage.refuses("fay", act) == "wrong_state"
    stage.room = replace(stage.room, at_clinic=frozenset({"gus"}))
    stage.do("fay", act)


def test_alone_with_the_only_client_who_came_there_is_no_group_to_leave() -> None:
    stage = in_progress()
    stage.do("ben", wire.Leave(id=3))
    stage.do("fay", ASIDE)


def test_a_colleague_who_is_out_of_reach_or_in_a_sidebar_is_not_with_the_group() -> None:
    stage = in_progress(GUS)
    stage.drop("gus")
    assert stage.refuses("fay", ASIDE) == "wrong_state"
    stage.arrive(GUS)
    stage.do("gus", wire.StartSidebar(id=3, participant="ben"))
    stage.arrive(seat("cleo"))
    stage.do("fay", wire.Admit(id=4, participant="cleo", identity_confirmed=True))
    assert stage.refuses("fay", ASIDE) == "wrong_state"


def test_it_is_said_to_the_one_aside_when_the_colleague_is_gone(stage: Stage) -> None:
    stage.drop("gus")
    staff = stage.view("fay").staff
    assert staff is not None and staff.without_staff


@pytest.mark.parametrize("who", ["ana", "fay"])
def test_it_ends_when_one_of_the_two_goes_and_not_when_a_connection_only_drops(stage: Stage, who: str) -> None:
    stage.drop(who)
    assert stage.room.sidebars == {"ana": "fay"}
    stage.wait(30, heard=tuple(one for one in EVERYBODY if one != who))
    assert stage.room.sidebars == {}
    other = "fay" if who == "ana" else "ana"
    assert stage.view(other).me.place == "in_room"


def test_after_a_restart_neither_is_heard_by_the_group(stage: Stage) -> None:
    again = Stage(SavedRoom.model_validate_json(stage.room.saved().model_dump_json()))
    for one in (GUS, seat("ben"), seat("ana")):
        again.arrive(one)
    assert again.observed[-1].evidence == Connected(Place.SIDEBAR, "ana")
    assert near(again, "ana") == [] and near(again, "ben") == ["gus"]
    again.arrive(FAY)
    assert near(again, "ana") == ["fay"]


def test_after_a_restart_whoever_does_not_come_back_within_a_minute_keeps_nobody_aside(stage: Stage) -> None:
    again = Stage(stage.room.saved())
    for one in (GUS, seat("ben"), seat("ana")):
        again.arrive(one)
    again.wait(59, heard=("gus", "ben", "ana"))
    assert near(again, "ana") == []
    again.wait(1, heard=("gus", "ben", "ana"))
    assert near(again, "ana") == ["gus", "ben"]


def test_a_colleague_ends_it_for_one_who_is_out_of_reach(stage: Stage) -> None:
    stage.drop("fay")
    stage.do("gus", wire.EndSidebar(id=3, participant="ana"))
    assert near(stage, "ana") == ["fay", "gus", "ben"]


def test_nobody_is_in_two_and_nobody_begins_a_private_word_from_one(stage: Stage) -> None:
    stage.arrive(seat("cleo"))
    assert stage.refuses("fay", wire.TalkFirst(id=3, participant="cleo")) == "wrong_state"
    assert stage.refuses("fay", wire.StartSidebar(id=4, participant="ben")) == "wrong_state"
    assert stage.refuses("gus", ASIDE) == "wrong_state"


def test_two_who_are_kept_apart_are_not_alone_together() -> None:
    stage = in_progress(GUS)
    stage.room = replace(stage.room, apart=Pairs.of([("fay", "ana")]))
    assert stage.refuses("fay", ASIDE) == "forbidden"


def test_from_a_breakout_they_return_to_it(stage: Stage) -> None:
    stage.do("fay", wire.EndSidebar(id=3, participant="ana"))
    one = wire.PlannedBreakout(name="One", people=["ana"])
    stage.do("fay", wire.StartBreakouts(id=4, breakouts=[one]))
    stage.do("fay", ASIDE)
    assert stage.view("ana").me.place == "sidebar"
    stage.do("fay", wire.EndSidebar(id=5, participant="ana"))
    assert stage.view("ana").me.place == "breakout" and stage.view("fay").me.place == "in_room"


def test_staff_see_who_is_aside_with_whom_and_clients_do_not(stage: Stage) -> None:
    shown = stage.view("gus").staff
    assert shown is not None
    assert [(one.name, one.staff_name) for one in shown.sidebars] == [("Ana", "Fay")]
    assert {one.participant: one.place for one in shown.roster} == {"ana": "sidebar", "ben": "in_room", "cleo": None}
    assert "Ana" not in stage.view("ben").model_dump_json()


def test_who_comes_back_to_a_breakout_where_somebody_is_from_whom_they_are_kept_apart_by_now_is_in_the_main_room(
    stage: Stage,
) -> None:
    stage.do("fay", wire.EndSidebar(id=3, participant="ana"))
    one = wire.PlannedBreakout(name="One", people=["ana", "ben"])
    stage.do("fay", wire.StartBreakouts(id=4, breakouts=[one]))
    stage.do("fay", ASIDE)
    stage.room = replace(stage.room, apart=Pairs.of([("ana", "ben")]))
    stage.do("fay", wire.EndSidebar(id=5, participant="ana"))
    assert (stage.view("ana").me.place, stage.view("ben").me.place) == ("in_room", "breakout")


def test_two_who_are_kept_apart_by_now_do_not_come_back_to_their_sidebar(stage: Stage) -> None:
    again = Stage(stage.room.saved())
    again.room = replace(again.room, apart=Pairs.of([("fay", "ana")]))
    again.arrive(seat("ana"))
    again.arrive(FAY)
    assert again.room.sidebars == {}
