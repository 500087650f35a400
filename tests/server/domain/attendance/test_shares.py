"""Camera off, sound alone and phone are told apart, by what the relay saw and staff stated."""

from server.domain.attendance.evidence import Modality, Place
from server.domain.attendance.record import Flag
from server.domain.attendance.record_codec import record_from_data, record_to_data
from tests.support.attendance import STAFF, Tape, minutes, plan


def opened(*people: str) -> Tape:
    tape = Tape().boots()
    for one in (STAFF, *people):
        tape.joins(one)
    return tape.starts()


def test_who_turned_the_camera_off_is_told_from_who_came_by_sound_alone():
    tape = opened("ana", "ben")
    tape.silent_video.add("ben")
    tape.until(60).silent_video.add("ana")
    records = tape.until(180).ends().records(plan("ana", "ben"))
    ana, ben = records["ana"], records["ben"]
    assert [minutes(ms) for ms in (ana.video_ms, ana.camera_off_ms, ana.audio_only_ms)] == [60, 120, 0]
    assert [minutes(ms) for ms in (ben.video_ms, ben.camera_off_ms, ben.audio_only_ms)] == [0, 0, 180]
    assert [one.modality for one in ana.intervals] == [Modality.VIDEO, Modality.CAMERA_OFF]
    assert Flag.NO_VIDEO in ana.flags and Flag.NO_VIDEO in ben.flags
    assert minutes(ana.countable_ms) == minutes(ben.countable_ms) == 180


def test_who_comes_back_with_the_camera_off_could_still_have_shown_themselves():
    tape = opened("ana").until(60)
    tape.silent_video.add("ana")
    tape.leaves("ana")
    tape.joins("ana")
    ana = tape.until(180).ends().records(plan("ana"))["ana"]
    assert (minutes(ana.camera_off_ms), ana.audio_only_ms) == (120, 0)


def test_a_camera_that_came_on_late_had_been_off_before():
    tape = opened("ana")
    tape.silent_video.add("ana")
    tape.until(60).silent_video.clear()
    ana = tape.until(180).ends().records(plan("ana"))["ana"]
    assert [minutes(ms) for ms in (ana.video_ms, ana.camera_off_ms)] == [120, 60]


def test_phone_is_a_share_of_its_own_and_in_the_room_nobody_needs_a_camera():
    tape = opened("ana").tapped_present(STAFF, "ben")
    tape.silent_video.add("ben")
    tape.joins("ben")
    tape.until(120).leaves("ana").states("ana", 120, 180).until(180).counts("ben").ends()
    records = tape.records(plan("ana", "ben"))
    assert (minutes(records["ana"].video_ms), minutes(records["ana"].phone_ms)) == (120, 60)
    ben = records["ben"]
    assert (minutes(ben.in_room_ms), ben.camera_off_ms, ben.audio_only_ms) == (180, 0, 0)


def test_staffs_word_that_somebody_had_no_camera_goes_before_what_the_relay_saw():
    tape = opened("ana").until(60)
    tape.silent_video.add("ana")
    tape.until(180).states("ana", 60, 180, Modality.AUDIO_ONLY).ends()
    ana = tape.records(plan("ana"))["ana"]
    assert (minutes(ana.audio_only_ms), ana.camera_off_ms) == (120, 0)


def test_shares_leave_out_what_does_not_count():
    tape = opened("ana")
    tape.silent_video.add("ana")
    tape.moves("ana", Place.WAITING).until(30).moves("ana", Place.GROUP).until(90).breaks().until(100).resumes()
    ana = tape.until(180).ends().records(plan("ana"))["ana"]
    assert minutes(ana.audio_only_ms) == minutes(ana.countable_ms) == 140


def test_muting_is_no_share_and_lowers_none():
    """A muted microphone sends silence; even one that sends nothing is there."""
    tape = opened("ana").until(60)
    tape.unseen.add("ana")
    ana = tape.until(180).ends().records(plan("ana"))["ana"]
    assert minutes(ana.countable_ms) == 180


def test_a_record_that_was_stored_before_shares_were_told_apart_has_those_of_its_intervals():
    tape = opened("ana").until(120).leaves("ana").states("ana", 120, 180)
    record = tape.until(180).ends().records(plan("ana"))["ana"]
    data = dict(record_to_data(record))
    for share in ("camera_off_ms", "audio_only_ms", "phone_ms"):
        del data[share]
    assert record_from_data(data) == record
