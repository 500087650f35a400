"""Whom to call for a client in an emergency."""

from sqlalchemy import delete, select

from server.services.help.card import EmergencyContact
from server.storage.database import Database
from server.storage.rows import row_of, value_of
from server.storage.tables import emergency_contacts

COLUMNS = emergency_contacts.c


class EmergencyContactsRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, clinic_id: str, person_id: str) -> EmergencyContact | None:
        query = select(emergency_contacts).where(COLUMNS.clinic_id == clinic_id, COLUMNS.person_id == person_id)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return value_of(EmergencyContact, row) if row else None

    async def put(self, contact: EmergencyContact) -> None:
        async with self._database.write() as connection:
            await self.remove(contact.clinic_id, contact.person_id)
            await connection.execute(emergency_contacts.insert(), row_of(contact))

    async def remove(self, clinic_id: str, person_id: str) -> None:
        query = delete(emergency_contacts).where(COLUMNS.clinic_id == clinic_id, COLUMNS.person_id == person_id)
        async with self._database.write() as connection:
            await connection.execute(query)
