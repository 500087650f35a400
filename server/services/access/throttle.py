"""How often somebody may try: a sliding window per key, in memory, bounded."""

import math
from collections import OrderedDict, deque
from datetime import datetime, timedelta

from server.services.errors import TooManyRequests


class Throttle:
    """At most `limit` attempts per key in `window`. Beyond `max_keys` keys the longest unused is forgotten."""

    def __init__(self, limit: int, window: timedelta, max_keys: int = 10_000) -> None:
        self._limit = limit
        self._window = window
        self._max_keys = max_keys
        self._attempts: OrderedDict[str, deque[datetime]] = OrderedDict()

    def attempt(self, key: str, now: datetime) -> None:
        """Count one attempt before it is made, so that many at once cannot slip through. Raises TooManyRequests."""
        attempts = self._attempts.setdefault(key, deque())
        self._attempts.move_to_end(key)
        while attempts and attempts[0] <= now - self._window:
            attempts.popleft()
        if len(attempts) >= self._limit:
            wait = attempts[0] + self._window - now
            raise TooManyRequests("Too many tries. Please wait a moment.", math.ceil(wait.total_seconds()))
        attempts.append(now)
        while len(self._attempts) > self._max_keys:
            self._attempts.popitem(last=False)

    def is_used_up(self, key: str) -> bool:
        """Whether the attempt just counted was the last one allowed."""
        return len(self._attempts.get(key, ())) >= self._limit

    def refund(self, key: str) -> None:
        """The newest attempt turned out to be a rightful one and does not count."""
        if attempts := self._attempts.get(key):
            attempts.pop()

    def succeeded(self, key: str) -> None:
        """Whoever got in starts afresh."""
        self._attempts.pop(key, None)
