"""What hours are made of: exactly the rows of those clients and days, never a clinic's."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select

from server.domain.signing.values import ENTERED_IN_ERROR
from server.services.hours.rows import HeldSession, PlannedSession
from server.storage.database import Database
from server.storage.rows import value_of
from server.storage.tables import enrollments, record_lines, rosters, sessions

EARLY = timedelta(days=1)
"""A session is begun at most so long before or after it was planned to."""


class HoursRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def held(
        self, clinic_id: str, person_ids: Collection[str], start: datetime, end: datetime
    ) -> Sequence[HeldSession]:
        lines = record_lines
        began = func.coalesce(sessions.c.started_at, lines.c.starts_at, type_=lines.c.starts_at.type)
        query = (
            select(
                lines.c.session_id,
                lines.c.participant_id,
                lines.c.kind,
                sessions.c.service_code,
                lines.c.starts_at,
                began.label("began_at"),
                lines.c.outcome,
                lines.c.countable_ms,
                lines.c.in_room_ms,
                lines.c.remote_ms,
            )
            .join(sessions, sessions.c.id == lines.c.session_id)
            .where(
                lines.c.clinic_id == clinic_id,
                lines.c.participant_id.in_(person_ids),
                lines.c.starts_at >= start - EARLY,
                lines.c.starts_at < end + EARLY,
                lines.c.outcome != ENTERED_IN_ERROR,
                sessions.c.status == "finished",
            )
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings()
        found = (value_of(HeldSession, row) for row in rows)
        return [one for one in found if start <= one.began_at < end]

    async def others(
        self, clinic_id: str, person_ids: Collection[str], start: datetime, end: datetime
    ) -> Sequence[PlannedSession]:
        query = (
            select(
                sessions.c.id.label("session_id"),
                rosters.c.person_id.label("participant_id"),
                sessions.c.kind,
                sessions.c.service_code,
                sessions.c.status,
                sessions.c.starts_at,
                sessions.c.ends_at,
                sessions.c.planned_break_ms,
            )
            .join(rosters, rosters.c.session_id == sessions.c.id)
            .where(
                sessions.c.clinic_id == clinic_id,
                sessions.c.starts_at >= start,
                sessions.c.starts_at < end,
                or_(sessions.c.status == "in_progress", sessions.c.status == "planned"),
                rosters.c.person_id.in_(person_ids),
            )
            .order_by(sessions.c.starts_at, sessions.c.id)
        )
        async with self._database.read() as connection:
            return [value_of(PlannedSession, row) for row in (await connection.execute(query)).mappings()]

    async def moves(self, clinic_id: str, person_ids: Collection[str]) -> Collection[date]:
        query = select(enrollments.c.starts_on, enrollments.c.ends_on).where(
            enrollments.c.clinic_id == clinic_id, enrollments.c.person_id.in_(person_ids)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        ends = {ends_on + timedelta(days=1) for _, ends_on in rows if ends_on is not None}
        return ends | {starts_on for starts_on, _ in rows}

    async def enrolled(self, clinic_id: str, program_id: str, first: date, last: date) -> Collection[str]:
        query = select(enrollments.c.person_id).where(
            enrollments.c.clinic_id == clinic_id,
            enrollments.c.program_id == program_id,
            enrollments.c.starts_on <= last,
            or_(enrollments.c.ends_on.is_(None), enrollments.c.ends_on >= first),
            or_(enrollments.c.ended_as.is_(None), enrollments.c.ended_as != "error"),
        )
        async with self._database.read() as connection:
            return set((await connection.execute(query)).scalars())

    async def clients_of(self, clinic_id: str, staff_id: str, person_ids: Collection[str]) -> Collection[str]:
        mine = select(rosters.c.session_id).where(
            rosters.c.clinic_id == clinic_id, rosters.c.person_id == staff_id, rosters.c.role == "facilitator"
        )
        query = (
            select(rosters.c.person_id)
            .where(
                rosters.c.clinic_id == clinic_id,
                rosters.c.person_id.in_(person_ids),
                rosters.c.role == "client",
                rosters.c.session_id.in_(mine),
            )
            .distinct()
        )
        async with self._database.read() as connection:
            return set((await connection.execute(query)).scalars())
