"""Guests' invitations: used once, ended once; and what clients said of trainees."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select, update

from server.services.guests.invitations import EndedAs, Invitation
from server.storage.database import Database
from server.storage.dialect import insert
from server.storage.rows import row_of, value_of
from server.storage.tables import guest_invitations as table
from server.storage.tables import observer_agreements


class GuestsRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, invitation: Invitation) -> None:
        async with self._database.write() as connection:
            await connection.execute(table.insert(), row_of(invitation))

    async def by_token_hash(self, token_hash: str) -> Invitation | None:
        found = await self._find(table.c.token_hash == token_hash)
        return found[0] if found else None

    async def of_session(self, clinic_id: str, session_id: str) -> Sequence[Invitation]:
        return await self._find(table.c.clinic_id == clinic_id, table.c.session_id == session_id)

    async def of_consent(self, clinic_id: str, consent_id: str) -> Sequence[Invitation]:
        lives = table.c.ended_at.is_(None)
        return await self._find(table.c.clinic_id == clinic_id, table.c.consent_id == consent_id, lives)

    async def of_client(self, clinic_id: str, client_id: str | None) -> Sequence[Invitation]:
        return await self._find(table.c.clinic_id == clinic_id, table.c.client_id.is_not_distinct_from(client_id))

    async def accept(self, invitation_id: str, version: str, login_id: str, now: datetime) -> bool:
        query = (
            update(table)
            .where(table.c.id == invitation_id, table.c.accepted_at.is_(None), table.c.ended_at.is_(None))
            .values(accepted_at=now, accepted_version=version, login_id=login_id)
            .returning(table.c.id)
        )
        async with self._database.write() as connection:
            return (await connection.execute(query)).first() is not None

    async def end(self, invitation_id: str, how: EndedAs, by: str | None, now: datetime) -> None:
        query = update(table).where(table.c.id == invitation_id, table.c.ended_at.is_(None))
        async with self._database.write() as connection:
            await connection.execute(query.values(ended_at=now, ended_as=how, ended_by=by))

    async def _find(self, *which: ColumnElement[bool]) -> Sequence[Invitation]:
        query = select(table).where(*which).order_by(table.c.invited_at.desc(), table.c.id)
        async with self._database.read() as connection:
            return [value_of(Invitation, row) for row in (await connection.execute(query)).mappings()]


class ObserverAgreementsRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def said(self, clinic_id: str, session_id: str) -> Mapping[str, bool]:
        columns = observer_agreements.c
        query = select(columns.client_id, columns.agreed).where(
            columns.clinic_id == clinic_id, columns.session_id == session_id
        )
        async with self._database.read() as connection:
            return {row.client_id: row.agreed for row in await connection.execute(query)}

    async def say(self, clinic_id: str, session_id: str, client_id: str, agreed: bool, by: str, now: datetime) -> None:
        row = {
            "clinic_id": clinic_id,
            "session_id": session_id,
            "client_id": client_id,
            "agreed": agreed,
            "recorded_by": by,
            "recorded_at": now,
        }
        fresh = insert(observer_agreements)
        anew = {name: fresh.excluded[name] for name in ("agreed", "recorded_by", "recorded_at")}
        query = fresh.on_conflict_do_update(index_elements=["session_id", "client_id"], set_=anew)
        async with self._database.write() as connection:
            await connection.execute(query, row)
