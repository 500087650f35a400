"""The database, and when it was last backed up."""

import sqlite3
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from server.doctor.clocks import compare
from server.doctor.finding import Finding, ok, warn, wrong
from server.services.errors import StorageUnavailable
from server.settings import Settings
from server.storage.database import Database
from server.storage.gauges import GaugesRepository
from server.storage.health import DatabaseHealth
from server.storage.place import place_of

WHAT = "database"
OLDEST = 140000
BACKUP_OLD = timedelta(hours=26)
BYTEWISE = frozenset({"C", "POSIX", "C.UTF-8", "C.utf8"})


async def check_database(settings: Settings) -> list[Finding]:
    if settings.database is None and not settings.database_path.exists():
        return [warn(WHAT, "There is none yet; the first start makes it.", "Nothing, if so meant: see VIOP_VAR.")]
    database = Database(place_of(settings))
    try:
        return await _found(settings, database)
    except StorageUnavailable:
        do = "Is it running, and do VIOP_DATABASE and VIOP_DATABASE_PASSWORD_FILE lead to it?"
        if settings.database is None:
            do = "Is the disk full, or the file of another user?"
        return [wrong(WHAT, "It does not answer.", do)]
    finally:
        await database.close()


async def _found(settings: Settings, database: Database) -> list[Finding]:
    health = DatabaseHealth(database)
    await health.answers()
    found = [ok(WHAT, f"SQLite {sqlite3.sqlite_version}.")]
    if settings.database is not None:
        found = await _postgresql(database)
    if not await health.is_migrated():
        return [*found, warn(WHAT, "Its schema is of an older version.", "`viop migrate`; a start does it too.")]
    now = datetime.now(UTC)
    return [*found, _backup((await GaugesRepository(database).read(now)).backup_age)]


async def _postgresql(database: Database) -> list[Finding]:
    before = datetime.now(UTC)
    async with database.read() as connection:
        row = (
            await connection.execute(
                text(
                    "SELECT clock_timestamp() AS at, current_setting('server_version_num')::int AS version,"
                    " current_setting('server_version') AS named, current_setting('fsync') AS fsync,"
                    " pg_encoding_to_char(encoding) AS encoding, datcollate AS collation,"
                    " (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS super"
                    " FROM pg_database WHERE datname = current_database()"
                )
            )
        ).one()
    found = [compare(f"{WHAT} clock", row.at, before, datetime.now(UTC))]
    if row.version < OLDEST:
        found.append(wrong(WHAT, f"PostgreSQL {row.named} is too old.", "Run 14 or newer."))
    if row.encoding != "UTF8":
        found.append(wrong(WHAT, f"Its encoding is {row.encoding}.", "Make it with ENCODING 'UTF8'."))
    if row.collation not in BYTEWISE:
        says = f"It compares text by {row.collation}: lists come in another order than pages expect."
        found.append(wrong(WHAT, says, "Make it anew with LC_COLLATE 'C' TEMPLATE template0, and restore a backup."))
    if row.fsync != "on":
        found.append(wrong(WHAT, "fsync is off: what is stored may be gone with the power.", "Set fsync = on."))
    if row.super:
        found.append(
            warn(WHAT, "The app's role is a superuser's.", "Give it a role of its own, owner of its database.")
        )
    return found if any(one.what == WHAT for one in found) else [ok(WHAT, f"PostgreSQL {row.named}."), *found]


def _backup(age: timedelta | None) -> Finding:
    if age is None:
        return warn("backup", "No backup was ever made by `viop backup`.", "Let it run daily, and try a restore.")
    says = f"The last was made {age.total_seconds() / 3600:.0f} hours ago."
    return ok("backup", says) if age < BACKUP_OLD else wrong("backup", says, "Find out why `viop backup` does not run.")
