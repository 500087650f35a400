"""Argon2id (RFC 9106) off the event loop, few at once, so that a flood of sign-ins delays nobody's call."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from server.services.errors import TooManyRequests

WAITING_PER_WORKER = 16
PIN_MEMORY_KIB, PIN_ROUNDS = 19_456, 2
"""At most, for PINs: OWASP's least for Argon2id. A few digits are found in no time by whoever has their hash, at any
cost that hundreds who join at the top of the hour could pay; what keeps a PIN is that it is guessed at the door alone,
where guesses are few."""
T = TypeVar("T")


class Passwords:
    """Hashes and checks passwords and PINs. `memory_kib` and `rounds` are Argon2id's m and t."""

    def __init__(self, memory_kib: int, rounds: int, workers: int) -> None:
        self._hasher = PasswordHasher(time_cost=rounds, memory_cost=memory_kib, parallelism=1)
        self._executor = ThreadPoolExecutor(workers, thread_name_prefix="argon2")
        self._room = workers * (1 + WAITING_PER_WORKER)
        self._decoy = self._hasher.hash("nobody's password")

    def hash_now(self, secret: str) -> str:
        """Blocks; for seeds and the command line."""
        return self._hasher.hash(secret)

    async def verify(self, secret: str, hashed: str | None) -> bool:
        """Whether `secret` is the one that was hashed. None takes as long and is false: an unknown account looks like
        a wrong password. Raises TooManyRequests when too many wait already."""
        matches = await self._run(partial(self._matches, secret, hashed or self._decoy))
        return matches and hashed is not None

    async def hash(self, secret: str) -> str:
        """To be stored. Raises TooManyRequests."""
        return await self._run(partial(self._hasher.hash, secret.encode("utf-8", "surrogatepass")))

    async def _run(self, reckon: Callable[[], T]) -> T:
        if self._room == 0:
            raise TooManyRequests("Many people are signing in. Please try again.", 2)
        self._room -= 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._executor, reckon)
        finally:
            self._room += 1

    def _matches(self, secret: str, hashed: str) -> bool:
        try:
            return self._hasher.verify(hashed, secret.encode("utf-8", "surrogatepass"))
        except (VerificationError, InvalidHashError):
            return False

    def close(self) -> None:
        self._executor.shutdown(wait=False, cancel_futures=True)
