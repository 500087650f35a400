"""People in the physical room: taps, headcounts, the kiosk; each session played from its facts."""

import pytest

from server.domain.attendance.evidence import (
    CheckedIn,
)
from server.domain.attendance.facts import Source
from server.domain.attendance.record import EndReason, Flag, Outcome
from tests.support.attendance import STAFF, Tape, minutes, opened, plan


def test_everybody_in_person_is_two_taps():
    tape = Tape().starts().tapped_present("ana", "ben")
    tape.until(180).counts("ana", "ben")
    tape.ends()
    records = tape.records(plan("ana", "ben"))
    for client in ("ana", "ben"):
        assert records[client].outcome is Outcome.PRESENT
        assert minutes(records[client].in_room_ms) == 180
        assert records[client].intervals[-1].end_reason is EndReason.SESSION_ENDED
        assert not records[client].estimated
    assert minutes(records[STAFF].countable_ms) == 180


def test_all_here_and_then_the_exceptions():
    tape = Tape().starts().tapped_present("ana", "ben").until(0.1).tapped_absent("ben")
    tape.until(180).counts("ana").ends()
    records = tape.records(plan("ana", "ben"))
    assert records["ben"].countable_ms == 0
    assert records["ben"].outcome is Outcome.NO_SHOW
    assert records["ana"].outcome is Outcome.PRESENT


def test_a_check_in_that_nobody_closed_ends_at_the_last_headcount():
    tape = opened().checks_in("ben").counts("ben").until(90).counts("ben").until(180).ends()
    ben = tape.records(plan("ben"))["ben"]
    assert minutes(ben.countable_ms) == 90
    assert ben.intervals[-1].end_reason is EndReason.LAST_HEADCOUNT
    assert Flag.NEVER_CHECKED_OUT in ben.flags and ben.estimated
    assert "only what was confirmed counts" in ben.reason


def test_who_is_missing_at_a_headcount_left_at_the_last_proof_before():
    tape = Tape().starts().tapped_present("ana", "ben").until(60).counts("ana", "ben")
    tape.until(120).counts("ana").until(180).counts("ana").ends()
    ben = tape.records(plan("ana", "ben"))["ben"]
    assert minutes(ben.countable_ms) == 60
    assert ben.intervals[-1].estimated


def test_a_kiosk_scan_that_arrives_late_counts_from_when_it_was_made():
    tape = opened().tapped_present(STAFF).until(100)
    tape.fact(CheckedIn(), "ben", source=Source.KIOSK, at=20)
    tape.until(180).counts("ben").ends()
    assert minutes(tape.records(plan("ben"))["ben"].countable_ms) == 160


def test_a_check_out_without_a_check_in_is_no_presence():
    tape = opened().until(30).checks_out("ben").until(60).ends()
    assert tape.records(plan("ben", minutes=60))["ben"].present_ms == 0


@pytest.mark.parametrize(("counted", "stayed"), [(179.5, True), (178.9, False)])
def test_a_headcount_in_the_last_minute_is_no_exception_to_look_at(counted, stayed):
    tape = Tape().boots().starts().tapped_present("ana")
    tape.until(counted).counts("ana").until(180).ends()
    ana = tape.records(plan("ana"))["ana"]
    assert minutes(ana.countable_ms) == counted, "nothing counts beyond the proof"
    assert (Flag.ESTIMATED not in ana.flags) is stayed
    assert (ana.intervals[-1].end_reason is EndReason.SESSION_ENDED) is stayed


def test_who_was_marked_here_fifty_seconds_before_the_end_came_and_is_no_unflagged_no_show():
    tape = opened().until(1).tapped_present("ana").until(1 + 50 / 60).ends()
    ana = tape.records(plan("ana"))["ana"]
    assert ana.countable_ms == 0, "minutes stay what the evidence says"
    assert ana.outcome is Outcome.PARTIAL
    assert ana.reason.startswith("Was seen in the room at 4:01 AM; nobody confirmed until when.")
    assert Flag.NEVER_CHECKED_OUT in ana.flags


@pytest.mark.parametrize("minute", [5, 100, 179.9])
def test_who_checked_in_at_the_kiosk_after_the_start_and_was_never_seen_again_came(minute):
    tape = opened().until(minute).checks_in("ana").until(180).ends()
    ana = tape.records(plan("ana"))["ana"]
    assert (ana.outcome, ana.countable_ms) == (Outcome.PARTIAL, 0)
    assert Flag.NEVER_CHECKED_OUT in ana.flags


def test_who_was_marked_here_and_then_missing_at_a_headcount_came():
    tape = opened().until(1).tapped_present("ana", "ben").until(20).counts("ben").until(180).counts("ben").ends()
    ana = tape.records(plan("ana", "ben"))["ana"]
    assert ana.outcome is Outcome.PARTIAL and Flag.NEVER_CHECKED_OUT in ana.flags


def test_who_was_seen_in_the_room_came_also_when_staff_were_confirmed_no_longer_than_they():
    tape = Tape().boots().starts().tapped_present("ana").until(1).ends()
    ana = tape.records(plan("ana"))["ana"]
    assert ana.outcome is Outcome.PARTIAL and Flag.NEVER_CHECKED_OUT in ana.flags


def test_a_tap_on_somebody_who_is_in_extends_their_proof_like_a_headcount_of_one():
    tape = opened().tapped_present("ana", "ben").until(90).tapped_present("ana").until(180).ends()
    records = tape.records(plan("ana", "ben"))
    assert minutes(records["ana"].countable_ms) == 90
    assert records["ben"].countable_ms == 0
