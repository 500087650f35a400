"""How long nothing is stepped up."""

from signaling.forwarding.congestion.hold import LONGEST, Hold


def test_a_step_up_that_fails_at_once_is_held_for_twice_as_long_up_to_a_bound():
    hold, now = Hold(8.0), 0.0
    lasted = []
    for _ in range(4):
        hold.rose(now)
        hold.fell(now + 1)
        lasted.append(hold.until - now - 1)
        now = hold.until
    assert lasted == [16, 32, LONGEST, LONGEST]


def test_a_line_that_became_narrow_in_two_steps_was_held_as_if_two_steps_up_had_failed():
    hold = Hold(8.0)
    hold.rose(0.0)
    hold.fell(1.0)
    hold.fell(2.0)
    assert hold.until == 17
    hold.fell(14.0)
    assert hold.until == 22


def test_after_a_step_up_that_held_it_is_as_short_as_at_first():
    hold = Hold(8.0)
    hold.rose(0.0)
    hold.fell(1.0)
    hold.rose(20.0)
    hold.fell(30.0)
    assert hold.until == 38
