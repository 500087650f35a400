"""How often somebody may try, counted by one process and counted over several: the contract, and Redis' own."""

import asyncio
from datetime import timedelta
from typing import Protocol

import pytest
from redis.asyncio import Redis

from server.coordination.throttles import RedisThrottle, RedisThrottles
from server.services.access.throttle import InMemoryThrottle, Throttle
from server.services.errors import StorageUnavailable, TooManyRequests
from tests.server.coordination.conftest import all_held
from tests.support.clinics import NOON
from tests.support.redis_server import RedisServer

SECOND = timedelta(seconds=1)
WINDOW = 10 * SECOND
SECRET = "a secret"


class Make(Protocol):
    def __call__(self, limit: int, max_keys: int = 1000) -> Throttle: ...


@pytest.fixture(params=["in memory", "redis"])
def throttle(request: pytest.FixtureRequest) -> Make:
    if request.param == "in memory":
        return lambda limit, max_keys=1000: InMemoryThrottle(limit, WINDOW, max_keys)
    redis = request.getfixturevalue("redis")
    return lambda limit, max_keys=1000: RedisThrottle(redis, b"secret", "tests", limit, WINDOW, max_keys)


async def may(throttle: Throttle, key: str) -> bool:
    try:
        await throttle.attempt(key, NOON)
    except TooManyRequests:
        return False
    return True


async def test_the_window_slides(throttle: Make) -> None:
    tries = throttle(2)
    await tries.attempt("a", NOON)
    await tries.attempt("a", NOON + 4 * SECOND)
    with pytest.raises(TooManyRequests) as refused:
        await tries.attempt("a", NOON + 5 * SECOND)
    assert refused.value.retry_after == 5
    await tries.attempt("a", NOON + 10 * SECOND)
    with pytest.raises(TooManyRequests) as refused:
        await tries.attempt("a", NOON + 12.5 * SECOND)
    assert refused.value.retry_after == 2


async def test_one_key_does_not_hinder_another_and_success_starts_afresh(throttle: Make) -> None:
    tries = throttle(1)
    await tries.attempt("a", NOON)
    await tries.attempt("b", NOON)
    await tries.succeeded("a")
    await tries.attempt("a", NOON)
    assert not await may(tries, "b")


async def test_an_attempt_that_is_refunded_does_not_count(throttle: Make) -> None:
    tries = throttle(1)
    for _ in range(3):
        await tries.attempt("a", NOON)
        await tries.refund("a")
    await tries.refund("never seen")


async def test_the_last_attempt_allowed_is_known_as_such(throttle: Make) -> None:
    tries = throttle(2)
    await tries.attempt("a", NOON)
    assert not await tries.is_used_up("a") and not await tries.is_used_up("never seen")
    await tries.attempt("a", NOON)
    assert await tries.is_used_up("a")


async def test_beyond_as_many_keys_as_are_kept_the_longest_unused_is_forgotten(throttle: Make) -> None:
    tries = throttle(1, 5)
    for number in range(10):
        await tries.attempt(str(number), NOON + number * SECOND / 100)
    assert not any([await may(tries, str(number)) for number in range(5, 10)])
    assert await may(tries, "4")


@pytest.mark.parametrize("key", ["", "\ud800", "x" * 10_000, "127.0.0.1 somebody@example.org"])
async def test_any_text_is_a_key(throttle: Make, key: str) -> None:
    tries = throttle(1)
    assert await may(tries, key) and not await may(tries, key)


async def test_of_many_at_once_on_two_nodes_as_many_get_through_as_may(redis: Redis, other: Redis) -> None:
    nodes = [RedisThrottles(one, SECRET)("pins", 5, WINDOW) for one in (redis, other)]
    through = await asyncio.gather(*(may(node, "a") for node in nodes * 25))
    assert sum(through) == 5
    await nodes[0].refund("a")
    assert await may(nodes[1], "a") and not await may(nodes[0], "a")
    await nodes[1].succeeded("a")
    assert await may(nodes[0], "a")


async def test_each_name_is_counted_for_itself(redis: Redis) -> None:
    throttles = RedisThrottles(redis, SECRET)
    assert await may(throttles("pins", 1, WINDOW), "a")
    assert await may(throttles("passwords", 1, WINDOW), "a")
    assert not await may(throttles("pins", 1, WINDOW), "a")


async def test_redis_holds_no_key_that_can_be_read_or_found_by_trying_and_nothing_beyond_the_window(
    redis: Redis,
) -> None:
    tries = {secret: RedisThrottles(redis, secret)("passwords", 5, WINDOW) for secret in (SECRET, "another")}
    for one in tries.values():
        await one.attempt("127.0.0.1 somebody@example.org", NOON)
    held = await all_held(redis)
    assert not [one for one in ("127.0.0.1", "somebody", "example") if one in held]
    assert len(await redis.keys("viop:tries:passwords:*")) == 2, "the secret goes into the hash"
    assert all([0 < await redis.pttl(key) <= 10_000 for key in await redis.keys("*")])


async def test_no_more_keys_stand_in_redis_than_are_kept(redis: Redis) -> None:
    tries = RedisThrottle(redis, b"secret", "tests", 2, WINDOW, max_keys=5)
    for number in range(20):
        await tries.attempt(str(number), NOON)
    assert len(await redis.keys("*")) == 5 + 1


async def test_without_redis_nobody_tries_uncounted_and_who_got_in_is_not_held_up(server: RedisServer) -> None:
    away = RedisServer(server.directory / "nowhere").client()
    tries = RedisThrottles(away, SECRET)("pins", 5, WINDOW)
    with pytest.raises(StorageUnavailable):
        await tries.attempt("a", NOON)
    with pytest.raises(StorageUnavailable):
        await tries.is_used_up("a")
    await tries.refund("a")
    await tries.succeeded("a")
    await away.aclose()
