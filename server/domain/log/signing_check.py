"""Judgements, attestations, amendments and decisions of a file against the leaves that cover them, and each attestation
against the record that it attests."""

from collections.abc import Mapping, Sequence
from typing import Any

from server.domain.log.coverage import row_hash
from server.domain.log.findings import Findings
from server.domain.log.leaf import WORDS, Kind
from server.domain.log.leaf_check import LeafLine

SIGNING = (Kind.JUDGEMENT, Kind.ATTESTATION, Kind.AMENDMENT, Kind.DECISION)
"""Kinds of leaves, and of the lines with the rows that they cover."""

SignedRows = dict[tuple[str, str], Mapping[str, Any]]
"""Rows by kind and id."""


def check_signing(
    session: str,
    leaves: Sequence[LeafLine],
    rows: SignedRows,
    records: Mapping[tuple[str, int], Mapping[str, Any]],
    findings: Findings,
) -> list[str]:
    """What does not fit becomes findings. Returned: in words, the rows that no leaf covers. `records`: by participant
    and version."""
    covered: set[tuple[str, str]] = set()
    for leaf in leaves:
        kind, row = leaf.kind, leaf.data["row"]
        key = (kind, str(row["id"]))
        covered.add(key)
        name = f"Session {session}: the {WORDS[Kind(kind)]} {key[1]}, about {leaf.subject},"
        if key not in rows:
            findings.failed(f"{name} is missing, which {_lower(leaf)} covers: its row was deleted.")
        elif row_hash(rows[key]).hex() != row["sha256"]:
            findings.failed(f"{name} is not what was written with {_lower(leaf)}: its row was changed.")
    for (kind, one), row in sorted(rows.items()):
        if kind == Kind.ATTESTATION and (kind, one) in covered:
            _check_fits(session, one, row, records, findings)
    return [
        f"Session {session}: the {WORDS[Kind(kind)]} {one}, about {rows[kind, one]['participant']}, is in no leaf: it "
        "was slipped in."
        for kind, one in sorted(rows.keys() - covered)
    ]


def _check_fits(
    session: str,
    attestation: str,
    row: Mapping[str, Any],
    records: Mapping[tuple[str, int], Mapping[str, Any]],
    findings: Findings,
) -> None:
    signed = row["statement"]["record"] if isinstance(row["statement"], dict) else {}
    record = records.get((row["participant"], row["record_version"]))
    if record is None:
        findings.failed(f"Session {session}: attestation {attestation} attests a record that is not there any more.")
    elif signed.get("sha256") != row_hash(record).hex() or signed.get("version") != record["version"]:
        findings.failed(
            f"Session {session}: attestation {attestation} does not fit its record: the record is not the one that was "
            "signed."
        )


def _lower(leaf: LeafLine) -> str:
    return leaf.name[0].lower() + leaf.name[1:]
