"""Facts that had to go to the spool are committed as soon as the database takes them again."""

from collections.abc import Awaitable, Callable

from signaling.websocket.clock import Clock
from signaling.websocket.steady import keep_doing

DRAIN_SPOOL = 5.0
"""Seconds between two attempts."""


async def drain_spool(drain: Callable[[], Awaitable[object]], clock: Clock) -> None:
    async def once() -> None:
        await drain()
        await clock.timer.sleep(DRAIN_SPOOL)

    await keep_doing(once, "draining the spool")
