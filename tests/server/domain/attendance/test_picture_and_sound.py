"""Who was seen and heard, and what is said of time in which nobody looked; each session played from its facts."""

import pytest

from server.domain.attendance.evidence import (
    Modality,
    Place,
)
from server.domain.attendance.policy import AttendancePolicy
from server.domain.attendance.record import Flag, Grade, NotCounted
from tests.support.attendance import STAFF, Tape, minutes, opened, plan

BEAT = 10 / 60


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
