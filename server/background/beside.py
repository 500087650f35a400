"""Runs what is spawned beside everything else."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

log = logging.getLogger(__name__)

CANCEL_AGAIN = 0.5
"""Seconds."""

Spawn = Callable[[Coroutine[Any, Any, None]], None]


@asynccontextmanager
async def beside() -> AsyncIterator[Spawn]:
    """What is spawned runs; what is left at the end is stopped, the last one first; what fails is logged."""
    tasks: dict[asyncio.Task[None], None] = {}

    def ended(task: asyncio.Task[None]) -> None:
        del tasks[task]
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a task beside failed", exc_info=error)

    def spawn(work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        tasks[task] = None
        task.add_done_callback(ended)

    try:
        yield spawn
    finally:
        for task in reversed(tuple(tasks)):
            while not task.done():
                task.cancel()  # again: a library that it waits in may have swallowed the first
                await asyncio.wait([task], timeout=CANCEL_AGAIN)
