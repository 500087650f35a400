from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.domain.attendance.plan import SessionKind
from server.domain.attendance.policy import DEFAULT_POLICY, AttendancePolicy
from server.domain.hours.session_time import SessionTime
from server.domain.hours.units import Authorized, Unit, usage
from server.domain.hours.words import of_usage
from tests.server.domain.hours.builders import MONDAY, ZONE, held, on_days
from tests.server.domain.hours.test_weeks import policies, times

YEAR_END = date(2026, 12, 31)


def authorized(unit: Unit = Unit.DAY, units: int = 12, ends_on: date = YEAR_END, name: str = "a", code: str = "H0015"):
    return Authorized(name, code, unit, units, MONDAY, ends_on)


def used(times: list[SessionTime], *authorized: Authorized, policy: AttendancePolicy = DEFAULT_POLICY):
    return usage(authorized, times, ZONE, lambda day: policy)


@pytest.mark.parametrize(
    ("unit", "minutes", "wanted"),
    [
        (Unit.DAY, [180], 1),
        (Unit.DAY, [179], 0),
        (Unit.DAY, [90, 90], 1),
        (Unit.HOUR, [119], 1),
        (Unit.HOUR, [50, 50, 30], 2),
        (Unit.QUARTER_HOUR, [44], 2),
        (Unit.SESSION, [20, 50], 2),
    ],
)
def test_a_unit_is_a_service_day_whole_time_of_a_day_or_an_attended_session(unit, minutes, wanted):
    times = [held(length, hour=8 + 2 * number) for number, length in enumerate(minutes)]
    (found,) = used(times, authorized(unit))
    assert (found.used, found.left) == (wanted, 12 - wanted)


def test_whole_units_are_of_each_day():
    """Twice 44 minutes on two days are no 88."""
    (found,) = used([held(44), held(44, MONDAY + timedelta(days=1))], authorized(Unit.QUARTER_HOUR))
    assert found.used == 4
    assert [(use.day, use.units) for use in found.uses] == [(MONDAY, 2), (MONDAY + timedelta(days=1), 2)]


def test_a_use_names_its_sessions():
    one, two = held(100), held(90, hour=13)
    (found,) = used([two, one, held(60, hour=16, service_code="90834")], authorized())
    assert [use.sessions for use in found.uses] == [(one.session, two.session)]


def test_five_days_of_two_hours_use_no_day_but_ten_hours():
    days, hours = used(on_days(5, 120), authorized(Unit.DAY), authorized(Unit.HOUR, name="b"))
    assert (days.used, hours.used) == (0, 0)
    assert used(on_days(5, 120), authorized(Unit.HOUR))[0].used == 10
    assert used(on_days(5, 120), authorized(Unit.DAY), policy=AttendancePolicy(day_minutes=120))[0].used == 5


def test_other_services_other_kinds_and_other_days_use_nothing():
    times = [
        held(service_code="90834"),
        held(service_code=""),
        held(kind=SessionKind.FILM, hour=13),
        held(day=MONDAY - timedelta(days=1)),
        held(day=YEAR_END + timedelta(days=1)),
        held(0, hour=20, attended=False),
    ]
    for unit in Unit:
        assert used(times, authorized(unit))[0].uses == ()


def test_the_one_that_ends_first_is_used_first_and_then_the_next():
    soon = authorized(units=2, ends_on=MONDAY + timedelta(days=20), name="soon")
    later = authorized(units=9, name="later")
    first, second = used(on_days(3, 180), later, soon)
    assert (first.used, second.used) == (1, 2)


def test_a_day_is_shared_between_what_one_has_left_and_the_next():
    soon = authorized(Unit.QUARTER_HOUR, 5, MONDAY + timedelta(days=20), "soon")
    assert [one.used for one in used([held(180)], soon, authorized(Unit.QUARTER_HOUR, 50))] == [5, 7]


def test_what_nobody_authorized_is_said():
    (found,) = used(on_days(3, 180), authorized(units=2))
    assert (found.left, found.beyond) == (0, 1)
    assert of_usage(found, MONDAY) == "3 of 2 days used: 1 more than authorized."


@pytest.mark.parametrize(
    ("today", "ends_on", "days", "words"),
    [
        (MONDAY, YEAR_END, 0, "12 of 12 days left."),
        (MONDAY, YEAR_END, 11, "Nearly used up: 1 of 12 days left."),
        (MONDAY, YEAR_END, 12, "Used up: 12 of 12 days used."),
        (MONDAY, MONDAY, 1, "Ends today: 11 of 12 days left."),
        (MONDAY, MONDAY + timedelta(days=1), 1, "Ends tomorrow: 11 of 12 days left."),
        (MONDAY, MONDAY + timedelta(days=5), 1, "Ends in 5 days: 11 of 12 days left."),
        (MONDAY + timedelta(days=1), MONDAY, 1, "Ended on Mar 2, 2026 with 1 of 12 days used."),
        (MONDAY - timedelta(days=1), YEAR_END, 0, "12 days from Mar 2, 2026."),
    ],
)
def test_an_authorization_says_how_it_stands(today, ends_on, days, words):
    (found,) = used(on_days(days, 180), authorized(ends_on=ends_on))
    assert of_usage(found, today) == words


authorizations = st.lists(
    st.builds(
        lambda code, unit, units, start, length: (code, unit, units, start, length),
        st.sampled_from(["H0015", "90834"]),
        st.sampled_from(Unit),
        st.integers(0, 40),
        st.integers(-20, 20),
        st.integers(0, 30),
    ),
    max_size=4,
).map(
    lambda given: [
        Authorized(str(n), code, unit, units, MONDAY + timedelta(start), MONDAY + timedelta(start + length))
        for n, (code, unit, units, start, length) in enumerate(given)
    ]
)


@settings(max_examples=40)
@given(times, authorizations, policies)
def test_units_are_never_negative_and_their_uses_make_them(times, authorized, policy):
    for one in used(times, *authorized, policy=policy):
        assert one.left >= 0 and one.beyond >= 0
        assert one.left - one.beyond == one.authorized.units - one.used
        assert all(use.units > 0 and one.authorized.starts_on <= use.day <= one.authorized.ends_on for use in one.uses)


@settings(max_examples=40)
@given(times, authorizations, st.randoms(use_true_random=False))
def test_the_order_of_sessions_and_authorizations_does_not_matter(times, authorized, random):
    one = used(times, *authorized)
    other = used(random.sample(times, len(times)), *random.sample(authorized, len(authorized)))
    key = {usage.authorized.id: usage.used for usage in other}
    assert {usage.authorized.id: usage.used for usage in one} == key


@settings(max_examples=40)
@given(times, st.sampled_from(Unit), st.integers(0, 9))
def test_what_one_does_not_have_left_is_taken_from_the_other(times, unit, units):
    """However the units are spread, as many are used."""
    together = used(times, authorized(unit, 999))[0].used
    spread = used(times, authorized(unit, units, name="b", ends_on=date(2026, 12, 30)), authorized(unit, 999))
    assert sum(one.used for one in spread) == together
