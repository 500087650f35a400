"""Endpoints that signed records are pushed to, and the deliveries."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, and_, func, select, tuple_, update

from server.domain.disclosure.terms import Basis
from server.services.touch.endpoints import Delivery, DeliveryLine, Endpoint, Status
from server.storage.database import Database
from server.storage.dialect import insert
from server.storage.rows import row_of, value_of
from server.storage.sessions import with_zone
from server.storage.tables import people, record_deliveries, record_endpoints, record_lines, sessions


class EndpointsRepository:
    def __init__(self, database: Database, new_id: Callable[[], str]) -> None:
        self._database = database
        self._new_id = new_id

    async def endpoint(self, clinic_id: str) -> Endpoint | None:
        query = select(record_endpoints).where(
            record_endpoints.c.clinic_id == clinic_id, record_endpoints.c.removed_at.is_(None)
        )
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return _endpoint(row) if row else None

    async def by_id(self, clinic_id: str, endpoint_id: str) -> Endpoint | None:
        query = select(record_endpoints).where(
            record_endpoints.c.clinic_id == clinic_id, record_endpoints.c.id == endpoint_id
        )
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return _endpoint(row) if row else None

    async def put(self, endpoint: Endpoint) -> None:
        row = {**row_of(endpoint), "basis": endpoint.basis.value}
        query = insert(record_endpoints).values(**row)
        async with self._database.write() as connection:
            await connection.execute(query.on_conflict_do_update(index_elements=["id"], set_=row))

    async def queue(self, clinic_id: str, of: Collection[tuple[str, str]], now: datetime) -> None:
        endpoint = await self.endpoint(clinic_id)
        if endpoint is None:
            return
        lines, sent = record_lines.c, record_deliveries.c
        signed = select(lines.session_id, lines.participant_id).where(
            lines.clinic_id == clinic_id,
            lines.session_id.in_({session for session, _ in of}),
            lines.signed.is_(True),
        )
        before = (
            select(sent.session_id, sent.person_id, func.max(sent.number))
            .where(sent.endpoint_id == endpoint.id, sent.session_id.in_({session for session, _ in of}))
            .group_by(sent.session_id, sent.person_id)
        )
        async with self._database.write() as connection:
            ready = {(row[0], row[1]) for row in await connection.execute(signed)}
            last = {(row[0], row[1]): row[2] for row in await connection.execute(before)}
            fresh = [
                Delivery(
                    *(self._new_id(), clinic_id, endpoint.id, session, person, last.get((session, person), 0) + 1),
                    *("queued", now, now),
                )
                for session, person in sorted(set(of))
                if (session, person) in ready or (session, person) in last
            ]
            if fresh:
                await connection.execute(record_deliveries.insert(), [row_of(one) for one in fresh])

    async def due(self, now: datetime, limit: int) -> Sequence[Delivery]:
        mine, first = record_deliveries, record_deliveries.alias()
        same = and_(
            first.c.endpoint_id == mine.c.endpoint_id,
            first.c.session_id == mine.c.session_id,
            first.c.person_id == mine.c.person_id,
        )
        earlier = select(first.c.id).where(same, first.c.number < mine.c.number, first.c.status == "queued").exists()
        query = (
            select(mine)
            .join(record_endpoints, record_endpoints.c.id == mine.c.endpoint_id)
            .where(
                mine.c.status == "queued",
                mine.c.next_at <= now,
                record_endpoints.c.paused_at.is_(None),
                record_endpoints.c.removed_at.is_(None),
                ~earlier,
            )
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query.order_by(mine.c.next_at, mine.c.id).limit(limit))).mappings()
        return [value_of(Delivery, row) for row in rows]

    async def save(self, delivery: Delivery) -> None:
        query = update(record_deliveries).where(record_deliveries.c.id == delivery.id)
        async with self._database.write() as connection:
            await connection.execute(query.values(**row_of(delivery)))

    async def delivery(self, clinic_id: str, delivery_id: str) -> Delivery | None:
        columns = record_deliveries.c
        query = select(record_deliveries).where(columns.clinic_id == clinic_id, columns.id == delivery_id)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return value_of(Delivery, row) if row else None

    async def drop(self, endpoint_id: str, now: datetime) -> None:
        columns = record_deliveries.c
        query = update(record_deliveries).where(columns.endpoint_id == endpoint_id, columns.status == "queued")
        async with self._database.write() as connection:
            await connection.execute(query.values(status="failed", ended_at=now, problem="removed", body=None))

    async def lines(
        self, clinic_id: str, after: str | None, status: Status | None, limit: int
    ) -> Sequence[DeliveryLine]:
        columns = record_deliveries.c
        more = {f"delivery_{one.name}": one for one in columns}
        query = (
            with_zone(*(one.label(name) for name, one in more.items()), people.c.legal_name, people.c.record_number)
            .join(record_deliveries, columns.session_id == sessions.c.id)
            .join(people, people.c.id == columns.person_id)
            .where(columns.clinic_id == clinic_id)
        )
        place = tuple_(columns.created_at, columns.id)
        if after is not None:
            last = select(columns.created_at, columns.id).where(columns.clinic_id == clinic_id, columns.id == after)
            query = query.where(place < last.scalar_subquery())
        if status is not None:
            query = query.where(columns.status == status)
        ordered = query.order_by(columns.created_at.desc(), columns.id.desc()).limit(limit)
        async with self._database.read() as connection:
            rows = (await connection.execute(ordered)).mappings().all()
        return [_line(row) for row in rows]

    async def counts(self, endpoint_id: str) -> Mapping[Status, int]:
        columns = record_deliveries.c
        query = select(columns.status, func.count()).where(columns.endpoint_id == endpoint_id).group_by(columns.status)
        async with self._database.read() as connection:
            return {row[0]: row[1] for row in await connection.execute(query)}


def _endpoint(row: RowMapping) -> Endpoint:
    return value_of(Endpoint, {**row, "basis": Basis(row["basis"])})


def _line(row: RowMapping) -> DeliveryLine:
    of_delivery: dict[str, Any] = {
        name.removeprefix("delivery_"): value for name, value in row.items() if name.startswith("delivery_")
    }
    return DeliveryLine(
        value_of(Delivery, of_delivery), row["legal_name"], row["record_number"], row["starts_at"], row["time_zone"]
    )
