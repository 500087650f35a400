"""Keeping times, legal holds, and whose time is over."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update

from server.domain.retention.keeping import KeepingRule
from server.services.people import Person
from server.services.retention.retention import ClinicRule, Counts, Erasure, Left, LegalHold
from server.storage.database import Database
from server.storage.dialect import insert
from server.storage.erasure import ACCOUNTED
from server.storage.rows import among, row_of, value_of
from server.storage.tables import (
    attendance_records,
    attestations,
    authorizations,
    client_secrets,
    consents,
    disclosed_clients,
    disclosures,
    enrollments,
    erasures,
    keeping_rules,
    legal_holds,
    people,
    presence_facts,
    record_lines,
    series_people,
    sessions,
)

NOBODY = "—"
"""In place of the name of somebody of whom nothing is left."""


class RetentionRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def rule(self, clinic_id: str) -> ClinicRule | None:
        query = select(keeping_rules).where(keeping_rules.c.clinic_id == clinic_id)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return None if row is None else value_of(ClinicRule, {**row, "rule": value_of(KeepingRule, row)})

    async def set_rule(self, rule: ClinicRule) -> None:
        row = {name: value for name, value in row_of(rule).items() if name != "rule"} | asdict(rule.rule)
        query = insert(keeping_rules).values(**row)
        async with self._database.write() as connection:
            await connection.execute(query.on_conflict_do_update(index_elements=["clinic_id"], set_=row))

    async def holds(self, clinic_id: str) -> Mapping[str, LegalHold]:
        query = select(legal_holds).where(legal_holds.c.clinic_id == clinic_id, legal_holds.c.released_at.is_(None))
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings()
        return {row["person_id"]: value_of(LegalHold, row) for row in rows}

    async def put_hold(self, hold: LegalHold) -> None:
        row = row_of(hold)
        async with self._database.write() as connection:
            query = insert(legal_holds).values(**row)
            await connection.execute(query.on_conflict_do_update(index_elements=["id"], set_=row))

    async def left(self, clinic_id: str, before: date, today: date, time_zone: str) -> Sequence[Left]:
        last = erasures.alias()
        newer = select(last.c.id).where(
            last.c.person_id == erasures.c.person_id, last.c.erased_at > erasures.c.erased_at
        )
        gone = select(erasures.c.person_id).where(
            erasures.c.clinic_id == clinic_id,
            ~newer.exists(),
            or_(erasures.c.again_on.is_(None), erasures.c.again_on > today),
        )
        return await self._left(clinic_id, people.c.id.not_in(gone), before, time_zone)

    async def left_by(self, clinic_id: str, person_id: str, time_zone: str) -> Left | None:
        return next(iter(await self._left(clinic_id, people.c.id == person_id, date.max, time_zone)), None)

    async def _left(self, clinic_id: str, which: ColumnElement[bool], before: date, time_zone: str) -> Sequence[Left]:
        ended = func.max(enrollments.c.ends_on)
        query = (
            select(people, ended.label("ended"))
            .join(enrollments, enrollments.c.person_id == people.c.id)
            .where(people.c.clinic_id == clinic_id, people.c.kind == "client", which)
            .group_by(people.c.id)
            .having(func.count() == func.count(enrollments.c.ends_on), ended < before)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
            lines = record_lines.c
            held = (
                select(lines.participant_id, func.max(lines.starts_at))
                .where(lines.clinic_id == clinic_id, among(lines.participant_id, [row["id"] for row in rows]))
                .group_by(lines.participant_id)
            )
            zone = ZoneInfo(time_zone)
            lasts = {who: at.astimezone(zone).date() for who, at in await connection.execute(held)}
        found = [Left(value_of(Person, row), max(row["ended"], lasts.get(row["id"], date.min))) for row in rows]
        return [one for one in found if one.last_day < before]

    async def by_record_number(self, clinic_id: str, record_number: str) -> Person | None:
        query = select(people).where(people.c.clinic_id == clinic_id, people.c.record_number == record_number)
        async with self._database.read() as connection:
            row = (await connection.execute(query.where(people.c.kind == "client"))).mappings().first()
        return value_of(Person, row) if row else None

    async def counts(self, clinic_id: str, person_id: str, now: datetime) -> tuple[Counts, date | None]:
        records, mine = attendance_records.c, attestations.c
        since = and_(disclosures.c.id == disclosed_clients.c.disclosure_id, disclosures.c.at >= now - ACCOUNTED)
        of_them = (disclosed_clients.c.clinic_id == clinic_id, disclosed_clients.c.person_id == person_id)
        queries = (
            select(func.count(records.session_id.distinct())).where(records.participant_id == person_id),
            select(func.count()).select_from(presence_facts).where(presence_facts.c.participant_id == person_id),
            select(func.count()).select_from(attendance_records).where(records.participant_id == person_id),
            select(func.count()).select_from(attestations).where(mine.participant_id == person_id),
            select(func.count()).select_from(consents).where(consents.c.person_id == person_id),
            select(func.count(disclosures.c.id.distinct())).join(disclosed_clients, since).where(*of_them),
        )
        newest = select(func.max(disclosures.c.at)).join(disclosed_clients, since).where(*of_them)
        async with self._database.read() as connection:
            found = [int(await connection.scalar(query) or 0) for query in queries]
            last: datetime | None = await connection.scalar(newest)
        until = None if last is None else (last + ACCOUNTED).date() + timedelta(days=1)
        return Counts(*found), until

    async def session_is_on(self) -> bool:
        query = select(sessions.c.id).where(sessions.c.status == "in_progress").limit(1)
        async with self._database.read() as connection:
            return (await connection.execute(query)).first() is not None

    async def forget(self, erasure: Erasure) -> None:
        who, nobody = erasure.person_id, {"legal_name": NOBODY, "chosen_name": NOBODY, "name_used": "", "pronouns": ""}
        nothing: dict[str, Any] = {"record_number": None, "date_of_birth": None}
        async with self._database.write() as connection:
            await connection.execute(erasures.insert(), row_of(erasure))
            if erasure.again_on is not None:
                return
            await connection.execute(update(people).where(people.c.id == who).values(**nobody, **nothing))
            for table in (client_secrets, authorizations, series_people):
                await connection.execute(delete(table).where(table.c.person_id == who))
