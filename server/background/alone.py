"""What one node does for all of them."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from server.services.errors import StorageUnavailable
from server.storage.database import Database
from signaling.websocket.steady import PAUSE

log = logging.getLogger(__name__)

Works = Callable[[], Sequence[Coroutine[Any, Any, None]]]


async def one_does_it(database: Database, works: Works) -> None:
    """What `works` makes goes on, side by side, for as long as no other node does it: this one waits for that, and
    takes over when the other has gone."""
    while True:
        try:
            async with database.alone("background"), asyncio.TaskGroup() as group:
                log.info("this node does what goes on by itself")
                for work in works():
                    group.create_task(work)
        except* StorageUnavailable as gone:
            log.warning("this node does nothing for all of them: %s", gone.exceptions[0])
        except* Exception:
            log.exception("failed: what goes on by itself")
        await asyncio.sleep(PAUSE)
