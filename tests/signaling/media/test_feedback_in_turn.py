"""What clients report: read at the room's turn where the line is at rest, at once and in order where it is not."""

import struct
import time

import pytest

from signaling.forwarding import rtcp
from signaling.forwarding.congestion import feedback
from signaling.forwarding.congestion.allocate import Demand
from signaling.forwarding.congestion.estimate import START
from signaling.media.feedback import MAX_WAITING

BEGIN = 50.0


class Line:
    """Bob's, with packets sent on it that he can speak of."""

    def __init__(self, relay):
        self.relay = relay.relay
        self.relay._ticking.stop()
        (self.transport,) = self.relay._rooms.transports()
        self.downlink = self.transport.downlink
        self.downlink.wide = True
        self.sent = 0

    def send(self, end):
        """All packets before that number."""
        for number in range(self.sent, end):
            self.downlink.sent.number(100, BEGIN + 0.01 * number)
        self.sent = max(self.sent, end)

    def tell(self, base, delays, body=None):
        """He got one packet after the other, each so late."""
        self.send(base + len(delays))
        times = [round(feedback.TICKS_PER_SECOND * (10 + 0.01 * (base + at) + late)) for at, late in enumerate(delays)]
        body = feedback.write(1, 2, base, 0, times) if body is None else body
        self.relay._feedback.receive(self.transport, rtcp.transport_feedback(body), time.monotonic())

    def take_turn(self):
        self.relay._on_tick(5)


@pytest.fixture
async def line(relay):
    await relay.peer("b", "subscribe")
    return Line(relay)


async def test_on_a_line_at_rest_it_waits_for_the_turn(line):
    line.tell(0, [0] * 10)
    line.tell(10, [0] * 10)
    assert line.downlink.received == 0
    line.take_turn()
    assert line.downlink.received == 20


async def test_no_more_wait_than_a_bound(line):
    for number in range(MAX_WAITING):
        line.tell(number, [0])
    assert line.downlink.received == 0
    line.tell(MAX_WAITING, [0])
    assert line.downlink.received == MAX_WAITING + 1


async def test_where_more_is_under_way_than_is_spoken_of_it_does_not_wait(line):
    line.send(21)
    line.tell(0, [0] * 10)
    assert line.downlink.received == 10


async def test_on_a_narrow_line_it_does_not_wait(line):
    line.downlink.wide = False
    line.tell(0, [0] * 10)
    assert line.downlink.received == 10


async def test_where_packets_queue_it_does_not_wait(line):
    line.tell(0, [0] * 20 + [0.1] * 20)
    line.take_turn()
    line.tell(40, [0.1] * 10)
    assert line.downlink.received == 50


async def test_on_a_line_that_is_tried_it_does_not_wait(line):
    line.downlink.share([("a", Demand("video", (100_000, 900_000), 1))], True, BEGIN)
    line.downlink.padding(BEGIN)
    line.downlink.padded(BEGIN)
    line.downlink.wide = True
    line.tell(0, [0] * 10)
    assert line.downlink.received == 10


async def test_what_waits_is_read_before_what_does_not(line):
    line.tell(0, [0] * 10)
    line.downlink.wide = False
    line.tell(10, [0] * 10)
    assert (line.downlink.received, line.downlink.lost) == (20, 0)


async def test_what_is_malformed_is_counted_and_what_came_after_it_is_read(line):
    line.send(5)
    line.tell(0, [], body=struct.pack("!IIHHI", 1, 2, 0, 5, 0))
    line.tell(0, [0] * 10)
    line.take_turn()
    assert (line.transport.dropped, line.downlink.received) == (1, 10)


async def test_what_asks_for_something_is_read_at_once_and_what_waits_before_it(line):
    line.tell(0, [0] * 5)
    line.send(6)
    body = feedback.write(1, 2, 5, 0, [round(feedback.TICKS_PER_SECOND * 10.05)])
    line.relay._feedback.receive(line.transport, rtcp.transport_feedback(body) + rtcp.nack(1, 5, [7]), BEGIN)
    assert line.downlink.received == 6


async def test_other_reports_wait_as_well_and_count_for_when_they_came(line):
    line.relay._feedback.receive(line.transport, rtcp.remb(1, 300_000, (5,)), BEGIN)
    assert line.downlink.estimate.bitrate(BEGIN) == START
    line.take_turn()
    assert line.downlink.estimate.bitrate(BEGIN + 9.9) == 300_000
    assert line.downlink.estimate.bitrate(BEGIN + 10) == START
