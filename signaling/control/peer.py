"""Who is at the other end of a Unix socket, as the kernel says (unix(7), SO_PEERCRED); of another, nobody knows."""

import socket
import struct
from typing import NamedTuple


class Peer(NamedTuple):
    """The process that connected or, seen from who connects, that listens; 0 where this one's namespace hides it."""

    process: int
    user: int


ELSEWHERE = Peer(0, -1)


def peer_of(connection: socket.socket) -> Peer:
    if connection.family != socket.AF_UNIX:
        return ELSEWHERE
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    process, user, _group = struct.unpack("3i", credentials)
    return Peer(process, user)
