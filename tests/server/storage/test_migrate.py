import sqlite3

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from server.services.log.audit import AuditEntry
from server.storage.migrate import migrate
from server.storage.tables import metadata
from tests.support.clinics import NOON


def test_upgrading_from_nothing_gives_the_tables_of_the_code(migrated):
    engine = create_engine(f"sqlite:///{migrated}")
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)
    engine.dispose()
    assert differences == []


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
    with (
        sqlite3.connect(settings.database_path) as database,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        database.execute(statement)
