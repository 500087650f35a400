"""The composition root: the one file that knows both the clinic and the live session, and wires them together."""

import asyncio
import contextlib
import logging
import os
import signal
import socket
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import partial
from ipaddress import ip_address
from typing import Any

from aiohttp import web

from server.clinic import Clinic, new_id, open_clinic
from server.domain.attendance.evidence import FactKind
from server.domain.attendance.facts import PresenceFact, Source
from server.domain.hours.live import LiveHours as ClientHours
from server.domain.joining.checks import Check
from server.domain.roster.crowding import Bounds
from server.domain.roster.keep_apart import Pairs
from server.http.access_log import AccessLogger
from server.http.app import build
from server.http.security import address_of, same_origin
from server.lock import held
from server.services import errors
from server.services.help.watch import HelpWatch
from server.services.log.audit import AuditEntry
from server.services.sessions.attention import Unattended
from server.services.sessions.rooms import StaleEpoch as StaleRoom
from server.services.sessions.rooms import TakenRoom
from server.settings import Settings
from server.storage.migrate import migrate
from signaling.cluster.directory import InMemoryDirectory
from signaling.control.messages import EventBody, LayersWanted, Welcome
from signaling.control.pool import WorkerPool
from signaling.control.supervisor import WorkerSupervisor
from signaling.rooms.plan import Expected, SavedRoom, Seat, SessionPlan
from signaling.rooms.view import LiveAttendance, LiveHours
from signaling.websocket import ports
from signaling.websocket.clock import Clock
from signaling.websocket.handler import Signaling
from signaling.websocket.live_room import Pace
from signaling.websocket.live_rooms import LiveRooms
from signaling.websocket.media import RoomMedia
from signaling.websocket.metrics import metrics_app
from signaling.websocket.steady import attempt, keep_doing
from signaling.websocket.turn import TurnServers

log = logging.getLogger(__name__)

Spawn = Callable[[Coroutine[Any, Any, None]], None]

DRAIN_SPOOL = 5.0
"""Seconds between two attempts to commit facts that had to go to the spool."""
KEEP_LOGS = 60.0
"""Seconds between two looks at what the attendance logs lack."""
WATCH_OVER_HELP = 1.0
"""Seconds between two looks at groups without staff, and at calls for help that nobody answers."""
MAKE_AHEAD = 600.0
"""Seconds between two looks at which sessions of series are due, or fall on a holiday that was added."""
KEEP_IN_TOUCH = 2.0
"""Seconds between two looks at what is to be sent."""
REMIND = 30.0
"""Seconds between two looks at which reminders are due."""
RESUME_WITHIN = timedelta(days=7)
"""How long ago a session may have been planned to end that is still in progress after a restart."""
STARTED_EARLY = timedelta(days=1)
"""How long before its planned start a session may be in progress, and more: by a clock that was wrong."""
CLOSE_WITHIN = 5.0
"""Seconds that open requests and sockets get to end."""


@dataclass(frozen=True)
class Running:
    """The app as it serves."""

    host: str
    port: int
    clinic: Clinic
    rooms: LiveRooms


