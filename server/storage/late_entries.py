"""What tablets took while they could not reach the server. No code is stored, only whose it was, if anybody's."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select, update

from server.services.sessions.late_entries import LateEntry
from server.storage.database import Database
from server.storage.dialect import insert
from server.storage.rows import among, row_of, value_of
from server.storage.tables import kiosk_entries


class LateEntriesRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def known(self, clinic_id: str, ids: Sequence[str]) -> set[str]:
        query = select(kiosk_entries.c.id).where(among(kiosk_entries.c.id, ids), kiosk_entries.c.clinic_id == clinic_id)
        async with self._database.read() as connection:
            return set((await connection.execute(query)).scalars())

    async def add(self, entry: LateEntry) -> None:
        async with self._database.write() as connection:
            await connection.execute(insert(kiosk_entries).on_conflict_do_nothing(index_elements=["id"]), row_of(entry))

    async def wrong(self, kiosk_id: str, since: datetime) -> Sequence[LateEntry]:
        query = select(kiosk_entries).where(
            kiosk_entries.c.kiosk_id == kiosk_id,
            kiosk_entries.c.outcome == "unknown",
            or_(kiosk_entries.c.recorded_at > since, kiosk_entries.c.observed_at > since),
        )
        return await self._entries(query)

    async def unsettled(self, clinic_id: str, since: datetime) -> Sequence[LateEntry]:
        query = (
            select(kiosk_entries)
            .where(
                kiosk_entries.c.clinic_id == clinic_id,
                kiosk_entries.c.outcome != "taken",
                kiosk_entries.c.settled_at.is_(None),
                kiosk_entries.c.recorded_at > since,
            )
            .order_by(kiosk_entries.c.observed_at, kiosk_entries.c.id)
            .limit(500)
        )
        return await self._entries(query)

    async def settle(self, clinic_id: str, entry_id: str, by: str, now: datetime) -> bool:
        query = (
            update(kiosk_entries)
            .where(
                kiosk_entries.c.clinic_id == clinic_id,
                kiosk_entries.c.id == entry_id,
                kiosk_entries.c.settled_at.is_(None),
            )
            .values(settled_at=now, settled_by=by)
            .returning(kiosk_entries.c.id)
        )
        async with self._database.write() as connection:
            return (await connection.execute(query)).first() is not None

    async def _entries(self, query: Select[Any]) -> Sequence[LateEntry]:
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings()
        return [value_of(LateEntry, row) for row in rows]
