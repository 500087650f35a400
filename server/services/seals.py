"""Session end in the log: a leaf for the session, and one for each participant, over facts and records as they are.

A fact that comes later is sealed by a further leaf: what was sealed before stays covered as it was then, so that no
seal blesses a change of an earlier fact.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from server.domain.log import kinds
from server.domain.log.coverage import SealedFacts
from server.domain.log.leaf import Kind, Leaf
from server.services.log import Log, StoredLeaf
from server.services.policies import SessionPolicies


class SealedRows(Protocol):
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


class Place(NamedTuple):
    clinic: str
    session: str
    at: datetime


class Seals:
    def __init__(self, log: Log, leaves: SessionLeaves, rows: SealedRows) -> None:
        self._log = log
        self._leaves = leaves
        self._rows = rows

    async def seal(self, clinic_id: str, session_id: str, policies: SessionPolicies, now: datetime) -> None:
        """In the caller's transaction. What the log has already is not said again."""
        earlier = await self._leaves.of_session(clinic_id, session_id)
        facts = await self._rows.facts(clinic_id, session_id)
        records = await self._rows.records(clinic_id, session_id)
        place = Place(clinic_id, session_id, now)
        leaves, covers = await asyncio.to_thread(_fresh_leaves, place, earlier, facts, records, policies)
        await self._log.append(leaves, covers)


def _fresh_leaves(
    place: Place,
    earlier: Sequence[StoredLeaf],
    facts: Sequence[Mapping[str, Any]],
    records: Sequence[Mapping[str, Any]],
    policies: SessionPolicies,
) -> tuple[list[Leaf], int | None]:
    """The leaves that are missing, and how many facts the first covers when it is the session's."""
    by_id = {str(fact["id"]): fact for fact in facts}
    sealed, known = SealedFacts(), set()
    seals = [leaf.data["facts"]["ids"] for leaf in earlier if leaf.kind == Kind.SESSION]
    for ids in seals:
        known.update(ids)
        sealed.take(by_id[one] for one in ids if one in by_id)
    leaves: list[Leaf] = []
    number = len(seals)
    fresh = [one for one in by_id if one not in known]
    if fresh or not seals:
        number += 1
        digest = sealed.take(by_id[one] for one in fresh)
        leaves.append(kinds.session_sealed(*place, number, fresh, digest))
    covers = len(fresh) if leaves else None
    newest = {leaf.subject: leaf.data for leaf in earlier if leaf.kind == Kind.ATTENDANCE}
    of = {str(record["participant"]): record for record in records}
    for participant in sorted({*sealed.participants(), *of}):
        record = of.get(participant)
        leaf = kinds.attendance_sealed(
            place.clinic,
            place.session,
            participant,
            place.at,
            number,
            sealed.of(participant),
            record,
            policies.of(participant).to_data() if record is not None else None,
        )
        if _says(leaf.data) != _says(newest.get(participant, {})):
            leaves.append(leaf)
    return leaves, covers


def _says(data: Mapping[str, Any]) -> tuple[Any, ...]:
    return data.get("facts"), data.get("record"), data.get("policy")
