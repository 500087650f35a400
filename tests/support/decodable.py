"""Sound and pictures that a decoder can take, with the recording's size, pace and bit rate."""

from collections.abc import Sequence
from fractions import Fraction
from math import inf, pi, sin

import av

from tests.support.replay import ReplayPublisher, follow
from tests.support.trace import TracePacket

RATE = 30
BITRATE = 250_000
"""As asked of the encoder, which makes twice as much of this picture: the 500 kbit/s of the recording."""
PICTURE = "testsrc2=size=640x360:rate=30,noise=alls=5:allf=t"
"""A moving picture with a sensor's grain, so that the encoder has as much to do as with a face."""
_SAMPLES = 960
_MOST = 1100
"""Bytes of a packet's payload, as Chromium cuts them."""


def pictures(seconds: float) -> list[list[bytes]]:
    """VP8, one list of RTP payloads a frame (RFC 7741); the first is a keyframe, so the list may be repeated."""
    encoder = av.CodecContext.create("libvpx", "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = 640, 360, "yuv420p"
    encoder.time_base, encoder.framerate = Fraction(1, RATE), Fraction(RATE)
    encoder.bit_rate, encoder.gop_size, encoder.thread_count = BITRATE, RATE * 60, 1
    steady = {"minrate": str(BITRATE), "maxrate": str(BITRATE), "bufsize": str(BITRATE // 2)}
    encoder.options = {"deadline": "realtime", "cpu-used": "6", "auto-alt-ref": "0", "lag-in-frames": "0", **steady}
    frames: list[list[bytes]] = []
    with av.open(PICTURE, format="lavfi") as source:
        for number, frame in enumerate(source.decode(video=0)):
            if number == round(seconds * RATE):
                break
            for packet in encoder.encode(frame.reformat(format="yuv420p")):
                frames.append(_cut(bytes(packet)))
    return frames


def sounds(seconds: float) -> list[bytes]:
    """Opus, 20 ms each."""
    encoder = av.CodecContext.create("libopus", "w")
    assert isinstance(encoder, av.AudioCodecContext)
    encoder.sample_rate, encoder.layout, encoder.format, encoder.bit_rate = 48000, "stereo", "s16", 32_000
    packets: list[bytes] = []
    for at in range(round(seconds * 50)):
        frame = av.AudioFrame(format="s16", layout="stereo", samples=_SAMPLES)
        wave = (int(9000 * sin(2 * pi * 330 * (at * _SAMPLES + it) / 48000)) for it in range(_SAMPLES))
        frame.planes[0].update(b"".join(2 * it.to_bytes(2, "little", signed=True) for it in wave))
        frame.sample_rate, frame.pts = 48000, at * _SAMPLES
        packets.extend(bytes(it) for it in encoder.encode(frame))
    return packets


class Player:
    """Puts real frames in the places of recorded ones: a picture where the recording ends one, a sound for a sound."""

    def __init__(self, seconds: float = 3.0) -> None:
        self._pictures = pictures(seconds)
        self._sounds = sounds(seconds)

    async def play(self, publishers: Sequence[ReplayPublisher], trace: Sequence[TracePacket]) -> None:
        """Until cancelled."""
        shown = [[0, 0] for _ in publishers]

        def send(number: int, packet: TracePacket) -> None:
            at = shown[number][packet.video]
            if packet.video and not packet.marker:
                return
            shown[number][packet.video] += 1
            payloads = (
                self._pictures[at % len(self._pictures)] if packet.video else [self._sounds[at % len(self._sounds)]]
            )
            for payload in payloads:
                publishers[number].send_real(packet.video, payload, packet.video and payload is payloads[-1])

        await follow(trace, len(publishers), inf, send)

    def _payloads(self, video: bool, at: int) -> list[bytes]:
        return self._pictures[at % len(self._pictures)] if video else [self._sounds[at % len(self._sounds)]]


def _cut(frame: bytes) -> list[bytes]:
    pieces = [frame[at : at + _MOST] for at in range(0, len(frame), _MOST)]
    return [(b"\x10" if not at else b"\x00") + piece for at, piece in enumerate(pieces)]
