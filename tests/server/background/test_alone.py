"""What one node does for all of them is done by one at a time, and by another as soon as that has gone."""

import asyncio
from contextlib import AsyncExitStack
from functools import partial

import pytest

from server.background.alone import one_does_it
from server.services.errors import StorageUnavailable
from server.storage import postgresql
from server.storage.database import Database
from server.storage.place import place_of
from tests.support.databases import underneath
from tests.support.waiting import until

KILL = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2"


@pytest.fixture(autouse=True)
def engine(monkeypatch):
    monkeypatch.setattr(postgresql, "ALONE_SECONDS", 0.02)
    monkeypatch.setattr("server.background.alone.PAUSE", 0.02)
    return "postgresql"


@pytest.fixture
async def nodes(settings):
    databases = [Database(place_of(settings)) for _ in range(2)]
    yield databases
    for one in databases:
        await one.close()


async def test_of_two_nodes_one_does_it_and_the_other_takes_over_when_its_connection_is_lost(nodes, settings):
    doing: list[int] = []
    begun: list[int] = []

    def work(node: int):
        async def forever() -> None:
            doing.append(node)
            begun.append(node)
            try:
                await asyncio.Event().wait()
            finally:
                doing.remove(node)

        return lambda: [forever()]

    async def begins(often: int) -> int:
        assert len(doing) <= 1
        return doing[0] if doing and len(begun) == often else 0

    tasks = {number: asyncio.create_task(one_does_it(one, work(number))) for number, one in enumerate(nodes, start=1)}
    try:
        first = await until(partial(begins, 1), every=0.01)
        tasks[first].cancel()
        second = await until(partial(begins, 2), every=0.01)
        assert second == 3 - first
        underneath(settings, KILL)
        assert await until(partial(begins, 3), every=0.01) == second
    finally:
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)


async def test_whoever_is_alone_learns_at_once_that_the_server_has_forgotten_it(nodes, settings):
    with pytest.raises(StorageUnavailable):
        async with nodes[0].alone("one"):
            async with nodes[1].alone("another"):
                pass
            underneath(settings, KILL)
            await asyncio.Event().wait()
    async with nodes[1].alone("one"):
        pass


async def test_what_goes_wrong_inside_is_what_comes_out(nodes):
    for error in (TimeoutError, LookupError):
        with pytest.raises(error):
            async with nodes[0].alone("one"):
                raise error


@pytest.mark.sqlite
async def test_with_sqlite_there_is_no_other_node(tmp_path):
    async with AsyncExitStack() as stack:
        database = Database(tmp_path / "none")
        await stack.enter_async_context(database.alone("one"))
        await stack.enter_async_context(database.alone("one"))
        await database.close()
