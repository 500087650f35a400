"""One ICE-TCP connection: packets in frames (RFC 4571), and a bounded wait for a reader that is slow."""

import asyncio
import socket
from collections import Counter, deque
from collections.abc import Callable, Sequence
from contextlib import suppress

from signaling.media.ice import MAX_STUN
from signaling.media.seam import MAX_DATAGRAM
from signaling.media.sockets import Address
from signaling.media.transport import Transport

MAX_QUEUED = 64 * 1024
"""Bytes of pictures that wait for a slow reader; as many of everything else, which goes first."""
UNSENT = 16 * 1024
"""Bytes that the kernel may hold beyond what the network takes: the rest waits here, where sound overtakes pictures."""
MAX_STRANGER_FRAMES = 64
"""Before the first authentic check."""
_DEAD_AFTER = 20

Take = Callable[[memoryview, "TcpConnection", Address], None]
Ended = Callable[["TcpConnection", Transport | None], None]


class TcpConnection:
    """What a UDP socket is to the rest of the relay: something that packets come from and go to.

    Reads into `buffer`, which all connections share; `take(datagram, connection, address)` gets what came in a frame,
    valid until it returns. `ended(connection, transport)` is told once, with the transport that was on it, if any.
    """

    descriptor = -1
    """No datagrams can be sent past its framing."""

    def __init__(self, stream: socket.socket, address: Address, buffer: memoryview, take: Take, ended: Ended) -> None:
        self.address = address
        self.transports: dict[Address, Transport] = {}
        """The one transport whose check came over this connection, by `address`. Until then it is a stranger's."""
        self.dropped: Counter[str] = Counter()
        self._socket = stream
        self._buffer = buffer
        self._take = take
        self._ended = ended
        self._loop = asyncio.get_running_loop()
        self._frames = 0
        self._rest = b""
        self._partial = b""
        self._first, self._pictures = _Backlog(), _Backlog()
        self._closed = False
        _tune(stream)
        self._loop.add_reader(stream, self._readable)

    def send(self, datagram: bytes | memoryview, address: Address | None = None) -> int:
        """Frame and send, or queue; of what finds no room any more the oldest is dropped. Never waits, never fails."""
        if self._closed:
            return 0
        size = len(datagram)
        if self._partial or self._first or self._pictures:
            self._queue(bytes(datagram))
            return size
        frame = (size.to_bytes(2, "big"), datagram)
        sent = self._write(frame)
        if sent < size + 2:
            if sent:
                self._partial = b"".join(frame)[sent:]
            else:
                self._queue(bytes(datagram))
            self._loop.add_writer(self._socket, self._writable)
        return size

    def forget(self, address: Address) -> None:
        """Its transport has no use for it any more."""
        self.transports.pop(address, None)
        self.close()

    def close(self) -> None:
        """End it; may be called twice."""
        if self._closed:
            return
        self._closed = True
        self._loop.remove_reader(self._socket)
        self._loop.remove_writer(self._socket)
        self._socket.close()
        self._ended(self, self.transports.pop(self.address, None))

    # --- in -----------------------------------------------------------------------------------------------------------

    def _readable(self) -> None:
        view, held = self._buffer, len(self._rest)
        view[:held] = self._rest
        try:
            received = self._socket.recv_into(view[held:])
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            received = 0
        if received:
            self._rest = self._take_frames(view[: held + received])
        else:
            self.close()

    def _take_frames(self, view: memoryview) -> bytes:
        """Pass on what is whole; what is left over."""
        position, end = 0, len(view)
        while end - position > 2 and not self._closed:
            start = position + 2
            length = view[position] << 8 | view[position + 1]
            if not self._admits(length, view[start]):
                self.dropped["not ICE over TCP"] += 1
                self.close()
                break
            if start + length > end:
                break
            position = start + length
            self._frames += 1
            self._take(view[start:position], self, self.address)
        return bytes(view[position:])

    def _admits(self, length: int, first: int) -> bool:
        """Whether a frame may be so long, and begin so: a stranger sends connectivity checks, and few."""
        if self.transports:
            return 0 < length <= MAX_DATAGRAM
        return 0 < length <= MAX_STUN and first < 4 and self._frames < MAX_STRANGER_FRAMES

    # --- out ----------------------------------------------------------------------------------------------------------

    def _write(self, parts: Sequence[bytes | memoryview]) -> int:
        try:
            return self._socket.sendmsg(parts)
        except (BlockingIOError, InterruptedError):
            return 0
        except OSError:
            self._loop.call_soon(self.close)  # not now: whoever sends is walking through tables that this would change
            return 0

    def _queue(self, datagram: bytes) -> None:
        backlog = self._pictures if self._is_picture(datagram) else self._first
        self.dropped["no room in a TCP connection"] += backlog.append(datagram)

    def _is_picture(self, datagram: bytes) -> bool:
        transport = self.transports.get(self.address)
        is_rtp = len(datagram) >= 12 and 127 < datagram[0] < 192 and not 191 < datagram[1] < 224
        return is_rtp and transport is not None and int.from_bytes(datagram[8:12], "big") in transport.pictures

    def _writable(self) -> None:
        while not self._closed:
            if not self._partial:
                datagram = self._first.pop() or self._pictures.pop()
                if not datagram:
                    self._loop.remove_writer(self._socket)
                    return
                self._partial = len(datagram).to_bytes(2, "big") + datagram
            sent = self._write((self._partial,))
            if not sent:
                return
            self._partial = self._partial[sent:]


class _Backlog:
    """What waits, in order, of at most MAX_QUEUED bytes."""

    __slots__ = ("_bytes", "_waiting")

    def __init__(self) -> None:
        self._waiting: deque[bytes] = deque()
        self._bytes = 0

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def append(self, datagram: bytes) -> int:
        """How many of the oldest had to go for it."""
        self._waiting.append(datagram)
        self._bytes += len(datagram)
        gone = 0
        while self._bytes > MAX_QUEUED:
            self._bytes -= len(self._waiting.popleft())
            gone += 1
        return gone

    def pop(self) -> bytes:
        """The oldest; empty when nothing waits."""
        datagram = self._waiting.popleft() if self._waiting else b""
        self._bytes -= len(datagram)
        return datagram


def _tune(stream: socket.socket) -> None:
    """Every frame goes at once, little waits in the kernel, and a peer that has vanished is noticed."""
    for level, option, value in (
        (socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),
        (socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT),
        (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _DEAD_AFTER * 1000),
        (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
        (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, _DEAD_AFTER),
    ):
        with suppress(OSError):
            stream.setsockopt(level, option, value)
