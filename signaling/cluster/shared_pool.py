"""The relay workers that several app nodes share, as the rooms of this node use them.

A room is carried by one worker. A new one goes to the worker with the least to do; one that another node opened before
is found where it is. A worker is dead when its connection has ended *and* the registry does not know it any more, or
knows another in its place: then its rooms are set up again elsewhere at once. A connection that is lost for a moment
moves nothing.
"""

import asyncio
import logging
import random
import ssl
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from signaling.cluster.remote_worker import RETRY, RemoteWorker
from signaling.cluster.workers import BEAT, RegisteredWorker, RegistryAway, WorkerRegistry
from signaling.control.messages import (
    SETTLING,
    CloseRoom,
    ControlError,
    EventBody,
    LayersWanted,
    OpenRoom,
    RequestBody,
    ResponseBody,
    TransportChanged,
)
from signaling.control.pool import GIVEN_UP_AFTER, UNMEASURED
from signaling.control.tcp import Address, Remote

START_PATIENCE = 3.0
FLAP = 2.0
"""Seconds for which a request waits for a worker that was lost, or for the first one to come."""
FRESH = 0.05
"""Seconds for which what workers say of their rooms is good enough to place others by."""
REGISTRY_PATIENCE = 1.0

log = logging.getLogger(__name__)

Rebuild = Callable[[Sequence[str]], Coroutine[Any, Any, None]]


@dataclass(eq=False, slots=True)
class Place:
    """Where a room is: at a worker, which has another `boot` after it was restarted."""

    address: str
    boot: str
    epoch: int
    since: float


