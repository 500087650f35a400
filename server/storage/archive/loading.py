"""Loads an archive into empty tables of the revision that it was made at."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, inspect, update

from server.services.errors import Conflict
from server.storage.archive.form import KINDS, LINE, SPOOL
from server.storage.archive.reading import Archive
from server.storage.archive.reading import Table as Part

REVISIONS = "alembic_version"


def load(connection: Connection, archive: Archive) -> Mapping[str, Sequence[str]]:
    """All tables, in the caller's transaction; the lines of the spool's files, by name. Raises ValueError for an
    archive that is not as it was written, or does not fit these tables; then the transaction must not be committed."""
    found = inspect(connection)
    missing = set(found.get_table_names()) - {REVISIONS}
    spooled: dict[str, list[str]] = {}
    for part in archive.parts():
        if part.name in SPOOL and part.columns == LINE:
            spooled[part.name] = [str(row[0]) for rows in part.rows for row in rows]
            continue
        if part.name not in missing:
            raise ValueError(f"it has a table {part.name!r}, which revision {archive.revision} has not")
        missing.remove(part.name)
        there = {column["name"] for column in found.get_columns(part.name)}
        if {name for name, _ in part.columns} != there:
            raise ValueError(f"its table {part.name} has other columns than in revision {archive.revision}")
        _load(connection, part, _to_itself(found.get_foreign_keys(part.name), part.name))
    if missing:
        raise ValueError(f"it lacks the tables {', '.join(sorted(missing))}")
    return spooled


def _to_itself(keys: Sequence[Any], table: str) -> str | None:
    """The column by which a row refers to another of its table."""
    found = [key["constrained_columns"][0] for key in keys if key["referred_table"] == table]
    return str(found[0]) if found else None


def _load(connection: Connection, part: Part, to_itself: str | None) -> None:
    names = [name for name, _ in part.columns]
    table = Table(part.name, MetaData(), *(Column(name, KINDS[kind].type) for name, kind in part.columns))
    later: list[tuple[Any, Any]] = []
    for rows in part.rows:
        if to_itself is not None:
            at, key = names.index(to_itself), names.index("id")
            later += [(row[key], row[at]) for row in rows if row[at] is not None]
            rows = [[*row[:at], None, *row[at + 1 :]] for row in rows]
        connection.execute(table.insert(), [dict(zip(names, row, strict=True)) for row in rows])
    for key, other in later:
        connection.execute(update(table).where(table.c.id == key).values({to_itself: other}))


def require_known(archive: Archive, revisions: Sequence[str]) -> None:
    """Raises Conflict for an archive of a newer viop."""
    if archive.revision not in revisions:
        raise Conflict(
            f"The backup was made at revision {archive.revision} of the database, which this viop does not know: "
            "restore it with the viop that made it, or a newer one."
        )
