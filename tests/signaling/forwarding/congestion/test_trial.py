"""Queues are told from longer ways by sending less for a second."""

import pytest

from signaling.forwarding.congestion.trial import SECONDS, Trial

TRIAL = Trial(10.0, 0.2, 500_000, 2_000_000)


@pytest.mark.parametrize(
    ("queue", "arriving", "after", "in_vain"),
    [
        (0.2, 200_000, SECONDS, True),
        (0.2, 200_000, SECONDS - 0.1, False),
        (0.05, 200_000, SECONDS, False),
        (0.1, 450_000, SECONDS, False),
        (0.2, 500_000, SECONDS, False),
        (0.2, 600_000, 5 * SECONDS, False),
    ],
    ids=["stays", "too early", "drains", "drains slowly", "as much arrives", "more arrives"],
)
def test_what_stays_though_less_is_sent_is_no_queue(queue, arriving, after, in_vain):
    assert TRIAL.in_vain(queue, arriving, 10.0 + after) is in_vain


def test_what_grows_is_one():
    assert TRIAL.grown(0.25)
    assert not TRIAL.grown(0.21)
