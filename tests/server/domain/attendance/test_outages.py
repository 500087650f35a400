"""The server is killed or suspended; each session played from its facts."""

import pytest

from server.domain.attendance.policy import DEFAULT_POLICY, AttendancePolicy
from server.domain.attendance.record import EndReason, Flag
from server.domain.attendance.summary import summary
from tests.support.attendance import STAFF, minutes, opened, plan

BEAT = 10 / 60


@pytest.mark.parametrize("killed_at", [12.0, 12.05, 12.1, 12.16, 63.99])
def test_a_killed_server_loses_at_most_one_beat_and_counts_nothing_twice(killed_at):
    tape = opened("ana").until(killed_at).killed()
    back = killed_at + 0.2
    tape.until(back).boots("boot-2")
    tape.joins(STAFF)
    tape.joins("ana")
    tape.until(180).ends()
    ana = tape.records(plan("ana"))["ana"]
    truth = 180 - 0.2
    assert truth - BEAT - 0.001 <= minutes(ana.countable_ms) <= truth
    assert ana.gaps[0].cause is EndReason.SERVER_OUTAGE
    assert minutes(ana.outage_ms) == pytest.approx(180 - minutes(ana.countable_ms))
    assert Flag.OUTAGE in ana.flags
    kind = tape.records(plan("ana"), AttendancePolicy(outages_count=True))["ana"]
    assert minutes(kind.countable_ms) == 180
    assert summary(tape.state(), plan("ana"), DEFAULT_POLICY, tape.at(180)).outages[0].stop == tape.at(back)


def test_a_killed_server_is_no_absence_of_staff_whoever_was_heard_last():
    """The newest beat heard the facilitator 10 s before the client; then nobody wrote anything any more."""
    tape = opened("ana").until(60).goes_silent(STAFF).until(60 + 10 / 60).killed()
    tape.until(61).boots("boot-2")
    tape.joins(STAFF)
    tape.joins("ana")
    tape.until(180).ends()
    ana = tape.records(plan("ana"))["ana"]
    assert Flag.WITHOUT_STAFF not in ana.flags and ana.without_staff_ms == 0
    assert [one.end_reason for one in ana.intervals] == [EndReason.SERVER_OUTAGE, EndReason.SESSION_ENDED]
    assert minutes(ana.countable_ms) == pytest.approx(180 - 50 / 60)
    held = summary(tape.state(), plan("ana"), DEFAULT_POLICY, tape.at(180))
    assert held.without_staff_ms == 0 and "Without staff" not in held.reason


def test_an_outage_after_which_somebody_did_not_come_back_counts_under_no_policy():
    tape = opened("ana").until(60).killed().until(62).boots("boot-2")
    tape.joins(STAFF)
    tape.until(180).ends()
    ana = tape.records(plan("ana"), AttendancePolicy(outages_count=True))["ana"]
    assert minutes(ana.countable_ms) == 60
    assert "Cut off by an outage of ours 2 h 00 min before the end." in ana.reason


def test_a_server_that_was_suspended_was_out_and_its_clients_were_not_lost():
    tape = opened("ana").until(60)
    tape.minute = 75
    tape._next_beat = 75
    tape.until(180).ends()
    ana = tape.records(plan("ana"))["ana"]
    assert minutes(ana.countable_ms) == 165
    assert [gap.cause for gap in ana.gaps] == [EndReason.SERVER_OUTAGE]
    outages = summary(tape.state(), plan("ana"), DEFAULT_POLICY, tape.at(180)).outages
    assert [(one.start, one.stop) for one in outages] == [(tape.at(60), tape.at(75))]
