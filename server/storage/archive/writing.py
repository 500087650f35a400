"""Writes a backup: of one moment, while the app goes on, with a few thousand rows in memory at a time."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Table, Text, select, text, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from server.domain.instants import to_text
from server.domain.log.tree import Frontier
from server.services.errors import Conflict
from server.storage.archive.form import BACKUP, LINE, SPOOL, VERSION, PartEnd, changes, kind_of, line
from server.storage.columns import Json
from server.storage.database import Database
from server.storage.migrate import newest_revision
from server.storage.tables import log_heads, metadata

AT_ONCE = 2000

Write = Callable[[bytes], object]


class Sheet:
    """What is written, with the hash of all of it, and of the part that it is at."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._all = hashlib.sha256()
        self.parts: list[PartEnd] = []

    @property
    def sha256(self) -> str:
        return self._all.hexdigest()

    def add(self, data: bytes) -> None:
        self._all.update(data)
        self._write(data)

    def part(self, name: str, columns: Sequence[tuple[str, str]]) -> "Part":
        self.add(line({"type": "table", "name": name, "columns": columns}))
        return Part(self, name)


class Part:
    def __init__(self, sheet: Sheet, name: str) -> None:
        self._sheet = sheet
        self._name = name
        self._rows = 0
        self._hash = hashlib.sha256()

    def add(self, rows: Iterable[Sequence[Any]]) -> None:
        lines = [line(row) for row in rows]
        data = b"".join(lines)
        self._rows += len(lines)
        self._hash.update(data)
        self._sheet.add(data)

    def end(self) -> None:
        end = PartEnd(self._name, self._rows, self._hash.hexdigest())
        self._sheet.parts.append(end)
        self._sheet.add(line({"type": "end", **end.to_data()}))


async def write_backup(database: Database, var: Path, now: datetime, write: Write) -> Mapping[str, Any]:
    """The manifest, which is also the archive's last line. Raises Conflict for a database of another version."""
    spooled = {name: _lines(var / name) for name in SPOOL}  # before the look at the database: rather twice than never
    async with database.read() as connection:
        revision = await connection.scalar(text("SELECT version_num FROM alembic_version"))
        if revision != newest_revision():
            raise Conflict(
                f"The database is at revision {revision}, and this viop is at {newest_revision()}: make the backup "
                "with the viop that serves it, or run `viop migrate` first."
            )
        if connection.dialect.name == "postgresql":  # whoever reads the archive may be slow
            await connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        sheet = Sheet(write)
        about = {"format": VERSION, "revision": revision, "made_at": to_text(now)}
        sheet.add(line({"type": BACKUP, **about}))
        for table in metadata.sorted_tables:
            await _table(connection, table, sheet)
        for name, lines in spooled.items():
            part = sheet.part(name, LINE)
            part.add([one] for one in lines)
            part.end()
        logs = [
            {"clinic": row.clinic_id, "size": row.size, "root": _root(row.size, row.frontier)}
            for row in await connection.execute(select(log_heads).order_by(log_heads.c.clinic_id))
        ]
    manifest = {**about, "parts": [one.to_data() for one in sheet.parts], "logs": logs, "sha256": sheet.sha256}
    write(line({"type": "manifest", **manifest}))
    return manifest


async def _table(connection: AsyncConnection, table: Table, sheet: Sheet) -> None:
    columns = [(column.name, kind_of(column.type)) for column in table.columns]
    made = changes(columns, lambda kind: kind.to_json)
    as_text = [type_coerce(one, Text).label(one.name) if isinstance(one.type, Json) else one for one in table.columns]
    query = select(*as_text).order_by(*table.primary_key.columns)
    part = sheet.part(table.name, columns)
    async with connection.stream(query.execution_options(yield_per=AT_ONCE)) as result:
        async for rows in result.partitions():
            part.add([_row(row, made) for row in rows] if made else [list(row) for row in rows])
    part.end()


def _row(row: Sequence[Any], made: Sequence[tuple[int, Callable[[Any], Any]]]) -> list[Any]:
    values = list(row)
    for at, change in made:
        if values[at] is not None:
            values[at] = change(values[at])
    return values


def _lines(file: Path) -> list[str]:
    """Whole lines of it alone: what a crash cut short was never confirmed."""
    try:
        return file.read_bytes().decode(errors="replace").split("\n")[:-1]
    except FileNotFoundError:
        return []


def _root(size: int, frontier: Sequence[str]) -> str:
    return Frontier(size, tuple(bytes.fromhex(one) for one in frontier)).root().hex()
