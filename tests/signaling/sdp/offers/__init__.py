"""Recorded offers; see the README beside this file."""

from pathlib import Path

NAMES = sorted(it.stem for it in Path(__file__).parent.glob("*.sdp"))


def offer(name: str) -> str:
    """The text of a recorded offer."""
    return (Path(__file__).parent / f"{name}.sdp").read_bytes().decode()
