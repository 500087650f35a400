"""The database as repositories see it: one writer at a time, readers of one moment, the same on both engines."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    contextmanager,
    nullcontext,
)
from contextvars import ContextVar
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft
from sqlalchemy.ext.asyncio import AsyncConnection

from server.services.errors import Invalid, StorageUnavailable
from server.storage.engine import Engine
from server.storage.place import Place
from server.storage.postgresql import Postgresql
from server.storage.sqlite import Sqlite

log = logging.getLogger(__name__)


class Database:
    """Opens lazily. Raises StorageUnavailable when nothing can be stored just now: locked for long, full, or gone."""

    def __init__(self, place: Place) -> None:
        self._engine: Engine = Sqlite(place) if isinstance(place, Path) else Postgresql(place)
        self._writing = asyncio.Lock()
        self.watch: Callable[[str], AbstractContextManager[object]] = nullcontext
        """Entered for each transaction, by its kind (read, write); it hears StorageUnavailable."""
        self._current: ContextVar[AsyncConnection | None] = ContextVar("transaction", default=None)
        self._looking: ContextVar[AsyncConnection | None] = ContextVar("look", default=None)
        self._afterwards: ContextVar[list[Callable[[], None]] | None] = ContextVar("afterwards", default=None)

    @asynccontextmanager
    async def write(self, of: str | None = None) -> AsyncIterator[AsyncConnection]:
        """A transaction of the only writer; committed when the block ends well. Inside another it joins that one.
        `of`: it concerns that one thing alone, so that others of other things may go on side by side."""
        current = self._current.get()
        if current is not None:
            yield current
            return
        then: list[Callable[[], None]] = []
        try:
            with self.watch("write"), self._refusals():
                turn = nullcontext() if of is not None and self._engine.shared else self._writing
                async with turn, self._engine.writer.begin() as connection:
                    await self._engine.take_turn(connection, of)
                    token, waiting = self._current.set(connection), self._afterwards.set(then)
                    try:
                        yield connection
                    finally:
                        self._current.reset(token)
                        self._afterwards.reset(waiting)
        finally:
            for each in then:
                each()

    @asynccontextmanager
    async def joined(self, connection: AsyncConnection) -> AsyncIterator[None]:
        """Inside, all that repositories do is part of somebody else's transaction."""
        token, waiting = self._current.set(connection), self._afterwards.set([])
        try:
            yield
        finally:
            self._current.reset(token)
            self._afterwards.reset(waiting)

    @property
    def shared(self) -> bool:
        """Whether other nodes write too, so that what was read a moment ago may not hold any more."""
        return self._engine.shared

    @property
    def in_transaction(self) -> bool:
        """Whether a read would see what the caller's transaction wrote, and others do not see yet."""
        return self._current.get() is not None

    @property
    def looking(self) -> bool:
        """Whether a read may be of an earlier moment than this one."""
        return self._looking.get() is not None

    def afterwards(self, then: Callable[[], None]) -> None:
        """Call `then` when the caller's transaction is over, committed or not; it must not raise."""
        waiting = self._afterwards.get()
        if waiting is None:
            raise RuntimeError("there is no transaction")
        waiting.append(then)

    @asynccontextmanager
    async def atomic(self, of: str | None = None) -> AsyncIterator[None]:
        """What repositories write in this block is committed together or not at all. Start no tasks inside. `of`: as
        for `write`."""
        async with self.write(of):
            yield

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A consistent snapshot; inside a transaction, or another read, what that sees."""
        current = self._current.get() or self._looking.get()
        if current is not None:
            yield current
            return
        with self.watch("read"), self._refusals():
            async with self._engine.readers.begin() as connection:
                yield connection

    @asynccontextmanager
    async def look(self) -> AsyncIterator[None]:
        """What repositories read in this block is of one moment, and costs a connection once. Start no tasks inside:
        a question after the other is also the quickest, as threads that answer at once wait for one another."""
        async with self.read() as connection:
            token = self._looking.set(connection)
            try:
                yield
            finally:
                self._looking.reset(token)

    def alone(self, name: str) -> AbstractAsyncContextManager[None]:
        """Inside, no other node of the clinic is in such a block of that name; it waits for that. Broken off with
        StorageUnavailable as soon as it can no longer be said."""
        return self._engine.alone(name)

    async def close(self) -> None:
        await self._engine.close()

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        """What the engine refuses whatever it is asked; what the statement itself did wrong is not."""
        try:
            yield
        except (DBAPIError, NoConnectionLeft) as error:
            if isinstance(error, DBAPIError) and not self._engine.refuses(error):
                if self._engine.cannot_hold(error):
                    raise Invalid("Some of what was sent is missing or not possible.") from error
                raise
            log.error("the database refuses: %s", error.orig if isinstance(error, DBAPIError) else error)
            raise StorageUnavailable("Nothing can be stored right now. Please try again in a moment.") from error
