"""Exceptions from who is expected at a session."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, select

from server.services.rosters.exceptions import RosterException
from server.storage.database import Database
from server.storage.dialect import insert
from server.storage.rows import also, row_of, value_of
from server.storage.tables import roster_exceptions as table


class RosterExceptionsRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_session(self, clinic_id: str, session_id: str) -> Sequence[RosterException]:
        return await self._found(also(table.c.clinic_id, clinic_id), table.c.session_id == session_id)

    async def instead_of(self, clinic_id: str, session_id: str) -> Sequence[RosterException]:
        return await self._found(table.c.clinic_id == clinic_id, table.c.instead_of == session_id)

    async def put(self, exception: RosterException) -> None:
        row: dict[str, Any] = dict(row_of(exception))
        writing = insert(table).values(row)
        changing = {name: value for name, value in row.items() if name not in ("session_id", "person_id")}
        async with self._database.write() as connection:
            await connection.execute(
                writing.on_conflict_do_update(index_elements=["session_id", "person_id"], set_=changing)
            )

    async def remove(self, clinic_id: str, session_id: str, person_id: str) -> None:
        query = delete(table).where(
            also(table.c.clinic_id, clinic_id), table.c.session_id == session_id, table.c.person_id == person_id
        )
        async with self._database.write() as connection:
            await connection.execute(query)

    async def _found(self, *conditions: ColumnElement[bool]) -> Sequence[RosterException]:
        query = select(table).where(*conditions).order_by(table.c.made_at, table.c.person_id)
        async with self._database.read() as connection:
            return [value_of(RosterException, row) for row in (await connection.execute(query)).mappings()]
