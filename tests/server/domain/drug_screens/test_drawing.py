"""Draws for drug screens: fair, repeatable, of nobody who is not in the program, and nobody left out too long."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.drug_screens.drawing import WEEK, DrawRule, Eligible, Stay, drawn, eligible_in, is_due, place

MONDAY = date(2026, 3, 2)
ANY_DAY = tuple(range(7))


def rule(**changes) -> DrawRule:
    return DrawRule(**{"on": True, "how_many": 2, "days": (0, 2), **changes})


seeds = st.binary(min_size=32, max_size=32).map(bytes.hex)
rules = st.one_of(
    st.builds(rule, how_many=st.integers(1, 20), at_least_every=st.none() | st.integers(1, 8)),
    st.builds(rule, how_many=st.none(), share=st.integers(1, 100), at_least_every=st.none() | st.integers(1, 8)),
)
lists = st.dictionaries(st.text("abcdef0123456789", min_size=1, max_size=6), st.integers(0, 10), max_size=25).map(
    lambda found: tuple(Eligible(one, found[one]) for one in sorted(found))
)


@given(seeds, lists, rules)
def test_a_draw_is_repeatable_of_the_eligible_alone_and_as_large_as_the_rule_wants(seed, eligible, rule):
    found = drawn(seed, eligible, rule)
    due = {one.person_id for one in eligible if is_due(one, rule)}
    assert found == drawn(seed, eligible, rule) == tuple(sorted(set(found)))
    assert due <= set(found) <= {one.person_id for one in eligible}
    assert len(found) == max(len(due), rule.size(len(eligible)))


def test_a_draw_can_be_repeated_by_hand():
    """`printf %s 00:a | sha256sum` says 5a63…, of 00:b it says 5a69…: the lower one is drawn."""
    assert drawn("00", (Eligible("a", 0), Eligible("b", 0)), rule(how_many=1)) == ("a",)
    assert place("00", "b").startswith("5a691e2d04b7")


def test_a_list_that_is_not_by_id_or_names_somebody_twice_is_refused():
    for one in ((Eligible("b", 0), Eligible("a", 0)), (Eligible("a", 0), Eligible("a", 1))):
        with pytest.raises(ValueError):
            drawn("00", one, rule())


def test_everybody_is_drawn_equally_often():
    eligible = tuple(Eligible(f"c{number:02}", 0) for number in range(12))
    times = Counter(one for seed in range(6000) for one in drawn(f"{seed:064x}", eligible, rule(how_many=3)))
    expected = 6000 * 3 / 12
    assert set(times) == {one.person_id for one in eligible}
    assert sum((count - expected) ** 2 / expected for count in times.values()) < 31.3  # chi-square, 11 degrees, 0.1 %


@settings(max_examples=60)
@given(
    st.dictionaries(
        st.sampled_from("abcdefgh"), st.tuples(st.integers(0, 60), st.integers(0, 120)), min_size=1, max_size=8
    ),
    st.integers(1, 6),
    seeds,
)
def test_nobody_waits_longer_than_the_rule_says_and_nobody_is_drawn_who_is_not_there(people, every, seed):
    by = rule(how_many=1, at_least_every=every, days=ANY_DAY)
    stays = {
        who: [Stay(MONDAY + timedelta(days=first), MONDAY + timedelta(days=first + length))]
        for who, (first, length) in people.items()
    }
    last: dict[str, date] = {}
    taken: dict[str, list[date]] = {who: [] for who in people}
    weeks = [MONDAY + number * WEEK for number in range(26)]
    for week in weeks:
        eligible = eligible_in(stays, last, by.days_of(week), week, MONDAY)
        for who in drawn(f"{seed}{week}", eligible, by):
            first, length = people[who]
            assert first < (week - MONDAY).days + 7 and (week - MONDAY).days <= first + length
            last[who] = week
            taken[who].append(week)
    for who, (first, length) in people.items():
        there = [week for week in weeks if first <= (week - MONDAY).days <= first + length - 6]
        for start in range(len(there) - every + 1):
            assert set(there[start : start + every]) & set(taken[who]), "a stretch of weeks without a screen"


def test_what_was_before_the_rule_does_not_count_as_waiting():
    long_there = {"a": [Stay(MONDAY - 20 * WEEK, None)]}
    (one,) = eligible_in(long_there, {}, [MONDAY], MONDAY, MONDAY)
    assert one.waited == 0
    (later,) = eligible_in(long_there, {}, [MONDAY + 3 * WEEK], MONDAY + 3 * WEEK, MONDAY)
    assert later.waited == 3


def test_another_track_begins_no_new_count_and_a_return_does():
    moved = {"a": [Stay(MONDAY, MONDAY + timedelta(days=9)), Stay(MONDAY + timedelta(days=10), None)]}
    back = {"a": [Stay(MONDAY, MONDAY + timedelta(days=9)), Stay(MONDAY + timedelta(days=14), None)]}
    week = MONDAY + 3 * WEEK
    assert [one.waited for one in eligible_in(moved, {}, [week], week, MONDAY)] == [3]
    assert [one.waited for one in eligible_in(back, {}, [week], week, MONDAY)] == [1]


def test_nobody_is_eligible_who_has_left_before_the_days_of_the_rule():
    stays = {"a": [Stay(MONDAY, MONDAY + timedelta(days=1))]}
    assert eligible_in(stays, {}, [MONDAY + timedelta(days=2)], MONDAY, MONDAY) == ()
