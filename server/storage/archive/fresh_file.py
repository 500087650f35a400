"""A database file that is made aside and takes its place when it is whole."""

import os
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import create_engine, event, text

from server.services.errors import Conflict
from server.storage.archive.loading import load, require_known
from server.storage.archive.reading import Archive
from server.storage.migrate import migrate, revisions

BESIDE = ("-wal", "-shm", "-journal")


def require_empty(path: Path) -> None:
    """Raises Conflict unless there is no database at `path`, or one without any clinic."""
    if not path.exists():
        return
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        clinics = connection.execute("SELECT count(*) FROM clinics").fetchone()[0] if "clinics" in tables else 0
    if clinics or (tables - {"alembic_version"} and "clinics" not in tables):
        raise Conflict(
            f"There is a database with something in it at {path}. Nothing was touched. Move its directory away, or say "
            "with VIOP_VAR where the restored one should be."
        )


def load_file(path: Path, archive: Archive) -> Mapping[str, Sequence[str]]:
    """A new database at `path`, of the newest revision, with what the archive holds; the spool's lines. Raises
    ValueError and Conflict; then the file is worth nothing."""
    require_known(archive, revisions())
    migrate(path, archive.revision)
    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def _(connection: sqlite3.Connection, _: object) -> None:
        for pragma in ("foreign_keys=OFF", "journal_mode=OFF", "synchronous=OFF"):
            connection.execute(f"PRAGMA {pragma}")

    try:
        with engine.begin() as connection:
            spooled = load(connection, archive)
            broken = connection.execute(text("PRAGMA foreign_key_check")).first()
            if broken is not None:
                raise ValueError(f"a row of its table {broken[0]} refers to what is not there")
    finally:
        engine.dispose()
    migrate(path)
    return spooled


def put_in_place(fresh: Path, path: Path) -> None:
    """On disk when it returns, whatever happens to the machine."""
    with closing(sqlite3.connect(fresh)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for end in BESIDE:
        path.with_name(path.name + end).unlink(missing_ok=True)
    _sync(fresh)
    fresh.chmod(0o600)
    os.replace(fresh, path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
