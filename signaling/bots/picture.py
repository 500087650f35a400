"""A bot's moving picture: initials on a soft disc that sways before its own colour. Drawn once, then encoded."""

import math
from dataclasses import dataclass

WIDTH, HEIGHT = 320, 180

# Letters of 5x7, five columns each, the least bit on top.
_FONT = bytes.fromhex(
    "7E1111117E7F494949363E414141227F4141221C7F494949417F090909013E4149497A7F0808087F00417F41002040413F01"
    "7F081422417F404040407F020C027F7F0408107F3E4141413E7F090909063E4151215E7F09192946464949493101017F0101"
    "3F4040403F1F2040201F3F4038403F631408146307087008076151494543"
)
_LETTERS = {chr(ord("A") + at): _FONT[5 * at : 5 * at + 5] for at in range(26)}
_SCALE = 9
_RADIUS = 62


@dataclass(frozen=True)
class Colour:
    """In YCbCr, 8 bits."""

    luma: int
    cb: int
    cr: int


COLOURS = (
    Colour(110, 118, 158),
    Colour(118, 112, 108),
    Colour(104, 150, 116),
    Colour(122, 140, 140),
    Colour(112, 104, 132),
    Colour(116, 138, 104),
    Colour(106, 132, 150),
    Colour(120, 124, 118),
)
"""Muted and of like brightness, so that no tile shouts."""


def planes(initials: str, colour: Colour, phase: float) -> tuple[bytes, bytes, bytes]:
    """One YUV 4:2:0 frame: luma, Cb, Cr. `phase` in 0..1 goes once through the movement."""
    across = WIDTH // 2 + round(36 * math.sin(2 * math.pi * phase))
    down = HEIGHT // 2 + round(9 * math.sin(4 * math.pi * phase))
    rows = [bytearray([colour.luma - 28 + y * 20 // HEIGHT]) * WIDTH for y in range(HEIGHT)]
    _disc(rows, across, down, colour.luma + 40)
    _write(rows, initials, across, down)
    size = WIDTH // 2 * (HEIGHT // 2)
    return b"".join(rows), bytes([colour.cb]) * size, bytes([colour.cr]) * size


def _disc(rows: list[bytearray], across: int, down: int, luma: int) -> None:
    for dy in range(-_RADIUS, _RADIUS + 1):
        half = int(math.sqrt(_RADIUS**2 - dy**2))
        rows[down + dy][across - half : across + half] = bytes([luma]) * (2 * half)


def _write(rows: list[bytearray], initials: str, across: int, down: int) -> None:
    letters = [_LETTERS[letter] for letter in initials.upper() if letter in _LETTERS]
    left = across - (6 * len(letters) - 1) * _SCALE // 2
    top = down - 7 * _SCALE // 2
    for number, letter in enumerate(letters):
        for column, bits in enumerate(letter):
            x = left + (6 * number + column) * _SCALE
            for line in range(7 * _SCALE):
                if bits >> (line // _SCALE) & 1:
                    rows[top + line][x : x + _SCALE] = b"\x28" * _SCALE
