"""Sharing out a line: rules by example, and what must hold for any demands."""

from hypothesis import given
from hypothesis import strategies as st

from signaling.forwarding.congestion.allocate import Demand, allocate, least, needed, next_needed

VOICE = Demand("audio", (40_000,))
LAYERS = (150_000, 500_000, 1_500_000)
TILE = Demand("video", LAYERS, 2)
SPEAKER = TILE._replace(speaker=True)

demands = st.lists(
    st.builds(
        Demand,
        st.sampled_from(["audio", "video"]),
        st.lists(st.integers(0, 3_000_000), min_size=1, max_size=3).map(tuple),
        st.one_of(st.none(), st.integers(0, 2)),
        st.booleans(),
        st.booleans(),
    ),
    max_size=12,
)
budgets = st.integers(0, 10_000_000)


def level(layer):
    return -1 if layer is None else layer


def cost(demands, given):
    pairs = zip(demands, given, strict=True)
    return sum(demand.bitrates[layer] for demand, layer in pairs if demand.media == "video" and layer is not None)


def test_sound_goes_on_when_nothing_else_can():
    assert allocate([TILE, VOICE, VOICE], 50_000) == [None, 0, 0]


def test_everybody_is_seen_before_anybody_is_seen_better():
    assert allocate([TILE, SPEAKER, TILE], 800_000) == [0, 1, 0]


def test_the_speaker_is_served_first_at_every_step():
    assert allocate([TILE, SPEAKER], 160_000) == [None, 0]
    assert allocate([TILE, SPEAKER], 800_000) == [0, 1]
    assert allocate([TILE, SPEAKER], 2_400_000) == [1, 2]


def test_a_shared_screen_goes_before_faces_unless_it_comes_as_one_large_stream():
    screen = Demand("video", (200_000, 1_500_000), 1, first=True)
    assert allocate([SPEAKER, TILE, screen], 210_000) == [None, None, 0]
    assert allocate([SPEAKER, TILE, screen], 1_900_000) == [0, 0, 1]
    assert allocate([SPEAKER, TILE, screen._replace(bitrates=(1_500_000,))], 400_000) == [0, 0, None]


def test_tiles_get_better_evenly():
    assert allocate([TILE, TILE, TILE], 2_000_000) == [1, 1, 1]


def test_nothing_is_spent_on_what_is_not_seen_or_too_small_for_more():
    unseen, small = TILE._replace(preferred=None), TILE._replace(preferred=0)
    assert allocate([unseen, small, TILE], 10_000_000) == [None, 0, 2]


def test_a_large_picture_of_one_layer_does_not_keep_small_ones_away():
    assert allocate([Demand("video", (1_500_000,)), TILE, TILE], 400_000) == [None, 0, 0]


def test_what_would_be_needed_for_more_is_known():
    both = [VOICE, TILE._replace(preferred=1), SPEAKER._replace(preferred=1)]
    assert (least(both), needed(both)) == (340_000, 1_040_000)
    assert [next_needed(both, budget) for budget in (0, 200_000, 340_000, 900_000, 1_040_000)] == [
        190_000,
        340_000,
        690_000,
        1_040_000,
        None,
    ]


@given(demands, budgets)
def test_pictures_never_take_more_than_there_is_and_sound_is_never_left_out(demands, budget):
    given = allocate(demands, budget)
    sound = sum(demand.bitrates[0] for demand in demands if demand.media == "audio")
    assert cost(demands, given) <= max(0, budget - sound)
    assert all(layer == 0 for demand, layer in zip(demands, given, strict=True) if demand.media == "audio")


@given(demands, budgets, budgets)
def test_more_budget_means_less_for_nobody(demands, one, other):
    less, more = (allocate(demands, budget) for budget in sorted((one, other)))
    assert all(level(a) <= level(b) for a, b in zip(less, more, strict=True))


@given(demands, budgets)
def test_nobody_gets_more_than_they_want_or_than_there_is(demands, budget):
    for demand, layer in zip(demands, allocate(demands, budget), strict=True):
        if demand.media == "video":
            assert level(layer) <= level(demand.preferred)
            assert level(layer) < len(demand.bitrates)


@given(demands)
def test_with_what_is_needed_everybody_has_what_they_want(demands):
    for demand, layer in zip(demands, allocate(demands, needed(demands)), strict=True):
        if demand.media == "video" and demand.preferred is not None:
            assert layer == min(demand.preferred, len(demand.bitrates) - 1)
