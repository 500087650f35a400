"""An ICE-lite agent (RFC 8445 2.5): answers connectivity checks and learns from them which addresses are a client's.

It never sends a check of its own. Sans-IO: datagrams in, answers out.
"""

import struct
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from aioice import stun

MIN_STUN = 20
MAX_STUN = 1280
_HEADER = struct.Struct("!HHI")
_BINDING_REQUEST = 0x0001
_COOKIE = 0x2112A442
_USERNAME = 0x0006
_ROLE_CONFLICT = (487, "Role Conflict")
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
        local, remote = username(datagram)
        credentials = self._credentials.get(local)
        if credentials is None or (credentials.remote is not None and credentials.remote != remote):
            return None
        try:
            request = stun.parse_message(bytes(datagram))
        except (ValueError, IndexError, struct.error):
            return None
        key = credentials.password.encode()
        if not request.check_message_integrity(key) or "FINGERPRINT" not in request.attributes:
            return None
        if "ICE-CONTROLLED" in request.attributes:
            return Check(
                credentials.owner,
                local,
                _answer(request, key, {"ERROR-CODE": _ROLE_CONFLICT}),
                False,
                role_conflict=True,
            )
        answer = _answer(request, key, {"XOR-MAPPED-ADDRESS": address})
        return Check(credentials.owner, local, answer, "USE-CANDIDATE" in request.attributes)


def username(datagram: memoryview) -> tuple[str, str]:
    """The two halves of a binding request's USERNAME, found without parsing the rest; empty where there is none."""
    length = len(datagram)
    if not MIN_STUN <= length <= MAX_STUN:
        return "", ""
    kind, size, cookie = _HEADER.unpack_from(datagram)
    if kind != _BINDING_REQUEST or cookie != _COOKIE or size != length - MIN_STUN:
        return "", ""
    position = MIN_STUN
    while position + 4 <= length:
        attribute, size = struct.unpack_from("!HH", datagram, position)
        if attribute == _USERNAME:
            local, _, remote = bytes(datagram[position + 4 : position + 4 + size]).partition(b":")
            return local.decode("ascii", "replace"), remote.decode("ascii", "replace")
        position += 4 + (size + 3 & ~3)
    return "", ""


def _answer(request: stun.Message, key: bytes, attributes: dict[str, object]) -> bytes:
    kind = stun.Class.ERROR if "ERROR-CODE" in attributes else stun.Class.RESPONSE
    answer = stun.Message(stun.Method.BINDING, kind, request.transaction_id, attributes)
    answer.add_message_integrity(key)
    return bytes(answer)
