import sqlite3

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from server.services.log.audit import AuditEntry
from server.storage.migrate import migrate
from server.storage.tables import metadata
from tests.support.clinics import NOON
from tests.support.databases import underneath

pytestmark = pytest.mark.both_engines


async def test_upgrading_from_nothing_gives_the_tables_of_the_code(clinic):
    def compared(connection: Connection) -> list:
        return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)

    async with clinic.database.read() as connection:
        assert await connection.run_sync(compared) == []


def test_a_second_run_changes_nothing(tmp_path):
    path = tmp_path / "deep" / "clinic.sqlite3"
    migrate(path)
    with sqlite3.connect(path) as database:
        before = database.execute("SELECT sql FROM sqlite_master ORDER BY name").fetchall()
    migrate(path)
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT sql FROM sqlite_master ORDER BY name").fetchall() == before


def test_the_directory_is_its_owners_alone(tmp_path):
    migrate(tmp_path / "var" / "clinic.sqlite3")
    assert (tmp_path / "var").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("statement", ["UPDATE audit_entries SET action = 'x'", "DELETE FROM audit_entries"])
async def test_what_is_append_only_cannot_be_changed(settings, clinic, north, statement):
    await clinic.services.audit(AuditEntry(north.clinic, NOON, "test.done"))
    with pytest.raises(IntegrityError, match="append-only"):
        underneath(settings, statement)
