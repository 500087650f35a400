"""What a live room must know to go on after a restart, under the epoch that fences off an older owner."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from server.storage.database import Database
from server.storage.dialect import insert
from server.storage.tables import room_states


class RoomsRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(self, clinic_id: str, session_id: str, now: datetime) -> tuple[int, Mapping[str, Any]]:
        fresh = insert(room_states).values(session_id=session_id, clinic_id=clinic_id, epoch=1, state={}, saved_at=now)
        query = fresh.on_conflict_do_update(
            index_elements=["session_id"], set_={"epoch": room_states.c.epoch + 1, "saved_at": now}
        ).returning(room_states.c.epoch, room_states.c.state)
        async with self._database.write() as connection:
            epoch, state = (await connection.execute(query)).one()
        return epoch, state

    async def owns(self, clinic_id: str, session_id: str, epoch: int) -> bool:
        query = select(room_states.c.epoch).where(
            room_states.c.clinic_id == clinic_id, room_states.c.session_id == session_id
        )
        async with self._database.read() as connection:
            return await connection.scalar(query) == epoch

    async def break_ends_at(self, clinic_id: str, session_id: str) -> datetime | None:
        query = select(room_states.c.state).where(
            room_states.c.clinic_id == clinic_id, room_states.c.session_id == session_id
        )
        async with self._database.read() as connection:
            state = await connection.scalar(query) or {}
        return datetime.fromisoformat(at) if (at := state.get("break_ends_at")) else None

    async def save(self, clinic_id: str, session_id: str, epoch: int, state: Mapping[str, Any], now: datetime) -> bool:
        query = (
            update(room_states)
            .where(
                room_states.c.clinic_id == clinic_id,
                room_states.c.session_id == session_id,
                room_states.c.epoch == epoch,
            )
            .values(state=state, saved_at=now)
            .returning(room_states.c.epoch)
        )
        async with self._database.write() as connection:
            return (await connection.execute(query)).first() is not None
