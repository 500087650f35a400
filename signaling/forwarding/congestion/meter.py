"""The bitrate at which packets arrive."""

from collections import deque

SECONDS = 0.5
_LEAST = 0.1


class Meter:
    """The bitrate that arrived lately, on the receiver's clock."""

    def __init__(self) -> None:
        self._arrived: deque[tuple[float, int]] = deque()

    def add(self, arrived: float, octets: int) -> None:
        """So much came since what was added last, the newest of it then."""
        if self._arrived and arrived < self._arrived[-1][0]:
            arrived = self._arrived[-1][0]
        self._arrived.append((arrived, octets))
        while len(self._arrived) > 2 and arrived - self._arrived[1][0] >= SECONDS:
            self._arrived.popleft()

    def clear(self) -> None:
        self._arrived.clear()

    @property
    def bitrate(self) -> float | None:
        """None before there is enough to say."""
        if not self._arrived:
            return None
        (first, before), (last, _) = self._arrived[0], self._arrived[-1]
        octets = sum(octets for _, octets in self._arrived) - before
        return 8 * octets / (last - first) if last - first >= _LEAST else None
