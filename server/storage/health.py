"""Whether the database answers, and whether its schema is one that this version works with."""

import asyncio

from alembic.script import ScriptDirectory
from sqlalchemy import text

from server.storage.database import Database
from server.storage.migrate import HERE


class DatabaseHealth:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._older: frozenset[str] | None = None

    async def answers(self) -> bool:
        """True, unless it raises StorageUnavailable."""
        async with self._database.read() as connection:
            await connection.execute(text("SELECT 1"))
        return True

    async def is_migrated(self) -> bool:
        """Whether its schema is as new as this version, or newer: nodes of the version before serve on while the next
        has migrated already. Raises StorageUnavailable."""
        if self._older is None:
            self._older = await asyncio.to_thread(_older_revisions)
        async with self._database.read() as connection:
            revisions = list((await connection.execute(text("SELECT version_num FROM alembic_version"))).scalars())
        return bool(revisions) and self._older.isdisjoint(revisions)


def _older_revisions() -> frozenset[str]:
    """All that this version knows but for the newest."""
    script = ScriptDirectory(str(HERE / "migrations"))
    return frozenset(one.revision for one in script.walk_revisions()) - set(script.get_heads())
