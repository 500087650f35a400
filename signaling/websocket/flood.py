"""A token bucket: how much a socket or a person may send. Time comes in."""

from dataclasses import dataclass


@dataclass(slots=True)
class TokenBucket:
    """Holds up to `burst` tokens and gains `rate` of them a second."""

    rate: float
    burst: float
    _level: float = -1.0
    _at: float = 0.0

    def take(self, cost: float, at: float) -> bool:
        """Whether there were `cost` tokens at `at` (monotonic seconds); if so they are gone."""
        if self._level < 0:
            self._level, self._at = self.burst, at
        self._level = min(self.burst, self._level + (at - self._at) * self.rate)
        self._at = at
        if self._level < cost:
            return False
        self._level -= cost
        return True
