"""What the relay reads and writes of a VP8 payload: its descriptor (RFC 7741 4.2), and whether a keyframe begins."""

import struct
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from signaling.forwarding.rtp import Buffer

LONG, SHORT, TL0 = 0x7FFF, 0x7F, 0xFF
"""The largest picture id, in two bytes and in one, and the largest TL0PICIDX."""

_PICTURE = struct.Struct("!H")


class Deltas(NamedTuple):
    """What to add to picture id and TL0PICIDX, both at least 0 and modulo their size."""

    picture: int
    tl0: int


UNCHANGED = Deltas(0, 0)


class Numbers(NamedTuple):
    """Picture id and TL0PICIDX as they were sent last; None what never was."""

    picture: int | None = None
    tl0: int | None = None


class Descriptor(NamedTuple):
    """The numbers of a payload descriptor, and the offsets in the packet where they lie; offset 0: not there."""

    start: bool
    """Whether a frame's first partition begins here (S set, PID 0)."""
    picture: int
    picture_at: int
    picture_max: int
    """LONG or SHORT, by the size of the picture id."""
    tl0: int
    tl0_at: int
    end: int
    """Where the VP8 payload begins."""


def read(packet: Buffer, payload: int, length: int) -> Descriptor | None:
    """The descriptor at offset `payload` of a packet of `length` bytes; None when it does not fit."""
    if length and packet[0] & 0x20:
        length -= packet[length - 1]  # RTP padding, all that a packet that probes the line holds
    if payload >= length:
        return None
    first, position = packet[payload], payload + 1
    picture = picture_at = picture_max = tl0 = tl0_at = 0
    if first & 0x80:
        if position >= length:
            return None
        extended = packet[position]
        position += 1
        if extended & 0x80:
            if position >= length or (packet[position] & 0x80 and position + 1 >= length):
                return None
            picture_at = position
            if packet[position] & 0x80:
                picture, picture_max = (packet[position] & 0x7F) << 8 | packet[position + 1], LONG
                position += 2
            else:
                picture, picture_max = packet[position], SHORT
                position += 1
        if extended & 0x40:
            if position >= length:
                return None
            tl0, tl0_at = packet[position], position
            position += 1
        if extended & 0x30:  # TID, Y and KEYIDX
            position += 1
    start = first & 0x17 == 0x10
    return Descriptor(start, picture, picture_at, picture_max, tl0, tl0_at, position)


def begins_keyframe(packet: Buffer, payload: int, length: int) -> bool:
    """Whether the payload at offset `payload` is the first part of a keyframe (RFC 7741 4.2 and 4.3)."""
    descriptor = read(packet, payload, length)
    if descriptor is None or not descriptor.start:
        return False
    return descriptor.end < length and not packet[descriptor.end] & 0x01


def renumber(packet: bytearray | memoryview, descriptor: Descriptor | None, deltas: Deltas) -> None:
    """Write the descriptor's numbers, moved by `deltas`, to where they lie in the packet; its length stays."""
    if descriptor is None:
        return
    if descriptor.picture_max == LONG:
        _PICTURE.pack_into(packet, descriptor.picture_at, 0x8000 | descriptor.picture + deltas.picture & LONG)
    elif descriptor.picture_max:
        packet[descriptor.picture_at] = descriptor.picture + deltas.picture & SHORT
    if descriptor.tl0_at:
        packet[descriptor.tl0_at] = descriptor.tl0 + deltas.tl0 & TL0


def sent(descriptor: Descriptor, deltas: Deltas, before: Numbers) -> Numbers:
    """The numbers of a packet as it was sent; those that it does not have are as before."""
    picture = descriptor.picture + deltas.picture & descriptor.picture_max if descriptor.picture_max else before.picture
    tl0 = descriptor.tl0 + deltas.tl0 & TL0 if descriptor.tl0_at else before.tl0
    return Numbers(picture, tl0)


def continued(last: Numbers, first: Descriptor, offered: Iterable[Deltas]) -> Deltas:
    """Deltas with which the keyframe that `first` begins comes after `last`: of those offered the first that will do
    with a small step forward, as a receiver takes it after a pause; else those that follow without any.
    """
    for deltas in offered:
        if all(1 <= step <= space // 8 for step, space in _steps(last, first, deltas)):
            return deltas
    picture = (last.picture + 1 - first.picture) & LONG if last.picture is not None and first.picture_max else 0
    tl0 = (last.tl0 + 1 - first.tl0) & TL0 if last.tl0 is not None and first.tl0_at else 0
    return Deltas(picture, tl0)


def _steps(last: Numbers, first: Descriptor, deltas: Deltas) -> Iterator[tuple[int, int]]:
    """How far each number would move from `last`, and what it wraps at."""
    if last.picture is not None and first.picture_max:
        yield first.picture + deltas.picture - last.picture & first.picture_max, first.picture_max
    if last.tl0 is not None and first.tl0_at:
        yield first.tl0 + deltas.tl0 - last.tl0 & TL0, TL0
