"""How many attendance records each client has, without reading any."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select

from server.services.sessions.sessions import LONGEST
from server.storage.database import Database
from server.storage.rows import plus
from server.storage.tables import record_lines, rosters, sessions


class RecordCounts:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def between(
        self, clinic_id: str, start: datetime, end: datetime, staff_id: str | None, person_id: str | None
    ) -> Mapping[str, int]:
        """Of sessions that overlap [start, end): client's id -> sessions with a stored record. `staff_id`: only those
        with them on the roster; `person_id`: only that client's."""
        records = record_lines
        query = (
            select(records.c.participant_id, func.count().label("sessions"))
            .join(sessions, sessions.c.id == records.c.session_id)
            .where(
                records.c.clinic_id == clinic_id,
                records.c.starts_at > start - LONGEST,
                records.c.starts_at < end,
                sessions.c.ends_at > start,
                sessions.c.status == "finished",
            )
            .group_by(plus(records.c.participant_id))
        )
        if staff_id is not None:
            mine = select(rosters.c.session_id).where(
                rosters.c.clinic_id == clinic_id, rosters.c.person_id == staff_id, rosters.c.role == "facilitator"
            )
            query = query.where(records.c.session_id.in_(mine))
        if person_id is not None:
            query = query.where(records.c.participant_id == person_id)
        async with self._database.read() as connection:
            rows = await connection.execute(query)
            return {row.participant_id: row.sessions for row in rows}
