"""Control over TCP, beyond one machine: TLS 1.3 between holders of the shared secret (`identity.py`).

A stranger costs a worker next to nothing, however often and however many at once they come: connections are taken at
a bounded pace, few may be shaking hands at the same time, and one that takes its time makes way for the next.
"""

import asyncio
import logging
import socket
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

MAX_HANDSHAKES = 16
"""Connections at a time that have not shown yet that they know the secret."""
HANDSHAKE_PATIENCE = 3.0
GRACE = 0.5
"""Seconds that one of these has for certain, whoever else comes."""
PACE = 0.02
"""Seconds from one connection that is taken to the next; those that come meanwhile wait in the kernel."""
BACKLOG = 128
SAID_EVERY = 10.0
"""Seconds; however many strangers come, the log says so no more often."""
_SHUTDOWN_PATIENCE = 1.0
_IDLE, _INTERVAL, _PROBES = 5, 2, 3
_UNANSWERED_MS = 10_000
"""After so long, what was sent without an answer ends a connection; and one over which nothing is sent as well."""

log = logging.getLogger(__name__)

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Address:
    """`host:port`, or `[host]:port` for IPv6."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises ValueError."""
        host, colon, port = text.rpartition(":")
        bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
        if not colon or not bare or (":" in bare) == (bare == host) or not port.isdecimal() or int(port) > 65535:
            raise ValueError(f"{text!r} is not of the form host:port, or [host]:port for IPv6")
        return cls(bare, int(port))

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True)
class Remote:
    """Where a worker listens, and what proves each to the other."""

    address: Address
    tls: ssl.SSLContext

    async def connect(self, patience: float) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Raises OSError. A worker that knows another secret ends the connection only afterwards."""
        try:
            async with asyncio.timeout(patience):
                streams = await asyncio.open_connection(
                    self.address.host,
                    self.address.port,
                    ssl=self.tls,
                    server_hostname="",
                    ssl_handshake_timeout=patience,
                    ssl_shutdown_timeout=_SHUTDOWN_PATIENCE,
                )
        except TimeoutError:
            raise OSError(f"no relay worker answers at {self.address}") from None
        _notice_a_dead_peer(streams[1].get_extra_info("socket"))
        return streams


class Door:
    """Listens at an address, and gives `serve` the connections of those who know the secret."""

    def __init__(self, at: Remote, serve: Serve) -> None:
        self._at = at
        self._serve = serve
        self._listener: socket.socket | None = None
        self._taking: asyncio.Task[None] | None = None
        self._shaking: dict[asyncio.Task[None], float] = {}
        """The oldest first, and since when."""
        self._serving: set[asyncio.Future[None]] = set()
        self._said, self._untold = float("-inf"), 0

    @property
    def port(self) -> int:
        """The one that it got, where any was asked for."""
        assert self._listener is not None
        number: int = self._listener.getsockname()[1]
        return number

    async def open(self) -> None:
        """Raises OSError when the address cannot be had."""
        host, port = self._at.address.host, self._at.address.port
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        family, kind, protocol, _, address = found[0]
        self._listener = listener = socket.socket(family, kind, protocol)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(BACKLOG)
            listener.setblocking(False)
        except OSError:
            listener.close()
            raise
        self._taking = asyncio.create_task(self._take(listener))

    async def close(self) -> None:
        """Let nobody in any more; who is in is not disturbed."""
        tasks = [*([self._taking] if self._taking else []), *self._shaking]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        if self._listener is not None:
            self._listener.close()

    async def _take(self, listener: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, _ = await loop.sock_accept(listener)
            except OSError as error:
                self._say("nobody can be let in", error)
            else:
                await self._make_way()
                task = asyncio.create_task(self._shake_hands(connection))
                self._shaking[task] = loop.time()
                task.add_done_callback(self._shaken)
            await asyncio.sleep(PACE)

    async def _make_way(self) -> None:
        if len(self._shaking) >= MAX_HANDSHAKES:
            left = next(iter(self._shaking.values())) + GRACE - asyncio.get_running_loop().time()
            await asyncio.wait(self._shaking, timeout=max(0, left), return_when=asyncio.FIRST_COMPLETED)
        if len(self._shaking) >= MAX_HANDSHAKES:
            oldest = next(iter(self._shaking))
            oldest.cancel()
            await asyncio.wait([oldest])

    def _shaken(self, task: asyncio.Task[None]) -> None:
        self._shaking.pop(task, None)

    async def _shake_hands(self, connection: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(reader)
        try:
            _notice_a_dead_peer(connection)
            transport, _ = await loop.connect_accepted_socket(
                lambda: protocol,
                connection,
                ssl=self._at.tls,
                ssl_handshake_timeout=HANDSHAKE_PATIENCE,
                ssl_shutdown_timeout=_SHUTDOWN_PATIENCE,
            )
        except OSError as error:
            self._say("somebody does not know the secret", error)
            connection.close()
            return
        except BaseException:
            connection.close()
            raise
        writer = asyncio.StreamWriter(transport, protocol, reader, loop)
        serving = asyncio.ensure_future(self._serve(reader, writer))
        self._serving.add(serving)
        serving.add_done_callback(self._serving.discard)

    def _say(self, what: str, error: OSError) -> None:
        now = asyncio.get_running_loop().time()
        self._untold += 1
        if now - self._said > SAID_EVERY:
            log.warning("control at %s: %s (%s, %d lately)", self._at.address, what, type(error).__name__, self._untold)
            self._said, self._untold = now, 0


def _notice_a_dead_peer(connection: socket.socket) -> None:
    """A machine that vanishes says nothing, and would be taken for connected for hours."""
    with suppress(OSError):  # already gone
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, _IDLE)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, _INTERVAL)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, _PROBES)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNANSWERED_MS)
