"""UTC as a live room reckons it: the wall time at which it opened plus a clock that never steps, so that no step of the
machine's wall clock bends a duration. All else (logins, links, what is too early) goes by the wall itself."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

STEP_MS = 1000
"""A wall clock that moves by more than this against the steady one has stepped."""


def steady() -> float:
    """Seconds since any moment. A machine that was suspended has not stopped time (CLOCK_BOOTTIME, where there is)."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class Timer:
    """What waits for a time of the clinic's, such as the next beat, waits by this: the event loop's clock. How long an
    answer over a wire may take is another matter, and asyncio's own."""

    def time(self) -> float:
        """Seconds since any moment."""
        return asyncio.get_running_loop().time()

    def timeout(self, seconds: float | None) -> AbstractAsyncContextManager[Any]:
        """As `asyncio.timeout`."""
        return asyncio.timeout(seconds)

    async def sleep(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with self.timeout(seconds):
                await asyncio.get_running_loop().create_future()


class Clock:
    def __init__(
        self,
        wall: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = steady,
        timer: Timer | None = None,
    ) -> None:
        """`wall`: seconds since 1970 in UTC; `monotonic`: seconds since any moment."""
        self._wall = wall
        self._monotonic = monotonic
        self.timer = timer or Timer()
        self._started = self.wall_now()
        self._origin = monotonic()

    def now(self) -> datetime:
        """Aware, UTC; never goes back."""
        return self._started + timedelta(seconds=self._monotonic() - self._origin)

    def wall_now(self) -> datetime:
        """Aware, UTC: what the machine's wall clock says now, steps and all."""
        return datetime.fromtimestamp(self._wall(), UTC)

    def apart_ms(self) -> int:
        """How far the wall clock is from `now` by now, in milliseconds."""
        return round((self.wall_now() - self.now()) / timedelta(milliseconds=1))

    def anew(self) -> "Clock":
        """One that begins at the wall time of this moment."""
        return Clock(self._wall, self._monotonic, self.timer)


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
