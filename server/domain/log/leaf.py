"""A leaf: what the log says happened, and the hash that stands for it in the tree.

The hash is over a random salt and the canonical bytes, so that nobody can guess what a neighbour's hash stands for.
What was erased has neither content nor salt any more; its hash stays, and with it the tree.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from server.domain.canonical import Json, canonical_bytes
from server.domain.instants import to_text
from server.domain.log.tree import leaf_hash

SALT_BYTES = 16


class Kind(StrEnum):
    """To add one: a name here and its words below. The check of an export knows all of them by these alone, and more of
    those that cover rows of other tables."""

    SESSION = "session"
    ATTENDANCE = "attendance"
    JUDGEMENT = "judgement"
    ATTESTATION = "attestation"
    AMENDMENT = "amendment"
    DECISION = "decision"
    DISCLOSURE = "disclosure"
    GRANT = "grant"
    ACCESS = "access"
    POLICY = "policy"
    DRAW = "draw"
    KEY = "key"
    ERASED = "erased"


WORDS = {
    Kind.SESSION: "seal of a session",
    Kind.ATTENDANCE: "attendance in a session",
    Kind.JUDGEMENT: "judgement of a clinician",
    Kind.ATTESTATION: "attestation",
    Kind.AMENDMENT: "amendment of a record",
    Kind.DECISION: "decision on an amendment",
    Kind.DISCLOSURE: "disclosure",
    Kind.GRANT: "access granted or withdrawn",
    Kind.ACCESS: "digest of the access log",
    Kind.POLICY: "version of a policy",
    Kind.DRAW: "draw for drug screens",
    Kind.KEY: "signing key",
    Kind.ERASED: "lawful erasure",
}


ABOUT_NOBODY = frozenset({Kind.SESSION, Kind.POLICY, Kind.DRAW, Kind.ACCESS, Kind.KEY, Kind.ERASED})
"""Kinds that no erasure of a person touches."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """`session` and `subject` (a person) say what it is about, where it is about one; `data` depends on the kind."""

    clinic: str
    kind: Kind
    at: datetime
    data: Mapping[str, Json]
    session: str | None = None
    subject: str | None = None

    def content(self) -> dict[str, Json]:
        return {
            "at": to_text(self.at),
            "clinic": self.clinic,
            "data": self.data,
            "kind": self.kind.value,
            "session": self.session,
            "subject": self.subject,
        }


def content_hash(salt: bytes, content: Json) -> bytes:
    """The hash in the tree. Raises ValueError or TypeError for what is no JSON, ValueError for another salt."""
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes")
    return leaf_hash(salt + canonical_bytes(content))
