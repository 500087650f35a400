"""`viop backup` and `viop restore`: all that the database holds, in one file that needs no engine."""

import argparse
import asyncio
import gzip
import io
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, cast

from server.audit_files import lines_of
from server.command import add_command
from server.services.errors import Conflict, StorageUnavailable
from server.settings import Settings

PACKED = 1
"""gzip's quickest: a third larger than its best, and not what one waits for."""
STDOUT = Path("-")
log = logging.getLogger(__name__)


def add_backup(commands: Any) -> None:
    backup = add_command(
        commands,
        "backup",
        _backup,
        "Write everything in the database to one file.",
        "Of one moment, while the app goes on. The file needs no engine: `viop restore` reads it into SQLite and "
        "PostgreSQL alike. It holds everything about everybody, in the clear: encrypt it on its way, as shown. "
        "Keys are not in it (docs/operations.md says how they are kept). The access log says that it was made.",
        "viop backup - | age -r age1… > /backup/viop-$(date +%F).age",
    )
    backup.add_argument("file", type=Path, metavar="FILE", help="must not exist yet; - writes to standard output")
    restore = add_command(
        commands,
        "restore",
        _restore,
        "Read a backup into an empty database.",
        "Every part is compared with its hash and the attendance log is verified before anything is in place; what "
        "goes wrong leaves everything as it was. Everybody has to sign in again. Nothing that waited to be sent goes "
        "by itself: messages are marked as not sent, records for other systems wait until an admin goes on with them.",
        "age -d -i key.txt /backup/viop-2026-03-04.age | viop restore -",
    )
    restore.add_argument("file", type=Path, metavar="FILE", help="- reads standard input")
    restore.add_argument(
        "--although-log-fails",
        action="store_true",
        help="also a backup whose attendance log does not hold; the access log says so",
    )


def _backup(arguments: argparse.Namespace) -> None:
    settings = Settings()
    if settings.database is None and not settings.database_path.exists():
        raise FileNotFoundError(f"there is no database at {settings.database_path}; VIOP_VAR says where to look")
    manifest = asyncio.run(_write(settings, arguments.file))
    rows = sum(part["rows"] for part in manifest["parts"])
    print(f"{arguments.file}: {rows} rows, SHA-256 {manifest['sha256']}", file=sys.stderr)


async def _write(settings: Settings, file: Path) -> Any:
    from server.restoring import tell_all
    from server.storage.archive.writing import write_backup
    from server.storage.database import Database
    from server.storage.place import place_of

    database = Database(place_of(settings))
    now = datetime.now(UTC)
    try:
        with _new(file) as packed:
            manifest = await write_backup(database, settings.var, now, packed.write)
        try:
            await tell_all(database, settings, "backup.made", now)
        except StorageUnavailable:
            log.warning("the database takes nothing just now: the access log will not say that this was made")
        return manifest
    finally:
        await database.close()


@contextmanager
def _new(file: Path) -> Iterator[IO[bytes]]:
    """Compressed, for its owner alone, and under its name only when it is whole."""
    if file == STDOUT:
        if sys.stdout.isatty():
            raise Conflict("A backup is no text to look at: redirect it, or name a file.")
        with gzip.GzipFile(fileobj=sys.stdout.buffer, mode="wb", compresslevel=PACKED, mtime=0) as packed:
            yield cast(IO[bytes], packed)
        sys.stdout.buffer.flush()
        return
    if file.exists():
        raise FileExistsError(f"{file} is there already")
    part = file.with_name(file.name + ".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as raw:
            with gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=PACKED, mtime=0) as packed:
                yield cast(IO[bytes], packed)
            raw.flush()
            os.fsync(raw.fileno())
        _name(part, file)
    finally:
        part.unlink(missing_ok=True)


def _name(part: Path, file: Path) -> None:
    """Replaces nothing that came to be meanwhile, but on volumes that know no second name of a file."""
    try:
        os.link(part, file)
    except FileExistsError:
        raise
    except OSError:
        os.rename(part, file)


def _restore(arguments: argparse.Namespace) -> None:
    from server.lock import held
    from server.restoring import restore
    from server.storage.archive.fresh_file import require_empty

    settings = Settings()
    with held(settings.lock), _opened(arguments.file) as lines:
        if settings.database is None:
            require_empty(settings.database_path)
        try:
            told = asyncio.run(restore(settings, lines, datetime.now(UTC), arguments.although_log_fails))
        except ValueError as error:
            raise Conflict(f"{arguments.file}: {error}. Nothing was restored.") from error
    print("\n".join(told))


@contextmanager
def _opened(file: Path) -> Iterator[Iterator[str]]:
    if file == STDOUT:
        yield lines_of(cast("io.BufferedReader[Any]", sys.stdin.buffer))
        return
    with file.open("rb") as raw:
        yield lines_of(raw)
