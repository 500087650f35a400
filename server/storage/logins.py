"""Login sessions, by the hash of their cookie."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, update

from server.services.access.logins import LoginSession
from server.storage.database import Database
from server.storage.rows import row_of
from server.storage.tables import join_links, login_sessions, staff_logins

_COLUMNS = [one.name for one in fields(LoginSession) if one.name in login_sessions.c]


class LoginsRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, login: LoginSession, token_hash: str) -> None:
        async with self._database.write() as connection:
            await connection.execute(login_sessions.insert(), {**_row_of(login), "token_hash": token_hash})

    async def by_token_hash(self, token_hash: str, now: datetime) -> LoginSession | None:
        query = _living(login_sessions.c.token_hash == token_hash, now)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return LoginSession(**{name: row[name] for name in _COLUMNS}) if row else None

    async def lives(self, login_id: str, now: datetime) -> bool:
        async with self._database.read() as connection:
            return (await connection.execute(_living(login_sessions.c.id == login_id, now))).first() is not None

    async def revoke(self, login_id: str, now: datetime) -> None:
        await self._revoke(login_sessions.c.id == login_id, now)

    async def revoke_in(self, clinic_id: str, session_id: str, person_id: str, now: datetime) -> Sequence[str]:
        links = select(join_links.c.id).where(
            join_links.c.clinic_id == clinic_id,
            join_links.c.session_id == session_id,
            join_links.c.person_id == person_id,
        )
        return await self._revoke(login_sessions.c.link_id.in_(links), now)

    async def revoke_of(self, clinic_id: str, person_id: str, now: datetime) -> Sequence[str]:
        columns = login_sessions.c
        return await self._revoke(and_(columns.clinic_id == clinic_id, columns.person_id == person_id), now)

    async def _revoke(self, which: ColumnElement[bool], now: datetime) -> Sequence[str]:
        query = (
            update(login_sessions)
            .where(which, login_sessions.c.revoked_at.is_(None))
            .values(revoked_at=now)
            .returning(login_sessions.c.id)
        )
        async with self._database.write() as connection:
            return list((await connection.execute(query)).scalars())


def _row_of(login: LoginSession) -> dict[str, Any]:
    row = row_of(login)
    return {name: row[name] for name in _COLUMNS}


def _living(which: ColumnElement[bool], now: datetime) -> Select[Any]:
    usable = or_(
        login_sessions.c.role.in_(["client", "guest"]),
        and_(staff_logins.c.person_id.is_not(None), staff_logins.c.disabled_at.is_(None)),
    )
    return (
        select(login_sessions)
        .outerjoin(staff_logins, staff_logins.c.person_id == login_sessions.c.person_id)
        .where(which, login_sessions.c.revoked_at.is_(None), login_sessions.c.expires_at > now, usable)
    )
