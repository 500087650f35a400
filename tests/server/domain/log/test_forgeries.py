"""Files that somebody forged who has every public thing there is, and not the clinic's key. Each found its way once."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from server.domain.canonical import read_json
from server.domain.instants import to_text
from server.domain.log import kinds
from server.domain.log.coverage import Digest, digest
from server.domain.log.file_lines import FORMAT, VERSION, written
from server.domain.log.findings import LISTED, Level, Report
from server.domain.log.head import Head, SignedHead, key_id
from server.domain.log.leaf import Leaf, content_hash
from server.domain.log.proofs import inclusion_proof
from server.domain.log.tree import complete_subtrees, frontier_of
from server.domain.log.verify import verify
from server.services.log.signatures import holds
from tests.support.clinics import NOON

SALT = bytes(16)
NOTHING = Digest(0, digest([]).sha256)
SAYS = {"outcome": "present", "countable_ms": 60_000, "scheduled_start": "2026-03-04T20:00:00.000Z"}
RECORD: dict[str, Any] = {"participant": "ana", "version": 1, "outcome": "present", "record": SAYS}


class Signer:
    def __init__(self) -> None:
        self._private = Ed25519PrivateKey.generate()
        self.public = self._private.public_key().public_bytes_raw()
        self.id = key_id(self.public)

    def leaf(self, before: "Signer | None" = None) -> Leaf:
        return kinds.key_introduced("north", NOON, self.public, before.id if before else None, "")

    def sign(self, leaves: Sequence[Leaf], number: int = 1, at=NOON) -> SignedHead:
        return self.sign_head(Head("north", number, len(leaves), root(leaves), at, self.id))

    def sign_head(self, head: Head) -> SignedHead:
        return SignedHead(head, self._private.sign(head.message()))


def hash_of(leaf: Leaf) -> bytes:
    return content_hash(SALT, leaf.content())


def root(leaves: Sequence[Leaf]) -> bytes:
    return frontier_of(map(hash_of, leaves)).root()


def leaf_line(leaf: Leaf, position: int, **more: Any) -> str:
    said = {"content": leaf.content(), "hash": hash_of(leaf).hex(), "salt": SALT.hex(), "position": position, **more}
    return written("leaf", {"kind": leaf.kind.value, "session": leaf.session, "subject": leaf.subject, **said})


def file(header: Mapping[str, Any], *lines: str) -> list[str]:
    first = written(FORMAT, {"format": VERSION, "clinic": {"id": "north", "name": "North"}, **header})
    return [first, *lines, written("end", {"lines": len(lines) + 2})]


def export(leaves: Sequence[Leaf], heads: Sequence[SignedHead], *rows: str, **header: Any) -> list[str]:
    tree = frontier_of(map(hash_of, leaves))
    stored = written("head", {"size": tree.size, "frontier": [one.hex() for one in tree.hashes]})
    signed = [written("signed_head", one.to_data()) for one in heads]
    lines = [leaf_line(leaf, position) for position, leaf in enumerate(leaves)]
    return file({"rows": True, **header}, stored, *signed, *lines, *rows)


def proof(leaves: Sequence[Leaf], *heads: SignedHead) -> list[str]:
    """For Ana's record."""
    complete = complete_subtrees(map(hash_of, leaves))
    proofs = [[one.hex() for one in inclusion_proof(at, len(leaves), complete)] for at in range(len(leaves))]
    lines = [leaf_line(leaf, at, proof=proofs[at]) for at, leaf in enumerate(leaves)]
    first, *others = [written("signed_head", one.to_data()) for one in heads]
    facts = [written("facts", {"of": of, "rows": []}) for of in ("session", "client")]
    header = {"proof_of": {"session": "s", "participant": "ana"}}
    return file(header, first, *lines, written("record", RECORD), *facts, *others)


def session(record: Mapping[str, Any] | None = RECORD) -> list[Leaf]:
    return [
        kinds.session_sealed("north", "s", NOON, 1, [], NOTHING),
        kinds.attendance_sealed("north", "s", "ana", NOON, 1, NOTHING, record, None),
    ]


CLINIC, THIEF = Signer(), Signer()
LOG = [CLINIC.leaf(), *session()]
ROW = written("record", {**RECORD, "session": "s", "derived_at": to_text(NOON)})


def failures(lines: Sequence[str], trusted: Sequence[str] = (), against: SignedHead | None = None) -> str:
    return said(verify(lines, holds, against, trusted), Level.FAILED)


def said(report: Report, level: Level) -> str:
    return " ".join(one.words for one in report.findings if one.level is level)


