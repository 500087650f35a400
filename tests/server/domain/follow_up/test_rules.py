"""Whom the rules raise, and on what facts."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.follow_up.rules import WEEK, Absence, FollowUpRules, WeekOfPlan, raised

MONDAY = date(2026, 3, 2)
FULL, LESS = 9 * 3_600_000, 7 * 3_600_000


def week(number: int, counted: int = FULL, whole: bool = True) -> WeekOfPlan:
    return WeekOfPlan(MONDAY + number * WEEK, counted, FULL, whole)


def missed(day: int, excused: bool = False) -> Absence:
    return Absence(f"s{day}", MONDAY + timedelta(days=day), excused)


def kinds(*given: object, rules: FollowUpRules = FollowUpRules()) -> list[tuple[str, date]]:  # noqa: B008
    absences = [one for one in given if isinstance(one, Absence)]
    weeks = [one for one in given if isinstance(one, WeekOfPlan)]
    return [(one.kind, one.week) for one in raised(rules, absences, weeks)]


def test_two_absences_in_one_week_raise_and_one_in_each_of_two_do_not():
    assert kinds(week(0), week(1), missed(1), missed(3)) == [("absences", MONDAY)]
    assert kinds(week(0), week(1), missed(6), missed(7)) == []


def test_an_excused_absence_counts_only_where_the_program_says_so():
    said = (week(0), missed(1), missed(2, excused=True))
    assert kinds(*said) == []
    assert kinds(*said, rules=FollowUpRules(excused_too=True)) == [("absences", MONDAY)]


def test_short_weeks_that_run_on_are_raised_once_with_the_last_of_them():
    weeks = [week(0, LESS), week(1, LESS), week(2, LESS), week(3), week(4, LESS), week(5, LESS)]
    found = raised(FollowUpRules(), [], weeks)
    assert [(one.week, len(one.weeks)) for one in found] == [(MONDAY + 5 * WEEK, 2), (MONDAY + 2 * WEEK, 3)]


@pytest.mark.parametrize(
    "weeks",
    [
        [week(0, LESS), week(1), week(2, LESS)],
        [week(0, LESS), week(1, LESS, whole=False)],
        [week(0, LESS), week(2, LESS)],
    ],
)
def test_weeks_that_are_full_or_not_over_or_apart_do_not_run_on(weeks):
    assert kinds(*weeks) == []


def test_a_rule_that_is_off_raises_nothing():
    off = FollowUpRules(absences=None, short_weeks=None)
    assert kinds(week(0, 0), week(1, 0), missed(1), missed(2), missed(3), rules=off) == []


@given(
    st.lists(st.tuples(st.integers(0, FULL), st.booleans()), max_size=8),
    st.lists(st.tuples(st.integers(0, 60), st.booleans()), max_size=20),
    st.integers(1, 5),
    st.integers(1, 5),
)
def test_whatever_is_raised_rests_on_as_many_facts_as_its_rule_asks_for(weeks, absences, most, running):
    rules = FollowUpRules(absences=most, short_weeks=running)
    given_weeks = [week(number, *one) for number, one in enumerate(weeks)]
    found = raised(rules, [missed(*one) for one in absences], given_weeks)
    assert len({(one.kind, one.week) for one in found}) == len(found)
    for one in found:
        if one.kind == "absences":
            assert len(one.absences) >= most and not any(each.excused for each in one.absences)
            assert all(one.week <= each.day < one.week + WEEK for each in one.absences)
        else:
            assert len(one.weeks) >= running and one.weeks[-1].starts_on == one.week
            assert all(each.is_short for each in one.weeks)
    running_on = [each.starts_on for one in found for each in one.weeks]
    assert len(running_on) == len(set(running_on)), "a week is in one stretch"
