from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from server.domain.help.on_call import Shift, on_call, overlapping, uncovered

SIX = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)


def shift(who: str, start: float, end: float, site: str | None = None) -> Shift:
    at = [SIX + timedelta(hours=hours) for hours in (start, end)]
    return Shift(f"{who}{start}", "north", who, site, *at)


def test_who_is_on_call_at_the_moment_of_a_hand_over_is_the_one_who_takes_over():
    shifts = [shift("ana", 0, 2), shift("ben", 2, 4)]
    assert on_call(shifts, None, SIX + timedelta(hours=2)) == ["ben"]
    assert overlapping(shifts) == frozenset()


def test_a_shift_of_one_site_is_for_that_site_and_one_of_all_sites_for_each():
    shifts = [shift("ana", 0, 2, "east"), shift("ben", 0, 2)]
    assert on_call(shifts, "east", SIX) == ["ana", "ben"]
    assert on_call(shifts, "west", SIX) == ["ben"]
    assert on_call(shifts, None, SIX) == ["ben"]


def test_two_people_at_once_overlap_and_one_person_with_two_shifts_does_not():
    ana, ben = shift("ana", 0, 2), shift("ben", 1, 3)
    assert overlapping([ana, ben, shift("ana", 2, 3, "east")]) == {ana.id, ben.id, "ana2"}
    assert overlapping([ana, shift("ana", 1, 3)]) == frozenset()
    assert overlapping([shift("ana", 0, 2, "east"), shift("ben", 0, 2, "west")]) == frozenset()


@given(
    st.lists(st.tuples(st.integers(0, 24), st.integers(1, 8)), max_size=6),
    st.integers(0, 20),
    st.integers(1, 10),
    st.integers(0, 29),
)
def test_a_moment_of_a_session_is_in_a_gap_exactly_when_nobody_is_on_call(drawn, start, length, minute):
    shifts = [shift("ana", begin, begin + hours) for begin, hours in drawn]
    first, last = SIX + timedelta(hours=start), SIX + timedelta(hours=start + length)
    gaps = uncovered(shifts, None, first, last)
    at = first + (last - first) * minute / 30
    assert any(begin <= at < end for begin, end in gaps) == (not on_call(shifts, None, at))
    assert all(first <= begin < end <= last for begin, end in gaps)
