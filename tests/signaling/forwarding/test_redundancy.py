"""Redundancy comes with the first lossy report and goes after a calm time, not in between."""

from hypothesis import given
from hypothesis import strategies as st

from signaling.forwarding.redundancy import CALM_SECONDS, LOSSY, RedundancyNeed


def test_it_is_given_from_a_lossy_report_on_until_it_was_calm_for_a_while():
    need = RedundancyNeed()
    need.reported(0.02, 0.0)
    assert not need.given(0.0), "2 % is borne"
    need.reported(0.03, 1.0)
    assert need.given(1.0)
    need.reported(0.015, 10.0)
    assert need.given(10.0 + CALM_SECONDS - 0.1), "some loss is not yet calm"
    need.reported(0.0, 20.0)
    assert not need.given(10.0 + CALM_SECONDS)
    need.reported(0.015, 30.0)
    assert not need.given(30.0), "what keeps it does not begin it"


def fed(need, seconds, loss, start=0.0, to_crowd=False, rate=80):
    """Feedback ten times a second, as a steady line would give it; when redundancy was given first."""
    began = None
    for turn in range(1, seconds * 10 + 1):
        packets = rate * turn // 10
        lost = int(loss * packets)
        now = start + turn / 10
        need.counted(packets - lost, lost, now, to_crowd)
        if began is None and need.given(now):
            began = now - start
    return began


def test_transport_wide_feedback_tells_of_heavy_loss_in_half_a_second_and_of_little_in_three():
    assert 0.2 <= fed(RedundancyNeed(), 5, 0.2) <= 0.5
    assert 2.0 <= fed(RedundancyNeed(), 5, 0.05) <= 3.0
    assert fed(RedundancyNeed(), 20, 0.015) is None


def test_what_is_lost_in_a_queue_is_no_reason_to_send_more():
    assert fed(RedundancyNeed(), 5, 0.2, to_crowd=True) is None


def test_a_queue_that_filled_and_lost_before_it_was_seen_brought_copies_for_15_seconds():
    need = RedundancyNeed()
    assert fed(need, 1, 0.5) is not None
    need.counted(100, 60, 1.1, to_crowd=True)
    assert not need.given(1.1)


def test_a_line_that_loses_keeps_its_copies_when_a_queue_comes_later():
    need = RedundancyNeed()
    fed(need, 5, 0.2)
    need.counted(330, 90, 5.1, to_crowd=True)
    assert need.given(5.1)


def test_what_does_harm_ends_until_loss_is_seen_anew():
    need = RedundancyNeed()
    need.reported(0.1, 0.0)
    need.end()
    assert not need.given(0.0)
    need.reported(0.1, 0.1)
    assert need.given(0.1)


@given(st.lists(st.tuples(st.floats(0.01, 5), st.floats(0, 1)), max_size=60))
def test_it_never_comes_and_goes_within_the_calm_time(reports):
    need, now, began = RedundancyNeed(), 0.0, None
    for passed, fraction in reports:
        now += passed
        if began is not None and not need.given(now):
            assert now - began >= CALM_SECONDS
            began = None
        need.reported(fraction, now)
        if began is None and need.given(now):
            assert fraction > LOSSY
            began = now
