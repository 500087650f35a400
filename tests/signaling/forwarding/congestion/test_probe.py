"""When a line is tried, and when again."""

from signaling.forwarding.congestion.probe import LEAST_FACTOR, LONGEST_PAUSE, UNTOLD_PAUSE, Prober
from signaling.forwarding.congestion.sent import Sample, SentPackets


def probed(prober, sent, now, late, stood_still=0.0):
    """What a probe tells of which each step comes so much later than the one before, after it is over, in 0.4 s. For so
    long somebody stands still."""
    prober.begin(400_000, sent, now)
    came = []
    for step in range(5):
        at = now + 0.02 * step
        arrived = at + 0.03 + late * step + (stood_still if step > 2 else 0.0)
        came.append(Sample(sent.number(1000, at), at, arrived))
        prober.stepped(sent, at)
    return prober.take(came, sent, now + 0.4)


def filled(prober, sent, now, stood_still=0.0):
    """A probe that comes half as fast as it is sent. When it is over."""
    result = probed(prober, sent, now, 0.02, stood_still)
    assert result is None if stood_still else result.full
    return now + 0.4


def test_a_probe_that_fills_a_line_by_an_eighth_was_taken_for_one_with_room_for_twice_as_much():
    """So the next one made sound late by a tenth of a second."""
    assert probed(Prober(), SentPackets(), 0.0, 0.02 / 8).full
    assert not probed(Prober(), SentPackets(), 0.0, 0.02 / 16).full


def test_a_full_line_is_tried_ever_more_rarely():
    sent, prober = SentPackets(), Prober()
    now = 0.0
    for _ in range(6):
        now = filled(prober, sent, now) + LONGEST_PAUSE
    now = filled(prober, sent, now)
    assert not prober.ready(now + LONGEST_PAUSE - 0.1)
    assert prober.ready(now + LONGEST_PAUSE)


def test_after_a_probe_that_told_nothing_another_one_was_as_far_away_as_after_many_that_failed():
    """So the middle layer was back 12 s after a line had become wide again."""
    sent, prober = SentPackets(), Prober()
    now = 0.0
    for _ in range(6):
        now = filled(prober, sent, now) + LONGEST_PAUSE
    now = filled(prober, sent, now, stood_still=0.1)
    assert not prober.ready(now + UNTOLD_PAUSE - 0.1)
    assert prober.ready(now + UNTOLD_PAUSE)


def test_a_line_so_slow_that_each_packet_is_a_gap_was_tried_twice_a_second_for_ever():
    sent, prober = SentPackets(), Prober()
    now, tries = 0.0, 0
    while now < 60.0:
        if not prober.ready(now):
            now += 0.1
            continue
        probed(prober, sent, now, 0.06)
        now, tries = now + 0.4, tries + 1
    assert tries < 20
    assert prober.factor == LEAST_FACTOR
