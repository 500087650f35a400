"""What a publisher is told of its packets' arrival."""

import random

from hypothesis import given
from hypothesis import strategies as st

from signaling.forwarding.congestion import feedback
from signaling.forwarding.congestion.arrivals import MAX_BEHIND, MAX_FRESH, Arrivals

TICK = 1 / feedback.TICKS_PER_SECOND


def reports(arrivals):
    return [feedback.read(body) for body in arrivals.report(1, 2)]


def received(report):
    return [(report.base + offset) & 0xFFFF for offset in report.offsets]


def test_nothing_is_said_while_nothing_came():
    assert Arrivals().report(1, 2) == []


def test_arrival_times_are_told_to_a_quarter_of_a_millisecond():
    arrivals = Arrivals()
    for number, now in ((7, 100.0), (8, 100.005), (9, 100.2)):
        arrivals.take(number, now)
    (report,) = reports(arrivals)
    assert received(report) == [7, 8, 9]
    first, *others = report.times
    assert abs(first * TICK - 100.0) < TICK
    assert [time - first for time in others] == [20, 800]


def test_feedback_goes_on_where_the_last_one_ended_and_counts():
    arrivals = Arrivals()
    arrivals.take(1, 1.0)
    (first,) = reports(arrivals)
    arrivals.take(4, 1.1)
    (second,) = reports(arrivals)
    assert (second.base, second.reported, received(second)) == (2, 3, [4])
    assert (first.number, second.number) == (0, 1)


def test_numbers_wrap():
    arrivals = Arrivals()
    for number in (65533, 65535, 0, 2):
        arrivals.take(number, 1.0)
    (report,) = reports(arrivals)
    assert (report.base, report.reported, received(report)) == (65533, 6, [65533, 65535, 0, 2])


def test_a_late_packet_is_reported_with_everything_known_since():
    arrivals = Arrivals()
    for number in (1, 2, 4, 5):
        arrivals.take(number, 1.0)
    reports(arrivals)
    arrivals.take(3, 1.1)
    arrivals.take(6, 1.1)
    (report,) = reports(arrivals)
    assert (report.base, received(report)) == (3, [3, 4, 5, 6])


def test_a_duplicate_keeps_its_first_arrival():
    arrivals = Arrivals()
    for now in (1.0, 1.05):
        arrivals.take(1, now)
    (report,) = reports(arrivals)
    assert list(report.times) == [4000]


def test_a_publisher_that_counts_from_elsewhere_is_followed():
    arrivals = Arrivals()
    arrivals.take(30_000, 1.0)
    reports(arrivals)
    arrivals.take(10_000, 1.1)
    (report,) = reports(arrivals)
    assert (report.base, received(report)) == (10_000, [10_000])


def test_a_long_pause_is_told_in_a_packet_with_a_reference_of_its_own():
    arrivals = Arrivals()
    arrivals.take(1, 1.0)
    arrivals.take(2, 31.0)
    first, second = reports(arrivals)
    assert (received(first), received(second)) == ([1], [2])
    assert abs((second.times[0] - first.times[0]) * TICK - 30.0) < TICK


def test_a_flood_is_bounded_in_memory_and_in_datagrams():
    arrivals = Arrivals()
    for number in range(2 * MAX_FRESH):
        arrivals.take(number & 0xFFFF, 1.0)
    bodies = arrivals.report(1, 2)
    assert sum(feedback.read(body).reported for body in bodies) <= 1000
    assert all(len(body) < 1200 for body in bodies)
    assert len(arrivals._times) <= 2 * MAX_BEHIND


@given(st.integers(0, 2**32), st.floats(0, 0.6), st.integers(0, 30), st.integers(0, 0xFFFF))
def test_every_packet_that_came_is_reported_as_received_in_the_end(seed, loss, reordering, first):
    """And none that did not, whatever the network does to their order."""
    dice = random.Random(seed)
    sent = list(range(first, first + 400))
    came = sorted((n for n in sent if dice.random() >= loss), key=lambda n: n + dice.random() * reordering)
    arrivals = Arrivals()
    told = set()
    for at, number in enumerate(came):
        arrivals.take(number & 0xFFFF, at * 0.002)
        if at % 40 == 39 or at == len(came) - 1:
            for report in reports(arrivals):
                told.update(received(report))
    # What came first may be later than its predecessors in number: those are told all the same.
    assert told == {number & 0xFFFF for number in came}
