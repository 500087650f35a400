"""What a proof shows, in words and in the order in which it happened: sealed, signed, amended."""

from collections.abc import Mapping, Sequence
from typing import Any

from server.domain.log.leaf import Kind
from server.domain.log.leaf_check import LeafLine

Row = Mapping[str, Any]


class ProofStory:
    def __init__(
        self, names: Mapping[str, Any], records: Mapping[int, Row], said: Mapping[tuple[str, str], Row]
    ) -> None:
        """`names`: of staff by id, as the clinic gives them. `records`: by version. `said`: by kind and id."""
        self._names = names
        self._records = records
        self._said = said

    def tell(self, leaves: Sequence[LeafLine]) -> list[str]:
        """A sentence for each of the leaves, which hold. Raises KeyError, TypeError or ValueError for rows that are
        none."""
        told = [f"{leaf.name}: {self._words(leaf)}." for leaf in sorted(leaves, key=lambda one: one.position)]
        if not any(leaf.kind == Kind.ATTESTATION for leaf in leaves):
            return [*told, "Nobody had signed the record when this proof was made."]
        return [*told, "Names are the clinic's word: the log holds ids."]

    def _words(self, leaf: LeafLine) -> str:
        if leaf.kind == Kind.ATTENDANCE:
            return self._sealed(self._records[leaf.data["record"]["version"]])
        row = self._said[leaf.kind, str(leaf.data["row"]["id"])]
        if leaf.kind == Kind.ATTESTATION:
            return self._signed(row)
        return self._amended(row) if leaf.kind == Kind.AMENDMENT else self._decided(row)

    def _sealed(self, row: Row) -> str:
        record = row["record"]
        value = _value(record["outcome"], record["countable_ms"])
        return f"version {row['version']} of the record: {value}, scheduled for {record['scheduled_start']}"

    def _signed(self, row: Row) -> str:
        said = row["statement"]
        signer, value = said["signer"], said["value"]
        how = "co-signed" if row["kind"] == "cosignature" else "signed"
        credential = f", {signer['credential']}" if signer["credential"] else ""
        as_it_was = _value(value["outcome"], value["countable_ms"])
        wanted = "; a co-signature was wanted" if said["cosignature_wanted"] else ""
        who = self._name(row["signed_by"])
        return f"{how} by {who}{credential} at {said['at']}: version {row['record_version']} as {as_it_was}{wanted}"

    def _amended(self, row: Row) -> str:
        who, why = self._name(row["made_by"]), f", because: {row['reason']}"
        if row["kind"] == "late_facts":
            return f"facts that came late propose version {row['record_version']} of the record"
        if row["kind"] == "entered_in_error":
            return f"{who} said that version {row['record_version']} was entered in error{why}"
        before = self._records[row["record_version"]]["record"]
        new = row["new_values"]
        derived = _value(before["outcome"], before["countable_ms"])
        after = _value(new["outcome"], new["countable_ms"])
        return f"amended by {who}: {after}, where version {row['record_version']} derives {derived}{why}"

    def _decided(self, row: Row) -> str:
        what = "accepted" if row["accepted"] else "declined"
        return f"{self._name(row['decided_by'])} {what} what late facts propose, because: {row['reason']}"

    def _name(self, who: Any) -> str:
        name = self._names.get(str(who))
        return f"{name} ({who})" if name else str(who)


def _value(outcome: str, countable_ms: int) -> str:
    return f"{outcome.replace('_', ' ')}, {countable_ms / 60_000:.2f} minutes counted"
