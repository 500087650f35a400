"""App nodes that share relay workers: where rooms go, and what happens to them when a worker does."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, suppress
from pathlib import Path

import pytest

from signaling.cluster import shared_pool
from signaling.cluster.remote_worker import RemoteWorker
from signaling.cluster.shared_pool import SharedPool
from signaling.cluster.workers import InMemoryWorkers, RegisteredWorker
from signaling.control.identity import app_context, worker_context
from signaling.control.messages import (
    CloseRoom,
    ControlError,
    EventBody,
    Hello,
    KeepNote,
    LayersWanted,
    Notes,
    OpenRoom,
    ReadNotes,
    Request,
    RequestBody,
    ResponseBody,
    RoomStatus,
    Welcome,
)
from signaling.control.pool import GIVEN_UP_AFTER, UNMEASURED
from signaling.control.server import ControlServer
from signaling.control.tcp import Address, Remote
from tests.support.waiting import until

SECRET = "what these nodes know each other by"
TO_APPS, TO_WORKERS = app_context(SECRET), worker_context(SECRET)
CAPACITY = 20 * UNMEASURED


class Worker:
    """Speaks as a relay worker does, of rooms that it only remembers. `boot` changes with each `start`."""

    def __init__(self, folder: Path, name: str, registry: InMemoryWorkers) -> None:
        self.rooms: dict[str, int] = {}
        self.closed: dict[str, int] = {}
        self.packets = 0
        self.draining = False
        self.boot = ""
        self.silent = False
        self.port = 0
        self._starts = 0
        self._folder, self._name, self._registry = folder / name, name, registry
        self._server: ControlServer | None = None
        self._renewing: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    async def start(self) -> None:
        self._starts += 1
        self.boot = f"{self._name}-{self._starts}"
        self.rooms, self.closed = {}, {}
        await self.listen()
        self._renewing = asyncio.create_task(self._keep_registered())

    async def listen(self) -> None:
        at = Remote(Address("127.0.0.1", self.port), TO_WORKERS)
        self._server = ControlServer(self._folder / "control", self._answer, lambda count: None, at)
        await self._server.open()
        self.port = self._server.port or 0

    async def kill(self) -> None:
        """Its media node says so, unless the registry is away."""
        await self.stop_renewing()
        await self.cut_off()
        if not self._registry.away:
            await self._registry.remove(self.address)

    async def cut_off(self) -> None:
        """Nobody reaches it any more; it goes on."""
        assert self._server is not None
        for writer in list(self._server._writers):
            writer.transport.abort()
        await self._server.close()
        self._server = None

    async def stop_renewing(self) -> None:
        if self._renewing is not None:
            self._renewing.cancel()
            await asyncio.wait([self._renewing])
            self._renewing = None

    async def end(self) -> None:
        await self.stop_renewing()
        if self._server is not None:
            await self._server.close()

    def tell(self, event: EventBody) -> None:
        assert self._server is not None
        self._server.tell(event)

    async def _keep_registered(self) -> None:
        while True:
            if not self._registry.away:
                await self._registry.renew(
                    RegisteredWorker(self.address, self.boot, 0, CAPACITY, len(self.rooms), self.draining)
                )
            await asyncio.sleep(0.05)

    def _answer(self, request: Request) -> ResponseBody | None:
        if isinstance(request.body, Hello):
            rooms = tuple(RoomStatus(room=room, epoch=epoch) for room, epoch in self.rooms.items())
            return Welcome(
                protocol=3, boot=self.boot, pid=0, rooms=rooms, packets_per_s=self.packets, new_rooms=len(rooms)
            )
        known = self.rooms.get(request.room, self.closed.get(request.room, 0))
        if request.epoch < known:
            raise ControlError("stale_epoch")
        match request.body:
            case OpenRoom():
                self.rooms[request.room] = request.epoch
            case CloseRoom():
                self.rooms.pop(request.room, None)
                self.closed[request.room] = request.epoch
            case _ if request.room not in self.rooms:
                raise ControlError("not_found")
            case ReadNotes():
                return Notes(notes=(), transports=())
        return None


class App:
    """An app node. Its rooms are set up again as `RoomWorker` does: closed and opened."""

    def __init__(self, registry: InMemoryWorkers) -> None:
        self.passed = 0.0
        self.moved: list[str] = []
        self.heard: list[EventBody] = []
        self.epoch = 1
        self.pool = SharedPool(
            registry, TO_APPS, self._rebuild, self.heard.append, lambda: time.monotonic() + self.passed
        )

    async def open(self, *rooms: str) -> None:
        for room in rooms:
            await self.pool.request(room, self.epoch, CloseRoom())
            await self.pool.request(room, self.epoch, OpenRoom())

    async def take_over(self, *rooms: str) -> None:
        self.epoch += 1
        for room in rooms:
            await self.pool.request(room, self.epoch, OpenRoom())
            await self.pool.request(room, self.epoch, ReadNotes())

    async def use(self, room: str) -> None:
        await self.pool.request(room, self.epoch, KeepNote(name="a", note="b"))

    async def _rebuild(self, rooms: Sequence[str]) -> None:
        self.moved += rooms
        await self.open(*rooms)


class Cluster:
    def __init__(self, folder: Path, stack: AsyncExitStack) -> None:
        self.registry = InMemoryWorkers(time.monotonic)
        self._folder, self._stack = folder, stack
        self._made = 0

    async def worker(self) -> Worker:
        self._made += 1
        worker = Worker(self._folder, f"worker-{self._made}", self.registry)
        self._stack.push_async_callback(worker.end)
        await worker.start()
        return worker

    async def app(self) -> App:
        app = App(self.registry)
        self._stack.push_async_callback(app.pool.close)
        await app.pool.start()
        return app


@pytest.fixture
async def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Cluster]:
    monkeypatch.setattr(shared_pool, "BEAT", 0.05)
    monkeypatch.setattr("signaling.cluster.remote_worker.HEARTBEAT", 0.1)
    monkeypatch.setattr("signaling.control.tcp.PACE", 0)
    async with AsyncExitStack() as stack:
        yield Cluster(tmp_path, stack)


async def soon(true: Callable[[], object]) -> None:
    async def look() -> object:
        return true()

    await until(look, patience=5, every=0.01)


async def test_two_app_nodes_side_by_side_spread_their_rooms(cluster: Cluster) -> None:
    workers = [await cluster.worker() for _ in range(3)]
    a, b = await cluster.app(), await cluster.app()
    for number in range(6):
        await a.open(f"a-{number}")
        await asyncio.sleep(shared_pool.FRESH)
        await b.open(f"b-{number}")
        await asyncio.sleep(shared_pool.FRESH)
    assert [len(worker.rooms) for worker in workers] == [4, 4, 4]


async def test_a_storm_of_rooms_from_two_nodes_does_not_fall_on_one_worker(cluster: Cluster) -> None:
    workers = [await cluster.worker() for _ in range(3)]
    a, b = await cluster.app(), await cluster.app()
    await asyncio.gather(*(app.open(f"{id(app)}-{number}") for app in (a, b) for number in range(9)))
    assert sum(len(worker.rooms) for worker in workers) == 18
    assert all(4 <= len(worker.rooms) <= 8 for worker in workers)


async def test_a_worker_that_has_much_to_do_gets_no_more_and_where_all_are_full_a_room_is_refused(
    cluster: Cluster,
) -> None:
    busy, idle = await cluster.worker(), await cluster.worker()
    busy.packets = 15 * UNMEASURED
    app = await cluster.app()
    await app.open("a", "b")
    assert list(idle.rooms) == ["a", "b"]
    busy.packets = idle.packets = CAPACITY
    await asyncio.sleep(shared_pool.FRESH)
    with pytest.raises(ControlError, match="full"):
        await app.open("c")
    await app.use("a")


async def test_a_room_of_a_dead_worker_is_set_up_at_another_at_once(cluster: Cluster) -> None:
    first = await cluster.worker()
    app = await cluster.app()
    await app.open("a", "b")
    other = await cluster.worker()
    await soon(lambda: other.address in app.pool.named and app.pool.named[other.address].connected)
    died = time.monotonic()
    await first.kill()
    await soon(lambda: len(other.rooms) == 2)
    assert time.monotonic() - died < 1
    assert sorted(app.moved) == ["a", "b"]
    await app.use("a")


async def test_a_worker_whose_end_nobody_has_noticed_yet_does_not_keep_all_else_of_the_app_node_waiting(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    await cluster.worker()
    app = await cluster.app()
    await app.open("a")
    asks, tries = RemoteWorker.request, 0

    async def is_closed(self: RemoteWorker, room: str, epoch: int, body: RequestBody) -> ResponseBody | None:
        nonlocal tries
        tries += 1
        assert tries < 1000, "nothing else has had a turn"
        raise ControlError("closed")

    async def notice() -> None:
        monkeypatch.setattr(RemoteWorker, "request", asks)

    monkeypatch.setattr(RemoteWorker, "request", is_closed)
    asking = asyncio.create_task(app.use("a"))
    await asyncio.gather(asking, asyncio.create_task(notice()))


async def test_rooms_go_on_where_their_worker_is_started_again_and_is_the_only_one(cluster: Cluster) -> None:
    worker = await cluster.worker()
    app = await cluster.app()
    await app.open("a")
    await worker.kill()
    await worker.start()
    await soon(lambda: "a" in worker.rooms)
    assert app.moved == ["a"]


async def test_a_line_that_is_lost_for_a_moment_moves_nothing_and_what_was_asked_meanwhile_is_done(
    cluster: Cluster,
) -> None:
    worker, _ = await cluster.worker(), await cluster.worker()
    app = await cluster.app()
    await app.open(*(f"room-{number}" for number in range(4)))
    mine = next(iter(worker.rooms))
    await worker.cut_off()
    await soon(lambda: not app.pool.named[worker.address].connected)
    asking = asyncio.create_task(app.use(mine))
    await asyncio.sleep(0.3)
    assert not asking.done()
    await worker.listen()
    await asking
    assert app.moved == []


async def test_a_worker_out_of_reach_for_long_loses_its_rooms_and_closes_them_when_it_is_back(cluster: Cluster) -> None:
    far = await cluster.worker()
    app = await cluster.app()
    await app.open("a")
    near = await cluster.worker()
    await soon(lambda: near.address in app.pool.named and app.pool.named[near.address].connected)
    await far.cut_off()
    await soon(lambda: not app.pool.named[far.address].connected)
    app.passed = GIVEN_UP_AFTER + 1
    await soon(lambda: "a" in near.rooms)
    assert "a" in far.rooms
    await far.listen()
    await soon(lambda: not far.rooms)
    await app.use("a")
    assert "a" in near.rooms


async def test_while_the_registry_is_away_rooms_go_on_and_begin(cluster: Cluster) -> None:
    worker = await cluster.worker()
    app = await cluster.app()
    await app.open("a")
    cluster.registry.away = True
    await soon(lambda: app.pool._listed_at is None)
    await app.use("a")
    await app.open("b")
    await worker.stop_renewing()
    cluster.registry.away = False
    await cluster.registry.remove(worker.address)
    await soon(lambda: app.pool._listed_at is not None and not app.pool._listed)
    await app.use("a")
    assert app.moved == [], "a worker that is connected lives, whatever the registry says"


async def test_a_lost_worker_is_not_given_up_on_the_word_of_a_registry_that_is_away(cluster: Cluster) -> None:
    worker, _ = await cluster.worker(), await cluster.worker()
    app = await cluster.app()
    await app.open("a", "b")
    cluster.registry.away = True
    await soon(lambda: app.pool._listed_at is None)
    await worker.cut_off()
    await soon(lambda: not app.pool.named[worker.address].connected)
    await asyncio.sleep(0.3)
    assert app.moved == []
    app.passed = GIVEN_UP_AFTER + 1
    await soon(lambda: app.moved)


async def test_the_rooms_of_a_draining_worker_go_elsewhere_and_none_comes(cluster: Cluster) -> None:
    leaving = await cluster.worker()
    app = await cluster.app()
    await app.open("a", "b", "c")
    leaving.draining = True
    await soon(lambda: app.pool._listed[leaving.address].draining)
    assert len(leaving.rooms) == 3, "while there is no other they stay"
    staying = await cluster.worker()
    await soon(lambda: len(staying.rooms) == 3)
    assert not leaving.rooms
    assert sorted(app.moved) == ["a", "b", "c"]
    await app.open("d")
    assert "d" in staying.rooms


async def test_a_room_that_another_node_takes_over_stays_where_it_is_and_the_node_before_is_refused(
    cluster: Cluster,
) -> None:
    workers = [await cluster.worker() for _ in range(3)]
    a, b = await cluster.app(), await cluster.app()
    await a.open("a")
    carrier = next(worker for worker in workers if worker.rooms)
    await b.take_over("a")
    assert [worker.rooms for worker in workers if worker.rooms] == [{"a": 2}] and carrier.rooms
    with pytest.raises(ControlError, match="stale_epoch"):
        await a.use("a")
    assert a.moved == b.moved == []


async def test_a_room_that_comes_back_to_a_node_is_looked_for_anew(cluster: Cluster) -> None:
    first = await cluster.worker()
    a = await cluster.app()
    await a.open("a")
    second = await cluster.worker()
    b = await cluster.app()
    await b.take_over("a")
    first.draining = True
    await soon(lambda: second.rooms == {"a": 2})
    a.epoch = 2
    await a.take_over("a")
    assert (first.rooms, second.rooms) == ({}, {"a": 3})


async def test_a_node_hears_of_its_own_rooms_alone(cluster: Cluster) -> None:
    worker = await cluster.worker()
    a, b = await cluster.app(), await cluster.app()
    await a.open("a")
    await b.open("b")
    for room in ("a", "b"):
        worker.tell(LayersWanted(room=room, publication="p", layers=(0,)))
    await soon(lambda: a.heard and b.heard)
    assert [event.room for event in (*a.heard, *b.heard) if isinstance(event, LayersWanted)] == ["a", "b"]


async def test_what_is_asked_of_a_room_that_has_no_worker_gives_it_none(cluster: Cluster) -> None:
    worker = await cluster.worker()
    app = await cluster.app()
    with pytest.raises(ControlError, match="closed"):
        await app.use("a")
    await app.pool.request("a", 1, CloseRoom())
    assert (worker.rooms, worker.closed) == ({}, {})


async def test_without_any_worker_a_node_starts_and_finds_the_first_that_comes(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = App(cluster.registry)
    with pytest.raises(TimeoutError):
        await app.pool.start(patience=0.1)
    opening = asyncio.create_task(app.open("a"))
    worker = await cluster.worker()
    await opening
    assert "a" in worker.rooms
    await app.pool.close()


async def test_a_pool_closes_though_the_client_of_its_registry_swallows_a_cancel() -> None:
    class Swallowing(InMemoryWorkers):
        async def workers(self) -> Sequence[RegisteredWorker]:
            with suppress(asyncio.CancelledError):
                await asyncio.Event().wait()
            return []

    app = App(Swallowing(time.monotonic))
    with pytest.raises(TimeoutError):
        await app.pool.start(patience=0)
    await asyncio.sleep(0)
    await asyncio.wait_for(app.pool.close(), 5)


async def test_a_worker_that_holds_still_is_taken_for_lost(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its media node does not renew it either."""
    monkeypatch.setattr("signaling.cluster.remote_worker.PATIENCE", 0.2)
    monkeypatch.setattr("signaling.cluster.remote_worker.LOOK_PATIENCE", 0.1)
    still = await cluster.worker()
    app = await cluster.app()
    await app.open("a")
    other = await cluster.worker()
    await soon(lambda: other.address in app.pool.named and app.pool.named[other.address].connected)
    monkeypatch.setattr(still, "_answer", _nothing)
    assert still._server is not None
    monkeypatch.setattr(still._server, "_answer", _nothing)
    await still.stop_renewing()
    await cluster.registry.remove(still.address)
    await soon(lambda: "a" in other.rooms)


