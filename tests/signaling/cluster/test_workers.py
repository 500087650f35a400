"""The registry of relay workers, in memory and in a real Redis alike."""

import json
import time
from collections.abc import AsyncIterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from signaling.cluster.redis_workers import ADDRESSES, RedisWorkers
from signaling.cluster.workers import TTL, InMemoryWorkers, RegisteredWorker, RegistryAway, WorkerRegistry
from tests.support.redis_server import RedisServer, running_redis
from tests.support.waiting import until

ONE = RegisteredWorker("10.0.0.5:7400", "boot", 12_000, 45_000, 3)
OTHER = RegisteredWorker("10.0.0.6:7400", "other", 0, 45_000, 0)


@pytest.fixture(params=["memory", "redis"])
async def registry(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[WorkerRegistry]:
    if request.param == "memory":
        yield InMemoryWorkers(time.monotonic)
        return
    async with running_redis(tmp_path) as server:
        client = server.client()
        yield RedisWorkers(client)
        await client.aclose()


async def test_workers_are_known_as_they_were_renewed_last(registry: WorkerRegistry) -> None:
    assert await registry.workers() == []
    await registry.renew(ONE)
    await registry.renew(OTHER)
    draining = replace(ONE, load=100, rooms=1, draining=True)
    await registry.renew(draining)
    assert sorted(await registry.workers(), key=lambda it: it.address) == [draining, OTHER]


async def test_a_worker_that_was_removed_is_gone_until_it_is_renewed(registry: WorkerRegistry) -> None:
    await registry.renew(ONE)
    await registry.renew(OTHER)
    await registry.remove(ONE.address)
    assert await registry.workers() == [OTHER]
    await registry.renew(ONE)
    assert len(await registry.workers()) == 2


async def test_a_worker_that_is_not_renewed_is_forgotten(
    registry: WorkerRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("workers", "redis_workers"):
        monkeypatch.setattr(f"signaling.cluster.{module}.TTL", TTL / 20)
    await registry.renew(ONE)

    async def is_gone() -> bool:
        return not await registry.workers()

    await until(is_gone, every=0.01)


async def test_a_redis_that_is_away_says_so_and_serves_again_when_it_is_back(tmp_path: Path) -> None:
    server = RedisServer(tmp_path)
    await server.start()
    client = server.client()
    registry = RedisWorkers(client)
    await registry.renew(ONE)
    server.kill()
    for asking in (registry.renew(ONE), registry.remove(ONE.address), registry.workers()):
        with pytest.raises(RegistryAway):
            await asking
    await server.start()
    assert await registry.workers() == []
    await registry.renew(ONE)
    assert await registry.workers() == [ONE]
    await client.aclose()
    server.kill()


async def test_a_node_of_another_version_may_say_more_and_not_less(tmp_path: Path) -> None:
    async with running_redis(tmp_path) as server:
        client = server.client()
        registry = RedisWorkers(client)
        await registry.renew(ONE)
        await client.sadd("viop:workers", "less:1", "more:1")
        await client.set("viop:worker:less:1", '{"address": "less:1"}')
        more = {**asdict(OTHER), "address": "more:1", "colour": "blue"}
        await client.set("viop:worker:more:1", json.dumps(more))
        assert {it.address for it in await registry.workers()} == {ONE.address, "more:1"}
        await client.aclose()


async def test_nothing_is_kept_of_the_address_of_a_worker_that_was_removed(tmp_path: Path) -> None:
    async with running_redis(tmp_path) as server:
        client = server.client()
        registry = RedisWorkers(client)
        await registry.renew(ONE)
        await registry.renew(OTHER)
        await registry.remove(ONE.address)
        assert await client.smembers(ADDRESSES) == {OTHER.address.encode()}
        await client.aclose()
