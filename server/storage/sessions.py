"""Sessions and their rosters."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, update

from server.services.people import Program
from server.services.sessions.sessions import LONGEST, RosterEntry, RosterStatus, Session, Status
from server.storage.database import Database
from server.storage.rows import also, row_of, value_of
from server.storage.tables import clinics, programs, rosters, sessions, sites


def with_zone(*more: ColumnElement[Any]) -> Select[Any]:
    """Sessions with the time zone of the place where each meets, and what else is asked of them."""
    zone = func.coalesce(sites.c.time_zone, clinics.c.time_zone).label("time_zone")
    joined = sessions.join(clinics, clinics.c.id == sessions.c.clinic_id).outerjoin(
        sites, sites.c.id == sessions.c.site_id
    )
    return select(sessions, zone, *more).select_from(joined)


def columns_of(session: Session) -> dict[str, Any]:
    """What is stored of it. Raises ValueError for one that is planned for longer than `LONGEST`."""
    if session.ends_at - session.starts_at > LONGEST:
        raise ValueError("a session is planned for a day at most")
    return {name: value for name, value in row_of(session).items() if name not in ("time_zone", "sequence")}


def overlapping(clinic_id: str, start: datetime, end: datetime) -> ColumnElement[bool]:
    """Sessions that overlap [start, end), found by their start."""
    began = (sessions.c.starts_at > start - LONGEST, sessions.c.starts_at < end)
    return and_(sessions.c.clinic_id == clinic_id, *began, sessions.c.ends_at > start)


class SessionsRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, clinic_id: str, session_id: str) -> Session | None:
        query = with_zone().where(sessions.c.clinic_id == clinic_id, sessions.c.id == session_id)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return value_of(Session, row) if row else None

    async def between(
        self, clinic_id: str, start: datetime, end: datetime, person_id: str | None = None
    ) -> Sequence[Session]:
        query = with_zone().where(overlapping(clinic_id, start, end))
        if person_id is not None:
            own = select(rosters.c.session_id).where(rosters.c.clinic_id == clinic_id, rosters.c.person_id == person_id)
            query = query.where(sessions.c.id.in_(own))
        async with self._database.read() as connection:
            rows = (await connection.execute(query.order_by(sessions.c.starts_at, sessions.c.id))).mappings()
        return [value_of(Session, row) for row in rows]

    async def roster(self, clinic_id: str, session_id: str) -> Sequence[RosterEntry]:
        return (await self.rosters(clinic_id, [session_id])).get(session_id, [])

    async def rosters(self, clinic_id: str, session_ids: Collection[str]) -> Mapping[str, Sequence[RosterEntry]]:
        query = (
            select(rosters)
            .where(also(rosters.c.clinic_id, clinic_id), rosters.c.session_id.in_(session_ids))
            .order_by(rosters.c.person_id)
        )
        found: dict[str, list[RosterEntry]] = {}
        async with self._database.read() as connection:
            for row in (await connection.execute(query)).mappings():
                found.setdefault(row["session_id"], []).append(value_of(RosterEntry, row))
        return found

    async def programs(self, clinic_id: str) -> Mapping[str, Program]:
        async with self._database.read() as connection:
            rows = (await connection.execute(select(programs).where(programs.c.clinic_id == clinic_id))).mappings()
        return {row["id"]: value_of(Program, row) for row in rows}

    async def add(self, session: Session, roster: Sequence[RosterEntry]) -> None:
        common = {"session_id": session.id, "clinic_id": session.clinic_id}
        async with self._database.write() as connection:
            await connection.execute(sessions.insert(), columns_of(session))
            if roster:
                await connection.execute(rosters.insert(), [{**row_of(entry), **common} for entry in roster])

    async def enlist(self, clinic_id: str, session_id: str, entry: RosterEntry) -> None:
        async with self._database.write() as connection:
            await connection.execute(
                rosters.insert(), {**row_of(entry), "session_id": session_id, "clinic_id": clinic_id}
            )

    async def excuse(self, clinic_id: str, session_id: str, person_id: str, status: RosterStatus) -> None:
        query = update(rosters).where(
            rosters.c.session_id == session_id, rosters.c.person_id == person_id, rosters.c.clinic_id == clinic_id
        )
        async with self._database.write() as connection:
            await connection.execute(query.values(status=status))

    async def begin(self, clinic_id: str, session_id: str, at: datetime) -> None:
        await self._move(clinic_id, session_id, ["planned"], {"status": "in_progress", "started_at": at})

    async def cancel(self, clinic_id: str, session_id: str) -> None:
        await self._move(
            clinic_id, session_id, ["planned"], {"status": "cancelled", "sequence": sessions.c.sequence + 1}
        )

    async def finish(self, clinic_id: str, session_id: str, at: datetime) -> None:
        await self._move(clinic_id, session_id, ["planned", "in_progress"], {"status": "finished", "ended_at": at})

    async def _move(self, clinic_id: str, session_id: str, before: list[Status], values: dict[str, Any]) -> None:
        query = update(sessions).where(
            sessions.c.clinic_id == clinic_id, sessions.c.id == session_id, sessions.c.status.in_(before)
        )
        async with self._database.write() as connection:
            await connection.execute(query.values(**values))
