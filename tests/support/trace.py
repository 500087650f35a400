"""Sizes and times of the packets of a real Chromium, and peers that replay them (see `record_trace.py`)."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

SECONDS = 10.0
STAMP_BYTES = 14
_VP8_HEAD = 8
_LARGEST = 1050
"""Bytes of a packet's payload."""
_RECORDING = Path(__file__).with_name("chromium_trace.csv")


@dataclass(frozen=True)
class TracePacket:
    """`at`: seconds since the recording began. `payload`: bytes; those too small to carry a stamp are taken larger."""

    at: float
    video: bool
    payload: int
    marker: bool
    layer: int = 0


def read_trace() -> tuple[TracePacket, ...]:
    """Ten seconds of one person's microphone and 640x360 camera at 500 kbit/s, in order of time."""
    with _RECORDING.open(newline="") as file:
        return tuple(
            TracePacket(
                at=float(row["ms"]) / 1000,
                video=row["kind"] == "video",
                payload=max(int(row["payload"]), STAMP_BYTES + _VP8_HEAD),
                marker=row["marker"] == "1",
            )
            for row in csv.DictReader(file)
        )


def in_layers(trace: Sequence[TracePacket], sizes: Sequence[float]) -> tuple[TracePacket, ...]:
    """The recording with each picture in several layers, so many times as large as it was, cut as Chromium cuts."""
    made: list[TracePacket] = []
    size = 0
    for packet in trace:
        if not packet.video:
            made.append(packet)
            continue
        size += packet.payload
        if packet.marker:
            for layer, times in enumerate(sizes):
                made += _cut(packet.at, round(size * times), layer)
            size = 0
    return tuple(made)


def _cut(at: float, size: int, layer: int) -> Iterator[TracePacket]:
    parts = -(-size // _LARGEST)
    each = max(-(-size // parts), STAMP_BYTES + _VP8_HEAD)
    return (TracePacket(at, True, each, part == parts - 1, layer) for part in range(parts))
