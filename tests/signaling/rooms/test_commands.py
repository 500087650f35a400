"""The table of transitions, read line by line: who, from where, to whom, when."""

from datetime import timedelta
from typing import Any

import pytest

from server.domain.attendance.evidence import Cause, Disconnected
from signaling.protocol import messages as wire
from signaling.protocol.messages import Request
from signaling.rooms.commands import TABLE
from signaling.rooms.effects import Send
from tests.signaling.rooms.stage import Stage
from tests.support.live_clinic import seat

FAY, GUS = seat("fay", "facilitator"), seat("gus", "facilitator")
ANA, BEN, CLEO = seat("ana"), seat("ben"), seat("cleo")

EXAMPLES: dict[type[Request], dict[str, Any]] = {
    wire.Leave: {},
    wire.Ping: {},
    wire.Publish: {"sdp": "v=0", "sources": []},
    wire.SubscribeAnswer: {"sdp": "v=0", "negotiation": 1},
    wire.RestartTransport: {"direction": "publish"},
    wire.RestartIce: {},
    wire.Tiles: {"tiles": [{"mid": "2", "height": 360}]},
    wire.SetMuted: {"source": "camera", "muted": True},
    wire.RaiseHand: {"raised": True},
    wire.Chat: {"to": "all", "text": "hello"},
    wire.Admit: {"participant": "ana", "identity_confirmed": True},
    wire.AdmitAll: {"identity_confirmed": True},
    wire.TalkFirst: {"participant": "ana"},
    wire.EndTalk: {},
    wire.Deny: {"participant": "ana", "message": "Another day."},
    wire.Redirect: {"participant": "ana", "way": "phone", "reason": "Somebody listens in."},
    wire.ReturnToWaiting: {"participant": "ana"},
    wire.Remove: {"participant": "ana"},
    wire.SetWaitingMessage: {"text": "A minute, please."},
    wire.SetLocked: {"locked": True},
    wire.RequestMute: {"participant": "ana"},
    wire.LowerHand: {"participant": "ana"},
    wire.TakeOver: {},
    wire.StartSession: {},
    wire.StartBreak: {"minutes": 10},
    wire.EndBreak: {},
    wire.EndSession: {},
    wire.StartBreakouts: {"breakouts": [{"name": "One"}], "drawn": ["ana"]},
    wire.MoveToBreakout: {"participant": "ana", "breakout": "1.1"},
    wire.VisitBreakout: {"breakout": "1.1"},
    wire.CallBack: {"seconds": 30},
    wire.ExtendBreakouts: {"minutes": 2},
    wire.StartSidebar: {"participant": "ana"},
    wire.EndSidebar: {"participant": "ana"},
    wire.SetSpotlight: {"participant": "ana"},
    wire.ShareScreen: {"sharing": False},
    wire.ShowHandout: {"handout": None},
    wire.LetOthersShare: {"allowed": True},
}


def example(command: type[Request], **changes: Any) -> Request:
    return command(id=1, **{**EXAMPLES[command], **changes})


def everybody_waits() -> Stage:
    stage = Stage()
    for one in (FAY, ANA, BEN):
        stage.arrive(one)
    return stage


def group() -> Stage:
    stage = everybody_waits()
    stage.do("fay", example(wire.AdmitAll))
    return stage


def talking() -> Stage:
    stage = everybody_waits()
    stage.do("fay", example(wire.TalkFirst))
    return stage