def test_what_is_genuine_holds():
    record = {**RECORD, "session": "s", "derived_at": to_text(NOON)}
    leaves = [CLINIC.leaf(), *session(record)]
    assert failures(export(leaves, [CLINIC.sign(leaves)], ROW), [CLINIC.id]) == ""
    assert failures(proof(LOG, CLINIC.sign(LOG)), [CLINIC.id]) == ""


def test_a_proof_that_leads_to_one_head_and_is_signed_by_another_is_no_proof():
    """Anybody could forge a record: a tree of their own with a head that nobody signed, and behind the leaves a head
    that the clinic did sign, once, for its own tree."""
    genuine = CLINIC.sign([CLINIC.leaf(), kinds.erased("north", NOON, [], "", "")], number=9)
    unsigned = SignedHead(Head("north", 1, len(LOG), root(LOG), NOON, CLINIC.id), bytes(64))
    assert "stands in it twice" in failures(proof(LOG, unsigned, genuine), [CLINIC.id])


def test_the_clinics_key_as_the_last_leaf_of_a_log_that_somebody_else_signed_makes_it_not_the_clinics():
    """`--key` was content when the key that the auditor knows was introduced anywhere, though it signed nothing."""
    leaves = [THIEF.leaf(), *session(), CLINIC.leaf(THIEF)]
    lines = export(leaves, [THIEF.sign(leaves)], ROW)
    assert "None of the keys that you were given signs this log" in failures(lines, [CLINIC.id])


def test_a_stolen_old_key_cannot_write_the_log_anew_up_to_the_leaf_that_replaced_it():
    old, new = THIEF, CLINIC
    leaves = [old.leaf(), *session({**RECORD, "outcome": "changed"}), new.leaf(old)]
    lines = export(leaves, [old.sign(leaves)])
    assert "None of the keys that you were given signs this log" in failures(lines, [new.id])


def test_a_key_is_vouched_for_by_a_head_of_this_log_alone():
    other = [CLINIC.leaf(), *session({**RECORD, "outcome": "other"}), kinds.erased("north", NOON, [], "", "")]
    leaves = [CLINIC.leaf(), *session(), THIEF.leaf(CLINIC)]
    lines = export(leaves, [CLINIC.sign(other), THIEF.sign(leaves, number=2)], ROW)
    assert f"Key {THIEF.id} took over from key {CLINIC.id}" in failures(lines)


def test_a_log_without_any_signed_head_is_not_verified():
    """Whoever rewrote it had only to delete them."""
    assert "has no signed head that holds" in failures(export(LOG, [], ROW))
    assert "None of the keys that you were given" in failures(export(LOG, [], ROW), [CLINIC.id])


def test_leaves_that_no_key_would_sign_for_more_than_an_hour_are_a_failure():
    """A key that refuses a log that was rewritten left no more than a hint."""
    leaves = [*LOG, kinds.erased("north", NOON, [], "", "")]
    heads = [CLINIC.sign(LOG)]
    soon, late = to_text(NOON + timedelta(minutes=59)), to_text(NOON + timedelta(minutes=61))
    assert "no head that holds" not in failures(export(leaves, heads, ROW, made_at=soon))
    assert "it refuses to sign this log" in failures(export(leaves, heads, ROW, made_at=late))
    assert "no head that holds" not in failures(export(LOG, heads, ROW, made_at=late))


def test_a_leaf_that_was_added_with_an_earlier_time_than_its_own_is_told():
    leaves = [*LOG, kinds.erased("north", NOON - timedelta(days=90), [], "", "")]
    heads = [CLINIC.sign(LOG), CLINIC.sign(leaves, number=2)]
    assert "gave it an earlier time than its own" in said(verify(export(leaves, heads, ROW), holds), Level.LOOK)


def test_a_head_that_stands_behind_the_leaves_is_not_passed_over():
    """It was checked against nothing, and filled the gap that its absence would have left."""
    other = CLINIC.sign([CLINIC.leaf()], number=1, at=NOON + timedelta(hours=1))
    lines = export(LOG, [CLINIC.sign(LOG, number=2)], written("signed_head", other.to_data()))
    assert "no signed_head can stand here" in failures(lines)
    assert "1 signed head is missing" in failures(lines)


def test_two_heads_of_one_number_are_told():
    heads = [CLINIC.sign(LOG), CLINIC.sign(LOG[:1])]
    assert "More than one signed head has number 1" in failures(export(LOG, heads, ROW))


def test_a_head_with_the_largest_number_there_is_takes_no_more_memory_than_others():
    lines = export(LOG, [CLINIC.sign(LOG, number=2**53 - 1)])
    assert "9007199254740990 signed heads are missing, rows were deleted: number 1, 2, 3 and" in failures(lines)


