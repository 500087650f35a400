"""What a series is to have, and what is done to what it has."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from server.domain.schedule.planning import Made, planned, steps
from server.domain.schedule.recurrence import Recurrence

MONDAY = date(2026, 3, 2)
DAYS = st.integers(0, 40).map(lambda days: MONDAY + timedelta(days=days))
RULES = st.sampled_from(
    ["FREQ=DAILY", "FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;BYDAY=MO,WE,TH", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU"]
)


@st.composite
def series(draw):
    first, last = sorted((draw(DAYS), draw(DAYS)))
    at = draw(st.times()).replace(microsecond=0)
    return Recurrence(draw(RULES), first, last, at, draw(st.integers(5, 300)), "America/Los_Angeles")


WINDOWS = st.tuples(DAYS, DAYS).map(lambda days: (min(days), max(days)))
HOLIDAYS = st.dictionaries(DAYS, st.just("Holiday"), max_size=8)
MADE = st.lists(st.tuples(DAYS, st.booleans(), st.booleans()), max_size=20, unique_by=lambda one: one[0]).map(
    lambda found: [Made(f"made-{day}", day, free, cancelled) for day, free, cancelled in found]
)
NOW = st.integers(-2, 45).map(lambda days: datetime(2026, 3, 2, 20, tzinfo=UTC) + timedelta(days=days))


@given(series(), st.sets(DAYS), HOLIDAYS, WINDOWS)
def test_each_day_of_the_rule_is_planned_or_spoken_for_or_a_holiday(recurrence, exceptions, holidays, window):
    found = {one.day for one in planned(recurrence, exceptions, holidays, window)}
    of_rule = set(recurrence.days(*window))
    assert found == of_rule - exceptions - holidays.keys()
    assert not found & exceptions


@given(series(), MADE, HOLIDAYS, WINDOWS, NOW)
def test_whatever_was_made_a_day_has_one_session_and_what_is_not_free_is_left_alone(
    recurrence, made, holidays, window, now
):
    todo = steps(recurrence, made, holidays, window, now)
    not_free = {one.id for one in made if not one.free}
    kept = {id: meeting.day for id, meeting in todo.keep}
    dropped = {id for id, _ in todo.drop}
    assert not not_free & (kept.keys() | dropped)
    assert not kept.keys() & dropped
    after = [one.day for one in todo.make]
    after += [
        one.day for one in made if one.id in kept or (not one.free) or (not one.cancelled and one.id not in dropped)
    ]
    assert len(after) == len(set(after))
    due = {day for day in recurrence.days(*window) if recurrence.times(day)[0] > now and day not in holidays}
    assert due <= set(after)


@given(series(), MADE, HOLIDAYS, WINDOWS, NOW)
def test_done_again_it_does_nothing(recurrence, made, holidays, window, now):
    todo = steps(recurrence, made, holidays, window, now)
    kept, dropped = dict(todo.keep), {id for id, _ in todo.drop}
    after = [
        Made(one.id, one.day, one.free, one.id in dropped or (one.cancelled and one.id not in kept)) for one in made
    ]
    after += [Made(f"new-{one.day}", one.day, free=True) for one in todo.make]
    again = steps(recurrence, after, holidays, window, now)
    assert again.make == [] and again.drop == []


def test_what_a_holiday_took_away_comes_back_when_it_is_none():
    evenings = Recurrence("FREQ=WEEKLY;BYDAY=WE", MONDAY, date(2026, 3, 31), time(17, 30), 180, "America/Los_Angeles")
    now, window = datetime(2026, 3, 2, tzinfo=UTC), (MONDAY, date(2026, 3, 4))
    wednesday = Made("one", date(2026, 3, 4), free=True)
    todo = steps(evenings, [wednesday], {wednesday.day: "Founders' Day"}, window, now)
    assert todo.drop == [("one", "Founders' Day")] and todo.make == []
    again = steps(evenings, [Made("one", wednesday.day, free=True, cancelled=True)], {}, window, now)
    assert [id for id, _ in again.keep] == ["one"] and again.make == []
