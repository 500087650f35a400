"""When bots come back: as pages do (client_web/src/signaling)."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from random import Random

import aiohttp

from signaling.bots.conversation import Disconnected
from signaling.bots.entrance import EntryRefused
from signaling.protocol import messages as wire

AT_ONCE, LONGEST = 0.2, 15.0
SETTLED_AFTER = 5.0
"""Seconds that a socket was open: one that drops sooner goes on with the backoff where it was."""
TROUBLE = (Disconnected, aiohttp.ClientError, ConnectionError, TimeoutError, OSError)


async def come_again_and_again(
    visit: Callable[[], Awaitable[wire.Goodbye | None]], random: Random
) -> wire.Goodbye | None:
    """`visit`: one socket from ticket to end, with the server's goodbye if there was one. Until that says that it is
    over: then it is returned. None: the app refused to let it in."""
    attempt = 0
    while True:
        began = time.monotonic()
        goodbye = None
        try:
            goodbye = await visit()
            if goodbye is not None and goodbye.reason != "draining":
                return goodbye
        except EntryRefused:
            return None
        except TROUBLE:
            pass
        if time.monotonic() - began > SETTLED_AFTER:
            attempt = 0
        await asyncio.sleep(backoff(attempt, random) if goodbye is None else after_draining(goodbye, random))
        attempt += 1


def backoff(attempt: int, random: Random) -> float:
    """Seconds before the given attempt, from 0: at once, then 1, 2, 4 … 15, up to a third taken off."""
    full = AT_ONCE if attempt == 0 else min(LONGEST, 2.0 ** min(attempt - 1, 16))
    return full * (1 - random.random() / 3)


def after_draining(goodbye: wire.Goodbye, random: Random) -> float:
    """Seconds: a server that restarts tells everybody at the same moment; `soon`: another is there already."""
    return 0.5 * random.random() if goodbye.soon else 1.0 + 4.0 * random.random()
