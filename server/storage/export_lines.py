"""Stored records in pages of sessions, each found by where the last one ended: a page at the end costs what the first
did."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic_core import from_json
from sqlalchemy import ColumnElement, String, and_, select, tuple_, type_coerce

from server.services.records.export_lines import CompactRecord, CompactStored, Whose
from server.services.sessions.sessions import Session
from server.storage.database import Database
from server.storage.rows import also, value_of
from server.storage.sessions import with_zone
from server.storage.tables import attendance_records, rosters, sessions
from server.storage.tables import record_lines as lines

PAGE = 100
"""Sessions."""
IN_FORCE = ("outcome", "countable_ms", "in_room_ms", "remote_ms", "overlap_ms")
"""What amendments may have made another than it was derived."""


class ExportLinesRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def held(
        self, clinic_id: str, start: datetime, end: datetime, whose: Whose
    ) -> AsyncIterator[Sequence[Session]]:
        place = tuple_(sessions.c.starts_at, sessions.c.id)
        query = with_zone().where(_held(clinic_id, start, end, whose)).order_by(*place).limit(PAGE)
        async with self._database.read() as connection:
            page = [value_of(Session, row) for row in (await connection.execute(query)).mappings()]
        while page:
            yield page
            if len(page) < PAGE:
                return
            after = query.where(sessions.c.starts_at >= page[-1].starts_at, place > (page[-1].starts_at, page[-1].id))
            async with self._database.read() as connection:
                page = [value_of(Session, row) for row in (await connection.execute(after)).mappings()]

    async def newest(self, clinic_id: str, session_ids: Collection[str]) -> Mapping[str, Sequence[CompactStored]]:
        columns = attendance_records.c
        text = type_coerce(columns.record, String)
        values = [lines.c[name] for name in IN_FORCE]
        query = (
            select(columns.session_id, columns.version, columns.derived_at, text, lines.c.signed, *values)
            .join(
                lines,
                and_(
                    lines.c.session_id == columns.session_id,
                    lines.c.participant_id == columns.participant_id,
                    lines.c.version == columns.version,
                ),
            )
            .where(also(columns.clinic_id, clinic_id), lines.c.session_id.in_(session_ids))
        )
        found: dict[str, list[CompactStored]] = {}
        async with self._database.read() as connection:
            for session, version, derived_at, record, signed, *rest in await connection.execute(query):
                compact = CompactRecord(**from_json(record))
                compact.__dict__.update(zip(IN_FORCE, rest, strict=True))
                found.setdefault(session, []).append(CompactStored(version, derived_at, compact, signed))
        return found

    async def facilitators(self, clinic_id: str, session_ids: Collection[str]) -> Mapping[str, Sequence[str]]:
        columns = rosters.c
        query = select(columns.session_id, columns.person_id).where(
            also(columns.clinic_id, clinic_id), columns.session_id.in_(session_ids), columns.role == "facilitator"
        )
        found: dict[str, list[str]] = {}
        async with self._database.read() as connection:
            for session, person in await connection.execute(query):
                found.setdefault(session, []).append(person)
        return found


def _held(clinic_id: str, start: datetime, end: datetime, whose: Whose) -> ColumnElement[Any]:
    asked = and_(
        sessions.c.clinic_id == clinic_id,
        sessions.c.starts_at < end,
        sessions.c.ends_at > start,
        sessions.c.status == "finished",
    )
    if whose is None:
        return asked
    theirs = select(rosters.c.session_id).where(rosters.c.clinic_id == clinic_id, rosters.c.person_id.in_(whose))
    return and_(asked, sessions.c.id.in_(theirs))
