"""What arrives."""

import pytest

from signaling.forwarding.congestion.meter import Meter


def fed(stretched):
    """A second of 100 kbit/s, sent evenly."""
    meter = Meter()
    for step in range(11):
        meter.add(500 + stretched * step / 10, 1250)
    return meter


def test_a_rate_is_that_of_the_last_half_second():
    assert fed(1.0).bitrate == pytest.approx(100_000)
    assert fed(2.0).bitrate == pytest.approx(50_000)
    assert Meter().bitrate is None
