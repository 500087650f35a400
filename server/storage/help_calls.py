"""Calls for help. Who called stays; who answers and how it ended is added."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select, update

from server.domain.help.calls import HelpCall
from server.services.help.past import PastCall
from server.storage.database import Database
from server.storage.rows import among, row_of, value_of
from server.storage.tables import clinics, disclosures, help_calls, sessions, sites

COLUMNS = help_calls.c


class HelpCallsRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(self, clinic_id: str, since: datetime) -> Sequence[HelpCall]:
        query = (
            select(help_calls)
            .join(sessions, sessions.c.id == COLUMNS.session_id)
            .where(COLUMNS.clinic_id == clinic_id, COLUMNS.ended_at.is_(None), COLUMNS.at >= since)
            .where(sessions.c.status.not_in(("finished", "cancelled")))
        )
        return await self._read(query)

    async def get(self, clinic_id: str, call_id: str) -> HelpCall | None:
        found = await self._read(select(help_calls).where(COLUMNS.clinic_id == clinic_id, COLUMNS.id == call_id))
        return found[0] if found else None

    async def unanswered(self, clinic_id: str, before: datetime, since: datetime) -> Sequence[HelpCall]:
        query = (
            select(help_calls)
            .join(sessions, sessions.c.id == COLUMNS.session_id)
            .where(COLUMNS.clinic_id == clinic_id, COLUMNS.ended_at.is_(None), COLUMNS.answered_at.is_(None))
            .where(COLUMNS.at <= before, COLUMNS.at >= since)
            .where(sessions.c.status.not_in(("finished", "cancelled")))
        )
        return await self._read(query)

    async def past(self, clinic_id: str, before: datetime, limit: int) -> Sequence[PastCall]:
        query = (
            select(
                help_calls,
                sessions.c.title,
                func.coalesce(sites.c.time_zone, clinics.c.time_zone).label("time_zone"),
                sessions.c.status,
            )
            .join(sessions, sessions.c.id == COLUMNS.session_id)
            .join(clinics, clinics.c.id == COLUMNS.clinic_id)
            .outerjoin(sites, sites.c.id == sessions.c.site_id)
            .where(COLUMNS.clinic_id == clinic_id, COLUMNS.at < before)
            .order_by(COLUMNS.at.desc(), COLUMNS.id)
            .limit(limit)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
            ids = {row["session_id"] for row in rows}
            told = select(disclosures.c.session_id, disclosures.c.at).where(
                disclosures.c.clinic_id == clinic_id,
                disclosures.c.format == "told",
                among(disclosures.c.session_id, ids),
            )
            times = [(one.session_id, one.at) for one in await connection.execute(told)]
        return [
            PastCall(
                value_of(HelpCall, row),
                row["title"],
                row["time_zone"],
                row["status"] in ("finished", "cancelled"),
                sum(session == row["session_id"] and at >= _minute(row["at"]) for session, at in times),
            )
            for row in rows
        ]

    async def add(self, call: HelpCall) -> None:
        async with self._database.write() as connection:
            await connection.execute(help_calls.insert(), row_of(call))

    async def save(self, call: HelpCall) -> None:
        query = update(help_calls).where(COLUMNS.clinic_id == call.clinic_id, COLUMNS.id == call.id)
        async with self._database.write() as connection:
            await connection.execute(query.values(**row_of(call)))

    async def _read(self, query: Select[tuple[object, ...]]) -> Sequence[HelpCall]:
        async with self._database.read() as connection:
            rows = (await connection.execute(query.order_by(COLUMNS.at, COLUMNS.id))).mappings()
            return [value_of(HelpCall, row) for row in rows]


def _minute(at: datetime) -> datetime:
    """When somebody was told is kept to the minute."""
    return at.replace(second=0, microsecond=0)
