"""Peers that replay a recorded trace and measure what arrives: the load of the relay's benchmarks."""

import asyncio
import contextlib
import secrets
import struct
import time
from array import array
from collections.abc import Callable, Sequence

from aioice import stun
from aiortc.rtcdtlstransport import SRTP_AEAD_AES_128_GCM

from signaling.bots.subscriber import Subscriber
from signaling.bots.transport import BotTransport
from signaling.forwarding import rtcp
from signaling.forwarding.rtp import HEADER
from signaling.media.seam import Certificate, PacketBuffer, copy, unprotect
from signaling.sdp.codecs import ABS_SEND_TIME, AUDIO_LEVEL, PROFILES, TRANSPORT_WIDE_CC
from tests.support import light_descriptions as descriptions
from tests.support.trace import SECONDS, STAMP_BYTES, TracePacket

STAMP = struct.Struct("!dIH")
"""At the end of each payload: Unix time of sending, the packet's number in its stream, the stream's number."""
assert STAMP.size == STAMP_BYTES

LOOPBACK = "127.0.0.1"
_CLOCKS = 48000, 90000
_LEVEL = 40


class LightTransport(BotTransport):
    """Offers one SRTP profile only, so that every relay takes the same, and answers the checks of those that check."""

    def __init__(self, certificate: Certificate, on_rtp, on_rtcp) -> None:
        super().__init__(certificate, on_rtp, on_rtcp)
        self.association._dtls._srtp_profiles = [SRTP_AEAD_AES_128_GCM]

    def _take_stun(self, datagram: bytes) -> None:
        try:
            request = stun.parse_message(datagram)
        except ValueError:
            return
        if request.message_class != stun.Class.REQUEST:
            super()._take_stun(datagram)
        elif self._remote is not None:
            answer = stun.Message(stun.Method.BINDING, stun.Class.RESPONSE, request.transaction_id)
            answer.attributes["XOR-MAPPED-ADDRESS"] = self._remote
            answer.add_message_integrity(self.pwd.encode())
            self._send_raw(bytes(answer))


