"""Breakouts: the group divided and called back, and where everybody is meanwhile."""

from dataclasses import replace

import pytest

from server.domain.attendance.evidence import Connected, Place, Placed
from server.domain.roster.keep_apart import Pairs
from signaling.protocol import messages as wire
from signaling.rooms.effects import Send
from signaling.rooms.plan import SavedRoom
from signaling.rooms.scopes import scopes
from tests.signaling.rooms.stage import Stage
from tests.support.live_clinic import seat

CLIENTS = ("ana", "ben", "cleo")
EVERYBODY = ("fay", *CLIENTS)


@pytest.fixture
def stage() -> Stage:
    return in_progress()


def in_progress(*more: str) -> Stage:
    stage = Stage()
    for one in (seat("fay", "facilitator"), *map(seat, (*CLIENTS, *more))):
        stage.arrive(one)
    stage.do("fay", wire.AdmitAll(id=1, identity_confirmed=True))
    stage.do("fay", wire.StartSession(id=2))
    return stage


def divide(stage: Stage, minutes: int | None = None, **by_hand: str) -> None:
    """Ana and Ben in the first, Cleo in the second, or as said."""
    people = {"One": ["ana", "ben"], "Two": ["cleo"], **{name: who.split() for name, who in by_hand.items()}}
    planned = [wire.PlannedBreakout(name=name, people=who) for name, who in people.items()]
    stage.do("fay", wire.StartBreakouts(id=3, breakouts=planned, minutes=minutes))


def near(stage: Stage, who: str) -> list[str]:
    return [one.participant for one in stage.view(who).participants]


def where(stage: Stage, who: str) -> str | None:
    breakouts = stage.view(who).breakouts
    return breakouts.here if breakouts else "the group"


def move(participant: str, breakout: str | None) -> wire.MoveToBreakout:
    return wire.MoveToBreakout(id=9, participant=participant, breakout=breakout)


def test_each_hears_and_sees_their_own_breakout_alone(stage: Stage) -> None:
    divide(stage)
    assert scopes(stage.room) == {"fay": "group", "ana": "breakout:1.1", "ben": "breakout:1.1", "cleo": "breakout:1.2"}
    assert {one: near(stage, one) for one in EVERYBODY} == {"fay": [], "ana": ["ben"], "ben": ["ana"], "cleo": []}
    written = stage.do("ana", wire.Chat(id=4, to="all", text="hello"))
    assert [one.participant for one in written.effects if isinstance(one, Send)] == ["ana", "ben"]
    assert stage.view("ana").me.place == "breakout" and where(stage, "ana") == "One"


def test_each_move_is_a_fact_that_is_stored_first(stage: Stage) -> None:
    before = len(stage.observed)
    divide(stage)
    assert stage.last.fails_closed
    assert {one.participant: one.evidence for one in stage.observed[before:]} == {
        "ana": Placed(Place.BREAKOUT, "1.1"),
        "ben": Placed(Place.BREAKOUT, "1.1"),
        "cleo": Placed(Place.BREAKOUT, "1.2"),
    }
    stage.do("fay", wire.VisitBreakout(id=5, breakout="1.2"))
    assert stage.observed[-1].evidence == Placed(Place.BREAKOUT, "1.2")
    stage.do("fay", wire.CallBack(id=6, seconds=0))
    assert [one.evidence for one in stage.observed[-4:]] == [Placed(Place.GROUP)] * 4
    divide(stage)
    assert stage.observed[-1].evidence == Placed(Place.BREAKOUT, "2.2")


def test_a_drawn_group_is_divided_evenly_and_those_kept_apart_are_not_together(stage: Stage) -> None:
    stage.room = replace(stage.room, apart=Pairs.of([("ana", "cleo")]))
    two = [wire.PlannedBreakout(name="One"), wire.PlannedBreakout(name="Two")]
    stage.do("fay", wire.StartBreakouts(id=3, breakouts=two, drawn=["ana", "ben", "cleo", "gone"]))
    assert stage.room.in_breakout == {"ana": "1.1", "cleo": "1.2", "ben": "1.1"}


