"""Waiting for a condition instead of sleeping."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def until(look: Callable[[], Awaitable[T]], patience: float = 20.0, every: float = 0.1) -> T:
    """The first truthy thing that `look` finds. Raises TimeoutError with what it found last."""
    found = await look()
    try:
        async with asyncio.timeout(patience):
            while not found:
                await asyncio.sleep(every)
                found = await look()
    except TimeoutError:
        raise TimeoutError(f"still {found!r} after {patience} s") from None
    return found
