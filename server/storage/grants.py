"""Auditors' grants: added, ended, never changed otherwise."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from server.services.access.grants import AuditorGrant
from server.storage.database import Database
from server.storage.register_rows import grant_line
from server.storage.rows import row_of, value_of
from server.storage.tables import auditor_grants as table


class GrantsRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, grant: AuditorGrant) -> Mapping[str, Any]:
        async with self._database.write() as connection:
            await connection.execute(table.insert(), row_of(grant))
            return await grant_line(connection, grant.id)

    async def of_clinic(self, clinic_id: str) -> Sequence[AuditorGrant]:
        query = select(table).where(table.c.clinic_id == clinic_id).order_by(table.c.granted_at.desc(), table.c.id)
        async with self._database.read() as connection:
            return [value_of(AuditorGrant, row) for row in (await connection.execute(query)).mappings()]

    async def live_of(self, clinic_id: str, auditor_id: str, now: datetime) -> Sequence[AuditorGrant]:
        query = (
            select(table)
            .where(
                table.c.clinic_id == clinic_id,
                table.c.auditor_id == auditor_id,
                table.c.revoked_at.is_(None),
                table.c.expires_at > now,
            )
            .order_by(table.c.granted_at.desc(), table.c.id)
        )
        async with self._database.read() as connection:
            return [value_of(AuditorGrant, row) for row in (await connection.execute(query)).mappings()]

    async def revoke(
        self, clinic_id: str, grant_id: str, by: str, now: datetime
    ) -> tuple[AuditorGrant, Mapping[str, Any]] | None:
        query = (
            update(table)
            .where(table.c.clinic_id == clinic_id, table.c.id == grant_id, table.c.revoked_at.is_(None))
            .values(revoked_at=now, revoked_by=by)
            .returning(table)
        )
        async with self._database.write() as connection:
            row = (await connection.execute(query)).mappings().first()
            return (value_of(AuditorGrant, row), await grant_line(connection, grant_id)) if row else None
