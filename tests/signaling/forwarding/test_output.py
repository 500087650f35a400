"""An output's numbers are in a row whatever is withheld from it, and its timestamps never run backwards."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from signaling.forwarding.history import PacketHistory
from signaling.forwarding.output import Output, Repair, original
from signaling.forwarding.publication import Publication
from signaling.forwarding.rtp import HEADER
from signaling.forwarding.stream import Stream
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
