"""Staff who take part in a whole series: kept with the first of those that follow one another, and so found for all."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import select, update

from server.services.schedule.series import SeriesHelper
from server.storage.database import Database
from server.storage.rows import row_of, value_of
from server.storage.tables import series
from server.storage.tables import series_helpers as table


class SeriesHelpersRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_series(self, clinic_id: str, series_ids: Collection[str]) -> Mapping[str, Sequence[SeriesHelper]]:
        """By the series that were asked for, in the order of their days."""
        before = select(series.c.id.label("asked"), series.c.id, series.c.follows_id).where(
            series.c.clinic_id == clinic_id, series.c.id.in_(series_ids)
        )
        chain = before.cte("chain", recursive=True)
        earlier = select(chain.c.asked, series.c.id, series.c.follows_id).join(chain, series.c.id == chain.c.follows_id)
        chain = chain.union_all(earlier)
        query = select(chain.c.asked, table).join(chain, table.c.series_id == chain.c.id)
        found: dict[str, list[SeriesHelper]] = {}
        async with self._database.read() as connection:
            for row in (await connection.execute(query.order_by(table.c.from_on, table.c.id))).mappings():
                found.setdefault(row["asked"], []).append(value_of(SeriesHelper, row))
        return found

    async def lineage(self, clinic_id: str, series_id: str) -> Sequence[str]:
        """The series, what it follows and what follows it; the first of them first."""
        ids = [series_id]
        async with self._database.read() as connection:
            while before := await connection.scalar(select(series.c.follows_id).where(series.c.id == ids[0])):
                ids.insert(0, before)
        return [*ids, *(one for one in await self._after(clinic_id, ids) if one not in ids)]

    async def helped_by(self, clinic_id: str, person_id: str) -> Sequence[str]:
        """The series in which this person takes part on some day, and what follows them."""
        own = select(table.c.series_id).where(table.c.clinic_id == clinic_id, table.c.person_id == person_id)
        async with self._database.read() as connection:
            ids = list((await connection.execute(own)).scalars())
        return [*ids, *await self._after(clinic_id, ids)]

    async def _after(self, clinic_id: str, series_ids: Sequence[str]) -> Sequence[str]:
        """What follows these, and what follows that."""
        found: list[str] = []
        latest = series_ids
        async with self._database.read() as connection:
            while latest:
                query = select(series.c.id).where(series.c.clinic_id == clinic_id, series.c.follows_id.in_(latest))
                latest = [one for one in (await connection.execute(query)).scalars() if one not in found]
                found += latest
        return found

    async def add(self, helper: SeriesHelper) -> None:
        async with self._database.write() as connection:
            await connection.execute(table.insert(), row_of(helper))

    async def end(self, clinic_id: str, helper_id: str, until_on: date) -> None:
        query = update(table).where(table.c.clinic_id == clinic_id, table.c.id == helper_id)
        async with self._database.write() as connection:
            await connection.execute(query.values(until_on=until_on))
