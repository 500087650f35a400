"""Auditors' accounts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, exists, func, select, update

from server.services.access.auditors import Auditor
from server.services.people import Person, StaffLogin
from server.storage.database import Database
from server.storage.invitations import revoked
from server.storage.rows import row_of, value_of
from server.storage.tables import people, staff_invitations, staff_logins

IS_AUDITOR = staff_logins.c.role == "auditor"


class AuditorsRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, person: Person, login: StaffLogin) -> None:
        async with self._database.write() as connection:
            await connection.execute(people.insert(), row_of(person))
            await connection.execute(staff_logins.insert(), row_of(login))

    async def auditor(self, clinic_id: str, person_id: str) -> StaffLogin | None:
        query = select(staff_logins).where(
            staff_logins.c.clinic_id == clinic_id, staff_logins.c.person_id == person_id, IS_AUDITOR
        )
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return value_of(StaffLogin, row) if row else None

    async def of_clinic(self, clinic_id: str, now: datetime) -> Sequence[Auditor]:
        table, used = staff_invitations, staff_invitations.alias()
        open_until = (
            select(func.max(table.c.expires_at))
            .where(
                table.c.person_id == staff_logins.c.person_id,
                table.c.used_at.is_(None),
                table.c.revoked_at.is_(None),
                table.c.expires_at > now,
            )
            .scalar_subquery()
        )
        invited = exists().where(used.c.person_id == staff_logins.c.person_id)
        joined = exists().where(and_(used.c.person_id == staff_logins.c.person_id, used.c.used_at.is_not(None)))
        query = (
            select(
                staff_logins.c.person_id,
                people.c.legal_name.label("name"),
                staff_logins.c.email,
                open_until.label("invited_until"),
                (joined | ~invited).label("joined"),
                staff_logins.c.disabled_at,
            )
            .join(people, people.c.id == staff_logins.c.person_id)
            .where(staff_logins.c.clinic_id == clinic_id, IS_AUDITOR)
            .order_by(people.c.legal_name, people.c.id)
        )
        async with self._database.read() as connection:
            return [value_of(Auditor, row) for row in (await connection.execute(query)).mappings()]

    async def has_login(self, email: str) -> bool:
        query = select(staff_logins.c.person_id).where(staff_logins.c.email == email)
        async with self._database.read() as connection:
            return (await connection.execute(query)).first() is not None

    async def disable(self, clinic_id: str, person_id: str, now: datetime) -> bool:
        query = update(staff_logins).where(
            staff_logins.c.clinic_id == clinic_id,
            staff_logins.c.person_id == person_id,
            staff_logins.c.disabled_at.is_(None),
            IS_AUDITOR,
        )
        async with self._database.write() as connection:
            if (await connection.execute(query.values(disabled_at=now))).rowcount == 0:
                return False
            await connection.execute(revoked(clinic_id, person_id, now))
        return True
