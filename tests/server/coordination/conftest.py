"""A real Redis for these tests, empty for each."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from redis.asyncio import Redis

from tests.support.redis_server import RedisServer


@pytest.fixture(scope="package")
def server() -> Iterator[RedisServer]:
    with TemporaryDirectory() as directory:
        server = RedisServer(Path(directory))
        asyncio.run(server.start())
        yield server
        server.kill()


@pytest.fixture
async def redis(server: RedisServer) -> AsyncIterator[Redis]:
    client = server.client()
    await client.flushall()
    yield client
    await client.aclose()


@pytest.fixture
async def other(server: RedisServer) -> AsyncIterator[Redis]:
    """Another node's."""
    client = server.client()
    yield client
    await client.aclose()


async def all_held(redis: Redis) -> str:
    """Every key with what it holds, for whoever looks into Redis."""
    lines = []
    for key in await redis.keys("*"):
        assert await redis.pttl(key) > 0, "whatever is kept ends by itself"
        kind = await redis.type(key)
        held = await redis.get(key) if kind == b"string" else await redis.zrange(key, 0, -1, withscores=True)
        lines.append(f"{key!r} {held!r}")
    return "\n".join(lines)
