"""The projection of the newest records that lists and searches read. It is made by one statement, for one session in
the transaction of its records, or for all of them."""

from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, delete, exists, func, insert, literal, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from server.storage.database import Database
from server.storage.tables import attendance_records, attestations, record_flags, record_lines, sessions

_FIGURES = ("in_room_ms", "remote_ms", "overlap_ms")


async def refresh(connection: AsyncConnection, session_id: str) -> None:
    """The lines of a session as its records and attestations are now. To be called in the transaction of whatever
    changes them."""
    await _rebuild(connection, session_id)


class RecordLinesRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def rebuild(self) -> int:
        """All lines of all clinics, made anew; how many."""
        async with self._database.write() as connection:
            await _rebuild(connection, None)
            return await connection.scalar(select(func.count()).select_from(record_lines)) or 0


async def _rebuild(connection: AsyncConnection, session_id: str | None) -> None:
    for table in (record_flags, record_lines):
        of_it = [table.c.session_id == session_id] if session_id is not None else []
        await connection.execute(delete(table).where(*of_it))
    lines = _lines(session_id)
    await connection.execute(insert(record_lines).from_select([one.name for one in lines.selected_columns], lines))
    flags = _flags(session_id)
    await connection.execute(insert(record_flags).from_select([one.name for one in flags.selected_columns], flags))


def _lines(session_id: str | None) -> Select[Any]:
    table, later = attendance_records, attendance_records.alias()
    newest = (
        select(func.max(later.c.version))
        .where(later.c.session_id == table.c.session_id, later.c.participant_id == table.c.participant_id)
        .scalar_subquery()
    )
    signed = exists().where(
        attestations.c.session_id == table.c.session_id,
        attestations.c.participant_id == table.c.participant_id,
        attestations.c.record_version == table.c.version,
    )
    record = type_coerce(table.c.record, String)
    return (
        select(
            table.c.session_id,
            table.c.participant_id,
            table.c.clinic_id,
            table.c.version,
            sessions.c.starts_at,
            sessions.c.kind,
            sessions.c.title,
            sessions.c.program_id,
            table.c.outcome,
            table.c.countable_ms,
            *(func.json_extract(record, f"$.{name}").label(name) for name in _FIGURES),
            func.json_extract(record, "$.flags").label("flags"),
            signed.label("signed"),
        )
        .join(sessions, sessions.c.id == table.c.session_id)
        .where(table.c.version == newest, _of(table.c.session_id, session_id))
    )


def _flags(session_id: str | None) -> Select[Any]:
    table = record_lines
    flag = func.json_each(type_coerce(table.c.flags, String)).table_valued("value")
    return (
        select(table.c.clinic_id, flag.c.value.label("flag"), table.c.starts_at, table.c.session_id)
        .add_columns(table.c.participant_id)
        .select_from(table)
        .join(flag, literal(True))
        .where(_of(table.c.session_id, session_id))
        .distinct()
    )


def _of(column: ColumnElement[str], session_id: str | None) -> ColumnElement[bool]:
    return and_(True, column == session_id) if session_id is not None else and_(True)
