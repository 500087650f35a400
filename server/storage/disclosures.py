"""Disclosures. Append-only."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from server.domain.disclosure.terms import Basis
from server.services.disclosures.disclosures import Accounted, DisclosedClient, Disclosure, DisclosureEnd, Format
from server.services.people import Person
from server.storage.database import Database
from server.storage.register_rows import disclosure_end_line, disclosure_line
from server.storage.rows import row_of, value_of
from server.storage.tables import disclosed_clients, disclosure_ends, disclosures, people

AT_ONCE = 1000
"""Rows that are written together."""


class DisclosuresRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, disclosure: Disclosure, clients: Sequence[DisclosedClient]) -> Mapping[str, Any]:
        async with self._database.write() as connection:
            await connection.execute(disclosures.insert(), row_of(disclosure))
            for start in range(0, len(clients), AT_ONCE):
                some = [row_of(one) for one in clients[start : start + AT_ONCE]]
                await connection.execute(disclosed_clients.insert(), some)
            return await disclosure_line(connection, disclosure.id)

    async def end(self, end: DisclosureEnd) -> Mapping[str, Any]:
        async with self._database.write() as connection:
            await connection.execute(disclosure_ends.insert(), row_of(end))
            return await disclosure_end_line(connection, end.disclosure_id)

    async def of_person(self, clinic_id: str, person_id: str, since: datetime) -> Sequence[Accounted]:
        query = (
            select(disclosures, disclosed_clients.c.records)
            .join(disclosed_clients, disclosed_clients.c.disclosure_id == disclosures.c.id)
            .where(
                disclosures.c.clinic_id == clinic_id,
                disclosed_clients.c.clinic_id == clinic_id,
                disclosed_clients.c.person_id == person_id,
                disclosures.c.at >= since,
            )
            .order_by(disclosures.c.at.desc(), disclosures.c.id)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
            ids = [row["id"] for row in rows]
            ended = select(disclosure_ends).where(disclosure_ends.c.disclosure_id.in_(ids))
            ends = {row["disclosure_id"]: row for row in (await connection.execute(ended)).mappings()}
            makers = select(people).where(people.c.id.in_({row["made_by"] for row in rows}))
            staff = {row["id"]: value_of(Person, row) for row in (await connection.execute(makers)).mappings()}
        return [
            Accounted(
                value_of(Disclosure, {**row, "format": Format(row["format"]), "basis": Basis(row["basis"])}),
                row["records"],
                value_of(DisclosureEnd, ends[row["id"]]) if row["id"] in ends else None,
                staff.get(row["made_by"]),
            )
            for row in rows
        ]
