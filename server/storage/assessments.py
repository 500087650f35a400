"""Assessments, appended."""

from collections.abc import Sequence

from sqlalchemy import select

from server.domain.assessment.findings import Findings, Suitability
from server.services.clients.assessments import Assessment
from server.storage.database import Database
from server.storage.rows import row_of, value_of
from server.storage.tables import assessments

COLUMNS = assessments.c


class AssessmentsRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_person(self, clinic_id: str, person_id: str) -> Sequence[Assessment]:
        query = (
            select(assessments)
            .where(COLUMNS.clinic_id == clinic_id, COLUMNS.person_id == person_id)
            .order_by(COLUMNS.version.desc())
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings()
        return [value_of(Assessment, {**row, "findings": Findings.from_data(row["findings"])}) for row in rows]

    async def newest(self, clinic_id: str, person_id: str) -> Suitability | None:
        found = await self.of_person(clinic_id, person_id)
        return found[0].findings.suitability if found else None

    async def add(self, assessment: Assessment) -> None:
        row = {**row_of(assessment), "findings": assessment.findings.to_data()}
        async with self._database.write() as connection:
            await connection.execute(assessments.insert(), row)
