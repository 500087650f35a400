"""How one enrollment becomes the next: whatever people do, nothing overlaps and nothing is lost."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.enrollment.enrollment import Enrollment
from server.domain.enrollment.rules import refusals
from server.domain.enrollment.transitions import (
    ALLOWED,
    MOVED,
    NotPossible,
    Place,
    allowed,
    begins_as,
    discharge,
    entered_in_error,
    move,
)
from tests.server.domain.enrollment.test_rules import COURSES, IOP, MARCH, PHP, enrolled

DAY = timedelta(days=1)


def test_a_step_down_ends_the_day_before_and_keeps_what_was():
    php = enrolled(program="php", id="php")
    ended, begun = move(php, Place("iop", "evening", 9), COURSES, MARCH + 14 * DAY, "next")
    assert (ended.ends_on, ended.ended_as, ended.version) == (MARCH + 13 * DAY, "step_down", 2)
    assert (begun.starts_on, begun.began_as, begun.follows_id, begun.version) == (
        MARCH + 14 * DAY,
        "step_down",
        "php",
        1,
    )
    assert (begun.track_id, begun.weekly_hours) == ("evening", 9)
    assert refusals(begun, IOP, None, [ended]) == []


def test_another_track_of_the_same_program_is_a_transfer():
    _, begun = move(enrolled(), Place("iop", "morning"), COURSES, MARCH + DAY, "next")
    assert begun.began_as == "transfer"


@pytest.mark.parametrize(
    ("place", "first_day", "why"),
    [
        (Place("php"), MARCH, "after the first day"),
        (Place("php"), MARCH + 9 * DAY, "without a gap"),
        (Place("iop"), MARCH + DAY, "already"),
    ],
)
def test_a_move_that_is_none_is_refused(place, first_day, why):
    with pytest.raises(NotPossible, match=why):
        move(enrolled(ends_on=MARCH + 7 * DAY), place, COURSES, first_day, "next")


def test_nobody_is_discharged_before_they_came():
    with pytest.raises(NotPossible):
        discharge(enrolled(), MARCH - DAY, "completed", "")


def test_who_had_gone_returns_and_who_is_there_comes_into_a_second_program():
    gone = enrolled(id="first", ends_on=MARCH + DAY, ended_as="no_contact")
    assert begins_as([gone], MARCH + 5 * DAY) == ("return", gone)
    assert begins_as([gone], MARCH) == ("admission", None)
    assert begins_as([gone, enrolled(MARCH + 3 * DAY, id="now")], MARCH + 5 * DAY) == ("admission", None)
    assert begins_as([enrolled(ends_on=MARCH, ended_as="error")], MARCH + 5 * DAY) == ("admission", None)


def test_a_step_that_was_an_error_is_as_if_it_had_not_been():
    php = enrolled(program="php", id="php")
    ended, begun = move(php, Place("iop"), COURSES, MARCH + DAY, "next")
    gone, goes_on = entered_in_error(begun, ended, [ended, begun], "wrong person")
    assert (gone.ended_as, gone.end_note) == ("error", "wrong person")
    assert goes_on is not None
    assert (goes_on.ends_on, goes_on.ended_as, goes_on.version) == (None, None, 3)


def test_what_an_errors_forerunner_cannot_take_back_stays():
    php = enrolled(program="php", id="php")
    ended, begun = move(php, Place("iop"), COURSES, MARCH + DAY, "next")
    again = enrolled(MARCH + 30 * DAY, "php", id="again")
    assert entered_in_error(begun, ended, [ended, begun, again], "")[1] is None
    assert entered_in_error(php, None, [php], "")[1] is None


def test_what_was_moved_on_from_is_left_alone():
    ended, begun = move(enrolled(id="old"), Place("php"), COURSES, MARCH + 9 * DAY, "next")
    assert allowed(ended, [ended, begun], MARCH + DAY) == frozenset()
    assert allowed(begun, [ended, begun], MARCH + DAY) == {"error"}
    assert allowed(begun, [ended, begun], MARCH + 9 * DAY) == {"move", "discharge", "error"}


ACTS = st.lists(
    st.tuples(
        st.sampled_from(("admit", "move", "discharge", "error")),
        st.sampled_from(("iop", "php")),
        st.integers(0, 5),
        st.integers(-3, 40),
    ),
    max_size=12,
)


@given(ACTS)
def test_whatever_is_done_nothing_overlaps_and_nothing_is_lost(acts):
    chart: dict[str, Enrollment] = {}
    seen: list[Enrollment] = []
    today = MARCH
    for number, (act, program, which, after) in enumerate(acts):
        today += 3 * DAY
        changed = _do(chart, act, program, which, today + after * DAY, today, f"e{number}")
        if any(refusals(one, _course(one), None, {**chart, **_by_id(changed)}.values()) for one in changed):
            continue
        seen += changed
        chart |= _by_id(changed)
        _check(chart)
    assert {one.id for one in seen} == set(chart)
    for one in seen:
        later = [other for other in seen if other.id == one.id]
        assert [other.version for other in later] == list(range(1, len(later) + 1))


def _do(chart, act, program, which, day, today, new_id) -> list[Enrollment]:
    others = list(chart.values())
    if act == "admit":
        began, last = begins_as(others, day)
        return [enrolled(day, program, id=new_id, began_as=began, follows_id=last.id if last else None)]
    if not others:
        return []
    one = others[which % len(others)]
    if act not in allowed(one, others, today):
        return []
    try:
        if act == "move":
            return list(move(one, Place(program, str(which)), COURSES, day, new_id))
        if act == "discharge":
            return [discharge(one, day, "completed", "")]
    except NotPossible:
        return []
    before = chart.get(one.follows_id) if one.follows_id and one.began_as in MOVED else None
    return [each for each in entered_in_error(one, before, others, "") if each is not None]


def _check(chart: dict[str, Enrollment]) -> None:
    every = list(chart.values())
    for one in every:
        assert not refusals(one, _course(one), None, every)
        assert allowed(one, every, MARCH) <= frozenset().union(*ALLOWED.values())
        if one.follows_id is not None and one.ended_as != "error":
            before = chart[one.follows_id]
            assert before.ended_as == "error" or (before.ends_on is not None and before.ends_on < one.starts_on)
            if one.began_as in MOVED:
                assert before.ends_on == one.starts_on - DAY


def _by_id(changed: list[Enrollment]) -> dict[str, Enrollment]:
    return {one.id: one for one in changed}


def _course(enrollment: Enrollment):
    return IOP if enrollment.program_id == "iop" else PHP
