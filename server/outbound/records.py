"""Signed records, posted to another system."""

import time
from collections.abc import Callable

from server.outbound.post import Unreachable, post
from server.outbound.signature import headers
from server.services.touch.endpoints import NotDelivered, Post


def poster(private: bool, clock: Callable[[], float] = time.time) -> Post:
    """`private`: whether addresses of private networks may be asked."""

    async def push(url: str, secret: str, id: str, body: bytes) -> int:
        try:
            return await post(url, body, headers(secret, id, int(clock()), body), private)
        except Unreachable as error:
            raise NotDelivered(error.problem) from None

    return push
