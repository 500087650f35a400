"""Bends known inputs at random, the same way for the same seed."""

from collections.abc import Iterator, Sequence
from random import Random

MOST_BENDS = 6
LONGEST = 8192
_EDGES = (0x00, 0x01, 0x7F, 0x80, 0xBE, 0xDE, 0xFF)


def inputs(seeds: Sequence[bytes], seed: int) -> Iterator[bytes]:
    """The seeds as they are, then bent ones without end."""
    yield from seeds
    random = Random(seed)
    while True:
        data = bytearray(random.choice(seeds))
        for _ in range(random.randint(1, MOST_BENDS)):
            _bend(data, random, random.choice(seeds))
        yield bytes(data[:LONGEST])


def _bend(data: bytearray, random: Random, other: bytes) -> None:
    at = random.randrange(len(data) + 1)
    end = min(len(data), at + random.randint(1, 12))
    match random.randrange(7):
        case 0 if at < len(data):
            data[at] ^= 1 << random.randrange(8)
        case 1 if at < len(data):
            data[at] = random.choice(_EDGES)
        case 2:
            data[at:end] = random.randbytes(end - at)
        case 3:
            del data[at:end]
        case 4:
            data[at:at] = random.randbytes(random.randint(1, 8))
        case 5:
            data[at:at] = data[at:end] * random.randint(1, 4)
        case _:
            start = random.randrange(len(other) + 1)
            data[at:end] = other[start : start + random.randint(1, 64)]
