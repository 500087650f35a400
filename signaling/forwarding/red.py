"""Redundant audio (RFC 2198): a frame and, before it, copies of earlier ones, for whoever lost those.

Frames are told apart by sequence number and timestamp alone; nothing inside them is looked at.
"""

import ctypes
from typing import NamedTuple

from signaling.forwarding.rtp import Buffer
from signaling.forwarding.shared import Shared

DISTANCE = 2
"""How many earlier frames a packet of ours repeats: of 20 % independent loss 0.8 % remains."""

MAX_OFFSET = (1 << 14) - 1
MAX_BLOCK_BYTES = (1 << 10) - 1
"""What the fields of a block's header hold: timestamp units before the packet's own, and bytes."""

MAX_BLOCKS = 9
"""The frame and its copies in a packet that is taken; browsers send at most nine."""

MAX_PAYLOAD = 1100
"""Copies that would make a payload of ours longer (bytes) are left out: the packet must fit any path."""

_WINDOW = 64
_WINDOW_MASK = (1 << _WINDOW) - 1
_KEPT = 4
"""Frames that a sender keeps; a power of two above DISTANCE."""


class Block(NamedTuple):
    """One frame of a payload: how far before the packet's timestamp it was taken, and where it lies."""

    payload_type: int
    offset: int
    start: int
    end: int


def parse(payload: Buffer) -> tuple[Block, ...]:
    """The frames of a payload, the primary one last; ValueError where they do not fit it or are too many."""
    heads: list[tuple[int, int, int]] = []
    position, end = 0, len(payload)
    while position < end and payload[position] & 0x80:
        if position + 4 > end or len(heads) + 2 > MAX_BLOCKS:
            raise ValueError("the headers of redundant blocks do not fit the packet, or are too many")
        offset = payload[position + 1] << 6 | payload[position + 2] >> 2
        size = (payload[position + 2] & 0x03) << 8 | payload[position + 3]
        heads.append((payload[position] & 0x7F, offset, size))
        position += 4
    if position >= end:
        raise ValueError("a redundant payload ends without its primary block's header")
    primary, position = payload[position], position + 1
    blocks = []
    for payload_type, offset, size in heads:
        blocks.append(Block(payload_type, offset, position, position + size))
        position += size
    if position > end:
        raise ValueError("a redundant block does not fit the packet")
    return (*blocks, Block(primary, 0, position, end))


class Frame(NamedTuple):
    """A frame that was lost and came as a copy, with what its own packet had: extended number and timestamp."""

    extended: int
    timestamp: int
    payload: bytes


class RedReceiver(Shared):
    """Takes the packets of one stream that may be redundant and says what is new, each number once.

    A copy has no sequence number. It is of the k-th packet before the one that carries it only if it is the k-th block
    before the primary one and k times as old as packets follow each other; anything else (silence left out, frames of
    changing length) is not guessed at.
    """

    _fields_ = (
        ("newest", ctypes.c_int64),
        ("seen", ctypes.c_uint64),
        ("timestamp", ctypes.c_uint32),
        ("step", ctypes.c_uint32),
    )
    newest: int
    seen: int
    """Bit k: the packet `newest - k` was passed on, or is before the first."""
    timestamp: int
    step: int
    """Timestamp units from one packet to the next; 0 while unknown."""

    def __init__(self) -> None:
        super().__init__(newest=-1)

    def arrived(self, extended: int, timestamp: int) -> bool:
        """Note a packet; whether it is to be passed on: not when its copy has been."""
        if self.newest < 0:
            self.newest, self.seen = extended, _WINDOW_MASK
        elif extended > self.newest:
            ahead = extended - self.newest
            duration = timestamp - self.timestamp & 0xFFFFFFFF
            self.step = 0 if duration % ahead else duration // ahead
            self.seen = (self.seen << ahead | 1) & _WINDOW_MASK if ahead < _WINDOW else 1
            self.newest = extended
        else:
            return self._take(self.newest - extended)
        self.timestamp = timestamp
        return True

    def recovered(self, extended: int, timestamp: int, payload: Buffer, blocks: tuple[Block, ...]) -> list[Frame]:
        """The frames among `blocks` of a packet that arrived whose own packets did not, the oldest first."""
        frames: list[Frame] = []
        step, primary = self.step, blocks[-1].payload_type
        for back, block in zip(range(len(blocks) - 1, 0, -1), blocks, strict=False):
            belongs = block.payload_type == primary and block.offset == back * step > 0
            if belongs and block.end > block.start and self._take(self.newest - extended + back):
                frame = bytes(payload[block.start : block.end])
                frames.append(Frame(extended - back, timestamp - block.offset & 0xFFFFFFFF, frame))
        return frames

    def _take(self, age: int) -> bool:
        """Mark the packet so many before the newest as passed on; False when it was, or is too old to say."""
        bit = 1 << age
        if age >= _WINDOW or self.seen & bit:
            return False
        self.seen |= bit
        return True


class RedSender:
    """Makes redundant payloads of a stream's frames, from the last few of them."""

    def __init__(self) -> None:
        self._kept: list[Frame | None] = [None] * _KEPT
        self._since = 0

    def keep(self, extended: int, timestamp: int, payload: bytes) -> None:
        """Note a frame, also one that comes late: the next packets repeat it."""
        if extended >= self._since:
            self._kept[extended % _KEPT] = Frame(extended, timestamp, payload)

    def payload(
        self, extended: int, timestamp: int, payload_type: int, primary: bytes, room: int = MAX_PAYLOAD
    ) -> bytes:
        """The redundant payload of the packet `extended`; `payload_type` is what its receiver calls the frames' codec.

        A copy that is not there, too old for its header's field or too long, for the packet's `room` (bytes) too, is
        left out.
        """
        heads, copies, size = b"", b"", 1 + len(primary)
        for back in range(1, DISTANCE + 1):
            frame = self._kept[(extended - back) % _KEPT]
            if frame is None or frame.extended != extended - back:
                continue
            offset, length = timestamp - frame.timestamp & 0xFFFFFFFF, len(frame.payload)
            size += 4 + length
            if not 0 < offset <= MAX_OFFSET or length > MAX_BLOCK_BYTES or size > min(room, MAX_PAYLOAD):
                break
            head = (0x80 | payload_type) << 24 | offset << 10 | length
            heads, copies = head.to_bytes(4, "big") + heads, frame.payload + copies
        return b"".join((heads, bytes((payload_type,)), copies, primary))

    def clear(self, since: int = 0) -> None:
        """Forget the frames, and take none from before `since`: what comes from then on is for others."""
        self._kept = [None] * _KEPT
        self._since = since
