"""Proofs of one client's record that hold, and the check of one for the page.

What the page calls verified is this very proof, made and checked: record, facts, signatures and amendments are what the
leaves cover, and these are in the tree under the newest signed head.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from server.domain.instants import from_text
from server.domain.log.coverage import row_hash
from server.domain.log.findings import Level
from server.domain.log.head import SignedHead
from server.domain.log.leaf import WORDS, Kind
from server.domain.log.signing_check import SIGNING
from server.domain.log.verify import verify
from server.services.log.log import KeyLost, LastSigned, StoredLeaf
from server.services.log.proof_files import KEY_LEAVES, InLog, NoProof, ProofFiles, ProvedLeaves, ProvedRows, State
from server.services.log.signatures import holds
from server.services.people import Clinic

ERASURES = 1000
REWRITTEN = "The log does not continue what its key signed before: it was cut off or written anew."
SEALED_WITHIN = timedelta(minutes=2)
"""Facts that came after a session's end by themselves are sealed by then."""


class LogProofs:
    def __init__(
        self,
        leaves: ProvedLeaves,
        rows: ProvedRows,
        files: ProofFiles,
        last_signed: Callable[[str], Awaitable[LastSigned | None]],
    ) -> None:
        """`last_signed(clinic)`: what is known beside the key, and in no database."""
        self._leaves = leaves
        self._rows = rows
        self._files = files
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
        leaf, signed, lines = await self._files.make(clinic, session_id, participant_id, now, more=(Kind.JUDGEMENT,))
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
        leaf, signed, lines = await self._files.make(clinic, session_id, participant_id, now, against)
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


def _is_fresh(fact: Mapping[str, Any], now: datetime) -> bool:
    return abs(now - from_text(fact["recorded_at"])) < SEALED_WITHIN
