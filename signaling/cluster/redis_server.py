"""The Redis in which app nodes meet: one by its address, or whichever of several Sentinel says leads."""

from typing import Any
from urllib.parse import unquote, urlsplit

from redis.asyncio import Redis, Sentinel
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

CONNECT_WITHIN = 1.0
ANSWER_WITHIN = 2.0
"""Seconds. Who asks for longer in one command (XREAD BLOCK) says so there."""
SENTINEL_PORT = 26379


def connect(address: str, password: str | None = None, answer_within: float = ANSWER_WITHIN) -> Redis:
    """A pool of connections to it; nothing is asked yet. `address`: see `VIOP_REDIS`.

    A command fails after `answer_within` seconds without an answer and is not tried again by itself: whoever asked
    knows whether it may be done twice.
    """
    timeouts: dict[str, Any] = {"socket_connect_timeout": CONNECT_WITHIN, "socket_timeout": answer_within}
    options: dict[str, Any] = {**timeouts, "password": password, "retry": Retry(NoBackoff(), 0)}
    if not address.startswith("redis+sentinel://"):
        return Redis.from_url(address, **options)
    parts = urlsplit(address)
    name, _, database = parts.path.lstrip("/").partition("/")
    watchers = [_place(one) for one in parts.netloc.split(",")]
    sentinel = Sentinel(watchers, sentinel_kwargs=timeouts, db=int(database or 0), **options)  # type: ignore[no-untyped-call]
    leads: Redis = sentinel.master_for(unquote(name))
    return leads


def _place(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":") if ":" in text else (text, "", "")
    return host, int(port or SENTINEL_PORT)
