"""Empty databases of the newest schema, cheap enough for each test to have its own, on either engine; and what somebody
with other ways into them can do."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, Literal, TypeVar

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from server.settings import Settings
from server.storage import postgresql, sqlite
from server.storage.migrate import migrate
from server.storage.place import Place, place_of
from server.storage.tables import metadata
from tests.support.postgres import Postgres, running_postgres

Engine = Literal["sqlite", "postgresql"]
V = TypeVar("V")

_numbers = count()
_free: list[str] = []
_EMPTY = "; ".join(
    [
        "SET session_replication_role = replica",  # no triggers, and no keys
        "SET lock_timeout = 1000",
        *(f"DELETE FROM {table.name}" for table in metadata.sorted_tables),
    ]
)
_running: list[Any] = []


def chosen() -> Engine | None:
    """What every test runs on that does not need a certain engine; None: SQLite, and both where tests say so."""
    given = os.environ.get("VIOP_TEST_ENGINE") or None
    assert given in (None, "sqlite", "postgresql"), f"there is no engine {given}"
    return given  # type: ignore[return-value]


def with_database(settings: Settings, engine: Engine | None = None) -> Settings:
    """The same with an empty database of its own, of the newest schema."""
    settings.var.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (engine or chosen()) == "postgresql":
        template = _template()
        name = _free.pop() if _free else server().create(f"test{next(_numbers)}", template)
        return settings.model_copy(update={"database": server().url(name)})
    shutil.copy(empty_file(), settings.database_path)
    return settings


def without_database(settings: Settings) -> None:
    """What `with_database` made goes, or is emptied for another, which takes a tenth of the time."""
    if settings.database is None:
        return
    name = settings.database.partition("?")[0].rpartition("/")[2]
    try:
        server().execute(_EMPTY, name, script=True)
    except asyncpg.PostgresError:  # somebody is at it still
        server().drop(name)
    else:
        _free.append(name)


@cache
def empty_file() -> Path:
    """SQLite's, to be copied."""
    path = Path(tempfile.mkdtemp(prefix="viop-empty-")) / "empty.sqlite3"
    _running.append(_Folder(path.parent))
    migrate(path)
    return path


@cache
def server() -> Postgres:
    """The PostgreSQL that all tests of this process share, one after the other."""
    context = running_postgres()
    server = context.__enter__()
    _running.append(context)
    return server


@cache
def _template() -> str:
    name = server().create("migrated")
    migrate(place_of(Settings(database=server().url(name))))
    return name


class _Folder:
    def __init__(self, path: Path) -> None:
        self._path = path

    def __exit__(self, *_: Any) -> None:
        shutil.rmtree(self._path, ignore_errors=True)


def stop() -> None:
    """At the end of all tests."""
    while _running:
        _running.pop().__exit__(None, None, None)


def underneath(settings: Settings, *statements: str, unprotected: bool = False, **parameters: Any) -> list[Any]:
    """Run statements on the database behind the app's back, in one transaction; the rows of the last, as they are
    stored. `unprotected`: without the triggers. Raises what the engine raises."""

    async def act(connection: AsyncConnection) -> list[Any]:
        if unprotected and settings.database is not None:
            await connection.execute(text("SET LOCAL session_replication_role = replica"))
        elif unprotected:
            triggers = await connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
            for (name,) in triggers.all():
                await connection.execute(text(f"DROP TRIGGER {name}"))
        rows: list[Any] = []
        for statement in statements:
            if parameters:
                result = await connection.execute(text(statement), parameters)
            else:  # a colon in it is one
                result = await connection.exec_driver_sql(statement)
            rows = [tuple(row) for row in result] if result.returns_rows else []
        return rows

    return _in_a_thread(_connected(place_of(settings), act))


@contextmanager
def locked(settings: Settings) -> Iterator[None]:
    """Somebody else writes, and does not end."""
    holding = "BEGIN IMMEDIATE" if settings.database is None else f"SELECT pg_advisory_lock({postgresql.WRITERS})"
    engine = _engine(place_of(settings))

    async def hold() -> AsyncConnection:
        connection = await engine.connect()
        await connection.exec_driver_sql(holding)
        return connection

    async def let_go(connection: AsyncConnection) -> None:
        await connection.invalidate()
        await engine.dispose()

    with ThreadPoolExecutor(1) as pool, asyncio.Runner() as runner:
        connection = pool.submit(runner.run, hold()).result()
        try:
            yield
        finally:
            pool.submit(runner.run, let_go(connection)).result()
            pool.submit(runner.close).result()


def impatient(monkeypatch: pytest.MonkeyPatch, seconds: float = 0.02) -> None:
    """Databases that are opened from now on wait hardly at all for their turn to write"""
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_MS", int(seconds * 1000))
    monkeypatch.setattr(postgresql, "TURN_SECONDS", seconds)


def _engine(place: Place) -> Any:
    if isinstance(place, Path):
        options: Any = {"connect_args": {"isolation_level": None}}
        return create_async_engine(f"sqlite+aiosqlite:///{place}", **options)
    return create_async_engine(place)


async def _connected(place: Place, act: Any) -> Any:
    engine = _engine(place)
    try:
        async with engine.begin() as connection:
            if isinstance(place, Path):
                await connection.exec_driver_sql("BEGIN")
            return await act(connection)
    finally:
        await engine.dispose()


def _in_a_thread(work: Coroutine[Any, Any, V]) -> V:
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()
