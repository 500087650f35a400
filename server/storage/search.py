"""Search over `record_lines`. Each filter has an index that ends with the session's start, so that a page is read off
one of them, newest first."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, tuple_
from sqlalchemy import text as sql

from server.domain.attendance.record import Outcome
from server.services.scope import Scope
from server.services.search import Found, Place, Query, Text
from server.storage.database import Database
from server.storage.tables import people, record_flags, rosters, staff_logins
from server.storage.tables import record_lines as table

ORDER = (table.c.starts_at, table.c.session_id, table.c.participant_id)
TITLES = sql(
    """
    WITH RECURSIVE titles (title) AS (
      SELECT min(title) FROM record_lines WHERE clinic_id = :clinic
      UNION ALL
      SELECT (SELECT min(title) FROM record_lines WHERE clinic_id = :clinic AND title > titles.title)
      FROM titles WHERE titles.title IS NOT NULL
    )
    SELECT title FROM titles WHERE title IS NOT NULL
    """
)
"""Each title once, by leaping along the index: there are few, and many sessions of each."""


class SearchRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def text(self, clinic_id: str, text: str, most: int) -> tuple[Text, bool]:
        wanted = text.casefold()
        columns = (people.c.id, people.c.legal_name, people.c.chosen_name, people.c.record_number)
        clients = select(*columns).where(people.c.clinic_id == clinic_id, people.c.kind == "client")
        async with self._database.read() as connection:
            found = [
                person
                for person, *names in await connection.execute(clients.order_by(people.c.legal_name, people.c.id))
                if any(wanted in (name or "").casefold() for name in names)
            ]
            titles = (await connection.execute(TITLES, {"clinic": clinic_id})).scalars()
            fitting = tuple(title for title in titles if wanted in title.casefold())
        return Text(tuple(found[:most]), fitting), len(found) > most

    async def page(
        self, scope: Scope, query: Query, text: Text | None, after: Place | None, size: int
    ) -> Sequence[Found]:
        """Of each branch (a client, a title) its newest, and of these the newest: so each is read off one index."""
        found: dict[tuple[str, str], Found] = {}
        async with self._database.read() as connection:
            for branch in _branches(scope, text):
                statement = _selected(scope, query, [*branch, *_after(after)])
                statement = statement.order_by(*(one.desc() for one in ORDER)).limit(size)
                for row in (await connection.execute(statement)).mappings():
                    line = Found(**{**row, "flags": tuple(row["flags"])})
                    found[line.session_id, line.participant_id] = line
        newest = sorted(found.values(), key=lambda one: (one.starts_at, one.session_id, one.participant_id))
        return newest[: -size - 1 : -1]

    async def outcomes(self, scope: Scope, query: Query, text: Text | None) -> Mapping[str, int]:
        where = [] if text is None else [or_(table.c.participant_id.in_(text.clients), table.c.title.in_(text.titles))]
        if not where and query.flag is None and _named(scope) is None:
            # No better index: then one that has the outcome too, so that no line must be looked at.
            where.append(table.c.outcome.in_([one.value for one in Outcome]))
        statement = _from(query, select(table.c.outcome, func.count().label("records")))
        statement = statement.where(*_filters(scope, query), *where).group_by(table.c.outcome)
        async with self._database.read() as connection:
            return {row.outcome: row.records for row in await connection.execute(statement)}

    async def facilitators(self, clinic_id: str) -> Collection[str]:
        on_roster = exists().where(rosters.c.person_id == people.c.id, rosters.c.role == "facilitator")
        query = select(people.c.id).where(people.c.clinic_id == clinic_id, people.c.kind == "staff", on_roster)
        async with self._database.read() as connection:
            return list((await connection.execute(query)).scalars())

    async def with_logins(self, clinic_id: str) -> Collection[str]:
        query = select(staff_logins.c.person_id).where(staff_logins.c.clinic_id == clinic_id)
        async with self._database.read() as connection:
            return list((await connection.execute(query)).scalars())


def _selected(scope: Scope, query: Query, more: Sequence[ColumnElement[bool]]) -> Select[Any]:
    columns = (table.c[name] for name in Found.__dataclass_fields__)
    return _from(query, select(*columns)).where(*_filters(scope, query), *more)


def _from(query: Query, statement: Select[Any]) -> Select[Any]:
    """Through the flags, where one is asked for: most are rare."""
    if query.flag is None:
        return statement.select_from(table)
    columns = record_flags.c
    same = and_(columns.session_id == table.c.session_id, columns.participant_id == table.c.participant_id)
    return statement.select_from(record_flags.join(table, same)).where(
        columns.clinic_id == table.c.clinic_id,
        columns.flag == query.flag,
        columns.starts_at >= query.start,
        columns.starts_at < query.end,
    )


def _filters(scope: Scope, query: Query) -> list[ColumnElement[bool]]:
    found = [
        table.c.clinic_id == scope.clinic_id,
        table.c.starts_at >= query.start,
        table.c.starts_at < query.end,
        *_within(scope),
    ]
    found += [
        table.c[name] == value
        for name, value in (
            ("program_id", query.program),
            ("kind", query.kind),
            ("outcome", query.outcome),
            ("signed", query.signed),
        )
        if value is not None
    ]
    if query.facilitator is not None:
        found.append(_on_roster(query.facilitator))
    return found


def _within(scope: Scope) -> list[ColumnElement[bool]]:
    """What the scope opens, as `Scope.reads` has it. Lines are of finished sessions."""
    if scope.everything:
        return []
    if scope.only_session is not None:
        return [false()]
    if scope.sessions_of is not None:
        return [_on_roster(scope.sessions_of)]
    windows = [
        and_(
            table.c.starts_at >= one.start,
            table.c.starts_at < one.end,
            *([] if one.clients is None else [table.c.participant_id.in_(sorted(one.clients))]),
        )
        for one in scope.windows
    ]
    named = _named(scope)
    return [or_(*windows, false()), *([] if named is None else [table.c.participant_id.in_(named)])]


def _named(scope: Scope) -> list[str] | None:
    """The clients that an auditor may read of; None where that is no list."""
    if not scope.windows or any(one.clients is None for one in scope.windows):
        return None
    return sorted({client for one in scope.windows for client in one.clients or ()})


def _on_roster(person_id: str) -> ColumnElement[bool]:
    return exists().where(rosters.c.session_id == table.c.session_id, rosters.c.person_id == person_id)


def _branches(scope: Scope, text: Text | None) -> list[list[ColumnElement[bool]]]:
    if text is not None:
        return _typed(text)
    return [[table.c.participant_id == client] for client in named] if (named := _named(scope)) is not None else [[]]


def _typed(text: Text) -> list[list[ColumnElement[bool]]]:
    clients = [[table.c.participant_id == client] for client in text.clients]
    return clients + [[table.c.title == title] for title in text.titles]


def _after(place: Place | None) -> list[ColumnElement[bool]]:
    if place is None:
        return []
    return [tuple_(*ORDER) < tuple_(place.starts_at, place.session_id, place.participant_id)]
