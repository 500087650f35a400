"""Two app nodes on the same relay workers: one takes over what the other has, and no packet stays away."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path

import pytest

from signaling.bots.loops import make_loops
from signaling.bots.publisher import Publisher
from signaling.cluster.shared_pool import SharedPool
from signaling.cluster.workers import InMemoryWorkers, RegisteredWorker
from signaling.control.client import WorkerClient
from signaling.control.identity import app_context
from signaling.control.messages import Counters, ReadCounters
from signaling.control.tcp import Address
from signaling.media.seam import Certificate
from signaling.protocol import messages as wire
from signaling.websocket.media import RoomMedia
from signaling.websocket.media_worker import Refused
from signaling.websocket.ports import Page
from tests.support.hearing import Hearing, HearingRoom
from tests.support.media_node import SECRET, shared_secret
from tests.support.ports import free_port
from tests.support.relay_room import Worker, running_worker
from tests.support.waiting import until

GROUP = {"ana": "group", "ben": "group"}
PAGES = {who: Page(f"page of {who}", is_staff=False) for who in GROUP}
LONGEST_PAUSE = 1.0
"""Seconds without a packet that comes every 20 ms, on a machine that has other things to do as well."""


@pytest.fixture
async def nodes(tmp_path: Path) -> AsyncIterator[tuple[SharedPool, SharedPool]]:
    """The pools of two app nodes that share two workers."""
    registry, tls = InMemoryWorkers(time.monotonic), app_context(SECRET)
    secret = str(shared_secret(tmp_path))
    places = [str(Address("127.0.0.1", free_port("127.0.0.1"))) for _ in range(2)]
    with ExitStack() as started:
        workers = [
            started.enter_context(running_worker("--control-listen", place, "--control-secret-file", secret))
            for place in places
        ]
        boots = [await _boot(worker) for worker in workers]
        registering = asyncio.create_task(_keep_registered(registry, dict(zip(places, boots, strict=True))))
        async with AsyncExitStack() as stack:
            stack.callback(registering.cancel)
            pools = [SharedPool(registry, tls, _nothing_moves, lambda event: None, time.monotonic) for _ in range(2)]
            for pool in pools:
                stack.push_async_callback(pool.close)
                await pool.start(patience=10)
            yield pools[0], pools[1]


async def _boot(worker: Worker) -> str:
    client: WorkerClient = await worker.connect()
    await client.close()
    return client.welcome.boot


async def _keep_registered(registry: InMemoryWorkers, boots: dict[str, str]) -> None:
    while True:
        for address, boot in boots.items():
            await registry.renew(RegisteredWorker(address, boot, 0, 45_000, 0))
        await asyncio.sleep(0.1)


async def _nothing_moves(rooms: Sequence[str]) -> None:
    raise AssertionError(f"{rooms} were to be set up again")


async def _transports(pool: SharedPool, epoch: int) -> set[str]:
    counted = await pool.request("room", epoch, ReadCounters(detail=False))
    assert isinstance(counted, Counters)
    return {transport.transport for transport in counted.transports}


async def test_packets_flow_on_when_a_node_takes_a_room_over_and_the_node_before_is_refused_when_it_wakes(
    nodes: tuple[SharedPool, SharedPool],
) -> None:
    a, b = nodes
    before = HearingRoom(a)
    publisher = Publisher(Certificate(), make_loops(0, "AB"), "ana")
    told: list[wire.ServerMessage] = []
    try:
        for who, page in PAGES.items():
            before.media.begin(who, page)
        await before.set_scopes(GROUP)
        await before.publish("ana", publisher)
        await until(lambda: asyncio.sleep(0, "ben" in before.subscribers and before.idle), every=0.02)
        hears = before.subscribers["ben"]
        assert isinstance(hears, Hearing)
        await until(lambda: asyncio.sleep(0, len(hears.media) == 2), every=0.02)
        had = await _transports(a, 1)
        hears.longest = 0.0

        after = RoomMedia("room", 2, b, lambda who, message: told.append(message))
        await after.adopt(GROUP.keys())
        assert [after.begin(who, page) for who, page in PAGES.items()] == ["goes on", "goes on"]
        await after.set_scopes(GROUP)
        assert await _transports(b, 2) == had
        assert not [message for message in told if isinstance(message, wire.MediaReset | wire.SubscribeOffer)]

        with pytest.raises(Refused) as refused:
            await before.set_scopes({"ana": "group", "ben": None})
        assert refused.value.reason == "stale_epoch"
        await a.close()
        await _flows(hears)
        assert hears.longest < LONGEST_PAUSE

        await after.set_scopes({"ana": "group", "ben": None})
        hears.longest = 0.0
        await until(lambda: asyncio.sleep(0, time.monotonic() - hears.last > 0.2), every=0.02)
    finally:
        await publisher.close()
        await before.close()


async def _flows(hears: Hearing) -> None:
    heard = hears.last
    await until(lambda: asyncio.sleep(0, hears.last > heard), every=0.01)
