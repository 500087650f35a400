"""The physical room's own device: by it those at home are with the staff in the room."""

from server.domain.attendance.evidence import RoomCarried
from server.domain.attendance.record import NotCounted
from tests.support.attendance import STAFF, Tape, minutes, plan


def carried(tape: Tape, start: int, stop: int) -> Tape:
    for beat in range(start * 6 + 1, stop * 6 + 1):
        tape.fact(RoomCarried("wall"), at=beat / 6)
    return tape


def hybrid() -> Tape:
    """Staff and ben are in the room, ana is at home; nobody of the staff is online."""
    tape = Tape().boots()
    tape.joins("ana")
    return tape.tapped_present("ben").starts()


def test_staff_in_the_room_count_for_those_at_home_only_while_the_room_device_carries():
    tape = hybrid().until(180).counts("ben").ends()
    records = carried(tape, 0, 60).records(plan("ana", "ben"))
    assert minutes(records["ana"].countable_ms) == 60
    assert minutes(records["ana"].without_staff_ms) == 120
    assert minutes(records["ben"].countable_ms) == 180
    assert set(records) == {"ana", "ben", STAFF}, "the device is nobody"


def test_the_device_carries_nobody_to_those_at_home_while_no_staff_are_in_the_room():
    tape = Tape().boots()
    tape.joins("ana")
    tape.tapped_present("ben", by="").starts().until(60).counts("ben", by="").ends()
    ana = carried(tape, 0, 60).records(plan("ana", "ben"))["ana"]
    assert ana.countable_ms == 0
    assert {interval.not_counted for interval in ana.intervals} >= {NotCounted.WITHOUT_STAFF}


def test_the_gap_while_the_device_was_lost_does_not_count_for_those_at_home():
    tape = hybrid().until(90).counts("ben").ends()
    carried(carried(tape, 0, 30), 40, 90)
    assert minutes(tape.records(plan("ana", "ben"))["ana"].countable_ms) == 80
