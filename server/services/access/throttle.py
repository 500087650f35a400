"""How often somebody may try: a sliding window per key, counted in memory or, for several nodes together, elsewhere."""

import math
from collections import OrderedDict, deque
from datetime import datetime, timedelta
from typing import Protocol

from server.services.errors import TooManyRequests

MAX_KEYS = 10_000
"""Beyond so many keys the longest unused is forgotten."""
REFUSED = "Too many tries. Please wait a moment."


class Throttle(Protocol):
    """At most so many attempts per key in a window."""

    async def attempt(self, key: str, now: datetime) -> None:
        """Count one attempt before it is made, so that many at once cannot slip through. Raises TooManyRequests, and
        StorageUnavailable when it cannot be counted."""
        ...

    async def is_used_up(self, key: str) -> bool:
        """Whether the attempt just counted was the last one allowed. Raises StorageUnavailable."""
        ...

    async def refund(self, key: str) -> None:
        """The newest attempt turned out to be a rightful one and does not count; nor is it worth failing for."""
        ...

    async def succeeded(self, key: str) -> None:
        """Whoever got in starts afresh; if that cannot be noted, their attempts stay counted."""
        ...


class Throttles(Protocol):
    def __call__(self, name: str, limit: int, window: timedelta) -> Throttle:
        """At most `limit` attempts per key in `window`. `name`: of what; each name is counted for itself."""
        ...


class InMemoryThrottle:
    """`Throttle` of one process. Beyond `max_keys` keys the longest unused is forgotten."""

    def __init__(self, limit: int, window: timedelta, max_keys: int = MAX_KEYS) -> None:
        self._limit = limit
        self._window = window
        self._max_keys = max_keys
        self._attempts: OrderedDict[str, deque[datetime]] = OrderedDict()

    async def attempt(self, key: str, now: datetime) -> None:
        attempts = self._attempts.setdefault(key, deque())
        self._attempts.move_to_end(key)
        while attempts and attempts[0] <= now - self._window:
            attempts.popleft()
        if len(attempts) >= self._limit:
            wait = attempts[0] + self._window - now
            raise TooManyRequests(REFUSED, math.ceil(wait.total_seconds()))
        attempts.append(now)
        while len(self._attempts) > self._max_keys:
            self._attempts.popitem(last=False)

    async def is_used_up(self, key: str) -> bool:
        return len(self._attempts.get(key, ())) >= self._limit

    async def refund(self, key: str) -> None:
        if attempts := self._attempts.get(key):
            attempts.pop()

    async def succeeded(self, key: str) -> None:
        self._attempts.pop(key, None)


def in_memory(name: str, limit: int, window: timedelta) -> InMemoryThrottle:
    """`Throttles`."""
    return InMemoryThrottle(limit, window)
