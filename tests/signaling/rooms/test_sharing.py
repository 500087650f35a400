"""Who may share a screen, one at a time, and when it ends by itself."""

from dataclasses import replace
from datetime import timedelta

import pytest

from signaling.protocol import messages as wire
from signaling.protocol.views import Role
from signaling.rooms.plan import Seat, ShownHandout
from tests.signaling.rooms.stage import Stage
from tests.support.live_clinic import seat

FAY, GUS, ANA, BEN = seat("fay", "facilitator"), seat("gus", "facilitator"), seat("ana"), seat("ben")
SHARE, STOP = wire.ShareScreen(id=2, sharing=True), wire.ShareScreen(id=2, sharing=False)
LET = wire.LetOthersShare(id=3, allowed=True)
CARDS = ShownHandout(id="h-1", title="Coping cards", media_type="application/pdf")
SCREEN = wire.Publish(id=4, sdp="v=0", sources=[wire.PublishedSource(mid="2", source="screen")])


def group(*more: Seat) -> Stage:
    stage = Stage()
    for one in (FAY, ANA, BEN, *more):
        stage.arrive(one)
    stage.do("fay", wire.AdmitAll(id=1, identity_confirmed=True))
    stage.do("fay", wire.StartSession(id=1))
    return stage


def shared(stage: Stage, *viewers: str) -> set[str | None]:
    return {stage.view(one).screen for one in viewers}


def test_staff_share_and_everybody_there_sees_who_does_until_they_stop() -> None:
    stage = group()
    stage.do("fay", SHARE)
    assert shared(stage, "fay", "ana", "ben") == {"fay"}
    stage.arrive(seat("cleo"))
    assert stage.view("cleo").screen is None, "they wait"
    stage.do("fay", STOP)
    assert stage.room.screens == {}


@pytest.mark.parametrize("role", ["interpreter", "guest"])
def test_others_share_only_while_staff_let_them_and_what_they_share_ends_with_that(role: Role) -> None:
    stage = group(seat("zoe", role))
    assert not stage.view("zoe").me.may_share
    assert stage.refuses("zoe", SHARE) == "forbidden"
    stage.do("fay", LET)
    assert stage.view("zoe").me.may_share
    stage.do("zoe", SHARE)
    stage.do("fay", wire.LetOthersShare(id=3, allowed=False))
    assert shared(stage, "zoe", "ana") == {None}


def test_a_trainee_never_shares_and_an_admin_only_once_they_run_the_session() -> None:
    stage = group()
    stage.arrive(seat("ada", "admin"))
    stage.do("fay", LET)
    stage.room = stage.room.change("ben", seat=seat("ben", "observer"))
    assert stage.refuses("ben", SHARE) == "forbidden"
    assert stage.refuses("ada", SHARE) == "forbidden"
    stage.do("ada", wire.TakeOver(id=5))
    stage.do("ada", SHARE)


def test_the_clinics_room_may_share() -> None:
    stage = group(seat("wall", "room"))
    stage.do("wall", SHARE)
    assert shared(stage, "wall", "ana") == {"wall"}


def test_one_shares_at_a_time_and_only_staff_take_over() -> None:
    stage = group(GUS)
    stage.do("fay", LET)
    stage.do("ana", SHARE)
    assert stage.refuses("ben", SHARE) == "wrong_state"
    stage.do("gus", SHARE)
    assert stage.room.screens == {"gus": "group"}
    assert stage.refuses("ana", SCREEN) == "forbidden"


def test_a_screen_that_nobody_was_allowed_to_share_is_not_published() -> None:
    stage = group()
    assert stage.refuses("ana", SCREEN) == "forbidden"
    assert stage.refuses("fay", SCREEN) == "forbidden", "they have not said that they share one"
    stage.do("fay", SHARE)
    stage.do("fay", SCREEN)


