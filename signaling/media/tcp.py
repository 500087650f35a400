"""ICE-TCP (RFC 6544, passive) for networks that let no UDP through: accepts connections, and keeps strangers few.

Only a connection that an authentic connectivity check came over may stay; it has little time and room to bring one.
"""

import asyncio
import ipaddress
import logging
import socket
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from signaling.media.sockets import Address
from signaling.media.tcp_connection import Take, TcpConnection
from signaling.media.transport import Path, Transport

CHECK_WITHIN = 10.0
"""Seconds that a new connection has for its first authentic check."""
MAX_STRANGERS = 256
MAX_STRANGERS_PER_NETWORK = 96
MAX_CONNECTIONS = 512
MAX_CONNECTIONS_PER_NETWORK = 256
"""Of one IPv4 address or IPv6 /64: behind one there may be a whole clinic, with two transports for each person, who all
come back at once when its line does."""

_BUFFER = 8192
_ACCEPTED_AT_ONCE = 16
_PAUSE = 1.0

log = logging.getLogger(__name__)


class TcpListeners:
    """All listening sockets, which it owns, and their connections.

    `take`: see `TcpConnection`. `lost(transport, path)` is told of a connection that a transport had and that ended.
    """

    def __init__(
        self,
        listening: Sequence[socket.socket],
        take: Take,
        lost: Callable[[Transport, Path], None],
        clock: Callable[[], float],
    ) -> None:
        self._take = take
        self._lost = lost
        self._clock = clock
        self._listening = listening
        self._loop = asyncio.get_running_loop()
        self._buffer = memoryview(bytearray(_BUFFER))
        self._dropped: Counter[str] = Counter()
        self._connections: dict[TcpConnection, str] = {}
        """And the network that each comes from."""
        self._strangers: dict[TcpConnection, float] = {}
        """Those over which no authentic check came yet, the oldest first, and since when."""
        for endpoint in listening:
            self._loop.add_reader(endpoint, self._acceptable, endpoint)

    def __len__(self) -> int:
        return len(self._connections)

    @property
    def dropped(self) -> Mapping[str, int]:
        """Connections that were refused, and datagrams that found no room, by reason."""
        return sum((one.dropped for one in self._connections), self._dropped)

    def look_after(self) -> None:
        """To be called twice a second: ends connections that brought no authentic check in time."""
        self._recognize()
        now = self._clock()
        for connection in [one for one, since in self._strangers.items() if now - since > CHECK_WITHIN]:
            self._dropped["no check over TCP in time"] += 1
            connection.close()

    def close(self) -> None:
        for endpoint in self._listening:
            self._loop.remove_reader(endpoint)
            endpoint.close()
        for connection in list(self._connections):
            connection.close()

    def _acceptable(self, endpoint: socket.socket) -> None:
        for _ in range(_ACCEPTED_AT_ONCE):
            try:
                stream, address = endpoint.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:  # no file descriptors, no memory
                log.error("no TCP connection can be accepted for a moment: %s", error.strerror)
                self._loop.remove_reader(endpoint)
                self._loop.call_later(_PAUSE, self._resume, endpoint)
                return
            self._admit(stream, address)

    def _resume(self, endpoint: socket.socket) -> None:
        if endpoint.fileno() != -1:
            self._loop.add_reader(endpoint, self._acceptable, endpoint)

    def _admit(self, stream: socket.socket, address: Address) -> None:
        """Take a connection, or hang up. With too many strangers from everywhere the one who waited longest goes."""
        self._recognize()
        network = _network(address)
        others = [one for one, other in self._connections.items() if other == network]
        if (
            len(self) >= MAX_CONNECTIONS
            or len(others) >= MAX_CONNECTIONS_PER_NETWORK
            or sum(one in self._strangers for one in others) >= MAX_STRANGERS_PER_NETWORK
        ):
            self._dropped["too many TCP connections"] += 1
            stream.close()
            return
        if len(self._strangers) >= MAX_STRANGERS:
            self._dropped["too many TCP connections"] += 1
            next(iter(self._strangers)).close()
        stream.setblocking(False)
        connection = TcpConnection(stream, address, self._buffer, self._take, self._ended)
        self._connections[connection] = network
        self._strangers[connection] = self._clock()

    def _recognize(self) -> None:
        for connection in [one for one in self._strangers if one.transports]:
            del self._strangers[connection]

    def _ended(self, connection: TcpConnection, transport: Transport | None) -> None:
        del self._connections[connection]
        self._strangers.pop(connection, None)
        self._dropped += connection.dropped
        if transport is not None:
            self._lost(transport, (connection, connection.address))


def _network(address: Address) -> str:
    ip = ipaddress.ip_address(address[0].partition("%")[0])
    return str(ip) if ip.version == 4 else str(ipaddress.IPv6Network((int(ip) >> 64 << 64, 64)))
