"""The log of a clinic: leaves are appended in the transaction of what they cover, and its heads are signed.

Whoever appends does so inside the caller's transaction; the store locks the clinic's head row from there to its end, so
that leaves of one clinic never race. Heads are signed in a transaction of their own, since a key that cannot be reached
must keep nobody from working: what is not signed yet is signed later.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from server.domain.instants import whole_ms
from server.domain.log import kinds
from server.domain.log.head import Head, SignedHead, key_id
from server.domain.log.leaf import Leaf, content_hash
from server.domain.log.tree import Frontier
from server.services.errors import Conflict, NotFound, StorageUnavailable
from server.services.log.signatures import holds

logger = logging.getLogger(__name__)

FIRST = "the first key of this log"


class KeyLost(Conflict):
    """The key that the log names cannot be read."""

    code = "log_key_lost"


class LogBroken(Conflict):
    """The log is not what was signed before: cut off, rewritten, or an older copy. It is not signed."""

    code = "log_broken"


class LastSigned(NamedTuple):
    """What a key signed last of a log: which head that was, and the tree."""

    number: int
    frontier: Frontier


@dataclass(frozen=True)
class Entry:
    """A leaf on its way in. `covers`: how many rows of other tables it covers, where that is of use."""

    kind: str
    session: str | None
    subject: str | None
    salt: bytes
    content: Mapping[str, Any]
    hash: bytes
    covers: int | None = None


@dataclass(frozen=True)
class StoredLeaf:
    """`content` and `salt` are None when it was erased."""

    position: int
    kind: str
    session: str | None
    subject: str | None
    salt: bytes | None
    content: Mapping[str, Any] | None
    hash: bytes

    @property
    def data(self) -> Mapping[str, Any]:
        """What the leaf says; empty when it was erased."""
        return self.content["data"] if self.content is not None else {}

    def to_line(self) -> dict[str, Any]:
        """As a file has it."""
        return {
            "position": self.position,
            "kind": self.kind,
            "session": self.session,
            "subject": self.subject,
            "salt": None if self.salt is None else self.salt.hex(),
            "content": self.content,
            "hash": self.hash.hex(),
        }


class Erasure(NamedTuple):
    """What went: contents of leaves, by position; facts, by id; what other rows said, by kind and id."""

    positions: Sequence[int]
    facts: Sequence[str]
    rows: Sequence[tuple[str, str]]


class LogStore(Protocol):
    async def append(self, clinic_id: str, entries: Sequence[Entry]) -> list[int]:
        """At the end, in this order; their positions. The head row is locked until the transaction ends."""
        ...

    async def locked(self, clinic_id: str) -> Frontier:
        """The tree as it is, which nobody else changes until the transaction ends."""
        ...

    async def hashes(self, clinic_id: str, start: int, stop: int) -> list[bytes]: ...
    async def newest_signed(self, clinic_id: str) -> SignedHead | None: ...
    async def add_signed(self, signed: SignedHead) -> None: ...
    async def newest_key(self, clinic_id: str | None) -> bytes | None:
        """The public key of the newest leaf that introduces one; of any clinic's log when None."""
        ...

    async def erase(self, clinic_id: str, subject_id: str, now: datetime) -> Erasure:
        """Content and salt of the leaves about a client are gone once it is committed, with what these covered; but for
        what a clinic must account for. Raises Conflict for somebody who cannot be erased, or not now."""
        ...

    async def clinics(self) -> Sequence[str]:
        """Those that have a log."""
        ...


class LogKeys(Protocol):
    """Private keys, kept apart from the data, and beside them what was signed last. Raises KeyLost."""

    async def make(self) -> bytes:
        """A new key; its public half."""
        ...

    async def newest(self) -> bytes | None: ...
    async def sign(self, public: bytes, message: bytes) -> bytes: ...
    async def drop_private(self, public: bytes) -> None: ...
    async def keep_only(self, public: bytes) -> None:
        """All other private halves are dropped."""
        ...

    async def last_signed(self, clinic_id: str) -> LastSigned | None: ...
    async def remember(self, clinic_id: str, signed: LastSigned) -> None:
        """Unless a later one is known already."""
        ...

    async def forget(self) -> None:
        """Nothing was signed before."""
        ...


