"""The turns of a live room: one step of the state machine after the other, and what is due when none comes."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from signaling.rooms.effects import Outcome
from signaling.rooms.room import Room
from signaling.rooms.timeouts import timeout
from signaling.websocket.clock import Clock
from signaling.websocket.errors import RoomClosed
from signaling.websocket.ports import StaleEpoch

log = logging.getLogger(__name__)

RETRY = 2.0
"""Seconds until what was due and failed is tried again."""

Step = Callable[[Room, datetime], Outcome]


@dataclass(frozen=True)
class _Turn:
    """One step that somebody waits for."""

    step: Step
    done: "asyncio.Future[Outcome]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def fail(self, error: Exception) -> None:
        """Whoever waits hears of it; when nobody does any more, nobody has to."""
        self.done.set_exception(error)
        self.done.exception()


class Turns:
    """`run` is the task. Once `closed` is set nobody has a turn any more."""

    def __init__(
        self,
        carry_out: Callable[[Step], Awaitable[Outcome]],
        due: Callable[[], datetime | None],
        clock: Clock,
        closed: asyncio.Event,
        on_stale: Callable[[], None],
    ) -> None:
        """`due`: when something is due though nobody asks for it, which is `timeout`'s; None: nothing is. `on_stale`:
        another process owns the room."""
        self._carry_out = carry_out
        self._due = due
        self._clock = clock
        self._closed = closed
        self._on_stale = on_stale
        self._inbox: asyncio.Queue[_Turn] = asyncio.Queue()
        self._rests_until = 0.0
        """Before then, on the timer of the clock, nothing that is due is tried again."""

    async def take(self, step: Step) -> Outcome:
        """Have this step carried out. Raises what it raises; RoomClosed."""
        if self._closed.is_set():
            raise RoomClosed
        turn = _Turn(step)
        self._inbox.put_nowait(turn)
        return await asyncio.shield(turn.done)

    async def run(self) -> None:
        try:
            while not self._closed.is_set():
                turn = await self._next()
                try:
                    turn.done.set_result(await self._carry_out(turn.step))
                except asyncio.CancelledError:
                    turn.fail(RoomClosed())
                    raise
                except Exception as error:
                    turn.fail(error)
                    if isinstance(error, StaleEpoch):
                        self._on_stale()
                    elif turn.step is timeout:  # nobody waits for it
                        log.error("what was due in a room failed", exc_info=error)
                        self._rests_until = self._clock.timer.time() + RETRY
        finally:
            self._closed.set()
            while not self._inbox.empty():
                self._inbox.get_nowait().fail(RoomClosed())

    async def _next(self) -> _Turn:
        """The next step, or what is due when none comes."""
        while True:
            due = self._due()
            rest = max(0.0, self._rests_until - self._clock.timer.time())
            patience = None if due is None else max(rest, (due - self._clock.now()).total_seconds())
            try:
                async with self._clock.timer.timeout(patience):
                    return await self._inbox.get()
            except TimeoutError:
                if (still := self._due()) and still <= self._clock.now():
                    return _Turn(timeout)
