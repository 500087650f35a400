"""How a session goes: late, early, over time, at night, alone; each played from its facts."""

from datetime import UTC, datetime, timedelta

import pytest

from server.domain.attendance.derive import record
from server.domain.attendance.evidence import (
    Cause,
    ClockStepped,
    Place,
)
from server.domain.attendance.facts import Source
from server.domain.attendance.policy import DEFAULT_POLICY, AttendancePolicy
from server.domain.attendance.record import EndReason, Flag, Outcome
from server.domain.attendance.state import AttendanceState
from server.domain.attendance.summary import last_proof, summary
from tests.support.attendance import SESSION, STAFF, Tape, minutes, opened, plan


def test_a_facilitator_who_never_comes_costs_no_client_anything():
    tape = Tape().boots()
    tape.joins("ana", Place.WAITING)
    tape.until(30).leaves("ana").until(180)
    records = tape.records(plan("ana", "ben"))
    assert records["ana"].outcome is Outcome.EXCUSED
    expected = "The session was never started, so there was nothing to attend. The client came and waited 30 min."
    assert records["ana"].reason == expected
    assert records["ben"].reason == "The session was never started, so there was nothing to attend."
    assert summary(tape.state(), plan("ana"), DEFAULT_POLICY, tape.at(180)).reason == "Never started."


def test_nobody_comes():
    tape = opened().until(30).ends()
    records = tape.records(plan("ana", excused=["ben"]))
    assert (records["ana"].outcome, records["ana"].reason) == (Outcome.NO_SHOW, "Expected and did not come.")
    assert (records["ben"].outcome, records["ben"].reason) == (
        Outcome.EXCUSED,
        "Excused beforehand and did not come.",
    )


def test_late_and_left_early_are_told_apart_with_the_minutes():
    tape = opened().until(20)
    tape.joins("ana")
    tape.joins("ben")
    tape.until(21).joins("cai")
    tape.until(150).leaves("cai").until(180).ends()
    early = opened("dan").until(160).leaves("dan").until(180).ends()
    records = tape.records(plan("ana", "ben", "cai"))
    assert records["ana"].outcome is Outcome.LATE
    assert records["ana"].reason == "Attended 2 h 40 min of 3 h 00 min held. Came 20 min after the start."
    assert records["cai"].outcome is Outcome.PARTIAL
    assert {Flag.LATE, Flag.LEFT_EARLY} <= set(records["cai"].flags)
    assert early.records(plan("dan"))["dan"].outcome is Outcome.LEFT_EARLY


def test_removed_stays_removed_unless_let_in_again():
    tape = opened("ana", "ben").until(40).leaves("ana", Cause.REMOVED).leaves("ben", Cause.REMOVED)
    tape.until(45).joins("ana", Place.WAITING)
    tape.joins("ben", Place.WAITING)
    tape.until(50).moves("ben", Place.GROUP).until(180).ends()
    records = tape.records(plan("ana", "ben"))
    assert records["ana"].outcome is Outcome.REMOVED
    assert records["ana"].reason == "Removed by staff; 40 min counted."
    assert records["ben"].outcome is Outcome.PRESENT


def test_who_waited_in_vain_is_a_no_show_that_says_so():
    tape = opened()
    tape.joins("ana", Place.WAITING)
    tape.until(180).ends()
    ana = tape.records(plan("ana"))["ana"]
    assert ana.outcome is Outcome.NO_SHOW and Flag.NEVER_ADMITTED in ana.flags
    assert "Waited 3 h 00 min and was not admitted in time." in ana.reason


