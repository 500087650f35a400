"""Session end in the log: a leaf for the session, and one for each participant, over facts and records as they are.

A fact that comes later is sealed by a further leaf: what was sealed before stays covered as it was then, so that no
seal blesses a change of an earlier fact.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from server.domain.log import kinds
from server.domain.log.coverage import Digest, SealedFacts
from server.domain.log.leaf import Kind, Leaf
from server.services.log.log import Log, StoredLeaf
from server.services.policies.policies import SessionPolicies


class SealedRows(Protocol):
    async def mark(self, clinic_id: str, session_id: str) -> "Mark": ...
    async def facts(self, clinic_id: str, session_id: str) -> Sequence[Mapping[str, Any]]:
        """As stored, by time of observation."""
        ...

    async def records(self, clinic_id: str, session_id: str) -> Sequence[Mapping[str, Any]]:
        """The newest version of each, with all columns of its row."""
        ...


class SessionLeaves(Protocol):
    async def of_session(self, clinic_id: str, session_id: str) -> Sequence[StoredLeaf]:
        """By position."""
        ...


class Mark(NamedTuple):
    """Another one shows that something came, or went, since a session was read: facts and leaves are append-only, and
    an erasure takes from what the seals cover."""

    facts: int
    leaves: int
    covered: int


class Read(NamedTuple):
    """A session's facts as they are covered already, and those that are not yet: read and hashed."""

    mark: Mark
    sealed: SealedFacts
    """All, the fresh ones too."""
    seals: int
    fresh: Sequence[str]
    digest: Digest
    """Of what the fresh ones say of the session as a whole."""
    newest: Mapping[str | None, Mapping[str, Any]]
    """What the newest leaf of each participant says."""


class Seals:
    """Reading and hashing takes long and needs no transaction; sealing is short and needs one."""

    def __init__(self, log: Log, leaves: SessionLeaves, rows: SealedRows) -> None:
        self._log = log
        self._leaves = leaves
        self._rows = rows

    async def read(self, clinic_id: str, session_id: str) -> Read:
        mark = await self._rows.mark(clinic_id, session_id)
        earlier = await self._leaves.of_session(clinic_id, session_id)
        facts = await self._rows.facts(clinic_id, session_id)
        return await asyncio.to_thread(_hashed, mark, earlier, facts)

    async def is_current(self, clinic_id: str, session_id: str, read: Read) -> bool:
        return read.mark == await self._rows.mark(clinic_id, session_id)

    async def seal(self, clinic_id: str, session_id: str, policies: SessionPolicies, now: datetime, read: Read) -> None:
        """In the caller's transaction, in which what was read is current. What is in the log is not said again."""
        records = {str(one["participant"]): one for one in await self._rows.records(clinic_id, session_id)}
        leaves: list[Leaf] = []
        number = read.seals
        if read.fresh or not number:
            number += 1
            leaves.append(kinds.session_sealed(clinic_id, session_id, now, number, read.fresh, read.digest))
        covers = len(read.fresh) if leaves else None
        for participant in sorted({*read.sealed.participants(), *records}):
            record = records.get(participant)
            leaf = kinds.attendance_sealed(
                clinic_id,
                session_id,
                participant,
                now,
                number,
                read.sealed.of(participant),
                record,
                policies.of(participant).to_data() if record is not None else None,
            )
            if _says(leaf.data) != _says(read.newest.get(participant, {})):
                leaves.append(leaf)
        await self._log.append(leaves, covers)


def _hashed(mark: Mark, earlier: Sequence[StoredLeaf], facts: Sequence[Mapping[str, Any]]) -> Read:
    by_id = {str(fact["id"]): fact for fact in facts}
    sealed, known = SealedFacts(), set()
    seals = [leaf.data["facts"]["ids"] for leaf in earlier if leaf.kind == Kind.SESSION]
    for ids in seals:
        known.update(ids)
        sealed.take(by_id[one] for one in ids if one in by_id)
    fresh = [one for one in by_id if one not in known]
    digest = sealed.take(by_id[one] for one in fresh)
    newest = {leaf.subject: leaf.data for leaf in earlier if leaf.kind == Kind.ATTENDANCE}
    return Read(mark, sealed, len(seals), fresh, digest, newest)


def _says(data: Mapping[str, Any]) -> tuple[Any, ...]:
    return data.get("facts"), data.get("record"), data.get("policy")
