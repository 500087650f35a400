"""The embedded database: SQLite with one serialised writer and a pool of readers (docs: design, decision 3).

A commit that returned is on disk (WAL with synchronous=FULL). Readers never wait for the writer. Foreign keys are on.
"""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from sqlalchemy import URL, event
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from server.services.errors import StorageUnavailable

log = logging.getLogger(__name__)

BUSY_TIMEOUT_MS = 3000
READERS = 4


class Database:
    """Opens lazily. Raises StorageUnavailable when SQLite is locked for long, or the disk is full."""

    def __init__(self, path: Path, readers: int = READERS) -> None:
        self._writer = _engine(path, pool_size=1, begin="BEGIN IMMEDIATE", read_only=False)
        self._readers = _engine(path, pool_size=readers, begin="BEGIN", read_only=True)
        self._writing = asyncio.Lock()
        self._current: ContextVar[AsyncConnection | None] = ContextVar("transaction", default=None)
        self._looking: ContextVar[AsyncConnection | None] = ContextVar("look", default=None)
        self._afterwards: ContextVar[list[Callable[[], None]] | None] = ContextVar("afterwards", default=None)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction of the only writer; committed when the block ends well. Inside another it joins that one."""
        current = self._current.get()
        if current is not None:
            yield current
            return
        then: list[Callable[[], None]] = []
        try:
            with _refusals():
                async with self._writing, self._writer.begin() as connection:
                    token, waiting = self._current.set(connection), self._afterwards.set(then)
                    try:
                        yield connection
                    finally:
                        self._current.reset(token)
                        self._afterwards.reset(waiting)
        finally:
            for each in then:
                each()

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
    async def atomic(self) -> AsyncIterator[None]:
        """What repositories write in this block is committed together or not at all. Start no tasks inside."""
        async with self.write():
            yield

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A consistent snapshot; inside a transaction, or another read, what that sees."""
        current = self._current.get() or self._looking.get()
        if current is not None:
            yield current
            return
        with _refusals():
            async with self._readers.begin() as connection:
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

    async def close(self) -> None:
        await self._readers.dispose()
        await self._writer.dispose()


@contextmanager
def _refusals() -> Iterator[None]:
    """Locked, full, unreadable and damaged are refusals; what the statement itself did wrong is not."""
    try:
        yield
    except DatabaseError as error:
        if type(error) not in (OperationalError, DatabaseError):
            raise
        log.error("the database refuses: %s", error.orig)
        raise StorageUnavailable("Nothing can be stored right now. Please try again in a moment.") from error


def _engine(path: Path, pool_size: int, begin: str, read_only: bool) -> AsyncEngine:
    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=str(path)),
        pool_size=pool_size,
        max_overflow=0,
        pool_reset_on_return=None if read_only else "rollback",
        connect_args={"isolation_level": None},
        hide_parameters=True,
    )

    def on_connect(connection: Any, _: Any) -> None:
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            f"query_only={'ON' if read_only else 'OFF'}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def on_begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    def on_invalidate(connection: Any, *_: Any) -> None:
        """Whoever was cancelled in the middle: a statement that is still referred to would keep a connection that was
        closed with its transaction open, and the database locked for everybody."""
        with suppress(sqlite3.Error):  # closed, or out of order: then it holds nothing
            connection.rollback()

    event.listen(engine.sync_engine, "connect", on_connect)
    event.listen(engine.sync_engine, "invalidate", on_invalidate)
    event.listen(engine.sync_engine, "begin", on_begin)
    return engine
