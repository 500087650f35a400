"""Addresses of calendars, as hashes."""

from datetime import datetime

from sqlalchemy import delete, select, update

from server.services.touch.feeds import Feed
from server.storage.database import Database
from server.storage.dialect import insert
from server.storage.rows import row_of, value_of
from server.storage.tables import calendar_feeds, staff_logins


class FeedsRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, clinic_id: str, person_id: str) -> Feed | None:
        query = select(calendar_feeds).where(
            calendar_feeds.c.clinic_id == clinic_id, calendar_feeds.c.person_id == person_id
        )
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return value_of(Feed, row) if row else None

    async def by_hash(self, token_hash: str) -> Feed | None:
        query = (
            select(calendar_feeds)
            .outerjoin(staff_logins, staff_logins.c.person_id == calendar_feeds.c.person_id)
            .where(calendar_feeds.c.token_hash == token_hash, staff_logins.c.disabled_at.is_(None))
        )
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return value_of(Feed, row) if row else None

    async def put(self, feed: Feed, token_hash: str) -> None:
        row = {**row_of(feed), "token_hash": token_hash}
        query = insert(calendar_feeds).values(**row)
        async with self._database.write() as connection:
            await connection.execute(query.on_conflict_do_update(index_elements=["person_id"], set_=row))

    async def remove(self, clinic_id: str, person_id: str) -> bool:
        query = delete(calendar_feeds).where(
            calendar_feeds.c.clinic_id == clinic_id, calendar_feeds.c.person_id == person_id
        )
        async with self._database.write() as connection:
            return (await connection.execute(query)).rowcount > 0

    async def fetched(self, person_id: str, at: datetime) -> None:
        query = update(calendar_feeds).where(calendar_feeds.c.person_id == person_id)
        async with self._database.write() as connection:
            await connection.execute(query.values(read_at=at))
