"""Guests, interpreters and trainees: they wait to be let in, have no rights of staff, and hold no group."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.attendance.evidence import IdentityConfirmed
from server.domain.roster.crowding import UNBOUND, Bounds
from signaling.protocol import messages as wire
from signaling.protocol.views import Role
from signaling.rooms.effects import Audit
from signaling.rooms.plan import Seat
from tests.signaling.rooms.stage import Stage
from tests.support.live_clinic import seat

FAY = seat("fay", "facilitator")
MOM = replace(seat("mom", "guest"), guest_of="LEGAL ana", relation="mother")
IAN, TESS = seat("ian", "interpreter"), seat("tess", "observer")


def staged(*seats: Seat, bounds: Bounds = UNBOUND, agreed: Sequence[str] = ()) -> Stage:
    stage = Stage()
    plan = replace(stage.room.plan, bounds=bounds)
    stage.room = replace(stage.room, plan=plan, agreed=frozenset(agreed))
    for one in seats:
        stage.arrive(one)
    return stage


def admit(who: str, reason: str = "") -> wire.Admit:
    return wire.Admit(
        id=1, participant=who, identity_confirmed=True, reason=reason, despite=["cap", "ratio", "unanswered"]
    )


def waiting(stage: Stage, who: str) -> dict[str, object]:
    staff = stage.view("fay").staff
    assert staff is not None
    return next(one.model_dump() for one in staff.waiting if one.participant == who)


def test_everybody_but_staff_waits_and_staff_see_whose_guest_it_is() -> None:
    stage = staged(FAY, seat("ana"), MOM, IAN, TESS)
    assert [stage.place(one) for one in ("ana", "mom", "ian", "tess")] == ["waiting"] * 4
    shown = waiting(stage, "mom")
    assert (shown["role"], shown["guest_of"], shown["relation"]) == ("guest", "LEGAL ana", "mother")
    assert stage.view("mom").staff is None
    assert stage.view("mom").participants == []


def test_a_guest_in_the_room_is_seen_as_one_and_has_no_line_on_the_roster() -> None:
    stage = staged(FAY, seat("ana"), MOM)
    stage.do("fay", wire.AdmitAll(id=1, identity_confirmed=True))
    assert {one.participant: one.role for one in stage.view("ana").participants} == {
        "fay": "facilitator",
        "mom": "guest",
    }
    staff = stage.view("fay").staff
    assert staff is not None
    assert "mom" not in {one.participant for one in staff.roster}


@pytest.mark.parametrize("other", [MOM, IAN, TESS])
def test_whoever_is_not_staff_holds_no_group_and_none_of_them_stays_there_without_staff(other: Seat) -> None:
    stage = staged(FAY, seat("ana"), other, agreed=["ana"])
    stage.do("fay", wire.AdmitAll(id=1, identity_confirmed=True))
    stage.drop("fay", closed=True)
    stage.wait(31, heard=("ana", other.participant))
    assert stage.room.on_hold
    assert stage.view(other.participant).me.on_hold


def test_a_guest_alone_in_the_room_is_on_hold_too_and_no_client_is_said_to_need_staff() -> None:
    stage = staged(FAY, MOM)
    stage.do("fay", admit("mom"))
    stage.drop("fay", closed=True)
    stage.wait(31, heard=("mom",))
    assert stage.room.on_hold


def test_one_more_than_the_policy_has_is_let_in_for_a_reason_that_is_kept() -> None:
    stage = staged(FAY, seat("ana"), seat("ben"), bounds=Bounds(cap=1))
    stage.do("fay", admit("ana"))
    assert waiting(stage, "ben")["over"] == [{"rule": "cap", "there": 2, "most": 1}]
    assert stage.refuses("fay", admit("ben")) == "reason_needed"
    stage.do("fay", admit("ben", "Ben came from afar"))
    assert stage.place("ben") == "in_room"
    assert IdentityConfirmed("fay", "Ben came from afar") in [one.evidence for one in stage.observed]
    [said] = [one for one in stage.effects if isinstance(one, Audit) and one.subject == "ben"]
    assert said.detail == {"cap": "2 of 1"}


def test_admit_all_stops_where_the_policy_does_and_lets_clients_in_before_guests() -> None:
    stage = staged(FAY, MOM, seat("ana"), seat("ben"), bounds=Bounds(cap=2))
    stage.do("fay", wire.AdmitAll(id=1, identity_confirmed=True))
    assert [stage.place(one) for one in ("ana", "ben", "mom")] == ["in_room", "in_room", "waiting"]


def test_too_many_clients_for_the_staff_are_said_and_guests_are_none_of_them() -> None:
    stage = staged(FAY, seat("ana"), seat("ben"), MOM, bounds=Bounds(per_staff=1))
    stage.do("fay", admit("ana"))
    assert waiting(stage, "ben")["over"] == [{"rule": "ratio", "there": 2, "most": 1}]
    assert waiting(stage, "mom")["over"] == []


def test_who_is_in_the_physical_room_counts_and_is_none_more_when_they_join_online_too() -> None:
    stage = staged(FAY, seat("ana"), seat("ben"), bounds=Bounds(cap=1))
    stage.room = replace(stage.room, at_clinic=frozenset({"ana", "ian"}), roles={"ana": "client", "ian": "interpreter"})
    assert waiting(stage, "ana")["over"] == []
    assert waiting(stage, "ben")["over"] == [{"rule": "cap", "there": 2, "most": 1}]


def test_a_trainee_is_told_of_to_everybody_before_and_while_they_are_there() -> None:
    stage = staged(FAY, seat("ana"), TESS, MOM)
    assert [stage.view(one).session.observers for one in ("ana", "mom", "fay")] == [["Tess"]] * 3


def test_a_trainee_is_let_in_once_every_client_inside_has_agreed() -> None:
    stage = staged(FAY, seat("ana"), TESS)
    stage.do("fay", admit("ana"))
    assert waiting(stage, "tess")["not_agreed"] == ["LEGAL ana"]
    assert stage.refuses("fay", admit("tess")) == "forbidden"
    stage.room = replace(stage.room, agreed=frozenset({"ana"}))
    stage.do("fay", admit("tess"))
    assert stage.place("tess") == "in_room"


def test_a_client_who_has_not_agreed_comes_in_and_the_trainee_waits() -> None:
    stage = staged(FAY, seat("ana"), seat("ben"), TESS, agreed=["ana"])
    stage.do("fay", admit("ana"))
    stage.do("fay", admit("tess"))
    stage.do("fay", admit("ben"))
    assert [stage.place(one) for one in ("ana", "ben", "tess")] == ["in_room", "in_room", "waiting"]
    stage.drop("tess")
    stage.arrive(TESS)
    assert stage.place("tess") == "waiting"


def test_a_trainee_leaves_when_a_client_takes_back_that_they_agreed() -> None:
    stage = staged(FAY, seat("ana"), TESS, agreed=["ana"])
    stage.do("fay", wire.AdmitAll(id=1, identity_confirmed=True))
    assert stage.place("tess") == "in_room"
    stage.room = replace(stage.room, agreed=frozenset())
    stage.do("ana", wire.Ping(id=2))
    assert stage.place("tess") == "waiting"


@given(st.lists(st.sampled_from(["client", "guest", "interpreter", "observer", "facilitator", "admin"]), max_size=9))
def test_whatever_the_mix_only_clients_and_guests_are_ever_one_too_many_and_nobody_else_learns_legal_names(
    roles: list[Role],
) -> None:
    everybody = [replace(seat(f"p{number}", role), on_roster=True) for number, role in enumerate(roles)]
    stage = staged(FAY, *everybody, bounds=Bounds(cap=2))
    stage.room = replace(stage.room, agreed=frozenset(stage.room.members))
    for one in everybody:
        if not one.is_staff:
            there = sum(other.seat.role in ("client", "guest") for other in stage.room.clients_in_room())
            there += sum(
                other.seat.role == "guest" and other.place == "in_room" for other in stage.room.members.values()
            )
            over = one.role in ("client", "guest") and there >= 2
            assert bool(waiting(stage, one.participant)["over"]) == over
            stage.do("fay", admit(one.participant, "so be it"))
    for one in everybody:
        view = stage.view(one.participant)
        if not one.is_staff:
            assert view.staff is None
            assert "LEGAL" not in view.model_dump_json()
            for command in (admit("p0"), wire.EndSession(id=1), wire.TakeOver(id=1), wire.SetLocked(id=1, locked=True)):
                assert stage.refuses(one.participant, command) == "forbidden"
