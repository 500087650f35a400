"""What an operator reads off the database: how much waits, has failed or is late. Numbers over all clinics."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Table, and_, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.domain.touch.wording import What
from server.storage.database import Database
from server.storage.tables import (
    attendance_records,
    audit_entries,
    clinics,
    log_heads,
    outbox,
    record_deliveries,
    rosters,
    sessions,
    signed_heads,
)

FAILED_WITHIN = timedelta(days=1)
DERIVED_WITHIN = timedelta(minutes=10)
"""After a session's end."""
LOOK_BACK = timedelta(days=30)
BACKUP = "backup.made"


@dataclass(frozen=True)
class Queue:
    """`late`: how long the first has been due."""

    waiting: int
    late: timedelta
    failed: int
    """Within a day."""


@dataclass(frozen=True)
class Gauges:
    messages: Queue
    pages: Queue
    """Of these, those that call staff for help."""
    deliveries: Queue
    unsigned_leaves: int
    unsigned_since: timedelta
    """The longest that a log which has grown was not signed; 30 days: it never was."""
    underived_sessions: int
    """Sessions that have ended and have no attendance records."""
    backup_age: timedelta | None
    """None: no backup is known of."""


class GaugesRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, now: datetime) -> Gauges:
        """Raises StorageUnavailable."""
        async with self._database.read() as connection:
            leaves, since = await _unsigned(connection, now)
            return Gauges(
                messages=await _queue(connection, outbox, now),
                pages=await _queue(connection, outbox, now, outbox.c.what == What.PAGE.value),
                deliveries=await _queue(connection, record_deliveries, now),
                unsigned_leaves=leaves,
                unsigned_since=since,
                underived_sessions=await _underived(connection, now),
                backup_age=await _backup_age(connection, now),
            )


async def _queue(connection: AsyncConnection, table: Table, now: datetime, *which: ColumnElement[bool]) -> Queue:
    columns = table.c
    waiting = select(func.count(), func.min(columns.next_at)).where(columns.status == "queued", *which)
    count, first = (await connection.execute(waiting)).one()
    ended = and_(columns.status == "failed", columns.next_at >= now - LOOK_BACK)
    failed = select(func.count()).where(ended, columns.ended_at >= now - FAILED_WITHIN, *which)
    late = max(now - first, timedelta()) if first is not None else timedelta()
    return Queue(count, late, (await connection.execute(failed)).scalar_one())


async def _unsigned(connection: AsyncConnection, now: datetime) -> tuple[int, timedelta]:
    leaves, since = 0, timedelta()
    for clinic, size in (await connection.execute(select(log_heads.c.clinic_id, log_heads.c.size))).all():
        query = select(signed_heads.c.size, signed_heads.c.at).where(signed_heads.c.clinic_id == clinic)
        newest = (await connection.execute(query.order_by(signed_heads.c.number.desc()).limit(1))).first()
        signed, at = (0, now - LOOK_BACK) if newest is None else newest
        if size > signed:
            leaves += size - signed
            since = max(since, now - at)
    return leaves, since


async def _underived(connection: AsyncConnection, now: datetime) -> int:
    expects = exists().where(
        rosters.c.session_id == sessions.c.id, rosters.c.role == "client", rosters.c.status == "expected"
    )
    derived = exists().where(attendance_records.c.session_id == sessions.c.id)
    query = select(func.count()).where(
        sessions.c.clinic_id.in_(select(clinics.c.id)),
        sessions.c.starts_at >= now - LOOK_BACK,
        sessions.c.status == "finished",
        sessions.c.ended_at < now - DERIVED_WITHIN,
        expects,
        ~derived,
    )
    return int((await connection.execute(query)).scalar_one())


async def _backup_age(connection: AsyncConnection, now: datetime) -> timedelta | None:
    query = select(func.max(audit_entries.c.at)).where(
        audit_entries.c.clinic_id.in_(select(clinics.c.id)),
        audit_entries.c.action == BACKUP,
    )
    at = (await connection.execute(query)).scalar_one()
    return None if at is None else now - at
