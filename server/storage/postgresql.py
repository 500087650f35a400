"""The engine beyond one machine: PostgreSQL 14 or newer, through asyncpg (docs/decisions/0076).

Several nodes write, one at a time: a transaction that writes begins with a lock that all of them know. Those that
concern one thing each (a live room) share that lock, and go side by side unless it is the same thing. Whatever a
server does that is stopped, restarted, full or gone, a question is answered or refused within seconds, and the next
one comes to a fresh connection as soon as there is one.
"""

import asyncio
import logging
import ssl
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any

import asyncpg
from sqlalchemy import URL, event, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError, DisconnectionError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from server.services.errors import StorageUnavailable

log = logging.getLogger(__name__)

CONNECTIONS = 10
"""Of a node, at most; PostgreSQL's own `max_connections` is for all nodes together."""
CONNECT_SECONDS = 2.0
"""How long a connection is waited for, from the pool, and from the server."""
PATIENCE_SECONDS = 5.0
"""How long a statement may take. All three together are less than a beat of the live sessions (10 s), which a server
that answers nobody must not stop."""
TURN_SECONDS = 4.0
"""How long a turn in writing is waited for."""
IDLE_SECONDS = 15
"""A node that stops in the middle of a transaction keeps the others from writing for so long."""
ALONE_SECONDS = 1.0
"""Between two questions of whoever is alone, or waits to be."""
WRITERS = 0x76696F70
"""The lock of who writes ("viop")."""

REFUSALS = frozenset({"08", "28", "53", "57", "58", "XX"})
"""Classes of SQLSTATE (PostgreSQL's appendix A): no connection, no access, no room, stopped, the disk, damage."""
REFUSED = frozenset(
    {
        "25006",  # read only, as a standby is
        "25P03",  # idle for too long
        "3D000",  # no such database
        "40001",
        "40P01",  # deadlock
        "55P03",  # waited for a lock for too long
    }
)


class Postgresql:
    """A database that other nodes write too."""

    shared = True

    def __init__(self, url: URL) -> None:
        self._arguments = connection_arguments(url)
        self.writer = self._engine(url)
        self.readers = self.writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    async def take_turn(self, connection: AsyncConnection, of: str | None) -> None:
        if of is None:
            await connection.execute(_TURN)
        else:
            await connection.execute(_TURN_OF, {"of": _number(of)})

    def refuses(self, error: DBAPIError) -> bool:
        state = getattr(error.orig, "sqlstate", None) or ""
        return error.connection_invalidated or state[:2] in REFUSALS or state in REFUSED

    def cannot_hold(self, error: DBAPIError) -> bool:
        """Text with a zero byte."""
        return getattr(error.orig, "sqlstate", None) == "22021"

    @asynccontextmanager
    async def alone(self, name: str) -> AsyncIterator[None]:
        """A lock of a session of its own: it ends with the session, which ends with this process, with the connection,
        and when nothing was heard of us for long."""
        with _said_as_unavailable():
            connection = await self._connect(idle_session_timeout=_ms(IDLE_SECONDS), **_KEEPALIVE)
        try:
            with _said_as_unavailable():
                while not await connection.fetchval(_ALONE, WRITERS, _number(name)):  # noqa: ASYNC110
                    await asyncio.sleep(ALONE_SECONDS)
            async with asyncio.timeout(None) as until_lost:
                watching = asyncio.create_task(_watch(connection, until_lost))
                try:
                    yield
                finally:
                    watching.cancel()
        except TimeoutError as error:
            if not until_lost.expired():
                raise
            raise StorageUnavailable(NOT_ALONE) from error
        finally:
            connection.terminate()

    async def close(self) -> None:
        with suppress(TimeoutError):  # a server that does not hear us say so
            async with asyncio.timeout(CONNECT_SECONDS):
                await self.writer.dispose()

    def _engine(self, url: URL) -> AsyncEngine:
        engine = create_async_engine(
            url,
            async_creator=self._connect,
            pool_size=CONNECTIONS,
            max_overflow=0,
            pool_timeout=CONNECT_SECONDS,
            pool_use_lifo=True,
            hide_parameters=True,
        )
        event.listen(engine.sync_engine, "checkout", _is_open)
        event.listen(engine.sync_engine, "handle_error", _on_error)
        return engine

    async def _connect(self, **settings: str) -> Any:
        try:
            return await asyncpg.connect(
                **self._arguments,
                timeout=CONNECT_SECONDS,
                command_timeout=PATIENCE_SECONDS,
                server_settings={
                    "application_name": "viop",
                    "timezone": "UTC",
                    "jit": "off",
                    "synchronous_commit": "on",
                    "statement_timeout": _ms(PATIENCE_SECONDS + 1),
                    "lock_timeout": _ms(TURN_SECONDS),
                    "idle_in_transaction_session_timeout": _ms(IDLE_SECONDS),
                    "client_connection_check_interval": _ms(2),
                    **settings,
                },
            )
        except (OSError, TimeoutError) as error:
            raise asyncpg.CannotConnectNowError(_told(error)) from error


