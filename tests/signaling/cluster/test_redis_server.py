"""Redis is reached by every kind of address that the settings allow, and refuses quickly where there is none."""

import asyncio

import pytest
from redis.exceptions import RedisError

from signaling.cluster.redis_server import connect
from tests.support.ports import free_port
from tests.support.redis_server import RedisServer, running_redis
from tests.support.waiting import until


async def test_a_redis_is_reached_by_its_socket(tmp_path):
    async with running_redis(tmp_path) as server:
        client = connect(server.address)
        assert await client.set("one", "1")
        assert await client.get("one") == b"1"
        await client.aclose()


async def test_the_one_that_sentinel_says_leads_is_asked(tmp_path):
    port, watcher = free_port("127.0.0.1"), free_port("127.0.0.1")
    leader = RedisServer(tmp_path, ("--bind", "127.0.0.1", "--port", str(port), "--requirepass", "sesame"))
    configuration = tmp_path / "sentinel.conf"
    configuration.write_text(
        f"port {watcher}\nbind 127.0.0.1\ndir {tmp_path}\nsentinel monitor clinic 127.0.0.1 {port} 1\n"
        "sentinel auth-pass clinic sesame\n"
    )
    leader.launch()
    sentinel = await asyncio.create_subprocess_exec(
        *("redis-server", configuration, "--sentinel"), stdout=asyncio.subprocess.DEVNULL
    )
    client = connect(f"redis+sentinel://127.0.0.1:{watcher}/clinic", "sesame")

    async def answers():
        try:
            return await client.ping()
        except (RedisError, OSError):
            return False

    try:
        assert await until(answers)
        assert (await client.config_get("port"))["port"] == str(port)
    finally:
        await client.aclose()
        sentinel.kill()
        await sentinel.wait()
        leader.kill()


async def test_where_there_is_none_that_is_said_at_once(tmp_path):
    client = connect(f"unix://{tmp_path}/nobody")
    with pytest.raises((RedisError, OSError)):
        await client.ping()
    await client.aclose()
