"""Pairs that are kept apart."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select, update

from server.domain.roster.keep_apart import Pairs
from server.services.rosters.keep_apart import Pair
from server.storage.database import Database
from server.storage.rows import row_of, value_of
from server.storage.tables import keep_apart


class KeepApartRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def pairs(self, clinic_id: str) -> Pairs:
        query = select(keep_apart.c.first_id, keep_apart.c.second_id).where(
            keep_apart.c.clinic_id == clinic_id, keep_apart.c.ended_at.is_(None)
        )
        async with self._database.read() as connection:
            return Pairs.of((first, second) for first, second in await connection.execute(query))

    async def of_person(self, clinic_id: str, person_id: str) -> Sequence[Pair]:
        query = (
            select(keep_apart)
            .where(
                keep_apart.c.clinic_id == clinic_id,
                or_(keep_apart.c.first_id == person_id, keep_apart.c.second_id == person_id),
            )
            .order_by(keep_apart.c.made_at.desc(), keep_apart.c.id)
        )
        async with self._database.read() as connection:
            return [value_of(Pair, row) for row in (await connection.execute(query)).mappings()]

    async def add(self, pair: Pair) -> None:
        async with self._database.write() as connection:
            await connection.execute(keep_apart.insert(), row_of(pair))

    async def end(self, clinic_id: str, pair_id: str, actor: str, now: datetime) -> None:
        query = update(keep_apart).where(
            keep_apart.c.clinic_id == clinic_id, keep_apart.c.id == pair_id, keep_apart.c.ended_at.is_(None)
        )
        async with self._database.write() as connection:
            await connection.execute(query.values(ended_at=now, ended_by=actor))
