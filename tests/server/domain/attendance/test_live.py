from server.domain.attendance.evidence import Place
from server.domain.attendance.live import minutes
from server.domain.attendance.policy import DEFAULT_POLICY
from server.domain.attendance.record import Minutes
from tests.support.attendance import STAFF, Tape, plan

MINUTE = 60_000


def live(tape: Tape, *clients: str) -> dict[str, Minutes]:
    return minutes(tape.state(), plan(*clients), DEFAULT_POLICY, tape.at(tape.minute))


def test_the_roster_shows_what_is_proved_and_apart_from_it_what_a_headcount_would_confirm():
    tape = Tape().boots()
    tape.joins(STAFF)
    tape.starts().tapped_present("ana")
    tape.joins("ben")
    tape.until(30)
    shown = live(tape, "ana", "ben", "cai")
    assert shown["ana"] == Minutes(0, 30 * MINUTE, in_room=True, online=False)
    assert shown["ben"] == Minutes(30 * MINUTE, 0, in_room=False, online=True, with_group=True)
    assert shown["cai"] == Minutes(0, 0, in_room=False, online=False)
    tape.counts("ana")
    assert live(tape, "ana")["ana"] == Minutes(30 * MINUTE, 0, in_room=True, online=False)


def test_who_left_or_checked_out_is_not_shown_as_here():
    tape = Tape().boots()
    tape.joins(STAFF)
    tape.starts().tapped_present("ana")
    tape.joins("ben")
    tape.until(10).checks_out("ana").leaves("ben").until(12)
    shown = live(tape, "ana", "ben")
    assert shown["ana"] == Minutes(0, 10 * MINUTE, in_room=False, online=False), "nor are the staff confirmed yet"
    assert shown["ben"] == Minutes(10 * MINUTE, 0, in_room=False, online=False)


def test_who_waits_is_online_and_gathers_no_minutes():
    tape = Tape().boots()
    tape.joins(STAFF)
    tape.starts().joins("ana", Place.WAITING)
    tape.until(10)
    assert live(tape, "ana")["ana"] == Minutes(0, 0, in_room=False, online=True)
