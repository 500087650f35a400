"""Transport-wide feedback packets, written and read: draft-holmer-rmcat-transport-wide-cc-extensions-01, 3.1.

Bodies without the RTCP header. Times are in ticks of 250 us on the receiver's clock, which wraps with 32 bits.
"""

import struct
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import accumulate, takewhile
from operator import sub
from typing import NamedTuple

FORMAT = 15
TICKS_PER_SECOND = 4000
MAX_REPORTED = 2048
"""Packets that one feedback packet may speak of here: as many as are remembered. The format would allow 65,535 in a
dozen bytes."""

_REFERENCE_TICKS = 256
_HEAD = struct.Struct("!IIHHI")
_LOST, _SMALL, _LARGE = 0, 1, 2
_VECTOR, _TWO_BITS = 0x8000, 0x4000
_MAX_RUN = 0x1FFF
_ONE_BIT_SYMBOLS, _TWO_BIT_SYMBOLS = 14, 7


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
    offsets: list[int] = []
    sizes: list[int] = []
    position, offset = _HEAD.size, 0
    while offset < count:
        chunk = body[position] << 8 | body[position + 1] if position + 2 <= len(body) else _beyond()
        position += 2
        for symbol, run in _runs(chunk, count - offset):
            if symbol > _LARGE:
                raise ValueError("a reserved packet status")
            if symbol:
                offsets.extend(range(offset, offset + run))
                sizes.extend((symbol,) * run)
            offset += run
    deltas = _deltas(body, position, sizes)
    times = list(accumulate(deltas, initial=(reference >> 8) * _REFERENCE_TICKS))[1:]
    return TransportFeedback(base, count, reference & 0xFF, offsets, times)


def _beyond() -> int:
    raise ValueError("packet statuses end before their count")


def _runs(chunk: int, remaining: int) -> Iterator[tuple[int, int]]:
    """A chunk as statuses with how often each comes in a row."""
    if not chunk & _VECTOR:
        yield chunk >> 13, min(chunk & _MAX_RUN, remaining)
    elif chunk & _TWO_BITS:
        for place in range(min(_TWO_BIT_SYMBOLS, remaining)):
            yield chunk >> 2 * (_TWO_BIT_SYMBOLS - 1 - place) & 3, 1
    elif chunk == 0xBFFF:
        yield _SMALL, min(_ONE_BIT_SYMBOLS, remaining)
    else:
        for place in range(min(_ONE_BIT_SYMBOLS, remaining)):
            yield chunk >> _ONE_BIT_SYMBOLS - 1 - place & 1, 1


def _deltas(body: bytes, position: int, sizes: list[int]) -> Sequence[int]:
    if position + sum(sizes) > len(body):
        raise ValueError("fewer arrival times than received packets")
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