class _Stream:
    """Numbers the packets of one SSRC."""

    def __init__(self, payload_type: int) -> None:
        self.ssrc = secrets.randbelow(0xFFFFFFFE) + 1
        self.rtx_ssrc = secrets.randbelow(0xFFFFFFFE) + 1
        self._payload_type = payload_type
        self._sequence = secrets.randbelow(1 << 15)
        self._first_timestamp = secrets.randbits(32)

    def packet(self, block: bytes, payload: bytes, timestamp: int, marker: bool) -> bytes:
        block += bytes(-len(block) % 4)
        self._sequence = (self._sequence + 1) & 0xFFFF
        timestamp = (self._first_timestamp + timestamp) & 0xFFFFFFFF
        second = self._payload_type | marker << 7
        head = HEADER.pack(0x90, second, self._sequence, timestamp, self.ssrc)
        return head + struct.pack("!HH", 0xBEDE, len(block) // 4) + block + payload


class ReplayPublisher:
    """Sends packets of given sizes. Streams are numbered 2 * number for sound and 2 * number + 1 for the picture."""

    def __init__(self, certificate: Certificate, number: int, address: str = LOOPBACK) -> None:
        self.transport = LightTransport(certificate, lambda _datagram: None, self._take_rtcp)
        self.sent = [0, 0]
        self._number = number
        self._address = address
        profiles = PROFILES["audio"], PROFILES["video"]
        self._streams = tuple(_Stream(profile.codec.payload_type) for profile in profiles)
        self._send_time = profiles[0].extensions[ABS_SEND_TIME] << 4 | 2
        self._level = bytes((profiles[0].extensions[AUDIO_LEVEL] << 4, _LEVEL))
        self._wide = profiles[0].extensions[TRANSPORT_WIDE_CC] << 4 | 1
        self._wide_number = 0
        self._picture = 0
        self._begins_frame = True
        self._timestamps = [0, 0]
        self._keyframe_wanted = True
        self._filling = bytes(1500)

    def offer(self) -> str:
        voice, picture = self._streams
        sources = {
            "audio": descriptions.Source(voice.ssrc),
            "video": descriptions.Source(picture.ssrc, picture.rtx_ssrc),
        }
        return descriptions.publish_offer(self.transport, sources, f"c{self._number}", self._address)  # type: ignore[arg-type]

    async def start(self, answer: str) -> None:
        await self.transport.connect(*descriptions.far_side(answer))

    def send(self, packet: TracePacket) -> None:
        now = time.time()
        kind = int(packet.video)
        stamp = STAMP.pack(now, self.sent[kind], 2 * self._number + kind)
        self.sent[kind] += 1
        head = self._vp8_head() if packet.video else b""
        self._send(kind, head + self._filling[: packet.payload - len(head) - STAMP_BYTES] + stamp, now, packet.marker)

    def send_real(self, video: bool, payload: bytes, marker: bool) -> None:
        """A payload that a decoder can take."""
        self._send(int(video), payload, time.time(), marker)

    def _send(self, kind: int, payload: bytes, now: float, marker: bool) -> None:
        self._wide_number = (self._wide_number + 1) & 0xFFFF
        block = bytes((self._send_time,)) + (int(now * 262144) & 0xFFFFFF).to_bytes(3, "big")
        block += bytes((self._wide, self._wide_number >> 8, self._wide_number & 0xFF))
        if not kind:
            block += self._level
        if not kind or self._begins_frame:
            self._timestamps[kind] = int(now * _CLOCKS[kind])
        if kind:
            self._begins_frame = marker
        self.transport.send_rtp(self._streams[kind].packet(block, payload, self._timestamps[kind], marker))

    def _vp8_head(self) -> bytes:
        """Descriptor with a 15-bit picture id, and a frame tag that says whether a decoder can begin here."""
        begins = self._begins_frame
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


class CountingSubscriber(Subscriber):
    """Takes everything that is offered, and opens nothing. `arrived`: RTP packets that carry something."""

    def __init__(self, certificate: Certificate, name: str, address: str = LOOPBACK) -> None:
        super().__init__(certificate, name)
        self.transport = LightTransport(certificate, self._take_rtp, self._take_rtcp)
        self.arrived = 0
        self._address = address

    def answer(self, offer: str) -> str:
        self._offer = offer
        return descriptions.subscribe_answer(offer, self.transport, self._address)

    def offer(self, others: int) -> str:
        """For a relay that has clients offer; `accept` takes its answer."""
        return descriptions.subscribe_offer(self.transport, others, self._address)

    async def accept(self, answer: str) -> None:
        self._offer = answer
        await self.start()

    async def start(self) -> None:
        await self.transport.connect(*descriptions.far_side(self._offer))
        self._begin()

    def _take_rtp(self, datagram: bytes) -> None:
        self.arrived += not datagram[0] & 0x20  # padding, to try the line
        super()._take_rtp(datagram)


class MeasuringSubscriber(CountingSubscriber):
    """Opens every packet. `delays`: seconds from its sending until it came to this machine.

    `received`: stream -> number of the first packet, how many came.
    """

    def __init__(self, certificate: Certificate, name: str, address: str = LOOPBACK) -> None:
        super().__init__(certificate, name, address)
        self.delays = array("d")
        self.received: dict[int, list[int]] = {}
        self._opened = PacketBuffer()

    def _take_rtp(self, datagram: bytes) -> None:
        super()._take_rtp(datagram)
        buffer = self._opened
        copy(buffer.memory, datagram, len(datagram))
        buffer.length[0] = len(datagram)
        if unprotect(self.transport.association.inbound, buffer.memory, buffer.length) or buffer.view[0] & 0x20:
            return
        sent, number, stream = STAMP.unpack_from(buffer.view, buffer.length[0] - STAMP_BYTES)
        self.delays.append(self.transport.arrived - sent)
        counted = self.received.get(stream)
        if counted is None:
            counted = self.received[stream] = [number, 0]
        counted[1] += 1


async def replay(publishers: Sequence[ReplayPublisher], trace: Sequence[TracePacket], seconds: float) -> None:
    """Send as recorded, each publisher elsewhere in the trace, for about so many seconds."""
    await follow(trace, len(publishers), seconds, lambda number, packet: publishers[number].send(packet))


async def follow(
    trace: Sequence[TracePacket], count: int, seconds: float, send: Callable[[int, TracePacket], None]
) -> None:
    """Call `send(number, packet)` at each packet's time, again and again; each of `count` is elsewhere in the trace."""
    shift = SECONDS / count
    schedule = sorted(
        (((it.at + number * shift) % SECONDS, number, it) for number in range(count) for it in trace),
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
            send(number, packet)
            at += 1
        await asyncio.sleep(due - elapsed)
