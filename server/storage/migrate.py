"""Brings a database to the newest schema. Run before the app opens it; a second run changes nothing.

Several nodes may start at once on PostgreSQL: they take turns, and while one changes tables nobody writes.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import create_async_engine

from server.storage.place import Place
from server.storage.postgresql import WRITERS, connection_arguments

HERE = Path(__file__).parent
TURN_SECONDS = 60
"""How long to wait for another node that changes tables, and for whoever uses one of them."""


def migrate(place: Place, revision: str = "head") -> None:
    """Upgrade the database, making a file and its directory (0700) when they are not there. Blocks.

    Raises Conflict where a newer version of the app has changed it so that this one cannot use it.
    """
    if isinstance(place, Path):
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        engine = create_engine(URL.create("sqlite", database=str(place)))
        with engine.connect() as connection:
            upgrade(connection, revision)
        engine.dispose()
    else:
        with ThreadPoolExecutor(1) as pool:  # whether or not a loop runs in this thread
            pool.submit(asyncio.run, _upgrade_there(place, revision)).result()


async def _upgrade_there(url: URL, revision: str) -> None:
    engine = create_async_engine(url, async_creator=lambda: asyncpg.connect(**connection_arguments(url)))
    try:
        async with engine.begin() as connection:
            await connection.execute(text(f"SET LOCAL lock_timeout = '{TURN_SECONDS}s'"))
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({WRITERS})"))
            await connection.run_sync(upgrade, revision)
    finally:
        await engine.dispose()


def upgrade(connection: Connection, revision: str) -> None:
    """In the caller's transaction."""
    config = Config()
    config.set_main_option("script_location", str(HERE / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def revisions() -> list[str]:
    """All of them, the newest first."""
    return [one.revision for one in ScriptDirectory(str(HERE / "migrations")).walk_revisions()]


def newest_revision() -> str:
    return revisions()[0]
