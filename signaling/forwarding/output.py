"""One subscription's outgoing RTP stream: an SSRC of its own, numbered without a gap whatever is withheld from it."""

import struct
from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from signaling.forwarding import vp8
from signaling.forwarding.extensions import mapped
from signaling.forwarding.history import CAPACITY, PacketHistory
from signaling.forwarding.keyframes import Allowance
from signaling.forwarding.rtp import HEADER, ONE_BYTE_PROFILE, layout
from signaling.forwarding.stream import Stream
from signaling.forwarding.vp8 import Deltas, Descriptor, Numbers

ONE_BYTE_BLOCK = struct.Struct("!HHBHB")
"""An extension block with one element of two bytes."""

MAX_SEGMENTS = 8
LOOK_BACK = 16
"""How many packets to look through for the numbers of the last frame that was sent: padding has none."""

CLOCK_TOLERANCE = 1.0
"""How far (s) what two sender reports say may be from the time that went by, before it is not believed."""

Sink = tuple[Any, ...]
"""What the sender of packets needs to know of their destination; opaque here."""

Entry = tuple[Any, ...]
"""SSRC, payload type, what to add to sequence number and timestamp, then the sink's items: all that a packet needs."""


class Entries(tuple[Entry, ...]):
    """The rows of a route; `table` is for the sender of packets to keep what it makes of them."""

    table: Any = None


class Repair(NamedTuple):
    """The retransmission stream of an output (RFC 4588): its SSRC, and its payload type for each repaired one."""

    ssrc: int
    payload_types: Mapping[int, int]


class Segment(NamedTuple):
    """How a stretch of an output, from outgoing sequence number `start` on (extended), differs from what it took."""

    start: int
    sequence_delta: int
    timestamp_delta: int
    deltas: Deltas
    history: PacketHistory | None


