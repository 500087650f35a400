import asyncio
from contextvars import Context

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from server.services.errors import StorageUnavailable
from server.settings import Settings
from server.storage.database import Database
from server.storage.place import place_of
from server.storage.tables import clinics
from tests.support.databases import impatient, locked

pytestmark = pytest.mark.both_engines

ROW = {"id": "a", "name": "A", "phone": "1", "time_zone": "UTC"}


@pytest.fixture
async def database(settings: Settings):
    database = Database(place_of(settings))
    yield database
    await database.close()


async def count(database: Database) -> int:
    async with database.read() as connection:
        return int(await connection.scalar(text("SELECT count(*) FROM clinics")) or 0)


@pytest.mark.sqlite
async def test_a_commit_is_synced_to_disk_in_the_write_ahead_log(database):
    async with database.write() as connection:
        assert await connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert await connection.scalar(text("PRAGMA synchronous")) == 2
        assert await connection.scalar(text("PRAGMA foreign_keys")) == 1


async def test_a_reader_cannot_write(database):
    with pytest.raises(StorageUnavailable):
        async with database.read() as connection:
            await connection.execute(clinics.insert(), ROW)
    assert await count(database) == 0


async def test_readers_do_not_wait_for_a_transaction_that_writes(database):
    async with database.write() as connection:
        await connection.execute(clinics.insert(), ROW)
        seen = await asyncio.create_task(count(database), context=Context())
        assert seen == 0
    assert await count(database) == 1


async def test_what_is_written_together_is_undone_together(database):
    with pytest.raises(RuntimeError):
        async with database.atomic():
            async with database.write() as connection:
                await connection.execute(clinics.insert(), ROW)
            assert await count(database) == 1
            raise RuntimeError
    assert await count(database) == 0


async def test_writers_take_turns(database):
    async def write(number: int) -> None:
        async with database.write() as connection:
            before = await connection.scalar(text("SELECT count(*) FROM clinics"))
            await asyncio.sleep(0)
            await connection.execute(clinics.insert(), {**ROW, "id": str(number), "name": str(before)})

    await asyncio.gather(*(write(number) for number in range(8)))
    async with database.read() as connection:
        names = (await connection.execute(text("SELECT name FROM clinics"))).scalars().all()
    assert sorted(names) == [str(number) for number in range(8)]


async def test_what_concerns_different_rooms_is_written_side_by_side_and_nobody_else_writes_meanwhile(settings, engine):
    if engine == "sqlite":
        pytest.skip("has one writer, whatever it writes")
    nodes = [Database(place_of(settings)) for _ in range(2)]
    inside: list[str] = []
    together = asyncio.Barrier(2)

    async def room(database: Database, name: str) -> None:
        async with database.atomic(name):
            assert "everything" not in inside and name not in inside
            inside.append(name)
            if name != "late":
                await asyncio.wait_for(together.wait(), 5)
            inside.remove(name)

    async def everything(database: Database) -> None:
        async with database.atomic():
            assert not inside
            inside.append("everything")
            await asyncio.sleep(0)
            inside.remove("everything")

    await asyncio.gather(room(nodes[0], "one"), room(nodes[1], "two"))
    await asyncio.gather(room(nodes[0], "one"), room(nodes[0], "two"))
    await asyncio.gather(*(work for one in nodes for work in (room(one, "late"), everything(one), room(one, "late"))))
    for one in nodes:
        await one.close()


async def test_a_database_that_stays_locked_is_unavailable(settings, monkeypatch):
    impatient(monkeypatch)
    database = Database(place_of(settings))
    with locked(settings), pytest.raises(StorageUnavailable):
        async with database.write():
            pass
    await add(database)
    assert await count(database) == 1
    await database.close()


@pytest.mark.sqlite
async def test_a_damaged_file_is_a_refusal(tmp_path):
    (tmp_path / "damaged").write_bytes(b"no database at all " * 1000)
    damaged = Database(tmp_path / "damaged")
    with pytest.raises(StorageUnavailable):
        async with damaged.write():
            pass
    await damaged.close()


async def test_a_wrong_statement_is_no_refusal(database):
    async with database.write() as connection:
        await connection.execute(clinics.insert(), ROW)
    with pytest.raises(IntegrityError):
        async with database.write() as connection:
            await connection.execute(clinics.insert(), ROW)


async def add(database: Database) -> None:
    async with database.write() as connection:
        await connection.execute(clinics.insert(), ROW)


async def test_what_is_read_in_a_look_is_of_one_moment(database):
    async with database.look():
        assert await count(database) == 0
        await asyncio.create_task(add(database), context=Context())
        assert await count(database) == 0
        assert database.looking
    assert await count(database) == 1
    assert not database.looking


async def test_a_reader_that_was_cut_off_is_as_good_as_new(database):
    for steps in range(40):
        reading = asyncio.create_task(count(database))
        for _ in range(steps):
            await asyncio.sleep(0)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
    assert await asyncio.gather(*(count(database) for _ in range(20))) == [0] * 20


async def test_a_writer_that_was_cut_off_keeps_no_other_from_writing(database: Database) -> None:
    async def write() -> None:
        async with database.write() as connection:
            await connection.execute(clinics.insert(), ROW)
            (await connection.execute(clinics.select())).all()
            await connection.execute(clinics.update().values(phone="2").returning(clinics.c.id))
            raise LookupError

    cut_off = []
    """Still referred to, as by whoever looks at what went wrong."""
    for steps in range(0, 600, 4):
        writing = asyncio.create_task(write())
        for _ in range(steps):
            await asyncio.sleep(0)
        writing.cancel()
        cut_off.append(await asyncio.gather(writing, return_exceptions=True))
        async with database.write() as connection:
            await connection.execute(clinics.update().values(phone="3"))
    assert await count(database) == 0
