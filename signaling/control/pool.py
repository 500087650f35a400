"""Several relay workers, one per core, as the rooms use them: each room is carried by one, from opening to closing.

A room goes to the worker with the least to do, by packets per second as the workers measure them. Rooms are pinned: a
worker that dies is replaced (`supervisor.py`), and its rooms are set up again in the one that replaces it.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence

from signaling.control.messages import (
    SETTLING,
    CloseRoom,
    ControlError,
    EventBody,
    OpenRoom,
    RequestBody,
    ResponseBody,
    Welcome,
)
from signaling.control.supervisor import START_PATIENCE, WorkerSupervisor

CAPACITY = 45_000
"""Packets per second, received and sent, up to which a worker is given more rooms (docs/decisions/0046)."""
UNMEASURED = 3_000
"""Packets per second that a room counts for in its first seconds, while people are still coming."""

GIVEN_UP_AFTER = 10.0
"""Seconds without a worker in its place after which its rooms go to others."""

log = logging.getLogger(__name__)

NewSupervisor = Callable[[int, Callable[[Welcome], None], Callable[[EventBody], None]], WorkerSupervisor]


class WorkerPool:
    """`make(index, on_connected, on_event)` makes each worker's supervisor. `on_another(rooms)` is told when a worker
    took another's place, which knows nothing of these rooms; `on_event` gets what workers tell unasked."""

    def __init__(
        self,
        size: int,
        make: NewSupervisor,
        on_another: Callable[[Sequence[str]], None],
        on_event: Callable[[EventBody], None],
        clock: Callable[[], float],
        capacity: int = CAPACITY,
    ) -> None:
        self._on_another = on_another
        self._clock = clock
        self._capacity = capacity
        self._boots: dict[int, str] = {}
        self._rooms: dict[str, tuple[int, float]] = {}
        """The worker of each room, and when it was given it."""
        self._gone: dict[int, float] = {}
        """Workers that were not there when they were asked for something, and since when."""
        self._adopted: set[str] = set()
        """Rooms that were there before this app and that it has neither closed nor opened yet."""

        def hears(index: int) -> WorkerSupervisor:
            return make(index, lambda welcome: self._connected(index, welcome), on_event)

        self.workers = [hears(index) for index in range(size)]

    @property
    def named(self) -> Mapping[str, WorkerSupervisor]:
        """The workers by number."""
        return {str(index): worker for index, worker in enumerate(self.workers)}

    @property
    def connected(self) -> bool:
        """Any of them."""
        return any(worker.connected for worker in self.workers)

    async def start(self, patience: float = START_PATIENCE) -> None:
        """Connect to the workers, starting those that are not there; TimeoutError when none is after `patience`
        seconds, while they are tried on."""
        starting = [asyncio.create_task(worker.start(patience)) for worker in self.workers]
        results = await asyncio.gather(*starting, return_exceptions=True)
        if all(isinstance(result, BaseException) for result in results):
            raise TimeoutError
        for index, result in enumerate(results):
            if isinstance(result, BaseException):
                log.error("relay worker %d of %d is not there yet", index + 1, len(results))

    async def request(self, room: str, epoch: int, body: RequestBody) -> ResponseBody | None:
        """Ask the room's worker. Raises ControlError: `full` when the room has none and none takes one more."""
        index = self._worker_of(room)
        if isinstance(body, CloseRoom):
            if room in self._adopted:  # what the app before had there; this one opens the room anew in its place
                self._adopted.discard(room)
            else:  # now: should the worker be gone there is nothing to keep a place for, nor when another opens it next
                self._rooms.pop(room, None)
        elif isinstance(body, OpenRoom):
            self._adopted.discard(room)
        return await self.workers[index].request(room, epoch, body)

    async def close(self, stop_workers: bool) -> None:
        """Let go of the workers, or end them too."""
        await asyncio.gather(*(worker.close(stop_workers) for worker in self.workers))

    def load(self, index: int) -> int:
        """Packets per second of a worker: measured, and expected of rooms that it was given just now."""
        welcome = self.workers[index].welcome
        since = self._clock() - SETTLING
        expected = UNMEASURED * sum(1 for worker, given in self._rooms.values() if worker == index and given > since)
        return (welcome.packets_per_s if welcome is not None else 0) + expected

    def _worker_of(self, room: str) -> int:
        placed = self._rooms.get(room)
        there = [index for index, worker in enumerate(self.workers) if worker.connected]
        if placed is not None:
            if placed[0] not in there:
                self._do_without(placed[0], bool(there))
            return placed[0]
        if not there:
            raise ControlError("closed", "no relay worker is connected")
        index = min(there, key=self.load)
        if self.load(index) + UNMEASURED > self._capacity:
            raise ControlError("full", "every relay worker carries as much as it can")
        self._rooms[room] = (index, self._clock())
        return index

    def _do_without(self, index: int, others: bool) -> None:
        """A worker is not there: let its rooms go elsewhere when that lasts. Raises ControlError."""
        since = self._gone.setdefault(index, self._clock())
        if others and self._clock() - since > GIVEN_UP_AFTER:
            rooms = [room for room, (worker, _) in self._rooms.items() if worker == index]
            log.error("relay worker %d does not come back: its %d rooms go to others", index + 1, len(rooms))
            for room in rooms:
                del self._rooms[room]
            self._on_another(rooms)
        raise ControlError("closed", "the room's relay worker is not connected")

    def _connected(self, index: int, welcome: Welcome) -> None:
        """What a worker carries already stays with it; one that is new begins without its predecessor's rooms."""
        self._gone.pop(index, None)
        for status in welcome.rooms:
            if status.room not in self._rooms:
                self._rooms[status.room] = (index, float("-inf"))  # it is measured already
                self._adopted.add(status.room)
        before, self._boots[index] = self._boots.get(index), welcome.boot
        if before is not None and before != welcome.boot:
            self._on_another([room for room, (worker, _) in self._rooms.items() if worker == index])