class Output:
    """How a publication's packets are renumbered for one subscription.

    `open` says whether packets may flow (scopes equal, nothing paused, transport connected); `live` that they do, which
    for video begins with a keyframe. `described`: the publisher's payload types that carry a VP8 payload descriptor.
    """

    def __init__(
        self,
        ssrc: int,
        payload_types: Mapping[int, int],
        ids: tuple[tuple[int, int], ...],
        repair: Repair | None,
        next_sequence: int,
        described: frozenset[int] = frozenset(),
    ) -> None:
        self.ssrc = ssrc
        self.payload_types = payload_types
        self.ids = ids
        self.repair = repair
        self.described = described
        self.number_id = 0
        """The subscriber's extension id of transport-wide sequence numbers; 0 where packets are not numbered."""
        self.sink: Sink = ()
        self.keyframes = Allowance()
        self.red: int | None = None
        """The subscriber's payload type of redundant audio (RFC 2198), where negotiated."""
        self.redundant = False
        """Whether it is sent that now."""
        self.open = False
        self.live = False
        self.preferred: int | None = 0
        self.allowed: int | None = 0
        """The highest layer that the tile deserves, and that the bandwidth allows; None: nothing is to be sent."""
        self.first = 0
        """The extended incoming sequence number that the present stretch began with; older packets are not for it."""
        self.sequence_delta = 0
        self.timestamp_delta = 0
        self.deltas = vp8.UNCHANGED
        self.packets = 0
        self.octets = 0
        self.resent = 0
        self._next_sequence = next_sequence
        self._repair_sequence = next_sequence
        self._source: Stream | None = None
        self._history: PacketHistory | None = None
        self._last_timestamp: int | None = None
        self._last_at = 0.0
        self._slip = 0
        """How much later than by the publisher's clock the timestamps are, so that they never run backwards."""
        self._numbers = Numbers()
        self._segments: deque[Segment] = deque(maxlen=MAX_SEGMENTS)

    @property
    def untouched(self) -> bool:
        """Nothing was ever sent on it, nor on a former one of its SSRC: it may begin with packets from the past."""
        return self._last_timestamp is None and self._source is None

    def is_new(self, source: Stream, extended: int) -> bool:
        """Whether this packet of `source` comes after all that was sent of it in the last stretch."""
        return source is not self._source or extended + self.sequence_delta >= self._next_sequence

    @property
    def progress(self) -> tuple[int, int]:
        """How far it and its repairs are numbered: of those that continued one another the last is the furthest."""
        return self._next_sequence, self._repair_sequence

    def start(
        self,
        source: Stream,
        history: PacketHistory | None,
        extended: int,
        timestamp: int,
        now: float,
        offered: Iterable[Deltas] = (),
    ) -> None:
        """Let packets flow, beginning with this one of `source`, which lies in `history` already.

        `offered`: what others add to the source's VP8 numbers, to be taken where it will do: then they share the work.
        """
        if source is not self._source:
            if self._last_timestamp is not None:
                self.timestamp_delta = self._continued(self._last_timestamp, source, timestamp, now)
            self._source, self.deltas = source, vp8.UNCHANGED
        self._history = history
        first = self._descriptor(extended)
        if first is not None:
            self.deltas = vp8.continued(self._numbers, first, (self.deltas, vp8.UNCHANGED, *offered))
        self.first = extended
        self.sequence_delta = self._next_sequence - extended
        self._segments.append(
            Segment(self._next_sequence, self.sequence_delta, self.timestamp_delta, self.deltas, history)
        )
        self.live = True

    def stop(self, now: float) -> None:
        """Withhold packets from now on; the next stretch continues the numbering."""
        if self.live and self._source is not None:
            self.live = False
            self._next_sequence = self._source.highest + self.sequence_delta + 1
            self._last_timestamp = self._source.last_timestamp + self.timestamp_delta
            self._last_at = min(now, self._source.last_frame_at)
            self._numbers = self._last_numbers(self._source.highest)

    def end(self) -> None:
        """No packet is sent on it any more, nor again: only its numbers and counters are kept."""
        self._source = self._history = None
        self._segments.clear()

    def continue_from(self, former: "Output") -> None:
        """Take over numbering, counters and allowance of a stopped output that had the same SSRC on the same transport.

        One SSRC under one SRTP key must never use a sequence number twice (RFC 3711 9.1).
        """
        self._next_sequence = former._next_sequence
        self._repair_sequence = former._repair_sequence
        self._last_timestamp = former._last_timestamp
        self._last_at = former._last_at
        self._numbers = former._numbers
        self.packets, self.octets, self.resent = former.packets, former.octets, former.resent
        self.keyframes = former.keyframes

    def entry(self, payload_type: int | None) -> Entry:
        """The table row for the sender of packets."""
        return (self.ssrc, payload_type, self.sequence_delta, self.timestamp_delta, *self.sink)

    def again(self, sequence: int, now: float) -> bytes | None:
        """A packet once more, unprotected: as RTX where negotiated, else the very same as it was sent first; not at all
        where it was numbered transport-wide, as it would not be the very same.

        `sequence` is the 16-bit one that the subscriber asked for. None when it is not to be had any more.
        """
        segment = self._segment(sequence)
        if segment is None or segment[0].history is None:
            return None
        stretch, extended = segment
        packet = segment[0].history.get(extended, now)
        return self._as_sent(packet, stretch, sequence) if packet is not None else None

    def is_gone(self, sequence: int, now: float) -> bool:
        """Whether a packet of the present stretch, with this 16-bit outgoing number, is too old to be had again."""
        segment = self._segment(sequence) if self.live else None
        if segment is None or segment[0] is not self._segments[-1] or self._history is None or self._source is None:
            return False
        extended = segment[1]
        there = self._history.get(extended, now) is not None
        was_there = self._history.peek(extended) is not None or self._source.highest - extended >= CAPACITY
        return was_there and not there

    def is_former(self, sequence: int) -> bool:
        """Whether a packet with this 16-bit outgoing number was sent before the last keyframe that the output began or
        changed its layer with: it is needed no more once that is there."""
        segment = self._segment(sequence)
        return segment is not None and segment[0] is not self._segments[-1]

    def padding(self, octets: int) -> bytes | None:
        """A packet of nothing but padding on the repair stream, to fill the line, with a place for its number.

        None where there is no repair stream or packets are not numbered. At most 255 octets besides the header.
        """
        if self.repair is None or not self.repair.payload_types or not self.number_id:
            return None
        payload_type = next(iter(self.repair.payload_types.values()))
        timestamp = (self._last_timestamp or 0) & 0xFFFFFFFF
        head = HEADER.pack(0xB0, payload_type, self._repair_sequence & 0xFFFF, timestamp, self.repair.ssrc)
        block = ONE_BYTE_BLOCK.pack(ONE_BYTE_PROFILE, 1, self.number_id << 4 | 1, 0, 0)
        self._repair_sequence += 1
        size = max(1, min(255, octets))
        return head + block + bytes(size - 1) + bytes((size,))

    def _segment(self, sequence: int) -> tuple[Segment, int] | None:
        """Where a 16-bit outgoing number belongs, and its extended incoming one; None if too old."""
        if self._source is None or not self._segments:
            return None
        newest = self._source.highest + self.sequence_delta if self.live else self._next_sequence - 1
        extended = newest - ((newest - sequence) & 0xFFFF)
        for segment in reversed(self._segments):
            if extended >= segment.start:
                return segment, extended - segment.sequence_delta
        return None

    def _as_sent(self, packet: bytes, segment: Segment, sequence: int) -> bytes | None:
        first, second, _, timestamp, _ = HEADER.unpack_from(packet)
        payload_type = self.payload_types.get(second & 0x7F)
        if payload_type is None:
            return None
        result = bytearray(packet)
        place = layout(packet, len(packet))
        if place.profile:
            block = packet[place.extension : place.payload]
            result[place.extension : place.payload] = mapped(place.profile, block, dict(self.ids))
        if segment.deltas != vp8.UNCHANGED and second & 0x7F in self.described:
            vp8.renumber(result, vp8.read(packet, place.payload, len(packet)), segment.deltas)
        ssrc, number = self.ssrc, sequence
        if self.repair is not None and payload_type in self.repair.payload_types:
            payload_type, ssrc, number = (
                self.repair.payload_types[payload_type],
                self.repair.ssrc,
                self._repair_sequence,
            )
            self._repair_sequence += 1
            result[place.payload : place.payload] = sequence.to_bytes(2, "big")
        elif self.number_id:
            return None
        timestamp = (timestamp + segment.timestamp_delta) & 0xFFFFFFFF
        HEADER.pack_into(result, 0, first, second & 0x80 | payload_type, number & 0xFFFF, timestamp, ssrc)
        self.resent += 1
        return bytes(result)

    def _continued(self, last: int, source: Stream, timestamp: int, now: float) -> int:
        """What to add to another source's timestamps so that they go on from `last`: by the publisher's own clock,
        where the sender reports of both sources tell it credibly, else by the time that went by."""
        elapsed = max(1, round((now - self._last_at) * source.clock_rate))
        told = source.at_time_of(self._source, timestamp) if self._source is not None else None
        if told is not None:
            told = (told + self.timestamp_delta - self._slip - last + 0x80000000) % 0x100000000 - 0x80000000
        if told is None or abs(told - elapsed) > CLOCK_TOLERANCE * source.clock_rate:
            told = elapsed
        advance = max(1, told)
        self._slip = advance - told
        return last + advance - timestamp

    def _last_numbers(self, highest: int) -> Numbers:
        """Picture id and TL0PICIDX of the last packet that was sent and has them."""
        for extended in range(highest, max(self.first, highest - LOOK_BACK) - 1, -1):
            descriptor = self._descriptor(extended)
            if descriptor is not None and (descriptor.picture_max or descriptor.tl0_at):
                return vp8.sent(descriptor, self.deltas, self._numbers)
        return self._numbers

    def _descriptor(self, extended: int) -> Descriptor | None:
        packet = self._history.peek(extended) if self._history is not None else None
        if packet is None or packet[1] & 0x7F not in self.described:
            return None
        return vp8.read(packet, layout(packet, len(packet)).payload, len(packet))


def original(packet: memoryview, length: int, payload_type: int, ssrc: int) -> int:
    """Undo RTX (RFC 4588 4) in place: the length of the packet as it was first sent; ValueError when it holds none."""
    place = layout(packet, length)
    if length < place.payload + 2:
        raise ValueError("a retransmission carries the original sequence number")
    first, second, _, timestamp, _ = HEADER.unpack_from(packet)
    sequence = packet[place.payload] << 8 | packet[place.payload + 1]
    packet[place.payload : length - 2] = bytes(packet[place.payload + 2 : length])
    HEADER.pack_into(packet, 0, first, second & 0x80 | payload_type, sequence, timestamp, ssrc)
    return length - 2
