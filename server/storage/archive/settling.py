"""What must be otherwise in a restored database than in the one that the backup was made of.

Nobody who was signed in stays so; nothing that waited to go out goes by itself, since it may have gone meanwhile; and
rooms are taken under epochs that no owner had before, in this course of events or in one that the restore undid.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.storage.database import Database
from server.storage.dialect import insert
from server.storage.tables import login_sessions, outbox, record_deliveries, record_endpoints, room_states, sessions

AT_LEAST = timedelta(hours=1)
"""Epochs rise by one at each change of owner, never as often as once a second for long: by as many as the seconds since
the backup they are above all that were ever given out. So much more, for clocks that were wrong."""
OVER = ("finished", "cancelled")


@dataclass(frozen=True)
class Settled:
    """How many of each."""

    logins: int
    messages: int
    endpoints: int
    rooms: int


async def settle(
    database: Database, remind: Callable[[], Awaitable[None]], made_at: datetime, now: datetime
) -> Settled:
    """In the caller's transaction. `remind`: queue the reminders that are due; they count as gone out. `made_at`: when
    the backup was made."""
    async with database.write() as connection:
        living = (login_sessions.c.revoked_at.is_(None), login_sessions.c.expires_at > now)
        ended = await connection.execute(update(login_sessions).where(*living).values(revoked_at=now))
        await remind()
        pending = update(outbox).where(outbox.c.status.in_(["queued", "sending"]))
        held = await connection.execute(pending.values(status="expired", ended_at=now, problem="backup"))
        endpoints = await _pause(connection, now)
        rooms = await _raise_epochs(connection, made_at, now)
    return Settled(ended.rowcount, held.rowcount, endpoints, rooms)


async def _pause(connection: AsyncConnection, now: datetime) -> int:
    """Endpoints with records on their way: what was delivered since the backup would be delivered once more."""
    waiting = select(record_deliveries.c.endpoint_id).where(record_deliveries.c.status == "queued")
    columns = record_endpoints.c
    going = (columns.paused_at.is_(None), columns.removed_at.is_(None), columns.id.in_(waiting))
    paused = await connection.execute(update(record_endpoints).where(*going).values(paused_at=now, paused_as="backup"))
    return paused.rowcount


async def _raise_epochs(connection: AsyncConnection, made_at: datetime, now: datetime) -> int:
    by = int((max(now - made_at, timedelta()) + AT_LEAST).total_seconds())
    risen = await connection.execute(update(room_states).values(epoch=room_states.c.epoch + by))
    never_open = select(
        sessions.c.id,
        sessions.c.clinic_id,
        literal(by).label("epoch"),
        literal({}, room_states.c.state.type).label("state"),
        literal(now, room_states.c.saved_at.type).label("saved_at"),
    ).where(sessions.c.status.not_in(OVER))
    fresh = insert(room_states).from_select(["session_id", "clinic_id", "epoch", "state", "saved_at"], never_open)
    opened = await connection.execute(fresh.on_conflict_do_nothing(index_elements=["session_id"]))
    return risen.rowcount + max(opened.rowcount, 0)
