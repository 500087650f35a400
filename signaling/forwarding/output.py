"""One subscription's outgoing RTP stream: an SSRC of its own, numbered without a gap whatever is withheld from it."""

from collections import deque
from collections.abc import Mapping
from typing import Any, NamedTuple

from signaling.forwarding.extensions import mapped
from signaling.forwarding.rtp import HEADER, layout
from signaling.forwarding.stream import Stream

MAX_SEGMENTS = 8

Sink = tuple[Any, ...]
"""What the sender of packets needs to know of their destination; opaque here."""

Entry = tuple[Any, ...]
"""SSRC, payload type, what to add to sequence number and timestamp, then the sink's items: all that a packet needs."""


class Repair(NamedTuple):
    """The retransmission stream of an output (RFC 4588): its SSRC, and its payload type for each repaired one."""

    ssrc: int
    payload_types: Mapping[int, int]


class Segment(NamedTuple):
    """From which outgoing sequence number on which difference to the incoming ones holds (both extended)."""

    start: int
    delta: int


class Output:
    """How a publication's packets are renumbered for one subscription.

    `open` says whether packets may flow (scopes equal, nothing paused, transport connected); `live` that they do, which
    for video begins with a keyframe.
    """

    def __init__(
        self,
        ssrc: int,
        payload_types: Mapping[int, int],
        ids: tuple[tuple[int, int], ...],
        repair: Repair | None,
        next_sequence: int,
    ) -> None:
        self.ssrc = ssrc
        self.payload_types = payload_types
        self.ids = ids
        self.repair = repair
        self.sink: Sink = ()
        self.open = False
        self.live = False
        self.first = 0
        """The extended incoming sequence number that the present stretch began with; older packets are not for it."""
        self.sequence_delta = 0
        self.timestamp_delta = 0
        self.packets = 0
        self.octets = 0
        self.resent = 0
        self._next_sequence = next_sequence
        self._repair_sequence = next_sequence
        self._source: Stream | None = None
        self._last_timestamp: int | None = None
        self._last_at = 0.0
        self._segments: deque[Segment] = deque(maxlen=MAX_SEGMENTS)

    @property
    def untouched(self) -> bool:
        """Nothing was ever sent on it, nor on a former one of its SSRC: it may begin with packets from the past."""
        return self._last_timestamp is None and self._source is None

    def start(self, source: Stream, extended: int, timestamp: int, now: float) -> None:
        """Let packets flow, beginning with this one of `source`."""
        if source is not self._source:
            self._segments.clear()
            if self._last_timestamp is not None:
                elapsed = max(1, int((now - self._last_at) * source.clock_rate))
                self.timestamp_delta = self._last_timestamp + elapsed - timestamp
            self._source = source
        self.first = extended
        self.sequence_delta = self._next_sequence - extended
        self._segments.append(Segment(self._next_sequence, self.sequence_delta))
        self.live = True

    def stop(self, now: float) -> None:
        """Withhold packets from now on; the next stretch continues the numbering."""
        if self.live and self._source is not None:
            self.live = False
            self._next_sequence = self._source.highest + self.sequence_delta + 1
            self._last_timestamp = self._source.last_timestamp + self.timestamp_delta
            self._last_at = now

    def continue_from(self, former: "Output") -> None:
        """Take over numbering and counters of a stopped output that had the same SSRC on the same transport.

        One SSRC under one SRTP key must never use a sequence number twice (RFC 3711 9.1).
        """
        self._next_sequence = former._next_sequence
        self._repair_sequence = former._repair_sequence
        self._last_timestamp = former._last_timestamp
        self._last_at = former._last_at
        self.packets, self.octets, self.resent = former.packets, former.octets, former.resent

    def entry(self, payload_type: int) -> Entry:
        """The table row for the sender of packets."""
        return (self.ssrc, payload_type, self.sequence_delta, self.timestamp_delta, *self.sink)

    def incoming(self, sequence: int) -> int | None:
        """The extended incoming sequence number that a subscriber knows as the 16-bit `sequence`; None if too old."""
        if self._source is None or not self._segments:
            return None
        newest = self._source.highest + self.sequence_delta if self.live else self._next_sequence - 1
        extended = newest - ((newest - sequence) & 0xFFFF)
        for segment in reversed(self._segments):
            if extended >= segment.start:
                return extended - segment.delta
        return None

    def again(self, packet: bytes, sequence: int) -> bytes | None:
        """A packet of the history once more, for this output, unprotected: as RTX where negotiated, else the very same.

        `sequence` is the 16-bit one that the subscriber asked for. None when its payload type is not passed on.
        """
        first, second, _, timestamp, _ = HEADER.unpack_from(packet)
        payload_type = self.payload_types.get(second & 0x7F)
        if payload_type is None:
            return None
        result = bytearray(packet)
        place = layout(packet, len(packet))
        if place.profile:
            block = packet[place.extension : place.payload]
            result[place.extension : place.payload] = mapped(place.profile, block, dict(self.ids))
        ssrc, number = self.ssrc, sequence
        if self.repair is not None and payload_type in self.repair.payload_types:
            payload_type, ssrc, number = (
                self.repair.payload_types[payload_type],
                self.repair.ssrc,
                self._repair_sequence,
            )
            self._repair_sequence += 1
            result[place.payload : place.payload] = sequence.to_bytes(2, "big")
        timestamp = (timestamp + self.timestamp_delta) & 0xFFFFFFFF
        HEADER.pack_into(result, 0, first, second & 0x80 | payload_type, number & 0xFFFF, timestamp, ssrc)
        self.resent += 1
        return bytes(result)


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
