"""Redundant audio: what is built is understood, what is lost comes back once, in its place, and nothing is guessed."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.forwarding.red import (
    DISTANCE,
    MAX_BLOCK_BYTES,
    MAX_BLOCKS,
    MAX_OFFSET,
    MAX_PAYLOAD,
    Block,
    Frame,
    RedReceiver,
    RedSender,
    parse,
)

FRAME = 960
OPUS = 111


def frame(number):
    return b"frame %d" % number


def redundant(blocks, primary, payload_type=OPUS):
    """A payload written down after RFC 2198 3, block by block: (offset, copy)."""
    heads = b"".join(
        bytes((0x80 | payload_type, offset >> 6, offset << 2 & 0xFF | len(copy) >> 8, len(copy) & 0xFF))
        for offset, copy in blocks
    )
    return heads + bytes((payload_type,)) + b"".join(copy for _, copy in blocks) + primary


class Publisher:
    """Sends frames whose packets repeat the `distance` before; `lengths` of each in timestamp units."""

    def __init__(self, distance=1, start=0):
        self.distance = distance
        self.start = start

    def packet(self, number):
        copies = [(back * FRAME, frame(number - back)) for back in range(self.distance, 0, -1) if number >= back]
        return self.start + number, self.time(number), redundant(copies, frame(number))

    def time(self, number):
        return (0xFFFFFFFF - 5 * FRAME + number * FRAME) & 0xFFFFFFFF


def receive(receiver, extended, timestamp, payload):
    """What a relay passes on for a packet: (extended number, timestamp, frame), the recovered ones first."""
    if not receiver.arrived(extended, timestamp):
        return []
    blocks = parse(payload)
    own = Frame(extended, timestamp, payload[blocks[-1].start : blocks[-1].end])
    return [*receiver.recovered(extended, timestamp, payload, blocks), own]


def test_a_payload_is_read_as_the_rfc_writes_it():
    payload = bytes.fromhex("85 1e0003 86 0f0002 05") + b"abc" + b"de" + b"primary"
    assert parse(payload) == (Block(5, 1920, 9, 12), Block(6, 960, 12, 14), Block(5, 0, 14, 21))


def test_a_payload_without_copies_is_its_primary_block():
    assert parse(bytes((OPUS,)) + b"primary") == (Block(OPUS, 0, 1, 8),)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\x80",
        bytes((0x80 | OPUS, 0, 0, 1)),
        bytes((0x80 | OPUS, 0, 0, 3, OPUS)) + b"ab",
        bytes((0x80 | OPUS, 0, 0, 0)) * MAX_BLOCKS + bytes((OPUS,)),
    ],
    ids=["empty", "half a header", "no primary block", "a block too long", "too many blocks"],
)
def test_what_does_not_fit_is_an_error(payload):
    with pytest.raises(ValueError):
        parse(payload)


@given(st.binary(max_size=80))
def test_whatever_comes_is_blocks_within_the_packet_or_an_error(payload):
    try:
        blocks = parse(payload)
    except ValueError:
        return
    assert 1 <= len(blocks) <= MAX_BLOCKS
    assert all(0 < block.start <= block.end <= len(payload) for block in blocks)
    assert blocks[-1].offset == 0 and blocks[-1].end == len(payload)
    receiver = RedReceiver()
    for extended in (10, 12):
        if receiver.arrived(extended, extended * FRAME):
            assert len(receiver.recovered(extended, extended * FRAME, payload, blocks)) < len(blocks)


@given(
    st.integers(1, 3),
    st.lists(st.tuples(st.booleans(), st.integers(0, 4)), min_size=2, max_size=90),
    st.sampled_from([0, 65536, 3]),
)
def test_what_is_passed_on_is_in_its_place_and_never_there_twice(distance, fates, start):
    """Each packet is lost or arrives, some behind others."""
    publisher, receiver = Publisher(distance, start), RedReceiver()
    order = sorted((index + late, index) for index, (lost, late) in enumerate(fates) if not lost)
    passed: dict[int, tuple[int, bytes]] = {}
    for _, index in order:
        for extended, timestamp, payload in receive(receiver, *publisher.packet(index)):
            assert extended not in passed
            passed[extended] = (timestamp, payload)
    assert passed == {start + n: (publisher.time(n), frame(n)) for n in (extended - start for extended in passed)}
    assert {start + index for _, index in order if index >= order[0][1]} <= set(passed)


def test_a_hole_is_filled_as_far_as_the_copies_go():
    publisher, receiver = Publisher(distance=2), RedReceiver()
    passed = [one.extended for n in (0, 1, 3, 4, 7, 11) for one in receive(receiver, *publisher.packet(n))]
    assert passed == [0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11]


def test_a_packet_that_comes_after_its_copy_is_not_passed_on_again():
    publisher, receiver = Publisher(), RedReceiver()
    numbers = [[one.extended for one in receive(receiver, *publisher.packet(n))] for n in (0, 1, 3, 2)]
    assert numbers == [[0], [1], [2, 3], []]


def test_of_what_was_before_the_first_packet_nothing_is_passed_on():
    publisher, receiver = Publisher(distance=2), RedReceiver()
    assert [one.extended for n in (5, 6) for one in receive(receiver, *publisher.packet(n))] == [5, 6]


def test_a_copy_from_before_a_silence_that_was_left_out_is_not_taken_for_the_packet_before():
    receiver = RedReceiver()
    receive(receiver, 1, 0, redundant([], frame(1)))
    silence = 10 * FRAME
    passed = receive(receiver, 3, silence + FRAME, redundant([(silence, frame(2))], frame(3)))
    assert [one.extended for one in passed] == [3]


@given(st.sets(st.integers(0, 59), max_size=30))
def test_what_we_build_repeats_the_last_two_frames_that_are_there(absent):
    sender = RedSender()
    for number in range(60):
        payload = sender.payload(number, Publisher().time(number), OPUS, frame(number))
        expected = [n for n in (number - 2, number - 1) if n >= 0 and n not in absent]
        *copies, primary = parse(payload)
        assert [payload[b.start : b.end] for b in copies] == [frame(n) for n in expected]
        assert [b.offset for b in copies] == [(number - n) * FRAME for n in expected]
        assert payload[primary.start : primary.end] == frame(number)
        assert {b.payload_type for b in (*copies, primary)} == {OPUS}
        if number not in absent:
            sender.keep(number, Publisher().time(number), frame(number))


def test_a_copy_that_its_header_cannot_describe_or_that_makes_the_packet_too_long_is_left_out():
    def built(before, ago, primary=b"primary"):
        sender = RedSender()
        sender.keep(1, 0, before)
        return sender.payload(2, ago, OPUS, primary)

    assert len(parse(built(b"old", MAX_OFFSET))) == 2
    assert len(parse(built(b"old", MAX_OFFSET + 1))) == 1
    assert len(parse(built(bytes(MAX_BLOCK_BYTES), FRAME))) == 2
    assert len(parse(built(bytes(MAX_BLOCK_BYTES + 1), FRAME))) == 1
    assert len(parse(built(bytes(200), FRAME, bytes(MAX_PAYLOAD - 205)))) == 2
    assert len(parse(built(bytes(200), FRAME, bytes(MAX_PAYLOAD - 204)))) == 1


def test_what_was_for_others_is_not_repeated():
    sender = RedSender()
    sender.keep(1, 0, frame(1))
    sender.clear()
    assert len(parse(sender.payload(2, FRAME, OPUS, frame(2)))) == 1


def test_of_20_percent_loss_less_than_one_remains_when_two_frames_are_repeated():
    dice, sender, receiver = Random(7), RedSender(), RedReceiver()
    count = 20_000
    heard: set[int] = set()
    for number in range(count):
        time = number * FRAME & 0xFFFFFFFF
        payload = sender.payload(number, time, OPUS, frame(number))
        sender.keep(number, time, frame(number))
        if number == 0 or dice.random() >= 0.2:
            heard.update(one.extended for one in receive(receiver, number, time, payload))
    assert DISTANCE == 2
    assert 0.006 < 1 - len(heard) / count < 0.01


def test_copies_are_left_out_where_the_packet_has_no_room_for_them():
    sender = RedSender()
    sender.keep(1, FRAME, bytes(500))
    whole = sender.payload(2, 2 * FRAME, 111, bytes(100))
    assert len(whole) > 600
    assert sender.payload(2, 2 * FRAME, 111, bytes(100), len(whole)) == whole
    assert sender.payload(2, 2 * FRAME, 111, bytes(100), len(whole) - 1) == b"\x6f" + bytes(100)