def _nothing(*_: object) -> Awaitable[None]:
    raise OSError


async def test_a_fault_of_our_own_in_looking_does_not_end_the_looking(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    await cluster.worker()
    app = await cluster.app()
    look, failed = cluster.registry.workers, asyncio.Event()

    async def fails_once() -> Sequence[RegisteredWorker]:
        if not failed.is_set():
            failed.set()
            raise ZeroDivisionError("a fault of our own")
        return await look()

    monkeypatch.setattr(cluster.registry, "workers", fails_once)
    await failed.wait()
    second = await cluster.worker()
    await soon(lambda: second.address in app.pool.named and app.pool.named[second.address].connected)


async def test_a_worker_at_an_address_that_can_be_none_is_tried_on_and_costs_no_other(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere, tried = "x" * 64 + ".example:4000", 0
    connect = Remote.connect

    async def count(self: Remote, patience: float) -> object:
        nonlocal tried
        tried += str(self.address) == nowhere
        return await connect(self, patience)

    monkeypatch.setattr(Remote, "connect", count)
    worker = await cluster.worker()
    await cluster.registry.renew(RegisteredWorker(nowhere, "boot", 0, CAPACITY, 0))
    with suppress(TimeoutError):
        await (app := App(cluster.registry)).pool.start(0.2)
    await soon(lambda: tried >= 3)
    await app.open("room")
    assert "room" in worker.rooms
    await app.pool.close()
