"""The embedded engine: SQLite with one serialised writer and a pool of readers (docs: design, decision 3).

A commit that returned is on disk (WAL with synchronous=FULL). Readers never wait for the writer. Foreign keys are on.
"""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, event
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

BUSY_TIMEOUT_MS = 3000
READERS = 4


class Sqlite:
    """A file that this process alone writes."""

    shared = False

    def __init__(self, path: Path, readers: int = READERS) -> None:
        self.writer = _engine(path, pool_size=1, begin="BEGIN IMMEDIATE", read_only=False)
        self.readers = _engine(path, pool_size=readers, begin="BEGIN", read_only=True)

    async def take_turn(self, connection: AsyncConnection, of: str | None) -> None:
        """BEGIN IMMEDIATE has."""

    def refuses(self, error: DBAPIError) -> bool:
        """Locked, full, unreadable or damaged."""
        return type(error) in (OperationalError, DatabaseError)

    def cannot_hold(self, error: DBAPIError) -> bool:
        return False

    @asynccontextmanager
    async def alone(self, name: str) -> AsyncIterator[None]:
        yield

    async def close(self) -> None:
        await self.readers.dispose()
        await self.writer.dispose()


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
