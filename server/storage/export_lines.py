"""Stored records in pages of sessions, each found by where the last one ended: a page at the end costs what the first
did."""

from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select, tuple_

from server.services.records.export_lines import CompactStored, StoredPage, Whose
from server.services.sessions.sessions import Session
from server.storage.database import Database
from server.storage.dialect import AsWritten
from server.storage.rows import also, among, value_of
from server.storage.sessions import overlapping, with_zone
from server.storage.tables import attendance_records, rosters, sessions
from server.storage.tables import record_lines as lines

PAGE = 100
"""Sessions."""


class ExportLinesRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def pages(self, clinic_id: str, start: datetime, end: datetime, whose: Whose) -> AsyncIterator[StoredPage]:
        place = tuple_(sessions.c.starts_at, sessions.c.id)
        query = with_zone().where(_held(clinic_id, start, end, whose)).order_by(*place).limit(PAGE)
        after = query
        while True:
            async with self._database.read() as connection:
                page = [value_of(Session, row) for row in (await connection.execute(after)).mappings()]
                ids = [one.id for one in page]
                records = _stored((await connection.execute(_records(clinic_id, ids))).all())
                staff = _by_session((await connection.execute(_facilitators(clinic_id, ids))).all())
            if page:
                yield StoredPage(page, records, staff)
            if len(page) < PAGE:
                return
            after = query.where(sessions.c.starts_at >= page[-1].starts_at, place > (page[-1].starts_at, page[-1].id))


def _records(clinic_id: str, session_ids: Collection[str]) -> Select[Any]:
    """As `CompactStored` has them; SQLAlchemy need understand none of it."""
    columns = attendance_records.c
    of_record = (columns.session_id, columns.participant_id, columns.version, columns.derived_at, lines.c.signed)
    in_force = (lines.c.outcome, lines.c.countable_ms, lines.c.in_room_ms, lines.c.remote_ms, lines.c.overlap_ms)
    every = (*of_record, *in_force, columns.record)
    return (
        select(*(AsWritten(one) for one in every))
        .join(
            lines,
            and_(
                lines.c.session_id == columns.session_id,
                lines.c.participant_id == columns.participant_id,
                lines.c.version == columns.version,
            ),
        )
        .where(also(columns.clinic_id, clinic_id), among(lines.c.session_id, session_ids))
    )


def _facilitators(clinic_id: str, session_ids: Collection[str]) -> Select[Any]:
    columns = rosters.c
    return select(columns.session_id, columns.person_id).where(
        also(columns.clinic_id, clinic_id), among(columns.session_id, session_ids), columns.role == "facilitator"
    )


def _stored(rows: Iterable[Sequence[Any]]) -> dict[str, list[CompactStored]]:
    """By session."""
    found: dict[str, list[CompactStored]] = {}
    moments: dict[Any, datetime] = {}
    for session, participant, version, derived_at, signed, *rest in rows:
        derived = moments.get(derived_at)
        if derived is None:
            at = datetime.fromisoformat(derived_at) if isinstance(derived_at, str) else derived_at
            derived = moments[derived_at] = at.replace(tzinfo=UTC)
        stored = CompactStored(session, participant, version, derived, bool(signed), *rest)
        of_session = found.get(session)
        if of_session is None:
            found[session] = [stored]
        else:
            of_session.append(stored)
    return found


def _by_session(rows: Iterable[Sequence[Any]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for session, person in rows:
        found.setdefault(session, []).append(person)
    return found


def _held(clinic_id: str, start: datetime, end: datetime, whose: Whose) -> ColumnElement[Any]:
    asked = and_(overlapping(clinic_id, start, end), sessions.c.status == "finished")
    if whose is None:
        return asked
    theirs = select(rosters.c.session_id).where(rosters.c.clinic_id == clinic_id, rosters.c.person_id.in_(whose))
    return and_(asked, sessions.c.id.in_(theirs))
