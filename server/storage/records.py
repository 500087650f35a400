"""Attendance records: versions are appended, the newest is read."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from server.domain.attendance.record import AttendanceRecord
from server.domain.attendance.record_codec import record_from_data, record_to_data
from server.domain.roles import Role
from server.services.records.records import RecordLine, StoredRecord
from server.storage.database import Database
from server.storage.record_lines import refresh
from server.storage.rows import also, value_of
from server.storage.tables import attendance_records as table
from server.storage.tables import record_lines as lines


class RecordsRepository:
    def __init__(self, database: Database, new_id: Callable[[], str]) -> None:
        self._database = database
        self._new_id = new_id

    async def append(self, clinic_id: str, records: Sequence[AttendanceRecord], now: datetime) -> Mapping[str, int]:
        clients = [record for record in records if record.role is Role.CLIENT]
        async with self._database.write() as connection:
            which = table.c.session_id.in_({record.session for record in clients})
            rows = (await connection.execute(newest_of(clinic_id, which))).mappings()
            newest = {(row["session_id"], row["participant_id"]): row for row in rows}
            fresh = []
            for record in clients:
                data = record_to_data(record)
                before = newest.get((record.session, record.participant))
                if before is None or before["record"] != data:
                    fresh.append(
                        {
                            "id": self._new_id(),
                            "clinic_id": clinic_id,
                            "session_id": record.session,
                            "participant_id": record.participant,
                            "version": before["version"] + 1 if before else 1,
                            "derived_at": now,
                            "outcome": record.outcome.value,
                            "countable_ms": record.countable_ms,
                            "record": data,
                        }
                    )
            if fresh:
                await connection.execute(table.insert(), fresh)
            for session_id in {str(one["session_id"]) for one in fresh}:
                await refresh(connection, session_id)
        return {str(row["participant_id"]): int(str(row["version"])) for row in fresh}

    async def of_session(self, clinic_id: str, session_id: str) -> Sequence[StoredRecord]:
        return [stored for _, stored in await self._stored(newest_of(clinic_id, table.c.session_id == session_id))]

    async def of_person(
        self, clinic_id: str, person_id: str, session_ids: Collection[str]
    ) -> Mapping[str, StoredRecord]:
        which = and_(table.c.participant_id == person_id, table.c.session_id.in_(session_ids))
        return dict(await self._stored(newest_of(clinic_id, which)))

    async def lines(
        self, clinic_id: str, session_ids: Collection[str] | None = None, person_id: str | None = None
    ) -> Sequence[RecordLine]:
        query = select(*(lines.c[one.name] for one in fields(RecordLine)))
        if session_ids is None:
            query = query.where(lines.c.clinic_id == clinic_id)
        else:
            query = query.where(also(lines.c.clinic_id, clinic_id), lines.c.session_id.in_(session_ids))
        if person_id is not None:
            query = query.where(lines.c.participant_id == person_id)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings()
        return [value_of(RecordLine, row) for row in rows]

    async def version(self, clinic_id: str, session_id: str, participant_id: str, version: int) -> StoredRecord | None:
        columns = table.c
        query = select(table).where(
            columns.clinic_id == clinic_id,
            columns.session_id == session_id,
            columns.participant_id == participant_id,
            columns.version == version,
        )
        return next((stored for _, stored in await self._stored(query)), None)

    async def _stored(self, query: Select[Any]) -> list[tuple[str, StoredRecord]]:
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings()
        return [
            (row["session_id"], StoredRecord(row["version"], row["derived_at"], record_from_data(row["record"])))
            for row in rows
        ]


def newest_of(clinic_id: str, which: ColumnElement[bool]) -> Select[Any]:
    """The newest version of each record of those `which`."""
    later = table.alias()
    newest = (
        select(func.max(later.c.version))
        .where(later.c.session_id == table.c.session_id, later.c.participant_id == table.c.participant_id)
        .scalar_subquery()
    )
    return select(table).where(also(table.c.clinic_id, clinic_id), which, table.c.version == newest)