def test_a_late_start_shows_at_once_when_the_session_must_end():
    tape = Tape().boots()
    tape.joins(STAFF)
    before = summary(tape.state(), plan(minutes=195, planned_break_minutes=15), DEFAULT_POLICY, tape.at(5))
    assert before.must_end_at == tape.at(200)
    tape.until(12).starts().until(20)
    running = summary(tape.state(), plan(minutes=195, planned_break_minutes=15), DEFAULT_POLICY, tape.at(20.1))
    assert running.must_end_at == tape.at(207)
    tape.breaks().until(45).resumes().until(60)
    later = summary(tape.state(), plan(minutes=195, planned_break_minutes=15), DEFAULT_POLICY, tape.at(60))
    assert later.must_end_at == tape.at(217)
    assert later.reason == "Held for 23 min so far of 3 h 00 min planned. Started 12 min late."


def test_a_session_that_runs_over_asks_nobody_to_stay_longer_than_planned():
    tape = opened("ana", "ben").until(180).leaves("ana").until(240).ends()
    records = tape.records(plan("ana", "ben"))
    assert records["ana"].outcome is Outcome.PRESENT and records["ana"].early_by_ms == 0
    assert minutes(records["ben"].countable_ms) == 240
    told = summary(tape.state(), plan("ana", "ben"), DEFAULT_POLICY, tape.at(240))
    assert minutes(told.overrun_ms) == 60 and told.reason.endswith("Ran over by 1 h 00 min.")


@pytest.mark.parametrize(
    "origin",
    [
        pytest.param(datetime(2026, 3, 8, 6, 0, tzinfo=UTC), id="clocks go forward in New York"),
        pytest.param(datetime(2026, 11, 1, 5, 0, tzinfo=UTC), id="clocks go back in New York"),
        pytest.param(datetime(2026, 6, 30, 23, 0, tzinfo=UTC), id="over midnight and into a new month"),
    ],
)
def test_neither_daylight_saving_nor_midnight_bends_a_duration(origin):
    tape = Tape(origin=origin).boots()
    tape.joins(STAFF)
    tape.starts().joins("ana")
    tape.until(180).ends()
    ana = tape.records(plan("ana", starts_at=origin))["ana"]
    assert minutes(ana.countable_ms) == 180
    assert ana.last_at == origin + timedelta(hours=3)


def test_a_clock_step_is_flagged_on_whoever_was_there():
    tape = opened("ana").until(5).fact(ClockStepped(3_600_000), source=Source.SERVER).until(180).ends()
    records = tape.records(plan("ana", "ben"))
    assert Flag.CLOCK_STEPPED in records["ana"].flags and Flag.CLOCK_STEPPED not in records["ben"].flags
    assert minutes(records["ana"].countable_ms) == 180


def test_before_the_end_the_outcome_is_pending():
    tape = opened("ana").until(40)
    ana = tape.records(plan("ana"))["ana"]
    assert (ana.outcome, ana.reason) == (Outcome.PENDING, "The session is in progress; 40 min so far.")
    assert ana.intervals[-1].end_reason is EndReason.ONGOING


def test_the_servers_last_proof_is_where_an_abandoned_session_ended():
    tape = opened("ana").until(40).killed()
    assert last_proof(tape.state()) == tape.at(40)
    assert last_proof(AttendanceState(SESSION)) is None


def test_an_individual_session_works_like_a_group():
    tape = opened("ana").until(50).ends()
    assert tape.records(plan("ana", minutes=50))["ana"].outcome is Outcome.PRESENT


def test_who_has_a_payer_with_other_rules_is_judged_by_those_and_everybody_else_is_not():
    tape = Tape().boots()
    tape.joins(STAFF)
    tape.starts()
    tape.states("ana", 0, 60).states("ben", 0, 60)
    tape.until(60).ends()
    strict = AttendancePolicy(version="payer 1", phone_counts=False)
    found = record(tape.state(), plan("ana", "ben", minutes=60), DEFAULT_POLICY, tape.at(60), {"ben": strict})
    of = {one.participant: one for one in found}
    assert (minutes(of["ana"].countable_ms), of["ana"].policy_version) == (60, DEFAULT_POLICY.version)
    assert (minutes(of["ben"].countable_ms), of["ben"].policy_version) == (0, "payer 1")
    assert of["ben"].outcome is Outcome.NO_SHOW
