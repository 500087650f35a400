from datetime import timedelta

import pytest

from server.services.access.throttle import Throttle
from server.services.errors import TooManyRequests
from tests.support.clinics import NOON

SECOND = timedelta(seconds=1)


def test_the_window_slides():
    throttle = Throttle(2, 10 * SECOND)
    throttle.attempt("a", NOON)
    throttle.attempt("a", NOON + 4 * SECOND)
    with pytest.raises(TooManyRequests) as refused:
        throttle.attempt("a", NOON + 5 * SECOND)
    assert refused.value.retry_after == 5
    throttle.attempt("a", NOON + 10 * SECOND)
    with pytest.raises(TooManyRequests):
        throttle.attempt("a", NOON + 13 * SECOND)


def test_one_key_does_not_hinder_another_and_success_starts_afresh():
    throttle = Throttle(1, 10 * SECOND)
    throttle.attempt("a", NOON)
    throttle.attempt("b", NOON)
    throttle.succeeded("a")
    throttle.attempt("a", NOON)


def test_an_attempt_that_is_refunded_does_not_count():
    throttle = Throttle(1, 10 * SECOND)
    for _ in range(3):
        throttle.attempt("a", NOON)
        throttle.refund("a")
    throttle.refund("never seen")


def test_memory_is_bounded():
    throttle = Throttle(1, 10 * SECOND, max_keys=100)
    for number in range(1000):
        throttle.attempt(str(number), NOON)
    assert len(throttle._attempts) == 100
