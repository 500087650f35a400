"""`viop media-node` with real workers and a real Redis."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from server.cli import main
from signaling.cluster.redis_workers import RedisWorkers
from signaling.cluster.workers import TTL, RegisteredWorker, RegistryAway
from signaling.control.messages import OpenRoom
from tests.support.media_node import MediaNode, running_media_node, shared_secret
from tests.support.redis_server import RedisServer, running_redis
from tests.support.waiting import until


@dataclass
class Place:
    redis: RedisServer
    registry: RedisWorkers
    node: MediaNode

    async def one(self) -> RegisteredWorker | None:
        found = await self.registry.workers()
        return found[0] if found else None


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    async with (
        running_redis(tmp_path) as redis,
        running_media_node(
            tmp_path / "node", redis.address, shared_secret(tmp_path), VIOP_MEDIA_DRAIN_SECONDS="20"
        ) as node,
    ):
        registry = RedisWorkers(redis.client())
        yield Place(redis, registry, node)
        await registry.close()


async def test_a_worker_is_registered_from_its_start_to_its_end_and_so_is_the_one_that_takes_its_place(
    place: Place,
) -> None:
    """And as soon as Redis is back, when it was away: the worker does not care."""
    first = await place.node.registered(place.registry)
    assert (first.rooms, first.draining, first.capacity) == (0, False, 45_000)
    client = await place.node.worker()
    assert client.welcome.boot == first.boot
    await client.request("room", 1, OpenRoom())
    await until(lambda: _has(place, rooms=1), every=0.02)
    place.redis.kill()
    with pytest.raises(RegistryAway):
        await place.registry.workers()
    await place.redis.start()
    assert (await place.node.registered(place.registry)).boot == first.boot
    assert (await client.greet()).rooms
    os.kill(client.welcome.pid, signal.SIGKILL)
    await client.closed()
    gone = asyncio.get_running_loop().time()
    await until(lambda: _is_gone(place, first.boot), every=0.01)
    assert asyncio.get_running_loop().time() - gone < TTL / 2, "nobody waits for what is known"
    second = await place.node.registered(place.registry, but=first.boot)
    assert second.rooms == 0
    await client.close()

    client = await place.node.worker()
    await client.request("room", 1, OpenRoom())
    place.node.tell()
    await until(lambda: _has(place, draining=True), every=0.02)
    assert (await client.greet()).rooms, "until they have gone, or it is told again"
    place.node.tell()
    assert await place.node.ends(within=5) == 0
    assert await place.registry.workers() == []
    await client.closed()


async def _has(place: Place, **wanted: object) -> bool:
    one = await place.one()
    return one is not None and all(getattr(one, name) == value for name, value in wanted.items())


async def _is_gone(place: Place, boot: str) -> bool:
    one = await place.one()
    return one is None or one.boot != boot


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"VIOP_REDIS": None}, "VIOP_REDIS"),
        ({"VIOP_CONTROL_SECRET_FILE": None}, "VIOP_CONTROL_SECRET_FILE"),
        ({"VIOP_CONTROL_SECRET_FILE": "/nowhere"}, "VIOP_CONTROL_SECRET_FILE"),
        ({"VIOP_CONTROL_LISTEN": "7400"}, "VIOP_CONTROL_LISTEN"),
        ({"VIOP_CONTROL_LISTEN": "0.0.0.0:7400"}, "VIOP_CONTROL_ANNOUNCE"),
    ],
)
def test_a_node_that_nobody_could_find_or_trust_says_what_is_missing(
    wrong: dict[str, str | None],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    right = {"VIOP_REDIS": "redis://127.0.0.1:1", "VIOP_CONTROL_SECRET_FILE": str(shared_secret(tmp_path))}
    for name, value in {**right, "VIOP_VAR": str(tmp_path / "var"), **wrong}.items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    assert main(["media-node"]) == 1
    assert said in capsys.readouterr().err
    assert not (tmp_path / "var").exists()
