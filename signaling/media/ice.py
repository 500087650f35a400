"""An ICE-lite agent (RFC 8445 2.5): answers connectivity checks and learns from them which addresses are a client's.

It never sends a check of its own. Sans-IO: datagrams in, answers out. The few attributes that matter are read and
written here (RFC 8489) rather than with aioice, whose messages cost ten times as much: everybody sends a check every
other second.
"""

import hmac
import socket
import struct
import zlib
from dataclasses import dataclass, field
from typing import Generic, TypeVar

MIN_STUN = 20
MAX_STUN = 1280
_HEADER = struct.Struct("!HHI")
_ATTRIBUTE = struct.Struct("!HH")
_COOKIE = 0x2112A442
_REQUEST, _SUCCESS, _ERROR = 0x0001, 0x0101, 0x0111
"""Of the binding method."""
_USERNAME, _INTEGRITY, _ERROR_CODE, _XOR_MAPPED_ADDRESS = 0x0006, 0x0008, 0x0009, 0x0020
_USE_CANDIDATE, _CONTROLLED, _FINGERPRINT = 0x0025, 0x8029, 0x8028
_DIGEST = 20
_FINGERPRINT_MASK = 0x5354554E
_ROLE_CONFLICT = b"\0\0\x04\x57Role Conflict"
"""Class 4, number 87 (RFC 8489 14.8)."""
Attributes = dict[int, tuple[int, int]]
"""By kind: offset and length of the value."""
T = TypeVar("T")


@dataclass(frozen=True)
class Check(Generic[T]):
    """A connectivity check that was authentic: whose it is, what to answer, whether the client chose this address."""

    owner: T
    username_fragment: str
    """Ours, so that a restart is told from the generation before."""
    answer: bytes
    nominated: bool
    role_conflict: bool = False
    """The client thinks that it is the controlled side; the answer puts it right, nothing else follows."""


@dataclass
class Credentials(Generic[T]):
    """One ICE generation of one owner. `remote` is the other side's username fragment once it is known."""

    owner: T
    password: str = field(repr=False)
    remote: str | None = None


class IceAgent(Generic[T]):
    """Knows the credentials that are in force, by our username fragment."""

    def __init__(self) -> None:
        self._credentials: dict[str, Credentials[T]] = {}

    def add(self, username_fragment: str, password: str, owner: T) -> None:
        self._credentials[username_fragment] = Credentials(owner, password)

    def set_remote(self, username_fragment: str, remote: str) -> None:
        """From now on a check must name this remote username fragment too."""
        self._credentials[username_fragment].remote = remote

    def remove(self, username_fragment: str) -> None:
        self._credentials.pop(username_fragment, None)

    def owners(self) -> list[T]:
        """Everyone who has credentials; more than once during a restart."""
        return [credentials.owner for credentials in self._credentials.values()]

    def check(self, datagram: memoryview, address: tuple[str, int]) -> Check[T] | None:
        """Examine a datagram that looks like STUN; None unless it is an authentic binding request of an owner's.

        What fails is not answered: an error would tell strangers more than silence, and cost an answer for each.
        """
        found = attributes(datagram)
        local, remote = _username(datagram, found)
        credentials = self._credentials.get(local)
        if credentials is None or (credentials.remote is not None and credentials.remote != remote):
            return None
        key = credentials.password.encode()
        if not _is_authentic(datagram, found, key):
            return None
        transaction = bytes(datagram[8:MIN_STUN])
        if _CONTROLLED in found:
            answer = _answer(_ERROR, transaction, _ERROR_CODE, _ROLE_CONFLICT, key)
            return Check(credentials.owner, local, answer, False, role_conflict=True)
        answer = _answer(_SUCCESS, transaction, _XOR_MAPPED_ADDRESS, _masked(address, transaction), key)
        return Check(credentials.owner, local, answer, _USE_CANDIDATE in found)


def attributes(datagram: memoryview) -> Attributes:
    """Where each attribute of a binding request lies, the first of its kind; empty where it is none or broken.

    After the message's integrity only the fingerprint counts (RFC 8489 14.5).
    """
    length = len(datagram)
    if not MIN_STUN <= length <= MAX_STUN:
        return {}
    kind, size, cookie = _HEADER.unpack_from(datagram)
    if kind != _REQUEST or cookie != _COOKIE or size != length - MIN_STUN:
        return {}
    found: Attributes = {}
    position = MIN_STUN
    while position + 4 <= length:
        attribute, size = _ATTRIBUTE.unpack_from(datagram, position)
        if position + 4 + size > length:
            return {}
        if attribute not in found and (attribute == _FINGERPRINT or _INTEGRITY not in found):
            found[attribute] = (position + 4, size)
        position += 4 + (size + 3 & ~3)
    return found


def _username(datagram: memoryview, found: Attributes) -> tuple[str, str]:
    """The two halves of USERNAME; empty where there is none."""
    at, size = found.get(_USERNAME, (0, 0))
    local, _, remote = bytes(datagram[at : at + size]).partition(b":")
    return local.decode("ascii", "replace"), remote.decode("ascii", "replace")


def _is_authentic(datagram: memoryview, found: Attributes, key: bytes) -> bool:
    """Whether integrity and fingerprint are there and right (RFC 8489 14.5 and 14.7)."""
    at, size = found.get(_INTEGRITY, (0, 0))
    end, width = found.get(_FINGERPRINT, (0, 0))
    if size != _DIGEST or width != 4 or end + width != len(datagram) or at > end:
        return False
    told = bytes(datagram[at : at + size])
    right = hmac.digest(key, _with_length(bytes(datagram[: at - 4]), at + size - MIN_STUN), "sha1")
    mark = zlib.crc32(datagram[: end - 4]) ^ _FINGERPRINT_MASK
    return hmac.compare_digest(told, right) and int.from_bytes(datagram[end:], "big") == mark


def _with_length(message: bytes, length: int) -> bytes:
    return message[:2] + length.to_bytes(2, "big") + message[4:]


def _masked(address: tuple[str, int], transaction: bytes) -> bytes:
    """The value of XOR-MAPPED-ADDRESS (RFC 8489 14.2)."""
    host, port = address[0].partition("%")[0], address[1]  # sockets name the interface of a link-local one
    family, packed = (2, socket.inet_pton(socket.AF_INET6, host)) if ":" in host else (1, socket.inet_aton(host))
    mask = _COOKIE.to_bytes(4, "big") + transaction
    hidden = int.from_bytes(packed, "big") ^ int.from_bytes(mask[: len(packed)], "big")
    return struct.pack("!BBH", 0, family, port ^ _COOKIE >> 16) + hidden.to_bytes(len(packed), "big")


def _answer(kind: int, transaction: bytes, attribute: int, value: bytes, key: bytes) -> bytes:
    """A message of one attribute, its integrity and its fingerprint."""
    body = _ATTRIBUTE.pack(attribute, len(value)) + value + bytes(-len(value) % 4)
    length = len(body) + 4 + _DIGEST
    message = _HEADER.pack(kind, length, _COOKIE) + transaction + body
    message += _ATTRIBUTE.pack(_INTEGRITY, _DIGEST) + hmac.digest(key, message, "sha1")
    message = _with_length(message, length + 8)
    mark = zlib.crc32(message) ^ _FINGERPRINT_MASK
    return message + _ATTRIBUTE.pack(_FINGERPRINT, 4) + mark.to_bytes(4, "big")