class Log:
    def __init__(
        self,
        store: LogStore,
        keys: LogKeys,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        new_salt: Callable[[], bytes],
    ) -> None:
        self._store = store
        self._keys = keys
        self._atomic = atomic
        self._new_salt = new_salt

    async def append(self, leaves: Sequence[Leaf], covers: int | None = None) -> None:
        """Append leaves of one clinic, in the caller's transaction when there is one. `covers` is the first's."""
        if leaves:
            entries = [self._entry(leaf, None if number else covers) for number, leaf in enumerate(leaves)]
            await self._store.append(leaves[0].clinic, entries)

    async def sign(self, clinic_id: str, now: datetime) -> SignedHead:
        """The newest head, signed now unless it is already. The first time makes a key and begins the log with it.
        Raises KeyLost, LogBroken, StorageUnavailable."""
        async with self._atomic():
            public = await self._store.newest_key(clinic_id) or await self._introduce(clinic_id, now)
            frontier = await self._store.locked(clinic_id)
            signed = await self._store.newest_signed(clinic_id)
            if signed is not None and _is_of(signed, frontier, public):
                await self._check_grown(clinic_id, frontier)
            else:
                signed = await self._signed(clinic_id, frontier, public, now)
        await self._keys.remember(clinic_id, LastSigned(signed.head.number, frontier))
        return signed

    async def try_to_sign(self, clinic_id: str, now: datetime) -> None:
        """As `sign`; what keeps it from that is logged, and it is tried again later."""
        try:
            await self.sign(clinic_id, now)
        except (KeyLost, LogBroken, StorageUnavailable) as error:
            logger.error("the log of clinic %s is not signed: %s", clinic_id, error)

    async def rotate(self, now: datetime, reason: str, vouched: bool = True) -> str:
        """A new key for all logs, introduced by a leaf that the old key vouches for; the new key's id. Not `vouched`:
        the old one cannot or must not, and checks of the log will say so. Raises like `sign`."""
        public = await self._keys.make()
        try:
            async with self._atomic():
                for one in await self._store.clinics():
                    await self._hand_over(one, public, now, reason, vouched)
        except BaseException:
            await self._keys.drop_private(public)
            raise
        if not vouched:
            await self._keys.forget()
        await self._keys.keep_only(public)
        return key_id(public)

    async def erase(self, clinic_id: str, person_id: str, by: str, reason: str, now: datetime) -> int:
        """Drop what the log says of a client with the rows that it covers, and say in it that this was done; of how
        many leaves. Raises NotFound when it says nothing of them, and Conflict like the store."""
        async with self._atomic():
            gone = await self._store.erase(clinic_id, person_id, now)
            if not gone.positions and not gone.rows:
                raise NotFound
            await self.append([kinds.erased(clinic_id, now, gone.positions, by, reason, gone.facts, gone.rows)])
        await self.try_to_sign(clinic_id, now)
        return len(gone.positions)

    def _entry(self, leaf: Leaf, covers: int | None) -> Entry:
        salt, content = self._new_salt(), leaf.content()
        hash = content_hash(salt, content)
        return Entry(leaf.kind.value, leaf.session, leaf.subject, salt, content, hash, covers)

    async def _introduce(self, clinic_id: str, now: datetime) -> bytes:
        public = await self._store.newest_key(None) or await self._keys.newest() or await self._keys.make()
        await self.append([kinds.key_introduced(clinic_id, now, public, None, FIRST)])
        return public

    async def _hand_over(self, clinic_id: str, public: bytes, now: datetime, reason: str, vouched: bool) -> None:
        before = await self._store.newest_key(clinic_id)
        replaces = key_id(before) if before else None
        await self.append([kinds.key_introduced(clinic_id, now, public, replaces, reason)])
        if before is not None and vouched:
            await self._signed(clinic_id, await self._store.locked(clinic_id), before, now)

    async def _signed(self, clinic_id: str, frontier: Frontier, public: bytes, now: datetime) -> SignedHead:
        last = await self._check_grown(clinic_id, frontier)
        before = await self._store.newest_signed(clinic_id)
        number = 1 + max(last, before.head.number if before else 0)
        head = Head(clinic_id, number, frontier.size, frontier.root(), whole_ms(now), key_id(public))
        signed = SignedHead(head, await self._keys.sign(public, head.message()))
        await self._store.add_signed(signed)
        return signed

    async def _check_grown(self, clinic_id: str, frontier: Frontier) -> int:
        """What was signed last, and is known beside the key, must be the beginning of the log as it is; the number of
        that head, 0 without one."""
        last = await self._keys.last_signed(clinic_id)
        if last is None:
            return 0
        known = grown = last.frontier
        if known.size > frontier.size:
            raise LogBroken(
                f"The log of clinic {clinic_id} has {frontier.size} leaves, and {known.size} were signed before: its "
                "end was cut off, or the database is an older copy. See `viop audit rotate-key --help`."
            )
        for hash in await self._store.hashes(clinic_id, known.size, frontier.size):
            grown, _ = grown.append(hash)
        if grown != frontier:
            raise LogBroken(
                f"The log of clinic {clinic_id} does not continue the {known.size} leaves that were signed before: it "
                "was rewritten. See `viop audit rotate-key --help`."
            )
        return last.number


def _is_of(signed: SignedHead, tree: Frontier, public: bytes) -> bool:
    """Whether the head is that tree's, and that key's: a row may say anything."""
    head = signed.head
    ours = (head.size, head.root, head.key) == (tree.size, tree.root(), key_id(public))
    return ours and holds(public, signed.signature, head.message())
