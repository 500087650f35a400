"""Consents, auditors' grants, disclosures and draws for drug screens of a file against the leaves of the acts that
wrote them."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from server.domain.log.coverage import row_hash
from server.domain.log.findings import Findings, plural
from server.domain.log.leaf import Kind
from server.domain.log.leaf_check import LeafLine


class Register(StrEnum):
    """What kinds of rows there are, as files and leaves name them."""

    CONSENT = "consent"
    TREATMENT_CONSENT = "treatment_consent"
    GRANT = "grant"
    DISCLOSURE = "disclosure"
    """With all its clients."""
    DISCLOSURE_END = "disclosure_end"
    DISCLOSED_CLIENT = "disclosed_client"
    """One of no disclosure that is there."""
    DRAW = "draw"


WORDS = {
    Register.CONSENT: "consent",
    Register.TREATMENT_CONSENT: "consent to treatment",
    Register.GRANT: "grant of an auditor",
    Register.DISCLOSURE: "disclosure",
    Register.DISCLOSURE_END: "end of the disclosure",
    Register.DISCLOSED_CLIENT: "client of a disclosure that is not there,",
    Register.DRAW: "draw for drug screens",
}
TEXTS = ("recipient", "affiliation", "purpose", "particulars", "version", "source")
"""What an erasure empties."""

Key = tuple[str, str]
"""Kind and id."""


class RegisterCheck:
    def __init__(self, leaves: Sequence[LeafLine], lost: bool, findings: Findings) -> None:
        """`lost`: leaves are missing or changed, so that what no other leaf covers need not be somebody else's work."""
        self._findings = findings
        self._lost = lost
        self._leaves = leaves
        self._rows: dict[Key, str] = {}
        self._empty: set[Key] = set()

    def take(self, kind: str, line: Mapping[str, Any]) -> None:
        """Raises KeyError, TypeError or ValueError for a line that is no such row."""
        row = {name: value for name, value in line.items() if name != "type"}
        key = kind, str(line["id"])
        if key in self._rows and kind != Register.DISCLOSED_CLIENT:
            raise ValueError(f"{kind} {line['id']} is there twice")
        self._rows[key] = row_hash(row).hex()
        if not any(row.get(name) for name in TEXTS):
            self._empty.add(key)

    def end(self) -> None:
        """There are no more rows. Of several leaves about one the newest says what it is."""
        covered, named, erased = self._said()
        for key, (leaf, sha256) in covered.items():
            if key in erased:
                continue
            which = f"the {WORDS[Register(key[0])]} {key[1]}"
            if key not in self._rows:
                self._findings.failed(f"{leaf.name}: {which} is missing: its row was deleted.")
            elif self._rows[key] != sha256:
                self._findings.failed(f"{leaf.name}: {which} is not what was written: its row was changed.")
        for key in sorted(erased):
            self._check_erased(key)
        older = 0
        for key in sorted(self._rows.keys() - covered.keys() - erased):
            if key in named:
                older += 1
            else:
                self._tell_uncovered(f"The {WORDS[Register(key[0])]} {key[1]} is in no leaf: it was slipped in.")
        if older:
            rows = plural(older, "consent, grant or disclosure was", "consents, grants and disclosures were")
            self._findings.look(f"{rows} written before leaves covered what they say: that it was done is in the log.")

    def _said(self) -> tuple[dict[Key, tuple[LeafLine, str]], set[Key], set[Key]]:
        """What leaves cover; what older ones name alone; what was erased."""
        covered: dict[Key, tuple[LeafLine, str]] = {}
        named: set[Key] = set()
        erased: set[Key] = set()
        for leaf in self._leaves:
            if leaf.kind == Kind.ERASED and leaf.data:
                erased.update((str(kind), str(id)) for kind, id in leaf.data.get("rows", ()))
            elif leaf.kind in (Kind.DISCLOSURE, Kind.GRANT, Kind.DRAW) and leaf.data:
                covered.update(
                    {(str(one["kind"]), str(one["id"])): (leaf, one["sha256"]) for one in rows_of(leaf.data)}
                )
                if "rows" not in leaf.data:
                    named.update(named_by(leaf.data))
        return covered, named, erased

    def _check_erased(self, key: Key) -> None:
        name = f"The {WORDS[Register(key[0])]} {key[1]}"
        if key not in self._rows:
            self._findings.failed(f"{name}, of which an erasure leaves ids and days, is missing: its row was deleted.")
        elif key not in self._empty:
            self._findings.failed(f"{name} is said to be erased and says something: it was written anew.")

    def _tell_uncovered(self, words: str) -> None:
        if self._lost:
            self._findings.look(f"{words} Or a leaf that is lost covered it.")
        else:
            self._findings.failed(words)


def rows_of(data: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The rows that the leaf of an act covers."""
    rows: Sequence[Mapping[str, Any]] = data.get("rows", ())
    return rows


def named_by(data: Mapping[str, Any]) -> set[Key]:
    """The rows that the leaf of an act is about."""
    detail = data.get("entry", {}).get("detail", {})
    found = {(str(one["kind"]), str(one["id"])) for one in rows_of(data)}
    for kind in (Register.CONSENT, Register.TREATMENT_CONSENT, Register.GRANT, Register.DISCLOSURE):
        if kind.value in detail:
            found.add((kind.value, str(detail[kind.value])))
    if Register.DISCLOSURE.value in detail:
        found.add((Register.DISCLOSURE_END.value, str(detail[Register.DISCLOSURE.value])))
    return found
