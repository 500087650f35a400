"""Which losses mean that too much is sent."""

from signaling.forwarding.congestion.loss import LossRule


def run(rule, *fractions, congested=False, start=1.0):
    """One factor for each second with such a loss."""
    factors = []
    for second, fraction in enumerate(fractions):
        now = start + 1.01 * second
        rule.add(0, 0, congested, now)
        factors.append(rule.add(100 - round(100 * fraction), round(100 * fraction), congested, now + 1.0))
    return factors


def test_without_loss_there_may_be_more():
    assert run(LossRule(), 0.0, 0.01) == [1.05, 1.05]


def test_a_little_loss_changes_nothing():
    assert run(LossRule(), 0.05, congested=True) == [1.0]


def test_much_loss_on_a_full_line_lowers_by_half_of_it():
    assert run(LossRule(), 0.2, 0.2, congested=True) == [0.9, 0.9]


def test_loss_that_sending_less_does_not_change_is_the_lines_own():
    first, second, third = run(LossRule(), 0.2, 0.2, 0.2)
    assert (first, round(first * second, 6), third) == (0.9, 1.0, 1.05)


def test_loss_that_sending_less_did_change_was_too_much():
    assert run(LossRule(), 0.3, 0.15)[1] < 1


def test_most_of_a_terrible_loss_is_never_taken_for_the_lines_own():
    rule = LossRule()
    run(rule, *[0.8] * 10)
    assert rule.inherent <= 0.3


def test_a_line_that_got_better_is_believed_at_once_a_worse_one_slowly():
    rule = LossRule()
    run(rule, *[0.08] * 20)
    learnt = rule.inherent
    run(rule, 0.0, start=40.0)
    assert 0.06 < learnt <= 0.08
    assert rule.inherent <= learnt / 2


def test_few_packets_say_nothing():
    rule = LossRule()
    rule.add(1, 1, False, 1.0)
    assert rule.add(1, 1, False, 9.0) is None
