"""Rules of following up, and what was done about whom they raised."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date

from sqlalchemy import delete, select

from server.domain.follow_up.rules import FollowUpRules
from server.services.follow_up.follow_ups import FollowUp, ProgramRules
from server.storage.database import Database
from server.storage.rows import among, row_of, value_of
from server.storage.tables import follow_up_rules, follow_ups, judgements


class FollowUpsRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def rules(self, clinic_id: str) -> Mapping[str, ProgramRules]:
        query = select(follow_up_rules).where(follow_up_rules.c.clinic_id == clinic_id)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings()
        found = (ProgramRules(**{**row, "rules": FollowUpRules(**row["rules"])}) for row in rows)
        return {one.program_id: one for one in found}

    async def set_rules(self, rules: ProgramRules) -> None:
        row = {**row_of(rules), "rules": asdict(rules.rules)}
        async with self._database.write() as connection:
            await connection.execute(delete(follow_up_rules).where(follow_up_rules.c.program_id == rules.program_id))
            await connection.execute(follow_up_rules.insert(), row)

    async def done(self, clinic_id: str, since: date) -> Sequence[FollowUp]:
        query = select(follow_ups).where(follow_ups.c.clinic_id == clinic_id, follow_ups.c.week >= since)
        async with self._database.read() as connection:
            return [value_of(FollowUp, row) for row in (await connection.execute(query)).mappings()]

    async def judged_excused(self, clinic_id: str, session_ids: Collection[str]) -> Collection[tuple[str, str]]:
        columns = judgements.c
        query = (
            select(columns.session_id, columns.participant_id, columns.excused)
            .where(columns.clinic_id == clinic_id, among(columns.session_id, session_ids))
            .order_by(columns.at, columns.id)
        )
        async with self._database.read() as connection:
            newest = {(session, person): excused for session, person, excused in await connection.execute(query)}
        return {one for one, excused in newest.items() if excused}

    async def add(self, one: FollowUp) -> None:
        async with self._database.write() as connection:
            await connection.execute(follow_ups.insert(), row_of(one))
