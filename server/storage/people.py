"""Clinics, people, staff logins, clients' secrets, programs and enrollments."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select, update

from server.services.people import ClientSecrets, Clinic, Enrolled, Enrollment, Person, Program, StaffLogin
from server.storage.database import Database
from server.storage.rows import also, among, row_of, value_of
from server.storage.tables import client_secrets, clinics, enrollments, people, programs, staff_logins


class PeopleRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def clinic(self, clinic_id: str) -> Clinic | None:
        async with self._database.read() as connection:
            row = (await connection.execute(select(clinics).where(clinics.c.id == clinic_id))).mappings().first()
        return value_of(Clinic, row) if row else None

    async def clinics(self) -> Sequence[Clinic]:
        async with self._database.read() as connection:
            rows = (await connection.execute(select(clinics).order_by(clinics.c.name))).mappings()
        return [value_of(Clinic, row) for row in rows]

    async def person(self, clinic_id: str, person_id: str) -> Person | None:
        return (await self.persons(clinic_id, [person_id])).get(person_id)

    async def persons(self, clinic_id: str, person_ids: Collection[str]) -> Mapping[str, Person]:
        query = select(people).where(also(people.c.clinic_id, clinic_id), among(people.c.id, person_ids))
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings()
        return {row["id"]: value_of(Person, row) for row in rows}

    async def clients(self, clinic_id: str) -> Sequence[Person]:
        return await self._of_kind(clinic_id, "client")

    async def guests(self, clinic_id: str) -> Sequence[Person]:
        return await self._of_kind(clinic_id, "guest")

    async def _of_kind(self, clinic_id: str, kind: str) -> Sequence[Person]:
        query = select(people).where(people.c.clinic_id == clinic_id, people.c.kind == kind)
        async with self._database.read() as connection:
            rows = (await connection.execute(query.order_by(people.c.legal_name, people.c.id))).mappings()
        return [value_of(Person, row) for row in rows]

    async def enrollments_of(self, clinic_id: str, person_ids: Collection[str]) -> Mapping[str, Enrolled]:
        columns = enrollments.c
        query = select(enrollments).where(columns.clinic_id == clinic_id, columns.person_id.in_(person_ids))
        offered = select(programs).where(programs.c.clinic_id == clinic_id)
        found: dict[str, list[tuple[Enrollment, Program]]] = {}
        async with self._database.read() as connection:
            rows = (await connection.execute(offered)).mappings()
            known = {row["id"]: value_of(Program, row) for row in rows}
            for row in (await connection.execute(query.order_by(columns.starts_on, columns.id))).mappings():
                if row["program_id"] in known:
                    pair = value_of(Enrollment, row), known[row["program_id"]]
                    found.setdefault(row["person_id"], []).append(pair)
        return found

    async def credentials(self, clinic_id: str, person_ids: Collection[str]) -> Mapping[str, str]:
        query = select(staff_logins.c.person_id, staff_logins.c.credential).where(
            staff_logins.c.clinic_id == clinic_id,
            staff_logins.c.person_id.in_(person_ids),
            staff_logins.c.credential != "",
        )
        async with self._database.read() as connection:
            rows = await connection.execute(query)
            return {row.person_id: row.credential for row in rows}

    async def staff_login_by_email(self, email: str) -> StaffLogin | None:
        query = select(staff_logins).where(staff_logins.c.email == email)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return value_of(StaffLogin, row) if row else None

    async def staff_logins(self, clinic_id: str) -> Sequence[StaffLogin]:
        query = select(staff_logins).where(staff_logins.c.clinic_id == clinic_id)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings()
        return [value_of(StaffLogin, row) for row in rows]

    async def client_secrets(self, clinic_id: str, person_id: str) -> ClientSecrets | None:
        query = select(client_secrets).where(
            client_secrets.c.clinic_id == clinic_id, client_secrets.c.person_id == person_id
        )
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return value_of(ClientSecrets, row) if row else None

    async def person_by_code(self, clinic_id: str, personal_code_hash: str) -> str | None:
        query = select(client_secrets.c.person_id).where(
            client_secrets.c.clinic_id == clinic_id, client_secrets.c.personal_code_hash == personal_code_hash
        )
        async with self._database.read() as connection:
            found: str | None = await connection.scalar(query)
        return found

    async def add_clinic(self, clinic: Clinic) -> None:
        async with self._database.write() as connection:
            await connection.execute(clinics.insert(), row_of(clinic))

    async def add_person(self, person: Person) -> None:
        async with self._database.write() as connection:
            await connection.execute(people.insert(), row_of(person))

    async def call(self, clinic_id: str, person_id: str, chosen_name: str) -> None:
        query = update(people).where(people.c.clinic_id == clinic_id, people.c.id == person_id)
        async with self._database.write() as connection:
            await connection.execute(query.values(chosen_name=chosen_name))

    async def add_staff_login(self, login: StaffLogin) -> None:
        async with self._database.write() as connection:
            await connection.execute(staff_logins.insert(), row_of(login))

    async def add_client_secrets(self, secrets: ClientSecrets) -> None:
        async with self._database.write() as connection:
            await connection.execute(client_secrets.insert(), row_of(secrets))

    async def add_program(self, program: Program) -> None:
        async with self._database.write() as connection:
            await connection.execute(programs.insert(), row_of(program))

    async def add_enrollment(self, enrollment: Enrollment) -> None:
        async with self._database.write() as connection:
            await connection.execute(enrollments.insert(), row_of(enrollment))