def test_two_who_are_kept_apart_are_put_together_by_nobody_and_one_breakout_is_too_few(stage: Stage) -> None:
    stage.room = replace(stage.room, apart=Pairs.of([("ana", "ben")]))
    together = wire.StartBreakouts(id=3, breakouts=[wire.PlannedBreakout(name="One", people=["ana", "ben"])])
    assert stage.refuses("fay", together) == "forbidden"
    one = wire.StartBreakouts(id=3, breakouts=[wire.PlannedBreakout(name="One")], drawn=["ana", "ben"])
    assert stage.refuses("fay", one) == "forbidden"
    divide(stage, One="ana", Two="ben cleo")
    assert stage.refuses("fay", move("ben", "1.1")) == "forbidden"
    stage.do("fay", move("ana", None))
    stage.do("fay", move("ben", "1.1"))


def test_a_client_kept_apart_from_the_facilitator_is_not_visited_by_them(stage: Stage) -> None:
    stage.room = replace(stage.room, apart=Pairs.of([("fay", "cleo")]))
    divide(stage)
    assert stage.refuses("fay", wire.VisitBreakout(id=4, breakout="1.2")) == "forbidden"


def test_they_end_by_themselves_and_everybody_is_told_until_when(stage: Stage) -> None:
    divide(stage, minutes=1)
    assert {stage.view(one).breakouts.ends_at for one in EVERYBODY} == {"2026-03-02T12:01:00.000Z"}  # type: ignore[union-attr]
    stage.wait(59, heard=EVERYBODY)
    assert where(stage, "cleo") == "Two"
    stage.wait(1, heard=EVERYBODY)
    assert [where(stage, one) for one in EVERYBODY] == ["the group"] * 4
    assert near(stage, "cleo") == ["fay", "ana", "ben"]


def test_a_call_back_gives_notice_and_can_be_taken_back(stage: Stage) -> None:
    divide(stage)
    stage.do("fay", wire.CallBack(id=4, seconds=30))
    stage.do("fay", wire.ExtendBreakouts(id=5, minutes=2))
    stage.wait(100, heard=EVERYBODY)
    assert where(stage, "ana") == "One"
    stage.do("fay", wire.CallBack(id=6, seconds=300))
    stage.wait(49, heard=EVERYBODY)
    assert where(stage, "ana") == "One"
    stage.wait(1, heard=EVERYBODY)
    assert where(stage, "ana") == "the group"
    for late in (wire.CallBack(id=7), wire.ExtendBreakouts(id=8, minutes=1), wire.VisitBreakout(id=9, breakout=None)):
        assert stage.refuses("fay", late) == "wrong_state"


def test_who_is_let_in_meanwhile_comes_to_the_main_room_and_is_put_into_one() -> None:
    stage = in_progress()
    divide(stage)
    stage.arrive(seat("dee"))
    stage.do("fay", wire.Admit(id=4, participant="dee", identity_confirmed=True))
    assert where(stage, "dee") is None and near(stage, "dee") == ["fay"]
    assert stage.refuses("fay", move("dee", "7.7")) == "not_found"
    stage.do("fay", move("dee", "1.2"))
    assert near(stage, "cleo") == ["dee"]


@pytest.mark.parametrize("how", ["drops", "leaves", "restart"])
def test_who_comes_back_comes_back_to_their_breakout(stage: Stage, how: str) -> None:
    divide(stage)
    if how == "drops":
        stage.drop("ana")
        stage.wait(40, heard=("fay", "ben", "cleo"))
    elif how == "leaves":
        stage.do("ana", wire.Leave(id=4))
    else:
        stage = Stage(SavedRoom.model_validate_json(stage.room.saved().model_dump_json()))
        stage.arrive(seat("fay", "facilitator"))
        stage.arrive(seat("ben"))
    assert near(stage, "ben") == []
    stage.arrive(seat("ana"))
    assert where(stage, "ana") == "One" and near(stage, "ben") == ["ana"]
    assert stage.observed[-1].evidence == Connected(Place.BREAKOUT, "1.1")


def test_who_comes_back_after_they_ended_comes_back_to_the_group(stage: Stage) -> None:
    divide(stage, minutes=1)
    stage.do("ana", wire.Leave(id=4))
    stage.wait(60, heard=EVERYBODY)
    stage.arrive(seat("ana"))
    assert where(stage, "ana") == "the group"


