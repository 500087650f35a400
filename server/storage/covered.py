"""What the log's leaves are to cover, read for them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, func, select

from server.domain.log.leaf import Kind
from server.services.log.seals import Mark
from server.storage.database import Database
from server.storage.log_rows import access_row, record_row
from server.storage.records import newest_of
from server.storage.rows import also
from server.storage.signing_rows import signing_rows
from server.storage.tables import attendance_records, audit_entries, log_leaves, presence_facts, sessions


class CoveredRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def mark(self, clinic_id: str, session_id: str) -> Mark:
        facts = select(func.count()).where(
            presence_facts.c.clinic_id == clinic_id, presence_facts.c.session_id == session_id
        )
        mine = (log_leaves.c.clinic_id == clinic_id, log_leaves.c.session_id == session_id)
        leaves = select(func.count(), func.coalesce(func.sum(log_leaves.c.covers), 0)).where(*mine)
        async with self._database.read() as connection:
            count = await connection.scalar(facts) or 0
            return Mark(count, *(await connection.execute(leaves)).one())

    async def facts(self, clinic_id: str, session_id: str) -> list[dict[str, Any]]:
        query = (
            select(presence_facts.c.fact)
            .where(presence_facts.c.clinic_id == clinic_id, presence_facts.c.session_id == session_id)
            .order_by(presence_facts.c.observed_at, presence_facts.c.id)
        )
        return [row["fact"] for row in await self._rows(query)]

    async def records(self, clinic_id: str, session_id: str) -> list[dict[str, Any]]:
        query = newest_of(clinic_id, attendance_records.c.session_id == session_id)
        return [record_row(row) for row in await self._rows(query)]

    async def record(self, clinic_id: str, session_id: str, participant_id: str, version: int) -> dict[str, Any] | None:
        columns = attendance_records.c
        query = select(attendance_records).where(
            also(columns.clinic_id, clinic_id),
            columns.session_id == session_id,
            columns.participant_id == participant_id,
            columns.version == version,
        )
        return next((record_row(row) for row in await self._rows(query)), None)

    async def said(self, clinic_id: str, session_id: str) -> dict[tuple[str, str], dict[str, Any]]:
        found = {}
        for kind, query, line_of in signing_rows(clinic_id, session_id):
            for row in map(line_of, await self._rows(query)):
                found[kind.value, str(row["id"])] = row
        return found

    async def entries(self, clinic_id: str, start: datetime, until: datetime) -> list[dict[str, Any]]:
        query = (
            select(audit_entries)
            .where(audit_entries.c.clinic_id == clinic_id, audit_entries.c.at >= start, audit_entries.c.at < until)
            .order_by(audit_entries.c.at, audit_entries.c.id)
        )
        return [access_row(row) for row in await self._rows(query)]

    async def unsealed(self, clinic_id: str, since: datetime) -> list[str]:
        of_session = presence_facts.c.session_id == sessions.c.id
        facts = select(func.count()).where(of_session).correlate(sessions).scalar_subquery()
        sealed = (
            select(func.coalesce(func.sum(log_leaves.c.covers), -1))
            .where(
                log_leaves.c.clinic_id == sessions.c.clinic_id,
                log_leaves.c.session_id == sessions.c.id,
                log_leaves.c.kind == Kind.SESSION.value,
            )
            .correlate(sessions)
            .scalar_subquery()
        )
        query = select(sessions.c.id).where(
            sessions.c.clinic_id == clinic_id,
            sessions.c.status == "finished",
            sessions.c.ended_at >= since,
            facts > sealed,
        )
        return [row["id"] for row in await self._rows(query)]

    async def _rows(self, query: Select[Any]) -> Sequence[RowMapping]:
        async with self._database.read() as connection:
            return list((await connection.execute(query)).mappings())
