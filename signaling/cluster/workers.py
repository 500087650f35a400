"""Which relay workers there are, wherever they run: media nodes say so, app nodes look."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

TTL = 2.0
"""Seconds for which a worker is known after it was renewed last."""
BEAT = 0.5
"""Seconds from one renewal to the next."""


class RegistryAway(Exception):
    """It cannot be said which workers there are."""


@dataclass(frozen=True, slots=True)
class RegisteredWorker:
    """`address`: where its control listens. `load` and `capacity`: packets per second, received and sent."""

    address: str
    boot: str
    load: int
    capacity: int
    rooms: int
    draining: bool = False
    """It takes no new room, and those that it has are to be set up elsewhere."""


class WorkerRegistry(Protocol):
    """All raise RegistryAway."""

    async def renew(self, worker: RegisteredWorker) -> None:
        """It is there, for `TTL` from now; in place of what was said before of the same address."""
        ...

    async def remove(self, address: str) -> None:
        """It is not there any more."""
        ...

    async def workers(self) -> Sequence[RegisteredWorker]: ...

    async def close(self) -> None:
        """Let go of it; what was said stays until its time is over."""
        ...


class InMemoryWorkers:
    """For tests. `clock`: monotonic seconds; `away`: nothing can be asked just now."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.away = False
        self._clock = clock
        self._known: dict[str, tuple[RegisteredWorker, float]] = {}

    async def renew(self, worker: RegisteredWorker) -> None:
        self._must_be_there()
        self._known[worker.address] = (worker, self._clock() + TTL)

    async def remove(self, address: str) -> None:
        self._must_be_there()
        self._known.pop(address, None)

    async def workers(self) -> Sequence[RegisteredWorker]:
        self._must_be_there()
        now = self._clock()
        return [worker for worker, until in self._known.values() if until > now]

    async def close(self) -> None:
        pass

    def _must_be_there(self) -> None:
        if self.away:
            raise RegistryAway
