"""Kiosks, by the hashes of their one-time code and of their device's token."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from server.services.sessions.kiosks import Kiosk
from server.storage.database import Database
from server.storage.rows import row_of, value_of
from server.storage.tables import kiosks


class KiosksRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_clinic(self, clinic_id: str) -> Sequence[Kiosk]:
        query = select(kiosks).where(kiosks.c.clinic_id == clinic_id).order_by(kiosks.c.created_at.desc(), kiosks.c.id)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings()
        return [value_of(Kiosk, row) for row in rows]

    async def add(self, kiosk: Kiosk, code_hash: str) -> None:
        async with self._database.write() as connection:
            await connection.execute(kiosks.insert(), {**row_of(kiosk), "code_hash": code_hash})

    async def enrol(self, code_hash: str, device_hash: str, now: datetime) -> Kiosk | None:
        query = (
            update(kiosks)
            .where(
                kiosks.c.code_hash == code_hash,
                kiosks.c.code_expires_at > now,
                kiosks.c.revoked_at.is_(None),
            )
            .values(code_hash=None, device_hash=device_hash, enrolled_at=now)
            .returning(kiosks)
        )
        async with self._database.write() as connection:
            row = (await connection.execute(query)).mappings().first()
        return value_of(Kiosk, row) if row else None

    async def by_device(self, device_hash: str) -> Kiosk | None:
        query = select(kiosks).where(kiosks.c.device_hash == device_hash, kiosks.c.revoked_at.is_(None))
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return value_of(Kiosk, row) if row else None

    async def assign(self, clinic_id: str, kiosk_id: str, session_id: str | None, at: datetime) -> None:
        query = (
            update(kiosks)
            .where(kiosks.c.clinic_id == clinic_id, kiosks.c.id == kiosk_id)
            .values(session_id=session_id, assigned_at=at)
        )
        async with self._database.write() as connection:
            await connection.execute(query)

    async def revoke(self, clinic_id: str, kiosk_id: str, now: datetime) -> bool:
        query = (
            update(kiosks)
            .where(kiosks.c.clinic_id == clinic_id, kiosks.c.id == kiosk_id, kiosks.c.revoked_at.is_(None))
            .values(revoked_at=now, code_hash=None)
            .returning(kiosks.c.id)
        )
        async with self._database.write() as connection:
            return (await connection.execute(query)).first() is not None
