"""What of a session is group time: under whose eyes, where and when; each session played from its facts."""

import pytest

from server.domain.attendance.evidence import (
    Cause,
    Place,
    SessionEnded,
)
from server.domain.attendance.facts import Source
from server.domain.attendance.plan import RosterEntry
from server.domain.attendance.policy import DEFAULT_POLICY, AttendancePolicy
from server.domain.attendance.record import EndReason, Flag, NotCounted, Outcome
from server.domain.attendance.summary import summary
from server.domain.roles import Role
from tests.support.attendance import NINE, SESSION, STAFF, Tape, minutes, opened, plan


def test_the_waiting_room_the_private_word_and_the_hold_page_are_not_group_time():
    tape = opened()
    tape.joins("ana", Place.WAITING)
    tape.until(5).moves("ana", Place.TALK_FIRST, "ana").until(8).moves("ana", Place.GROUP)
    tape.until(100).moves("ana", Place.HOLD).until(110).moves("ana", Place.GROUP).until(180).ends()
    ana = tape.records(plan("ana"))["ana"]
    assert [minutes(ms) for ms in (ana.waiting_ms, ana.talk_first_ms, ana.hold_ms)] == [5, 3, 10]
    assert minutes(ana.countable_ms) == 162
    assert ana.late_by_ms == 0, "who waits is there"
    assert [interval.not_counted for interval in ana.intervals] == [
        NotCounted.WAITING,
        NotCounted.TALK_FIRST,
        None,
        NotCounted.HOLD,
        None,
    ]


def test_breaks_count_as_they_were_really_taken():
    tape = opened("ana").until(60).breaks().until(77).resumes().until(180).ends()
    ana = tape.records(plan("ana"))["ana"]
    assert minutes(ana.break_ms) == 17
    assert minutes(ana.countable_ms) == 163
    assert ana.outcome is Outcome.PRESENT


def test_time_before_the_start_and_after_the_end_does_not_count():
    tape = Tape().boots()
    tape.joins(STAFF)
    tape.joins("ana")
    tape.until(10).starts().until(100).fact(SessionEnded(STAFF), source=Source.TAP)
    tape.until(105).leaves("ana").leaves(STAFF)
    ana = tape.records(plan("ana"))["ana"]
    assert ana.intervals[0].not_counted is NotCounted.BEFORE_START
    assert ana.intervals[-1].not_counted is NotCounted.AFTER_END
    assert minutes(ana.countable_ms) == 90 and minutes(ana.present_ms) == 105


def test_time_without_staff_does_not_count_and_is_shown():
    tape = opened("ana").until(60).leaves(STAFF)
    tape.until(75).joins(STAFF)
    tape.until(180).ends()
    ana = tape.records(plan("ana"))["ana"]
    assert minutes(ana.without_staff_ms) == 15
    assert minutes(ana.countable_ms) == 165
    assert Flag.WITHOUT_STAFF in ana.flags
    assert ana.reason.endswith("For 15 min no staff were there, which does not count.")
    forgiving = tape.records(plan("ana"), AttendancePolicy(staff_gap_ms=15 * 60_000))["ana"]
    assert minutes(forgiving.countable_ms) == 180


def test_a_breakout_counts_only_while_staff_are_in_it():
    tape = opened("ana", "ben").until(60)
    tape.moves("ana", Place.BREAKOUT, "one").moves("ben", Place.BREAKOUT, "two").moves(STAFF, Place.BREAKOUT, "one")
    tape.until(80)
    for everyone in ("ana", "ben", STAFF):
        tape.moves(everyone, Place.GROUP)
    tape.until(180).ends()
    records = tape.records(plan("ana", "ben"))
    assert minutes(records["ana"].countable_ms) == 180
    assert minutes(records["ben"].countable_ms) == 160


def test_a_sidebar_is_individual_time_counted_once_and_leaves_the_group_without_staff():
    tape = opened("ana", "ben").until(60).moves("ana", Place.SIDEBAR, "a").moves(STAFF, Place.SIDEBAR, "a")
    tape.until(70).moves("ana", Place.GROUP).moves(STAFF, Place.GROUP).until(180).ends()
    records = tape.records(plan("ana", "ben"))
    assert minutes(records["ana"].individual_ms) == 10
    assert minutes(records["ana"].countable_ms) == 180
    assert minutes(records["ben"].without_staff_ms) == 10


