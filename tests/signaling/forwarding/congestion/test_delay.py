"""Queues, told from jitter and stalls by the delays of packets."""

import random

from signaling.forwarding.congestion.delay import DelayTrend
from signaling.forwarding.congestion.sent import Sample


def follow(trend, delay_at, since, until, interval=0.01):
    """Packets every 10 ms, each so much delayed as `delay_at(sent)` says; the states passed through."""
    states = []
    number = round(since / interval)
    while (sent := number * interval) < until:
        trend.add([Sample(number, sent, 500.0 + sent + delay_at(sent))])
        states.append(trend.state)
        number += 1
    return states


def test_a_growing_queue_is_seen_within_half_a_second():
    trend = DelayTrend()
    follow(trend, lambda sent: 0.05, 0, 2)
    assert "overuse" in follow(trend, lambda sent: 0.05 + 0.3 * (sent - 2), 2, 2.5)


def test_a_deep_one_is_seen_before_there_is_a_trend():
    trend = DelayTrend()
    follow(trend, lambda sent: 0.05, 0, 0.1)
    assert "overuse" in follow(trend, lambda sent: 0.05 + 3 * (sent - 0.1), 0.1, 0.3)


def test_what_comes_at_once_is_no_queue_however_late():
    trend = DelayTrend()
    follow(trend, lambda sent: 0.02, 0, 1)
    for number in range(20):
        trend.add([Sample(100 + number, 1.05 + 0.01 * number, 501.25 + 0.001 * number)])
        assert trend.state == "normal"


def test_jitter_is_no_queue():
    dice = random.Random(3)
    states = follow(DelayTrend(), lambda sent: 0.05 + dice.random() * 0.04, 0, 20)
    assert states.count("overuse") == 0


def test_a_receiver_that_was_busy_for_a_moment_is_no_queue():
    def stalled(sent):
        return 0.05 + max(0.0, 0.12 - (sent - 2)) if sent >= 2 else 0.05

    trend = DelayTrend()
    follow(trend, lambda sent: 0.05, 0, 2)
    for step in range(20):
        assert follow(trend, stalled, 2 + 0.01 * step, 2 + 0.01 * (step + 1)) == ["normal"]
        assert trend.queue < 0.01


def test_a_queue_that_drains_is_underuse():
    trend = DelayTrend()
    follow(trend, lambda sent: 0.05, 0, 2)
    follow(trend, lambda sent: 0.05 + 0.3 * (sent - 2), 2, 3)
    assert "underuse" in follow(trend, lambda sent: 0.35 - 0.3 * (sent - 3), 3, 4)
    assert follow(trend, lambda sent: 0.05, 4, 6)[-1] == "normal"


def test_another_route_with_more_delay_becomes_the_measure():
    trend = DelayTrend()
    follow(trend, lambda sent: 0.05, 0, 5)
    follow(trend, lambda sent: 0.12, 5, 8)
    assert trend.queue > 0.05
    follow(trend, lambda sent: 0.12, 8, 30)
    assert trend.queue < 0.01