async def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; then tell every page, store what is left and stop.

    Raises Conflict without a public URL where others than this machine can reach it: join links would go wherever a
    request's Host header says.
    """
    if settings.public_url is None and not is_loopback(settings.host):
        raise errors.Conflict("VIOP_PUBLIC_URL must say how browsers reach the app, since it listens beyond loopback.")
    ending = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ending.set)
    async with running(settings) as app:
        log.info("serving on port %d", app.port)
        await ending.wait()
        log.info("stopping")


@asynccontextmanager
async def running(settings: Settings, clock: Clock | None = None) -> AsyncIterator[Running]:
    """The whole app, serving inside the block; `port` is the one it got when the settings leave it open. `clock`: the
    one that all of it goes by, unless the machine's.

    Raises OSError when another app runs on the same `var` or the port is taken; then nothing has been touched.
    """
    with held(settings.lock), _bound(settings.host, settings.port) as sockets:
        async with _running(settings, sockets, clock or Clock()) as app:
            yield app


@asynccontextmanager
async def _running(settings: Settings, sockets: Sequence[socket.socket], clock: Clock) -> AsyncIterator[Running]:
    boot = new_id()
    await asyncio.to_thread(migrate, settings.database_path)
    async with open_clinic(settings, boot) as clinic, _background() as spawn:
        port = RoomPort(clinic, clock)
        rooms = LiveRooms(
            port,
            lambda session, epoch, deliver: RoomMedia(session, epoch, workers, deliver),
            InMemoryDirectory(),
            clock,
            new_id,
            boot,
            Pace(beat=timedelta(seconds=settings.beat_seconds)),
        )
        workers = _pool(settings, lambda lost: spawn(rooms.rebuild_media(lost)), rooms.layers_wanted)
        _notify_rooms(clinic, rooms, spawn)
        clinic.services.reckoning.go_by(rooms.reckon)
        spawn(_drain_spool(clinic.services.facts.drain, clock))
        spawn(_keep_logs(clinic, clock))
        spawn(_make_ahead(clinic, clock))
        spawn(_keep_in_touch(clinic, clock))
        spawn(_watch_over_help(clinic, clock, lambda clinic_id: _unattended(rooms, clinic_id)))
        try:
            await _start(workers)
            await _resume_sessions(clinic, rooms, clock.wall_now())
            async with (
                _metrics(settings, rooms, workers),
                _serving(_application(settings, clinic, clock, rooms, port), settings, sockets) as bound,
            ):
                try:
                    yield Running(settings.host, bound, clinic, rooms)
                finally:
                    await rooms.drain()
        finally:
            await workers.close(stop_workers=True)


def _application(
    settings: Settings, clinic: Clinic, clock: Clock, rooms: LiveRooms, port: "RoomPort"
) -> web.Application:
    signaling = Signaling(
        rooms,
        port,
        lambda request: same_origin(request, settings.public_url),
        lambda request: address_of(request, settings.proxies),
        _turn(settings),
    )
    return build(
        clinic.services,
        clock.wall_now,
        settings.static,
        secure=settings.secure,
        public_url=settings.public_url,
        proxies=settings.proxies,
        development=settings.development,
        unattended=lambda clinic_id: _unattended(rooms, clinic_id),
        more_routes=signaling.routes(),
    )


def _unattended(rooms: LiveRooms, clinic: str) -> Sequence[Unattended]:
    return [
        Unattended(plan.session, plan.title, plan.time_zone, needed.reason, needed.since, needed.clients)
        for plan, needed in rooms.attention(clinic)
    ]


def _pool(
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
        return WorkerSupervisor(
            settings.worker_socket(index), _worker_arguments(settings, index), on_connected, on_event
        )

    size = settings.media_workers or len(os.sched_getaffinity(0))
    return WorkerPool(size, make, on_another, on_event, time.monotonic, settings.media_capacity)


def _worker_arguments(settings: Settings, index: int) -> list[str]:
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


def _turn(settings: Settings) -> TurnServers | None:
    if settings.turn_secret is None or not settings.turn_urls:
        return None
    return TurnServers(settings.turn_urls, settings.turn_secret.get_secret_value(), time.time)


async def _start(workers: WorkerPool) -> None:
    """Wait for the workers a while. Sessions can be waited for, admitted to and counted before they are there."""
    try:
        await workers.start()
    except TimeoutError:
        log.error("no media worker yet: going on without sound and picture while it is tried again")


@asynccontextmanager
async def _background() -> AsyncIterator[Spawn]:
    """Runs what is spawned beside everything else; what is left at the end is cancelled, what fails is logged."""
    tasks: set[asyncio.Task[None]] = set()

    def ended(task: asyncio.Task[None]) -> None:
        tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a task beside failed", exc_info=error)

    def spawn(work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        tasks.add(task)
        task.add_done_callback(ended)

    try:
        yield spawn
    finally:
        for task in tuple(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@contextlib.contextmanager
def _bound(host: str, port: int) -> Iterator[Sequence[socket.socket]]:
    """A socket for each address of `host`, which is ours from now on and takes connections only once it is served."""
    with contextlib.ExitStack() as opened:
        sockets = []
        for family, kind, protocol, _, address in socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        ):
            one = opened.enter_context(socket.socket(family, kind, protocol))
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            one.bind(address)
            sockets.append(one)
        yield sockets


@asynccontextmanager
async def _serving(app: web.Application, settings: Settings, sockets: Sequence[socket.socket]) -> AsyncIterator[int]:
    runner = web.AppRunner(app, access_log_class=AccessLogger, shutdown_timeout=CLOSE_WITHIN)
    await runner.setup()
    try:
        for one in sockets:
            await web.SockSite(runner, one, ssl_context=_tls(settings)).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


@asynccontextmanager
async def _metrics(settings: Settings, rooms: LiveRooms, workers: WorkerPool) -> AsyncIterator[None]:
    """Counters for operators, where they are wanted. Raises OSError when the port is taken."""
    if settings.metrics_port is None:
        yield
        return
    runner = web.AppRunner(
        metrics_app(rooms, {str(index): worker for index, worker in enumerate(workers.workers)}), access_log=None
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", settings.metrics_port).start()
        yield
    finally:
        await runner.cleanup()


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches what listens there."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _tls(settings: Settings) -> ssl.SSLContext | None:
    if settings.tls_certificate is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(settings.tls_certificate, settings.tls_key)
    return context


def _notify_rooms(clinic: Clinic, rooms: LiveRooms, spawn: Spawn) -> None:
    """Live rooms hear of login sessions that end, and of facts that somebody else stored."""

    def on_revoked(login_session: str) -> None:
        spawn(rooms.revoke(login_session))

    def on_facts(_: str, facts: Sequence[PresenceFact]) -> None:
        for session in {fact.session for fact in facts if _comes_from_elsewhere(fact)}:
            spawn(rooms.attendance_changed(session))

    clinic.services.keep_apart.subscribe(lambda clinic_id: spawn(rooms.kept_apart_changed(clinic_id)))
    clinic.services.team.subscribe(lambda session: spawn(rooms.attendance_changed(session)))
    clinic.services.logins.subscribe(on_revoked)
    clinic.services.room_devices.subscribe(on_revoked)
    clinic.services.facts.subscribe(on_facts)


def _comes_from_elsewhere(fact: PresenceFact) -> bool:
    """Not from the live room, which would know of it."""
    return fact.source not in (Source.SIGNALING, Source.SERVER) or fact.kind is FactKind.ANSWERED


async def _resume_sessions(clinic: Clinic, rooms: LiveRooms, now: datetime) -> None:
    """What was going on when the process before ended goes on, and ends by itself if nobody comes back."""
    for one in await clinic.people.clinics():
        for session in await clinic.sessions.between(one.id, now - RESUME_WITHIN, now + STARTED_EARLY):
            if session.status == "in_progress":
                with contextlib.suppress(ports.SessionOver):
                    await rooms.resume(one.id, session.id)


async def _drain_spool(drain: Callable[[], Awaitable[object]], clock: Clock) -> None:
    async def once() -> None:
        await drain()
        await clock.timer.sleep(DRAIN_SPOOL)

    await keep_doing(once, "draining the spool")


async def _keep_logs(clinic: Clinic, clock: Clock) -> None:
    async def once() -> None:
        for one in await clinic.people.clinics():
            await attempt(partial(clinic.services.log_keeper.keep, one, clock.wall_now()), "keeping an attendance log")
        await clock.timer.sleep(KEEP_LOGS)

    await keep_doing(once, "keeping the attendance logs")


async def _make_ahead(clinic: Clinic, clock: Clock) -> None:
    async def once() -> None:
        for one in await clinic.people.clinics():
            await attempt(partial(clinic.services.making.make_ahead, one.id, clock.wall_now()), "making sessions ahead")
        await clock.timer.sleep(MAKE_AHEAD)

    await keep_doing(once, "making sessions ahead")


async def _keep_in_touch(clinic: Clinic, clock: Clock) -> None:
    """What is in the outbox goes out, reminders too; whatever a mail server does, nothing else waits for it."""
    services = clinic.services
    await attempt(lambda: services.sending.recover(clock.wall_now()), "looking at what was being sent")

    async def remind() -> None:
        for one in await clinic.people.clinics():
            await attempt(partial(services.reminders.queue, one.id, clock.wall_now()), "queuing reminders")
        await clock.timer.sleep(REMIND)

    async def send() -> None:
        await services.sending.round(clock.wall_now())
        await clock.timer.sleep(KEEP_IN_TOUCH)

    async def push() -> None:
        await services.pushing.round(clock.wall_now())
        await clock.timer.sleep(KEEP_IN_TOUCH)

    await asyncio.gather(
        keep_doing(remind, "queuing reminders"),
        keep_doing(send, "sending messages"),
        keep_doing(push, "pushing records"),
    )


async def _watch_over_help(clinic: Clinic, clock: Clock, unattended: Callable[[str], Sequence[Unattended]]) -> None:
    services = clinic.services
    watch = HelpWatch(services.help_calls, services.on_call, services.nudges, services.audit, unattended)

    async def once() -> None:
        await watch.look([one.id for one in await clinic.people.clinics()], clock.wall_now())
        await clock.timer.sleep(WATCH_OVER_HELP)

    await keep_doing(once, "watching over calls for help")


class RoomPort:
    """The clinic as a live room sees it (`signaling.websocket.ports.ClinicPort`)."""

    def __init__(self, clinic: Clinic, clock: Clock) -> None:
        self._services = clinic.services
        self._clock = clock

    @property
    def storage_healthy(self) -> bool:
        return self._services.facts.healthy

    async def redeem_ticket(self, ticket: str) -> Seat:
        with _as_told_to_rooms():
            seat = await self._services.sessions.redeem(ticket, self._clock.wall_now())
        return Seat(**{field.name: getattr(seat, field.name) for field in fields(Seat)})

    async def open_room(self, clinic: str, session: str) -> ports.OpenedRoom:
        with _as_told_to_rooms():
            await self._services.facts.drain()  # what was spooled under the epoch before is still that owner's to say
            taken = await self._services.rooms.take(clinic, session, self._clock.wall_now())
            apart = await self._services.keep_apart.pairs(clinic)
        saved = SavedRoom.model_validate(taken.state) if taken.state else None
        return ports.OpenedRoom(_plan(taken, apart), saved, taken.epoch)

    async def store(
        self, clinic: str, session: str, epoch: int, facts: Sequence[PresenceFact], saved: SavedRoom | None
    ) -> None:
        async def save(state: SavedRoom) -> None:
            kept = state.model_dump(mode="json")
            await self._services.rooms.save(clinic, session, epoch, kept, self._clock.wall_now())

        with _as_told_to_rooms():
            if saved is None:
                await self._services.facts.record(clinic, facts, epoch)
            else:
                await self._services.facts.commit(clinic, facts, lambda: save(saved))

    async def live_attendance(self, clinic: str, session: str) -> Mapping[str, LiveAttendance]:
        with _as_told_to_rooms():
            now = self._clock.wall_now()
            minutes = await self._services.live.minutes(clinic, session, now)
            hours = await self._services.session_hours.now(clinic, session, minutes, now)
            agreed = await self._services.team.agreed(clinic, session)
        return {
            who: LiveAttendance(
                one.countable_ms / 60_000, one.in_room, one.role.value, who in agreed, _hours(hours.get(who))
            )
            for who, one in minutes.items()
        }

    async def checks(self, clinic: str, session: str) -> Mapping[str, Check]:
        with _as_told_to_rooms():
            return await self._services.joining.checks(clinic, session)

    async def kept_apart(self, clinic: str) -> Pairs:
        with _as_told_to_rooms():
            return await self._services.keep_apart.pairs(clinic)

    async def abandoned_at(self, clinic: str, session: str) -> datetime | None:
        with _as_told_to_rooms():
            return await self._services.live.abandoned_at(clinic, session, self._clock.wall_now())

    async def finish_session(self, clinic: str, session: str, ended_at: datetime) -> None:
        with _as_told_to_rooms():
            await self._services.finish(clinic, session, ended_at, self._clock.wall_now())

    async def audit(self, act: ports.RoomAct) -> None:
        with _as_told_to_rooms():
            entry = AuditEntry(act.clinic, act.at, act.action, act.actor, act.subject, act.session, act.detail)
            await self._services.audit(entry)


@contextlib.contextmanager
def _as_told_to_rooms() -> Iterator[None]:
    """The clinic's refusals in the words of the rooms' ports."""
    try:
        yield
    except errors.StorageUnavailable as error:
        raise ports.StorageUnavailable from error
    except errors.Unauthenticated as error:
        raise ports.InvalidTicket from error
    except StaleRoom as error:
        raise ports.StaleEpoch from error
    except (errors.Gone, errors.NotFound) as error:
        raise ports.SessionOver from error


def _hours(hours: ClientHours | None) -> LiveHours | None:
    return LiveHours(hours.words, hours.must_end_at, hours.at_risk) if hours else None


def _plan(taken: TakenRoom, apart: Pairs) -> SessionPlan:
    session, clinic = taken.schedule.session, taken.schedule.clinic
    return SessionPlan(
        clinic=clinic.id,
        session=session.id,
        title=session.title,
        kind=session.kind,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        time_zone=session.time_zone or clinic.time_zone,
        clinic_name=clinic.name,
        phone=clinic.phone,
        facilitators=tuple(person.chosen_name for person in taken.schedule.facilitators),
        roster=tuple(
            Expected(one.id, one.chosen_name, one.legal_name, one.name_used, one.pronouns)
            for one in taken.schedule.clients
        ),
        apart=apart,
        bounds=Bounds.of(taken.policy),
        planned_break=timedelta(milliseconds=session.planned_break_ms),
        observers={one.id: one.chosen_name for role, one in taken.schedule.others if role == "observer"},
    )
