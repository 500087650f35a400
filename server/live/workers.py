"""The relay's workers: of this machine, started or adopted and told where to listen, or those that media nodes have."""

import logging
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from server.background.beside import Spawn
from server.services import errors
from server.settings import Settings
from signaling.cluster.redis_server import connect
from signaling.cluster.redis_workers import RedisWorkers
from signaling.cluster.shared_pool import Rebuild, SharedPool
from signaling.control.identity import app_context, read_secret
from signaling.control.messages import EventBody, LayersWanted, Welcome
from signaling.control.pool import WorkerPool
from signaling.control.supervisor import WorkerSupervisor

log = logging.getLogger(__name__)


Workers = WorkerPool | SharedPool


def pool_of(
    settings: Settings,
    rebuild: Rebuild,
    spawn: Spawn,
    layers_wanted: Callable[[str, str, Sequence[int]], None],
) -> Workers:
    """Those that media nodes have, where there is a Redis to find them in; otherwise starts or adopts those of this
    machine, by default one per core. `rebuild`: one took over that knows nothing of these rooms.

    Raises Conflict without the secret that media nodes know, or when it is too short.
    """

    def on_event(event: EventBody) -> None:
        if isinstance(event, LayersWanted):
            layers_wanted(event.room, event.publication, event.layers)
            return
        log.info("a media worker says: %s", event.kind)

    if settings.redis is not None:
        registry = RedisWorkers(connect(settings.redis, settings.redis_password))
        return SharedPool(registry, app_context(secret_of(settings)[0]), rebuild, on_event, time.monotonic)

    def make(
        index: int, on_connected: Callable[[Welcome], None], on_event: Callable[[EventBody], None]
    ) -> WorkerSupervisor:
        return WorkerSupervisor(settings.worker_socket(index), arguments(settings, index), on_connected, on_event)

    size = settings.media_workers or len(os.sched_getaffinity(0))
    return WorkerPool(size, make, lambda lost: spawn(rebuild(lost)), on_event, time.monotonic, settings.media_capacity)


def secret_of(settings: Settings) -> tuple[str, Path]:
    """What app nodes and media nodes know each other by, and the file that holds it. Raises Conflict."""
    if settings.control_secret_file is None:
        raise errors.Conflict("With VIOP_REDIS, VIOP_CONTROL_SECRET_FILE must say what media nodes are known by.")
    try:
        return read_secret(settings.control_secret_file), settings.control_secret_file
    except (OSError, ValueError) as error:
        raise errors.Conflict(f"VIOP_CONTROL_SECRET_FILE: {error}") from error


def arguments(settings: Settings, index: int) -> list[str]:
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


async def start(workers: Workers) -> None:
    """Wait for the workers a while. Sessions can be waited for, admitted to and counted before they are there."""
    try:
        await workers.start()
    except TimeoutError:
        log.error("no media worker yet: going on without sound and picture while it is tried again")


async def is_there(workers: Workers) -> bool:
    """Whether any worker is connected."""
    return workers.connected
