"""How Redis is asked about an admission: quickly, or it is refused."""

import asyncio
import logging
from collections.abc import Awaitable
from typing import Any

from redis.exceptions import RedisError

from server.services.errors import StorageUnavailable

WITHIN = 1.5
"""Seconds for an answer, with the time to connect."""

log = logging.getLogger(__name__)


async def answered(question: Awaitable[Any]) -> Any:
    """Raises StorageUnavailable when Redis is away, full or slow; then it may have done it all the same."""
    try:
        async with asyncio.timeout(WITHIN):
            return await question
    except (RedisError, OSError, TimeoutError) as error:
        log.error("Redis does not answer: %s", type(error).__name__)
        raise StorageUnavailable("Nothing can be stored right now. Please try again in a moment.") from error
