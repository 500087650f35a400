"""Sizes and times of the packets of a real Chromium, and peers that replay them (see `record_trace.py`)."""

import csv
from dataclasses import dataclass
from pathlib import Path

SECONDS = 10.0
STAMP_BYTES = 14
_VP8_HEAD = 8
_RECORDING = Path(__file__).with_name("chromium_trace.csv")


@dataclass(frozen=True)
class TracePacket:
    """`at`: seconds since the recording began. `payload`: bytes; those too small to carry a stamp are taken larger."""

    at: float
    video: bool
    payload: int
    marker: bool


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