SCENES = {"waiting": everybody_waits, "in_room": group, "talking_first": talking}
ALLOWED: dict[type[Request], dict[str, set[str]]] = {
    # command: by whom -> where ana is when it works
    wire.Leave: {"ana": {"waiting", "talking_first", "in_room"}, "fay": {"waiting", "talking_first", "in_room"}},
    wire.Ping: {"ana": {"waiting", "talking_first", "in_room"}, "fay": {"waiting", "talking_first", "in_room"}},
    wire.Publish: {"ana": {"talking_first", "in_room"}, "fay": {"waiting", "talking_first", "in_room"}},
    wire.SubscribeAnswer: {"ana": {"talking_first", "in_room"}, "fay": {"waiting", "talking_first", "in_room"}},
    wire.RestartIce: {"ana": {"talking_first", "in_room"}, "fay": {"waiting", "talking_first", "in_room"}},
    wire.RestartTransport: {"ana": {"talking_first", "in_room"}, "fay": {"waiting", "talking_first", "in_room"}},
    wire.Tiles: {"ana": {"talking_first", "in_room"}, "fay": {"waiting", "talking_first", "in_room"}},
    wire.SetMuted: {"ana": {"talking_first", "in_room"}, "fay": {"waiting", "talking_first", "in_room"}},
    wire.RaiseHand: {"ana": {"in_room"}, "fay": {"waiting", "in_room"}},
    wire.Chat: {"ana": {"talking_first", "in_room"}, "fay": {"waiting", "talking_first", "in_room"}},
    wire.Admit: {"fay": {"waiting", "talking_first"}},
    wire.AdmitAll: {"fay": {"waiting", "talking_first", "in_room"}},
    wire.TalkFirst: {"fay": {"waiting"}},
    wire.EndTalk: {"fay": {"talking_first"}},
    wire.Deny: {"fay": {"waiting", "talking_first"}},
    wire.Redirect: {"fay": {"talking_first"}},
    wire.ReturnToWaiting: {"fay": {"in_room"}},
    wire.Remove: {"fay": {"in_room"}},
    wire.SetWaitingMessage: {"fay": {"waiting", "talking_first", "in_room"}},
    wire.SetLocked: {"fay": {"waiting", "talking_first", "in_room"}},
    wire.RequestMute: {"fay": {"talking_first", "in_room"}},
    wire.LowerHand: {"fay": {"in_room"}},
    wire.TakeOver: {"fay": {"waiting", "talking_first", "in_room"}},
    wire.StartSession: {"fay": {"waiting", "talking_first", "in_room"}},
    wire.StartBreak: {},
    wire.EndBreak: {},
    wire.EndSession: {"fay": {"waiting", "talking_first", "in_room"}},
    wire.StartBreakouts: {},
    wire.MoveToBreakout: {},
    wire.VisitBreakout: {},
    wire.CallBack: {},
    wire.ExtendBreakouts: {},
    wire.StartSidebar: {"fay": {"in_room"}},
    wire.EndSidebar: {},
    wire.SetSpotlight: {"fay": {"in_room"}},
    wire.ShareScreen: {"ana": {"in_room"}, "fay": {"waiting", "in_room"}},
    wire.ShowHandout: {"fay": {"waiting", "in_room"}},
    wire.LetOthersShare: {"fay": {"waiting", "talking_first", "in_room"}},
}


def test_the_table_has_a_line_for_every_request_of_the_protocol() -> None:
    assert set(TABLE) == set(EXAMPLES) == set(ALLOWED)


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("actor", ["ana", "fay"])
@pytest.mark.parametrize("command", TABLE, ids=lambda command: command.__name__)
def test_what_is_not_in_the_table_is_refused(command: type[Request], actor: str, scene: str) -> None:
    stage = SCENES[scene]()
    if scene in ALLOWED[command].get(actor, set()):
        stage.do(actor, example(command))
        return
    code = stage.refuses(actor, example(command))
    if actor == "ana":
        staff_only = "ana" not in ALLOWED[command]
        assert code == "forbidden" if staff_only else code in ("not_admitted", "wrong_state")
    else:
        assert code == "wrong_state"


@pytest.mark.parametrize("command", TABLE, ids=lambda command: command.__name__)
def test_nothing_is_possible_for_who_is_not_here_or_after_the_end(command: type[Request]) -> None:
    stage = group()
    assert stage.refuses("nobody", example(command)) == "not_admitted"
    stage.do("fay", example(wire.EndSession))
    assert stage.refuses("fay", example(command)) == "not_admitted"


@pytest.mark.parametrize(
    "command", [wire.Admit, wire.TalkFirst, wire.Deny, wire.ReturnToWaiting, wire.Remove, wire.RequestMute]
)
def test_an_unknown_participant_is_not_found(command: type[Request]) -> None:
    assert group().refuses("fay", example(command, participant="ghost")) == "not_found"


@pytest.mark.parametrize("command", [wire.ReturnToWaiting, wire.Remove])
def test_staff_cannot_send_staff_away(command: type[Request]) -> None:
    stage = group()
    stage.arrive(GUS)
    assert stage.refuses("fay", example(command, participant="gus")) == "forbidden"


def test_who_is_let_in_must_be_known() -> None:
    stage = everybody_waits()
    assert stage.refuses("fay", example(wire.Admit, identity_confirmed=False)) == "wrong_state"
    assert stage.refuses("fay", example(wire.AdmitAll, identity_confirmed=False)) == "wrong_state"


def test_a_locked_room_admits_nobody_and_whoever_was_inside_comes_back() -> None:
    stage = everybody_waits()
    stage.do("fay", example(wire.Admit))
    stage.do("fay", example(wire.SetLocked))
    assert stage.refuses("fay", example(wire.Admit, participant="ben")) == "locked"
    assert stage.refuses("fay", example(wire.AdmitAll)) == "locked"
    stage.drop("ana")
    stage.arrive(ANA)
    assert stage.place("ana") == "in_room"
    stage.do("fay", example(wire.SetLocked, locked=False))
    stage.do("fay", example(wire.Admit, participant="ben"))


def test_admit_all_passes_over_who_is_unreachable_or_was_turned_away() -> None:
    stage = everybody_waits()
    stage.arrive(CLEO)
    stage.drop("ben")
    stage.do("fay", example(wire.Deny, participant="cleo"))
    stage.arrive(CLEO)
    stage.do("fay", example(wire.AdmitAll))
    assert [stage.place(one) for one in ("ana", "ben", "cleo")] == ["in_room", "waiting", "waiting"]


