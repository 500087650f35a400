"""Backups in tests: what a database holds, and archives that somebody changed."""

import gzip
import hashlib
import io
import json
import sqlite3
from collections.abc import Callable, Collection
from contextlib import closing
from pathlib import Path
from typing import Any

from server.settings import Settings
from server.storage.migrate import migrate

SETTLED = {"audit_entries", "room_states", "login_sessions", "signed_heads"}
"""Tables in which a restore changes or adds something."""
Tables = dict[str, list[tuple[Any, ...]]]


def tables_of(var: Path, without: Collection[str] = ()) -> Tables:
    """All rows of all tables, as the file has them."""
    with closing(sqlite3.connect(Settings(var=var).database_path)) as database:
        names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: sorted(database.execute(f"SELECT * FROM {name}"), key=repr) for name in names if name not in without
        }


def schema_of(file: Path) -> list[Any]:
    with closing(sqlite3.connect(file)) as database:
        return sorted(database.execute("SELECT type, name, sql FROM sqlite_master"), key=repr)


class Stdin:
    """Standard input as a program has it."""

    def __init__(self, data: bytes) -> None:
        self.buffer = io.BufferedReader(io.BytesIO(data))


def altered(archive: bytes, change: Callable[[list[Any]], list[Any]]) -> bytes:
    """The archive after somebody changed its lines, who knows how hashes and counts are reckoned."""
    lines = change([json.loads(one) for one in gzip.decompress(archive).splitlines()])
    parts: list[dict[str, Any]] = []
    everything = hashlib.sha256()
    written: list[bytes] = []
    rows: list[bytes] = []
    for line in lines:
        if isinstance(line, dict) and line["type"] == "end":
            hashed = hashlib.sha256(b"".join(rows)).hexdigest()
            line |= {"rows": len(rows), "sha256": hashed}
            parts.append({name: line[name] for name in ("name", "rows", "sha256")})
            rows = []
        if isinstance(line, dict) and line["type"] == "manifest":
            line |= {"parts": parts, "sha256": everything.hexdigest(), "revision": lines[0]["revision"]}
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        if isinstance(line, list):
            rows.append(text)
        everything.update(text)
        written.append(text)
    return b"".join(written)


def archive_of(revision: str, file: Path, clinics: list[list[Any]]) -> bytes:
    """One that an older viop would have made of a database with these clinics and nothing else; `file` is made."""
    migrate(file, revision)
    about = {"format": 1, "revision": revision, "made_at": "2026-03-04T20:00:00.000Z"}
    lines: list[Any] = [{"type": "viop-backup", **about}]
    with closing(sqlite3.connect(file)) as database:
        names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in names:
            if name != "alembic_version":
                columns = [(row[1], "text") for row in database.execute(f"PRAGMA table_info({name})")]
                lines.append({"type": "table", "name": name, "columns": columns})
                lines += clinics if name == "clinics" else []
                lines.append({"type": "end", "name": name})
    lines.append({"type": "manifest", **about, "logs": []})
    return altered(gzip.compress(b"\n".join(json.dumps(one).encode() for one in lines)), lambda same: same)
