"""The access log of a file against the digests, and the leaves of its weightier entries, that cover it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from server.domain.log.coverage import digest_of_hashes, row_hash
from server.domain.log.findings import Findings, plural, some
from server.domain.log.leaf import Kind
from server.domain.log.leaf_check import LeafLine


class AccessCheck:
    def __init__(self, leaves: Sequence[LeafLine], findings: Findings) -> None:
        self._findings = findings
        self._digests = [leaf for leaf in leaves if leaf.kind == Kind.ACCESS and leaf.data]
        self._acts = [leaf for leaf in leaves if leaf.kind in (Kind.DISCLOSURE, Kind.GRANT) and leaf.data]
        self._rows: dict[str, tuple[bytes, str]] = {}

    def take(self, line: Mapping[str, Any]) -> None:
        """Raises KeyError, TypeError or ValueError for a line that is no entry of the access log."""
        row = {name: value for name, value in line.items() if name != "type"}
        if line["id"] in self._rows:
            raise ValueError(f"entry {line['id']} of the access log is there twice")
        self._rows[str(line["id"])] = (row_hash(row), str(line["at"]))

    def end(self) -> None:
        """There are no more entries."""
        covered: set[str] = set()
        before = None
        for leaf in self._digests:
            ids = [str(one) for one in leaf.data["entries"]["ids"]]
            covered.update(ids)
            self._check_digest(leaf, ids)
            late = [one for one in ids if before is not None and one in self._rows and self._at(one) < before]
            if late:
                self._findings.note(f"{leaf.name}: {plural(len(late), 'entry', 'entries')} of days before came late.")
            before = _instant(leaf.data["until"])
        for leaf in self._acts:
            self._check_act(leaf)
        self._check_rest([one for one in self._rows if one not in covered])

    def _check_digest(self, leaf: LeafLine, ids: Sequence[str]) -> None:
        missing = [one for one in ids if one not in self._rows]
        if missing:
            were = plural(len(missing), "entry of the access log was", "entries of the access log were")
            self._findings.failed(f"{leaf.name}: {were} deleted: {some(missing)}.")
        elif digest_of_hashes(self._rows[one][0] for one in ids).sha256 != leaf.data["entries"]["sha256"]:
            self._findings.failed(f"{leaf.name}: of the {len(ids)} entries that it covers at least one was changed.")

    def _check_act(self, leaf: LeafLine) -> None:
        entry = leaf.data["entry"]
        if entry["id"] not in self._rows:
            self._findings.failed(f"{leaf.name}: its entry in the access log, {entry['id']}, was deleted.")
        elif self._rows[entry["id"]][0] != row_hash(entry):
            self._findings.failed(f"{leaf.name}: its entry in the access log, {entry['id']}, was changed.")

    def _at(self, entry: str) -> datetime:
        return _instant(self._rows[entry][1])

    def _check_rest(self, uncovered: Sequence[str]) -> None:
        until = max((_instant(leaf.data["until"]) for leaf in self._digests), default=None)
        late = [one for one in uncovered if until is not None and self._at(one) < until]
        if late:
            self._findings.look(
                f"Of the access log {plural(len(late), 'entry is', 'entries are')} in no day's digest though its day "
                f"is closed: {some(late)}. The next digest will cover what came late; or it was slipped in."
            )
        if fresh := len(uncovered) - len(late):
            self._findings.note(f"{plural(fresh, 'entry', 'entries')} of the access log wait for the next digest.")


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
