"""The relay's regular work in time: a tick every 20 ms, of which those are left out at which nothing is due."""

from collections.abc import Callable
from typing import Protocol

from signaling.media.faults import contained

TICK = 0.02


class Timer(Protocol):
    def cancel(self) -> None: ...


class Loop(Protocol):
    """What of asyncio's event loop is used."""

    def time(self) -> float: ...

    def call_at(self, when: float, callback: Callable[[], None], /) -> Timer: ...


class Ticking:
    """Calls `on_tick(number)`. `ahead(number)`: how many ticks after that one the next is that may be needed."""

    def __init__(self, loop: Loop, on_tick: Callable[[int], None], ahead: Callable[[int], int]) -> None:
        self._loop = loop
        self._on_tick = on_tick
        self._ahead = ahead
        self._number = 0
        self._at = self._loop.time()
        self._wait(1)

    def wake(self) -> None:
        """The very next tick is needed."""
        if self._steps > 1:
            self._timer.cancel()
            passed = min(self._steps - 1, int((self._loop.time() - self._at) / TICK))
            self._number += passed
            self._at += passed * TICK
            self._wait(1)

    def stop(self) -> None:
        """No tick comes any more."""
        self._timer.cancel()

    def _wait(self, steps: int) -> None:
        self._steps = steps
        self._timer = self._loop.call_at(self._at + steps * TICK, self._tick)

    def _tick(self) -> None:
        """Those that came too late are not made up for."""
        self._number += self._steps
        self._at = self._loop.time()
        self._steps = 1
        with contained("a tick"):
            self._on_tick(self._number)
        self._wait(self._ahead(self._number))
