"""A clock that stands still until a test moves it, and wakes whoever waits for a time that has come by then."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from typing import Any

from signaling.websocket.clock import Clock, Timer
from tests.support.waiting import until


class MovedTimer(Timer):
    """Seconds that pass by `forward` alone."""

    def __init__(self) -> None:
        self.passed = 0.0
        self._waiting: dict[asyncio.Timeout, float] = {}
        self._woken: set[asyncio.Task[Any]] = set()
        """Who does what was due, and does not wait again yet."""
        self._sleeping = False
        """Nobody is woken for now."""

    def time(self) -> float:
        return self.passed

    @asynccontextmanager
    async def timeout(self, seconds: float | None) -> AsyncIterator[None]:
        task = asyncio.current_task()
        assert task is not None
        self._woken.discard(task)
        async with asyncio.timeout(None) as waiting:
            if seconds is not None:
                self._waiting[waiting] = self.passed + seconds
                self._wake()
            try:
                yield
            finally:
                self._waiting.pop(waiting, None)
                if waiting.when() is not None:
                    self._woken.add(task)

    @contextmanager
    def forward(self, seconds: float) -> Iterator[None]:
        """So much time passes; what is due then happens at the end of the block."""
        self.passed += seconds
        self._sleeping = True
        try:
            yield
        finally:
            self._sleeping = False
            self._wake()

    async def settle(self) -> None:
        """Until whatever came due is done: whoever was woken waits again, or has ended. Raises TimeoutError."""

        async def has_settled() -> bool:
            self._woken = {one for one in self._woken if not one.done()}
            return not self._woken and all(one.when() is None for one in self._waiting)

        await until(has_settled, every=0.001)

    def _wake(self) -> None:
        if self._sleeping:
            return
        at_once = asyncio.get_running_loop().time()
        for waiting, due in self._waiting.items():
            if due <= self.passed and waiting.when() is None:
                waiting.reschedule(at_once)


class MovedClock(Clock):
    """Begins at `start`, and never steps: what it shows is what has passed."""

    def __init__(self, start: datetime) -> None:
        self.moved = MovedTimer()
        super().__init__(lambda: start.timestamp() + self.moved.passed, self.moved.time, self.moved)

    async def forward(self, seconds: float, meanwhile: Callable[[], Awaitable[object]] | None = None) -> None:
        """Let so much time pass at once, and what is due then be done. `meanwhile`: what happens as late as that, and
        yet before: the signs of life of whoever was there all the time."""
        with self.moved.forward(seconds):
            if meanwhile is not None:
                await meanwhile()
        await self.moved.settle()
