"""The one door to aiortc and pylibsrtp: a DTLS association over datagrams that we carry, and SRTP on our own buffers.

What is private there and used here is named in `tests/contract/test_aiortc_seam.py`, which fails when it changes.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Literal

from aiortc import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters
from aiortc.rtcdtlstransport import (
    SRTP_AEAD_AES_128_GCM,
    SRTP_AEAD_AES_256_GCM,
    SRTP_AES128_CM_SHA1_80,
    RTCDtlsTransport,
)
from pylibsrtp._binding import ffi, lib  # type: ignore[import-not-found]

from signaling.control.parameters import DtlsFingerprint

MAX_DATAGRAM = 2048
MAX_WAITING_DATAGRAMS = 16
"""DTLS datagrams held until the handshake gets to them: two flights, with some repeated."""

_TRAILER = 64
"""Room for what protection appends: a tag of 16 bytes, an SRTCP index of 4."""

SRTP_PROFILES = [SRTP_AEAD_AES_128_GCM, SRTP_AES128_CM_SHA1_80, SRTP_AEAD_AES_256_GCM]
"""In order of preference; the first is the cheapest where the CPU has AES instructions."""

Context = Any
"""libsrtp's `srtp_t`. Valid as long as the association that gave it."""

copy: Callable[[Any, Any, int], None] = ffi.memmove
protect: Callable[[Context, Any, Any], int] = lib.srtp_protect
unprotect: Callable[[Context, Any, Any], int] = lib.srtp_unprotect
protect_address = int(ffi.cast("uintptr_t", ffi.addressof(lib, "srtp_protect")))
unprotect_address = int(ffi.cast("uintptr_t", ffi.addressof(lib, "srtp_unprotect")))
"""Of the functions, for compiled code."""

_protect_rtcp: Callable[[Context, Any, Any], int] = lib.srtp_protect_rtcp
_unprotect_rtcp: Callable[[Context, Any, Any], int] = lib.srtp_unprotect_rtcp


def address_of(pointer: Any) -> int:
    """Where a context or memory of libsrtp's lies."""
    return int(ffi.cast("uintptr_t", pointer))


def pointer_to(address: int) -> Any:
    """For functions of compiled code."""
    return ffi.cast("void *", address)


class PacketBuffer:
    """Memory that libsrtp works on in place. The functions above return 0 when they did; the new length is `length[0]`.

    `memory` and `length` are for them, `view` is the same bytes for everyone else.
    """

    def __init__(self) -> None:
        self.memory: Any = ffi.new("char[]", MAX_DATAGRAM + _TRAILER)
        self.length: Any = ffi.new("int *")
        self.view = memoryview(ffi.buffer(self.memory))

    @property
    def address(self) -> int:
        """Where the memory lies."""
        return address_of(self.memory)

    def unprotect_rtcp(self, context: Context, length: int) -> bytes | None:
        """The SRTCP packet of `length` bytes in the buffer, decrypted; None when it is not authentic."""
        self.length[0] = length
        if _unprotect_rtcp(context, self.memory, self.length):
            return None
        return bytes(self.view[: self.length[0]])

    def protect_rtcp(self, context: Context, packet: bytes) -> memoryview | None:
        """`packet` protected, valid until the buffer is used again; None when libsrtp refuses it."""
        return self._protect(_protect_rtcp, context, packet)

    def protect_rtp(self, context: Context, packet: bytes) -> memoryview | None:
        """As `protect_rtcp`, for a single RTP packet."""
        return self._protect(protect, context, packet)

    def _protect(
        self, function: Callable[[Context, Any, Any], int], context: Context, packet: bytes
    ) -> memoryview | None:
        if len(packet) > MAX_DATAGRAM:
            return None
        self.view[: len(packet)] = packet
        self.length[0] = len(packet)
        return None if function(context, self.memory, self.length) else self.view[: self.length[0]]


class Certificate:
    """The worker's certificate, self-signed, made once at start."""

    def __init__(self) -> None:
        self.rtc = RTCCertificate.generateCertificate()

    @property
    def fingerprints(self) -> tuple[DtlsFingerprint, ...]:
        return tuple(
            DtlsFingerprint(algorithm=fingerprint.algorithm, value=fingerprint.value)
            for fingerprint in self.rtc.getFingerprints()
            if fingerprint.algorithm == "sha-256"
        )


class _IceStandIn:
    """What RTCDtlsTransport needs of an ICE transport: its role, and datagrams in and out."""

    role = "controlled"

    def __init__(self, send: Callable[[bytes], object]) -> None:
        self._datagrams: asyncio.Queue[bytes | None] = asyncio.Queue(MAX_WAITING_DATAGRAMS)
        self._sending = send

    def put(self, data: bytes) -> bool:
        if self._datagrams.full():
            return False
        self._datagrams.put_nowait(data)
        return True

    def end(self) -> None:
        while not self._datagrams.empty():
            self._datagrams.get_nowait()
        self._datagrams.put_nowait(None)

    async def _recv(self) -> bytes:
        data = await self._datagrams.get()
        if data is None:
            raise ConnectionError
        return data

    async def _send(self, data: bytes) -> None:
        self._sending(data)


class Association:
    """One DTLS association and the SRTP keys that come of it.

    `send` puts a datagram on the wire. `on_state` is told `connecting`, `connected`, `failed` or `closed`; a peer whose
    certificate is not the announced one ends in `failed`.
    """

    def __init__(
        self, certificate: Certificate, send: Callable[[bytes], object], on_state: Callable[[str], None]
    ) -> None:
        self._ice = _IceStandIn(send)
        self._on_state = on_state
        self._dtls = RTCDtlsTransport(self._ice, [certificate.rtc])  # type: ignore[arg-type]
        self._dtls._srtp_profiles = SRTP_PROFILES
        self._dtls.on("statechange", self._changed)
        self._handshake: asyncio.Task[None] | None = None
        self._ended = False

    @property
    def started(self) -> bool:
        return self._handshake is not None

    def start(self, role: Literal["client", "server"], fingerprints: tuple[DtlsFingerprint, ...]) -> None:
        """Begin the handshake in the given role with a peer that has one of the certificates announced."""
        self._dtls._set_role(role)
        expected = [RTCDtlsFingerprint(algorithm=f.algorithm, value=f.value) for f in fingerprints]
        self._handshake = asyncio.create_task(self._dtls.start(RTCDtlsParameters(fingerprints=expected)))

    def receive(self, data: bytes) -> bool:
        """Take a datagram whose first byte says DTLS; False when there are too many already."""
        return self._ice.put(data)

    @property
    def inbound(self) -> Context:
        """What `unprotect` needs; once connected."""
        return self._dtls._rx_srtp._srtp[0]

    @property
    def outbound(self) -> Context:
        """What `protect` needs; once connected."""
        return self._dtls._tx_srtp._srtp[0]

    @property
    def profile(self) -> str:
        """The negotiated SRTP profile's name, such as SRTP_AEAD_AES_128_GCM; once connected."""
        assert self._dtls._ssl is not None
        return self._dtls._ssl.get_selected_srtp_profile().decode()

    async def close(self) -> None:
        """Tell the peer and end; no state is reported any more."""
        self._ended = True
        await self._dtls.stop()
        self._ice.end()
        if self._handshake is not None:
            self._handshake.cancel()
            await asyncio.wait([self._handshake])

    def _changed(self) -> None:
        if not self._ended:
            self._on_state(self._dtls.state)
