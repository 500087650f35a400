"""When a line is tried, and when again."""

from signaling.forwarding.congestion.probe import LONGEST_PAUSE, UNTOLD_PAUSE, Prober
from signaling.forwarding.congestion.sent import Sample, SentPackets


def filled(prober, sent, now, stood_still=0.0):
    """A probe that comes half as fast as it is sent; for so long somebody stands still. When it is over."""
    prober.begin(400_000, sent, now)
    came = []
    for step in range(5):
        at = now + 0.02 * step
        late = 0.03 + 0.02 * step + (stood_still if step > 2 else 0.0)
        came.append(Sample(sent.number(1000, at), at, at + late))
        prober.stepped(sent, at)
    result = prober.take(came, sent, now + 0.4)
    assert (result is None) == (stood_still > 0)
    return now + 0.4


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
