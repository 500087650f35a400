"""One transport of a bot: a UDP socket, a controlling ICE agent towards a lite one (RFC 8445), DTLS and SRTP."""

import asyncio
import contextlib
import secrets
import socket
import struct
import time
from collections.abc import Callable, Sequence

from aioice import stun

from signaling.control.parameters import DtlsParameters, IceParameters
from signaling.media.seam import MAX_DATAGRAM, Association, Certificate, PacketBuffer
from signaling.sdp.description import Candidate

CHECK_INTERVAL = 0.05
CONNECT_TIMEOUT = 10.0
CONSENT_INTERVAL = 4.0
CONSENT_TIMEOUT = 15.0
_PRIORITY = 1853824767  # of a peer-reflexive candidate (RFC 8445, 5.1.2)
_MAX_DRAINED = 64
_SO_TIMESTAMPNS = 35
"""Of Linux: the kernel says when a datagram came."""
_TIMESPEC = struct.Struct("@qq")
_ANCILLARY = 64

Address = tuple[str, int]


class BotTransport:
    """Connects, keeps consent, sends RTP and RTCP, and hands over what comes in.

    `on_rtp` gets each SRTP datagram as it came, still encrypted: a bot counts and does not look inside. `on_rtcp` gets
    opened RTCP. `lost` is set when the other side has gone.
    """

    def __init__(
        self,
        certificate: Certificate,
        on_rtp: Callable[[bytes], None],
        on_rtcp: Callable[[bytes], None],
    ) -> None:
        self.certificate = certificate
        self.ufrag = secrets.token_hex(4)
        self.pwd = secrets.token_hex(12)
        self.lost = asyncio.Event()
        self.arrived = 0.0
        """When the datagram that is handed over came to this machine, Unix time: many bots share a busy process."""
        self._on_rtp = on_rtp
        self._on_rtcp = on_rtcp
        self._tie_breaker = secrets.randbits(64)
        self._remote_ice: IceParameters | None = None
        self._remote: Address | None = None
        self._validated = asyncio.Event()
        self._pending: dict[bytes, Address] = {}
        self._heard = 0.0
        self._connected = False
        self._task: asyncio.Task[None] | None = None
        self._socket: socket.socket | None = None
        self._secured = asyncio.Event()
        self._ended = asyncio.Event()
        self._buffer = PacketBuffer()
        self.association = Association(certificate, self._send_raw, self._changed)

    async def connect(self, ice: IceParameters, candidates: Sequence[Candidate], dtls: DtlsParameters) -> None:
        """ICE, then DTLS. Raises ConnectionError or TimeoutError within CONNECT_TIMEOUT seconds."""
        self._remote_ice = ice
        addresses = _addresses(candidates)
        if not addresses:
            raise ConnectionError("the other side has no address for UDP")
        self._open(socket.AF_INET6 if ":" in addresses[0][0] else socket.AF_INET)
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT):
                await self._check(addresses)
                await self._shake_hands(dtls)
        except BaseException:
            await self.close()
            raise
        self._connected = True
        self._task = asyncio.create_task(self._keep_consent())

    def send_rtp(self, packet: bytes) -> None:
        """Protect and send; before `connect` and after the transport was lost, nothing happens."""
        if self._connected and (datagram := self._buffer.protect_rtp(self.association.outbound, packet)) is not None:
            self._send_raw(datagram)

    def send_rtcp(self, packet: bytes) -> None:
        """As `send_rtp`, for a compound RTCP packet."""
        if self._connected and (datagram := self._buffer.protect_rtcp(self.association.outbound, packet)) is not None:
            self._send_raw(datagram)

    async def close(self) -> None:
        """Say goodbye in DTLS and free the socket; may be called twice."""
        self._connected = False
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None
        await self.association.close()
        if self._socket is not None:
            asyncio.get_running_loop().remove_reader(self._socket)
            self._socket.close()
            self._socket = None
        self.lost.set()

    def _open(self, family: socket.AddressFamily) -> None:
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.bind(("", 0))
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        with contextlib.suppress(OSError):
            self._socket.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        asyncio.get_running_loop().add_reader(self._socket, self._drain)

    async def _shake_hands(self, dtls: DtlsParameters) -> None:
        self.association.start("client", dtls.fingerprints)
        await self._secured.wait()
        if self._ended.is_set():
            raise ConnectionError("the DTLS handshake failed")

    def _changed(self, state: str) -> None:
        if state in ("failed", "closed"):
            self._ended.set()
        if state != "connecting":
            self._secured.set()

    # --- ICE ----------------------------------------------------------------------------------------------------------

    async def _check(self, addresses: list[Address]) -> None:
        """Ask each address in turn until one answers, nominate it, and wait until that is answered too."""
        at = 0
        while not self._validated.is_set():
            self._ask(self._remote or addresses[at % len(addresses)], nominate=self._remote is not None)
            at += 1
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._validated.wait(), CHECK_INTERVAL)

    def _ask(self, address: Address, nominate: bool) -> None:
        assert self._remote_ice is not None
        request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
        request.attributes["USERNAME"] = f"{self._remote_ice.username_fragment}:{self.ufrag}"
        request.attributes["PRIORITY"] = _PRIORITY
        request.attributes["ICE-CONTROLLING"] = self._tie_breaker
        if nominate:
            request.attributes["USE-CANDIDATE"] = None
        request.add_message_integrity(self._remote_ice.password.encode())
        if len(self._pending) > 256:
            self._pending.clear()
        self._pending[request.transaction_id] = address
        self._send_to(bytes(request), address)

    def _take_stun(self, datagram: bytes) -> None:
        assert self._remote_ice is not None
        try:
            message = stun.parse_message(datagram)
        except ValueError:
            return
        address = self._pending.pop(message.transaction_id, None)
        key = self._remote_ice.password.encode()
        if address is None or message.message_class != stun.Class.RESPONSE or not message.check_message_integrity(key):
            return
        self._heard = asyncio.get_running_loop().time()
        if self._remote is None:
            self._remote = address
            self._ask(address, nominate=True)
        elif address == self._remote:
            self._validated.set()

    async def _keep_consent(self) -> None:
        """Ask on; the transport is lost when nothing answers for CONSENT_TIMEOUT seconds (RFC 7675)."""
        loop = asyncio.get_running_loop()
        while not self._ended.is_set() and loop.time() - self._heard < CONSENT_TIMEOUT:
            assert self._remote is not None
            self._ask(self._remote, nominate=True)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), CONSENT_INTERVAL)
        self._connected = False
        self.lost.set()

    # --- the socket ---------------------------------------------------------------------------------------------------

    def _send_raw(self, datagram: bytes | memoryview) -> None:
        if self._remote is not None:
            self._send_to(datagram, self._remote)

    def _send_to(self, datagram: bytes | memoryview, address: Address) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):  # A full buffer or an unreachable address: lost, as on any network.
                self._socket.sendto(datagram, address)

    def _drain(self) -> None:
        for _ in range(_MAX_DRAINED):
            if self._socket is None:
                return
            try:
                datagram, told, _, _ = self._socket.recvmsg(MAX_DATAGRAM, _ANCILLARY)
            except OSError:
                return
            if told and len(told[0][2]) == _TIMESPEC.size:
                seconds, nanoseconds = _TIMESPEC.unpack(told[0][2])
                self.arrived = seconds + nanoseconds / 1e9
            else:
                self.arrived = time.time()
            if datagram:
                self._take(datagram)

    def _take(self, datagram: bytes) -> None:
        first = datagram[0]
        if 128 <= first < 192:
            if len(datagram) > 1 and 192 <= datagram[1] < 224:
                self._take_rtcp(datagram)
            else:
                self._on_rtp(datagram)
        elif first < 4:
            self._take_stun(datagram)
        elif 20 <= first < 64:
            self.association.receive(datagram)

    def _take_rtcp(self, datagram: bytes) -> None:
        if not self._connected or len(datagram) > MAX_DATAGRAM:
            return
        self._buffer.view[: len(datagram)] = datagram
        if (opened := self._buffer.unprotect_rtcp(self.association.inbound, len(datagram))) is not None:
            self._on_rtcp(opened)


def _addresses(candidates: Sequence[Candidate]) -> list[Address]:
    """Where to try, best first, of one family."""
    usable = sorted((it for it in candidates if it.protocol == "udp"), key=lambda it: -it.priority)
    if not usable:
        return []
    v6 = ":" in usable[0].address
    return [(it.address, it.port) for it in usable if (":" in it.address) == v6]
