"""Join links and how often their PIN was guessed."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from server.services.access.join_links import JoinLink
from server.storage.database import Database
from server.storage.rows import row_of, value_of
from server.storage.tables import join_links


class JoinLinksRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, link: JoinLink) -> None:
        async with self._database.write() as connection:
            await connection.execute(join_links.insert(), {**row_of(link), "guesses": 0, "guesses_in_all": 0})

    async def by_id(self, link_id: str) -> JoinLink | None:
        async with self._database.read() as connection:
            row = (await connection.execute(select(join_links).where(join_links.c.id == link_id))).mappings().first()
        return value_of(JoinLink, row) if row else None

    async def of(self, clinic_id: str, session_id: str) -> dict[str, JoinLink]:
        query = (
            select(join_links)
            .where(join_links.c.clinic_id == clinic_id, join_links.c.session_id == session_id)
            .order_by(join_links.c.created_at)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings()
        return {row["person_id"]: value_of(JoinLink, row) for row in rows}

    async def live_of(self, clinic_id: str, session_id: str, person_id: str) -> list[JoinLink]:
        query = select(join_links).where(
            join_links.c.clinic_id == clinic_id,
            join_links.c.session_id == session_id,
            join_links.c.person_id == person_id,
            join_links.c.revoked_at.is_(None),
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings()
        return [value_of(JoinLink, row) for row in rows]

    async def revoke(self, link_id: str, now: datetime) -> None:
        query = update(join_links).where(join_links.c.id == link_id, join_links.c.revoked_at.is_(None))
        async with self._database.write() as connection:
            await connection.execute(query.values(revoked_at=now))

    async def reschedule(self, clinic_id: str, session_id: str, not_before: datetime, expires_at: datetime) -> None:
        query = update(join_links).where(
            join_links.c.clinic_id == clinic_id,
            join_links.c.session_id == session_id,
            join_links.c.revoked_at.is_(None),
        )
        async with self._database.write() as connection:
            await connection.execute(query.values(not_before=not_before, expires_at=expires_at))

    async def count_guess(self, link_id: str, now: datetime, window: timedelta) -> tuple[int, int]:
        this = select(join_links).where(join_links.c.id == link_id)
        async with self._database.write() as connection:
            row = (await connection.execute(this)).mappings().one()
            since = row["guessing_since"]
            fresh = since is None or since + window <= now
            guesses, in_all = (1 if fresh else row["guesses"] + 1), row["guesses_in_all"] + 1
            counted = {"guesses": guesses, "guesses_in_all": in_all, "guessing_since": now if fresh else since}
            await connection.execute(update(join_links).where(join_links.c.id == link_id).values(**counted))
        return guesses, in_all

    async def guessed_right(self, link_id: str) -> None:
        afresh = {"guesses": 0, "guesses_in_all": 0, "guessing_since": None}
        async with self._database.write() as connection:
            await connection.execute(update(join_links).where(join_links.c.id == link_id).values(**afresh))
