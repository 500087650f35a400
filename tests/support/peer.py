"""A client of the relay for tests: real UDP, ICE, DTLS (aiortc's) and SRTP, with nothing hidden from the test."""

import asyncio
import secrets
import socket
import struct
from collections.abc import Callable

from aioice import stun

from signaling.control.messages import ConnectTransport, TransportCreated
from signaling.control.parameters import DtlsParameters, IceParameters
from signaling.forwarding.rtp import HEADER
from signaling.media.seam import Association, Certificate, PacketBuffer, unprotect

CERTIFICATE = Certificate()


class Peer:
    """`connect` runs checks and handshake; `rtp` and `rtcp` collect what arrives, decrypted."""

    def __init__(self, created: TransportCreated, certificate: Certificate = CERTIFICATE) -> None:
        self.relay = created
        self.address = (created.candidates[0].ip, created.candidates[0].port)
        self.ice = IceParameters(username_fragment=secrets.token_hex(4), password=secrets.token_hex(16))
        self.dtls = DtlsParameters(role="client", fingerprints=certificate.fingerprints)
        self.rtp: list[bytes] = []
        self.rtcp: list[bytes] = []
        self.to_lose = 0
        """How many of the next RTP packets the network loses; `lost` has them as they were, encrypted."""
        self.lost: list[bytes] = []
        self.repeated = 0
        """RTP packets that came twice, or were not authentic."""
        self.answers: list[stun.Message] = []
        self.state = "new"
        self._arrived = asyncio.Event()
        self._buffer = PacketBuffer()
        self.association = Association(certificate, self.send_raw, self._changed)
        self.socket = self._open()

    def description(self, transport: str) -> ConnectTransport:
        return ConnectTransport(transport=transport, ice=self.ice, dtls=self.dtls)

    def check(self, nominate: bool = True, username: str | None = None, password: str | None = None) -> bytes:
        """A connectivity check as a browser sends it."""
        request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
        request.attributes["USERNAME"] = username or f"{self.relay.ice.username_fragment}:{self.ice.username_fragment}"
        request.attributes["PRIORITY"] = 1853824767
        request.attributes["ICE-CONTROLLING"] = 1
        if nominate:
            request.attributes["USE-CANDIDATE"] = None
        request.add_message_integrity((password or self.relay.ice.password).encode())
        return bytes(request)

    async def validate(self) -> None:
        """Send a check and wait for its answer."""
        before = len(self.answers)
        self.send_raw(self.check())
        await self.until(lambda: len(self.answers) > before)

    async def connect(self) -> None:
        await self.validate()
        if not self.association.started:
            self.association.start("client", self.relay.dtls.fingerprints)
        await self.until(lambda: self.state in ("connected", "failed", "closed"))
        assert self.state == "connected", self.state

    def send_rtp(self, packet: bytes) -> None:
        protected = self._buffer.protect_rtp(self.association.outbound, packet)
        assert protected is not None
        self.send_raw(bytes(protected))

    def send_rtcp(self, packet: bytes) -> None:
        protected = self._buffer.protect_rtcp(self.association.outbound, packet)
        assert protected is not None
        self.send_raw(bytes(protected))

    def send_if_possible(self, packet: bytes) -> None:
        """RTP or RTCP by its second byte; what libsrtp cannot encrypt is left out."""
        protect = self._buffer.protect_rtcp if 192 <= packet[1] < 224 else self._buffer.protect_rtp
        protected = protect(self.association.outbound, packet)
        if protected is not None:
            self.send_raw(bytes(protected))

    def send_raw(self, datagram: bytes) -> None:
        self.socket.sendto(datagram, self.address)

    def roam(self, host: str = "") -> None:
        """Go on from another port, at another address where one is given, as a phone does that changes networks."""
        asyncio.get_running_loop().remove_reader(self.socket)
        self.socket.close()
        self.socket = self._open(host)

    async def until(self, condition: Callable[[], bool], timeout: float = 5.0) -> None:
        """Wait until something arrived that makes `condition` true."""
        async with asyncio.timeout(timeout):
            while not condition():
                self._arrived.clear()
                await self._arrived.wait()

    async def close(self) -> None:
        await self.association.close()
        asyncio.get_running_loop().remove_reader(self.socket)
        self.socket.close()

    def _open(self, host: str = "") -> socket.socket:
        family = socket.AF_INET6 if ":" in self.address[0] else socket.AF_INET
        endpoint = socket.socket(family, socket.SOCK_DGRAM)
        endpoint.bind((host or ("::1" if family == socket.AF_INET6 else "127.0.0.1"), 0))
        endpoint.setblocking(False)
        asyncio.get_running_loop().add_reader(endpoint, self._readable)
        return endpoint

    def _readable(self) -> None:
        try:
            while True:
                self._take(self.socket.recv(2048))
        except OSError:
            return

    def _take(self, datagram: bytes) -> None:
        first = datagram[0]
        if first < 4:
            self.answers.append(stun.parse_message(datagram))
        elif first < 64:
            self.association.receive(datagram)
        elif self.state not in ("new", "connecting"):  # till then there are no keys: as browsers, it takes nothing
            self._buffer.view[: len(datagram)] = datagram
            if 192 <= datagram[1] < 224:
                packet = self._buffer.unprotect_rtcp(self.association.inbound, len(datagram))
                assert packet is not None, "the relay sent RTCP that is not authentic"
                self.rtcp.append(packet)
            elif self.to_lose:
                self.to_lose -= 1
                self.lost.append(datagram)
            else:
                self._buffer.length[0] = len(datagram)
                if unprotect(self.association.inbound, self._buffer.memory, self._buffer.length):
                    self.repeated += 1
                else:
                    self.rtp.append(bytes(self._buffer.view[: self._buffer.length[0]]))
        self._arrived.set()

    def _changed(self, state: str) -> None:
        self.state = state
        self._arrived.set()


def packet(
    ssrc: int, sequence: int, timestamp: int, payload: bytes, payload_type: int = 111, block: bytes = b""
) -> bytes:
    """An RTP packet; `block` is an extension block in one-byte form, padded to words here."""
    head = HEADER.pack(0x90 if block else 0x80, payload_type, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc)
    if block:
        block += bytes(-len(block) % 4)
        head += struct.pack("!HH", 0xBEDE, len(block) // 4) + block
    return head + payload


def element(identity: int, value: bytes) -> bytes:
    """One extension in one-byte form."""
    return bytes((identity << 4 | len(value) - 1,)) + value


KEYFRAME = bytes((0x10, 0x00)) + bytes(40)
"""The first part of a VP8 keyframe, and below of another frame (RFC 7741 4.2, 4.3)."""

DELTA = bytes((0x10, 0x01)) + bytes(40)
