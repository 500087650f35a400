"""What an enrollment must be, and of what somebody is warned."""

from dataclasses import dataclass, replace
from datetime import date

import pytest

from server.domain.enrollment.enrollment import Enrollment, latest
from server.domain.enrollment.levels import direction
from server.domain.enrollment.rules import age_on, of_age, refusals, unconfirmed, warnings

MARCH = date(2026, 3, 2)
BORN = date(1990, 5, 1)


@dataclass(frozen=True)
class Program:
    id: str = "iop"
    level_of_care: str = "2.1"
    weekly_hours: float = 9
    least_age: int | None = None
    most_age: int | None = None
    name: str = "Adolescents"


IOP = Program()
PHP = Program("php", "2.5", 20)
TEENS = Program("teens", "2.1-adolescent", 6, 13, 17)
COURSES = {one.id: one for one in (IOP, PHP, TEENS)}
BOUNDS = {"2.1": (9, 19), "2.5": (20, 0), "2.1-adolescent": (6, 19)}


def enrolled(starts_on: date = MARCH, program: str = "iop", **others) -> Enrollment:
    return Enrollment(others.pop("id", "new"), "clinic", program, "ana", starts_on, **others)


def bounds(level):
    return BOUNDS[level]


def test_two_in_one_program_on_one_day_are_refused():
    before = enrolled(date(2026, 1, 5), id="old", ends_on=MARCH)
    (found,) = refusals(enrolled(), IOP, BORN, [before])
    assert (found.field, found.words) == (
        "starts_on",
        "overlaps the enrollment in the same program from 2026-01-05 to 2026-03-02",
    )
    assert refusals(enrolled(), IOP, BORN, [replace(before, ends_on=date(2026, 3, 1))]) == []
    assert refusals(enrolled(), IOP, BORN, [replace(before, ended_as="error")]) == []


def test_an_end_before_the_start_is_refused():
    (found,) = refusals(enrolled(ends_on=date(2026, 3, 1)), IOP, BORN, [])
    assert found.field == "ends_on"


@pytest.mark.parametrize("hours", [-1, 61])
def test_hours_that_no_week_has_are_refused(hours):
    (found,) = refusals(enrolled(weekly_hours=hours), IOP, BORN, [])
    assert found.field == "weekly_hours"


@pytest.mark.parametrize(
    ("born", "words"),
    [
        (date(2012, 3, 2), None),
        (date(2008, 3, 3), None),
        (date(2013, 3, 3), "They are 12 on the first day, and Adolescents is for people from 13 on."),
        (date(2008, 3, 2), "They are 18 on the first day, and Adolescents is for people up to 17."),
    ],
)
def test_of_an_adult_among_adolescents_or_a_child_one_is_warned_by_the_age_on_the_first_day(born, words):
    found = of_age([TEENS], born, MARCH)
    assert [(one.code, one.words) for one in found] == ([("age", words)] if words else [])


def test_a_track_is_for_certain_ages_too():
    younger = Program("13-15", least_age=13, most_age=15, name="Younger")
    (found,) = of_age([TEENS, younger], date(2009, 5, 1), MARCH)
    assert found.words == "They are 16 on the first day, and Younger is for people up to 15."


def test_without_a_birth_date_nobody_comes_into_a_program_for_certain_ages():
    assert [one.field for one in refusals(enrolled(program="teens"), TEENS, None, [])] == ["born"]


def test_a_birthday_of_a_leap_year():
    born = date(2008, 2, 29)
    assert (age_on(born, date(2026, 2, 28)), age_on(born, date(2026, 3, 1))) == (17, 18)


def test_two_levels_at_once_are_warned_of_until_confirmed():
    found = warnings(enrolled(), COURSES, [enrolled(program="php", id="php")], bounds)
    assert [one.code for one in found] == ["two_programs"]
    assert found[0].words == "They are in another program at another level of care (2.5, not 2.1) from 2026-03-02 on."
    assert unconfirmed(found, ["two_programs"]) == []


@pytest.mark.parametrize(
    ("program", "hours", "warned"),
    [("iop", None, False), ("iop", 8.5, True), ("iop", 20, True), ("php", 40, False), ("php", 19, True)],
)
def test_planned_hours_are_held_against_the_level(program, hours, warned):
    found = warnings(enrolled(program=program, weekly_hours=hours), COURSES, [], bounds)
    assert [one.code for one in found] == (["hours_outside_level"] if warned else [])


@pytest.mark.parametrize(
    ("before", "after", "how"),
    [
        ("2.5", "2.1", "step_down"),
        ("2.1", "2.5", "step_up"),
        ("2.1", "2.1-adolescent", "transfer"),
        ("2.1", "aftercare", "step_down"),
        ("aftercare", "1", "step_up"),
        ("special", "2.1", "transfer"),
    ],
)
def test_from_one_level_to_another(before, after, how):
    assert direction(before, after) == how


def test_what_never_held_counts_for_nothing():
    gone = enrolled(ended_as="error")
    assert not gone.holds_on(MARCH) and gone.state(MARCH) == "error"


@pytest.mark.parametrize(("ends_on", "state"), [(None, "current"), (MARCH, "current"), (date(2026, 3, 1), "ended")])
def test_the_last_day_still_holds(ends_on, state):
    assert enrolled(date(2026, 1, 5), ends_on=ends_on).state(MARCH) == state
    assert enrolled(date(2026, 3, 3)).state(MARCH) == "planned"


def test_of_several_the_one_that_held_last_is_asked_for():
    php = enrolled(date(2026, 1, 5), "php", id="php", ends_on=date(2026, 3, 4))
    iop = enrolled(date(2026, 3, 5), id="iop")
    wrong = enrolled(date(2026, 3, 6), "teens", id="wrong", ended_as="error")
    every = [wrong, iop, php]
    assert latest(every, MARCH, date(2026, 3, 8)) is iop
    assert latest(every, MARCH, date(2026, 3, 4)) is php
    assert latest(every, date(2025, 1, 1), date(2025, 2, 1)) is None
