"""How fast a line carries what stands on it, and what does not stand at all."""

import pytest

from signaling.forwarding.congestion.backlog import Backlog
from signaling.forwarding.congestion.feedback import TransportFeedback
from signaling.forwarding.congestion.sent import Sample, SentPackets

LEAST = 500.02
"""The delay of a packet that finds the line empty; the clocks are 500 s apart."""


def told(sendings, arrivals, octets=1000):
    """Packets that were sent and came then, each in a report of its own; what was known with each."""
    sent = SentPackets()
    backlog = Backlog(sent)
    rates = []
    for number, (at, arrived) in enumerate(zip(sendings, arrivals, strict=True)):
        sent.number(octets, at)
        backlog.add([Sample(number, at, 500.0 + arrived)], LEAST)
        rates.append(backlog.rate)
    return backlog, rates


def test_a_frame_whose_packets_come_one_by_one_tells_with_the_third_how_fast_the_line_is():
    _, rates = told([1.0] * 7, [1.05 + 0.03 * number for number in range(7)])
    assert rates[:2] == [None, None]
    assert rates[2:] == pytest.approx([8000 / 0.03] * 5)


def test_packets_of_which_none_was_looked_at_count_as_well():
    sent = SentPackets()
    backlog = Backlog(sent)
    for _ in range(9):
        sent.number(500, 1.0)
    backlog.add([Sample(number, 1.0, 501.05 + 0.03 * number / 2) for number in (0, 2, 4, 6, 8)], LEAST)
    assert backlog.rate == pytest.approx(8000 / 0.03)


def test_how_long_a_packet_will_stand_that_is_sent_now():
    sent = SentPackets()
    backlog = Backlog(sent)
    assert backlog.seconds(LEAST, 1.1) == 0
    for _ in range(9):
        sent.number(1000, 1.0)
    sent.acknowledge(TransportFeedback(0, 7, 0, range(7), [10] * 7))
    backlog.add([Sample(number, 1.0, 501.05 + 0.03 * number) for number in range(7)], LEAST)
    assert backlog.seconds(LEAST, 1.1) == pytest.approx(9 * 0.03 - 0.1)


def test_a_receiver_that_stopped_for_a_moment_says_nothing_of_the_line():
    _, rates = told([1.0] * 7, [1.02, 1.021, 1.121, 1.122, 1.123, 1.124, 1.125])
    assert rates == [None] * 7


def test_a_way_that_became_longer_is_no_backlog():
    sendings = [1.0 + 0.04 * (number // 4) for number in range(40)]
    _, rates = told(sendings, [at + (0.02 if number < 18 else 0.12) for number, at in enumerate(sendings)])
    assert rates == [None] * 40


def test_what_finds_the_line_empty_ends_it():
    _, rates = told([1.0] * 4 + [2.0] * 2, [1.05, 1.08, 1.11, 1.14, 2.02, 2.06])
    assert rates[3] is not None
    assert rates[4:] == [None, None]


def test_packets_that_were_not_sent_at_once_say_nothing_of_the_line():
    _, rates = told([1.0, 1.01, 1.02, 1.03, 1.04], [1.1, 1.13, 1.16, 1.19, 1.21])
    assert rates == [None] * 5


def test_what_came_before_the_line_became_narrow_says_nothing_of_it():
    sent = SentPackets()
    backlog = Backlog(sent)
    fast = [(1.0, 501.02 + 0.0005 * number) for number in range(5)]
    slow = [(1.04, 501.06 + 0.03 * number) for number in range(5)]
    packets = [Sample(sent.number(1000, at), at, arrived) for at, arrived in fast + slow]
    backlog.add(packets, LEAST)
    assert backlog.rate == pytest.approx(8000 / 0.03)
