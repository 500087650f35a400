"""Sites, and days on which nothing meets."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, select, update

from server.services.programs.programs import Holiday, Site
from server.storage.database import Database
from server.storage.rows import row_of, value_of
from server.storage.tables import holidays, sites


class SitesRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def sites(self, clinic_id: str) -> Sequence[Site]:
        query = select(sites).where(sites.c.clinic_id == clinic_id).order_by(sites.c.name, sites.c.id)
        async with self._database.read() as connection:
            return [value_of(Site, row) for row in (await connection.execute(query)).mappings()]

    async def add(self, site: Site) -> None:
        async with self._database.write() as connection:
            await connection.execute(sites.insert(), row_of(site))

    async def save(self, site: Site) -> None:
        query = update(sites).where(sites.c.clinic_id == site.clinic_id, sites.c.id == site.id)
        async with self._database.write() as connection:
            await connection.execute(query.values(**row_of(site)))

    async def holidays(self, clinic_id: str, first: date) -> Sequence[Holiday]:
        columns = holidays.c
        query = (
            select(holidays)
            .where(columns.clinic_id == clinic_id, columns.day >= first)
            .order_by(columns.day, columns.name, columns.id)
        )
        async with self._database.read() as connection:
            return [value_of(Holiday, row) for row in (await connection.execute(query)).mappings()]

    async def add_holiday(self, holiday: Holiday) -> None:
        async with self._database.write() as connection:
            await connection.execute(holidays.insert(), row_of(holiday))

    async def remove_holiday(self, clinic_id: str, holiday_id: str) -> bool:
        query = delete(holidays).where(holidays.c.clinic_id == clinic_id, holidays.c.id == holiday_id)
        async with self._database.write() as connection:
            return (await connection.execute(query)).rowcount > 0
