"""Staff with their logins, invitations and licences."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, exists, func, select, update

from server.services.access.staff_editing import StaffAccount
from server.services.people import Person, StaffLogin
from server.services.programs.programs import Licence
from server.storage.database import Database
from server.storage.invitations import revoked
from server.storage.rows import row_of, value_of
from server.storage.tables import people, staff_invitations, staff_licences, staff_logins


class StaffRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def accounts(self, clinic_id: str, now: datetime) -> Sequence[StaffAccount]:
        table, used = staff_invitations, staff_invitations.alias()
        theirs = staff_logins.c.person_id
        still_open = and_(table.c.used_at.is_(None), table.c.revoked_at.is_(None), table.c.expires_at > now)
        until = select(func.max(table.c.expires_at)).where(table.c.person_id == theirs, still_open).scalar_subquery()
        invited = exists().where(used.c.person_id == theirs)
        joined = exists().where(and_(used.c.person_id == theirs, used.c.used_at.is_not(None)))
        logins = (
            select(staff_logins, until.label("invited_until"), (joined | ~invited).label("joined"))
            .join(people, people.c.id == theirs)
            .where(staff_logins.c.clinic_id == clinic_id, staff_logins.c.role != "auditor")
            .order_by(people.c.legal_name, people.c.id)
        )
        staff = select(people).where(people.c.clinic_id == clinic_id, people.c.kind == "staff")
        async with self._database.read() as connection:
            persons = {row["id"]: value_of(Person, row) for row in (await connection.execute(staff)).mappings()}
            return [
                StaffAccount(persons[row["person_id"]], value_of(StaffLogin, row), row["invited_until"], row["joined"])
                for row in (await connection.execute(logins)).mappings()
            ]

    async def add(self, person: Person, login: StaffLogin) -> None:
        async with self._database.write() as connection:
            await connection.execute(people.insert(), row_of(person))
            await connection.execute(staff_logins.insert(), row_of(login))

    async def save(self, person: Person, login: StaffLogin) -> None:
        columns = staff_logins.c
        kept = {name: value for name, value in row_of(login).items() if name != "password_hash"}
        mine = update(staff_logins).where(columns.clinic_id == login.clinic_id, columns.person_id == login.person_id)
        them = update(people).where(people.c.clinic_id == person.clinic_id, people.c.id == person.id)
        async with self._database.write() as connection:
            await connection.execute(them.values(**row_of(person)))
            await connection.execute(mine.values(**kept))

    async def revoke_invitations(self, clinic_id: str, person_id: str, now: datetime) -> None:
        async with self._database.write() as connection:
            await connection.execute(revoked(clinic_id, person_id, now))

    async def owner_of(self, email: str) -> str | None:
        query = select(staff_logins.c.person_id).where(staff_logins.c.email == email)
        async with self._database.read() as connection:
            found: str | None = await connection.scalar(query)
        return found

    async def licences(self, clinic_id: str) -> Sequence[Licence]:
        columns = staff_licences.c
        query = (
            select(staff_licences)
            .where(columns.clinic_id == clinic_id, columns.revoked_at.is_(None))
            .order_by(columns.state, columns.expires_on.desc().nulls_last(), columns.id)
        )
        async with self._database.read() as connection:
            return [value_of(Licence, row) for row in (await connection.execute(query)).mappings()]

    async def add_licence(self, licence: Licence) -> None:
        async with self._database.write() as connection:
            await connection.execute(staff_licences.insert(), row_of(licence))

    async def revoke_licence(self, clinic_id: str, person_id: str, licence_id: str, now: datetime) -> bool:
        columns = staff_licences.c
        query = update(staff_licences).where(
            columns.clinic_id == clinic_id,
            columns.person_id == person_id,
            columns.id == licence_id,
            columns.revoked_at.is_(None),
        )
        async with self._database.write() as connection:
            return (await connection.execute(query.values(revoked_at=now))).rowcount > 0
