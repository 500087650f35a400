"""UTC as the process reckons it: its start's wall time plus its monotonic clock, so that no step bends a duration."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

STEP_MS = 1000
"""A wall clock that moves by more than this against the monotonic one has stepped."""


class Clock:
    def __init__(self, wall: Callable[[], float] = time.time, monotonic: Callable[[], float] = time.monotonic) -> None:
        """`wall`: seconds since 1970 in UTC; `monotonic`: seconds since any moment."""
        self._wall = wall
        self._monotonic = monotonic
        self._started = datetime.fromtimestamp(wall(), UTC)
        self._origin = monotonic()

    def now(self) -> datetime:
        """Aware, UTC; never goes back."""
        return self._started + timedelta(seconds=self._monotonic() - self._origin)

    def apart_ms(self) -> int:
        """How far the wall clock is from `now` by now, in milliseconds."""
        return round((datetime.fromtimestamp(self._wall(), UTC) - self.now()) / timedelta(milliseconds=1))


class StepWatch:
    """Notices each step of the wall clock once, for one who writes them down."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._apart_ms = clock.apart_ms()

    def step(self) -> int | None:
        """By how many milliseconds the wall clock has stepped since the last step that was told; None: it has not."""
        by_ms = self._clock.apart_ms() - self._apart_ms
        if abs(by_ms) <= STEP_MS:
            return None
        self._apart_ms += by_ms
        return by_ms
