"""A bot's microphone and camera: sends its loops without end over one transport."""

import asyncio
import contextlib
import itertools
import time

from signaling.bots.descriptions import far_side, publish_offer
from signaling.bots.loops import (
    AUDIO_CLOCK,
    FRAME_RATE,
    SAMPLES_PER_PACKET,
    VIDEO_CLOCK,
    Loops,
    VideoFrame,
)
from signaling.bots.outgoing import OutgoingStream
from signaling.bots.transport import BotTransport
from signaling.forwarding import rtcp
from signaling.media.seam import Certificate
from signaling.sdp.codecs import ABS_SEND_TIME, AUDIO_LEVEL, PROFILES, TRANSPORT_WIDE_CC
from signaling.sdp.reader import parse
from signaling.sdp.writer import write

PACKET_SECONDS = SAMPLES_PER_PACKET / AUDIO_CLOCK
PACKETS_PER_REPORT = 100
MAX_PAYLOAD = 1100
KEYFRAME_INTERVAL = 0.5
"""Seconds; a request that comes sooner after the last jump has been answered by it."""
_SILENCE = 127


class Publisher:
    """`offer`, then `start` with the answer; `muted` sends silence on. `transport.lost` tells the end."""

    def __init__(self, certificate: Certificate, loops: Loops, cname: str) -> None:
        audio, video = PROFILES["audio"], PROFILES["video"]
        self.transport = BotTransport(certificate, lambda _datagram: None, self._take_rtcp)
        self.muted = False
        self.keyframe_requests = 0
        self._loops = loops
        self._cname = cname
        self._silence = min(loops.audio, key=lambda it: (-it.level, len(it.data)))
        numbers = itertools.count()
        self._audio = OutgoingStream(
            audio.codec.payload_type,
            AUDIO_CLOCK,
            audio.extensions[ABS_SEND_TIME],
            audio.extensions[AUDIO_LEVEL],
            audio.extensions[TRANSPORT_WIDE_CC],
            numbers,
        )
        self._video = OutgoingStream(
            video.codec.payload_type,
            VIDEO_CLOCK,
            video.extensions[ABS_SEND_TIME],
            number_id=video.extensions[TRANSPORT_WIDE_CC],
            numbers=numbers,
        )
        self._picture_id = 0
        self._frame = 0
        self._jumped = 0.0
        self._task: asyncio.Task[None] | None = None

    def offer(self) -> str:
        """The mids are "audio" and "video"."""
        return write(publish_offer(self.transport, {"audio": self._audio.ssrc, "video": self._video.ssrc}, self._cname))

    async def start(self, answer: str) -> None:
        """Connect and begin to send. Raises SdpError, ConnectionError, TimeoutError."""
        await self.transport.connect(*far_side(parse(answer)))
        self._task = asyncio.create_task(self._send())

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await self.transport.close()

    async def _send(self) -> None:
        loop = asyncio.get_running_loop()
        started = loop.time()
        number = 0
        next_frame = 0.0
        while not self.transport.lost.is_set():
            position = number * PACKET_SECONDS
            self._send_audio(number)
            if position >= next_frame:
                self._send_frame(round(position * VIDEO_CLOCK))
                next_frame += 1 / FRAME_RATE
            if number % PACKETS_PER_REPORT == 0:
                self._report(number)
            number += 1
            behind = loop.time() - started - number * PACKET_SECONDS
            if behind > 1:
                started += behind
            await asyncio.sleep(-behind)

    def _send_audio(self, number: int) -> None:
        sound = self._silence if self.muted else self._loops.audio[number % len(self._loops.audio)]
        at = number * SAMPLES_PER_PACKET
        self.transport.send_rtp(self._audio.packet(sound.data, at, time.time(), level=sound.level))

    def _send_frame(self, at: int) -> None:
        frame = self._loops.video[self._frame % len(self._loops.video)]
        self._frame += 1
        self._picture_id = (self._picture_id + 1) & 0x7FFF
        payloads = vp8_payloads(frame, self._picture_id)
        for payload in payloads[:-1]:
            self.transport.send_rtp(self._video.packet(payload, at, time.time()))
        self.transport.send_rtp(self._video.packet(payloads[-1], at, time.time(), marker=True))

    def _report(self, number: int) -> None:
        now = time.time()
        at = number * PACKET_SECONDS
        self.transport.send_rtcp(self._audio.sender_report(round(at * AUDIO_CLOCK), now, self._cname))
        self.transport.send_rtcp(self._video.sender_report(round(at * VIDEO_CLOCK), now, self._cname))

    def _take_rtcp(self, packet: bytes) -> None:
        with contextlib.suppress(ValueError):
            for report in rtcp.parse(packet):
                if isinstance(report, rtcp.KeyframeRequest) and report.ssrc == self._video.ssrc:
                    self._jump()

    def _jump(self) -> None:
        """Go on with the loop's next keyframe."""
        self.keyframe_requests += 1
        now = time.monotonic()
        if now - self._jumped < KEYFRAME_INTERVAL:
            return
        self._jumped = now
        total = len(self._loops.video)
        self._frame = next(
            at for at in range(self._frame, self._frame + total) if self._loops.video[at % total].keyframe
        )


def vp8_payloads(frame: VideoFrame, picture_id: int) -> list[bytes]:
    """The frame in packets, each with its payload descriptor of 15-bit picture id (RFC 7741, 4.2)."""
    tail = bytes((0x80, 0x80 | picture_id >> 8, picture_id & 0xFF))
    return [
        bytes((0x80 if at else 0x90,)) + tail + frame.data[at : at + MAX_PAYLOAD]
        for at in range(0, len(frame.data), MAX_PAYLOAD)
    ]
