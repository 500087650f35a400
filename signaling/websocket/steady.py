"""Work that must go on for as long as the process does: one surprise is logged and does not end it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

PAUSE = 1.0
"""Seconds until work that failed is taken up again."""

Work = Callable[[], Awaitable[object]]


async def attempt(work: Work, name: str) -> bool:
    """Do it once; whether it went well. What went wrong is logged with the work's `name`."""
    try:
        await work()
    except Exception:
        log.exception("failed: %s", name)
        return False
    return True


async def keep_doing(work: Work, name: str) -> None:
    """Do it again and again until cancelled."""
    while True:
        if not await attempt(work, name):
            await asyncio.sleep(PAUSE)
