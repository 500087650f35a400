"""The on-call plan."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update

from server.domain.help.on_call import Shift
from server.storage.database import Database
from server.storage.rows import row_of, value_of
from server.storage.tables import on_call_shifts

COLUMNS = on_call_shifts.c


class OnCallRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def shifts(self, clinic_id: str, start: datetime, end: datetime) -> Sequence[Shift]:
        query = (
            select(on_call_shifts)
            .where(COLUMNS.clinic_id == clinic_id, COLUMNS.ends_at > start, COLUMNS.starts_at < end)
            .order_by(COLUMNS.starts_at, COLUMNS.id)
        )
        async with self._database.read() as connection:
            return [value_of(Shift, row) for row in (await connection.execute(query)).mappings()]

    async def get(self, clinic_id: str, shift_id: str) -> Shift | None:
        query = select(on_call_shifts).where(COLUMNS.clinic_id == clinic_id, COLUMNS.id == shift_id)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return value_of(Shift, row) if row else None

    async def add(self, shifts: Sequence[Shift]) -> None:
        async with self._database.write() as connection:
            await connection.execute(on_call_shifts.insert(), [row_of(one) for one in shifts])

    async def save(self, shift: Shift) -> None:
        query = update(on_call_shifts).where(COLUMNS.clinic_id == shift.clinic_id, COLUMNS.id == shift.id)
        async with self._database.write() as connection:
            await connection.execute(query.values(**row_of(shift)))

    async def remove(self, clinic_id: str, shift_id: str) -> None:
        query = delete(on_call_shifts).where(COLUMNS.clinic_id == clinic_id, COLUMNS.id == shift_id)
        async with self._database.write() as connection:
            await connection.execute(query)
