"""Enrollments, and each change of them."""

from collections.abc import Sequence

from sqlalchemy import select, update

from server.services.clients.enrollments import EnrollmentChange
from server.services.people import Enrollment
from server.storage.database import Database
from server.storage.rows import row_of, value_of
from server.storage.tables import enrollment_changes, enrollments


class EnrollmentsRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_person(self, clinic_id: str, person_id: str) -> Sequence[Enrollment]:
        columns = enrollments.c
        query = select(enrollments).where(columns.clinic_id == clinic_id, columns.person_id == person_id)
        async with self._database.read() as connection:
            rows = (await connection.execute(query.order_by(columns.starts_on, columns.id))).mappings()
        return [value_of(Enrollment, row) for row in rows]

    async def put(self, enrollment: Enrollment, change: EnrollmentChange) -> None:
        columns = enrollments.c
        query = update(enrollments).where(columns.clinic_id == enrollment.clinic_id, columns.id == enrollment.id)
        async with self._database.write() as connection:
            if (await connection.execute(query.values(**row_of(enrollment)))).rowcount == 0:
                await connection.execute(enrollments.insert(), row_of(enrollment))
            await connection.execute(enrollment_changes.insert(), row_of(change))

    async def changes_of(self, clinic_id: str, person_id: str) -> Sequence[EnrollmentChange]:
        columns = enrollment_changes.c
        query = (
            select(enrollment_changes)
            .where(columns.clinic_id == clinic_id, columns.person_id == person_id)
            .order_by(columns.made_at.desc(), columns.version.desc(), columns.enrollment_id)
        )
        async with self._database.read() as connection:
            return [value_of(EnrollmentChange, row) for row in (await connection.execute(query)).mappings()]