def test_a_screen_follows_nobody_into_other_company() -> None:
    stage = group()
    stage.do("fay", LET)
    stage.do("ana", SHARE)
    one = wire.PlannedBreakout(name="One", people=["ana"])
    stage.do("fay", wire.StartBreakouts(id=6, breakouts=[one], drawn=["ben"]))
    assert stage.room.screens == {}
    stage.do("ana", SHARE)
    stage.do("fay", SHARE)
    assert shared(stage, "ana", "ben") == {"ana"}
    assert shared(stage, "fay") == {"fay"}, "in the main room"
    stage.do("fay", wire.CallBack(id=7, seconds=0))
    assert shared(stage, "ana", "ben", "fay") == {"fay"}


def test_on_hold_no_client_shares_and_nothing_of_it_comes_back_with_the_staff() -> None:
    stage = group()
    stage.do("fay", LET)
    stage.do("ana", SHARE)
    stage.drop("fay")
    stage.wait(31, heard=("ana", "ben"))
    assert stage.room.on_hold and stage.room.screens == {}
    assert stage.refuses("ana", SHARE) == "forbidden"
    stage.arrive(FAY)
    assert shared(stage, "fay", "ana") == {None}


def test_it_ends_with_whoever_leaves_and_with_a_page_that_is_loaded_anew_but_not_with_a_lost_socket() -> None:
    stage = group(GUS)
    stage.do("fay", SHARE)
    stage.drop("fay")
    stage.arrive(FAY)
    assert shared(stage, "ana") == {"fay"}
    stage.arrive(FAY, page="page-2")
    assert shared(stage, "ana") == {None}
    stage.do("fay", SHARE)
    stage.do("fay", wire.Leave(id=9))
    assert stage.room.screens == {}


def test_after_a_restart_who_shared_goes_on_and_until_then_holds_nobody_up() -> None:
    stage = group(GUS)
    stage.do("fay", LET)
    stage.do("fay", SHARE)
    again = Stage(stage.room.saved())
    again.arrive(ANA)
    assert again.view("ana").screen is None
    again.arrive(FAY)
    assert again.view("ana").screen == "fay"
    late = Stage(stage.room.saved())
    late.arrive(GUS)
    late.now += timedelta(seconds=1)
    late.arrive(ANA)
    late.do("ana", SHARE)
    assert late.room.screens == {"ana": "group"}


def test_a_hand_out_is_shown_to_all_but_those_aside_until_it_is_closed_also_after_a_restart() -> None:
    stage = group(GUS)
    stage.room = replace(stage.room, handouts={"h-1": CARDS})
    assert stage.refuses("fay", wire.ShowHandout(id=2, handout="h-2")) == "not_found"
    stage.do("fay", wire.ShowHandout(id=2, handout="h-1"))
    one = wire.PlannedBreakout(name="One", people=["ana"])
    stage.do("fay", wire.StartBreakouts(id=6, breakouts=[one], drawn=[]))
    stage.arrive(seat("cleo"))
    shown = {who: stage.view(who).handout for who in ("fay", "ana", "ben", "cleo")}
    assert [who for who, handout in shown.items() if handout is not None] == ["fay", "ana", "ben"]
    stage.do("fay", wire.StartSidebar(id=7, participant="ben"))
    assert (stage.view("fay").handout, stage.view("ben").handout) == (None, None)
    assert stage.view("gus").handout is not None
    stage.do("fay", wire.EndSidebar(id=8, participant="ben"))
    again = Stage(stage.room.saved())
    again.arrive(FAY)
    handout = again.view("fay").handout
    assert handout is not None and handout.title == "Coping cards"
    again.do("fay", wire.ShowHandout(id=2, handout=None))
    assert again.view("fay").handout is None


def test_one_thing_is_in_front_at_a_time_a_screen_or_a_hand_out() -> None:
    stage = group()
    stage.room = replace(stage.room, handouts={"h-1": CARDS})
    stage.do("fay", SHARE)
    stage.do("fay", wire.ShowHandout(id=2, handout="h-1"))
    assert stage.view("ana").screen is None
    stage.do("fay", SHARE)
    assert stage.view("ana").handout is None
