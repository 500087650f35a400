"""The access log as it is looked through. Each way to look has an index that ends with the time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, tuple_

from server.domain.log.leaf import Kind
from server.services.access.scope import Scope
from server.services.log.log import StoredLeaf
from server.services.log.trail import EXPORTS, FOR_AUDITORS, WHOLE_CLINIC, Act, Asked
from server.storage.database import Database
from server.storage.dialect import AsJson
from server.storage.log import leaf_of
from server.storage.tables import audit_entries as table
from server.storage.tables import disclosed_clients, log_leaves, rosters, sessions


class TrailRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, scope: Scope, asked: Asked, after: tuple[datetime, str] | None, size: int) -> Sequence[Act]:
        found: dict[str, Act] = {}
        async with self._database.read() as connection:
            for branch in _branches(asked):
                query = _acts(scope, asked, after).where(*branch).limit(size)
                for row in (await connection.execute(query)).mappings():
                    found[row["id"]] = Act(**row)
        return sorted(found.values(), key=lambda one: (one.at, one.id), reverse=True)[:size]

    async def digest_after(self, clinic_id: str, until: datetime) -> StoredLeaf | None:
        said = AsJson(log_leaves.c.content)[("data", "until")].as_string()
        query = (
            select(log_leaves)
            .where(log_leaves.c.clinic_id == clinic_id, log_leaves.c.kind == Kind.ACCESS.value)
            .where(said >= until.isoformat())
            .order_by(log_leaves.c.position)
            .limit(1)
        )
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return leaf_of(row) if row else None


def _acts(scope: Scope, asked: Asked, after: tuple[datetime, str] | None) -> Select[Any]:
    columns = [table.c[name] for name in ("id", "at", "action", "actor_id", "subject", "session_id", "detail")]
    query = (
        select(*columns, sessions.c.title.label("session_title"), sessions.c.starts_at.label("session_starts_at"))
        .outerjoin(sessions, sessions.c.id == table.c.session_id)
        .where(table.c.clinic_id == scope.clinic_id, table.c.at >= asked.start, table.c.at < asked.end)
        .where(_within(scope))
        .order_by(table.c.at.desc(), table.c.id.desc())
    )
    if asked.actor is not None:
        query = query.where(table.c.actor_id == asked.actor)
    if after is not None:
        query = query.where(tuple_(table.c.at, table.c.id) < tuple_(*after))
    return query


def _branches(asked: Asked) -> list[list[ColumnElement[bool]]]:
    """What concerns a client: what names them, what was done to the whole of a session of theirs, and to everybody."""
    if asked.client is None:
        return [[]]
    theirs = select(rosters.c.session_id).where(rosters.c.person_id == asked.client)
    return [
        [table.c.subject == asked.client],
        [table.c.subject.is_(None), table.c.session_id.in_(theirs)],
        [table.c.subject.is_(None), table.c.session_id.is_(None), table.c.action.in_(WHOLE_CLINIC)],
        [table.c.subject.is_(None), _exported([asked.client])],
    ]


def _exported(clients: Sequence[str]) -> ColumnElement[bool]:
    """An act of a disclosure that one of these was in."""
    disclosure = AsJson(table.c.detail)["disclosure"].as_string()
    named = select(disclosed_clients.c.disclosure_id).where(
        disclosed_clients.c.clinic_id == table.c.clinic_id, disclosed_clients.c.person_id.in_(clients)
    )
    return and_(table.c.action.in_(EXPORTS), disclosure.in_(named))


def _within(scope: Scope) -> ColumnElement[bool]:
    """All of it to admins. To auditors what is about records that a grant opens: of their clients by name, of a
    whole session of theirs, or an export that they were in; for an act of no session its own time must lie in the
    days granted."""
    if scope.everything:
        return and_(True)
    areas = or_(*(table.c.action.startswith(one, autoescape=True) for one in FOR_AUDITORS))
    opened = []
    for window in scope.windows:
        when = func.coalesce(sessions.c.starts_at, table.c.at)
        whose = or_(table.c.subject.is_not(None), table.c.session_id.is_not(None))
        if window.clients is not None:
            clients = sorted(window.clients)
            theirs = select(rosters.c.session_id).where(rosters.c.person_id.in_(clients))
            of_several = or_(table.c.session_id.in_(theirs), _exported(clients))
            whose = or_(table.c.subject.in_(clients), and_(table.c.subject.is_(None), of_several))
        opened.append(and_(when >= window.start, when < window.end, whose))
    return and_(areas, or_(*opened, false()))
