"""A PostgreSQL that is stopped, paused or cuts connections: refused within the time that is set, and used again as soon
as it is there (threat 24)."""

import asyncio
from contextlib import suppress
from contextvars import Context

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from server.services.errors import Invalid, StorageUnavailable
from server.storage import postgresql
from server.storage.database import Database
from server.storage.place import place_of
from server.storage.postgresql import Postgresql
from server.storage.tables import clinics, programs
from tests.support.databases import server, underneath

ROW = {"id": "a", "name": "A", "phone": "1", "time_zone": "UTC"}
OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE pid <> pg_backend_pid() AND datname = current_database()"
)


@pytest.fixture
def engine(monkeypatch):
    monkeypatch.setattr(postgresql, "CONNECT_SECONDS", 1.0)
    monkeypatch.setattr(postgresql, "PATIENCE_SECONDS", 1.0)
    return "postgresql"


@pytest.fixture
async def database(settings):
    database = Database(place_of(settings))
    yield database
    await database.close()


async def add(database: Database, name: str) -> None:
    async with database.write() as connection:
        await connection.execute(clinics.insert(), {**ROW, "id": name})


async def names(database: Database) -> list[str]:
    async with database.read() as connection:
        return sorted((await connection.execute(text("SELECT id FROM clinics"))).scalars())


async def fill_pool(database: Database) -> None:
    """Several connections, each of which would have to be found out."""
    await asyncio.gather(*(names(database) for _ in range(5)))


async def test_a_commit_is_on_disk_and_times_are_bounded(database):
    async with database.write() as connection:
        said = {
            name: await connection.scalar(text(f"SHOW {name}"))
            for name in ("synchronous_commit", "timezone", "statement_timeout", "idle_in_transaction_session_timeout")
        }
    assert said.pop("synchronous_commit") == "on" and said.pop("timezone") == "UTC"
    assert "0" not in said.values()


async def test_a_server_that_was_stopped_is_used_again_at_once_when_it_is_back(database):
    await add(database, "before")
    await fill_pool(database)
    server().stop()
    try:
        for _ in range(2):
            with pytest.raises(StorageUnavailable):
                await add(database, "never")
            with pytest.raises(StorageUnavailable):
                await names(database)
    finally:
        await asyncio.to_thread(server().start)
    await add(database, "after")
    assert await asyncio.gather(*(names(database) for _ in range(8))) == [["after", "before"]] * 8


async def test_a_server_that_answers_nobody_is_refused_in_time_and_no_connection_to_it_is_used_again(
    database, monkeypatch
):
    await add(database, "before")
    await fill_pool(database)
    monkeypatch.setattr(postgresql, "CONNECT_SECONDS", 0.1)
    loop = asyncio.get_running_loop()
    with server().paused():
        begun = loop.time()
        with pytest.raises(StorageUnavailable):
            await add(database, "never")
        for _ in range(3):
            with pytest.raises(StorageUnavailable):
                await names(database)
        assert loop.time() - begun < 1.0 + 4 * 1.0, "one was waited for, and after that only for new ones"
    monkeypatch.undo()
    assert await names(database) == ["before"]
    await add(database, "after")


async def test_a_connection_that_was_cut_in_a_transaction_is_a_refusal_and_nothing_of_it_stays(database, settings):
    with pytest.raises(StorageUnavailable):
        async with database.write() as connection:
            await connection.execute(clinics.insert(), ROW)
            underneath(settings, OTHERS)
            await connection.execute(text("SELECT 1"))
    assert await names(database) == []
    await fill_pool(database)
    underneath(settings, OTHERS)
    with suppress(StorageUnavailable):  # whose connection it was that nobody knew of yet
        await names(database)
    await add(database, "after")


async def test_whoever_stops_in_the_middle_of_a_transaction_does_not_keep_others_from_writing(
    settings, database, monkeypatch
):
    monkeypatch.setattr(postgresql, "IDLE_SECONDS", 0.1)
    asleep = Database(place_of(settings))
    with pytest.raises(StorageUnavailable):
        async with asleep.write() as connection:
            await connection.execute(clinics.insert(), ROW)
            await asyncio.create_task(add(database, "other"), context=Context())
            await connection.execute(text("SELECT 1"))
    assert await names(database) == ["other"]
    await asleep.close()


async def test_of_two_nodes_one_writes_at_a_time(settings, database):
    """Each asks, and writes what follows from the answer."""
    nodes = [database, Database(place_of(settings))]

    async def count_up(node: Database) -> None:
        async with node.write() as connection:
            count = await connection.scalar(text("SELECT count(*) FROM clinics"))
            await connection.execute(clinics.insert(), {**ROW, "id": f"{count:02}"})

    await asyncio.gather(*(count_up(node) for _ in range(10) for node in nodes))
    assert await names(database) == [f"{number:02}" for number in range(20)]
    await nodes[1].close()


async def test_what_a_row_held_that_was_not_taken_is_in_no_error(database):
    await add(database, "a")
    for statement, row in (
        (clinics.insert(), ROW),
        (programs.insert(), {"id": "p", "clinic_id": "nowhere", "name": "N", "level": "2.1", "weekly_hours": 9.0}),
    ):
        with pytest.raises(IntegrityError) as refused:
            async with database.write() as connection:
                await connection.execute(statement, row)
        said: list[str] = []
        error: BaseException | None = refused.value
        while error is not None:
            said.append(str(error))
            error = error.__cause__
        assert "DETAIL" not in "".join(said) and "nowhere" not in "".join(said)


async def test_a_text_that_postgresql_cannot_hold_is_invalid_and_no_fault_of_ours(database):
    """Somebody signed in as a name with a zero byte, and the answer was 500."""
    with pytest.raises(Invalid):
        await add(database, "a\0b")
    with pytest.raises(Invalid):
        async with database.read() as connection:
            await connection.execute(clinics.select().where(clinics.c.id == "a\0b"))


@pytest.mark.parametrize(
    ("state", "refused"),
    [
        ("53100", True),  # disk full
        ("53300", True),  # too many connections
        ("57P03", True),  # starting up
        ("57014", True),  # took too long
        ("25006", True),  # a standby
        ("40P01", True),  # deadlock
        ("55P03", True),  # waited for a lock
        ("08006", True),
        ("28P01", True),  # another password
        ("3D000", True),  # no such database
        ("23505", False),
        ("42601", False),
        ("22001", False),
        (None, False),
    ],
)
async def test_what_cannot_be_stored_just_now_is_told_from_what_never_can(state, refused):
    error = Exception("said")
    error.sqlstate = state  # type: ignore[attr-defined]
    engine = Postgresql(make_url("postgresql+asyncpg://viop@nowhere/viop"))
    assert engine.refuses(DBAPIError("SELECT 1", None, error)) is refused
