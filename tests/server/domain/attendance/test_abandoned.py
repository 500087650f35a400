from datetime import datetime

from server.domain.attendance.abandoned import abandoned_at
from server.domain.attendance.evidence import MarkedAbsent, SessionEnded
from server.domain.attendance.facts import Source
from server.domain.attendance.policy import DEFAULT_POLICY
from tests.support.attendance import STAFF, Tape, plan

PLANNED = 180


def opened(*clients: str) -> Tape:
    """Everybody is online, and the facilitator starts."""
    tape = Tape().boots()
    for one in (STAFF, *clients):
        tape.joins(one)
    return tape.starts()


def ended(tape: Tape, noticed: float = PLANNED + 30) -> datetime | None:
    return abandoned_at(
        tape.until(noticed).state(), plan("ana", "ben", minutes=PLANNED), DEFAULT_POLICY, tape.at(noticed)
    )


def test_it_ended_when_the_last_of_its_staff_went_also_after_the_planned_end():
    tape = opened("ana").until(185).leaves("ana").until(190).leaves(STAFF)
    assert ended(tape, 230) == tape.at(190)


def test_clients_who_stayed_on_are_there_to_the_planned_end_at_most():
    assert ended(opened("ana").until(100).leaves(STAFF).until(150).leaves("ana")) == Tape().at(150)
    assert ended(opened("ana").until(100).leaves(STAFF).until(900).leaves("ana"), 901) == Tape().at(PLANNED)


def test_a_killed_server_proves_nothing_after_its_last_beat_whenever_the_next_one_starts():
    tape = opened("ana").until(60).killed().until(2000).boots("boot-2")
    assert ended(tape, 2001) == tape.at(60)


def test_people_in_the_physical_room_count_as_seen_or_stated():
    tape = opened().tapped_present("ana", "ben").until(20).leaves(STAFF)
    assert ended(tape) == tape.at(20)
    tape = opened().tapped_present("ana").until(20).leaves(STAFF).until(90).checks_out("ana")
    assert ended(tape) == tape.at(90)
    tape = opened().tapped_present("ana").until(20).leaves(STAFF).until(90)
    assert ended(tape.fact(MarkedAbsent(), "ana", source=Source.TAP)) == tape.at(20), "absence is no presence"
    assert ended(opened().until(20).leaves(STAFF).states("ana", 5, 70)) == tape.at(70)


def test_a_session_that_never_started_never_ended():
    tape = Tape().boots()
    tape.joins("ana")
    assert ended(tape.until(10).leaves("ana")) is None


def test_the_record_of_a_session_that_was_left_shows_no_time_after_it():
    tape = opened("ana").until(100).leaves("ana").until(101).leaves(STAFF).until(PLANNED + 30)
    at = abandoned_at(tape.state(), plan("ana"), DEFAULT_POLICY, tape.at(PLANNED + 30))
    assert at is not None
    tape.fact(SessionEnded(), source=Source.SERVER, at=(at - tape.at(0)).total_seconds() / 60)
    ana = tape.records(plan("ana"))["ana"]
    assert (ana.countable_ms, ana.without_staff_ms) == (100 * 60_000, 0)
