"""Who gets what of a subscriber's line: sound first, then every picture once, then better pictures layer by layer; a
shared screen before faces."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

Layer = int | None
"""The highest layer that may be sent; None: nothing."""

_SIZE_CLASS = 18
"""Steps are taken small ones first, compared in 2^18 bit/s, so that what is measured anew does not reorder them."""
_SMALL = 500_000
"""Bit/s of the lowest layer up to which a picture can go before others: a larger one would keep all of them away."""


class Demand(NamedTuple):
    """What one subscription could take. `bitrates`: bit/s of each layer, lowest first, at least one.

    `preferred`: the highest layer that its tile deserves, None where it is not seen. `speaker`: now or lately. `first`:
    before other pictures, as a shared screen is.
    """

    media: Literal["audio", "video"]
    bitrates: tuple[int, ...]
    preferred: Layer = 0
    speaker: bool = False
    first: bool = False


def allocate(demands: Sequence[Demand], budget: float) -> list[Layer]:
    """The layer for each demand. All pictures together take no more than `budget` (bit/s) less the sound.

    Steps up are in one fixed order, and taken up to the first that does not fit: so more budget never means less for
    anybody, and what is given up goes in the opposite order.
    """
    given: list[Layer] = [0 if demand.media == "audio" else None for demand in demands]
    left = budget - sum(demand.bitrates[0] for demand in demands if demand.media == "audio")
    for step, layer, index in _steps(demands):
        if step > left:
            break
        left -= step
        given[index] = layer
    return given


def needed(demands: Sequence[Demand]) -> int:
    """The budget with which everything is sent as preferred, bit/s."""
    total = 0
    for demand in demands:
        if demand.media == "audio":
            total += demand.bitrates[0]
        elif demand.preferred is not None:
            total += max(demand.bitrates[: demand.preferred + 1])
    return total


def least(demands: Sequence[Demand]) -> int:
    """The budget with which every picture that is seen is sent in its lowest layer, bit/s."""
    return sum(demand.bitrates[0] for demand in demands if demand.media == "audio" or demand.preferred is not None)


def next_needed(demands: Sequence[Demand], budget: float) -> int | None:
    """The least budget, more than `budget`, with which somebody gets more; None when nobody could."""
    total = sum(demand.bitrates[0] for demand in demands if demand.media == "audio")
    for step, _, _ in _steps(demands):
        total += step
        if total > budget:
            return total
    return None


def _steps(demands: Sequence[Demand]) -> list[tuple[int, int, int]]:
    """Every step up: its cost in bit/s, the layer and the demand's index, in the order in which they are taken."""
    steps = []
    for index, demand in enumerate(demands):
        if demand.media == "audio" or demand.preferred is None:
            continue
        reached = 0
        for layer, bitrate in enumerate(demand.bitrates[: demand.preferred + 1]):
            step, reached = max(0, bitrate - reached), max(bitrate, reached)
            steps.append((step, layer, index))
    rank = [0 if demand.first and demand.bitrates[0] <= _SMALL else 1 if demand.speaker else 2 for demand in demands]
    return sorted(steps, key=lambda step: (step[1], rank[step[2]], step[0] >> _SIZE_CLASS, step[2]))
