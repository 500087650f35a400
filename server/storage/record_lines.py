"""The projection of the records in force that lists and searches read. It is made in one place, for one session in the
transaction of what changes it, or for all of them."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    delete,
    false,
    func,
    insert,
    literal,
    select,
    union,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from server.domain.signing.case import SIGNED, Case
from server.services.signing.signing import Of
from server.storage.cases import read_cases
from server.storage.database import Database
from server.storage.dialect import AsJson, Each
from server.storage.tables import (
    amendments,
    attendance_records,
    attestations,
    record_flags,
    record_lines,
    sessions,
)

_AT_ONCE = 500
"""Sessions of which the cases are read together."""
_FIGURES = ("in_room_ms", "remote_ms", "overlap_ms")


async def refresh(connection: AsyncConnection, session_id: str) -> None:
    """The lines of a session as its records, and what people said of them, are now. To be called in the transaction of
    whatever changes them."""
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
    await _put_in_force(connection, session_id)
    flags = _flags(session_id)
    await connection.execute(insert(record_flags).from_select([one.name for one in flags.selected_columns], flags))


async def _put_in_force(connection: AsyncConnection, session_id: str | None) -> None:
    """The lines of records of which people said something are of what is in force, and signed when nothing is open."""
    about = union(*(select(table.c.session_id) for table in (amendments, attestations)))
    sessions_said = [session_id] if session_id is not None else list((await connection.execute(about)).scalars())
    for start in range(0, len(sessions_said), _AT_ONCE):
        cases = await read_cases(connection, sessions_said[start : start + _AT_ONCE])
        rows = [_in_force(of, case) for of, case in cases.items() if case.pinned]
        if rows:
            await connection.execute(_PUT, rows)


def _in_force(of: Of, case: Case) -> dict[str, Any]:
    value = case.value
    return {
        "session": of.session,
        "participant": of.participant,
        "in_version": case.version,
        "has_outcome": value.outcome,
        "has_countable_ms": value.countable_ms,
        "has_in_room_ms": value.in_room_ms,
        "has_remote_ms": value.remote_ms,
        "has_overlap_ms": value.in_room_ms + value.remote_ms - value.countable_ms,
        "is_signed": case.status in SIGNED,
    }


_PUT = (
    update(record_lines)
    .where(
        record_lines.c.session_id == bindparam("session"),
        record_lines.c.participant_id == bindparam("participant"),
    )
    .values(
        version=bindparam("in_version"),
        outcome=bindparam("has_outcome"),
        countable_ms=bindparam("has_countable_ms"),
        in_room_ms=bindparam("has_in_room_ms"),
        remote_ms=bindparam("has_remote_ms"),
        overlap_ms=bindparam("has_overlap_ms"),
        signed=bindparam("is_signed"),
        flags=select(AsJson(attendance_records.c.record)["flags"].as_string())
        .where(
            attendance_records.c.session_id == bindparam("session"),
            attendance_records.c.participant_id == bindparam("participant"),
            attendance_records.c.version == bindparam("in_version"),
        )
        .scalar_subquery(),
    )
)


def _lines(session_id: str | None) -> Select[Any]:
    table, later = attendance_records, attendance_records.alias()
    newest = (
        select(func.max(later.c.version))
        .where(later.c.session_id == table.c.session_id, later.c.participant_id == table.c.participant_id)
        .scalar_subquery()
    )
    record = AsJson(table.c.record)
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
            *(record[name].as_integer().label(name) for name in _FIGURES),
            record["flags"].as_string().label("flags"),
            false().label("signed"),
        )
        .join(sessions, sessions.c.id == table.c.session_id)
        .where(table.c.version == newest, _of(table.c.session_id, session_id))
    )


def _flags(session_id: str | None) -> Select[Any]:
    table = record_lines
    flag = Each(table.c.flags).table_valued("value")
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
