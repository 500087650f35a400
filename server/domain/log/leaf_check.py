"""The leaves of a file: each against its own hash, all of them in order, and the tree that they make."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from server.domain.log.findings import Findings, plural
from server.domain.log.leaf import ABOUT_NOBODY, WORDS, Kind, content_hash
from server.domain.log.tree import EMPTY_ROOT, HASH_BYTES, Frontier


@dataclass(frozen=True, slots=True)
class LeafLine:
    """A leaf as a file has it. `at` and `data` are empty when it was erased, or its content is not what it was."""

    position: int
    kind: str
    session: str | None
    subject: str | None
    hash: bytes
    at: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    erased: bool = False

    @property
    def name(self) -> str:
        kind = WORDS[Kind(self.kind)] if self.kind in WORDS else self.kind
        return f"Leaf {self.position} ({kind}{', ' + self.at if self.at else ''})"


def read_leaf(line: Mapping[str, Any], clinic: str, findings: Findings) -> LeafLine:
    """The leaf of a line, checked against its own hash. Raises ValueError, TypeError or KeyError for what is none."""
    content, salt, hash = line["content"], line["salt"], _bytes(line["hash"])
    filed = LeafLine(_whole(line["position"]), str(line["kind"]), _name(line["session"]), _name(line["subject"]), hash)
    if content is None and salt is None:
        return replace(filed, erased=True)
    try:
        fits = content_hash(_bytes(salt), content) == hash
    except (ValueError, TypeError):
        fits = False
    if not fits:
        findings.failed(
            f"{filed.name} does not have the hash that it was written with: its content, salt or hash was changed."
        )
        return filed
    at, data = str(content["at"]), dict(content["data"])
    session, subject = _name(content["session"]), _name(content["subject"])
    leaf = LeafLine(filed.position, str(content["kind"]), session, subject, hash, at, data)
    if (leaf.kind, session, subject) != (filed.kind, filed.session, filed.subject):
        findings.failed(
            f"{leaf.name} is filed under another kind, session or person than it says itself: its row was changed."
        )
    if content["clinic"] != clinic:
        findings.failed(f"{leaf.name} belongs to the log of another clinic.")
    return leaf


class LeafCheck:
    """`sizes`: of which trees the roots will be asked for."""

    def __init__(self, clinic: str, findings: Findings, sizes: Collection[int]) -> None:
        self._clinic = clinic
        self._findings = findings
        self._sizes = frozenset(sizes)
        self._frontier = Frontier()
        self.leaves: list[LeafLine] = []
        self.whole = True
        """No leaf is missing so far, so that the tree can be made."""
        self.lost = False
        """Some leaves are missing, or are not what they were."""
        self.roots = {0: EMPTY_ROOT}

    def take(self, line: Mapping[str, Any]) -> None:
        """Raises ValueError, TypeError or KeyError for a line that is no leaf."""
        leaf = read_leaf(line, self._clinic, self._findings)
        self._check_place(leaf.position)
        self.whole &= len(leaf.hash) == HASH_BYTES
        if leaf.kind == Kind.ATTENDANCE and "policy" in leaf.data:  # most of what a long log would hold in memory
            data = {name: value for name, value in leaf.data.items() if name != "policy"}
            leaf = LeafLine(leaf.position, leaf.kind, leaf.session, leaf.subject, leaf.hash, leaf.at, data, leaf.erased)
        self.leaves.append(leaf)
        self.lost |= not self.whole or not (leaf.data or leaf.erased)
        if self.whole:
            self._frontier, _ = self._frontier.append(leaf.hash)
            if self._frontier.size in self._sizes:
                self.roots[self._frontier.size] = self._frontier.root()

    @property
    def size(self) -> int:
        """How many leaves the file says that the log has."""
        return self.leaves[-1].position + 1 if self.leaves else 0

    @property
    def frontier(self) -> Frontier:
        """Of the leaves up to the first that is missing."""
        return self._frontier

    def check_erasures(self) -> None:
        """A leaf without content must be about a person, and named by a later leaf that says that it was erased; and
        the other way about."""
        named: set[int] = set()
        for leaf in self.leaves:
            if leaf.kind == Kind.ERASED and leaf.data:
                named |= self._erased_by(leaf)
        gone = {leaf.position for leaf in self.leaves if leaf.erased}
        for leaf in self.leaves:
            if leaf.erased and leaf.position not in named:
                self._findings.failed(f"{leaf.name} has lost its content and no leaf says that it was lawfully erased.")
            elif leaf.erased and leaf.kind in ABOUT_NOBODY:
                self._findings.failed(f"{leaf.name} has lost its content. It was about nobody: no erasure is of it.")
        for position in sorted(named - gone):
            self._findings.look(f"Leaf {position} is said to be erased and is still there.")

    def _erased_by(self, leaf: LeafLine) -> set[int]:
        positions = {_whole(one) for one in leaf.data["positions"]}
        if any(one >= leaf.position for one in positions):
            self._findings.failed(f"{leaf.name} says that leaves were erased which were not written yet.")
            return set()
        count = plural(len(positions), "leaf was", "leaves were")
        self._findings.note(
            f"{leaf.name}: {count} lawfully erased by {leaf.data['by']}, who said why: {leaf.data['reason']}. The "
            "hashes stand, the content is gone."
        )
        return positions

    def _check_place(self, position: int) -> None:
        expected = self.size
        if position == expected:
            return
        self.whole = False
        if position < expected:
            self._findings.failed(f"Leaf {position} comes after leaf {expected - 1}: the leaves are not in order.")
        else:
            gap = f"Leaf {expected} is" if position == expected + 1 else f"Leaves {expected} to {position - 1} are"
            self._findings.failed(
                f"{gap} missing: rows of the log were deleted. No head over more than {expected} leaves can be checked."
            )


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError("a position is a whole number")
    return value


def _name(value: object) -> str | None:
    if value is not None and not isinstance(value, str):
        raise ValueError("a session and a person have ids")
    return value


def _bytes(text: object) -> bytes:
    """No bytes at all for what is not hexadecimal."""
    try:
        return bytes.fromhex(text) if isinstance(text, str) else b""
    except ValueError:
        return b""
