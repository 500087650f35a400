"""Hand-outs and their bytes."""

from collections.abc import Sequence

from sqlalchemy import delete, func, or_, select

from server.services.help.handouts import Handout
from server.storage.database import Database
from server.storage.rows import row_of, value_of
from server.storage.tables import handout_files, handouts

COLUMNS = handouts.c


class HandoutsRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, clinic_id: str, program_id: str | None, session_id: str | None) -> Sequence[Handout]:
        places = [
            column == value
            for column, value in ((COLUMNS.program_id, program_id), (COLUMNS.session_id, session_id))
            if value is not None
        ]
        query = select(handouts).where(COLUMNS.clinic_id == clinic_id, or_(*places))
        async with self._database.read() as connection:
            rows = await connection.execute(query.order_by(COLUMNS.added_at.desc(), COLUMNS.id))
            return [value_of(Handout, row) for row in rows.mappings()]

    async def get(self, clinic_id: str, handout_id: str) -> Handout | None:
        query = select(handouts).where(COLUMNS.clinic_id == clinic_id, COLUMNS.id == handout_id)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return value_of(Handout, row) if row else None

    async def data(self, clinic_id: str, handout_id: str) -> bytes | None:
        columns = handout_files.c
        query = select(columns.data).where(columns.clinic_id == clinic_id, columns.handout_id == handout_id)
        async with self._database.read() as connection:
            found: bytes | None = await connection.scalar(query)
        return found

    async def bytes_of(self, clinic_id: str) -> int:
        query = select(func.coalesce(func.sum(COLUMNS.size), 0)).where(COLUMNS.clinic_id == clinic_id)
        async with self._database.read() as connection:
            return int(await connection.scalar(query) or 0)

    async def add(self, handout: Handout, data: bytes) -> None:
        file = {"handout_id": handout.id, "clinic_id": handout.clinic_id, "data": data}
        async with self._database.write() as connection:
            await connection.execute(handouts.insert(), row_of(handout))
            await connection.execute(handout_files.insert(), file)

    async def remove(self, clinic_id: str, handout_id: str) -> None:
        file = handout_files.c
        async with self._database.write() as connection:
            await connection.execute(
                delete(handout_files).where(file.clinic_id == clinic_id, file.handout_id == handout_id)
            )
            await connection.execute(delete(handouts).where(COLUMNS.clinic_id == clinic_id, COLUMNS.id == handout_id))
