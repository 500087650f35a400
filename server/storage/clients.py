"""Clients, their secrets, and the search for them."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Exists, or_, select, update

from server.services.access.scope import Scope
from server.services.clients.intake import ClientLine, ClientQuery
from server.services.people import ClientSecrets, Enrollment, Person
from server.storage.database import Database
from server.storage.rows import row_of, value_of
from server.storage.tables import client_secrets, enrollments, people, rosters


class ClientsRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, person: Person, secrets: ClientSecrets | None) -> None:
        async with self._database.write() as connection:
            await connection.execute(people.insert(), row_of(person))
            if secrets is not None:
                await connection.execute(client_secrets.insert(), row_of(secrets))

    async def save(self, person: Person) -> None:
        query = update(people).where(people.c.clinic_id == person.clinic_id, people.c.id == person.id)
        async with self._database.write() as connection:
            await connection.execute(query.values(**row_of(person)))

    async def by_record_number(self, clinic_id: str, record_number: str) -> str | None:
        query = select(people.c.id).where(people.c.clinic_id == clinic_id, people.c.record_number == record_number)
        async with self._database.read() as connection:
            found: str | None = await connection.scalar(query)
        return found

    async def set_pin(self, clinic_id: str, person_id: str, pin_hash: str) -> None:
        await self._set(clinic_id, person_id, pin_hash=pin_hash)

    async def set_code(self, clinic_id: str, person_id: str, code_hash: str) -> None:
        await self._set(clinic_id, person_id, personal_code_hash=code_hash)

    async def find(
        self, scope: Scope, query: ClientQuery, today: date, after: str | None, size: int
    ) -> Sequence[ClientLine]:
        """Names are compared here: SQLite folds the case of ASCII alone."""
        which = [people.c.clinic_id == scope.clinic_id, people.c.kind == "client"]
        if not scope.everything:
            mine = select(rosters.c.session_id).where(
                rosters.c.clinic_id == scope.clinic_id,
                rosters.c.person_id == scope.sessions_of,
                rosters.c.role == "facilitator",
            )
            which.append(people.c.id.in_(select(rosters.c.person_id).where(rosters.c.session_id.in_(mine))))
        if query.enrolled is not None:
            enrolled = _enrolled(_from(today))
            which.append(enrolled if query.enrolled else ~enrolled)
        if query.program_id is not None:
            which.append(_enrolled(_from(today), enrollments.c.program_id == query.program_id))
        wanted = query.text.strip().casefold()
        async with self._database.read() as connection:
            rows = await connection.execute(select(people).where(*which).order_by(people.c.legal_name, people.c.id))
            found = [value_of(Person, row) for row in rows.mappings() if _fits(value_of(Person, row), wanted)]
            start = next((at + 1 for at, one in enumerate(found) if one.id == after), 0)
            found = found[start : start + size]
            ids = [one.id for one in found]
            columns = enrollments.c
            holding = select(enrollments).where(
                columns.clinic_id == scope.clinic_id, columns.person_id.in_(ids), _from(today)
            )
            held = [
                value_of(Enrollment, row)
                for row in (await connection.execute(holding.order_by(columns.starts_on, columns.id))).mappings()
            ]
        return [ClientLine(one, tuple(each for each in held if each.person_id == one.id)) for one in found]

    async def _set(self, clinic_id: str, person_id: str, **values: str) -> None:
        columns = client_secrets.c
        query = update(client_secrets).where(columns.clinic_id == clinic_id, columns.person_id == person_id)
        async with self._database.write() as connection:
            if (await connection.execute(query.values(**values))).rowcount == 0:
                row = {"person_id": person_id, "clinic_id": clinic_id, "pin_hash": "", **values}
                await connection.execute(client_secrets.insert(), row)


def _from(today: date) -> ColumnElement[bool]:
    """Those that hold as of today or later."""
    columns = enrollments.c
    valid = or_(columns.ended_as.is_(None), columns.ended_as != "error")
    return or_(columns.ends_on.is_(None), columns.ends_on >= today) & valid


def _enrolled(*which: ColumnElement[bool]) -> Exists:
    return select(enrollments.c.id).where(enrollments.c.person_id == people.c.id, *which).exists()


def _fits(person: Person, wanted: str) -> bool:
    names = (person.legal_name, person.chosen_name, person.name_used, person.record_number or "")
    return any(wanted in name.casefold() for name in names)
