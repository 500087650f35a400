"""Which live sessions need staff, on whichever node they are."""

import asyncio
import contextlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from pydantic import TypeAdapter, ValidationError
from redis.asyncio import Redis

from server.services.sessions.attention import Unattended
from signaling.cluster.redis_directory import FAULTS
from signaling.websocket.clock import Clock
from signaling.websocket.live_rooms import LiveRooms
from signaling.websocket.steady import keep_doing

EVERY = 1.0
"""Seconds between two looks at what other nodes say."""
HOLDS_FOR = timedelta(seconds=15)
"""So long is believed what a node said that says nothing more; machines' clocks differ a little."""
KEY = "viop:unattended"
_Pinned = tuple[datetime, list[tuple[str, Unattended]]]
_pinned: TypeAdapter[_Pinned] = TypeAdapter(_Pinned)


class Board:
    """Each node pins what it sees, with its clinic, and reads what others have pinned. Without Redis there are none."""

    def __init__(self, rooms: LiveRooms, clock: Clock, redis: Redis | None, node: str) -> None:
        self._rooms = rooms
        self._clock = clock
        self._redis = redis
        self._node = node
        self._elsewhere: list[tuple[str, Unattended]] = []

    def own(self, clinic: str) -> Sequence[Unattended]:
        """Of this node's rooms."""
        return [one for its, one in self._seen_here() if its == clinic]

    def of(self, clinic: str) -> Sequence[Unattended]:
        """Of all nodes' rooms, each once."""
        found = {one.session: one for its, one in (*self._elsewhere, *self._seen_here()) if its == clinic}
        return list(found.values())

    async def run(self) -> None:
        if self._redis is not None:
            await keep_doing(partial(self._exchange, self._redis), "exchanging what needs staff")

    async def _exchange(self, redis: Redis) -> None:
        now = self._clock.wall_now()
        with contextlib.suppress(*FAULTS):
            await redis.hset(KEY, self._node, _pinned.dump_json((now, list(self._seen_here()))))
            found: Any = await redis.hgetall(KEY)
            others = {node: _read(said) for node, said in found.items() if node != self._node.encode()}
            silent = [node for node, (at, _) in others.items() if abs(now - at) > HOLDS_FOR]
            if silent:
                await redis.hdel(KEY, *silent)
            self._elsewhere = [one for node, (_, seen) in others.items() if node not in silent for one in seen]
        await asyncio.sleep(EVERY)

    def _seen_here(self) -> Iterable[tuple[str, Unattended]]:
        for plan, needed in self._rooms.attention():
            yield (
                plan.clinic,
                Unattended(plan.session, plan.title, plan.time_zone, needed.reason, needed.since, needed.clients),
            )


def _read(said: bytes) -> _Pinned:
    """Nothing, and from long ago, where a node of another version wrote it."""
    try:
        return _pinned.validate_json(said)
    except ValidationError:
        return datetime.min.replace(tzinfo=UTC), []
