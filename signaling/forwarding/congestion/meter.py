"""The bitrate at which packets arrive."""

from collections import deque

SECONDS = 0.5
THROTTLED = 1.25
_LEAST = 0.1
_LAST = 3


class Meter:
    """The bitrate that arrived lately, on the receiver's clock."""

    def __init__(self) -> None:
        self._arrived: deque[tuple[float, int, float]] = deque()

    def add(self, arrived: float, octets: int, sent: float) -> None:
        """`sent`: when that was sent which arrived then."""
        if self._arrived and arrived < self._arrived[-1][0]:
            arrived = self._arrived[-1][0]
        self._arrived.append((arrived, octets, sent))
        while len(self._arrived) > 2 and arrived - self._arrived[1][0] >= SECONDS:
            self._arrived.popleft()

    def clear(self) -> None:
        self._arrived.clear()

    @property
    def bitrate(self) -> float | None:
        """None before there is enough to say."""
        return self._over(len(self._arrived))

    @property
    def saturated(self) -> float | None:
        """As much as arrives while there is a queue: that of the last moment, should that be less."""
        rates = [rate for rate in (self.bitrate, self._over(_LAST)) if rate is not None]
        return min(rates) if rates else None

    @property
    def throttled(self) -> bool:
        """Whether what arrived took clearly longer to arrive than to be sent: else it says nothing of what would."""
        (first, _, began), (last, _, ended) = self._arrived[0], self._arrived[-1]
        return last - first > THROTTLED * (ended - began)

    def _over(self, reports: int) -> float | None:
        last = list(self._arrived)[-reports:]
        span = last[-1][0] - last[0][0] if last else 0.0
        return 8 * sum(octets for _, octets, _ in last[1:]) / span if span >= _LEAST else None
