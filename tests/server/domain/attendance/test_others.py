"""Who else is in a session, neither client nor staff: intervals of their own, and nobody's minutes rest on them."""

import json
from dataclasses import replace
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from server.domain.attendance.evidence import StaffTookOver
from server.domain.attendance.plan import RosterEntry, SessionKind, SessionPlan
from server.domain.attendance.policy import AttendancePolicy
from server.domain.attendance.record import Outcome
from server.domain.attendance.record_codec import record_from_data, record_to_data
from server.domain.attendance.summary import summary
from server.domain.roles import Role
from server.domain.roster.crowding import Bounds, Heads, crowding, over
from tests.support.attendance import NINE, STAFF, Tape, minutes, plan

OTHERS = {"mom": Role.GUEST, "ian": Role.INTERPRETER, "tess": Role.OBSERVER}


def planned(*clients: str) -> SessionPlan:
    made = plan(*clients, minutes=60)
    return replace(made, roster=(*made.roster, *(RosterEntry(who, role) for who, role in OTHERS.items())))


def tape_of(*people: str) -> Tape:
    tape = Tape().boots()
    for who in people:
        tape.joins(who)
    return tape.starts().until(60).ends()


def test_they_have_intervals_and_no_outcome_of_attendance():
    records = tape_of(STAFF, "ana", *OTHERS).records(planned("ana"))
    assert {one: records[one].outcome for one in OTHERS} == dict.fromkeys(OTHERS, Outcome.STAFF)
    assert records["ian"].reason == "Interpreter; in the session for 1 h 00 min."
    assert minutes(records["mom"].present_ms) == 60


def test_nobodys_minutes_count_with_them_alone_not_even_when_they_are_said_to_run_it():
    tape = Tape().boots()
    tape.joins("ana")
    for who in OTHERS:
        tape.joins(who)
        tape.fact(StaffTookOver(who))
    records = tape.starts().until(60).ends().records(planned("ana"))
    assert records["ana"].countable_ms == 0


def test_a_clients_record_says_in_which_roles_others_were_there_with_them_and_when_and_not_who():
    tape = Tape().boots()
    for who in (STAFF, "ana", "ben", "ian"):
        tape.joins(who)
    tape.starts().until(20).joins("mom")
    tape.until(40).leaves("mom")
    records = tape.until(50).leaves("ben").until(60).ends().records(planned("ana", "ben", "cleo"))
    found = {
        one: [(other.role, minutes_into(other.start), minutes_into(other.stop)) for other in records[one].others]
        for one in ("ana", "ben", "cleo", "mom")
    }
    assert found["ana"] == [(Role.INTERPRETER, 0, 60), (Role.GUEST, 20, 40)]
    assert found["ben"] == [(Role.INTERPRETER, 0, 50), (Role.GUEST, 20, 40)]
    assert found["cleo"] == found["mom"] == []
    stored = record_to_data(records["ana"])
    assert "mom" not in json.dumps(stored)
    assert record_from_data(stored) == records["ana"]
    assert "others" not in record_to_data(records["cleo"])


def minutes_into(at: datetime) -> float:
    return (at - NINE).total_seconds() / 60


def test_guests_count_to_the_cap_as_the_policy_says_and_staff_and_interpreters_never():
    tape = tape_of(STAFF, "ana", "ben", *OTHERS)
    at_once = {
        counts: summary(tape.state(), planned("ana", "ben"), AttendancePolicy(family_in_cap=counts), tape.at(60))
        for counts in (True, False)
    }
    assert {counts: one.clients_at_once for counts, one in at_once.items()} == {True: 3, False: 2}


@given(st.lists(st.sampled_from(Role)), st.booleans(), st.integers(0, 6), st.integers(0, 3))
def test_any_mix_of_roles_counts_clients_and_by_policy_guests_to_the_cap(roles, family, cap, per_staff):
    bounds, heads = Bounds(cap, per_staff, family), Heads.of(roles)
    counted = sum(bounds.counts(role) for role in roles)
    found = {one.rule: one for one in over(SessionKind.GROUP, heads, bounds)}
    assert ("cap" in found) == (0 < cap < counted)
    if "cap" in found:
        assert found["cap"].there == counted == roles.count(Role.CLIENT) + family * roles.count(Role.GUEST)
    if "ratio" in found:
        assert found["ratio"].there == roles.count(Role.CLIENT)
    assert len(crowding(SessionKind.GROUP, heads, bounds)) == len(found)
