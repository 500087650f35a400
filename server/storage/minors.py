"""Guardians, consents to treatment (appended, and withdrawn once), and the clinic's own ages of consent."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from server.services.minors.ages import OwnAges
from server.services.minors.guardians import Guardian, StoredTreatmentConsent
from server.storage.database import Database
from server.storage.register_rows import treatment_consent_line
from server.storage.rows import among, row_of, value_of
from server.storage.tables import clinics, consent_ages, enrollments, guardians, programs, sites, treatment_consents


class MinorsRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def ages(self, clinic_id: str) -> Mapping[str, OwnAges]:
        query = select(consent_ages).where(consent_ages.c.clinic_id == clinic_id)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings()
        return {row["state"]: value_of(OwnAges, row) for row in rows}

    async def put_ages(self, ages: OwnAges) -> None:
        columns = consent_ages.c
        before = delete(consent_ages).where(columns.clinic_id == ages.clinic_id, columns.state == ages.state)
        async with self._database.write() as connection:
            await connection.execute(before)
            await connection.execute(consent_ages.insert(), row_of(ages))

    async def zone_of(self, clinic_id: str, person_id: str, now: datetime) -> str:
        """Of the site of the program that they were enrolled in last, or else the clinic's."""
        held = (
            select(sites.c.time_zone)
            .join(programs, programs.c.site_id == sites.c.id)
            .join(enrollments, enrollments.c.program_id == programs.c.id)
            .where(enrollments.c.clinic_id == clinic_id, enrollments.c.person_id == person_id)
            .where(enrollments.c.starts_on <= now.date() + timedelta(days=1))
            .order_by(enrollments.c.starts_on.desc(), enrollments.c.id)
            .limit(1)
        )
        async with self._database.read() as connection:
            found = await connection.scalar(held)
            zone = found or await connection.scalar(select(clinics.c.time_zone).where(clinics.c.id == clinic_id))
        return str(zone or "UTC")

    async def guardians(self, clinic_id: str, person_ids: Collection[str]) -> Sequence[Guardian]:
        columns = guardians.c
        query = select(guardians).where(columns.clinic_id == clinic_id, among(columns.person_id, person_ids))
        async with self._database.read() as connection:
            rows = (await connection.execute(query.order_by(columns.since.desc(), columns.id))).mappings()
        return [value_of(Guardian, row) for row in rows]

    async def add_guardian(self, guardian: Guardian) -> None:
        async with self._database.write() as connection:
            await connection.execute(guardians.insert(), row_of(guardian))

    async def end_guardian(self, clinic_id: str, guardian_id: str, until: date) -> None:
        query = update(guardians).where(guardians.c.clinic_id == clinic_id, guardians.c.id == guardian_id)
        async with self._database.write() as connection:
            await connection.execute(query.values(until=until))

    async def treatment_consents(self, clinic_id: str, person_ids: Collection[str]) -> Sequence[StoredTreatmentConsent]:
        columns = treatment_consents.c
        query = (
            select(treatment_consents)
            .where(columns.clinic_id == clinic_id, among(columns.person_id, person_ids))
            .order_by(columns.given_on.desc(), columns.recorded_at.desc(), columns.id)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings()
        return [value_of(StoredTreatmentConsent, row) for row in rows]

    async def add_treatment_consent(self, consent: StoredTreatmentConsent) -> Mapping[str, Any]:
        async with self._database.write() as connection:
            await connection.execute(treatment_consents.insert(), row_of(consent))
            return await treatment_consent_line(connection, consent.id)

    async def withdraw_treatment_consent(
        self, clinic_id: str, consent_id: str, by: str, at: datetime
    ) -> Mapping[str, Any]:
        columns = treatment_consents.c
        query = update(treatment_consents).where(columns.clinic_id == clinic_id, columns.id == consent_id)
        async with self._database.write() as connection:
            await connection.execute(query.values(withdrawn_at=at, withdrawn_by=by))
            return await treatment_consent_line(connection, consent_id)
