"""What payers authorized."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select, update

from server.services.hours.authorizations import Authorization
from server.storage.database import Database
from server.storage.rows import row_of, value_of
from server.storage.tables import authorizations


class AuthorizationsRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_persons(self, clinic_id: str, person_ids: Collection[str]) -> Mapping[str, Sequence[Authorization]]:
        query = (
            select(authorizations)
            .where(authorizations.c.clinic_id == clinic_id, authorizations.c.person_id.in_(person_ids))
            .order_by(authorizations.c.starts_on, authorizations.c.created_at, authorizations.c.id)
        )
        found: dict[str, list[Authorization]] = {}
        async with self._database.read() as connection:
            for row in (await connection.execute(query)).mappings():
                found.setdefault(row["person_id"], []).append(value_of(Authorization, row))
        return found

    async def get(self, clinic_id: str, authorization_id: str) -> Authorization | None:
        query = select(authorizations).where(
            authorizations.c.clinic_id == clinic_id, authorizations.c.id == authorization_id
        )
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return value_of(Authorization, row) if row else None

    async def add(self, authorization: Authorization) -> None:
        async with self._database.write() as connection:
            await connection.execute(authorizations.insert(), row_of(authorization))

    async def withdraw(self, clinic_id: str, authorization_id: str, at: datetime) -> None:
        query = update(authorizations).where(
            authorizations.c.clinic_id == clinic_id,
            authorizations.c.id == authorization_id,
            authorizations.c.revoked_at.is_(None),
        )
        async with self._database.write() as connection:
            await connection.execute(query.values(revoked_at=at))
