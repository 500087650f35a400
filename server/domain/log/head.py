"""Signed heads: a key's word that the log had this size and this root at that time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from server.domain.canonical import Json, canonical_bytes
from server.domain.instants import from_text, to_text

CONTEXT = b"viop log head 1\n"
"""Goes before what is signed, so that a signature made for anything else never fits a head."""


def key_id(public: bytes) -> str:
    """How a public key is called: half of its SHA-256, in hexadecimal."""
    return sha256(public).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Head:
    clinic: str
    number: int
    """Which of the log's signed heads it is, from 1: a gap shows that one was deleted."""
    size: int
    root: bytes
    at: datetime
    key: str
    """The id of the key that signs it."""

    def message(self) -> bytes:
        """What is signed."""
        return CONTEXT + canonical_bytes(self.to_data())

    def to_data(self) -> dict[str, Json]:
        return {
            "at": to_text(self.at),
            "clinic": self.clinic,
            "key": self.key,
            "number": self.number,
            "root": self.root.hex(),
            "size": self.size,
        }


@dataclass(frozen=True, slots=True)
class SignedHead:
    head: Head
    signature: bytes

    def to_data(self) -> dict[str, Json]:
        return {**self.head.to_data(), "signature": self.signature.hex()}


def signed_head_from_data(data: Mapping[str, Any]) -> SignedHead:
    """The inverse of `SignedHead.to_data`. Raises ValueError for data that is no signed head."""
    try:
        numbers, names = (data["number"], data["size"]), (data["clinic"], data["key"])
        if not all(type(one) is int for one in numbers) or not all(type(one) is str for one in names):
            raise ValueError("not a signed head")
        if data["number"] < 1 or data["size"] < 0:
            raise ValueError("signed heads are numbered from 1, and no log has fewer leaves than none")
        root, at = bytes.fromhex(data["root"]), from_text(data["at"])
        head = Head(data["clinic"], data["number"], data["size"], root, at, data["key"])
        return SignedHead(head, bytes.fromhex(data["signature"]))
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a signed head: {error!r}") from error
