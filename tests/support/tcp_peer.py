"""A client of the relay that comes over TCP, because its network lets no UDP through."""

import asyncio
import socket
from contextlib import suppress

from signaling.control.messages import TransportCreated
from signaling.media.seam import Certificate
from tests.support.peer import CERTIFICATE, Peer


class TcpPeer(Peer):
    """As `Peer`. While `reading` is false it takes nothing from its socket."""

    def __init__(self, created: TransportCreated, certificate: Certificate = CERTIFICATE) -> None:
        self.ended = False
        """The relay has hung up."""
        self._received = b""
        tcp = tuple(one for one in created.candidates if one.protocol == "tcp")
        super().__init__(created.model_copy(update={"candidates": tcp}), certificate)

    def send_raw(self, datagram: bytes) -> None:
        self.send_bytes(len(datagram).to_bytes(2, "big") + datagram)

    def send_bytes(self, data: bytes) -> None:
        """Without a frame."""
        self.socket.setblocking(True)
        with suppress(OSError):
            self.socket.sendall(data)
        self.socket.setblocking(False)

    def pause_reading(self) -> None:
        asyncio.get_running_loop().remove_reader(self.socket)

    def resume_reading(self) -> None:
        asyncio.get_running_loop().add_reader(self.socket, self._readable)

    def _open(self, host: str = "") -> socket.socket:
        self._received = b""
        family = socket.AF_INET6 if ":" in self.address[0] else socket.AF_INET
        stream = socket.socket(family, socket.SOCK_STREAM)
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32 * 1024)
        stream.connect(self.address)
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        stream.setblocking(False)
        asyncio.get_running_loop().add_reader(stream, self._readable)
        return stream

    def _readable(self) -> None:
        try:
            data = self.socket.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.ended = True
            asyncio.get_running_loop().remove_reader(self.socket)
            self._arrived.set()
            return
        self._received += data
        while len(self._received) >= 2:
            length = int.from_bytes(self._received[:2])
            if len(self._received) < 2 + length:
                break
            datagram, self._received = self._received[2 : 2 + length], self._received[2 + length :]
            self._take(datagram)
