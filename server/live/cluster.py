"""The other app nodes, where there are any: who owns which room, and what goes to and fro between nodes."""

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any

from redis.asyncio import Redis

from server.background.beside import Spawn
from server.live import rooms as live
from server.settings import Settings
from signaling.cluster.directory import InMemoryDirectory, OwnedRoom, RoomDirectory
from signaling.cluster.letters import AnyHint, AnyLetter, Come, Gone, Heard, Ownerless, Said
from signaling.cluster.post import NoPost, Post
from signaling.cluster.redis_directory import RedisDirectory
from signaling.cluster.redis_post import RedisPost
from signaling.cluster.redis_server import connect
from signaling.websocket.clock import Clock
from signaling.websocket.live_rooms import LiveRooms
from signaling.websocket.lodging import Lodging
from signaling.websocket.seating import Seating

log = logging.getLogger(__name__)

Work = Coroutine[Any, Any, None]

JOIN_WITHIN = 5.0
"""Seconds that a start waits for Redis."""
FLUSH_WITHIN = 2.0
"""Seconds that the last letters of a node that ends may take."""


class Cluster:
    """`directory` and `post` are there from the start, for the rooms; `join` lets letters come in."""

    def __init__(self, redis: Redis | None, node: str) -> None:
        """Alone without Redis."""
        self.redis = redis
        self.directory: RoomDirectory = InMemoryDirectory()
        self.post: Post = NoPost()
        if redis is not None:
            self.directory = RedisDirectory(redis, node, self._on_fallen, self._on_forgotten)
            self.post = RedisPost(redis, node, self._on_letter, self._on_hint)
        self._rooms: LiveRooms
        self._hear: Callable[[AnyHint], Work]
        self._spawn: Spawn
        self._seating: Seating
        self._lodging: Lodging

    async def join(
        self, rooms: LiveRooms, hear: Callable[[AnyHint], Work], new_id: Callable[[], str], clock: Clock, spawn: Spawn
    ) -> Seating:
        """The rooms of this node and the sockets of all: from now on they find each other. Without Redis at hand that
        goes on beside. `hear`: what is done about a hint."""
        self._rooms, self._hear, self._spawn = rooms, hear, spawn
        self._seating = Seating(rooms, self.post, new_id, clock.wall_now)
        self._lodging = Lodging(rooms, self.post, clock.wall_now)
        for work in (self.directory.run(), self.post.run(), self._seating.run()):
            spawn(work)
        try:
            await asyncio.wait_for(self.directory.joined(), JOIN_WITHIN)
        except TimeoutError:
            log.error("Redis is not there: nobody is let in before it is")
        return self._seating

    async def is_there(self) -> bool:
        """Other nodes know this one."""
        return self.directory.holds

    def tell(self, hint: AnyHint) -> None:
        """Every node, this one too."""
        self._on_hint(hint)
        self.post.announce(hint)

    async def leave(self, handed_over: Sequence[OwnedRoom]) -> None:
        """This node ends, after its rooms, which others may take up: sockets of rooms elsewhere come back by another
        node."""
        for room in handed_over:
            self.post.announce(Ownerless(clinic=room.clinic, session=room.session))
        await self._seating.drain()
        await self._lodging.close()
        await self.post.flush(FLUSH_WITHIN)
        await self.directory.leave()

    def _on_letter(self, sender: str, letter: AnyLetter) -> None:
        if isinstance(letter, Come | Said | Heard | Gone):
            self._lodging.take(sender, letter)
        else:
            self._seating.letter(sender, letter)

    def _on_hint(self, hint: AnyHint) -> None:
        self._spawn(self._hear(hint))

    def _on_fallen(self, node: str, owned: Sequence[OwnedRoom]) -> None:
        self.post.forget(node)
        self._seating.fallen(node)
        self._lodging.fallen(node)
        self._spawn(live.take_up(self._rooms, *random.sample(owned, len(owned))))  # survivors share them out

    def _on_forgotten(self) -> None:
        self.post.begin_again()
        self._seating.forgotten()


@asynccontextmanager
async def clustered(settings: Settings, node: str) -> AsyncIterator[Cluster]:
    redis = connect(settings.redis, settings.redis_password) if settings.redis else None
    try:
        yield Cluster(redis, node)
    finally:
        if redis is not None:
            await redis.aclose()
