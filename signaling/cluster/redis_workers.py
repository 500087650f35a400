"""The registry of relay workers in Redis: `viop:worker:<address>` lives for `TTL`, `viop:workers` has the addresses."""

import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields

from redis.asyncio import Redis
from redis.exceptions import RedisError

from signaling.cluster.workers import TTL, RegisteredWorker, RegistryAway

ADDRESSES, WORKER = "viop:workers", "viop:worker:"
_KEEP_ADDRESSES = 86_400

log = logging.getLogger(__name__)


class RedisWorkers:
    """`signaling.cluster.workers.WorkerRegistry`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def renew(self, worker: RegisteredWorker) -> None:
        with _as_told_to_nodes():
            async with self._redis.pipeline(transaction=True) as asked:
                asked.set(WORKER + worker.address, json.dumps(asdict(worker)), px=int(TTL * 1000))
                asked.sadd(ADDRESSES, worker.address)
                asked.expire(ADDRESSES, _KEEP_ADDRESSES)
                await asked.execute()

    async def remove(self, address: str) -> None:
        with _as_told_to_nodes():
            async with self._redis.pipeline(transaction=True) as asked:
                asked.delete(WORKER + address)
                asked.srem(ADDRESSES, address)
                await asked.execute()

    async def workers(self) -> Sequence[RegisteredWorker]:
        with _as_told_to_nodes():
            addresses = [_text(one) for one in await self._redis.smembers(ADDRESSES)]
            if not addresses:
                return []
            found = await self._redis.mget([WORKER + one for one in sorted(addresses)])
        read = [_read(one) for one in found if one is not None]
        return [worker for worker in read if worker is not None]

    async def close(self) -> None:
        await self._redis.aclose()


def _text(given: bytes | str) -> str:
    return given.decode() if isinstance(given, bytes) else given


def _read(text: bytes | str) -> RegisteredWorker | None:
    """None for what a node of another version wrote, unless it only says more."""
    try:
        said = json.loads(text)
        return RegisteredWorker(**{field.name: said[field.name] for field in fields(RegisteredWorker)})
    except (KeyError, TypeError, ValueError):
        log.warning("a worker is registered by a node of another version")
        return None


@contextmanager
def _as_told_to_nodes() -> Iterator[None]:
    try:
        yield
    except (RedisError, OSError, TimeoutError) as error:
        raise RegistryAway(type(error).__name__) from error
