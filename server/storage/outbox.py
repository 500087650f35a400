"""The outbox's messages."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import RowMapping, func, select, tuple_, update

from server.domain.touch.contact import ChannelKind
from server.domain.touch.wording import What
from server.services.touch.outbox import Line, OutboxMessage, Status
from server.storage.database import Database
from server.storage.dialect import insert
from server.storage.rows import also, among, row_of, value_of
from server.storage.tables import outbox, people

ABOUT = ("starts_at", "before", "time_zone", "sequence")


class OutboxRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, messages: Sequence[OutboxMessage]) -> None:
        if messages:
            async with self._database.write() as connection:
                query = insert(outbox).on_conflict_do_nothing(index_elements=["key"])
                await connection.execute(query, [_row(one) for one in messages])

    async def known(self, keys: Collection[str]) -> Collection[str]:
        async with self._database.read() as connection:
            return set((await connection.execute(select(outbox.c.key).where(among(outbox.c.key, keys)))).scalars())

    async def drop(self, keys: Collection[str], now: datetime) -> None:
        waiting = update(outbox).where(among(outbox.c.key, keys), outbox.c.status == "queued")
        async with self._database.write() as connection:
            await connection.execute(waiting.values(status="expired", ended_at=now, problem="moot"))

    async def untold(self, clinic_id: str, session_id: str) -> Mapping[tuple[str, ChannelKind], datetime]:
        query = select(outbox).where(
            outbox.c.session_id == session_id,
            also(outbox.c.clinic_id, clinic_id),
            outbox.c.what == What.MOVED.value,
            outbox.c.status == "queued",
        )
        found: dict[tuple[str, ChannelKind], datetime] = {}
        async with self._database.read() as connection:
            for row in (await connection.execute(query.order_by(outbox.c.created_at))).mappings():
                message = _message(row)
                if message.before is not None:
                    found.setdefault((message.person_id, message.channel), message.before)
        return found

    async def due(self, now: datetime, limit: int) -> Sequence[OutboxMessage]:
        query = select(outbox).where(outbox.c.status == "queued", outbox.c.next_at <= now)
        async with self._database.read() as connection:
            rows = (
                await connection.execute(
                    query.order_by(outbox.c.what != What.PAGE.value, outbox.c.next_at).limit(limit)
                )
            ).mappings()
        return [_message(row) for row in rows]

    async def claim(self, message_id: str) -> bool:
        query = update(outbox).where(outbox.c.id == message_id, outbox.c.status == "queued")
        async with self._database.write() as connection:
            claimed = await connection.execute(query.values(status="sending", attempts=outbox.c.attempts + 1))
        return claimed.rowcount > 0

    async def end(
        self, message_id: str, status: Status, now: datetime, problem: str | None, sent_to: str | None = None
    ) -> None:
        await self._set(message_id, status=status, ended_at=now, problem=problem, sent_to=sent_to)

    async def put_off(self, message_id: str, until: datetime, problem: str | None) -> None:
        await self._set(message_id, status="queued", next_at=until, problem=problem)

    async def interrupted(self) -> Sequence[OutboxMessage]:
        async with self._database.read() as connection:
            rows = (await connection.execute(select(outbox).where(outbox.c.status == "sending"))).mappings()
        return [_message(row) for row in rows]

    async def lines(self, clinic_id: str, after: str | None, status: Status | None, limit: int) -> Sequence[Line]:
        query = (
            select(outbox, people.c.legal_name, people.c.record_number)
            .join(people, people.c.id == outbox.c.person_id)
            .where(outbox.c.clinic_id == clinic_id)
        )
        place = tuple_(outbox.c.created_at, outbox.c.id)
        if after is not None:
            last = select(outbox.c.created_at, outbox.c.id).where(outbox.c.clinic_id == clinic_id, outbox.c.id == after)
            query = query.where(place < last.scalar_subquery())
        if status is not None:
            query = query.where(outbox.c.status == status)
        async with self._database.read() as connection:
            ordered = query.order_by(outbox.c.created_at.desc(), outbox.c.id.desc()).limit(limit)
            rows = (await connection.execute(ordered)).mappings()
        return [Line(_message(row), row["legal_name"], row["record_number"]) for row in rows]

    async def counts(self, clinic_id: str, since: datetime) -> Mapping[Status, int]:
        query = (
            select(outbox.c.status, func.count())
            .where(outbox.c.clinic_id == clinic_id, outbox.c.created_at >= since)
            .group_by(outbox.c.status)
        )
        async with self._database.read() as connection:
            return {row[0]: row[1] for row in await connection.execute(query)}

    async def _set(self, message_id: str, **values: Any) -> None:
        async with self._database.write() as connection:
            await connection.execute(update(outbox).where(outbox.c.id == message_id).values(**values))


def _row(message: OutboxMessage) -> dict[str, Any]:
    row = {name: value for name, value in row_of(message).items() if name not in ABOUT}
    before = message.before.astimezone(UTC).isoformat() if message.before else None
    about = {
        "starts_at": message.starts_at.astimezone(UTC).isoformat(),
        "before": before,
        "time_zone": message.time_zone,
        "sequence": message.sequence,
    }
    return {**row, "what": message.what.value, "about": about}


def _message(row: RowMapping) -> OutboxMessage:
    about = row["about"]
    times = {name: datetime.fromisoformat(about[name]) if about[name] else None for name in ("starts_at", "before")}
    return value_of(OutboxMessage, {**row, **about, **times, "what": What(row["what"])})
