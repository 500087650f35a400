"""The worker's sockets, UDP and TCP: one of each per listen address, on one port; and what is announced of them."""

import ipaddress
import socket
from collections.abc import Sequence
from contextlib import suppress

from signaling.control.parameters import IceCandidate

BUFFER_BYTES = 4 * 1024 * 1024
"""What is asked of the kernel for each direction; it grants up to net.core.rmem_max and wmem_max."""

_BACKLOG = 64
_HOST_PREFERENCE = 126
_TCP_PREFERENCE = 90
"""Type preferences (RFC 8445 5.1.2.2): over TCP what is lost holds up what follows, so it is the second choice."""
_DOCUMENTATION = {socket.AF_INET: "192.0.2.1", socket.AF_INET6: "2001:db8::1"}
Address = tuple[str, int] | tuple[str, int, int, int]


def open_sockets(listen: Sequence[str], port: int) -> list[socket.socket]:
    """Bind each address in `listen` to UDP `port`, or all to one free port when it is 0. Raises OSError, ValueError."""
    return _open(listen, port, socket.SOCK_DGRAM)


def open_listeners(listen: Sequence[str], port: int) -> list[socket.socket]:
    """As `open_sockets`, for TCP connections."""
    return _open(listen, port, socket.SOCK_STREAM)


def _open(listen: Sequence[str], port: int, kind: socket.SocketKind) -> list[socket.socket]:
    opened: list[socket.socket] = []
    try:
        for address in listen:
            ip = ipaddress.ip_address(address)
            family = socket.AF_INET if ip.version == 4 else socket.AF_INET6
            endpoint = socket.socket(family, kind)
            opened.append(endpoint)
            endpoint.setblocking(False)
            if family == socket.AF_INET6:
                endpoint.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            if kind == socket.SOCK_STREAM:
                endpoint.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            else:
                for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
                    endpoint.setsockopt(socket.SOL_SOCKET, option, BUFFER_BYTES)
            endpoint.bind((address, port))
            if kind == socket.SOCK_STREAM:
                endpoint.listen(_BACKLOG)
            port = endpoint.getsockname()[1]
    except BaseException:
        for endpoint in opened:
            endpoint.close()
        raise
    return opened


def candidates(
    sockets: Sequence[socket.socket], announce: Sequence[str], listeners: Sequence[socket.socket] = ()
) -> tuple[IceCandidate, ...]:
    """What to tell clients: the announced addresses, else those the sockets are bound to, the first preferred.

    First all of UDP, then all of TCP (RFC 6544 4.5), if there are listeners. An address may be announced with a port,
    `203.0.113.7:40000` or `[2001:db8::7]:40000`: the one that a NAT maps to ours, for UDP and TCP alike. A socket bound
    to every address is announced by this machine's outgoing address, then by loopback (a Firefox never pairs with
    loopback, a machine without a network has nothing else). Raises ValueError when an address makes no sense.
    """
    places = [place(text) for text in announce] or [(address, None) for address in _bound(sockets)]
    places = list(dict.fromkeys(places))
    ports = [("udp", sockets[0].getsockname()[1], _HOST_PREFERENCE)]
    if listeners:
        ports.append(("tcp", listeners[0].getsockname()[1], _TCP_PREFERENCE))
    return tuple(
        IceCandidate(
            foundation=str(at * len(places) + index + 1),
            ip=address,
            port=mapped or port,
            protocol=protocol,
            tcp_type="passive" if protocol == "tcp" else None,
            priority=preference << 24 | 65535 - index << 8 | 255,
        )
        for at, (protocol, port, preference) in enumerate(ports)
        for index, (address, mapped) in enumerate(places)
    )


def place(text: str) -> tuple[str, int | None]:
    """An address, and the port if one is given with it. Raises ValueError."""
    host, port = text, ""
    if text.startswith("["):
        host, closed, port = text[1:].partition("]")
        if not closed or (port and not port.startswith(":")):
            raise ValueError(f"{text!r} is not an address")
        port = port[1:]
    elif text.count(":") == 1:
        host, _, port = text.partition(":")
    number = int(port) if port else None
    if number is not None and not 0 < number < 65536:
        raise ValueError(f"{number} is not a port")
    return str(ipaddress.ip_address(host)), number


def _bound(sockets: Sequence[socket.socket]) -> list[str]:
    addresses: list[str] = []
    for endpoint in sockets:
        bound = endpoint.getsockname()[0]
        addresses += _own_addresses(endpoint.family) if ipaddress.ip_address(bound).is_unspecified else [bound]
    return addresses


def _own_addresses(family: int) -> list[str]:
    """The address that leads outwards, if any, and loopback."""
    found = []
    with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
        probe.connect((_DOCUMENTATION[socket.AddressFamily(family)], 9))  # sends nothing, only asks for the route
        found.append(probe.getsockname()[0])
    return [*found, "127.0.0.1" if family == socket.AF_INET else "::1"]
