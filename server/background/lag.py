"""How long the event loop makes whoever is due wait: everything in the app waits as long."""

import asyncio
from collections.abc import Callable

EVERY = 0.5
"""Seconds."""


async def measure_lag(observe: Callable[[float], None]) -> None:
    """Until cancelled."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + EVERY
        await asyncio.sleep(EVERY)
        observe(max(loop.time() - due, 0.0))