@pytest.mark.parametrize("sent", [wire.Remove, wire.ReturnToWaiting])
def test_who_was_removed_or_sent_back_to_wait_comes_to_the_main_room(
    stage: Stage, sent: type[wire.Remove | wire.ReturnToWaiting]
) -> None:
    divide(stage)
    stage.do("fay", sent(id=4, participant="cleo"))
    stage.arrive(seat("cleo"))
    stage.do("fay", wire.Admit(id=5, participant="cleo", identity_confirmed=True))
    assert where(stage, "cleo") is None


def test_an_empty_breakout_stays_and_staff_see_that_it_is_empty(stage: Stage) -> None:
    divide(stage)
    stage.do("cleo", wire.Leave(id=4))
    staff = stage.view("fay").staff
    assert staff is not None
    assert [(one.name, [each.name for each in one.people]) for one in staff.breakouts] == [
        ("One", ["Ana", "Ben"]),
        ("Two", []),
    ]


def test_staff_see_every_raised_hand_and_where_and_clients_count_those_of_their_breakout(stage: Stage) -> None:
    divide(stage)
    for one in ("cleo", "ben"):
        stage.do(one, wire.RaiseHand(id=4, raised=True))
    staff = stage.view("fay").staff
    assert staff is not None
    assert [(one.name, one.breakout) for one in staff.hands] == [("Cleo", "Two"), ("Ben", "One")]
    assert [one.hand for one in stage.view("ana").participants] == [1]
    stage.do("fay", wire.LowerHand(id=5, participant="cleo"))
    assert stage.room.hands == ("ben",)


def test_without_any_staff_all_breakouts_are_on_hold_and_go_on_when_they_are_back(stage: Stage) -> None:
    divide(stage)
    stage.drop("fay")
    stage.wait(30, heard=CLIENTS)
    assert stage.view("ana").me.on_hold and near(stage, "ana") == []
    assert stage.observed[-1].evidence == Placed(Place.HOLD)
    stage.arrive(seat("fay", "facilitator"), page="page-2")
    assert near(stage, "ana") == ["ben"]


def test_staff_who_come_back_are_in_the_main_room_and_a_private_word_leads_back_to_the_breakout(stage: Stage) -> None:
    divide(stage)
    stage.do("fay", wire.VisitBreakout(id=4, breakout="1.1"))
    stage.arrive(seat("dee"))
    stage.arrive(seat("gus", "facilitator"))
    stage.do("fay", wire.TalkFirst(id=5, participant="dee"))
    stage.do("fay", wire.EndTalk(id=6))
    assert where(stage, "fay") == "One"
    stage.do("fay", wire.Leave(id=7))
    stage.arrive(seat("fay", "facilitator"), page="page-2")
    assert where(stage, "fay") is None


def test_nobody_divides_a_group_twice_or_puts_somebody_into_two_nor_takes_a_break_meanwhile(stage: Stage) -> None:
    twice = [wire.PlannedBreakout(name=name, people=["ana"]) for name in ("One", "Two")]
    assert stage.refuses("fay", wire.StartBreakouts(id=3, breakouts=twice)) == "wrong_state"
    divide(stage)
    again = wire.StartBreakouts(id=4, breakouts=[wire.PlannedBreakout(name="One")])
    assert stage.refuses("fay", again) == "wrong_state"
    assert stage.refuses("fay", wire.StartBreak(id=5, minutes=5)) == "wrong_state"
    stage.do("fay", wire.EndSession(id=6))
    assert stage.room.saved().breakouts == ()


def test_who_waits_or_is_in_a_private_word_learns_nothing_of_breakouts(stage: Stage) -> None:
    divide(stage, minutes=5)
    stage.arrive(seat("dee"))
    assert stage.view("dee").breakouts is None
    stage.arrive(seat("gus", "facilitator"))
    stage.do("fay", wire.TalkFirst(id=4, participant="dee"))
    assert stage.view("dee").breakouts is None


def test_a_main_room_without_staff_is_said_to_staff(stage: Stage) -> None:
    divide(stage, One="ana", Two="ben")
    assert [one.without_staff for one in (stage.view("fay").staff,) if one] == [False]
    stage.do("fay", wire.VisitBreakout(id=4, breakout="1.1"))
    assert [one.without_staff for one in (stage.view("fay").staff,) if one] == [True]