def test_only_who_talks_with_a_client_can_admit_or_deny_them() -> None:
    stage = talking()
    stage.arrive(GUS)
    assert stage.refuses("gus", example(wire.Admit)) == "wrong_state"
    assert stage.refuses("gus", example(wire.Deny)) == "wrong_state"
    assert stage.refuses("gus", example(wire.Redirect)) == "wrong_state"
    assert stage.refuses("gus", example(wire.TalkFirst)) == "wrong_state"
    stage.do("fay", example(wire.Admit))
    assert (stage.place("ana"), stage.place("fay")) == ("in_room", "in_room")


@pytest.mark.parametrize(
    ("who_goes", "fay", "ana"), [("ana", "in_room", "gone"), ("fay", "gone", "waiting")], ids=["client", "staff"]
)
def test_a_private_word_ends_when_one_of_the_two_goes(who_goes: str, fay: str, ana: str) -> None:
    stage = talking()
    stage.do(who_goes, example(wire.Leave))
    assert (stage.place("fay"), stage.place("ana")) == (fay, ana)


@pytest.mark.parametrize("command", [wire.ReturnToWaiting, wire.Remove])
@pytest.mark.parametrize("restarted", [False, True])
def test_an_admission_taken_back_stays_so_whatever_happens_next(command: type[Request], restarted: bool) -> None:
    stage = group()
    stage.do("fay", example(command))
    stage.wait(60, heard=("fay", "ben"))
    if restarted:
        stage = Stage(stage.room.saved())
    stage.arrive(ANA)
    stage.arrive(BEN)
    assert (stage.place("ana"), stage.place("ben")) == ("waiting", "in_room")


def test_hands_are_in_the_order_in_which_they_went_up() -> None:
    stage = group()
    for one in ("ben", "ana", "ben"):
        stage.do(one, example(wire.RaiseHand))
    hands = {one.participant: one.hand for one in stage.view("fay").participants}
    assert hands == {"ben": 1, "ana": 2}
    stage.do("fay", example(wire.LowerHand, participant="ben"))
    assert stage.room.hands == ("ana",)
    stage.do("fay", example(wire.ReturnToWaiting))
    assert not stage.room.hands


@pytest.mark.parametrize(
    ("sender", "to", "readers"),
    [
        ("ana", "all", {"ana", "ben", "gus"}),
        ("ana", "staff", {"ana", "fay", "gus"}),
        ("gus", "staff", {"fay", "gus"}),
        ("fay", "all", {"fay", "cleo"}),
        ("cleo", "staff", {"cleo", "fay", "gus"}),
    ],
)
def test_chat_reaches_who_hears_the_sender_or_staff_and_never_one_client_alone(
    sender: str, to: str, readers: set[str]
) -> None:
    stage = group()
    stage.arrive(GUS)
    stage.arrive(CLEO)
    stage.do("fay", example(wire.TalkFirst, participant="cleo"))
    effects = stage.do(sender, example(wire.Chat, to=to)).effects
    assert {one.participant for one in effects if isinstance(one, Send)} == readers


def test_breaks_are_taken_only_while_the_session_is_underway() -> None:
    stage = group()
    assert stage.refuses("fay", example(wire.StartBreak)) == "wrong_state"
    stage.do("fay", example(wire.StartSession))
    stage.do("fay", example(wire.StartBreak))
    assert stage.refuses("fay", example(wire.StartBreak)) == "wrong_state"
    stage.do("fay", example(wire.EndBreak))
    assert stage.refuses("fay", example(wire.EndBreak)) == "wrong_state"


def test_a_session_can_neither_be_started_nor_ended_days_ahead_of_its_time() -> None:
    stage = group()
    stage.now = stage.room.plan.starts_at - timedelta(days=4)
    assert stage.refuses("fay", example(wire.StartSession)) == "wrong_state"
    assert stage.refuses("fay", example(wire.EndSession)) == "wrong_state"
    stage.now = stage.room.plan.starts_at - timedelta(minutes=20)
    assert stage.refuses("fay", example(wire.EndSession)) == "wrong_state"
    stage.do("fay", example(wire.StartSession))
    stage.do("fay", example(wire.EndSession))


def test_a_tab_that_another_replaces_was_there_until_that_moment() -> None:
    stage = group()
    stage.now += timedelta(seconds=4)
    stage.arrive(ANA, "page-2")
    ended = next(one.evidence for one in stage.observed if isinstance(one.evidence, Disconnected))
    assert (ended.cause, ended.last_heard) == (Cause.REPLACED, stage.now)


def test_what_admits_or_counts_does_not_happen_unless_it_is_stored() -> None:
    closed = {command for command, rule in TABLE.items() if rule.fails_closed}
    assert closed == {
        wire.Admit,
        wire.AdmitAll,
        wire.TalkFirst,
        wire.Redirect,
        wire.TakeOver,
        wire.StartSession,
        wire.StartBreak,
        wire.EndBreak,
        wire.EndSession,
        wire.StartBreakouts,
        wire.MoveToBreakout,
        wire.VisitBreakout,
        wire.StartSidebar,
    }
    assert everybody_waits().do("fay", example(wire.Admit)).fails_closed
