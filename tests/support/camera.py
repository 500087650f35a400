"""A camera in one VP8 layer or several, as a browser that does simulcast sends it: each with numbers of its own."""

import struct
from dataclasses import dataclass
from typing import NamedTuple

from signaling.forwarding.rtp import HEADER, layout
from tests.support.peer import element, packet

RIDS = ("l", "m", "h")
PAYLOAD_TYPE, REPAIR_PAYLOAD_TYPE = 96, 97
TICKS = 3000
"""From one frame to the next at 30 frames/s."""

_MID_ID, _RID_ID, _REPAIRED_RID_ID = 4, 5, 6
_DESCRIPTOR = struct.Struct("!BBHBB")
_MARK = struct.Struct("!BBHB")


class Seen(NamedTuple):
    """What a packet says of itself, as it was sent or as it arrived."""

    ssrc: int
    sequence: int
    timestamp: int
    picture: int
    tl0: int
    keyframe: bool
    layer: int
    frame: int
    part: int
    """From 0 in each frame."""


def seen(received: bytes) -> Seen:
    """Of an RTP packet that a Camera made and that was not changed in an unexpected way since."""
    _, _, sequence, timestamp, ssrc = HEADER.unpack_from(received)
    payload = layout(received, len(received)).payload
    _, _, picture, tl0, _ = _DESCRIPTOR.unpack_from(received, payload)
    tag, layer, frame, part = _MARK.unpack_from(received, payload + _DESCRIPTOR.size)
    assert picture & 0x8000
    keyframe = tag & 1 == 0 and part == 0
    return Seen(ssrc, sequence, timestamp, picture & 0x7FFF, tl0, keyframe, layer, frame, part)


def undo_repair(received: bytes) -> tuple[int, bytes]:
    """The sequence number that a retransmission is of, and the packet without it (RFC 4588 4)."""
    payload = layout(received, len(received)).payload
    return int.from_bytes(received[payload : payload + 2], "big"), received[:payload] + received[payload + 2 :]


@dataclass
class LayerSource:
    """One encoding. `clock` is added to the camera's time, `offset` (s) is how far that is behind in the reports."""

    index: int
    mid: str
    rid: str | None
    ssrc: int
    sequence: int
    clock: int
    picture: int
    tl0: int
    frame: int = -1
    repairs: int = 0

    def encode(self, at: int, keyframe: bool = False, parts: int = 1) -> list[bytes]:
        """The packets of the next frame, captured at `at` (90 kHz)."""
        self.frame = (self.frame + 1) & 0xFFFF
        self.picture = (self.picture + 1) & 0x7FFF
        base = keyframe or self.frame % 2 == 0  # two temporal layers
        self.tl0 = (self.tl0 + base) & 0xFF
        made = []
        for part in range(parts):
            first = 0x90 if part == 0 else 0x80
            head = _DESCRIPTOR.pack(first, 0xE0, 0x8000 | self.picture, self.tl0, 0 if base else 0x40)
            mark = _MARK.pack(0x10 if keyframe else 0x11, self.index, self.frame, part)
            marker = 0x80 if part == parts - 1 else 0
            made.append(
                packet(self.ssrc, self.sequence, at + self.clock, head + mark, PAYLOAD_TYPE | marker, self._block())
            )
            self.sequence = (self.sequence + 1) & 0xFFFF
        return made

    def repair(self, lost: bytes) -> bytes:
        """`lost` as a retransmission."""
        place = layout(lost, len(lost))
        _, second, sequence, timestamp, _ = HEADER.unpack_from(lost)
        self.repairs += 1
        number = sequence.to_bytes(2, "big")
        block = element(_MID_ID, self.mid.encode())
        if self.rid is not None:
            block += element(_REPAIRED_RID_ID, self.rid.encode())
        again = number + lost[place.payload :]
        return packet(self.ssrc + 1, self.repairs, timestamp, again, second & 0x80 | REPAIR_PAYLOAD_TYPE, block)

    def _block(self) -> bytes:
        block = element(_MID_ID, self.mid.encode()) + element(2, b"\0\0\0")
        return block if self.rid is None else block + element(_RID_ID, self.rid.encode())


def camera(layers: int = 3, mid: str = "1", first_ssrc: int = 2000) -> tuple[LayerSource, ...]:
    """Layers whose numbers have nothing to do with each other, some about to wrap. Repairs have the next SSRC."""
    rids = RIDS[:layers] if layers > 1 else (None,)
    return tuple(
        LayerSource(
            index=index,
            mid=mid,
            rid=rid,
            ssrc=first_ssrc + 10 * index,
            sequence=(65_530 + 7_000 * index) & 0xFFFF,
            clock=(0xFFFF_F000 + 0x5555_5555 * index) & 0xFFFF_FFFF,
            picture=(0x7FF0 + 11_000 * index) & 0x7FFF,
            tl0=(250 + 90 * index) & 0xFF,
        )
        for index, rid in enumerate(rids)
    )
