"""What the record and the session say in words when something is out of the ordinary: read them as an auditor would."""

from datetime import UTC, datetime

import pytest

from server.domain.attendance.evidence import Modality, Place
from server.domain.attendance.policy import DEFAULT_POLICY, AttendancePolicy
from server.domain.attendance.summary import summary
from tests.support.attendance import NINE, STAFF, Tape, plan

CLOCKS_GO_FORWARD = datetime(2026, 3, 8, 6, 0, tzinfo=UTC)
"""One in the morning in New York; the session is on when two o'clock becomes three."""
CLOCKS_GO_BACK = datetime(2026, 11, 1, 5, 0, tzinfo=UTC)
BEFORE_MIDNIGHT = datetime(2026, 3, 3, 4, 0, tzinfo=UTC)
"""Eleven in the evening in New York."""


def online(*people: str, origin: datetime = NINE) -> Tape:
    """The facilitator and these clients are in the room; the session has not started."""
    tape = Tape(origin=origin).boots()
    for one in (STAFF, *people):
        tape.joins(one)
    return tape


def said(tape: Tape, planned=None, policy: AttendancePolicy = DEFAULT_POLICY) -> dict[str, str]:
    """Each one's outcome and reason, and the session's sentence."""
    planned = planned or plan("ana")
    found = {who: f"{one.outcome}: {one.reason}" for who, one in tape.records(planned, policy).items()}
    return {**found, "session": summary(tape.state(), planned, policy, tape.at(tape.minute)).reason}


@pytest.mark.parametrize("origin", [CLOCKS_GO_FORWARD, CLOCKS_GO_BACK, BEFORE_MIDNIGHT])
def test_three_hours_are_three_hours_when_the_clocks_change_and_over_midnight(origin):
    found = said(online("ana", origin=origin).starts().until(180).ends(), plan("ana", starts_at=origin))
    assert found["ana"] == "present: Attended 3 h 00 min of 3 h 00 min held."
    assert found["session"] == "Held for 3 h 00 min of 3 h 00 min planned."


def test_a_session_that_runs_over():
    tape = online("ana", "ben").starts().until(180).leaves("ben").until(210).ends()
    found = said(tape, plan("ana", "ben"))
    assert found["session"] == "Held for 3 h 30 min of 3 h 00 min planned. Ran over by 30 min."
    assert found["ana"] == "present: Attended 3 h 30 min of 3 h 30 min held."
    assert found["ben"] == "present: Attended 3 h 00 min of 3 h 30 min held."


def test_a_late_start_that_was_made_up_and_one_that_was_not():
    made_up = said(online("ana").until(25).starts().until(205).ends())
    assert made_up["session"] == "Held for 3 h 00 min of 3 h 00 min planned. Started 25 min late. Ran over by 25 min."
    assert made_up["ana"] == "present: Attended 3 h 00 min of 3 h 00 min held."
    lost = said(online("ana").until(25).starts().until(180).ends())
    assert lost["session"] == "Held for 2 h 35 min of 3 h 00 min planned. Started 25 min late."
    assert lost["ana"] == "present: Attended 2 h 35 min of 2 h 35 min held."


def test_a_facilitator_who_never_comes_to_a_session_that_nobody_starts():
    tape = Tape().boots()
    tape.joins("ana", Place.WAITING)
    found = said(tape.until(60).leaves("ana").until(200), plan("ana", "ben"))
    nothing = "excused: The session was never started, so there was nothing to attend."
    assert found == {
        "session": "Never started.",
        "ana": f"{nothing} The client came and waited 1 h 00 min.",
        "ben": nothing,
        STAFF: "staff: Staff; was not there.",
    }


def test_a_facilitator_who_never_comes_to_a_session_that_somebody_else_starts():
    tape = Tape().boots()
    tape.joins("ana", Place.WAITING)
    found = said(tape.starts().until(180).ends())
    assert found["session"] == "Held for 0 s of 3 h 00 min planned. Without staff for 3 h 00 min."
    assert found["ana"] == (
        "excused: No staff were there at any time, so there was nothing to attend. The client came and waited "
        "3 h 00 min."
    )


def test_everybody_in_person():
    tape = Tape().boots().tapped_present(STAFF).starts().counts("ana", "ben")
    tape.until(90).breaks().until(100).resumes().counts("ana", "ben").until(180).counts("ana", "ben").ends()
    found = said(tape, plan("ana", "ben", "cy"))
    assert found["session"] == "Held for 2 h 50 min of 3 h 00 min planned."
    assert found["ana"] == found["ben"] == "present: Attended 2 h 50 min of 2 h 50 min held."
    assert found["cy"] == "no_show: Expected and did not come."


