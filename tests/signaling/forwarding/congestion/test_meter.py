"""What arrives, and whether that is all that the line carries."""

import pytest

from signaling.forwarding.congestion.meter import Meter


def fed(stretched, shift=0.0):
    """A second of 100 kbit/s, sent evenly."""
    meter = Meter()
    for step in range(11):
        meter.add(500 + shift * (step > 8) + stretched * step / 10, 1250, step / 10)
    return meter


def test_a_rate_is_that_of_the_last_half_second():
    assert fed(1.0).bitrate == pytest.approx(100_000)
    assert fed(2.0).bitrate == pytest.approx(50_000)
    assert Meter().bitrate is None


def test_what_takes_longer_to_arrive_than_to_be_sent_is_all_that_the_line_carries():
    assert fed(1.5).throttled
    assert not fed(1.1).throttled
    assert not fed(1.0, shift=0.08).throttled, "a moment's delay"
