"""A restore into a PostgreSQL: one transaction, committed when all of it is well; until then it is nobody's."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

import asyncpg
from sqlalchemy import URL, Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from server.services.errors import Conflict
from server.storage.archive.loading import REVISIONS, load, require_known
from server.storage.archive.reading import Archive
from server.storage.migrate import revisions, upgrade
from server.storage.postgresql import WRITERS, connection_arguments

CONNECT_SECONDS = 10.0


@asynccontextmanager
async def transaction_of(url: URL) -> AsyncIterator[AsyncConnection]:
    """In which statements may take as long as they do, and nobody else writes."""
    arguments = {**connection_arguments(url), "timeout": CONNECT_SECONDS, "server_settings": {"timezone": "UTC"}}
    engine = create_async_engine(url, async_creator=lambda: asyncpg.connect(**arguments), hide_parameters=True)
    try:
        async with engine.begin() as connection:
            await connection.execute(text("SET LOCAL lock_timeout = '10s'"))
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({WRITERS})"))
            yield connection
    finally:
        await engine.dispose()


async def load_there(connection: AsyncConnection, archive: Archive) -> Mapping[str, Sequence[str]]:
    """The database of the newest revision, with what the archive holds; the spool's lines. Raises Conflict for a
    database that is not empty or that an app uses, ValueError for an archive that is not as it was written."""
    require_known(archive, revisions())
    using = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'viop'"
    )
    if await connection.scalar(using):
        raise Conflict("An app uses this database. Stop all app nodes, and restore then. Nothing was touched.")
    spooled = await connection.run_sync(_load, archive)
    await connection.execute(text("ANALYZE"))
    return spooled


def _load(connection: Connection, archive: Archive) -> Mapping[str, Sequence[str]]:
    tables = set(inspect(connection).get_table_names())
    if tables and "clinics" not in tables:
        raise Conflict("There are tables of something else in this database. Nothing was touched.")
    if tables and connection.scalar(text("SELECT count(*) FROM clinics")):
        raise Conflict("There is a clinic in this database. Nothing was touched. Make an empty one for the restore.")
    if tables and connection.scalar(text(f"SELECT version_num FROM {REVISIONS}")) != archive.revision:
        for table in tables:
            connection.execute(text(f'DROP TABLE "{table}" CASCADE'))
    upgrade(connection, archive.revision)
    spooled = load(connection, archive)
    upgrade(connection, "head")
    return spooled
