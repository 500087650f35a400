"""What `Database` must be told of an engine: how it connects, takes turns in writing, and says that it cannot."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine


class Engine(Protocol):
    shared: bool
    """Whether other nodes may write, and several transactions at once, where they say that they can."""
    writer: AsyncEngine
    readers: AsyncEngine

    async def take_turn(self, connection: AsyncConnection, of: str | None) -> None:
        """Called first in a transaction that writes: from then on nobody else writes until it is over. Where it is
        `of` something, others of other things do."""

    def refuses(self, error: DBAPIError) -> bool:
        """Whether nothing can be stored just now, whatever was asked; False where the statement itself was wrong."""

    def cannot_hold(self, error: DBAPIError) -> bool:
        """Whether a text that was asked about, or should be stored, is one that the engine has no way to hold."""

    def alone(self, name: str) -> AbstractAsyncContextManager[None]:
        """Inside, nobody else is alone by that name; it waits for that. When this can no longer be said the block is
        broken off with StorageUnavailable."""

    async def close(self) -> None: ...
