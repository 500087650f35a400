"""The composition root: starts the clinic, the live session and what goes on beside them, and stops them again."""

import asyncio
import contextlib
import logging
import signal
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from server.background.alone import one_does_it
from server.background.beside import beside
from server.background.draws import draw
from server.background.help import watch_over_help
from server.background.lag import measure_lag
from server.background.logs import keep_logs
from server.background.series import make_ahead
from server.background.spool import drain_spool
from server.background.touch import keep_in_touch
from server.clinic import Clinic, new_id, open_clinic
from server.http.health import Readiness
from server.live import rooms as live
from server.live import workers as relay
from server.live.board import Board
from server.live.cluster import clustered
from server.live.measures import Measures, Scrape
from server.live.room_port import RoomPort
from server.live.serving import application, bound, is_loopback, metrics, serving
from server.lock import held
from server.services import errors
from server.settings import Settings
from server.storage.gauges import GaugesRepository
from server.storage.health import DatabaseHealth
from server.storage.migrate import migrate
from server.storage.place import place_of
from server.storage.spool import Spool
from signaling import logs
from signaling.cluster.letters import Nudged, Written
from signaling.websocket.clock import Clock
from signaling.websocket.live_room import Pace
from signaling.websocket.live_rooms import LiveRooms
from signaling.websocket.media import RoomMedia

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Running:
    """The app as it serves."""

    host: str
    port: int
    clinic: Clinic
    rooms: LiveRooms
    readiness: Readiness


async def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; then tell every page, store what is left and stop.

    Raises Conflict without a public URL where others than this machine can reach it: join links would go wherever a
    request's Host header says; and where app nodes would share a Redis and no database.
    """
    if settings.public_url is None and not is_loopback(settings.host):
        raise errors.Conflict("VIOP_PUBLIC_URL must say how browsers reach the app, since it listens beyond loopback.")
    if settings.redis is not None and settings.database is None:
        raise errors.Conflict("With VIOP_REDIS, VIOP_DATABASE must say which PostgreSQL all app nodes share.")
    ending = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ending.set)
    async with running(settings) as app:
        log.info("serving on port %d", app.port)
        await ending.wait()
        log.info("stopping")
        app.readiness.drain()
        ending.clear()
        with contextlib.suppress(TimeoutError):  # a second signal waits for nothing
            await asyncio.wait_for(ending.wait(), settings.drain_seconds)


@asynccontextmanager
async def running(settings: Settings, clock: Clock | None = None) -> AsyncIterator[Running]:
    """The whole app, serving inside the block; `port` is the one it got when the settings leave it open. `clock`: the
    one that all of it goes by, unless the machine's.

    Raises OSError when another app runs on the same `var` or the port is taken; then nothing has been touched.
    """
    with held(settings.lock), bound(settings.host, settings.port) as sockets:
        async with _running(settings, sockets, clock or Clock()) as app:
            yield app


@asynccontextmanager
async def _running(settings: Settings, sockets: Sequence[socket.socket], clock: Clock) -> AsyncIterator[Running]:
    boot = new_id()
    logs.this_is(boot)
    await asyncio.to_thread(migrate, place_of(settings))
    async with (
        clustered(settings, boot) as cluster,
        open_clinic(settings, boot, redis=cluster.redis) as clinic,
        beside() as spawn,
    ):
        port = RoomPort(clinic, clock)
        rooms = LiveRooms(
            port,
            lambda session, epoch, deliver: RoomMedia(session, epoch, workers, deliver),
            cluster.directory,
            clock,
            new_id,
            boot,
            Pace(beat=timedelta(seconds=settings.beat_seconds)),
        )
        workers = relay.pool_of(settings, rooms.rebuild_media, spawn, rooms.layers_wanted)
        live.notify(clinic, cluster.tell)
        measures = Measures()
        clinic.database.watch = measures.transaction
        clinic.services.facts.subscribe(measures.on_facts)
        clinic.changes.elsewhere = lambda clinic_id: cluster.post.announce(Written(clinic=clinic_id))
        clinic.services.nudges.elsewhere = lambda clinic_id: cluster.post.announce(Nudged(clinic=clinic_id))
        clinic.services.reckoning.go_by(rooms.reckon)
        board = Board(rooms, clock, cluster.redis, boot)
        for work in (
            drain_spool(clinic.services.facts.drain, clock),
            watch_over_help(clinic, clock, board.of, board.own),
            board.run(),
            measure_lag(measures.lag.add),
        ):
            spawn(work)
        for_all = (keep_logs, make_ahead, draw, keep_in_touch)
        spawn(one_does_it(clinic.database, lambda: [work(clinic, clock) for work in for_all]))
        database = DatabaseHealth(clinic.database)
        readiness = Readiness(
            {
                "database": database.answers,
                "schema": database.is_migrated,
                "media": partial(relay.is_there, workers),
                "coordination": cluster.is_there,
            }
        )
        scrape = Scrape(
            *(measures, GaugesRepository(clinic.database), Spool(settings.spool), clock.wall_now),
            *(settings.var, settings.media_capacity, readiness.missing, boot),
        )
        try:
            await relay.start(workers)
            hear = partial(live.hear, rooms, clinic.services.nudges.nudge_here, clinic.changes.hear)
            seating = await cluster.join(rooms, hear, new_id, clock, spawn)
            await live.resume(clinic, rooms, clock.wall_now())
            if cluster.directory.is_shared:
                spawn(live.keep_resumed(clinic, rooms, cluster.directory, clock))
            app = application(settings, clinic, clock, board, seating, port, readiness, measures)
            async with (
                metrics(settings, rooms, workers, scrape),
                serving(app, settings, sockets) as listening,
            ):
                try:
                    yield Running(settings.host, listening, clinic, rooms, readiness)
                finally:
                    readiness.drain()
                    await cluster.leave(await rooms.drain())
        finally:
            await workers.close(stop_workers=True)
