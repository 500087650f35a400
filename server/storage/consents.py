"""Consents: appended, and withdrawn once."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from server.services.disclosures.consents import Consent
from server.storage.database import Database
from server.storage.register_rows import consent_line
from server.storage.rows import among, row_of, value_of
from server.storage.tables import consents as table


class ConsentsRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, consent: Consent) -> Mapping[str, Any]:
        async with self._database.write() as connection:
            await connection.execute(table.insert(), row_of(consent))
            return await consent_line(connection, consent.id)

    async def get(self, clinic_id: str, consent_id: str) -> Consent | None:
        query = select(table).where(table.c.clinic_id == clinic_id, table.c.id == consent_id)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return value_of(Consent, row) if row else None

    async def of_persons(self, clinic_id: str, person_ids: Collection[str]) -> Mapping[str, Sequence[Consent]]:
        query = (
            select(table)
            .where(table.c.clinic_id == clinic_id, among(table.c.person_id, person_ids))
            .order_by(table.c.given_at.desc(), table.c.id)
        )
        found: dict[str, list[Consent]] = {}
        async with self._database.read() as connection:
            for row in (await connection.execute(query)).mappings():
                found.setdefault(row["person_id"], []).append(value_of(Consent, row))
        return found

    async def withdraw(self, clinic_id: str, consent_id: str, by: str, at: datetime) -> Mapping[str, Any]:
        query = update(table).where(
            table.c.clinic_id == clinic_id, table.c.id == consent_id, table.c.withdrawn_at.is_(None)
        )
        async with self._database.write() as connection:
            await connection.execute(query.values(withdrawn_at=at, withdrawn_by=by))
            return await consent_line(connection, consent_id)

    async def named(self, clinic_id: str) -> Sequence[tuple[str, str]]:
        query = (
            select(table.c.recipient, table.c.purpose)
            .where(table.c.clinic_id == clinic_id, table.c.withdrawn_at.is_(None))
            .distinct()
            .order_by(table.c.recipient, table.c.purpose)
        )
        async with self._database.read() as connection:
            return [(row.recipient, row.purpose) for row in await connection.execute(query)]
