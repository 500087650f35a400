"""A clinic's whole log as lines of a file, with the rows that its leaves cover. One snapshot, read piece by piece."""

from collections.abc import AsyncIterator, Callable
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.domain.canonical import canonical_bytes
from server.domain.log.file_lines import Line, written
from server.storage.database import Database
from server.storage.log_rows import (
    Row,
    access_row,
    as_written,
    fact_row,
    head_row,
    leaf_row,
    policy_row,
    record_row,
    signed_head_row,
)
from server.storage.register_rows import register_lines
from server.storage.rows import also
from server.storage.signing_rows import signing_rows
from server.storage.tables import (
    attendance_records,
    audit_entries,
    log_heads,
    log_leaves,
    policies,
    presence_facts,
    sessions,
    signed_heads,
)


class LogExport:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def lines(self, clinic_id: str, rows: bool) -> AsyncIterator[str]:
        """All lines between the first and the last, in the order in which `verify` wants them. `rows`: with those of
        other tables that the leaves cover."""
        async with self._database.read() as connection:
            async for line in _log(connection, clinic_id):
                yield line
            if rows:
                async for line in _covered(connection, clinic_id):
                    yield line


async def _log(connection: AsyncConnection, clinic_id: str) -> AsyncIterator[str]:
    heads = as_written(log_heads).where(log_heads.c.clinic_id == clinic_id)
    signed = as_written(signed_heads).where(signed_heads.c.clinic_id == clinic_id).order_by(signed_heads.c.number)
    leaves = as_written(log_leaves).where(log_leaves.c.clinic_id == clinic_id).order_by(log_leaves.c.position)
    for query, kind, line_of in (
        (heads, "head", head_row),
        (signed, "signed_head", signed_head_row),
        (leaves, "leaf", leaf_row),
    ):
        async for line in _each(connection, query, kind, line_of):
            yield line


async def _covered(connection: AsyncConnection, clinic_id: str) -> AsyncIterator[str]:
    saved = as_written(policies).where(policies.c.clinic_id == clinic_id).order_by(policies.c.created_at, policies.c.id)
    async for line in _each(connection, saved, "policy", policy_row):
        yield line
    held = select(sessions.c.id).where(sessions.c.clinic_id == clinic_id).order_by(sessions.c.starts_at, sessions.c.id)
    for session_id in list((await connection.execute(held)).scalars()):
        facts = (
            as_written(presence_facts)
            .where(presence_facts.c.clinic_id == clinic_id, presence_facts.c.session_id == session_id)
            .order_by(presence_facts.c.observed_at, presence_facts.c.id)
        )
        async for line in _each(connection, facts, "fact", fact_row):
            yield line
        records = (
            as_written(attendance_records)
            .where(also(attendance_records.c.clinic_id, clinic_id), attendance_records.c.session_id == session_id)
            .order_by(attendance_records.c.participant_id, attendance_records.c.version)
        )
        async for line in _each(connection, records, "record", record_row):
            yield line
        for kind, query, line_of in signing_rows(clinic_id, session_id):
            async for line in _each(connection, query, kind.value, line_of):
                yield line
    async for register, row in register_lines(connection, clinic_id):
        yield _line(register.value, row)
    entries = (
        as_written(audit_entries)
        .where(audit_entries.c.clinic_id == clinic_id)
        .order_by(audit_entries.c.at, audit_entries.c.id)
    )
    async for line in _each(connection, entries, "access", access_row):
        yield line


async def _each(
    connection: AsyncConnection, query: Select[Any], kind: str, line_of: Callable[[Row], Line]
) -> AsyncIterator[str]:
    async with connection.stream(query) as result:
        async for row in result.mappings():
            yield _line(kind, line_of(row))


def _line(kind: str, line: Line) -> str:
    """What JSON cannot say, as somebody may have written underneath (half a character, NaN, a blob), is shown as text
    that will not hold, so that the check can tell of it."""
    try:
        return written(kind, line)
    except (ValueError, TypeError):
        return written(kind, {name: value if _can_be_said(value) else ascii(value) for name, value in line.items()})


def _can_be_said(value: Any) -> bool:
    try:
        canonical_bytes(value)
    except (ValueError, TypeError):
        return False
    return True
