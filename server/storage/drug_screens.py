"""Rules and draws for drug screens, whom they chose, and what became of each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, delete, func, or_, select

from server.domain.drug_screens.drawing import DrawRule, Eligible, Stay
from server.services.drug_screens.screens import Draw, Mark, ProgramRule, Screen
from server.storage.database import Database
from server.storage.register_rows import draw_line
from server.storage.rows import among, row_of, value_of
from server.storage.tables import (
    drug_screen_draws,
    drug_screen_marks,
    drug_screen_rules,
    drug_screens,
    enrollments,
)


class DrugScreensRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def rules(self, clinic_id: str) -> Mapping[str, ProgramRule]:
        query = select(drug_screen_rules).where(drug_screen_rules.c.clinic_id == clinic_id)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings()
        found = (value_of(ProgramRule, {**row, "rule": DrawRule.of_data(row["rule"])}) for row in rows)
        return {one.program_id: one for one in found}

    async def set_rule(self, rule: ProgramRule) -> None:
        row = {**row_of(rule), "rule": rule.rule.to_data()}
        async with self._database.write() as connection:
            await connection.execute(delete(drug_screen_rules).where(drug_screen_rules.c.program_id == rule.program_id))
            await connection.execute(drug_screen_rules.insert(), row)

    async def stays(self, clinic_id: str, program_id: str, until: date) -> Mapping[str, Sequence[Stay]]:
        columns = enrollments.c
        query = select(columns.person_id, columns.starts_on, columns.ends_on).where(
            columns.clinic_id == clinic_id,
            columns.program_id == program_id,
            columns.starts_on <= until,
            or_(columns.ended_as.is_(None), columns.ended_as != "error"),
        )
        found: dict[str, list[Stay]] = {}
        async with self._database.read() as connection:
            for person, first, last in await connection.execute(query):
                found.setdefault(person, []).append(Stay(first, last))
        return found

    async def last_drawn(self, clinic_id: str, program_id: str) -> Mapping[str, date]:
        columns = drug_screens.c
        last: Any = func.max(columns.week, type_=columns.week.type)
        query = (
            select(columns.person_id, last)
            .where(columns.clinic_id == clinic_id, columns.program_id == program_id, columns.draw_id.is_not(None))
            .group_by(columns.person_id)
        )
        async with self._database.read() as connection:
            return {row[0]: row[1] for row in await connection.execute(query)}

    async def add_draw(self, draw: Draw, screens: Sequence[Screen]) -> Mapping[str, Any]:
        row = {
            **row_of(draw),
            "rule": draw.rule.to_data(),
            "eligible": [asdict(one) for one in draw.eligible],
            "selected": list(draw.selected),
        }
        async with self._database.write() as connection:
            await connection.execute(drug_screen_draws.insert(), row)
            if screens:
                await connection.execute(drug_screens.insert(), [_row(one) for one in screens])
            return await draw_line(connection, draw.id)

    async def draw(self, clinic_id: str, draw_id: str) -> Draw | None:
        query = select(drug_screen_draws).where(
            drug_screen_draws.c.id == draw_id, drug_screen_draws.c.clinic_id == clinic_id
        )
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return _draw(row) if row else None

    async def draw_line(self, clinic_id: str, draw_id: str) -> Mapping[str, Any] | None:
        if await self.draw(clinic_id, draw_id) is None:
            return None
        async with self._database.read() as connection:
            return await draw_line(connection, draw_id)

    async def draws(self, clinic_id: str, program_id: str, since: date) -> Sequence[Draw]:
        columns = drug_screen_draws.c
        query = select(drug_screen_draws).where(
            columns.clinic_id == clinic_id, columns.program_id == program_id, columns.week >= since
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query.order_by(columns.week.desc()))).mappings()
        return [_draw(row) for row in rows]

    async def add_screen(self, screen: Screen) -> None:
        async with self._database.write() as connection:
            await connection.execute(drug_screens.insert(), _row(screen))

    async def screen(self, clinic_id: str, screen_id: str) -> Screen | None:
        found = await self._screens(clinic_id, drug_screens.c.id == screen_id)
        return found[0] if found else None

    async def screens(self, clinic_id: str, program_id: str, since: date) -> Sequence[Screen]:
        return await self._screens(clinic_id, drug_screens.c.program_id == program_id, drug_screens.c.week >= since)

    async def of_persons(self, clinic_id: str, person_ids: Collection[str], since: date) -> Sequence[Screen]:
        return await self._screens(clinic_id, among(drug_screens.c.person_id, person_ids), drug_screens.c.week >= since)

    async def marks(self, clinic_id: str, screen_ids: Collection[str]) -> Mapping[str, Sequence[Mark]]:
        columns = drug_screen_marks.c
        query = (
            select(drug_screen_marks)
            .where(columns.clinic_id == clinic_id, among(columns.screen_id, screen_ids))
            .order_by(columns.screen_id, columns.number)
        )
        found: dict[str, list[Mark]] = {}
        async with self._database.read() as connection:
            for row in (await connection.execute(query)).mappings():
                found.setdefault(row["screen_id"], []).append(value_of(Mark, row))
        return found

    async def add_mark(self, mark: Mark) -> None:
        async with self._database.write() as connection:
            await connection.execute(drug_screen_marks.insert(), row_of(mark))

    async def _screens(self, clinic_id: str, *which: Any) -> list[Screen]:
        columns = drug_screens.c
        query = select(drug_screens).where(columns.clinic_id == clinic_id, *which)
        ordered = query.order_by(columns.week.desc(), columns.added_at, columns.person_id)
        async with self._database.read() as connection:
            rows = (await connection.execute(ordered)).mappings()
        return [value_of(Screen, {**row, "days": tuple(map(date.fromisoformat, row["days"]))}) for row in rows]


def _row(screen: Screen) -> dict[str, Any]:
    return {**row_of(screen), "days": [day.isoformat() for day in screen.days]}


def _draw(row: RowMapping) -> Draw:
    read = {
        "rule": DrawRule.of_data(row["rule"]),
        "eligible": tuple(Eligible(**one) for one in row["eligible"]),
        "selected": tuple(row["selected"]),
    }
    return value_of(Draw, {**row, **read})
