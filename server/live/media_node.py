"""A machine that only relays: starts and watches its relay workers and says in the registry that they are there."""

import asyncio
import logging
import os
import signal
from collections.abc import Sequence
from contextlib import suppress

from server.live.workers import arguments, secret_of
from server.lock import held
from server.services import errors
from server.settings import Settings
from signaling import logs
from signaling.cluster.redis_server import connect
from signaling.cluster.redis_workers import RedisWorkers
from signaling.cluster.workers import BEAT, RegisteredWorker, RegistryAway, WorkerRegistry
from signaling.control.messages import ControlError, EventBody, Hello, Welcome
from signaling.control.supervisor import WorkerSupervisor
from signaling.control.tcp import Address

SIGN_PATIENCE = 1.0
"""Seconds that a worker may take for a sign of life; one without is not renewed, and known for `TTL` more."""
SEEN_BY_ALL = 2 * BEAT
"""Seconds after which every app node knows that a worker takes no more rooms."""

log = logging.getLogger(__name__)


async def run(settings: Settings) -> None:
    """Until SIGTERM or SIGINT, and then until the rooms are elsewhere, or for `media_drain_seconds`; a second signal
    waits for nothing. Raises Conflict, OSError."""
    if settings.redis is None:
        raise errors.Conflict("VIOP_REDIS must say where app nodes find this media node.")
    logs.this_is(f"media node {os.getpid()}")
    node = MediaNode(settings)
    signals: asyncio.Queue[int] = asyncio.Queue()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, signals.put_nowait, number)
    with held(settings.var / "run" / "media-lock"):
        registry = RedisWorkers(connect(settings.redis, settings.redis_password))
        try:
            await node.serve(registry, signals)
        finally:
            await registry.close()


class MediaNode:
    """Raises Conflict without a secret, or for addresses that are none."""

    def __init__(self, settings: Settings) -> None:
        self._patience = settings.media_drain_seconds
        _, secret = secret_of(settings)
        listen = _address("VIOP_CONTROL_LISTEN", settings.control_listen)
        announce = _address("VIOP_CONTROL_ANNOUNCE", settings.control_announce or settings.control_listen)
        if announce.host in ("0.0.0.0", "::"):
            raise errors.Conflict("VIOP_CONTROL_ANNOUNCE must say at which address app nodes reach this machine.")
        size = settings.media_workers or len(os.sched_getaffinity(0))
        self._slots = [
            _Slot(index, settings, ["--control-secret-file", str(secret)], listen, announce) for index in range(size)
        ]

    async def serve(self, registry: WorkerRegistry, signals: "asyncio.Queue[int]") -> None:
        """Raises TimeoutError when no worker can be had."""
        renewing: list[asyncio.Task[None]] = []
        try:
            await self._start()
            renewing += [asyncio.create_task(slot.keep_registered(registry)) for slot in self._slots]
            await signals.get()
            log.info("no more rooms are taken; waiting for those that are here to go elsewhere")
            draining, again = asyncio.create_task(self._drain()), asyncio.create_task(signals.get())
            await asyncio.wait([draining, again], timeout=self._patience, return_when=asyncio.FIRST_COMPLETED)
            for task in (draining, again):
                task.cancel()
        finally:
            for slot in self._slots:
                slot.let_go()
            await asyncio.gather(*renewing, return_exceptions=True)
            await asyncio.gather(*(slot.end(registry) for slot in self._slots))

    async def _start(self) -> None:
        starting = [asyncio.create_task(slot.supervisor.start()) for slot in self._slots]
        results = await asyncio.gather(*starting, return_exceptions=True)
        if all(isinstance(result, BaseException) for result in results):
            raise TimeoutError("no relay worker could be started: its log says why")

    async def _drain(self) -> None:
        for slot in self._slots:
            slot.drain()
        await asyncio.sleep(SEEN_BY_ALL)
        await asyncio.gather(*(slot.emptied() for slot in self._slots))


class _Slot:
    """One worker, and the next in its place when it dies."""

    def __init__(
        self, index: int, settings: Settings, secret: Sequence[str], listen: Address, announce: Address
    ) -> None:
        self._address = str(Address(announce.host, announce.port + index))
        self._capacity = settings.media_capacity
        self._draining = self._ending = False
        self._changed = asyncio.Event()
        self._away = False
        self._empty = asyncio.Event()
        control = Address(listen.host, listen.port + index)
        self.supervisor = WorkerSupervisor(
            settings.worker_socket(index),
            [*arguments(settings, index), *secret, "--control-listen", str(control)],
            self._on_connected,
            _heard,
            on_gone=self._changed.set,
        )

    def drain(self) -> None:
        """From now on it takes no room, and is to lose those that it has."""
        self._draining = True
        self._changed.set()

    async def emptied(self) -> None:
        """Return when there is no room."""
        self._empty.clear()
        await self._empty.wait()

    def let_go(self) -> None:
        """`keep_registered` returns. It is not cancelled: Redis' client swallows that now and then."""
        self._ending = True
        self._changed.set()

    async def keep_registered(self, registry: WorkerRegistry) -> None:
        while not self._ending:
            self._changed.clear()
            try:
                await self._renew(registry)
                self._away = False
            except RegistryAway as error:
                if not self._away:
                    log.error("the registry of relay workers is away, rooms go on: %s", error)
                self._away = True
            except Exception:  # a worker that nobody registers is there for nobody
                log.exception("failed: registering a relay worker")
            with suppress(TimeoutError):
                async with asyncio.timeout(BEAT):
                    await self._changed.wait()

    async def end(self, registry: WorkerRegistry) -> None:
        with suppress(RegistryAway):
            await registry.remove(self._address)
        await self.supervisor.close(stop_worker=True)

    def _on_connected(self, welcome: Welcome) -> None:
        self._changed.set()

    async def _renew(self, registry: WorkerRegistry) -> None:
        try:
            async with asyncio.timeout(SIGN_PATIENCE):
                welcome = await self.supervisor.request("", 0, Hello())
        except TimeoutError:
            return
        except ControlError:  # it died: who waits for it need not wait longer
            self._empty.set()
            await registry.remove(self._address)
            return
        assert isinstance(welcome, Welcome)
        if not welcome.rooms:
            self._empty.set()
        await registry.renew(
            RegisteredWorker(
                self._address,
                welcome.boot,
                welcome.packets_per_s,
                self._capacity,
                len(welcome.rooms),
                self._draining,
            )
        )


def _address(setting: str, text: str) -> Address:
    try:
        return Address.parse(text)
    except ValueError as error:
        raise errors.Conflict(f"{setting}: {error}.") from error


def _heard(event: EventBody) -> None:
    """What workers tell of rooms is for app nodes."""