NOT_ALONE = "It cannot be said that no other node does the same."
_LOST = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)
"""What asyncpg raises when the server goes; the third where it was just answering."""
_ALONE = "SELECT pg_try_advisory_lock($1, $2)"
_KEEPALIVE = {"tcp_keepalives_idle": "5", "tcp_keepalives_interval": "2", "tcp_keepalives_count": "3"}
_TURN = text(f"SELECT pg_advisory_xact_lock({WRITERS})")
_TURN_OF = text(f"SELECT pg_advisory_xact_lock_shared({WRITERS}), pg_advisory_xact_lock({WRITERS + 1}, :of)")


def connection_arguments(url: URL) -> dict[str, Any]:
    """What `asyncpg.connect` wants to know."""
    query = {name: value if isinstance(value, str) else value[-1] for name, value in url.query.items()}
    mode, root = query.get("sslmode"), query.get("sslrootcert")
    return {
        "host": query.get("host") or url.host,
        "port": url.port or 5432,
        "user": url.username,
        "password": url.password,
        "database": url.database,
        "ssl": _verified(mode, root) if root else mode,
    }


def _verified(mode: str | None, root: str) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=root)
    context.check_hostname = mode == "verify-full"
    return context


@contextmanager
def _said_as_unavailable() -> Iterator[None]:
    try:
        yield
    except _LOST as error:
        raise StorageUnavailable(NOT_ALONE) from error


async def _watch(connection: Any, until_lost: asyncio.Timeout) -> None:
    """Asks again and again, so that the server knows that we are there, and we that it is."""
    try:
        while True:
            await asyncio.sleep(ALONE_SECONDS)
            await connection.fetchval("SELECT 1")
    except _LOST as error:
        log.error("no longer alone: %s", _told(error))
        until_lost.reschedule(asyncio.get_running_loop().time())


def _told(error: BaseException) -> str:
    return str(error) or "no answer in time"


def _number(name: str) -> int:
    """Of a lock, for PostgreSQL's signed 32 bits."""
    return zlib.crc32(name.encode()) - 2**31


def _ms(seconds: float) -> str:
    return str(int(seconds * 1000))


def _is_open(connection: Any, *_: Any) -> None:
    """A connection whose server has gone is replaced before anybody asks it."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError


def _on_error(context: ExceptionContext) -> None:
    """A server that does not answer in time has gone as one that says so has; no connection to it is used again. What
    PostgreSQL tells of the rows that it would not take goes into no log."""
    error = context.original_exception
    if isinstance(error.__cause__, asyncpg.PostgresError):
        error.__cause__.detail = None
    if not isinstance(error, TimeoutError | OSError):
        return
    context.is_disconnect = context.invalidate_pool_on_disconnect = True
    if context.connection is not None:
        with suppress(Exception):  # at once: it would not hear a farewell
            context.connection.connection.driver_connection.terminate()  # type: ignore[union-attr]
    raise OperationalError(None, None, asyncpg.CannotConnectNowError(_told(error))) from error
