"""What the one layer of an audio publication has besides: redundancy taken and made, and how loud it is."""

from collections.abc import Iterator
from typing import Any

from signaling.forwarding.red import Frame, RedReceiver, RedSender, parse
from signaling.forwarding.speakers import Voice


class Sound:
    """`red`: the publisher's payload type of redundant audio (RFC 2198), None when not negotiated. `voice`: None when
    its packets say no levels."""

    def __init__(self, red: int | None = None, voice: Voice[Any] | None = None) -> None:
        self.red = red
        self.voice = voice
        self.sender = RedSender()
        self.receiver = RedReceiver()
        """Where nothing is redundant too: it takes each number once."""

    def begin_anew(self) -> None:
        """Another stream is forwarded from now on."""
        self.sender.clear()
        self.receiver = RedReceiver()

    def take(self, extended: int, timestamp: int, payload_type: int, payload: bytes) -> Iterator[tuple[int, Frame]]:
        """What a packet brings, as payload type and frame, the packet's own last; nothing when a copy of that was taken
        before. ValueError where it is malformed."""
        receiver = self.receiver
        if not receiver.arrived(extended, timestamp):
            return
        if payload_type != self.red:
            yield payload_type, Frame(extended, timestamp, payload)
            return
        blocks = parse(payload)
        primary = blocks[-1]
        for frame in receiver.recovered(extended, timestamp, payload, blocks):
            yield primary.payload_type, frame
        yield primary.payload_type, Frame(extended, timestamp, payload[primary.start : primary.end])
