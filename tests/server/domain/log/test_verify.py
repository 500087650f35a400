"""Files that nobody of ours wrote: whatever is in them, the check ends with findings."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.log.file_lines import FORMAT, VERSION, written
from server.domain.log.head import Head, SignedHead
from server.domain.log.leaf import Kind, content_hash
from server.domain.log.verify import newest_head, verify
from tests.server.domain.test_canonical import PLAIN
from tests.support.clinics import NOON

HEADER = {"format": VERSION, "clinic": {"id": "north", "name": "North"}}
NAMES = st.sampled_from(["session", "facts", "ids", "record", "seal", "entry", "entries", "public", "until"])
DATA = st.dictionaries(NAMES, st.dictionaries(NAMES, PLAIN) | PLAIN)


def file(header: dict, *lines: str) -> list[str]:
    return [written(FORMAT, {**HEADER, **header}), *lines, written("end", {"lines": len(lines) + 2})]


def leaf(position: int, kind: str, data: Any, **other: Any) -> str:
    """A leaf whose own hash fits."""
    about: dict[str, Any] = {"at": "2026-03-04T20:00:00.000Z", "kind": kind, "session": "s", "subject": "ana", **other}
    content = {"clinic": "north", "data": data, **about}
    hash = content_hash(bytes(16), content).hex()
    said = {"content": content, "hash": hash, "position": position, "salt": bytes(16).hex(), "proof": []}
    return written("leaf", {**about, **said})


@given(st.lists(st.tuples(st.sampled_from(Kind), DATA), max_size=4), st.booleans())
def test_leaves_that_hold_anything_at_all_are_found_or_pass_and_never_break_the_check(found, rows):
    lines = [leaf(position, kind, data) for position, (kind, data) in enumerate(found)]
    report = verify(file({"rows": rows}, *lines), lambda *_: True)
    assert report.leaves == len(lines)
    assert report.verified is (not lines)


@given(st.lists(st.tuples(st.sampled_from(Kind), DATA), max_size=4), st.lists(PLAIN, max_size=3))
def test_proofs_that_hold_anything_at_all_fail(found, more):
    signed = SignedHead(Head("north", 1, 1, bytes(32), NOON, "key"), bytes(64))
    lines = [written("signed_head", signed.to_data()), *(leaf(0, kind, data) for kind, data in found)]
    lines += [written("facts", {"of": "client", "rows": one}) for one in more]
    header = {"proof_of": {"session": "s", "participant": "ana"}}
    assert not verify(file(header, *lines), lambda *_: True).verified


@given(st.sampled_from(Kind), st.sampled_from(["at", "kind", "session", "subject"]), PLAIN, st.booleans())
def test_leaves_that_are_about_anything_at_all_never_break_the_check(kind, name, value, rows):
    about = {"kind": kind, name: value}
    assert not verify(file({"rows": rows}, leaf(0, data={}, **about)), lambda *_: True).verified


@given(st.lists(st.text(max_size=30), max_size=5))
def test_any_text_is_refused_or_fails(lines):
    with pytest.raises(ValueError):
        verify(lines, lambda *_: True)
    assert not verify([written(FORMAT, {**HEADER, "rows": True}), *lines], lambda *_: True).verified


def test_an_empty_log_holds():
    report = verify(file({"rows": True}), lambda *_: True)
    assert report.verified and report.leaves == 0 and report.newest is None


def test_the_newest_head_of_a_file_is_the_largest():
    heads = [SignedHead(Head("north", one, one, bytes(32), NOON, "key"), bytes(64)) for one in (1, 3, 2)]
    lines = [written("signed_head", one.to_data()) for one in heads]
    assert newest_head(lines) == heads[1]
    assert newest_head(file({}, *lines)) == heads[1]
    assert newest_head(file({})) is None
    with pytest.raises(ValueError, match="no file of a log"):
        newest_head([leaf(0, "key", {})])
