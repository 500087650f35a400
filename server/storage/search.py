"""Search over `record_lines`. Each filter has an index that ends with the session's start, so that a page is read off
one of them, newest first."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, and_, exists, false, func, or_, select, tuple_
from sqlalchemy import text as sql

from server.domain.attendance.record import Outcome
from server.domain.signing.values import ENTERED_IN_ERROR
from server.services.access.scope import Scope
from server.services.records.search import Found, Place, Query, Text
from server.storage.database import Database
from server.storage.rows import plus
from server.storage.tables import people, record_flags, rosters, staff_logins
from server.storage.tables import record_lines as table

OUTCOMES = [*(one.value for one in Outcome), ENTERED_IN_ERROR]
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
        columns = [table.c[name] for name in Found.__dataclass_fields__]
        async with self._database.read() as connection:
            for branch in _branches(scope, text):
                order = _order(query)
                statement = _narrowed(select(*columns), scope, query, branch)
                if after is not None:
                    place = tuple_(after.starts_at, after.session_id, after.participant_id)
                    statement = statement.where(tuple_(*order) < place)
                statement = statement.order_by(*(one.desc() for one in order)).limit(size)
                for row in (await connection.execute(statement)).mappings():
                    line = Found(**{**row, "flags": tuple(row["flags"])})
                    found[line.session_id, line.participant_id] = line
        newest = sorted(found.values(), key=lambda one: (one.starts_at, one.session_id, one.participant_id))
        return newest[: -size - 1 : -1]

    async def outcomes(self, scope: Scope, query: Query, text: Text | None) -> Mapping[str, int]:
        counted: Counter[str] = Counter()
        async with self._database.read() as connection:
            for branch in _apart(scope, text):
                by_time = branch == Branch() and query.flag is None
                # By time the index that has the outcome too is enough; it must not tempt where there is a better one.
                outcome: ColumnElement[str] = table.c.outcome
                counted_by = func.count()
                if not by_time:
                    outcome, counted_by = plus(table.c.outcome), func.count(table.c.countable_ms)
                counting: Any = select(outcome.label("outcome"), counted_by.label("records"))
                statement = _narrowed(counting, scope, query, branch).group_by(outcome)
                if by_time:
                    statement = statement.where(table.c.outcome.in_(OUTCOMES))
                for row in await connection.execute(statement):
                    counted[row.outcome] += row.records
        return counted

    async def facilitators(self, clinic_id: str) -> Collection[str]:
        on_roster = exists().where(rosters.c.person_id == people.c.id, rosters.c.role == "facilitator")
        query = select(people.c.id).where(people.c.clinic_id == clinic_id, people.c.kind == "staff", on_roster)
        async with self._database.read() as connection:
            return list((await connection.execute(query)).scalars())

    async def with_logins(self, clinic_id: str) -> Collection[str]:
        query = select(staff_logins.c.person_id).where(staff_logins.c.clinic_id == clinic_id)
        async with self._database.read() as connection:
            return list((await connection.execute(query)).scalars())


@dataclass(frozen=True)
class Branch:
    """One way to the lines: of `clients`, of sessions of these `titles`, or of a time. `other_than`: clients that
    another way has counted."""

    clients: Sequence[str] = ()
    titles: Sequence[str] = ()
    other_than: Sequence[str] = ()


def _branches(scope: Scope, text: Text | None) -> list[Branch]:
    """Each of them read in order."""
    if text is not None:
        clients = [Branch(clients=[one]) for one in text.clients]
        return clients + [Branch(titles=[one]) for one in text.titles]
    named = _named(scope)
    return [Branch()] if named is None else [Branch(clients=[one]) for one in named]


def _apart(scope: Scope, text: Text | None) -> list[Branch]:
    """Such that no line is in two of them."""
    if text is not None:
        ways = Branch(clients=text.clients), Branch(titles=text.titles, other_than=text.clients)
        return [one for one in ways if one.clients or one.titles]
    named = _named(scope)
    return [Branch() if named is None else Branch(clients=named)]


def _narrowed(statement: Select[Any], scope: Scope, query: Query, branch: Branch) -> Select[Any]:
    """`statement` over the lines of the branch that fit.

    SQLite knows nothing of how many lines there are of what: it would go through all of a year for one client. An
    operand with a plus before it cannot be looked up in an index, which leaves the one that fits.
    """
    clinic: ColumnElement[str] = table.c.clinic_id
    start: ColumnElement[datetime] = table.c.starts_at
    if query.flag is not None:
        clinic, start = plus(table.c.clinic_id), plus(table.c.starts_at)
        flags = record_flags.c
        same = and_(flags.session_id == table.c.session_id, flags.participant_id == table.c.participant_id)
        statement = statement.select_from(record_flags.join(table, same)).where(
            flags.clinic_id == scope.clinic_id,
            flags.flag == query.flag,
            flags.starts_at >= query.start,
            flags.starts_at < query.end,
        )
    elif branch.clients:
        start = plus(table.c.starts_at)
    where = [clinic == scope.clinic_id, start >= query.start, start < query.end, *_within(scope, start)]
    if branch.clients:
        where.append(table.c.participant_id.in_(branch.clients))
    if branch.titles:
        where.append(table.c.title.in_(branch.titles))
    if branch.other_than:
        where.append(plus(table.c.participant_id).not_in(branch.other_than))
    for name, value in (
        ("program_id", query.program),
        ("kind", query.kind),
        ("outcome", query.outcome),
        ("signed", query.signed),
    ):
        if value is not None:
            where.append(table.c[name] == value)
    if query.facilitator is not None:
        where.append(_on_roster(query.facilitator))
    return statement.where(*where)


def _order(query: Query) -> Sequence[Column[Any]]:
    of = table if query.flag is None else record_flags
    return of.c.starts_at, of.c.session_id, of.c.participant_id


def _within(scope: Scope, start: ColumnElement[Any]) -> list[ColumnElement[bool]]:
    """What the scope opens, as `Scope.reads` has it. Lines are of finished sessions."""
    if scope.everything:
        return []
    if scope.only_session is not None:
        return [false()]
    if scope.sessions_of is not None:
        return [_on_roster(scope.sessions_of)]
    windows = [
        and_(
            start >= one.start,
            start < one.end,
            *([] if one.clients is None else [plus(table.c.participant_id).in_(sorted(one.clients))]),
        )
        for one in scope.windows
    ]
    return [or_(*windows, false())]


def _named(scope: Scope) -> list[str] | None:
    """The clients that an auditor may read of; None where that is no list."""
    if not scope.windows or any(one.clients is None for one in scope.windows):
        return None
    return sorted({client for one in scope.windows for client in one.clients or ()})


def _on_roster(person_id: str) -> ColumnElement[bool]:
    return exists().where(
        rosters.c.session_id == table.c.session_id,
        rosters.c.person_id == person_id,
        rosters.c.role == "facilitator",
    )
