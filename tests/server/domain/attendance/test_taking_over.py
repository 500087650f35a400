"""Who runs a session without having been planned for it is its staff, from when they took over."""

from server.domain.attendance.abandoned import abandoned_at
from server.domain.attendance.evidence import StaffTookOver
from server.domain.attendance.facts import Source
from server.domain.attendance.plan import RosterEntry, SessionPlan
from server.domain.attendance.policy import DEFAULT_POLICY
from server.domain.attendance.record import Outcome
from server.domain.roles import Role
from tests.support.attendance import STAFF, Tape, minutes, plan


def looked_in_on(*clients: str) -> SessionPlan:
    """The plan with the admin `boss`, who came without being planned."""
    planned = plan(*clients)
    roster = (*planned.roster, RosterEntry("boss", Role.ADMIN))
    return SessionPlan(planned.session, planned.kind, planned.starts_at, planned.ends_at, planned.time_zone, roster)


def test_minutes_count_with_an_admin_who_runs_the_session_in_place_of_who_was_planned():
    tape = Tape().boots()
    for who in ("ana", "boss"):
        tape.joins(who)
    tape.fact(StaffTookOver("boss")).starts().until(180).ends()
    records = tape.records(looked_in_on("ana"))
    assert minutes(records["ana"].countable_ms) == 180
    assert records["ana"].outcome is Outcome.PRESENT
    assert records["boss"].outcome is Outcome.STAFF
    assert records["boss"].without_staff_ms == 0


def test_minutes_count_with_a_substitute_only_from_when_they_took_over():
    tape = Tape().boots()
    for who in (STAFF, "ana", "boss"):
        tape.joins(who)
    tape.starts().until(60).leaves(STAFF).until(90).fact(StaffTookOver("boss")).until(180).ends()
    ana = tape.records(looked_in_on("ana"))["ana"]
    assert (minutes(ana.countable_ms), minutes(ana.without_staff_ms)) == (150, 30)


def test_a_substitute_in_the_physical_room_makes_in_room_minutes_count():
    tape = Tape().boots()
    tape.joins("boss")
    tape.fact(StaffTookOver("boss")).starts().tapped_present("ben", by="boss").until(180).counts(
        "ben", by="boss"
    ).ends()
    assert minutes(tape.records(looked_in_on("ben"))["ben"].in_room_ms) == 180


def test_a_session_that_its_substitute_left_last_ended_when_they_did():
    tape = Tape().boots()
    for who in ("ana", "boss"):
        tape.joins(who)
    tape.fact(StaffTookOver("boss")).starts().until(170).leaves("ana").until(200).leaves("boss")
    found = abandoned_at(tape.state(), looked_in_on("ana"), DEFAULT_POLICY, tape.at(300))
    assert found == tape.at(200)


def test_no_client_becomes_staff_by_a_fact_that_says_so():
    tape = Tape().boots()
    for who in ("ana", "ben"):
        tape.joins(who)
    tape.fact(StaffTookOver("ana"), source=Source.SIGNALING).starts().until(180).ends()
    assert tape.records(plan("ana", "ben"))["ben"].countable_ms == 0
