"""How often somebody may try, counted over all nodes in Redis.

`viop:tries:<name>:<hash>` holds the times of one key's attempts, `viop:tries:<name>` which keys there are, by when they
were used last. A hash needs the clinic's secret: without it nobody finds an address by trying all that there are.
"""

import contextlib
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from redis.asyncio import Redis

from server.coordination.asking import answered
from server.domain.instants import to_ms
from server.services.access.throttle import MAX_KEYS, REFUSED
from server.services.errors import StorageUnavailable, TooManyRequests

TRIES = "viop:tries:"

_ATTEMPT = """
local now, since, window, limit, attempt, most = unpack(ARGV)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', since)
redis.call('ZADD', KEYS[2], now, KEYS[1])
redis.call('PEXPIRE', KEYS[2], window)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', since)
if redis.call('ZCARD', KEYS[1]) >= tonumber(limit) then
  return redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2]
end
redis.call('ZADD', KEYS[1], now, attempt)
redis.call('PEXPIRE', KEYS[1], window)
while redis.call('ZCARD', KEYS[2]) > tonumber(most) do
  redis.call('DEL', redis.call('ZPOPMIN', KEYS[2])[1])
end
return false
"""


class RedisThrottles:
    """`server.services.access.throttle.Throttles`."""

    def __init__(self, redis: Redis, secret: str) -> None:
        self._redis = redis
        self._secret = secret.encode()

    def __call__(self, name: str, limit: int, window: timedelta) -> "RedisThrottle":
        return RedisThrottle(self._redis, self._secret, name, limit, window)


class RedisThrottle:
    """`server.services.access.throttle.Throttle`. Beyond `max_keys` keys the longest unused is forgotten."""

    def __init__(
        self, redis: Redis, secret: bytes, name: str, limit: int, window: timedelta, max_keys: int = MAX_KEYS
    ) -> None:
        self._redis = redis
        self._secret = secret
        self._keys = TRIES + name
        self._limit = limit
        self._window_ms = round(window.total_seconds() * 1000)
        self._max_keys = max_keys
        self._attempt = redis.register_script(_ATTEMPT)

    async def attempt(self, key: str, now: datetime) -> None:
        at = to_ms(now)
        since, attempt = at - self._window_ms, secrets.token_hex(8)
        arguments: list[str | int] = [at, since, self._window_ms, self._limit, attempt, self._max_keys]
        first: bytes | None = await answered(self._attempt(keys=[self._key(key), self._keys], args=arguments))
        if first is not None:
            wait = int(float(first)) + self._window_ms - at
            raise TooManyRequests(REFUSED, -(-wait // 1000))

    async def is_used_up(self, key: str) -> bool:
        count: int = await answered(self._redis.zcard(self._key(key)))
        return count >= self._limit

    async def refund(self, key: str) -> None:
        with contextlib.suppress(StorageUnavailable):
            await answered(self._redis.zpopmax(self._key(key)))

    async def succeeded(self, key: str) -> None:
        with contextlib.suppress(StorageUnavailable):
            await answered(self._redis.delete(self._key(key)))

    def _key(self, key: str) -> str:
        said = key.encode("utf-8", "surrogatepass")
        return f"{self._keys}:{hmac.new(self._secret, said, hashlib.sha256).hexdigest()}"
