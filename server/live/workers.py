"""The relay's worker processes: started or adopted, and told where to listen."""

import logging
import os
import time
from collections.abc import Callable, Sequence

from server.settings import Settings
from signaling.control.messages import EventBody, LayersWanted, Welcome
from signaling.control.pool import WorkerPool
from signaling.control.supervisor import WorkerSupervisor

log = logging.getLogger(__name__)


def pool_of(
    settings: Settings,
    on_another: Callable[[Sequence[str]], None],
    layers_wanted: Callable[[str, str, Sequence[int]], None],
) -> WorkerPool:
    """Starts or adopts the relay workers, by default one per core; `on_another`: one took over that knows nothing of
    these rooms."""

    def on_event(event: EventBody) -> None:
        if isinstance(event, LayersWanted):
            layers_wanted(event.room, event.publication, event.layers)
            return
        log.info("a media worker says: %s", event.kind)

    def make(
        index: int, on_connected: Callable[[Welcome], None], on_event: Callable[[EventBody], None]
    ) -> WorkerSupervisor:
        return WorkerSupervisor(settings.worker_socket(index), _arguments(settings, index), on_connected, on_event)

    size = settings.media_workers or len(os.sched_getaffinity(0))
    return WorkerPool(size, make, on_another, on_event, time.monotonic, settings.media_capacity)


def _arguments(settings: Settings, index: int) -> list[str]:
    """See `viop media-worker --help`. Each worker has ports of its own, one after another."""
    arguments = ["--port", str(settings.media_port + index if settings.media_port else 0)]
    for address in settings.media_host.split(","):
        arguments += ["--listen", address.strip()]
    for address in settings.media_announce:
        arguments += ["--announce", _port_after(address, index)]
    if not settings.media_tcp:
        arguments.append("--no-tcp")
    elif settings.media_tcp_port is not None:
        arguments += ["--tcp-port", str(settings.media_tcp_port + index)]
    if settings.media_loudest:
        arguments += ["--loudest", str(settings.media_loudest)]
    if not log.isEnabledFor(logging.INFO):
        arguments.append("--quiet")
    return arguments


def _port_after(announced: str, index: int) -> str:
    """An announced address for the worker so many after the first: its port, where one is given, counts up as well."""
    host, colon, port = announced.rpartition(":")
    has_port = colon and port.isdecimal() and (host.endswith("]") or ":" not in host)
    return f"{host}:{int(port) + index}" if has_port else announced


async def start(workers: WorkerPool) -> None:
    """Wait for the workers a while. Sessions can be waited for, admitted to and counted before they are there."""
    try:
        await workers.start()
    except TimeoutError:
        log.error("no media worker yet: going on without sound and picture while it is tried again")


async def is_there(workers: WorkerPool) -> bool:
    """Whether any worker is connected."""
    return any(worker.connected for worker in workers.workers)
