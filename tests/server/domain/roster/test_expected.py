from datetime import date, timedelta

from server.domain.roster.expected import ByHand, Enrolled, Entry, LeftOut, Named, Place, Regular, expected
from server.domain.roster.keep_apart import Pairs

DAY, WEEK = date(2026, 3, 4), timedelta(days=7)
NOBODY_APART = Pairs()
GROUP = {
    "lee": Place("facilitator", "series"),
    "ana": Place("client", "enrollment", date(2026, 1, 5)),
    "ben": Place("client", "enrollment", date(2026, 2, 2)),
}


def people(found):
    return {one.person for one in found.entries}


def test_a_series_expects_its_facilitators_and_who_is_enrolled_in_its_track_on_the_day():
    series = Regular((Named("lee", "facilitator"), Named("not asked", "client")), "iop", "evening")
    enrolled = [
        Enrolled("ana", "iop", "evening", date(2026, 3, 4), None),
        Enrolled("last day", "iop", "evening", date(2026, 1, 1), date(2026, 3, 4)),
        Enrolled("tomorrow", "iop", "evening", date(2026, 3, 5), None),
        Enrolled("gone", "iop", "evening", date(2026, 1, 1), date(2026, 3, 3)),
        Enrolled("mornings", "iop", "morning", date(2026, 1, 1), None),
        Enrolled("elsewhere", "php", "evening", date(2026, 1, 1), None),
    ]
    assert series.on(DAY, enrolled) == {
        "lee": Place("facilitator", "series"),
        "ana": Place("client", "enrollment", date(2026, 3, 4)),
        "last day": Place("client", "enrollment", date(2026, 1, 1)),
    }
    assert "mornings" in Regular(series.people, "iop", None).on(DAY, enrolled)
    assert Regular(series.people, None, None).on(DAY, enrolled).keys() == {"lee", "not asked"}


def test_a_group_of_a_program_does_not_expect_by_name_who_has_left_that() -> None:
    people = tuple(Named(one, "client") for one in ("there", "left", "back", "coming", "never in it"))
    enrolled = [
        Enrolled("there", "iop", None, DAY - WEEK, None),
        Enrolled("left", "iop", None, DAY - WEEK, DAY - timedelta(days=1)),
        Enrolled("back", "iop", None, DAY - WEEK, DAY - timedelta(days=2)),
        Enrolled("back", "iop", None, DAY, None),
        Enrolled("coming", "iop", None, DAY + WEEK, None),
    ]
    group = Regular(people, None, None, "iop")
    assert group.on(DAY, enrolled).keys() == {"there", "back", "coming", "never in it"}
    assert "left" in group.on(DAY - timedelta(days=1), enrolled)
    assert "left" in Regular(people, None, None).on(DAY, enrolled), "a session with them alone is theirs until it ends"


def test_exceptions_add_leave_out_and_make_up_and_say_so():
    exceptions = [
        ByHand("cat", "added", "client", makes_up=False),
        ByHand("dan", "added", "client", makes_up=True),
        ByHand("ben", "left_out", "client", makes_up=False),
        ByHand("nobody", "left_out", "client", makes_up=False),
    ]
    found = expected(GROUP, [], exceptions, NOBODY_APART)
    assert {one.person: one.source for one in found.entries} == {
        "lee": "series",
        "ana": "enrollment",
        "cat": "added",
        "dan": "make_up",
    }
    assert found.left_out == (LeftOut("ben", "exception"),)


def test_what_was_excused_stays_excused_and_who_walked_in_stays():
    now = [Entry("ana", "client", "excused", "enrollment"), Entry("eve", "client", "walk_in", "walk_in")]
    found = expected(GROUP, now, [], NOBODY_APART)
    assert {one.person: one.status for one in found.entries} == {
        "lee": "expected",
        "ana": "excused",
        "ben": "expected",
        "eve": "walk_in",
    }


def test_a_session_without_a_series_keeps_its_roster_but_for_exceptions():
    now = [
        Entry("lee", "facilitator", "expected", "series"),
        Entry("ana", "client", "expected", "series"),
        Entry("ben", "client", "expected", "added"),
    ]
    assert people(expected(None, now, [], NOBODY_APART)) == {"lee", "ana"}
    added = [ByHand("ben", "added", "client", makes_up=False), ByHand("ana", "left_out", "client", makes_up=False)]
    assert people(expected(None, now, added, NOBODY_APART)) == {"lee", "ben"}


def test_of_two_kept_apart_who_was_enrolled_later_is_left_out_and_it_is_said_because_of_whom():
    found = expected(GROUP, [], [], Pairs.of([("ana", "ben")]))
    assert people(found) == {"lee", "ana"}
    assert found.left_out == (LeftOut("ben", "kept_apart", "ana"),)
    same_day = {**GROUP, "ben": GROUP["ana"]}
    assert "ben" not in people(expected(same_day, [], [], Pairs.of([("ben", "ana")])))


def test_a_client_kept_apart_from_the_facilitator_is_left_out_however_long_enrolled():
    assert people(expected(GROUP, [], [], Pairs.of([("lee", "ana")]))) == {"lee", "ben"}


def test_a_regular_stays_and_whom_somebody_added_goes():
    early = ByHand("aaron", "added", "client", makes_up=True)
    assert people(expected(GROUP, [], [early], Pairs.of([("aaron", "ben")]))) == {"lee", "ana", "ben"}


def test_who_is_left_out_keeps_nobody_else_away():
    """ben is out because of ana; cat is kept apart from ben alone."""
    regular = {**GROUP, "cat": Place("client", "enrollment", date(2026, 3, 1))}
    assert people(expected(regular, [], [], Pairs.of([("ana", "ben"), ("ben", "cat")]))) == {"lee", "ana", "cat"}


def test_pairs_hold_in_either_order():
    pairs = Pairs.of([("ana", "ben"), ("cat", "ana")])
    assert pairs.barring("ana", {"ben", "cat", "dan"}) == {"ben", "cat"}
    assert pairs.barring("ben", {"ana"}) == {"ana"} and pairs.barring("dan", {"ana"}) == set()
    assert pairs.within({"ana", "ben", "dan"}) == {frozenset({"ana", "ben"})}
