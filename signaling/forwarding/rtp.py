"""The RTP header (RFC 3550 5.1) and its extension block (RFC 8285), read and changed in place."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

HEADER = struct.Struct("!BBHII")
"""First byte (version, padding, extension, CSRC count), marker and payload type, sequence, timestamp, SSRC."""

HEADER_BY_WORDS = struct.Struct("!HHII")
"""The same with the first two bytes as one number."""

HEADER_BYTES = 12
ONE_BYTE_PROFILE = 0xBEDE
TWO_BYTE_PROFILE = 0x1000
MAX_BLOCK = 128
MAX_ELEMENTS = 16
"""Bytes of an extension block, and extensions in it: several times what browsers send of the seven that are agreed on.
Each costs half a microsecond where a block is laid out as none before, and a client could have all of them so."""
_PROFILE_AND_LENGTH = struct.Struct("!HH")

Buffer = bytes | bytearray | memoryview


class Layout(NamedTuple):
    """Where things lie in a packet, as offsets: the extension elements and the payload."""

    profile: int
    """0 where there is no extension block."""
    extension: int
    payload: int
    number: int = 0
    """Of the transport-wide sequence number; 0 where there is none, or nobody looked."""


def layout(packet: Buffer, length: int) -> Layout:
    """Find extension block and payload in the first `length` bytes; ValueError where they do not fit, and where the
    block is longer than MAX_BLOCK."""
    if length < HEADER_BYTES:
        raise ValueError("an RTP packet has at least 12 bytes")
    first = packet[0]
    end = HEADER_BYTES + 4 * (first & 0x0F)
    if not first & 0x10:
        if end > length:
            raise ValueError("the CSRC list does not fit the packet")
        return Layout(0, end, end)
    start = end + 4
    if start > length:
        raise ValueError("the extension header does not fit the packet")
    profile, words = _PROFILE_AND_LENGTH.unpack_from(packet, end)
    payload = start + 4 * words
    if payload > length:
        raise ValueError("the extension block does not fit the packet")
    if payload - start > MAX_BLOCK:
        raise ValueError("nobody sends so long an extension block")
    return Layout(profile, start, payload)


def elements(profile: int, block: Buffer) -> Iterator[tuple[int, int, int]]:
    """Id, offset of the value and its length, for each element of a block; ends quietly where the block is broken, and
    after MAX_ELEMENTS."""
    position, end, found = 0, len(block), 0
    two_bytes = profile & 0xFFF0 == TWO_BYTE_PROFILE
    if not two_bytes and profile != ONE_BYTE_PROFILE:
        return
    while position < end and found < MAX_ELEMENTS:
        head = block[position]
        if head == 0:
            position += 1
            continue
        if two_bytes:
            if position + 2 > end:
                return
            identity, size, value = head, block[position + 1], position + 2
        else:
            identity, size, value = head >> 4, (head & 0x0F) + 1, position + 1
            if identity == 15:
                return
        position = value + size
        if position > end:
            return
        found += 1
        yield identity, value, size
