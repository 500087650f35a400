"""The audit trail. Append-only."""

from server.services.log.audit import AuditEntry
from server.storage.database import Database
from server.storage.rows import row_of
from server.storage.tables import audit_entries


class AuditRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def append(self, entry_id: str, entry: AuditEntry) -> None:
        async with self._database.write() as connection:
            await connection.execute(
                audit_entries.insert(), {**row_of(entry), "detail": dict(entry.detail), "id": entry_id}
            )
