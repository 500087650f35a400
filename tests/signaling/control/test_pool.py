"""Rooms spread over real worker processes."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from signaling.control.messages import SETTLING, CloseRoom, ControlError, EventBody, OpenRoom, ReadCounters, Welcome
from signaling.control.pool import GIVEN_UP_AFTER, UNMEASURED, WorkerPool
from signaling.control.supervisor import WorkerSupervisor
from tests.support.waiting import until

ARGUMENTS = ("--listen", "127.0.0.1", "--no-tcp", "--alone-for", "20", "--quiet")


class App:
    """An app process with two workers. `passed` is added to its clock."""

    def __init__(self, folder: Path, capacity: int = 20 * UNMEASURED) -> None:
        self.lost: list[list[str]] = []
        self.passed = 0.0

        def make(
            index: int, on_connected: Callable[[Welcome], None], on_event: Callable[[EventBody], None]
        ) -> WorkerSupervisor:
            return WorkerSupervisor(folder / "media" / f"control-{index}", ARGUMENTS, on_connected, on_event)

        self.pool = WorkerPool(
            2,
            make,
            lambda rooms: self.lost.append(list(rooms)),
            lambda event: None,
            lambda: time.monotonic() + self.passed,
            capacity,
        )

    async def open(self, *rooms: str) -> None:
        for room in rooms:
            await self.pool.request(room, 1, OpenRoom())

    async def carried(self) -> list[set[str]]:
        """The rooms of each worker, as it says itself."""
        found = []
        for worker in self.pool.workers:
            assert worker.welcome is not None
            await worker.request("", 0, ReadCounters())
            welcome = await worker._client.greet()  # type: ignore[union-attr]
            found.append({room.room for room in welcome.rooms})
        return found


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    app = App(tmp_path)
    await app.pool.start()
    yield app
    await app.pool.close(stop_workers=True)


async def test_rooms_are_spread_and_each_stays_where_it_is(app: App) -> None:
    await app.open("a", "b", "c", "d")
    spread = await app.carried()
    assert [len(rooms) for rooms in spread] == [2, 2]
    await app.open("a", "b", "c", "d")
    assert await app.carried() == spread


async def test_a_worker_that_has_much_to_do_gets_no_more_rooms(app: App) -> None:
    app.pool.workers[0]._client.welcome = app.pool.workers[0].welcome.model_copy(  # type: ignore[union-attr]
        update={"packets_per_s": 10 * UNMEASURED}
    )
    await app.open("a", "b", "c")
    assert await app.carried() == [set(), {"a", "b", "c"}]


async def test_where_all_workers_are_full_a_room_is_refused_until_another_has_ended(tmp_path: Path) -> None:
    app = App(tmp_path, capacity=UNMEASURED)
    await app.pool.start()
    try:
        await app.open("a", "b")
        with pytest.raises(ControlError) as refusal:
            await app.open("c")
        assert refusal.value.code == "full"
        await app.open("a")
        await app.pool.request("a", 1, CloseRoom())
        await app.open("c")
    finally:
        await app.pool.close(stop_workers=True)


async def test_a_room_counts_as_measured_once_it_has_had_time_to_fill(app: App) -> None:
    await app.open("a", "b")
    assert [app.pool.load(index) for index in (0, 1)] == [UNMEASURED, UNMEASURED]
    app.passed = SETTLING + 1
    assert [app.pool.load(index) for index in (0, 1)] == [0, 0]


async def test_the_rooms_of_a_killed_worker_are_named_and_the_others_go_on(app: App) -> None:
    await app.open("a", "b", "c")
    spread = await app.carried()
    killed = app.pool.workers[0].welcome
    assert killed is not None
    os.kill(killed.pid, signal.SIGKILL)
    await until(lambda: asyncio.sleep(0, app.lost))
    assert set(app.lost[0]) == spread[0]
    assert await app.carried() == [set(), spread[1]]
    await app.open(*spread[0])
    assert await app.carried() == spread


async def test_the_rooms_of_a_worker_that_does_not_come_back_go_to_the_others(app: App) -> None:
    await app.open("a", "b")
    spread = await app.carried()
    mine = spread[0].pop()
    await app.pool.workers[0].close(stop_worker=True)
    for passed in (0.0, GIVEN_UP_AFTER / 2):
        app.passed = passed
        with pytest.raises(ControlError, match="closed"):
            await app.open(mine)
        assert app.lost == []
    app.passed = GIVEN_UP_AFTER + 1
    with pytest.raises(ControlError, match="closed"):
        await app.open(mine)
    assert app.lost == [[mine]]
    await app.open(mine)
    welcome = await app.pool.workers[1]._client.greet()  # type: ignore[union-attr]
    assert {room.room for room in welcome.rooms} == {"a", "b"}


async def test_the_next_app_finds_each_room_at_its_worker(app: App, tmp_path: Path) -> None:
    await app.open("a", "b", "c")
    spread = await app.carried()
    await app.pool.close(stop_workers=False)
    following = App(tmp_path)
    await following.pool.start()
    await following.open("c", "b", "a")
    assert await following.carried() == spread
    assert following.lost == []


async def test_an_app_that_starts_anew_takes_over_as_many_rooms_as_there_were(tmp_path: Path) -> None:
    app = App(tmp_path, capacity=2 * UNMEASURED)
    await app.pool.start()
    names = [f"room-{number}" for number in range(12)]
    for some in (names[:4], names[4:8], names[8:]):
        await app.open(*some)
        app.passed += SETTLING + 1
    spread = await app.carried()
    await app.pool.close(stop_workers=False)
    following = App(tmp_path, capacity=2 * UNMEASURED)
    await following.pool.start()
    try:
        for name in names:  # as `RoomWorker` does: what the owner before had there is closed
            await following.pool.request(name, 2, CloseRoom())
            await following.pool.request(name, 2, OpenRoom())
        assert await following.carried() == spread
        await following.pool.request(names[0], 2, CloseRoom())
        await following.open("another")
    finally:
        await following.pool.close(stop_workers=True)


async def test_a_room_that_was_taken_over_as_it_was_keeps_no_place_once_it_has_ended(app: App, tmp_path: Path) -> None:
    await app.open("a")
    next_app = App(tmp_path)
    await next_app.pool.start()
    await next_app.pool.request("a", 2, OpenRoom())
    await next_app.pool.request("a", 2, CloseRoom())
    assert "a" not in next_app.pool._rooms
    await next_app.pool.close(stop_workers=False)


async def test_a_room_that_ends_while_its_worker_is_gone_keeps_no_place(app: App) -> None:
    await app.open("a")
    worker = app.pool.workers[0].welcome
    assert worker is not None
    os.kill(worker.pid, signal.SIGKILL)
    with pytest.raises(ControlError):
        await app.pool.request("a", 1, CloseRoom())
    assert app.pool.load(0) == worker.packets_per_s
