"""Days and instants of a series."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.schedule.recurrence import Recurrence, RuleError, bounded

MONDAY = date(2026, 3, 2)
EVENINGS = Recurrence("FREQ=WEEKLY;BYDAY=MO,WE,TH", MONDAY, date(2026, 3, 31), time(17, 30), 180, "America/Los_Angeles")


def test_a_week_meets_on_its_days():
    week = list(EVENINGS.days(MONDAY, MONDAY + timedelta(days=6)))

    assert week == [date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 5)]


def test_a_series_meets_neither_before_its_first_day_nor_after_its_last():
    days = list(EVENINGS.days(date(2025, 1, 1), date(2027, 1, 1)))

    assert days[0] == MONDAY
    assert days[-1] == date(2026, 3, 30)


def test_every_other_week_counts_from_the_first_day_wherever_one_begins_to_look():
    other = Recurrence("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", MONDAY, date(2026, 5, 1), time(9), 60, "America/Chicago")

    assert list(other.days(date(2026, 3, 10), date(2026, 4, 1))) == [date(2026, 3, 17), date(2026, 3, 31)]


def test_the_clock_on_the_wall_stays_when_summer_time_begins():
    before, after = EVENINGS.times(date(2026, 3, 5))[0], EVENINGS.times(date(2026, 3, 9))[0]

    assert before == datetime(2026, 3, 6, 1, 30, tzinfo=UTC)
    assert after == datetime(2026, 3, 10, 0, 30, tzinfo=UTC)


def test_a_time_that_the_clocks_skip_is_an_hour_later_on_the_wall():
    night = Recurrence("FREQ=DAILY", MONDAY, date(2026, 3, 20), time(2, 30), 60, "America/New_York")

    starts_at, ends_at = night.times(date(2026, 3, 8))

    assert starts_at.astimezone(ZoneInfo("America/New_York")).time() == time(3, 30)
    assert ends_at - starts_at == timedelta(hours=1)


def test_of_a_time_that_comes_twice_it_is_the_first():
    night = Recurrence("FREQ=DAILY", date(2026, 10, 30), date(2026, 11, 3), time(1, 30), 180, "America/New_York")

    starts_at, ends_at = night.times(date(2026, 11, 1))

    assert starts_at == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert ends_at == datetime(2026, 11, 1, 8, 30, tzinfo=UTC)


def test_a_number_of_sessions_becomes_a_last_day():
    assert bounded("FREQ=WEEKLY;BYDAY=MO,WE;COUNT=3", MONDAY, None) == ("FREQ=WEEKLY;BYDAY=MO,WE", date(2026, 3, 9))


def test_of_two_ends_the_earlier_holds():
    assert bounded("FREQ=DAILY;UNTIL=20260310T000000Z", MONDAY, date(2026, 3, 5))[1] == date(2026, 3, 5)
    assert bounded("FREQ=DAILY;UNTIL=20260304", MONDAY, date(2026, 3, 5))[1] == date(2026, 3, 4)


@pytest.mark.parametrize(
    ("rule", "last_on", "words"),
    [
        ("FREQ=WEEKLY;BYDAY=MO", None, "Say when"),
        ("FREQ=WEEKLY;BYDAY=MO", date(2026, 3, 1), "before the first"),
        ("FREQ=WEEKLY;BYDAY=MO", date(2029, 3, 1), "two years"),
        ("FREQ=MONTHLY;COUNT=700", None, "two years"),
        ("FREQ=HOURLY", date(2026, 4, 1), "days, weeks or months"),
        ("FREQ=DAILY;BYHOUR=9,10", date(2026, 4, 1), "BYHOUR"),
        ("FREQ=DAILY;COUNT=0", None, "above zero"),
        ("FREQ=DAILY;COUNT=many", None, "above zero"),
        ("FREQ=WEEKLY;BYDAY=XX", date(2026, 4, 1), "BYDAY cannot be XX"),
        ("FREQ=DAILY;INTERVAL=0", date(2026, 4, 1), "INTERVAL cannot be 0"),
        ("FREQ=MONTHLY;BYDAY=6MO", date(2026, 4, 1), "BYDAY cannot be 6MO"),
        ("FREQ=MONTHLY;BYMONTHDAY=1;BYSETPOS=2", date(2026, 4, 1), "BYSETPOS chooses"),
        ("FREQ=DAILY;FREQ=WEEKLY", date(2026, 4, 1), "not a rule"),
        ("FREQ=DAILY;UNTIL=tomorrow", None, "not a rule"),
        ("", date(2026, 4, 1), "not a rule"),
        ("every Monday", date(2026, 4, 1), "not a rule"),
        ("FREQ=WEEKLY;BYDAY=SU", date(2026, 3, 4), "no session"),
        ("FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2", date(2026, 12, 4), "cannot have BYMONTH"),
        ("FREQ=MONTHLY;BYMONTHDAY=1;INTERVAL=12", date(2026, 12, 4), "no session"),
    ],
)
def test_a_rule_that_cannot_be_kept_is_refused_with_the_reason(rule, last_on, words):
    with pytest.raises(RuleError, match=words):
        bounded(rule, MONDAY, last_on)


WRITTEN = st.lists(
    st.sampled_from(
        [
            *("FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY", "INTERVAL=2", "INTERVAL=99", "INTERVAL=-1"),
            *("BYDAY=MO", "BYDAY=-5FR,1TU", "BYDAY=SU,SA", "BYDAY=", "BYMONTHDAY=31", "BYMONTHDAY=-31,13"),
            *(
                "BYMONTHDAY=32",
                "BYSETPOS=-1",
                "BYSETPOS=5",
                "WKST=SU",
                "UNTIL=20260501",
                "UNTIL=1",
                "COUNT=5",
                "COUNT=x",
            ),
        ]
    )
    | st.text(max_size=12),
    max_size=7,
).map(";".join)


@given(WRITTEN)
def test_whatever_is_written_as_a_rule_is_a_rule_or_refused(text):
    try:
        kept, last = bounded(text, MONDAY, date(2026, 6, 1))
    except RuleError:
        return
    days = list(Recurrence(kept, MONDAY, last, time(9), 60, "UTC").days(MONDAY, last))
    assert days == sorted(set(days))
    assert MONDAY <= days[0] <= days[-1] <= last <= date(2026, 6, 1)
