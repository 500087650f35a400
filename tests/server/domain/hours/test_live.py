from dataclasses import replace
from datetime import timedelta

import pytest

from server.domain.attendance.plan import SessionKind
from server.domain.attendance.policy import DEFAULT_POLICY, HOUR_MS, MINUTE_MS, AttendancePolicy
from server.domain.hours.live import Later, Running, Stored, live_hours
from server.domain.hours.units import Authorized, Unit
from tests.server.domain.hours.builders import MONDAY, ZONE, at, held

TWO_LEFT = Authorized("a", "H0015", Unit.DAY, 2, MONDAY, MONDAY + timedelta(days=90))
STORED = Stored(MONDAY, (), round(4.7 * HOUR_MS), (), 9 * HOUR_MS, DEFAULT_POLICY, (TWO_LEFT,))


def running(minutes: float, **others) -> Running:
    """A group from nine to noon, after 170 minutes."""
    kind = others.pop("kind", SessionKind.GROUP)
    return replace(Running(held(minutes, kind=kind), at(MONDAY, 11, 50), at(MONDAY, 12), 0, True), **others)


def test_it_says_what_is_short_while_something_can_still_be_done():
    hours = live_hours(STORED, running(168), ZONE)
    assert hours.words == (
        "12 minutes short of 3 h today, 7.5 of 9 h this week, 2 units left. Must not end before 12:02 PM to reach 3 h."
    )
    assert (hours.must_end_at, hours.at_risk) == (at(MONDAY, 12, 2), True)


def test_who_reaches_the_day_by_the_planned_end_is_not_at_risk():
    hours = live_hours(STORED, running(170), ZONE)
    assert (hours.must_end_at, hours.at_risk) == (at(MONDAY, 12), False)


def test_breaks_that_are_still_to_come_are_added():
    hours = live_hours(STORED, running(165, break_left_ms=10 * MINUTE_MS), ZONE)
    assert hours.must_end_at == at(MONDAY, 12, 15)


def test_who_is_not_here_is_short_and_no_later_end_helps():
    hours = live_hours(STORED, running(168, is_here=False), ZONE)
    assert (hours.must_end_at, hours.at_risk, hours.short_ms) == (None, False, 12 * MINUTE_MS)
    assert hours.words == "12 minutes short of 3 h today, 7.5 of 9 h this week, 2 units left."


def test_a_day_that_is_reached_uses_a_unit_at_once():
    hours = live_hours(STORED, running(180), ZONE)
    assert hours.words == "3 h reached today, 7.7 of 9 h this week, 1 unit left."


def test_the_sessions_before_make_the_day_too():
    hours = live_hours(replace(STORED, today=(held(100, hour=6),)), running(68), ZONE)
    assert hours.words.startswith("12 minutes short of 3 h today, 7.5 of 9 h this week")


def test_what_is_planned_later_today_can_still_bring_it():
    passed = Later(at(MONDAY, 11, 30), 60 * MINUTE_MS)
    later = replace(STORED, later=(passed, Later(at(MONDAY, 13), 90 * MINUTE_MS)))
    hours = live_hours(later, running(100), ZONE)
    assert hours.must_end_at is None
    assert hours.words.endswith("2 units left. 1 h 30 min more planned today.")
    assert live_hours(later, running(80), ZONE).must_end_at == at(MONDAY, 12, 0)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"authorized": ()}, "10 minutes short of 3 h today, 7.5 of 9 h this week."),
        ({"planned_ms": 0, "authorized": ()}, "10 minutes short of 3 h today, 7.5 h this week."),
        ({"authorized": (replace(TWO_LEFT, units=0),)}, "10 minutes short of 3 h today, 7.5 of 9 h this week, no"),
        ({"policy": AttendancePolicy(day_minutes=0)}, "2.8 h today, 7.5 of 9 h this week, 1 unit left."),
        ({"policy": AttendancePolicy(day_minutes=120)}, "2 h reached today, 7.5 of 9 h this week, 1 unit left."),
    ],
)
def test_it_says_only_what_there_is(changed, words):
    assert live_hours(replace(STORED, **changed), running(170), ZONE).words.startswith(words)


def test_a_session_of_a_kind_that_does_not_count_cannot_help():
    hours = live_hours(STORED, running(170, kind=SessionKind.FILM), ZONE)
    assert (hours.today_ms, hours.must_end_at) == (0, None)
