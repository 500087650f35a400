"""Brings a database to the newest schema. Run before the app opens it; a second run changes nothing.

Several nodes may start at once on PostgreSQL: they take turns, and while one changes tables nobody writes.
"""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import create_async_engine

from server.services.errors import Conflict
from server.storage.place import Place
from server.storage.postgresql import WRITERS, connection_arguments

log = logging.getLogger(__name__)

HERE = Path(__file__).parent
TURN_SECONDS = 60
"""How long to wait for another node that changes tables, and for whoever uses one of them."""


def migrate(place: Place, revision: str = "head") -> None:
    """Upgrade the database, making a file and its directory (0700) when they are not there. Blocks.

    A database that a newer viop has migrated is left as it is, and is good enough while the generation is the same;
    raises Conflict where it is not, since what this viop needs may be gone, and OSError where no PostgreSQL lets this
    viop in.
    """
    if isinstance(place, Path):
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        engine = create_engine(URL.create("sqlite", database=str(place)))
        with engine.connect() as connection:
            newer = _is_newer(connection)
            connection.rollback()  # alembic begins transactions of its own
            if not newer:
                upgrade(connection, revision)
        engine.dispose()
    else:
        with ThreadPoolExecutor(1) as pool:  # whether or not a loop runs in this thread
            pool.submit(asyncio.run, _upgrade_there(place, revision)).result()


async def _connected(url: URL) -> Any:
    try:
        return await asyncpg.connect(**connection_arguments(url))
    except (OSError, asyncpg.PostgresError) as error:
        raise ConnectionError(f"the PostgreSQL of VIOP_DATABASE lets nobody in: {error or 'it is silent'}") from error


async def _upgrade_there(url: URL, revision: str) -> None:
    engine = create_async_engine(url, async_creator=lambda: _connected(url))
    try:
        async with engine.begin() as connection:
            await connection.execute(text(f"SET LOCAL lock_timeout = '{TURN_SECONDS}s'"))
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({WRITERS})"))
            if not await connection.run_sync(_is_newer):
                await connection.run_sync(upgrade, revision)
    finally:
        await engine.dispose()


def _is_newer(connection: Connection) -> bool:
    """Raises Conflict where it cannot be used."""
    current = MigrationContext.configure(connection).get_current_revision()
    if current is None or current in revisions():
        return False
    if generation(current) != generation(newest_revision()):
        raise Conflict(
            f"The database is at revision {current}, of a newer viop that has taken away what this one may need. "
            "Nothing was touched. Start the newer viop."
        )
    log.warning("a newer viop has migrated the database to revision %s; this one goes on with it", current)
    return True


def upgrade(connection: Connection, revision: str) -> None:
    """In the caller's transaction."""
    config = Config()
    config.set_main_option("script_location", str(HERE / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def generation(revision: str) -> str:
    """What stands before its number. Within one generation a migration only adds, so that older nodes serve on; the
    first that takes something away begins the next."""
    return revision.rstrip("0123456789")


def revisions() -> list[str]:
    """All of them, the newest first."""
    return [one.revision for one in ScriptDirectory(str(HERE / "migrations")).walk_revisions()]


def newest_revision() -> str:
    return revisions()[0]