def test_nobody_comes():
    found = said(online().starts().until(180).ends(), plan("ana", excused=["ben"]))
    assert found["session"] == "Held for 3 h 00 min of 3 h 00 min planned."
    assert found["ana"] == "no_show: Expected and did not come."
    assert found["ben"] == "excused: Excused beforehand and did not come."
    assert found[STAFF] == "staff: Staff; in the session for 3 h 00 min."


def test_staff_who_go_before_the_end():
    found = said(online("ana").starts().until(60).leaves(STAFF).until(180).ends())
    assert found["session"] == "Held for 1 h 00 min of 3 h 00 min planned. Without staff for 2 h 00 min."
    assert found["ana"] == (
        "present: Attended 1 h 00 min of 1 h 00 min held. For 2 h 00 min no staff were there, which does not count."
    )


def outage() -> Tape:
    """Of a quarter of an hour, after which both come back."""
    tape = online("ana").starts().until(60).killed()
    tape.minute = 75
    tape.boots("boot-2")
    tape.joins(STAFF)
    tape.joins("ana")
    return tape.until(180).ends()


def test_an_outage_is_time_that_the_session_was_not_held_and_both_sentences_say_so():
    """The session's sentence took it for time that was held, the client's did not."""
    found = said(outage())
    assert found["session"] == "Held for 2 h 45 min of 3 h 00 min planned. Our server was down for 15 min."
    assert found["ana"] == (
        "present: Attended 2 h 45 min of 2 h 45 min held. Our server was down for 15 min, which does not count."
    )


def test_an_outage_that_the_policy_counts_is_time_that_was_held():
    found = said(outage(), policy=AttendancePolicy(outages_count=True))
    assert found["session"] == "Held for 3 h 00 min of 3 h 00 min planned."
    assert found["ana"] == (
        "present: Attended 3 h 00 min of 3 h 00 min held. Our server was down for 15 min, which counts."
    )


def test_a_server_that_does_not_come_back_in_time_is_no_absence_of_staff():
    """It was called time without staff."""
    tape = online("ana").starts().until(60).killed()
    tape.minute = 180
    found = said(tape.boots("boot-2").ends())
    assert found["session"] == "Held for 1 h 00 min of 3 h 00 min planned. Our server was down for 2 h 00 min."
    assert found["ana"] == (
        "left_early: Attended 1 h 00 min of 1 h 00 min held. Cut off by an outage of ours 2 h 00 min before the end."
    )


def test_a_session_in_progress_must_go_on_for_as_long_as_the_server_was_down():
    tape = online("ana").starts().until(60).killed()
    tape.minute = 75
    tape.boots("boot-2")
    tape.joins(STAFF)
    tape.until(100)
    assert summary(tape.state(), plan("ana"), DEFAULT_POLICY, tape.at(100)).must_end_at == tape.at(195)


@pytest.mark.parametrize(
    "policy, way",
    [
        (AttendancePolicy(camera_off_counts=False), "without a picture"),
        (AttendancePolicy(must_receive=True), "without receiving anybody"),
    ],
)
def test_who_was_there_in_a_way_that_does_not_count_is_said_to_have_been_there(policy, way):
    """It said that they attended nothing, and not why."""
    tape = online("ana").starts()
    tape.silent_video.add("ana")
    for one in tape.until(180).ends().facts:
        if hasattr(one.evidence, "connections"):
            rows = tuple(row._replace(receiving=False) for row in one.evidence.connections)
            object.__setattr__(one.evidence, "connections", rows)
    assert said(tape, policy=policy)["ana"] == (
        "no_show: Attended 0 s of 3 h 00 min held, fewer than the 18 min that partial attendance needs. "
        f"Was there {way} for 3 h 00 min, which the policy does not count."
    )


def test_time_by_phone_that_does_not_count():
    tape = Tape().boots().tapped_present(STAFF).starts()
    tape.states("ana", 0, 180, Modality.PHONE).until(180).counts(by=STAFF).ends()
    reason = said(tape, policy=AttendancePolicy(phone_counts=False))["ana"]
    assert reason.endswith("Was there by phone for 3 h 00 min, which the policy does not count.")


def test_holds_and_private_words_are_told():
    tape = online("ana", "ben").starts().moves("ana", Place.HOLD).moves("ben", Place.TALK_FIRST)
    tape.until(30).moves("ana", Place.GROUP).moves("ben", Place.GROUP).until(180).ends()
    found = said(tape, plan("ana", "ben"))
    attended = "present: Attended 2 h 30 min of 3 h 00 min held."
    assert found["ana"] == f"{attended} Was on hold for 30 min, as no staff could be reached."
    assert found["ben"] == f"{attended} Had a private word with staff for 30 min before being let in."
