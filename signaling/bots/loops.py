"""What bots show and sound like, encoded once at the start: a VP8 loop and an Opus loop for each bot."""

import array
import math
from dataclasses import dataclass
from fractions import Fraction

import av

from signaling.bots.picture import COLOURS, HEIGHT, WIDTH, planes

FRAME_RATE = 12
SECONDS = 12
KEYFRAME_EVERY = 2 * FRAME_RATE
VIDEO_CLOCK = 90000
AUDIO_CLOCK = 48000
SAMPLES_PER_PACKET = 960
SPOKEN_SECONDS = 2.0
"""Of each loop a bot sounds for this long, so that the group seems to take turns."""

_PEAK = 2600  # of 32767, about -22 dBFS: soft
_CHORDS = ((262, 330, 392), (220, 262, 330), (294, 370, 440), (196, 247, 294), (247, 294, 370), (175, 220, 262))
_SILENCE = 127


@dataclass(frozen=True)
class VideoFrame:
    """A coded picture; `keyframe`: a decoder can begin here."""

    data: bytes
    keyframe: bool


@dataclass(frozen=True)
class AudioPacket:
    """20 ms of Opus and how loud it is, in -dBov (RFC 6464)."""

    data: bytes
    level: int


@dataclass(frozen=True)
class Loops:
    """One bot's picture and sound; both last SECONDS and may be repeated without end."""

    video: tuple[VideoFrame, ...]
    audio: tuple[AudioPacket, ...]


def make_loops(number: int, initials: str) -> Loops:
    """Encode the loops of the bot with this number; takes about half a second of CPU time."""
    return Loops(_video(initials, number), _audio(number))


def _video(initials: str, number: int) -> tuple[VideoFrame, ...]:
    encoder = av.CodecContext.create("libvpx", "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    encoder.time_base, encoder.framerate = Fraction(1, FRAME_RATE), Fraction(FRAME_RATE)
    encoder.bit_rate, encoder.gop_size, encoder.thread_count = 120_000, KEYFRAME_EVERY, 1
    encoder.options = {"deadline": "realtime", "cpu-used": "4", "keyint_min": str(KEYFRAME_EVERY), "auto-alt-ref": "0"}
    colour = COLOURS[number % len(COLOURS)]
    total = SECONDS * FRAME_RATE
    frames: list[VideoFrame] = []
    for at in range(total):
        frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
        for plane, content in zip(frame.planes, planes(initials, colour, 3 * at / total), strict=True):
            plane.update(_padded(content, plane.width, plane.line_size))
        frame.pts = at
        frames.extend(VideoFrame(bytes(it), it.is_keyframe) for it in encoder.encode(frame))
    frames.extend(VideoFrame(bytes(it), it.is_keyframe) for it in encoder.encode(None))
    return tuple(frames)


def _padded(content: bytes, width: int, line: int) -> bytes:
    if width == line:
        return content
    return b"".join(content[at : at + width] + bytes(line - width) for at in range(0, len(content), width))


def _audio(number: int) -> tuple[AudioPacket, ...]:
    encoder = av.CodecContext.create("libopus", "w")
    assert isinstance(encoder, av.AudioCodecContext)
    encoder.sample_rate, encoder.layout, encoder.format = AUDIO_CLOCK, "mono", "s16"
    encoder.bit_rate = 24_000
    encoder.options = {"application": "audio", "frame_duration": "20"}
    samples = _samples(number)
    packets: list[bytes] = []
    # One packet's worth of lead-in fills the encoder's look-ahead, so that the loop closes without a click.
    for at in range(-SAMPLES_PER_PACKET, len(samples), SAMPLES_PER_PACKET):
        frame = av.AudioFrame(format="s16", layout="mono", samples=SAMPLES_PER_PACKET)
        start = at % len(samples)
        frame.planes[0].update(samples[start : start + SAMPLES_PER_PACKET].tobytes())
        frame.sample_rate, frame.pts = AUDIO_CLOCK, at + SAMPLES_PER_PACKET
        packets.extend(bytes(it) for it in encoder.encode(frame))
    levels = [_level(samples[at : at + SAMPLES_PER_PACKET]) for at in range(0, len(samples), SAMPLES_PER_PACKET)]
    return tuple(AudioPacket(it, level) for it, level in zip(packets[-len(levels) :], levels, strict=True))


def _samples(number: int) -> "array.array[int]":
    """A chord that swells and fades once in the loop, at the bot's own turn; silence elsewhere."""
    samples = array.array("h", bytes(2 * SECONDS * AUDIO_CLOCK))
    chord = _CHORDS[number % len(_CHORDS)]
    length = int(SPOKEN_SECONDS * AUDIO_CLOCK)
    start = number * length % len(samples)
    for at in range(min(length, len(samples) - start)):
        swell = math.sin(math.pi * at / length) ** 2
        tone = sum(math.sin(2 * math.pi * pitch * at / AUDIO_CLOCK) for pitch in chord) / len(chord)
        samples[start + at] = int(_PEAK * swell * tone)
    return samples


def _level(samples: "array.array[int]") -> int:
    mean = sum(it * it for it in samples) / len(samples)
    return min(_SILENCE, round(-10 * math.log10(mean / 32767**2))) if mean else _SILENCE
