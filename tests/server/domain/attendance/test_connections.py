"""One person is one record, however they were connected; each session played from its facts."""

import random

import pytest

from server.domain.attendance.absorb import apply_all
from server.domain.attendance.derive import record
from server.domain.attendance.evidence import (
    Cause,
    Disconnected,
    Modality,
    Place,
    SessionEnded,
)
from server.domain.attendance.facts import Source
from server.domain.attendance.policy import DEFAULT_POLICY
from server.domain.attendance.record import EndReason, Flag, Grade, Outcome
from server.domain.attendance.state import AttendanceState
from tests.support.attendance import SESSION, STAFF, minutes, opened, plan

BEAT = 10 / 60


def test_ten_reconnects_are_one_person_with_one_record():
    tape = opened("ana")
    for number in range(1, 11):
        tape.until(number * 10).leaves("ana")
        tape.until(number * 10 + 1).joins("ana")
    tape.until(180).ends()
    records = tape.records(plan("ana"))
    assert sorted(records) == ["ana", STAFF]
    assert minutes(records["ana"].countable_ms) == 170
    assert len(records["ana"].gaps) == 10


def test_a_leave_that_arrives_after_the_rejoin_does_not_make_a_present_person_absent():
    tape = opened("ana").until(30)
    old = tape.connection("ana")
    tape.goes_silent("ana")
    tape.until(30.2).joins("ana")
    tape._open.pop(old)
    tape.until(60).fact(Disconnected(Cause.LOST, tape.at(30)), "ana", old)
    tape.until(180).ends()
    ana = tape.records(plan("ana"))["ana"]
    assert minutes(ana.countable_ms) == pytest.approx(179.8)
    assert ana.outcome is Outcome.PRESENT


def test_two_devices_at_once_are_one_persons_minutes():
    tape = opened("ana").until(60)
    tape.joins("ana")
    tape.until(120).leaves("ana")
    tape.until(180).ends()
    ana = tape.records(plan("ana"))["ana"]
    assert minutes(ana.countable_ms) == 180
    assert not ana.gaps


def test_an_unclosed_connection_ends_at_its_last_proof_of_life_and_not_now():
    tape = opened("ana").until(40).killed()
    ana = tape.records(plan("ana"), now=600)["ana"]
    assert minutes(ana.countable_ms) == 40
    assert ana.estimated
    assert ana.intervals[-1].end_reason is EndReason.SERVER_OUTAGE


def test_a_lost_connection_ends_when_it_was_last_heard_and_not_when_that_was_noticed():
    tape = opened("ana").until(50).goes_silent("ana")
    tape.until(50.5).leaves("ana", Cause.LOST)
    tape.until(180).ends()
    ana = tape.records(plan("ana"))["ana"]
    assert minutes(ana.countable_ms) == 50
    assert ana.intervals[-1].end_reason is EndReason.LOST
    assert ana.outcome is Outcome.PARTIAL
    assert "Lost the connection 2 h 10 min before the end." in ana.reason


def test_a_connection_that_vanishes_without_a_word_is_lost_while_the_server_still_beats():
    tape = opened("ana").until(50)
    tape._open.pop(tape.connection("ana"))
    tape.until(180).ends()
    assert tape.records(plan("ana"))["ana"].intervals[-1].end_reason is EndReason.LOST


def test_a_blackhole_of_ten_seconds_interrupts_nothing():
    tape = opened("ana").until(50).goes_silent("ana").until(50 + BEAT)
    tape._open[tape.connection("ana")].heard = None
    tape.until(180).ends()
    ana = tape.records(plan("ana"))["ana"]
    assert minutes(ana.countable_ms) == 180
    assert not ana.gaps


def test_in_the_room_and_online_at_once_counts_once_and_is_flagged():
    tape = opened("ana").tapped_present("ana")
    tape.until(60).leaves("ana")
    tape.until(180).counts("ana").ends()
    ana = tape.records(plan("ana"))["ana"]
    assert minutes(ana.countable_ms) == 180
    assert minutes(ana.in_room_ms) == 180
    assert minutes(ana.remote_ms) == 60
    assert minutes(ana.overlap_ms) == 60
    assert Flag.OVERLAP in ana.flags


def test_facts_in_any_order_and_doubled_give_the_same_record_to_the_byte():
    tape = opened("ana", "ben")
    tape.until(20).goes_silent("ben")
    tape.until(20.5).leaves("ben", Cause.LOST)
    tape.until(25).joins("ben", Place.WAITING)
    tape.until(27).moves("ben", Place.GROUP)
    tape.until(60).breaks().until(70).resumes().checks_in("cai").until(90).counts("cai", STAFF)
    tape.until(180).ends()
    expected = tape.records(plan("ana", "ben", "cai"))
    shuffled = tape.facts * 2
    for seed in range(5):
        random.Random(seed).shuffle(shuffled)
        state = apply_all(AttendanceState(SESSION), shuffled)
        again = record(state, plan("ana", "ben", "cai"), DEFAULT_POLICY, tape.at(tape.minute))
        assert again == tuple(expected.values())


def test_somebody_who_is_not_on_the_roster_walked_in_and_nobody_is_matched_by_name():
    tape = opened("person-77").until(180).ends()
    records = tape.records(plan("ana"))
    assert records["person-77"].outcome is Outcome.WALK_IN
    assert records["person-77"].reason == "Not on the roster; attended 3 h 00 min of 3 h 00 min held."
    assert records["ana"].outcome is Outcome.NO_SHOW


def test_every_interval_says_how_and_on_whose_word():
    tape = opened("ana").until(60).leaves("ana").states("ana", 70, 100).until(180).ends()
    online, by_phone = tape.records(plan("ana"))["ana"].intervals
    assert (online.modality, online.grade, online.sources) == (Modality.VIDEO, Grade.SENDING, (Source.SIGNALING,))
    assert online.end_reason is EndReason.LEFT and not online.estimated
    assert (by_phone.modality, by_phone.sources, by_phone.grade) == (Modality.PHONE, (Source.STATEMENT,), None)
    assert by_phone.counted


def test_an_end_without_a_word_about_each_connection_ends_them_all():
    tape = opened("ana").until(59.9)
    tape.minute = 60
    tape.fact(SessionEnded(STAFF), source=Source.TAP)
    ana = tape.records(plan("ana", minutes=60), now=300)["ana"]
    assert ana.intervals[-1].end_reason is EndReason.SESSION_ENDED
    assert minutes(ana.countable_ms) >= 60 - BEAT and ana.estimated
