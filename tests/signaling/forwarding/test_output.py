"""An output's numbers are in a row whatever is withheld from it, and its timestamps never run backwards."""

import weakref
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.forwarding.history import PacketHistory
from signaling.forwarding.output import Output, Repair, original
from signaling.forwarding.publication import Publication
from signaling.forwarding.rtp import HEADER
from signaling.forwarding.stream import SenderClock, Stream
from tests.support.peer import packet

RATE = 90000


def output(next_sequence=0, repair=None):
    made = Output(9, {96: 100}, (), repair, next_sequence)
    made.sink = ("sink",)
    return made


class Feed:
    """Plays packets into a publication as the packet path does and notes what its only output would be sent."""

    def __init__(self, out, begins=None):
        self.publication = Publication(begins, False, 0)
        (self.layer,) = self.publication.layers
        self.out = out
        self.publication.add(out)
        self.now = 0.0
        self.sent: list[tuple[int, int]] = []

    def use(self, ssrc):
        self.publication.use(self.layer, Stream(ssrc, RATE), self.now)

    def packet(self, sequence, timestamp):
        stream = self.layer.stream
        assert stream is not None
        extended = stream.receive(sequence & 0xFFFF, timestamp & 0xFFFFFFFF, self.now)
        if extended < stream.highest:
            routes = self.layer.late(96, extended)
        else:
            if self.layer.history is not None:
                self.layer.history.put(extended, self.now, packet(1, sequence, timestamp, b"%d" % sequence, 96))
            if self.layer.waiting:
                self.publication.begin(self.layer, extended, timestamp & 0xFFFFFFFF, self.now)
            routes = self.layer.routes.get(96, ())
        for route in routes:
            for _, _, sequence_delta, timestamp_delta, *_ in route.entries:
                self.sent.append(((sequence + sequence_delta) & 0xFFFF, (timestamp + timestamp_delta) & 0xFFFFFFFF))


actions = st.lists(
    st.one_of(
        st.tuples(st.just("packets"), st.integers(1, 40)),
        st.tuples(st.just("gate"), st.booleans()),
        st.tuples(st.just("source"), st.integers(0, 0xFFFF)),
    ),
    max_size=30,
)


@given(actions, st.integers(0, 0xFFFF), st.integers(0, 0xFFFF), st.integers(0, 0xFFFFFFFF))
def test_numbers_are_in_a_row_across_pauses_sources_and_wraps(story, start, first, timestamp):
    feed = Feed(output(start))
    feed.use(1)
    sequence = first
    for number, (what, value) in enumerate(story):
        if what == "gate":
            feed.publication.set_open(feed.out, value, feed.now)
        elif what == "source":
            feed.use(100 + number)
            sequence, timestamp = value, value * 7919
        else:
            for _ in range(value):
                feed.packet(sequence, timestamp)
                sequence, timestamp, feed.now = sequence + 1, timestamp + 3000, feed.now + 1 / 30
    numbers = [number for number, _ in feed.sent]
    assert numbers == [(start + index) & 0xFFFF for index in range(len(numbers))]
    stamps = [stamp for _, stamp in feed.sent]
    assert all(0 < (after - before) & 0xFFFFFFFF < 1 << 31 for before, after in pairwise(stamps))


@given(st.permutations(range(12)), st.integers(0, 0xFFFF))
def test_reordered_packets_keep_their_places_and_none_from_before_the_start_comes(order, first):
    feed = Feed(output(500))
    feed.use(1)
    feed.publication.set_open(feed.out, True, 0.0)
    for index in order:
        feed.packet(first + index, index * 3000)
    begun = order[0]
    expected = [500 + index - begun for index in order if index >= begun]
    assert [number for number, _ in feed.sent] == expected


def test_a_lost_packet_leaves_the_gap_that_it_is():
    feed = Feed(output(10))
    feed.use(1)
    feed.publication.set_open(feed.out, True, 0.0)
    for sequence in (1, 2, 4):
        feed.packet(sequence, 0)
    assert [number for number, _ in feed.sent] == [10, 11, 13]


@given(st.lists(st.integers(1, 30), min_size=1, max_size=6))
def test_what_a_subscriber_asks_for_again_is_what_it_was_sent_under_that_number(stretches):
    feed = Feed(output(65000), begins=lambda packet, payload, length: True)
    feed.use(1)
    sequence = 65500
    came: list[int] = []
    for stretch in stretches:
        feed.publication.set_open(feed.out, True, 0.0)
        for _ in range(stretch):
            feed.packet(sequence, sequence * 3000)
            came.append(sequence)
            sequence += 1
        feed.publication.set_open(feed.out, False, 0.0)
        feed.packet(sequence, sequence * 3000)
        sequence += 1
    feed.publication.set_open(feed.out, True, 0.0)
    for (number, stamp), source in zip(feed.sent, came, strict=True):
        again = feed.out.again(number, 0.0)
        assert again == packet(9, number, stamp, b"%d" % source, 100)


