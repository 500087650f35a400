from dataclasses import replace
from datetime import timedelta

import pytest

from server.domain.signing.amendment import impossible, in_room_of, wall_ms
from server.domain.signing.values import Value
from tests.support.attendance import SESSION, Tape, plan

HOUR = 3_600_000
TOO_MANY = ("countable_minutes", "cannot be more than the session's 60 minutes")


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        (Value("present", HOUR, 0, HOUR), []),
        (Value("no_show", 0, 0, 0), []),
        (Value("excused", 0, 0, 0), []),
        (Value("removed", 0, 0, 0), []),
        (
            Value("present", HOUR + 1, 0, HOUR + 1),
            [TOO_MANY],
        ),
        (Value("present", -1, 0, -1), [("countable_minutes", "cannot be negative")]),
        (Value("present", 0, 0, 0), [("countable_minutes", "cannot be 0 for somebody who attended")]),
        (Value("no_show", 1, 0, 1), [("countable_minutes", "must be 0 for somebody who did not come")]),
        (Value("pending", HOUR, 0, HOUR), [("outcome", "is none that a record can have")]),
        (Value("entered_in_error", 0, 0, 0), [("outcome", "is none that a record can have")]),
        (Value("late", 10, 11, -1), [("in_room_minutes", "must be between 0 and the countable minutes")]),
        (Value("late", 10, -1, 11), [("in_room_minutes", "must be between 0 and the countable minutes")]),
    ],
)
def test_a_correction_stays_within_what_is_possible(value, wrong):
    assert impossible(value, HOUR) == wrong


@pytest.mark.parametrize(
    ("before", "countable", "in_room"),
    [
        (Value("present", 100, 100, 0), 150, 150),
        (Value("present", 100, 100, 0), 50, 50),
        (Value("present", 100, 0, 100), 150, 0),
        (Value("present", 100, 40, 60), 150, 40),
        (Value("present", 100, 40, 60), 30, 30),
        (Value("no_show", 0, 0, 0), 60, 0),
    ],
)
def test_without_a_word_on_it_corrected_minutes_are_where_they_were(before, countable, in_room):
    assert in_room_of(before, countable) == in_room


def test_the_wall_is_from_start_to_end_or_as_planned_where_it_never_started():
    tape = Tape().boots()
    tape.joins("facilitator")
    tape.joins("ana")
    held = tape.starts().until(50).ends().records(plan("ana", minutes=60))["ana"]
    assert held.session == SESSION and held.started_at is not None and held.ended_at is not None
    assert wall_ms(held) == 50 * 60_000
    assert wall_ms(replace(held, started_at=None)) == HOUR
    assert wall_ms(replace(held, ended_at=held.started_at - timedelta(hours=1))) == 0