class SharedPool:
    """`rebuild(rooms)`: their worker is another one, which knows nothing of them. `on_event`: what the worker of one of
    our rooms tells unasked."""

    def __init__(
        self,
        registry: WorkerRegistry,
        tls: ssl.SSLContext,
        rebuild: Rebuild,
        on_event: Callable[[EventBody], None],
        clock: Callable[[], float],
    ) -> None:
        self._registry = registry
        self._tls = tls
        self._rebuild = rebuild
        self._on_event = on_event
        self._clock = clock
        self._workers: dict[str, RemoteWorker] = {}
        self._listed: dict[str, RegisteredWorker] = {}
        self._listed_at: float | None = None
        """When the registry was last looked into; None while it is away."""
        self._places: dict[str, Place] = {}
        self._homeless: set[str] = set()
        """Rooms that had a worker and are to have another: what is promised goes before what is new."""
        self._placing = asyncio.Lock()
        self._surveyed = float("-inf")
        self._closing = False
        self._news = asyncio.Event()
        self._hurry = asyncio.Event()
        self._emptying: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def named(self) -> Mapping[str, RemoteWorker]:
        """The workers by address, as they come and go."""
        return self._workers

    @property
    def connected(self) -> bool:
        """Any of them."""
        return any(worker.connected for worker in self._workers.values())

    async def start(self, patience: float = START_PATIENCE) -> None:
        """Connect to all workers that are registered; TimeoutError when there is none after `patience` seconds, while
        they are looked for on."""
        self._spawn(self._keep_looking())
        until = self._clock() + patience
        while not (self._listed and all(self._workers[one].connected for one in self._listed)):
            if not await self._hears_news(until):
                break
        if not self.connected:
            raise TimeoutError

    async def request(self, room: str, epoch: int, body: RequestBody) -> ResponseBody | None:
        """Ask the room's worker. Raises ControlError: `full` when the room has none and none takes one more."""
        until = self._clock() + FLAP
        while True:
            place = await self._place_of(room, epoch, body, until)
            if place is None:
                return None
            try:
                return await self._workers[place.address].request(room, epoch, body)
            except ControlError as error:
                if error.code != "closed":
                    raise
                await asyncio.sleep(0)  # whoever keeps the connection has to notice, and everything else goes on
                if not await self._is_back(room, place, until):
                    raise
            finally:
                if isinstance(body, CloseRoom):
                    self._surveyed = float("-inf")
                    self._homeless.discard(room)
                    if self._places.get(room) is place:
                        del self._places[room]

    async def close(self, stop_workers: bool = False) -> None:
        """Let go of the workers, which are not ours to stop."""
        self._closing = True  # Redis' client swallows a cancel now and then
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(*(worker.close() for worker in self._workers.values()))
        await self._registry.close()

    def load(self, address: str) -> int:
        """Packets per second of a worker: measured, and expected of rooms that anybody gave it just now."""
        welcome = self._workers[address].welcome
        if welcome is None:
            return 0
        says = {status.room for status in welcome.rooms}
        since = self._clock() - SETTLING
        untold = sum(
            1
            for room, place in self._places.items()
            if place.address == address and place.since > since and room not in says
        )
        return welcome.packets_per_s + UNMEASURED * (welcome.new_rooms + untold)

    # --- where a room is ----------------------------------------------------------------------------------------------

    async def _place_of(self, room: str, epoch: int, body: RequestBody, until: float) -> Place | None:
        """None: it is nowhere, and need not be closed. Raises ControlError."""
        while True:
            place = self._places.get(room)
            if place is not None and place.epoch >= epoch:
                return place
            async with self._placing:
                if self._places.get(room) is not place:
                    continue
                await self._survey()
                address = self._carrier(room)
                if address is None:
                    if isinstance(body, CloseRoom):
                        return None
                    if not isinstance(body, OpenRoom):
                        raise ControlError("closed", "the room has no relay worker")
                    address = self._choose(room)
                if address is not None:
                    return self._put(room, address, epoch)
            if not await self._hears_news(until):
                raise ControlError("closed", "no relay worker is connected")

    def _put(self, room: str, address: str, epoch: int) -> Place:
        welcome = self._workers[address].welcome
        assert welcome is not None
        self._homeless.discard(room)
        place = self._places[room] = Place(address, welcome.boot, epoch, self._clock())
        return place

    async def _survey(self) -> None:
        """Have all workers say what they carry."""
        if self._clock() - self._surveyed > FRESH:
            await asyncio.gather(*(worker.look() for worker in self._workers.values()))
            self._surveyed = self._clock()

    def _carrier(self, room: str) -> str | None:
        """The worker that carries the room already, whoever opened it."""
        found = [
            (status.epoch, worker.address)
            for worker in self._workers.values()
            if worker.connected and worker.welcome is not None
            for status in worker.welcome.rooms
            if status.room == room
        ]
        return max(found)[1] if found else None

    def _choose(self, room: str) -> str | None:
        """The worker for a new room; None while there is none. Raises ControlError `full`."""
        there = [one for one, listed in self._listed.items() if not listed.draining and self._workers[one].connected]
        if not there:
            return None
        random.shuffle(there)  # of those that have equally little to do, another node should not choose the same
        address = min(there, key=self.load)
        welcome = self._workers[address].welcome
        assert welcome is not None
        load = welcome.packets_per_s if room in self._homeless else self.load(address) + UNMEASURED
        if load > self._listed[address].capacity:
            raise ControlError("full", "every relay worker carries as much as it can")
        return address

    async def _is_back(self, room: str, place: Place, until: float) -> bool:
        """Whether the worker that was lost is connected again, in time and as it was."""
        while self._places.get(room) is place:
            worker = self._workers[place.address]
            if worker.connected and worker.welcome is not None and worker.welcome.boot == place.boot:
                return True
            if not await self._hears_news(until):
                return False
        return False

    # --- workers come and go ------------------------------------------------------------------------------------------

    async def _keep_looking(self) -> None:
        while not self._closing:
            try:
                await self._look()
            except Exception:  # once is not for good: nobody else notices which workers come and go
                log.exception("looking for relay workers failed")
            lost = any(not self._workers[place.address].connected for place in self._places.values())
            self._hurry.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(RETRY if lost else BEAT):
                    await self._hurry.wait()

    async def _look(self) -> None:
        began = self._clock()
        try:
            async with asyncio.timeout(REGISTRY_PATIENCE):
                listed = await self._registry.workers()
        except (RegistryAway, TimeoutError) as error:
            if self._listed_at is not None:
                log.error("the registry of relay workers is away: %s", error)
            self._listed_at = None
        else:
            self._listed_at = began
            self._listed = {one.address: one for one in listed if self._knows(one.address)}
        for address, worker in list(self._workers.items()):
            self._judge(address)
            if address in self._listed:
                self._empty_if_draining(address)
            elif not worker.connected and not any(it.address == address for it in self._places.values()):
                del self._workers[address]
                await worker.close()
        self._tell_news()

    def _knows(self, address: str) -> bool:
        if address not in self._workers:
            try:
                at = Remote(Address.parse(address), self._tls)
            except ValueError:
                log.error("a relay worker is registered at what is no address")
                return False
            self._workers[address] = RemoteWorker(at, self._changed, self._hear, self._clock)
        return True

    def _changed(self, worker: RemoteWorker) -> None:
        self._judge(worker.address)
        for status in worker.welcome.rooms if worker.connected and worker.welcome is not None else ():
            place = self._places.get(status.room)
            if place is not None and place.address != worker.address and place.epoch >= status.epoch:
                self._spawn(self._close_remains(worker, status.room))
        if not worker.connected:
            self._hurry.set()
        self._tell_news()

    def _judge(self, address: str) -> None:
        """Have the rooms of a worker set up elsewhere if it is dead."""
        rooms = [room for room, it in self._places.items() if it.address == address and self._is_dead(address, it.boot)]
        if rooms:
            log.error("the relay worker at %s is gone: its %d rooms go elsewhere", address, len(rooms))
            for room in rooms:
                del self._places[room]
            self._spawn(self._set_up_again(rooms))

    def _is_dead(self, address: str, boot: str) -> bool:
        worker = self._workers[address]
        if worker.connected and worker.welcome is not None:
            return worker.welcome.boot != boot
        if self._listed_at is not None and self._listed_at >= worker.lost_at:
            listed = self._listed.get(address)
            if listed is None or listed.boot != boot:
                return True
        return self._clock() - worker.lost_at > GIVEN_UP_AFTER

    async def _set_up_again(self, rooms: Sequence[str]) -> None:
        self._homeless.update(rooms)
        await self._rebuild(rooms)

    async def _close_remains(self, worker: RemoteWorker, room: str) -> None:
        """Of a room of ours that is elsewhere by now: its worker was out of reach, or taken for dead."""
        place = self._places.get(room)
        if place is not None and place.address != worker.address:
            with suppress(ControlError):
                await worker.request(room, place.epoch, CloseRoom())

    # --- a worker that is to end --------------------------------------------------------------------------------------

    def _empty_if_draining(self, address: str) -> None:
        rooms = [room for room, place in self._places.items() if place.address == address]
        if rooms and self._listed[address].draining and address not in self._emptying:
            self._emptying.add(address)
            self._spawn(self._empty(address, rooms))

    async def _empty(self, address: str, rooms: Sequence[str]) -> None:
        """One room after another, as long as another worker takes it; what is left is tried with the next look."""
        try:
            for room in rooms:
                place = self._places.get(room)
                if place is not None and place.address == address and not await self._move(room, place):
                    return
        finally:
            self._emptying.discard(address)

    async def _move(self, room: str, place: Place) -> bool:
        try:
            if self._choose(room) is None:
                return False
            await self._workers[place.address].request(room, place.epoch, CloseRoom())
        except ControlError as error:
            if error.code == "stale_epoch" and self._places.get(room) is place:
                del self._places[room]  # another node's by now, which moves it
            return error.code == "stale_epoch"
        self._surveyed = float("-inf")
        if self._places.get(room) is place:
            del self._places[room]
        await self._set_up_again([room])
        return True

    # --- beside -------------------------------------------------------------------------------------------------------

    def _hear(self, worker: RemoteWorker, event: EventBody) -> None:
        """Workers tell every app node of every room."""
        if isinstance(event, LayersWanted | TransportChanged):
            place = self._places.get(event.room)
            if place is not None and place.address == worker.address:
                self._on_event(event)

    def _tell_news(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    async def _hears_news(self, until: float) -> bool:
        """Return when anything has changed; False when nothing has by `until`."""
        try:
            async with asyncio.timeout(until - self._clock()):
                await self._news.wait()
        except TimeoutError:
            return False
        return True

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("keeping relay workers failed", exc_info=error)
