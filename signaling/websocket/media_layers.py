"""Which layer of a picture a tile deserves. Layer i of n has the captured height / 2^(n-1-i)."""

HIGHEST = 7
"""Beyond every layer there is; the worker takes it for the highest."""

ENOUGH = 0.75
"""The part of a tile's height that a layer must reach: a slight enlargement is not seen, twice the lines cost much."""


def layer_for(tile: int, height: int | None, layers: int) -> int | None:
    """The lowest layer that is tall enough for a tile; None for one that is not visible.

    `tile`: its height in device pixels; `height`: lines of the captured picture, None when unknown; `layers`: how many
    the publisher sends. Without a height the picture may be any, so that it is the highest.
    """
    if tile <= 0:
        return None
    if height is None:
        return HIGHEST
    return next((it for it in range(layers) if height >> (layers - 1 - it) >= ENOUGH * tile), layers - 1)
