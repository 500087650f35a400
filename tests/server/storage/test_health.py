from sqlalchemy import text

from server.clinic import Clinic
from server.storage.database import Database
from server.storage.health import DatabaseHealth


async def set_schema(database: Database, revision: str) -> None:
    async with database.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


async def test_a_database_of_this_version_or_a_newer_one_is_migrated_and_an_older_one_is_not(clinic: Clinic) -> None:
    health = DatabaseHealth(clinic.database)
    assert await health.answers() and await health.is_migrated()
    await set_schema(clinic.database, "of a version to come")
    assert await health.is_migrated()
    await set_schema(clinic.database, "0001")
    assert not await health.is_migrated()
