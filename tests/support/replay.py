"""Peers that replay a recorded trace and measure what arrives: the load of the relay's benchmark."""

import asyncio
import contextlib
import struct
import time
from array import array
from collections.abc import Sequence

from signaling.bots.descriptions import far_side, publish_offer
from signaling.bots.outgoing import OutgoingStream
from signaling.bots.subscriber import Subscriber
from signaling.bots.transport import BotTransport
from signaling.forwarding import rtcp
from signaling.media.seam import Certificate, PacketBuffer, copy, unprotect
from signaling.sdp.codecs import ABS_SEND_TIME, AUDIO_LEVEL, PROFILES
from signaling.sdp.reader import parse
from signaling.sdp.writer import write
from tests.support.trace import SECONDS, STAMP_BYTES, TracePacket

STAMP = struct.Struct("!dIH")
"""At the end of each payload: monotonic time of sending, the packet's number in its stream, the stream's number."""
assert STAMP.size == STAMP_BYTES

_VP8_CLOCK, _OPUS_CLOCK = 90000, 48000


class ReplayPublisher:
    """Sends packets of given sizes. Streams are numbered 2 * number for sound and 2 * number + 1 for the picture."""

    def __init__(self, certificate: Certificate, number: int) -> None:
        audio, video = PROFILES["audio"], PROFILES["video"]
        self.transport = BotTransport(certificate, lambda _datagram: None, self._take_rtcp)
        self.sent = [0, 0]
        self._number = number
        self._streams = (
            OutgoingStream(111, _OPUS_CLOCK, audio.extensions[ABS_SEND_TIME], audio.extensions[AUDIO_LEVEL]),
            OutgoingStream(video.codec.payload_type, _VP8_CLOCK, video.extensions[ABS_SEND_TIME]),
        )
        self._picture = 0
        self._begins_frame = True
        self._keyframe_wanted = True
        self._filling = bytes(1500)

    def offer(self) -> str:
        ssrcs = self._streams[0].ssrc, self._streams[1].ssrc
        return write(publish_offer(self.transport, {"audio": ssrcs[0], "video": ssrcs[1]}, f"c{self._number}"))

    async def start(self, answer: str) -> None:
        await self.transport.connect(*far_side(parse(answer)))

    def send(self, packet: TracePacket) -> None:
        now = time.monotonic()
        kind = int(packet.video)
        stamp = STAMP.pack(now, self.sent[kind], 2 * self._number + kind)
        self.sent[kind] += 1
        head = self._vp8_head(packet.marker) if packet.video else b""
        payload = head + self._filling[: packet.payload - len(head) - STAMP_BYTES] + stamp
        clock = _VP8_CLOCK if packet.video else _OPUS_CLOCK
        level = None if packet.video else 40
        self.transport.send_rtp(
            self._streams[kind].packet(payload, int(now * clock) & 0xFFFFFFFF, now, packet.marker, level)
        )

    def _vp8_head(self, marker: bool) -> bytes:
        """Descriptor with a 15-bit picture id, and a frame tag that says whether a decoder can begin here."""
        begins, self._begins_frame = self._begins_frame, marker
        if begins:
            self._picture = (self._picture + 1) & 0x7FFF
        keyframe = begins and self._keyframe_wanted
        if keyframe:
            self._keyframe_wanted = False
        descriptor = bytes((0x90 if begins else 0x80, 0x80, 0x80 | self._picture >> 8, self._picture & 0xFF))
        return descriptor + bytes((0x10 if keyframe else 0x11, 0, 0, 0))

    def _take_rtcp(self, packet: bytes) -> None:
        with contextlib.suppress(ValueError):
            if any(isinstance(report, rtcp.KeyframeRequest) for report in rtcp.parse(packet)):
                self._keyframe_wanted = True


class MeasuringSubscriber(Subscriber):
    """Opens every packet. `delays` in seconds; `received`: stream -> number of the first packet, how many came."""

    def __init__(self, certificate: Certificate, name: str) -> None:
        super().__init__(certificate, name)
        self.delays = array("d")
        self.received: dict[int, list[int]] = {}
        self._buffer = PacketBuffer()

    def _take_rtp(self, datagram: bytes) -> None:
        now = time.monotonic()
        buffer = self._buffer
        copy(buffer.memory, datagram, len(datagram))
        buffer.length[0] = len(datagram)
        if unprotect(self.transport.association.inbound, buffer.memory, buffer.length):
            return
        sent, number, stream = STAMP.unpack_from(buffer.view, buffer.length[0] - STAMP_BYTES)
        self.delays.append(now - sent)
        counted = self.received.get(stream)
        if counted is None:
            counted = self.received[stream] = [number, 0]
        counted[1] += 1
        super()._take_rtp(datagram)


async def replay(publishers: Sequence[ReplayPublisher], trace: Sequence[TracePacket], seconds: float) -> None:
    """Send as recorded, again and again, each publisher elsewhere in the trace, for about so many seconds."""
    shift = SECONDS / len(publishers)
    schedule = sorted(
        (((it.at + number * shift) % SECONDS, number, it) for number in range(len(publishers)) for it in trace),
        key=lambda entry: entry[0],
    )
    loop = asyncio.get_running_loop()
    began = loop.time()
    at = 0
    while True:
        elapsed = loop.time() - began
        if elapsed >= seconds:
            return
        while (due := at // len(schedule) * SECONDS + schedule[at % len(schedule)][0]) <= elapsed:
            _, number, packet = schedule[at % len(schedule)]
            publishers[number].send(packet)
            at += 1
        await asyncio.sleep(due - elapsed)
