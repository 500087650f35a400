"""Transport-wide feedback packets, written and read: draft-holmer-rmcat-transport-wide-cc-extensions-01, 3.1.

Bodies without the RTCP header. Times are in ticks of 250 us on the receiver's clock, which wraps with 32 bits.
"""

import struct
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import accumulate, compress, takewhile
from operator import sub
from typing import NamedTuple

FORMAT = 15
TICKS_PER_SECOND = 4000
MAX_REPORTED = 2048
"""Packets that one feedback packet may speak of here: as many as are remembered. The format would allow 65,535 in a
dozen bytes."""

_REFERENCE_TICKS = 256
_HEAD = struct.Struct("!IIHHI")
_LOST, _SMALL, _LARGE, _RESERVED = range(4)
_SYMBOLS = tuple(bytes((symbol,)) for symbol in range(4))
_VECTOR, _TWO_BITS = 0x8000, 0x4000
_MAX_RUN = 0x1FFF
_ONE_BIT_SYMBOLS, _TWO_BIT_SYMBOLS = 14, 7
_SEVEN = tuple(bytes(chunk >> place & 1 for place in range(6, -1, -1)) for chunk in range(128))
"""Seven statuses of one bit each, as bytes."""
_FOUR = tuple(bytes(chunk >> place & 3 for place in (6, 4, 2, 0)) for chunk in range(256))
"""Four of two bits each."""
_TOO_FEW = "fewer arrival times than received packets"


class TransportFeedback(NamedTuple):
    """What came of the packets `base` to `base + reported - 1` (16 bits).

    `offsets` are those of the received ones from `base`, in order, `times` their arrivals in ticks.
    """

    base: int
    reported: int
    number: int
    """Counts feedback packets, 8 bits."""
    offsets: Sequence[int]
    times: Sequence[int]


def read(body: bytes) -> TransportFeedback:
    """Raises ValueError or struct.error where it is not well-formed."""
    _, _, base, count, reference = _HEAD.unpack_from(body)
    if count > MAX_REPORTED:
        raise ValueError("feedback on more packets than anybody sent")
    statuses, position = _statuses(body, count)
    offsets: Sequence[int]
    deltas: Sequence[int]
    if statuses.count(_SMALL) == count:  # as nearly always
        if position + count > len(body):
            raise ValueError(_TOO_FEW)
        offsets, deltas = range(count), body[position : position + count]
    else:
        offsets = list(compress(range(count), statuses))
        deltas = _deltas(body, position, statuses.translate(None, _SYMBOLS[_LOST]))
    times = list(accumulate(deltas, initial=(reference >> 8) * _REFERENCE_TICKS))
    del times[0]
    return TransportFeedback(base, count, reference & 0xFF, offsets, times)


def _statuses(body: bytes, count: int) -> tuple[bytes, int]:
    """A byte for each packet, and where the arrival times begin."""
    parts = []
    position, remaining = _HEAD.size, count
    while remaining > 0:
        if position + 2 > len(body):
            raise ValueError("packet statuses end before their count")
        chunk = body[position] << 8 | body[position + 1]
        position += 2
        if not chunk & _VECTOR:
            run = min(chunk & _MAX_RUN, remaining)
            parts.append(_SYMBOLS[chunk >> 13] * run)
            remaining -= run
        elif chunk & _TWO_BITS:
            parts.append(_FOUR[chunk >> 6 & 0xFF] + _FOUR[chunk << 2 & 0xFF][:3])
            remaining -= _TWO_BIT_SYMBOLS
        else:
            parts.append(_SEVEN[chunk >> 7 & 0x7F] + _SEVEN[chunk & 0x7F])
            remaining -= _ONE_BIT_SYMBOLS
    statuses = b"".join(parts)[:count]
    if _RESERVED in statuses:
        raise ValueError("a reserved packet status")
    return statuses, position


def _deltas(body: bytes, position: int, sizes: bytes) -> Sequence[int]:
    """`sizes`: of each in bytes."""
    if position + sum(sizes) > len(body):
        raise ValueError(_TOO_FEW)
    if _LARGE not in sizes:
        return body[position : position + len(sizes)]
    deltas = []
    for size in sizes:
        deltas.append(int.from_bytes(body[position : position + size], "big", signed=size == _LARGE))
        position += size
    return deltas


def write(sender: int, media: int, base: int, number: int, times: Sequence[int | None]) -> bytes:
    """The body that says when the packets from `base` on came, in ticks; None for one that did not.

    At least one must have come. ValueError when two that follow each other lie more than 8 s apart.
    """
    first = next(time for time in times if time is not None)
    reference = first // _REFERENCE_TICKS
    previous = reference * _REFERENCE_TICKS
    head = _HEAD.pack(sender, media, base & 0xFFFF, len(times), (reference & 0xFFFFFF) << 8 | number & 0xFF)
    if None not in times and len(times) <= _MAX_RUN:  # as nearly always
        with suppress(ValueError):  # of one that is no byte
            return head + (_SMALL << 13 | len(times)).to_bytes(2, "big") + bytes(map(sub, times, (previous, *times)))
    statuses: list[int] = []
    deltas = bytearray()
    for time in times:
        if time is None:
            statuses.append(_LOST)
            continue
        delta, previous = time - previous, time
        if 0 <= delta <= 0xFF:
            statuses.append(_SMALL)
            deltas.append(delta)
        elif -0x8000 <= delta <= 0x7FFF:
            statuses.append(_LARGE)
            deltas += delta.to_bytes(2, "big", signed=True)
        else:
            raise ValueError("arrivals too far apart for one feedback packet")
    return head + b"".join(chunk.to_bytes(2, "big") for chunk in _chunks(statuses)) + deltas


def _chunks(statuses: list[int]) -> Iterator[int]:
    at = 0
    while at < len(statuses):
        symbol = statuses[at]
        window = statuses[at : at + _ONE_BIT_SYMBOLS]
        if window.count(symbol) == len(window):
            run = min(_MAX_RUN, sum(1 for _ in takewhile(symbol.__eq__, statuses[at:])))
            yield symbol << 13 | run
            at += run
        elif _LARGE not in window:
            yield _VECTOR | _packed(window, _ONE_BIT_SYMBOLS, 1)
            at += _ONE_BIT_SYMBOLS
        else:
            yield _VECTOR | _TWO_BITS | _packed(window[:_TWO_BIT_SYMBOLS], _TWO_BIT_SYMBOLS, 2)
            at += _TWO_BIT_SYMBOLS


def _packed(symbols: list[int], room: int, bits: int) -> int:
    packed = 0
    for symbol in symbols:
        packed = packed << bits | symbol
    return packed << bits * (room - len(symbols))
