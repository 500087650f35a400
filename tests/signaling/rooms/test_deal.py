"""Dealing people over breakouts."""

from hypothesis import given
from hypothesis import strategies as st

from server.domain.roster.keep_apart import Pairs
from signaling.rooms.deal import deal

PEOPLE = "abcdefgh"
people = st.permutations(PEOPLE).flatmap(lambda order: st.integers(1, len(PEOPLE)).map(lambda count: order[:count]))
pairs = st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)).filter(lambda it: it[0] != it[1]))


@given(people, st.integers(1, 4))
def test_everybody_is_dealt_once_and_evenly(order: list[str], count: int) -> None:
    dealt = deal(order, [[]] * count, Pairs()) or []
    assert sorted(one for people in dealt for one in people) == sorted(order)
    assert max(map(len, dealt)) - min(map(len, dealt)) <= 1


@given(people, st.integers(1, 4), pairs)
def test_nobody_is_dealt_to_whom_they_are_kept_apart_from_and_it_succeeds_whenever_that_can_be(
    order: list[str], count: int, said: list[tuple[str, str]]
) -> None:
    apart = Pairs.of(said)
    dealt = deal(order, [[]] * count, apart)
    if dealt is None:
        assert not _can_be(order, count, apart)
    else:
        assert sorted(one for people in dealt for one in people) == sorted(order)
        assert not any(apart.within(people) for people in dealt)


def test_who_is_seated_by_hand_stays_and_the_others_fill_up() -> None:
    assert deal(["c", "d", "b"], [["a"], []], Pairs.of([("a", "b")])) == [["a", "c"], ["b", "d"]]


def _can_be(order: list[str], count: int, apart: Pairs) -> bool:
    """Every way, one after the other."""
    ways: list[list[set[str]]] = [[set() for _ in range(count)]]
    for one in order:
        ways = [
            [{*people, one} if at == chosen else people for at, people in enumerate(way)]
            for way in ways
            for chosen in range(count)
            if not apart.barring(one, way[chosen])
        ]
        ways = [list(way) for way in {frozenset(map(frozenset, way)): way for way in ways}.values()]
    return bool(ways)
