from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.attendance.plan import SessionKind
from server.domain.attendance.policy import DEFAULT_POLICY, HOUR_MS, MINUTE_MS, AttendancePolicy
from server.domain.hours.session_time import NOTHING, SessionTime, Tally
from server.domain.hours.weeks import Plan, Week, start_of_week, weeks
from server.domain.hours.words import of_day, of_week
from tests.server.domain.hours.builders import MONDAY, ZONE, at, held, on_days

IOP = Plan("2.1", 9 * HOUR_MS)
SUNDAY = AttendancePolicy(week_starts_on=6)
TWO_HOURS = AttendancePolicy(day_minutes=120)
ANY_DAY = AttendancePolicy(day_minutes=0)


def iop(first: date, last: date) -> Plan:
    return IOP


def week_of(times: list[SessionTime], policy: AttendancePolicy = DEFAULT_POLICY, plan: Plan | None = IOP) -> Week:
    (found,) = weeks(times, ZONE, lambda day: policy, lambda first, last: plan, MONDAY, MONDAY + timedelta(days=6))
    return found


def test_three_days_of_three_hours_are_three_service_days_and_the_weeks_plan():
    week = week_of(on_days(3, 180, every=2))
    assert (week.service_days, week.counting.countable_ms, week.short_ms) == (3, 9 * HOUR_MS, 0)
    assert of_week(week, is_over=True) == "9 of 9 h: reached."
    assert of_day(week.days[0]) == "A service day: 3 h 00 min."


def test_five_days_of_two_hours_are_no_service_days_and_the_weeks_ten_hours_all_the_same():
    week = week_of(on_days(5, 120), plan=Plan("2.1", 10 * HOUR_MS))
    assert (week.service_days, week.counting.countable_ms, week.short_ms) == (0, 10 * HOUR_MS, 0)
    assert [day.short_ms for day in week.days] == [60 * MINUTE_MS] * 5
    assert of_day(week.days[0]) == "No service day: 1 h short of 3 h."


@pytest.mark.parametrize("policy", [TWO_HOURS, ANY_DAY])
def test_a_program_whose_days_are_shorter_has_service_days_by_a_rule_of_its_own(policy):
    assert week_of(on_days(5, 120), policy).service_days == 5


def test_without_a_bound_a_day_on_which_nothing_counted_is_no_service_day():
    week = week_of([held(0, attended=False)], ANY_DAY)
    assert (week.service_days, week.attended, week.expected) == (0, 0, 1)
    assert of_day(week.days[0]) == "Nothing counted."


def test_several_sessions_make_a_day():
    week = week_of([held(100, hour=9), held(50, hour=13, kind=SessionKind.INDIVIDUAL), held(30, hour=15)])
    assert [day.is_service for day in week.days] == [True]


def test_a_moment_short_of_three_hours_is_no_service_day():
    (day,) = week_of([held(tally=Tally(3 * HOUR_MS - 1, 0, 3 * HOUR_MS - 1, 0))]).days
    assert not day.is_service
    assert of_day(day) == "No service day: 1 minute short of 3 h."


def test_kinds_that_do_not_count_are_shown_apart():
    week = week_of([held(120), held(60, hour=13, kind=SessionKind.FILM)])
    assert (week.counting.countable_ms, week.not_counting_ms) == (2 * HOUR_MS, HOUR_MS)
    assert [(one.kind.value, one.counts) for one in week.kinds] == [("group", True), ("film", False)]
    assert week.service_days == 0


def test_in_room_and_remote_are_kept_apart_and_what_is_both_counts_once():
    week = week_of([held(tally=Tally(100, 60, 50, 10)), held(day=MONDAY + timedelta(days=1), tally=Tally(5, 5, 0, 0))])
    assert week.counting == Tally(105, 65, 50, 10)


def test_parts_that_do_not_make_the_whole_are_refused():
    with pytest.raises(ValueError, match="make the countable"):
        Tally(100, 60, 60, 0)


def test_more_than_the_level_of_care_allows_is_said():
    week = week_of(on_days(7, 170))
    assert week.over_ms == 7 * 170 * MINUTE_MS - 19 * HOUR_MS
    assert of_week(week, is_over=True) == "19.8 of 9 h: 50 minutes more than the 19 h of the level of care."


@pytest.mark.parametrize(("is_over", "end"), [(True, "short"), (False, "to go")])
def test_a_week_that_goes_on_is_never_short(is_over, end):
    assert of_week(week_of(on_days(2, 225)), is_over) == f"7.5 of 9 h: 1 h 30 min {end}."


def test_a_client_without_a_program_has_hours_and_no_plan():
    assert of_week(week_of(on_days(2, 45), plan=None), is_over=True) == "1.5 h; nothing is planned."


