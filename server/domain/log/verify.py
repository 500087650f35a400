"""The check of a file that `viop audit` wrote: an export of a clinic's log, or the proof for one record. No server, no
database, no clock: the file, and what its reader knows.

The file's format is in docs/log.md.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial

from server.domain.canonical import read_json
from server.domain.instants import from_text, to_text
from server.domain.log.access_check import AccessCheck
from server.domain.log.draw_check import check_draw
from server.domain.log.file_lines import FORMAT, Line, read_each, read_header
from server.domain.log.findings import Findings, Report, plural
from server.domain.log.head import SignedHead, signed_head_from_data
from server.domain.log.head_check import HeadCheck, Holds, keys_of
from server.domain.log.leaf_check import LeafCheck
from server.domain.log.policy_check import PolicyCheck
from server.domain.log.proof_bundle import BUNDLE, BundleCheck, read_bundle_header
from server.domain.log.proof_check import ProofCheck
from server.domain.log.register_check import RegisterCheck
from server.domain.log.session_check import SessionCheck
from server.domain.log.tree import Frontier


def verify(
    lines: Iterable[str], holds: Holds, against: SignedHead | None = None, trusted: Collection[str] = ()
) -> Report:
    """Check a file: an export of the log, the proof for a record, or several of them. `against`: a head that was given
    out before. `trusted`: ids of the keys that the clinic gave by other means; without any the first key of the log is
    taken for its own. Raises ValueError for a file of another kind."""
    reader = iter(lines)
    first = next(reader, "")
    several = read_bundle_header(first)
    if several is not None:
        return BundleCheck(first, several, holds, against, trusted).run(reader)
    header = read_header(first)
    check = (ProofCheck if "proof_of" in header else ExportCheck)(header, holds, against, trusted)
    return check.run(reader)


def newest_head(lines: Iterable[str]) -> SignedHead | None:
    """The largest signed head in a file: an export, a proof, or a head alone. Raises ValueError for another file."""
    heads = []
    for number, text in enumerate(lines):
        line = read_json(text)
        if not isinstance(line, dict) or (number == 0 and line.get("type") not in (FORMAT, BUNDLE, "signed_head")):
            raise ValueError("this is no file of a log")
        if line.get("type") == "signed_head":
            heads.append(signed_head_from_data(line))
    return max(heads, key=lambda one: one.head.size, default=None)


ORDER = {"head": 0, "signed_head": 1, "leaf": 2}
"""In which the lines of an export come, as each is checked against those before it; all others are rows."""
ROWS = 3
SIGNED_WITHIN = timedelta(hours=1)
"""A log that grew is signed each minute."""


class ExportCheck:
    """A whole log. Its lines come in this order: the stored head, signed heads, leaves, and where the export holds them
    the rows that leaves cover: policies, facts and records session by session, consents, grants and disclosures, then
    the access log."""

    def __init__(self, header: Line, holds: Holds, against: SignedHead | None, trusted: Collection[str]) -> None:
        self._clinic = str(header["clinic"].get("id"))
        self._with_rows = bool(header.get("rows"))
        self._made_at = header.get("made_at")
        self._reached = 0
        self._holds = holds
        self._against = against
        self._trusted = trusted
        self._findings = Findings()
        self._heads: list[SignedHead] = []
        self._good: list[SignedHead] = []
        self._keys: list[str] = []
        self._has_stored = False
        self._stored: Frontier | None = None
        self._leaves: LeafCheck | None = None
        self._rows: tuple[SessionCheck, AccessCheck, PolicyCheck, RegisterCheck] | None = None

    def run(self, lines: Iterator[str]) -> Report:
        read_each(lines, self._take, self._findings)
        leaves = self._known_leaves()
        rows = self._known_rows()
        if self._with_rows:
            for one in rows:
                self._attempt(one.end)
        else:
            self._findings.look(
                "The export holds the log alone: whether facts and records still fit it is not checked."
            )
        newest = self._good[-1] if self._good else None
        root = leaves.frontier.root()
        return Report(self._clinic, "an export of the log", leaves.size, root, newest, self._keys, self._findings.all)

    def _take(self, kind: str, line: Line) -> None:
        place = ORDER.get(kind, ROWS)
        if place < self._reached or (place == ROWS and not self._with_rows):
            raise ValueError(f"no {kind} can stand here in an export")
        self._reached = place
        match kind:
            case "head" if self._has_stored:
                raise ValueError("there is a head already")
            case "head":
                self._has_stored = True
                self._stored = self._frontier(line)
            case "signed_head":
                self._heads.append(signed_head_from_data(line))
            case "leaf":
                self._known_leaves().take(line)
            case "fact":
                self._known_rows()[0].fact(line)
            case "record":
                self._known_rows()[0].record(line)
            case "judgement" | "attestation" | "amendment" | "decision":
                self._known_rows()[0].said_of_record(kind, line)
            case "access":
                self._known_rows()[1].take(line)
            case "policy":
                self._known_rows()[2].take(line)
            case "draw":
                self._known_rows()[3].take(kind, line)
                check_draw(line, self._findings)
            case "consent" | "treatment_consent" | "grant" | "disclosure" | "disclosure_end" | "disclosed_client":
                self._known_rows()[3].take(kind, line)
            case _:
                raise ValueError(f"{kind} is no line of an export")

    def _frontier(self, line: Line) -> Frontier | None:
        try:
            return Frontier(line["size"], tuple(bytes.fromhex(one) for one in line["frontier"]))
        except (ValueError, TypeError) as error:
            self._findings.failed(f"The log's own head makes no sense ({error}): it was changed.")
            return None

    def _known_leaves(self) -> LeafCheck:
        """All heads were read."""
        if self._leaves is None:
            sizes = {one.head.size for one in self._heads}
            if self._against is not None:
                sizes.add(self._against.head.size)
            self._leaves = LeafCheck(self._clinic, self._findings, sizes)
        return self._leaves

    def _known_rows(self) -> tuple[SessionCheck, AccessCheck, PolicyCheck, RegisterCheck]:
        """All leaves were read: now the heads can be checked, and then the rows."""
        if self._rows is None:
            leaves = self._known_leaves()
            sessions = SessionCheck(leaves.leaves, leaves.lost, self._findings)
            policies = PolicyCheck(leaves.leaves, leaves.lost, self._findings)
            registers = RegisterCheck(leaves.leaves, leaves.lost, self._findings)
            self._rows = sessions, AccessCheck(leaves.leaves, self._findings), policies, registers
            self._attempt(leaves.check_erasures)
            self._attempt(partial(self._check_stored, leaves))
            self._attempt(partial(self._check_heads, leaves))
        return self._rows

    def _attempt(self, check: Callable[[], None]) -> None:
        """Leaves whose own hash fits may still be anything: somebody else may have made them."""
        try:
            check()
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            self._findings.failed(
                f"A leaf does not hold what one of its kind does ({error!r}): another program wrote it."
            )

    def _check_stored(self, leaves: LeafCheck) -> None:
        if self._stored is None:
            if leaves.size and not self._has_stored:
                self._findings.failed("The log's own head, which knows its size and tree, is missing: it was deleted.")
        elif self._stored.size != leaves.size:
            self._findings.failed(
                f"The log's own head counts {plural(self._stored.size, 'leaf', 'leaves')}, there are {leaves.size}: "
                + ("the last were cut off." if self._stored.size > leaves.size else "the head was replaced.")
            )
        elif leaves.whole and self._stored != leaves.frontier:
            self._findings.failed(
                "The log's own head holds another tree than the leaves make: leaves were changed or put in another "
                "order, or the head was replaced."
            )

    def _check_heads(self, leaves: LeafCheck) -> None:
        keys = keys_of(leaves.leaves, self._findings)
        self._keys = [key.id for key in keys]
        check = HeadCheck(self._clinic, leaves, keys, self._holds, self._findings)
        self._good = check.check_all(self._heads)
        check.check_keys(self._good, self._trusted)
        check.check_times(self._good)
        if self._against is not None:
            check.check_against(self._against)
        if not self._good and leaves.size:
            self._findings.failed("The log has no signed head that holds: nothing shows that it is what was written.")
        elif leaves.size and self._good[-1].head.size < leaves.size:
            self._tell_unsigned(leaves.size - self._good[-1].head.size, self._good[-1].head.at)

    def _tell_unsigned(self, leaves: int, last: datetime) -> None:
        count = plural(leaves, "leaf is", "leaves are")
        words = f"{count} under no head that holds: no signature shows if something in them is changed."
        if isinstance(self._made_at, str) and from_text(self._made_at) - last > SIGNED_WITHIN:
            self._findings.failed(
                f"{words} The last one is of {to_text(last)}, long before the export: the key was lost since, or it "
                "refuses to sign this log, as it does when one was cut off or written anew."
            )
        else:
            self._findings.look(words)
