"""The proof for one client's record, as a file that anybody can check offline, and its check for the page.

What the page calls verified is this very proof, made and checked: record and facts are what the leaf covers, and the
leaf is in the tree under the newest signed head.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from server.domain.canonical import Json
from server.domain.instants import from_text, to_text
from server.domain.log.coverage import parts, row_hash
from server.domain.log.file_lines import FORMAT, VERSION, written
from server.domain.log.findings import Level
from server.domain.log.head import SignedHead
from server.domain.log.leaf import WORDS, Kind
from server.domain.log.proofs import consistency_needs, consistency_proof, inclusion_needs, inclusion_proof
from server.domain.log.signing_check import SIGNING
from server.domain.log.tree import EMPTY_ROOT, Complete, Frontier
from server.domain.log.verify import verify
from server.services.errors import Conflict
from server.services.log.log import KeyLost, LastSigned, StoredLeaf
from server.services.log.signatures import holds
from server.services.people import Clinic

KEY_LEAVES = 100
ERASURES = 1000
REWRITTEN = "The log does not continue what its key signed before: it was cut off or written anew."
SEALED_WITHIN = timedelta(minutes=2)
"""Facts that came after a session's end by themselves are sealed by then."""


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


class LogProofs:
    def __init__(
        self, leaves: ProvedLeaves, rows: ProvedRows, last_signed: Callable[[str], Awaitable[LastSigned | None]]
    ) -> None:
        """`last_signed(clinic)`: what is known beside the key, and in no database."""
        self._leaves = leaves
        self._rows = rows
        self._last_signed = last_signed

    async def check(self, clinic: Clinic, session_id: str, participant_id: str, now: datetime) -> InLog:
        """Whether the stored record, in its newest version, is what the log says, and what that rests on."""
        try:
            last = await self._last_signed(clinic.id)
        except KeyLost:
            last = None
        try:
            if last is not None and not await self._continues(clinic.id, last):
                return InLog(State.FAILED, problem=REWRITTEN)
            try:
                return await self._checked(clinic, session_id, participant_id, now)
            except NoProof as error:
                problem = await self._contradiction(clinic.id, session_id, participant_id, error.found, last)
                return InLog(State.FAILED, problem=problem) if problem else error.found
        except (ValueError, KeyError, TypeError, AttributeError):  # somebody wrote what no column may hold
            return InLog(State.FAILED, problem="A row of the log or of the record cannot be read: it was changed.")

    async def _checked(self, clinic: Clinic, session_id: str, participant_id: str, now: datetime) -> InLog:
        leaf, signed, lines = await self._make(clinic, session_id, participant_id, now, None, SIGNING)
        report = await asyncio.to_thread(verify, lines, holds)
        failed = [one.words for one in report.findings if one.level is Level.FAILED]
        failed += await self._slipped_in(clinic.id, session_id, leaf, now)
        since = from_text(leaf.content["at"]) if leaf.content else None
        state = State.FAILED if failed else State.VERIFIED
        return InLog(state, since, leaf.position, signed, " ".join(failed) or None)

    async def proof(
        self, clinic: Clinic, session_id: str, participant_id: str, now: datetime, against: SignedHead | None = None
    ) -> list[str]:
        """The lines of the file. `against`: an older head, from which it shows the log to go on. Raises NoProof, also
        when what is stored would not hold."""
        leaf, signed, lines = await self._make(clinic, session_id, participant_id, now, against)
        report = await asyncio.to_thread(verify, lines, holds, against)
        if not report.verified:
            problem = " ".join(one.words for one in report.findings if one.level is Level.FAILED)
            raise NoProof(
                f"This record cannot be proved. {problem}", InLog(State.FAILED, None, leaf.position, signed, problem)
            )
        return lines

    async def _continues(self, clinic_id: str, last: LastSigned) -> bool:
        """Whether the log begins with what was signed last, and the head over so much is that one. It costs what came
        since."""
        signed = await self._leaves.newest_signed(clinic_id)
        tree = await self._leaves.frontier(clinic_id)
        grown = last.frontier
        if signed is None or not grown.size <= signed.head.size <= tree.size:
            return False
        root = grown.root() if grown.size == signed.head.size else None
        for hash in await self._leaves.hashes(clinic_id, grown.size, tree.size):
            grown, _ = grown.append(hash)
            root = grown.root() if grown.size == signed.head.size else root
        return grown == tree and root == signed.head.root

    async def _contradiction(
        self, clinic_id: str, session_id: str, participant_id: str, found: InLog, last: LastSigned | None
    ) -> str | None:
        """Why a record for which there is no proof should have one."""
        if found.state is State.UNSIGNED:
            return REWRITTEN if last and found.position is not None and found.position < last.frontier.size else None
        leaves = await self._leaves.of_session(clinic_id, session_id)
        erasures = await self._leaves.of_kind(clinic_id, Kind.ERASED, ERASURES)
        named = {one for leaf in erasures for one in leaf.data["positions"]}
        if any(leaf.content is None and leaf.position not in named for leaf in leaves):
            return "A leaf of this session has lost its content, and no leaf says that it was lawfully erased."
        mine = [one for one in await self._rows.records(clinic_id, session_id) if one["participant"] == participant_id]
        began = [
            one.content["at"] for one in await self._leaves.of_kind(clinic_id, Kind.KEY, KEY_LEAVES) if one.content
        ]
        if mine and (leaves or (began and from_text(began[0]) <= datetime.fromisoformat(mine[0]["derived_at"]))):
            return "The log holds no leaf for this record: it was deleted, or the record was slipped in."
        return None

    async def _slipped_in(self, clinic_id: str, session_id: str, leaf: StoredLeaf, now: datetime) -> list[str]:
        """What the tables hold and the log does not, so that no proof can speak of it; but for what came just now."""
        problems = []
        for record in await self._rows.records(clinic_id, session_id):
            if record["participant"] == leaf.subject and record["version"] != leaf.data["record"]["version"]:
                problems.append(f"Version {record['version']} of the record is in no leaf.")
        leaves = await self._leaves.of_session(clinic_id, session_id)
        known = {one for seal in leaves if seal.kind == Kind.SESSION for one in seal.data["facts"]["ids"]}
        facts = await self._rows.facts(clinic_id, session_id)
        if len({one["id"] for one in facts}) < len(facts):
            problems.append("There are two facts of one id.")
        extra = [one for one in facts if one["id"] not in known and not _is_fresh(one, now)]
        if extra:
            problems.append(f"{len(extra)} of the facts are in no leaf.")
        return problems + await self._said_otherwise(clinic_id, session_id, str(leaf.subject))

    async def _said_otherwise(self, clinic_id: str, session_id: str, participant_id: str) -> list[str]:
        """Rows are read before the leaves, which then must cover all of them, and after, when all covered ones must be
        there."""
        before = await self._rows.said(clinic_id, session_id)
        leaves = [
            one for one in await self._leaves.of_session(clinic_id, session_id) if one.kind in SIGNING and one.data
        ]
        covered = {(one.kind, str(one.data["row"]["id"])): one for one in leaves if one.subject == participant_id}
        after = await self._rows.said(clinic_id, session_id)
        uncovered = [key for key, row in before.items() if row["participant"] == participant_id and key not in covered]
        problems = [f"The {WORDS[Kind(kind)]} {one} is in no leaf." for kind, one in uncovered]
        for (kind, one), leaf in covered.items():
            row = after.get((kind, one))
            if row is None or row_hash(row).hex() != leaf.data["row"]["sha256"]:
                gone = "was deleted" if row is None else "was changed"
                problems.append(f"The {WORDS[Kind(kind)]} {one}, which leaf {leaf.position} covers, {gone}.")
        return problems

    async def _make(
        self,
        clinic: Clinic,
        session_id: str,
        participant_id: str,
        now: datetime,
        against: SignedHead | None,
        more: Collection[Kind] = (),
    ) -> tuple[StoredLeaf, SignedHead, list[str]]:
        """`more`: of which kinds the leaves about the client in this session are proved too."""
        leaves = await self._leaves.of_session(clinic.id, session_id)
        leaf = _newest(leaves, participant_id)
        signed = await self._leaves.newest_signed(clinic.id)
        if signed is None or signed.head.size <= leaf.position:
            since = from_text(leaf.content["at"]) if leaf.content else None
            found = InLog(State.UNSIGNED, since, leaf.position, signed)
            raise NoProof("This record is in the log, and no head over it is signed yet.", found)
        seals = [one for one in leaves if one.kind == Kind.SESSION][: leaf.data["seal"]]
        names = {signed.head.key, against.head.key if against else ""}
        keys = await self._leaves.of_kind(clinic.id, Kind.KEY, KEY_LEAVES)
        others = [one for one in leaves if one.kind in more and one.subject == participant_id]
        proved = [*(one for one in keys if one.data.get("key") in names), *seals, leaf, *others]
        header = {
            "format": VERSION,
            "clinic": {"id": clinic.id, "name": clinic.name},
            "made_at": to_text(now),
            "proof_of": {"session": session_id, "participant": participant_id},
        }
        lines = [written(FORMAT, header), written("signed_head", signed.to_data())]
        lines += await self._leaf_lines(clinic.id, proved, signed.head.size)
        lines += await self._row_lines(clinic.id, session_id, leaf, seals)
        if against is not None and 0 < against.head.size < signed.head.size:
            lines.append(await self._consistency(clinic.id, against.head.size, signed.head.size))
        lines.append(written("end", {"lines": len(lines) + 1}))
        return leaf, signed, lines

    async def _leaf_lines(self, clinic_id: str, leaves: Sequence[StoredLeaf], size: int) -> list[str]:
        """Those under a head of that size, each with its inclusion proof."""
        known = [leaf for leaf in leaves if leaf.position < size]
        needed = {one for leaf in known for one in inclusion_needs(leaf.position, size)}
        complete = await self._complete(clinic_id, needed)
        return [
            written("leaf", {**leaf.to_line(), "proof": _hex(inclusion_proof(leaf.position, size, complete))})
            for leaf in known
        ]

    async def _row_lines(
        self, clinic_id: str, session_id: str, leaf: StoredLeaf, seals: Sequence[StoredLeaf]
    ) -> list[str]:
        by_id = {str(fact["id"]): fact for fact in await self._rows.facts(clinic_id, session_id)}
        lines: list[str] = []
        mine: list[Json] = []
        for seal in seals:
            found = parts(by_id[one] for one in seal.data["facts"]["ids"] if one in by_id)
            lines.append(written("facts", {"of": "session", "rows": found.session}))
            mine += found.of.get(str(leaf.subject), [])
        lines.append(written("facts", {"of": "client", "rows": mine}))
        version = leaf.data["record"]["version"]
        record = await self._rows.record(clinic_id, session_id, str(leaf.subject), version)
        return lines if record is None else [written("record", record), *lines]

    async def _consistency(self, clinic_id: str, old: int, new: int) -> str:
        complete = await self._complete(clinic_id, consistency_needs(old, new))
        return written("consistency", {"old_size": old, "proof": _hex(consistency_proof(old, new, complete))})

    async def _complete(self, clinic_id: str, wanted: Collection[tuple[int, int]]) -> Complete:
        """A subtree that is not stored any more has no hash that fits, and the proof will not hold."""
        nodes = await self._leaves.nodes(clinic_id, wanted)
        return lambda level, index: nodes.get((level, index), EMPTY_ROOT)


def _is_fresh(fact: Mapping[str, Any], now: datetime) -> bool:
    return abs(now - from_text(fact["recorded_at"])) < SEALED_WITHIN


def _newest(leaves: Sequence[StoredLeaf], participant_id: str) -> StoredLeaf:
    """Raises NoProof when no leaf covers a record of theirs."""
    mine = [one for one in leaves if one.kind == Kind.ATTENDANCE and one.subject == participant_id]
    if mine and mine[-1].data.get("record") is not None:
        return mine[-1]
    erased = any(one.content is None for one in leaves)
    raise NoProof("This record is not in the log.", InLog(State.ERASED if erased else State.ABSENT))


def _hex(hashes: Sequence[bytes]) -> list[str]:
    return [one.hex() for one in hashes]
