"""The versions of policies in a file against the leaves that cover them."""

from collections.abc import Mapping, Sequence
from typing import Any

from server.domain.log.coverage import row_hash
from server.domain.log.findings import Findings
from server.domain.log.leaf import Kind
from server.domain.log.leaf_check import LeafLine


class PolicyCheck:
    def __init__(self, leaves: Sequence[LeafLine], lost: bool, findings: Findings) -> None:
        """`lost`: leaves are missing or changed, so that what no other leaf covers need not be somebody else's work."""
        self._findings = findings
        self._lost = lost
        self._leaves = [one for one in leaves if one.kind == Kind.POLICY and one.data]
        self._rows: dict[str, Mapping[str, Any]] = {}

    def take(self, line: Mapping[str, Any]) -> None:
        """Raises KeyError, TypeError or ValueError for a line that is no version."""
        self._rows[str(line["id"])] = {name: value for name, value in line.items() if name != "type"}

    def end(self) -> None:
        """There are no more versions."""
        saved = {str(one.data["policy"]["id"]): one for one in self._leaves}
        for id, leaf in saved.items():
            said = leaf.data["policy"]
            which = f"version {said['version']} of the {said['scope']}'s policy"
            if id not in self._rows:
                self._findings.failed(f"{leaf.name}: {which} was deleted from the table.")
            elif row_hash(self._rows[id]) != row_hash(said):
                self._findings.failed(f"{leaf.name}: {which} is not what was saved: its row was changed.")
        for id in sorted(self._rows.keys() - saved.keys()):
            row = self._rows[id]
            words = f"Version {row.get('version')} of the {row.get('scope')}'s policy ({id}) is in no leaf"
            if self._lost:
                self._findings.look(f"{words}: it was slipped in, or a leaf that is lost covered it.")
            else:
                self._findings.failed(f"{words}: it was slipped in.")