@pytest.mark.parametrize("change", [{"number": 0}, {"size": -1}])
def test_a_head_of_no_place_is_refused(change):
    signed = written("signed_head", {**CLINIC.sign(LOG).to_data(), **change})
    assert "Line 2 cannot be read" in failures(file({"rows": True}, signed))


def test_rows_in_an_export_that_says_that_it_has_none_are_refused():
    assert "no record can stand here" in failures(export(LOG, [CLINIC.sign(LOG)], ROW, rows=False))


@pytest.mark.parametrize("kind", ["record", "fact", "access"])
def test_a_row_that_stands_twice_is_refused_as_other_readers_may_take_the_other(kind):
    at = to_text(NOON)
    names = ("id", "session", "participant", "connection", "kind", "source", "boot")
    fact = {**dict.fromkeys(names), "id": "f", "session": "s", "observed_at": at, "recorded_at": at}
    line = {"record": read_json(ROW), "fact": {**fact, "fact": fact}, "access": {"id": "a", "at": at}}[kind]
    text = written(kind, {name: value for name, value in line.items() if name != "type"})
    assert "is there twice" in failures(export(LOG, [CLINIC.sign(LOG)], text, text))


def test_a_name_that_stands_twice_in_a_line_is_refused():
    twice = ROW.replace('"outcome":"present"', '"outcome":"absent","outcome":"present"')
    assert "a name stands twice" in failures(export(LOG, [CLINIC.sign(LOG)], twice))


def test_what_stands_behind_the_end_of_a_file_is_told():
    assert "behind the file's own end" in failures([*export(LOG, [CLINIC.sign(LOG)], ROW), ROW])


def test_a_fact_may_not_be_out_of_reach_of_the_seals():
    """A leaf that speaks of a seal that never was had its facts checked by nobody."""
    beyond = kinds.attendance_sealed("north", "s", "ana", NOON, 2, NOTHING, RECORD, None)
    leaves = [CLINIC.leaf(), session()[0], beyond]
    assert "a seal that its leaves speak of is not there" in failures(export(leaves, [CLINIC.sign(leaves)]))


def erased(leaves: list[Leaf], gone: int, positions: Sequence[int]) -> list[str]:
    """The log as it is when leaf `gone` lost its content, and a leaf says that `positions` were erased."""
    all_of_them = [*leaves, kinds.erased("north", NOON, positions, "D. Okafor", "retention ended")]
    lines = export(all_of_them, [CLINIC.sign(all_of_them)])
    at = next(number for number, line in enumerate(lines) if '"type":"leaf"' in line) + gone
    empty = {**json.loads(lines[at]), "content": None, "salt": None, "subject": None}
    return [*lines[:at], written("leaf", {k: v for k, v in empty.items() if k != "type"}), *lines[at + 1 :]]


def test_an_erasure_is_told_with_whom_and_why():
    found = said(verify(erased(LOG, 2, [2]), holds), Level.NOTE)
    assert "1 leaf was lawfully erased by D. Okafor, who said why: retention ended" in found


def test_a_seal_a_key_and_a_digest_cannot_be_erased_as_if_they_were_about_a_person():
    """With its seal gone a session's facts could be changed unseen."""
    assert "It was about nobody" in failures(erased(LOG, 1, [1]))
    assert "It was about nobody" in failures(erased(LOG, 0, [0]))


def test_no_leaf_allows_the_erasure_of_what_comes_after_it():
    assert "which were not written yet" in failures(erased(LOG, 2, [2, 10**9]))


def test_what_a_file_brings_about_is_listed_up_to_a_bound():
    bad = [leaf_line(kinds.erased("south", NOON, [], "", ""), at) for at in range(LISTED + 5)]
    report = verify(file({"rows": True}, *bad), holds)
    failed = [one for one in report.findings if one.level is Level.FAILED]
    assert len(failed) == LISTED + 1 and not report.verified
    assert failed[-1].words == "7 more like these are not listed."


@pytest.mark.parametrize("depth", [200, 900, 20_000])
def test_a_deep_nest_anywhere_ends_with_a_finding(depth):
    deep = "[" * depth + "]" * depth
    row = f'{{"type":"access","id":"a","at":"2026","detail":{deep}}}\n'
    leaf = leaf_line(LOG[0], 0).replace('"reason":""', f'"reason":{deep}')
    for lines in (export(LOG, [CLINIC.sign(LOG)], row), file({"rows": True}, leaf)):
        assert failures(lines)
    with pytest.raises(ValueError):
        verify([f'{{"type":"viop-log","clinic":{deep}}}'], holds)


@pytest.mark.parametrize("of", [5, [], {}, {"session": "s"}])
def test_a_proof_of_nothing_is_refused(of):
    with pytest.raises(ValueError, match="what the proof is of"):
        verify(file({"proof_of": of}), holds)
