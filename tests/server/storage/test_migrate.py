import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from server.services.errors import Conflict
from server.services.log.audit import AuditEntry
from server.settings import Settings
from server.storage.migrate import generation, migrate, newest_revision, revisions
from server.storage.place import place_of
from server.storage.tables import metadata
from tests.support.clinics import NOON
from tests.support.databases import server, underneath

pytestmark = pytest.mark.both_engines


async def test_upgrading_from_nothing_gives_the_tables_of_the_code(clinic):
    def compared(connection: Connection) -> list:
        return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)

    async with clinic.database.read() as connection:
        assert await connection.run_sync(compared) == []


def test_several_nodes_that_start_at_once_migrate_once(tmp_path):
    settings = Settings(var=tmp_path, database=server().url(server().create("fresh")))
    with ThreadPoolExecutor(3) as nodes:
        list(nodes.map(migrate, [place_of(settings)] * 3))
    assert underneath(settings, "SELECT version_num FROM alembic_version") == [(newest_revision(),)]
    server().drop("fresh")


async def test_a_database_of_a_newer_viop_is_left_as_it_is_unless_that_has_taken_something_away(settings, clinic):
    underneath(settings, "UPDATE alembic_version SET version_num = '9999'")
    migrate(place_of(settings))
    assert await clinic.people.clinics() == []
    underneath(settings, "UPDATE alembic_version SET version_num = 'b9999'")
    with pytest.raises(Conflict, match="Start the newer viop"):
        migrate(place_of(settings))
    assert underneath(settings, "SELECT version_num FROM alembic_version") == [("b9999",)]
    underneath(settings, f"UPDATE alembic_version SET version_num = '{newest_revision()}'")


def test_generations_follow_one_another():
    numbered = [(generation(one), int(one.removeprefix(generation(one)))) for one in reversed(revisions())]
    assert [number for _, number in numbered] == list(range(1, len(numbered) + 1))
    assert [of for of, _ in numbered] == sorted(of for of, _ in numbered)
    assert all(re.fullmatch("[b-z]?", of) for of, _ in numbered)


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