def test_a_session_over_midnight_belongs_to_the_day_it_began():
    sunday = MONDAY + timedelta(days=6)
    times = [held(180, started_at=at(sunday, 23, 30))]
    week, after = weeks(times, ZONE, lambda day: DEFAULT_POLICY, iop, MONDAY, MONDAY + timedelta(days=7))
    assert (week.service_days, after.service_days) == (1, 0)
    assert week.days[0].day == sunday


def test_days_are_those_of_the_clinics_clock():
    late = datetime(2026, 3, 3, 4, 30, tzinfo=UTC)
    assert late.date() > MONDAY
    assert week_of([held(started_at=late)]).days[0].day == MONDAY


@pytest.mark.parametrize("changes", [date(2026, 3, 8), date(2026, 11, 1)])
def test_when_the_clocks_change_the_day_still_has_all_its_sessions(changes):
    times = [held(60, changes, hour) for hour in (0, 1, 23)]
    monday = changes - timedelta(days=6)
    (week,) = weeks(times, ZONE, lambda day: DEFAULT_POLICY, iop, monday, changes)
    assert [(day.day, day.is_service) for day in week.days] == [(changes, True)]


def test_a_week_that_starts_on_sunday_ends_on_saturday():
    sunday = MONDAY - timedelta(days=1)
    times = [held(60, sunday), held(60, MONDAY), held(60, MONDAY + timedelta(days=6))]
    first, second = weeks(times, ZONE, lambda day: SUNDAY, iop, sunday, MONDAY + timedelta(days=6))
    assert (first.starts_on, first.ends_on) == (sunday, date(2026, 3, 7))
    assert [week.counting.countable_ms for week in (first, second)] == [2 * HOUR_MS, HOUR_MS]


def test_each_day_is_judged_by_the_rules_of_that_day():
    wednesday = MONDAY + timedelta(days=2)
    times = on_days(5, 120)
    rules = {True: TWO_HOURS, False: DEFAULT_POLICY}
    (week,) = weeks(times, ZONE, lambda day: rules[day >= wednesday], iop, MONDAY, wednesday)
    assert [day.is_service for day in week.days] == [False, False, True, True, True]


parts = st.tuples(*(st.integers(0, 5 * HOUR_MS) for _ in range(2)), st.integers(0, HOUR_MS))
tallies = parts.map(lambda one: Tally(one[0] + one[1], one[0] + one[2], one[1], one[2]))
times = st.lists(
    st.builds(
        lambda minutes, kind, code, tally: held(
            started_at=at(MONDAY, 0) + timedelta(minutes=minutes), kind=kind, service_code=code, tally=tally
        ),
        st.integers(-20 * 1440, 40 * 1440),
        st.sampled_from(SessionKind),
        st.sampled_from(["H0015", "90834", ""]),
        tallies,
    ),
    max_size=30,
)
policies = st.builds(AttendancePolicy, week_starts_on=st.integers(0, 6), day_minutes=st.sampled_from([0, 120, 180]))


@settings(max_examples=40)
@given(times, policies, st.integers(0, 30))
def test_weeks_partition_the_days_and_hold_all_their_time(times, policy, length):
    last = MONDAY + timedelta(days=length)
    found = weeks(times, ZONE, lambda day: policy, iop, MONDAY, last)
    days = [one.starts_on + timedelta(days=after) for one in found for after in range(7)]
    assert days == [days[0] + timedelta(days=after) for after in range(len(days))]
    assert {MONDAY, last} <= set(days)
    assert {one.starts_on.weekday() for one in found} == {policy.week_starts_on}
    held_in = [one for one in times if one.day(ZONE) in days]
    counted = sum((one.tally for one in held_in if one.kind in policy.counting_kinds), NOTHING)
    assert sum((one.counting for one in found), NOTHING) == counted
    assert sum(one.expected for one in found) == len(held_in)


@settings(max_examples=40)
@given(times, policies)
def test_a_weeks_days_and_kinds_both_make_the_week(times, policy):
    for week in weeks(times, ZONE, lambda day: policy, iop, MONDAY, MONDAY):
        assert sum((day.counting for day in week.days), NOTHING) == week.counting
        assert sum((one.tally for one in week.kinds if one.counts), NOTHING) == week.counting
        assert sum(one.tally.countable_ms for one in week.kinds if not one.counts) == week.not_counting_ms


@settings(max_examples=40)
@given(times, st.randoms(use_true_random=False))
def test_the_order_in_which_sessions_are_given_does_not_matter(times, random):
    shuffled = random.sample(times, len(times))
    last = MONDAY + timedelta(days=20)
    one, other = (weeks(given, ZONE, lambda day: SUNDAY, iop, MONDAY, last) for given in (times, shuffled))
    assert [(week.counting, week.kinds) for week in one] == [(week.counting, week.kinds) for week in other]


@settings(max_examples=40)
@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 6))
def test_a_week_starts_within_the_seven_days_before(day, starts_on):
    start = start_of_week(day, starts_on)
    assert 0 <= (day - start).days < 7 and start.weekday() == starts_on