def test_rtx_carries_the_original_number_and_is_undone_to_the_same_packet():
    out = output(7, Repair(77, {100: 101}))
    source, history = Stream(1, RATE), PacketHistory()
    history.put(source.receive(3, 1234, 0.0), 0.0, HEADER.pack(0x80, 0x80 | 96, 3, 1234, 1) + b"payload")
    out.start(source, history, source.highest, 1234, 0.0)
    again = out.again(7, 0.0)
    assert again is not None
    assert HEADER.unpack_from(again) == (0x80, 0x80 | 101, 7, 1234, 77)
    assert again[12:] == b"\x00\x07payload"
    buffer = bytearray(again)
    length = original(memoryview(buffer), len(buffer), 96, 1)
    assert bytes(buffer[:length]) == HEADER.pack(0x80, 0x80 | 96, 7, 1234, 1) + b"payload"


def test_an_output_made_again_continues_its_numbers():
    feed = Feed(output(10))
    feed.use(1)
    feed.publication.set_open(feed.out, True, 0.0)
    for sequence in range(5):
        feed.packet(sequence, sequence * 3000)
    feed.publication.remove(feed.out, 0.2)
    successor = output(9999)
    successor.continue_from(feed.out)
    feed.publication.add(successor)
    feed.publication.set_open(successor, True, 0.2)
    feed.packet(5, 15000)
    assert [number for number, _ in feed.sent] == [10, 11, 12, 13, 14, 15]


def test_an_output_that_ended_keeps_its_numbers_and_none_of_the_packets():
    """It is kept for as long as its subscriber stays; a history is half a MiB."""
    feed = Feed(output(10), lambda packet, payload, length: True)
    feed.use(1)
    feed.publication.set_open(feed.out, True, 0.0)
    for sequence in range(5):
        feed.packet(sequence, sequence * 3000)
    assert len(feed.sent) == 5
    feed.publication.remove(feed.out, 0.2)
    history = weakref.ref(feed.layer.history)
    del feed.layer, feed.publication
    assert history() is None
    assert feed.out.progress[0] == 15


def reported(stream, seconds, timestamp):
    stream.clock = SenderClock(round(seconds * 2**32), timestamp & 0xFFFFFFFF, 0.0)


def changed(low_told=True, high_told=True, delay=0.0, captured=1.0):
    """The timestamp, since the last one that was sent, of a keyframe of another layer that comes at 11 s + delay.

    Both layers call the second 0 of the publisher's clock something else. The last frame was of second 0.9.
    """
    low, high, out = Stream(1, RATE), Stream(2, RATE), output()
    if low_told:
        reported(low, 5.0, 5 * RATE + 777)
    if high_told:
        reported(high, 3.0, 3 * RATE + 0xFFFFFF00)
    out.start(low, None, low.receive(1, 777, 10.0), 777, 10.0)
    low.receive(2, int(0.9 * RATE) + 777, 10.9)
    last = low.last_timestamp + out.timestamp_delta
    out.stop(11.0 + delay)
    timestamp = int(captured * RATE) + 0xFFFFFF00 & 0xFFFFFFFF
    out.start(high, None, high.receive(1, timestamp, 11.0 + delay), timestamp, 11.0 + delay)
    return (timestamp + out.timestamp_delta - last) & 0xFFFFFFFF


def test_the_publishers_clock_says_how_timestamps_go_on_in_another_layer():
    assert changed(captured=1.0) == RATE // 10
    assert changed(captured=1.0, delay=0.3) == RATE // 10


def test_without_the_publishers_clock_it_is_the_time_that_went_by():
    assert changed(low_told=False, delay=0.3) == pytest.approx(0.4 * RATE, abs=2)
    assert changed(high_told=False, delay=0.3) == pytest.approx(0.4 * RATE, abs=2)


def test_a_clock_that_cannot_be_right_is_not_believed():
    assert changed(captured=4.0) == pytest.approx(0.1 * RATE, abs=2)


def test_timestamps_never_go_back_even_where_the_other_layer_is_behind():
    assert changed(captured=0.9) == 1
    assert changed(captured=0.87) == 1


def test_timestamps_that_were_held_forward_are_right_again_after_the_next_change():
    """Else each change would move the picture a little further from the sound."""
    layers = Stream(1, RATE), Stream(2, RATE)
    for stream in layers:
        reported(stream, 0.0, 0)
    out = output()
    for number in range(101):
        stream, at = layers[number % 2], 1 + number * 0.1
        captured = at - 0.1 * (number % 2)  # the second layer comes late
        timestamp = round(captured * RATE)
        out.start(stream, None, stream.receive(number, timestamp, at), timestamp, at)
        out.stop(at)
    assert abs(out.timestamp_delta) <= 2


def test_what_was_numbered_transport_wide_is_not_sent_again_under_its_own_number():
    """With another number inside it would be another packet: two under one nonce give the key of AES-GCM away."""
    out = Output(9, {96: 100, 98: 102}, (), Repair(10, {100: 101}), 0)
    out.sink, out.number_id = ("sink",), 5
    publication = Publication(lambda packet, payload, length: True, True, 0)
    (layer,) = publication.layers
    publication.add(out)
    publication.set_open(out, True, 0.0)
    stream = Stream(1, RATE)
    publication.use(layer, stream, 0.0)
    assert layer.history is not None
    for sequence, payload_type in ((1, 96), (2, 98)):
        extended = stream.receive(sequence, 0, 0.0)
        layer.history.put(extended, 0.0, packet(1, sequence, 0, b"picture", payload_type))
        if layer.waiting:
            publication.begin(layer, extended, 0, 0.0)
    repaired = out.again(0, 0.0)
    assert repaired is not None
    assert HEADER.unpack_from(repaired)[4] == 10
    assert out.again(1, 0.0) is None
