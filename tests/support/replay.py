"""Peers that replay a recorded trace and measure what arrives: the load of the relay's benchmarks."""

import asyncio
import contextlib
import secrets
import socket
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
from signaling.sdp.codecs import ABS_SEND_TIME, AUDIO_LEVEL, MID, PROFILES, TRANSPORT_WIDE_CC, Media
from tests.support import light_descriptions as descriptions
from tests.support.peer import element
from tests.support.trace import SECONDS, STAMP_BYTES, TracePacket

STAMP = struct.Struct("!dIH")
"""At the end of each payload: Unix time of sending, the packet's number in its stream, the stream's number."""
assert STAMP.size == STAMP_BYTES

LOOPBACK = "127.0.0.1"
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


class PolledTransport(LightTransport):
    """Does not wait for its socket: `poll` takes what has come. Many of them cost a process less that way."""

    def _open(self, family: socket.AddressFamily) -> None:
        super()._open(family)
        assert self._socket is not None
        asyncio.get_running_loop().remove_reader(self._socket)

    def poll(self) -> None:
        """Take what came since the last time."""
        self._drain()


class _Stream:
    """Numbers the packets of one SSRC. `mark`: extensions that all of them carry."""

    def __init__(self, payload_type: int, clock: int, mark: bytes = b"") -> None:
        self.ssrc = secrets.randbelow(0xFFFFFFFE) + 1
        self.rtx_ssrc = secrets.randbelow(0xFFFFFFFE) + 1
        self._payload_type = payload_type
        self._clock = clock
        self._mark = mark
        self._sequence = secrets.randbelow(1 << 15)
        self._first_timestamp = secrets.randbits(32)

    def packet(self, block: bytes, payload: bytes, now: float, marker: bool) -> bytes:
        block += self._mark
        block += bytes(-len(block) % 4)
        self._sequence = (self._sequence + 1) & 0xFFFF
        timestamp = (self._first_timestamp + int(now * self._clock)) & 0xFFFFFFFF
        second = self._payload_type | marker << 7
        head = HEADER.pack(0x90, second, self._sequence, timestamp, self.ssrc)
        return head + struct.pack("!HH", 0xBEDE, len(block) // 4) + block + payload


class _Picture(_Stream):
    """A stream of VP8 frames."""

    def __init__(self, payload_type: int, mark: bytes = b"") -> None:
        super().__init__(payload_type, 90000, mark)
        self.keyframe_wanted = True
        self._number = 0
        self._begins = True
        self._began = 0.0

    def packet(self, block: bytes, payload: bytes, now: float, marker: bool) -> bytes:
        if self._begins:
            self._began = now
        self._begins = marker
        return super().packet(block, payload, self._began, marker)

    def head(self) -> bytes:
        """Descriptor with a 15-bit picture id, and a frame tag that says whether a decoder can begin here."""
        begins = self._begins
        if begins:
            self._number = (self._number + 1) & 0x7FFF
        keyframe = begins and self.keyframe_wanted
        if keyframe:
            self.keyframe_wanted = False
        descriptor = bytes((0x90 if begins else 0x80, 0x80, 0x80 | self._number >> 8, self._number & 0xFF))
        return descriptor + bytes((0x10 if keyframe else 0x11, 0, 0, 0))


class ReplayPublisher:
    """Sends packets of given sizes. Streams are numbered 2 * number for sound and 2 * number + 1 for the picture.

    With `rids`, the picture is sent in so many layers, of which `active` are sent.
    """

    def __init__(
        self, certificate: Certificate, number: int, address: str = LOOPBACK, rids: tuple[str, ...] = ()
    ) -> None:
        self.transport = LightTransport(certificate, lambda _datagram: None, self._take_rtcp)
        self.sent = [0, 0]
        self.active = set(range(len(rids) or 1))
        self.rids = rids
        self._number = number
        self._address = address
        audio, video = PROFILES["audio"], PROFILES["video"]
        self._voice = _Stream(audio.codec.payload_type, 48000)
        payload_type, mid = video.codec.payload_type, element(video.extensions[MID], b"video")
        marks = [mid + element(descriptions.STREAM_ID_NUMBER, rid.encode()) for rid in rids] or [b""]
        self._pictures = tuple(_Picture(payload_type, mark) for mark in marks)
        self._send_time = audio.extensions[ABS_SEND_TIME] << 4 | 2
        self._level = bytes((audio.extensions[AUDIO_LEVEL] << 4, _LEVEL))
        self._wide = audio.extensions[TRANSPORT_WIDE_CC] << 4 | 1
        self._wide_number = 0
        self._filling = bytes(1500)

    def offer(self) -> str:
        picture = self._pictures[0]
        sources: dict[Media, descriptions.Source] = {
            "audio": descriptions.Source(self._voice.ssrc),
            "video": descriptions.Source(picture.ssrc, picture.rtx_ssrc, self.rids),
        }
        return descriptions.publish_offer(self.transport, sources, f"c{self._number}", self._address)

    async def start(self, answer: str) -> None:
        await self.transport.connect(*descriptions.far_side(answer))

    def send(self, packet: TracePacket) -> None:
        if packet.layer not in self.active:
            return
        now = time.time()
        kind = int(packet.video)
        stamp = STAMP.pack(now, self.sent[kind], 2 * self._number + kind)
        self.sent[kind] += 1
        picture = self._pictures[packet.layer] if packet.video else None
        head = picture.head() if picture is not None else b""
        payload = head + self._filling[: packet.payload - len(head) - STAMP_BYTES] + stamp
        self._send(picture, payload, now, packet.marker)

    def send_real(self, video: bool, payload: bytes, marker: bool) -> None:
        """A payload that a decoder can take."""
        self._send(self._pictures[0] if video else None, payload, time.time(), marker)

    def _send(self, picture: _Picture | None, payload: bytes, now: float, marker: bool) -> None:
        self._wide_number = (self._wide_number + 1) & 0xFFFF
        block = bytes((self._send_time,)) + (int(now * 262144) & 0xFFFFFF).to_bytes(3, "big")
        block += bytes((self._wide, self._wide_number >> 8, self._wide_number & 0xFF))
        if picture is None:
            block += self._level
        self.transport.send_rtp((picture or self._voice).packet(block, payload, now, marker))

    def _take_rtcp(self, packet: bytes) -> None:
        with contextlib.suppress(ValueError):
            if any(isinstance(report, rtcp.KeyframeRequest) for report in rtcp.parse(packet)):
                for picture in self._pictures:  # in every layer, as Chromium does
                    picture.keyframe_wanted = True


class CountingSubscriber(Subscriber):
    """Takes everything that is offered, and opens nothing. `arrived`: RTP packets that carry something."""

    def __init__(self, certificate: Certificate, name: str, address: str = LOOPBACK) -> None:
        super().__init__(certificate, name)
        self.transport = self._new_transport(certificate)
        self.arrived = 0
        self._address = address

    def _new_transport(self, certificate: Certificate) -> LightTransport:
        return LightTransport(certificate, self._take_rtp, self._take_rtcp)

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


async def replay(publishers: Sequence[ReplayPublisher], trace: Sequence[TracePacket], seconds: float) -> "array[float]":
    """Send as recorded, each publisher elsewhere in the trace, for about so many seconds; how late, in seconds."""
    return await follow(trace, len(publishers), seconds, lambda number, packet: publishers[number].send(packet))


async def follow(
    trace: Sequence[TracePacket], count: int, seconds: float, send: Callable[[int, TracePacket], None]
) -> "array[float]":
    """Call `send(number, packet)` at each packet's time, again and again; each of `count` is elsewhere in the trace.

    How late they were sent, in seconds.
    """
    shift = SECONDS / count
    schedule = sorted(
        (((it.at + number * shift) % SECONDS, number, it) for number in range(count) for it in trace),
        key=lambda entry: entry[0],
    )
    loop = asyncio.get_running_loop()
    began = loop.time()
    at, late = 0, array("d")
    while True:
        elapsed = loop.time() - began
        if elapsed >= seconds:
            return late
        while (due := at // len(schedule) * SECONDS + schedule[at % len(schedule)][0]) <= elapsed:
            _, number, packet = schedule[at % len(schedule)]
            send(number, packet)
            late.append(elapsed - due)
            at += 1
        await asyncio.sleep(due - elapsed)
