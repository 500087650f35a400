"""What today's systems get wrong, and what a session can run into; each a session played from its facts."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from server.domain.attendance.absorb import apply_all
from server.domain.attendance.derive import record
from server.domain.attendance.evidence import (
    Cause,
    CheckedIn,
    ClockStepped,
    Disconnected,
    Modality,
    Place,
    SessionEnded,
)
from server.domain.attendance.facts import Source
from server.domain.attendance.plan import RosterEntry
from server.domain.attendance.policy import DEFAULT_POLICY, AttendancePolicy
from server.domain.attendance.record import EndReason, Flag, Grade, NotCounted, Outcome
from server.domain.attendance.state import AttendanceState
from server.domain.attendance.summary import last_proof, summary
from server.domain.roles import Role
from tests.support.attendance import NINE, SESSION, STAFF, Tape, minutes, plan

BEAT = 10 / 60


def opened(*clients: str) -> Tape:
    """A session that its facilitator has started with these clients online."""
    tape = Tape().boots()
    tape.joins(STAFF)
    tape.starts()
    for client in clients:
        tape.joins(client)
    return tape


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


def test_muting_never_lowers_attendance_and_camera_off_counts_as_the_policy_says():
    tape = opened("ana")
    tape.silent_video.add("ana")
    tape.until(180).ends()
    ana = tape.records(plan("ana"))["ana"]
    assert minutes(ana.countable_ms) == 180 and ana.video_ms == 0
    assert ana.intervals[-1].modality is Modality.AUDIO_ONLY and Flag.NO_VIDEO in ana.flags
    strict = tape.records(plan("ana"), AttendancePolicy(camera_off_counts=False))["ana"]
    assert strict.countable_ms == 0
    assert strict.intervals[-1].not_counted is NotCounted.CAMERA_OFF


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


def test_an_outage_after_which_somebody_did_not_come_back_counts_under_no_policy():
    tape = opened("ana").until(60).killed().until(62).boots("boot-2")
    tape.joins(STAFF)
    tape.until(180).ends()
    ana = tape.records(plan("ana"), AttendancePolicy(outages_count=True))["ana"]
    assert minutes(ana.countable_ms) == 60
    assert "Cut off by an outage of ours 2 h 00 min before the end." in ana.reason


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


def test_an_end_without_a_word_about_each_connection_ends_them_all():
    tape = opened("ana").until(59.9)
    tape.minute = 60
    tape.fact(SessionEnded(STAFF), source=Source.TAP)
    ana = tape.records(plan("ana", minutes=60), now=300)["ana"]
    assert ana.intervals[-1].end_reason is EndReason.SESSION_ENDED
    assert minutes(ana.countable_ms) >= 60 - BEAT and ana.estimated


def test_a_check_out_without_a_check_in_is_no_presence():
    tape = opened().until(30).checks_out("ben").until(60).ends()
    assert tape.records(plan("ben", minutes=60))["ben"].present_ms == 0


def test_what_no_beat_saw_is_as_the_nearest_observation():
    """Connected some seconds before media flow; gone before the next beat; back on a connection that no beat saw."""
    tape = Tape().boots()
    tape.joins(STAFF)
    tape.starts().joins("ana", Place.WAITING)
    tape.until(BEAT * 0.4).moves("ana", Place.GROUP)
    tape.unseen.add("ana")
    tape.until(BEAT).unseen.clear()
    tape.until(BEAT * 3.5).leaves("ana")
    tape.until(BEAT * 3.6).joins("ana")
    tape.until(BEAT * 3.9).leaves("ana").until(BEAT * 6).ends()
    ana = tape.records(plan("ana", minutes=1))["ana"]
    assert {interval.modality for interval in ana.intervals} == {Modality.VIDEO}
    assert ana.video_ms == ana.countable_ms > 0
    assert Flag.NO_VIDEO not in ana.flags


def test_a_camera_that_starts_between_two_beats_is_not_audio_only():
    tape = opened("ana")
    tape.silent_video.add("ana")
    tape.until(BEAT).silent_video.clear()
    tape.until(3).ends()
    ana = tape.records(plan("ana", minutes=3))["ana"]
    assert ana.video_ms == ana.countable_ms == 180_000


def test_who_was_seen_by_no_beat_is_online_and_neither_on_video_nor_on_audio_alone():
    tape = opened().until(BEAT * 1.2)
    tape.joins("ana")
    tape.until(BEAT * 1.8).leaves("ana").until(1).ends()
    ana = tape.records(plan("ana", minutes=1))["ana"]
    assert [interval.modality for interval in ana.intervals] == [Modality.ONLINE]
    assert ana.countable_ms > 0 == ana.video_ms
    assert Flag.NO_VIDEO not in ana.flags


def test_a_picture_that_broke_off_for_good_is_not_shown_as_going_on():
    """The socket stays while media is gone: for minutes, beats look and see nothing."""
    tape = opened("ana").until(10)
    tape.unseen.add("ana")
    tape.until(60).ends()
    ana = tape.records(plan("ana", minutes=60))["ana"]
    assert [interval.modality for interval in ana.intervals] == [Modality.VIDEO, Modality.ONLINE]
    assert minutes(ana.video_ms) == 10
    assert Flag.NO_VIDEO in ana.flags


def test_a_relay_that_does_not_answer_says_nothing_of_picture_and_sound():
    tape = opened("ana").until(10)
    tape.relay_answers = False
    tape.until(20)
    tape.relay_answers = True
    tape.until(60).ends()
    ana = tape.records(plan("ana", minutes=60))["ana"]
    assert [interval.modality for interval in ana.intervals] == [Modality.VIDEO]
    assert Flag.NO_VIDEO not in ana.flags


@pytest.mark.parametrize(("beats", "flagged"), [(5, False), (6, True)])
def test_no_video_is_flagged_from_a_minute_of_evidence_on(beats, flagged):
    tape = opened("ana").until(10)
    tape.silent_video.add("ana")
    tape.until(10 + beats * BEAT).silent_video.clear()
    tape.until(60).ends()
    ana = tape.records(plan("ana", minutes=60))["ana"]
    assert ana.countable_ms - ana.video_ms == beats * 10_000
    assert (Flag.NO_VIDEO in ana.flags) is flagged


def test_no_video_is_not_flagged_of_somebody_who_sits_in_the_room_with_an_open_laptop():
    tape = opened("ana").tapped_present("ana", STAFF)
    tape.silent_video.add("ana")
    tape.until(60).counts("ana").ends()
    assert Flag.NO_VIDEO not in tape.records(plan("ana", minutes=60))["ana"].flags


def test_an_outage_that_counts_is_as_what_was_seen_around_it():
    tape = opened("ana").until(30).killed().until(30.5).boots("boot-2")
    tape.joins(STAFF)
    tape.joins("ana")
    tape.until(60).ends()
    ana = tape.records(plan("ana", minutes=60), AttendancePolicy(outages_count=True))["ana"]
    assert ana.video_ms == ana.countable_ms == 3_600_000


def test_time_in_the_waiting_room_is_as_what_was_seen_after_admission():
    tape = opened()
    tape.joins("ana", Place.WAITING)
    tape.unseen.add("ana")
    tape.until(5).unseen.clear()
    tape.moves("ana", Place.GROUP).until(60).ends()
    waiting, group = tape.records(plan("ana", minutes=60))["ana"].intervals
    assert (waiting.modality, waiting.not_counted, waiting.grade) == (
        Modality.VIDEO,
        NotCounted.WAITING,
        Grade.CONNECTED,
    )
    assert (group.modality, group.grade) == (Modality.VIDEO, Grade.SENDING)


def test_half_of_what_nobody_saw_is_as_before_it_and_half_as_after_it():
    tape = opened("ana").until(10)
    tape.unseen.add("ana")
    tape.until(10 + 4 * BEAT).unseen.clear()
    tape.silent_video.add("ana")
    tape.until(60).ends()
    ana = tape.records(plan("ana", minutes=60))["ana"]
    assert ana.video_ms == 600_000 + 20_000


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


@pytest.mark.parametrize("watching", [True, False])
def test_beats_that_jitter_by_a_millisecond_leave_no_slices_in_three_hours(watching):
    tape = opened("ana")
    if watching:
        tape.unseen.add("ana")
    for number in range(1, 1080):
        tape.minute = (number * 10_000 + (number - 1) % 3) / 60_000
        tape.beat()
    tape._next_beat = 180
    tape.until(180).ends()
    ana = tape.records(plan("ana"))["ana"]
    assert [one.ms for one in ana.intervals] == [180 * 60_000]
    connection = next(iter(tape.state().people["ana"].connections.values()))
    assert len(connection.receiving) == 1, "the state grows with interruptions, not with beats"


def test_a_camera_that_starts_is_not_audio_only_for_a_beat_however_beats_jitter():
    tape = opened()
    tape.silent_video.add("ana")
    tape.joins("ana")
    for number in range(1, 31):
        tape.minute = (number * 10_000 + number) / 60_000
        tape.beat()
        tape.silent_video.clear()
    tape._next_beat = None
    tape.ends()
    assert {one.modality for one in tape.records(plan("ana"))["ana"].intervals} == {Modality.VIDEO}


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
