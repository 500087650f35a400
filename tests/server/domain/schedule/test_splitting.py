"""A group that is made two keeps apart whoever must be, and is as even as that allows."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from server.domain.roster.keep_apart import NOBODY_APART, Pairs
from server.domain.schedule.splitting import evenly

CLIENTS = list("abcdefgh")
PAIRS = st.lists(st.tuples(st.sampled_from([*CLIENTS, "S", "T"]), st.sampled_from([*CLIENTS, "S", "T"])), max_size=7)


def together(pairs: Pairs, *groups: list[str]) -> int:
    return sum(len(pairs.within(set(group))) for group in groups)


@given(PAIRS, st.lists(st.sampled_from(CLIENTS), unique=True))
def test_everybody_is_in_one_of_two_groups_which_no_other_way_would_make_more_even(found, clients):
    pairs = Pairs.of([(one, other) for one, other in found if one != other and {one, other} != {"S", "T"}])
    first, second = evenly(clients, pairs, ["S"], ["T"])
    assert sorted([*first, *second]) == sorted(clients)
    ways = []
    for sides in product((0, 1), repeat=len(clients)):
        one = [who for who, side in zip(clients, sides, strict=True) if side == 0]
        other = [who for who, side in zip(clients, sides, strict=True) if side == 1]
        if together(pairs, [*one, "S"], [*other, "T"]) == 0:
            ways.append(abs(len(one) - len(other)))
    if ways:
        assert together(pairs, [*first, "S"], [*second, "T"]) == 0
        assert abs(len(first) - len(second)) == min(ways)


def test_a_large_group_is_halved_at_once():
    clients = [f"c{number:03}" for number in range(200)]
    first, second = evenly(clients, NOBODY_APART)
    assert (len(first), len(second)) == (100, 100)
