"""The worker's UDP sockets: one per listen address, all on the same port, and the candidates that announce them."""

import ipaddress
import socket
from collections.abc import Sequence
from contextlib import suppress

from signaling.control.parameters import IceCandidate

BUFFER_BYTES = 4 * 1024 * 1024
"""What is asked of the kernel for each direction; it grants up to net.core.rmem_max and wmem_max."""

_HOST_PREFERENCE = 126
_DOCUMENTATION = {socket.AF_INET: "192.0.2.1", socket.AF_INET6: "2001:db8::1"}
Address = tuple[str, int] | tuple[str, int, int, int]


def open_sockets(listen: Sequence[str], port: int) -> list[socket.socket]:
    """Bind each address in `listen` to `port`, or all to one free port when it is 0. Raises OSError or ValueError."""
    opened: list[socket.socket] = []
    try:
        for address in listen:
            ip = ipaddress.ip_address(address)
            family = socket.AF_INET if ip.version == 4 else socket.AF_INET6
            endpoint = socket.socket(family, socket.SOCK_DGRAM)
            opened.append(endpoint)
            endpoint.setblocking(False)
            if family == socket.AF_INET6:
                endpoint.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
                endpoint.setsockopt(socket.SOL_SOCKET, option, BUFFER_BYTES)
            endpoint.bind((address, port))
            port = endpoint.getsockname()[1]
    except BaseException:
        for endpoint in opened:
            endpoint.close()
        raise
    return opened


def candidates(sockets: Sequence[socket.socket], announce: Sequence[str]) -> tuple[IceCandidate, ...]:
    """What to tell clients: the announced addresses, else those the sockets are bound to, the first preferred.

    A socket bound to every address is announced by this machine's outgoing address, then by loopback (a Firefox never
    pairs with loopback, a machine without a network has nothing else).
    """
    port = sockets[0].getsockname()[1]
    addresses = list(announce)
    if not addresses:
        for endpoint in sockets:
            bound = endpoint.getsockname()[0]
            addresses += _own_addresses(endpoint.family) if ipaddress.ip_address(bound).is_unspecified else [bound]
    return tuple(
        IceCandidate(
            foundation=str(index + 1),
            ip=address,
            port=port,
            priority=_HOST_PREFERENCE << 24 | 65535 - index << 8 | 255,
        )
        for index, address in enumerate(dict.fromkeys(addresses))
    )


def _own_addresses(family: int) -> list[str]:
    """The address that leads outwards, if any, and loopback."""
    found = []
    with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
        probe.connect((_DOCUMENTATION[socket.AddressFamily(family)], 9))  # sends nothing, only asks for the route
        found.append(probe.getsockname()[0])
    return [*found, "127.0.0.1" if family == socket.AF_INET else "::1"]
