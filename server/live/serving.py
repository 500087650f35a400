"""The app on its sockets: the pages and the signaling on one port, counters for operators on another."""

import contextlib
import socket
import ssl
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from ipaddress import ip_address

from aiohttp import web

from server.clinic import Clinic
from server.http import health
from server.http.access_log import AccessLogger
from server.http.app import build
from server.http.security import address_of, same_origin
from server.live.board import Board
from server.live.measures import Measures, Scrape
from server.live.room_port import RoomPort
from server.live.tracing import add_tracing
from server.live.workers import Workers
from server.settings import Settings
from signaling.websocket.clock import Clock
from signaling.websocket.handler import Signaling
from signaling.websocket.live_rooms import LiveRooms
from signaling.websocket.metrics import metrics_app
from signaling.websocket.seating import Seating
from signaling.websocket.turn import TurnServers

CLOSE_WITHIN = 5.0
"""Seconds that open requests and sockets get to end."""


def application(
    settings: Settings,
    clinic: Clinic,
    clock: Clock,
    board: Board,
    seating: Seating,
    port: RoomPort,
    readiness: health.Readiness,
    measures: Measures,
) -> web.Application:
    signaling = Signaling(
        seating,
        port,
        lambda request: same_origin(request, settings.public_url),
        lambda request: address_of(request, settings.proxies),
        turn_servers(settings),
    )
    app = build(
        clinic.services,
        clock.wall_now,
        settings.static,
        secure=settings.secure,
        public_url=settings.public_url,
        proxies=settings.proxies,
        development=settings.development,
        unattended=board.of,
        more_routes=[*signaling.routes(), *health.routes(readiness)],
    )
    app.middlewares.insert(0, measures.requests())
    add_tracing(app, settings.proxies)
    return app


@contextlib.contextmanager
def bound(host: str, port: int) -> Iterator[Sequence[socket.socket]]:
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
async def serving(app: web.Application, settings: Settings, sockets: Sequence[socket.socket]) -> AsyncIterator[int]:
    runner = web.AppRunner(app, access_log_class=AccessLogger, shutdown_timeout=CLOSE_WITHIN)
    await runner.setup()
    try:
        for one in sockets:
            await web.SockSite(runner, one, ssl_context=_tls(settings)).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


@asynccontextmanager
async def metrics(settings: Settings, rooms: LiveRooms, workers: Workers, scrape: Scrape) -> AsyncIterator[None]:
    """Counters for operators, where they are wanted. Raises OSError when the port is taken."""
    if settings.metrics_port is None:
        yield
        return
    runner = web.AppRunner(metrics_app(rooms, workers.named, scrape), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.metrics_host, settings.metrics_port).start()
        yield
    finally:
        await runner.cleanup()


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches what listens there."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def turn_servers(settings: Settings) -> TurnServers | None:
    if settings.turn_key is None or not settings.turn_urls:
        return None
    return TurnServers(settings.turn_urls, settings.turn_key, time.time)


def _tls(settings: Settings) -> ssl.SSLContext | None:
    if settings.tls_certificate is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(settings.tls_certificate, settings.tls_key)
    return context
