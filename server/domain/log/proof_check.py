"""The check of a proof for one client's record: its leaves are in the tree under a signed head, and record and facts,
signatures and amendments are what they cover. No other client is named in it."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from server.domain.instants import to_text
from server.domain.log.coverage import digest, row_hash
from server.domain.log.file_lines import Line, read_each
from server.domain.log.findings import Findings, Level, Report
from server.domain.log.head import SignedHead, signed_head_from_data
from server.domain.log.head_check import Holds, Key, keys_of
from server.domain.log.leaf import Kind
from server.domain.log.leaf_check import LeafLine, read_leaf
from server.domain.log.proof_story import ProofStory
from server.domain.log.proofs import continues, root_by_inclusion
from server.domain.log.signing_check import SignedRows, check_signing

SAID = (Kind.ATTESTATION, Kind.AMENDMENT, Kind.DECISION)
"""Kinds of leaves of which a proof holds the rows. What a clinician noted beside a record is nobody else's business."""


class ProofCheck:
    """Lines: a signed head; the leaves of its key, of the session's seals, of the record in its newest version and in
    those that were signed or amended, of signatures, amendments and decisions, each with its inclusion proof; these
    versions; the facts of the session as a whole and of the client, seal by seal; what was signed, amended and decided;
    and from an older head, if one was given, the consistency proof."""

    def __init__(self, header: Line, holds: Holds, against: SignedHead | None, trusted: Collection[str]) -> None:
        self._clinic = str(header["clinic"].get("id"))
        of = header["proof_of"]
        self._session, self._participant = str(of["session"]), str(of["participant"])
        self._names = dict(header.get("names") or {})
        self._holds = holds
        self._against = against
        self._trusted = trusted
        self._findings = Findings()
        self._signed: SignedHead | None = None
        self._leaves: list[LeafLine] = []
        self._records: dict[int, Line] = {}
        self._said: SignedRows = {}
        self._facts: dict[str, list[Any]] = {"session": [], "client": []}
        self._consistency: Line | None = None

    def run(self, lines: Iterator[str]) -> Report:
        read_each(lines, self._take, self._findings)
        keys: list[Key] = []
        try:
            keys = keys_of(self._leaves, self._findings)
            self._check_head(keys)
            self._check_cover()
            self._check_against(keys)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            self._findings.failed(f"The proof is not complete ({error}).")
        return Report(
            self._clinic,
            f"the proof for the record of {self._participant} in session {self._session}",
            self._signed.head.size if self._signed else 0,
            self._signed.head.root if self._signed else b"",
            self._signed,
            [key.id for key in keys],
            self._findings.all,
        )

    def _take(self, kind: str, line: Line) -> None:
        match kind:
            case "signed_head" if self._signed is None:
                self._signed = signed_head_from_data(line)
            case "leaf":
                self._take_leaf(line)
            case "record" if line["version"] not in self._records:
                self._records[line["version"]] = {name: value for name, value in line.items() if name != "type"}
            case _ if kind in SAID and (kind, str(line["id"])) not in self._said:
                self._said[kind, str(line["id"])] = {name: value for name, value in line.items() if name != "type"}
            case "facts":
                self._facts[line["of"]].append(line["rows"])
            case "consistency" if self._consistency is None:
                self._consistency = line
            case _:
                raise ValueError(f"{kind} is no line of a proof, or stands in it twice")

    def _take_leaf(self, line: Line) -> None:
        leaf = read_leaf(line, self._clinic, self._findings)
        self._leaves.append(leaf)
        proof = [bytes.fromhex(one) for one in line["proof"]]
        head = self._head().head
        if root_by_inclusion(leaf.hash, leaf.position, head.size, proof) != head.root:
            self._findings.failed(f"{leaf.name} is not in the log: its proof does not lead to the signed head.")

    def _head(self) -> SignedHead:
        if self._signed is None:
            raise ValueError("there is no signed head")
        return self._signed

    def _check_head(self, keys: list[Key]) -> None:
        signed = self._head()
        head = signed.head
        name = f"The signed head of {to_text(head.at)} over {head.size} leaves"
        public = next((key.public for key in keys if key.id == head.key), None)
        if head.clinic != self._clinic:
            self._findings.failed(f"{name} belongs to the log of another clinic.")
        elif public is None or not self._holds(public, signed.signature, head.message()):
            self._findings.failed(
                f"{name} does not have a signature of a key that the log introduces: it was changed, or made by "
                "somebody else."
            )
        elif self._trusted and head.key not in self._trusted:
            self._findings.failed(f"{name} is signed with key {head.key}, which is none of those that you were given.")

    def _check_cover(self) -> None:
        seals = [leaf for leaf in self._leaves if leaf.kind == Kind.SESSION and leaf.session == self._session]
        mine = [
            leaf
            for leaf in self._leaves
            if leaf.kind == Kind.ATTENDANCE and (leaf.session, leaf.subject) == (self._session, self._participant)
        ]
        if not mine or len(seals) != mine[-1].data["seal"]:
            raise ValueError("the leaves of the session and of the record are not all there")
        if not all(one.data for one in [*mine, *seals]):
            return  # they are not what they were, which was said
        if [seal.data["seal"] for seal in seals] != list(range(1, len(seals) + 1)):
            raise ValueError("the seals of the session are not each there once, in their order")
        for leaf in mine:
            self._check_sealed(leaf)
        said = [digest(rows).sha256 for rows in self._facts["session"]]
        if said != [seal.data["facts"]["sha256"] for seal in seals]:
            self._findings.failed("What the facts say of the session as a whole is not what was sealed.")
        self._check_said(mine)

    def _check_sealed(self, leaf: LeafLine) -> None:
        covered, sealed, groups = leaf.data["record"], leaf.data["facts"], self._facts["client"]
        record = self._records.get(covered["version"])
        if record is None or row_hash(record).hex() != covered["sha256"]:
            self._findings.failed(f"The record is not the one that was sealed with leaf {leaf.position}.")
        so_far = [row for rows in groups[: leaf.data["seal"]] for row in rows]
        if len(groups) != len(self._facts["session"]) or digest(so_far).sha256 != sealed["sha256"]:
            self._findings.failed(f"What the facts say of the client is not what was sealed with leaf {leaf.position}.")

    def _check_said(self, sealed: Sequence[LeafLine]) -> None:
        """Signatures fit the records that they are over, and nothing that they rest on is left out."""
        leaves = [
            leaf
            for leaf in self._leaves
            if leaf.kind in SAID and leaf.data and (leaf.session, leaf.subject) == (self._session, self._participant)
        ]
        records = {(self._participant, version): row for version, row in self._records.items()}
        for words in check_signing(self._session, leaves, self._said, records, self._findings):
            self._findings.failed(words)
        made = {id: row for (kind, id), row in self._said.items() if kind == Kind.AMENDMENT}
        signed = {id: row for (kind, id), row in self._said.items() if kind == Kind.ATTESTATION}
        over = {row["amendment"] for row in signed.values()} - {None}
        agreed = {row["statement"]["of"] for row in signed.values()} - {None}
        numbers = sorted(row["number"] for row in made.values())
        if numbers != list(range(1, len(numbers) + 1)) or not over <= made.keys() or not agreed <= signed.keys():
            raise ValueError("an amendment or a signature that others rest on is not there")
        if not any(one.level is Level.FAILED for one in self._findings.all):
            for words in ProofStory(self._names, self._records, self._said).tell([*sealed, *leaves]):
                self._findings.note(words)

    def _check_against(self, keys: list[Key]) -> None:
        if self._against is None:
            return
        old, new = self._against.head, self._head().head
        name = f"the head that you hold, of {to_text(old.at)} over {old.size} leaves"
        line = self._consistency
        signed = any(self._holds(key.public, self._against.signature, old.message()) for key in keys)
        proof = [bytes.fromhex(one) for one in line["proof"]] if line is not None else []
        if old.clinic != self._clinic or not signed:
            self._findings.failed(
                f"No key in this proof signed {name}: it is another log's, or the key was swapped since."
            )
        elif line is None and old.size != new.size:
            self._findings.failed(
                f"The proof does not say whether the log continues {name}: have it made anew, with that head."
            )
        elif not continues(old.size, old.root, new.size, new.root, proof):
            self._findings.failed(
                f"The log does not continue {name}: what it covers was changed, deleted or reordered since."
            )
        else:
            self._findings.note(f"The log continues {name}: nothing before it was changed, reordered or cut off.")
