"""Which layers a publisher is to send: those that somebody wants at once, the others no more after a while."""

STOP_AFTER = 2.0
"""Seconds for which nobody wants a layer before its publisher is told to stop it: tiles come and go."""


class LayerWishes:
    """What was told of one publication; at first that it should send everything, as publishers do by themselves."""

    def __init__(self, layers: int) -> None:
        self.told = frozenset(range(layers))
        self._unwanted_since: dict[int, float] = {}
        self._again = False

    def tell_again(self) -> None:
        """Whoever was told may have forgotten."""
        self._again = True

    def update(self, wanted: frozenset[int], now: float) -> bool:
        """Whether `told` is to be told now.

        The lowest layer is always in it: it costs little, somebody who comes begins with it at once, and whoever sends
        nothing at all would seem to be gone.
        """
        wanted |= {0}
        since = {index: self._unwanted_since.get(index, now) for index in self.told - wanted}
        stopped = {index for index, at in since.items() if now - at >= STOP_AFTER}
        self._unwanted_since = {index: at for index, at in since.items() if index not in stopped}
        told = (self.told | wanted) - stopped
        changed, self.told, self._again = told != self.told or self._again, told, False
        return changed