def test_staff_in_the_physical_room_do_not_make_remote_minutes_count():
    tape = Tape().boots().starts()
    tape.joins("ana")
    tape.tapped_present("ben").until(180).counts("ben").ends()
    records = tape.records(plan("ana", "ben"))
    assert records["ana"].countable_ms == 0
    assert minutes(records["ben"].countable_ms) == 180


def test_staff_online_do_not_make_in_room_minutes_count():
    tape = opened().checks_in("ben").until(180).checks_out("ben").ends()
    ben = tape.records(plan("ben"))["ben"]
    assert ben.countable_ms == 0
    assert minutes(ben.without_staff_ms) == 180
    assert ben.reason.endswith("For 3 h 00 min no staff were there, which does not count.")


def test_a_facilitator_who_was_lost_before_the_server_was_killed_was_absent():
    tape = opened("ana").until(60).goes_silent(STAFF).until(62).leaves(STAFF, Cause.LOST).until(63).killed()
    tape.until(64).boots("boot-2")
    tape.joins(STAFF)
    tape.joins("ana")
    tape.until(180).ends()
    assert minutes(tape.records(plan("ana"))["ana"].without_staff_ms) == 3


def test_less_than_a_second_without_staff_is_no_absence():
    tape = Tape().boots()
    tape.joins("ana")
    tape.starts().until(0.9 / 60).joins(STAFF)
    tape.until(60).leaves(STAFF).until(60 + 0.9 / 60).joins(STAFF)
    tape.until(90).leaves(STAFF).until(90 + 1.1 / 60).joins(STAFF)
    tape.until(180).ends()
    ana = tape.records(plan("ana"))["ana"]
    assert ana.without_staff_ms == 1100
    assert minutes(ana.countable_ms) == pytest.approx(180 - 1.1 / 60)
    assert summary(tape.state(), plan("ana"), DEFAULT_POLICY, tape.at(180)).without_staff_ms == 1100


def test_an_observer_is_on_the_record_as_staff_and_makes_nothing_count():
    planned = plan("ana")
    planned = type(planned)(
        SESSION, planned.kind, NINE, planned.ends_at, "UTC", (RosterEntry("ana"), RosterEntry("boss", Role.ADMIN))
    )
    tape = Tape().boots().starts()
    tape.joins("ana")
    tape.joins("boss")
    tape.until(180).ends()
    records = tape.records(planned)
    assert records["boss"].outcome is Outcome.STAFF
    assert records["ana"].countable_ms == 0


def test_a_break_pressed_twice_begins_once_and_one_that_nobody_ends_lasts_to_the_end():
    tape = opened("ana").until(60).breaks().until(65).breaks().until(70).resumes()
    tape.until(170).breaks().until(180).ends()
    ana = tape.records(plan("ana"))["ana"]
    assert minutes(ana.break_ms) == 20
    assert minutes(ana.countable_ms) == 160


def test_each_stretch_says_why_it_ended_when_a_break_begins_or_staff_leave():
    tape = Tape().boots()
    tape.joins(STAFF)
    tape.joins("ana", Place.WAITING)
    tape.until(1).moves("ana", Place.GROUP).until(2).starts()
    tape.until(60).breaks().until(70).resumes()
    tape.until(90).leaves(STAFF).until(100).joins(STAFF)
    tape.until(180).ends()
    ana = tape.records(plan("ana"))["ana"]
    assert [one.end_reason for one in ana.intervals] == [
        EndReason.ADMITTED,
        EndReason.SESSION_STARTED,
        EndReason.BREAK_BEGAN,
        EndReason.BREAK_OVER,
        EndReason.STAFF_LEFT,
        EndReason.STAFF_CAME,
        EndReason.SESSION_ENDED,
    ]


def test_a_hold_begins_and_ends_with_staff_and_is_no_admission():
    tape = opened("ana").until(60).leaves(STAFF).until(60.5).moves("ana", Place.HOLD)
    tape.until(70).joins(STAFF)
    tape.moves("ana", Place.GROUP).until(180).ends()
    assert [one.end_reason for one in tape.records(plan("ana"))["ana"].intervals] == [
        EndReason.STAFF_LEFT,
        EndReason.ON_HOLD,
        EndReason.STAFF_CAME,
        EndReason.SESSION_ENDED,
    ]
