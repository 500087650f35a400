"""The proof for one client's record, as a file that anybody can check offline: what was sealed, what was signed by whom
and when, and each amendment. Of others who were there it holds hashes alone.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from server.domain.canonical import Json
from server.domain.instants import from_text, to_text
from server.domain.log.coverage import parts
from server.domain.log.file_lines import FORMAT, VERSION, written
from server.domain.log.head import SignedHead
from server.domain.log.leaf import Kind
from server.domain.log.proof_check import SAID
from server.domain.log.proofs import consistency_needs, consistency_proof, inclusion_needs, inclusion_proof
from server.domain.log.tree import EMPTY_ROOT, Complete, Frontier
from server.services.errors import Conflict
from server.services.log.log import StoredLeaf
from server.services.people import Clinic, People

KEY_LEAVES = 100


class State(StrEnum):
    VERIFIED = "verified"
    FAILED = "failed"
    UNSIGNED = "unsigned"
    """In the log, under no signed head yet."""
    ABSENT = "absent"
    """Not in the log: the session goes on, or says that it is older than the log."""
    ERASED = "erased"
    """A record of this session was lawfully erased, and this one is not in the log."""


@dataclass(frozen=True)
class InLog:
    """`since`: when the leaf was written. `problem`: why it failed, in words."""

    state: State
    since: datetime | None = None
    position: int | None = None
    signed: SignedHead | None = None
    problem: str | None = None


class NoProof(Conflict):
    """There is nothing to prove, or nothing to prove it by."""

    code = "no_proof"

    def __init__(self, message: str, found: InLog) -> None:
        super().__init__(message)
        self.found = found


class ProvedLeaves(Protocol):
    async def of_session(self, clinic_id: str, session_id: str) -> Sequence[StoredLeaf]: ...
    async def of_kind(self, clinic_id: str, kind: Kind, newest: int) -> Sequence[StoredLeaf]: ...
    async def newest_signed(self, clinic_id: str) -> SignedHead | None: ...
    async def frontier(self, clinic_id: str) -> Frontier: ...
    async def hashes(self, clinic_id: str, start: int, stop: int) -> Sequence[bytes]: ...
    async def nodes(self, clinic_id: str, wanted: Collection[tuple[int, int]]) -> Mapping[tuple[int, int], bytes]:
        """Hashes of those complete subtrees (level, index) that are stored."""
        ...


class ProvedRows(Protocol):
    async def facts(self, clinic_id: str, session_id: str) -> Sequence[Mapping[str, Any]]: ...
    async def records(self, clinic_id: str, session_id: str) -> Sequence[Mapping[str, Any]]:
        """The newest version of each, with all columns of its row."""
        ...

    async def record(
        self, clinic_id: str, session_id: str, participant_id: str, version: int
    ) -> Mapping[str, Any] | None:
        """That version with all columns of its row."""
        ...

    async def said(self, clinic_id: str, session_id: str) -> Mapping[tuple[str, str], Mapping[str, Any]]:
        """Judgements, attestations, amendments and decisions by kind and id, with all columns of their rows."""
        ...


class ProofFiles:
    def __init__(self, leaves: ProvedLeaves, rows: ProvedRows, people: People) -> None:
        self._leaves = leaves
        self._rows = rows
        self._people = people

    async def make(
        self,
        clinic: Clinic,
        session_id: str,
        participant_id: str,
        now: datetime,
        against: SignedHead | None = None,
        more: Collection[Kind] = (),
    ) -> tuple[StoredLeaf, SignedHead, list[str]]:
        """The leaf of the newest record, the head that it is proved under, and the lines. `more`: of which kinds the
        leaves about the client in this session are proved too. Raises NoProof."""
        leaves = await self._leaves.of_session(clinic.id, session_id)
        leaf = _newest(leaves, participant_id)
        signed = await self._leaves.newest_signed(clinic.id)
        if signed is None or signed.head.size <= leaf.position:
            since = from_text(leaf.content["at"]) if leaf.content else None
            found = InLog(State.UNSIGNED, since, leaf.position, signed)
            raise NoProof("This record is in the log, and no head over it is signed yet.", found)
        size = signed.head.size
        mine = [one for one in leaves if one.subject == participant_id and one.position < size and one.data]
        said = [one for one in mine if one.kind in SAID]
        rows = await self._said(clinic.id, session_id, said)
        versions = {
            leaf.data["record"]["version"],
            *(row["record_version"] for _, row in rows if "record_version" in row),
        }
        sealed = [one for one in mine if _covers(one, versions)]
        seals = [one for one in leaves if one.kind == Kind.SESSION][: leaf.data["seal"]]
        names = {signed.head.key, against.head.key if against else ""}
        keys = [
            one for one in await self._leaves.of_kind(clinic.id, Kind.KEY, KEY_LEAVES) if one.data.get("key") in names
        ]
        header = {
            "format": VERSION,
            "clinic": {"id": clinic.id, "name": clinic.name},
            "made_at": to_text(now),
            "names": await self._names(clinic.id, [row for _, row in rows]),
            "proof_of": {"session": session_id, "participant": participant_id},
        }
        lines = [written(FORMAT, header), written("signed_head", signed.to_data())]
        others = [one for one in mine if one.kind in more]
        lines += await self._leaf_lines(clinic.id, [*keys, *seals, *sealed, *said, *others], size)
        for version in sorted(versions):
            record = await self._rows.record(clinic.id, session_id, participant_id, version)
            lines += [written("record", record)] if record is not None else []
        lines += await self._fact_lines(clinic.id, session_id, participant_id, seals)
        lines += [written(kind, row) for kind, row in rows]
        if against is not None and 0 < against.head.size < size:
            lines.append(await self._consistency(clinic.id, against.head.size, size))
        lines.append(written("end", {"lines": len(lines) + 1}))
        return leaf, signed, lines

    async def _said(
        self, clinic_id: str, session_id: str, leaves: Sequence[StoredLeaf]
    ) -> list[tuple[str, Mapping[str, Any]]]:
        """The rows that these leaves cover, as they are stored now."""
        rows = await self._rows.said(clinic_id, session_id)
        keys = [(one.kind, str(one.data["row"]["id"])) for one in leaves]
        return [(key[0], rows[key]) for key in keys if key in rows]

    async def _names(self, clinic_id: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, Json]:
        """Of those who signed, amended or decided, as the clinic shows them. No leaf holds names."""
        ids = {row.get(by) for row in rows for by in ("signed_by", "made_by", "decided_by")} - {None}
        people = await self._people.persons(clinic_id, sorted(map(str, ids)))
        return {one: person.legal_name for one, person in people.items()}

    async def _leaf_lines(self, clinic_id: str, leaves: Sequence[StoredLeaf], size: int) -> list[str]:
        """Those under a head of that size, each with its inclusion proof."""
        known = [leaf for leaf in leaves if leaf.position < size]
        needed = {one for leaf in known for one in inclusion_needs(leaf.position, size)}
        complete = await self._complete(clinic_id, needed)
        return [
            written("leaf", {**leaf.to_line(), "proof": _hex(inclusion_proof(leaf.position, size, complete))})
            for leaf in known
        ]

    async def _fact_lines(
        self, clinic_id: str, session_id: str, participant_id: str, seals: Sequence[StoredLeaf]
    ) -> list[str]:
        by_id = {str(fact["id"]): fact for fact in await self._rows.facts(clinic_id, session_id)}
        found = [parts(by_id[one] for one in seal.data["facts"]["ids"] if one in by_id) for seal in seals]
        of_session = [written("facts", {"of": "session", "rows": one.session}) for one in found]
        return of_session + [
            written("facts", {"of": "client", "rows": one.of.get(participant_id, [])}) for one in found
        ]

    async def _consistency(self, clinic_id: str, old: int, new: int) -> str:
        complete = await self._complete(clinic_id, consistency_needs(old, new))
        return written("consistency", {"old_size": old, "proof": _hex(consistency_proof(old, new, complete))})

    async def _complete(self, clinic_id: str, wanted: Collection[tuple[int, int]]) -> Complete:
        """A subtree that is not stored any more has no hash that fits, and the proof will not hold."""
        nodes = await self._leaves.nodes(clinic_id, wanted)
        return lambda level, index: nodes.get((level, index), EMPTY_ROOT)


def _covers(leaf: StoredLeaf, versions: Collection[int]) -> bool:
    """Whether it sealed one of these versions of the record."""
    record = leaf.data.get("record") if leaf.kind == Kind.ATTENDANCE else None
    return record is not None and record["version"] in versions


def _newest(leaves: Sequence[StoredLeaf], participant_id: str) -> StoredLeaf:
    """Raises NoProof when no leaf covers a record of theirs."""
    mine = [one for one in leaves if one.kind == Kind.ATTENDANCE and one.subject == participant_id]
    if mine and mine[-1].data.get("record") is not None:
        return mine[-1]
    erased = any(one.content is None for one in leaves)
    raise NoProof("This record is not in the log.", InLog(State.ERASED if erased else State.ABSENT))


def _hex(hashes: Sequence[bytes]) -> list[str]:
    return [one.hex() for one in hashes]
