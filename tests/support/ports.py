"""Port numbers for programs that are told where to listen, before they do."""

import contextlib
import random
import socket

PORTS = range(20_000, 32_768)
"""Below those that systems give to outgoing connections. From among these a port could be somebody's source by the time
that the program listens; and who asks there again and again whether it does may be connected to nobody but themselves,
which keeps the port from the program for a minute."""


def free_port(host: str) -> int:
    """One that is free for UDP and TCP."""
    while True:
        port = random.choice(PORTS)
        with (
            contextlib.suppress(OSError),
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp,
            socket.socket() as tcp,
        ):
            udp.bind((host, port))
            tcp.bind((host, port))
            return port
