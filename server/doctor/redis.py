"""The Redis in which app nodes meet, where there is one."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from redis.exceptions import RedisError

from server.doctor.clocks import compare
from server.doctor.finding import Finding, ok, wrong
from server.settings import Settings
from signaling.cluster.redis_server import connect
from signaling.cluster.redis_workers import RedisWorkers
from signaling.cluster.workers import RegistryAway

WHAT = "Redis"
OLDEST = (6, 2)


async def check_redis(settings: Settings) -> list[Finding]:
    if settings.redis is None:
        return []
    redis = connect(settings.redis, settings.redis_password)
    try:
        before = datetime.now(UTC)
        seconds, micro = await redis.time()
        after = datetime.now(UTC)
        info: dict[str, Any] = await redis.info()
        workers = await RedisWorkers(redis).workers()
    except (RedisError, OSError, RegistryAway) as error:
        says = f"It does not answer, or lets nobody in ({type(error).__name__}): nobody is admitted."
        return [wrong(WHAT, says, "Is it running, and do VIOP_REDIS and VIOP_REDIS_PASSWORD_FILE lead to it?")]
    finally:
        await redis.aclose()
    found = list(_settings(info))
    theirs = datetime.fromtimestamp(seconds + micro / 1_000_000, UTC)
    media = (
        ok("media nodes", f"{len(workers)} media workers are registered.")
        if workers
        else wrong("media nodes", "No media worker is registered: no sound, no picture.", "Start `viop media-node`.")
    )
    first = [] if any(one.state != "ok" for one in found) else [ok(WHAT, f"Redis {info['redis_version']}.")]
    return [*first, *found, compare(f"{WHAT} clock", theirs, before, after), media]


def _settings(info: dict[str, Any]) -> Iterator[Finding]:
    version = tuple(int(part) for part in str(info["redis_version"]).split(".")[:2])
    if version < OLDEST:
        yield wrong(WHAT, f"Redis {info['redis_version']} is too old.", "Run 6.2 or newer.")
    policy = info.get("maxmemory_policy", "noeviction")
    if policy != "noeviction":
        says = f"When it is full it forgets who owns which room (maxmemory-policy {policy})."
        yield wrong(WHAT, says, "Set maxmemory-policy noeviction.")
    if info.get("rdb_last_bgsave_status") == "err" or info.get("aof_last_write_status") == "err":
        says = "It cannot write its files, and may take no more orders."
        yield wrong(WHAT, says, "Make space, or turn its files off: nothing that must last is only there.")
    if info.get("role") == "slave":
        yield wrong(WHAT, "It only follows another Redis.", "Name the one that leads, or ask by redis+sentinel://.")
