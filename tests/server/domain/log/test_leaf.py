import hashlib
from datetime import UTC, datetime

import pytest

from server.domain.canonical import canonical_bytes
from server.domain.log.head import Head, SignedHead, key_id, signed_head_from_data
from server.domain.log.leaf import WORDS, Kind, Leaf, content_hash

AT = datetime(2026, 3, 4, 20, tzinfo=UTC)
SALT = bytes(range(16))


def test_a_leaf_is_hashed_with_its_salt_over_its_canonical_bytes():
    leaf = Leaf("cedar", Kind.GRANT, AT, {"b": 1, "a": []}, subject="ana")
    written = (
        b'{"at":"2026-03-04T20:00:00.000Z","clinic":"cedar","data":{"a":[],"b":1},"kind":"grant","session":null,'
        b'"subject":"ana"}'
    )
    assert canonical_bytes(leaf.content()) == written
    assert content_hash(SALT, leaf.content()) == hashlib.sha256(b"\x00" + SALT + written).digest()


def test_without_its_salt_nobody_can_guess_a_leaf():
    content = Leaf("cedar", Kind.GRANT, AT, {}).content()
    assert content_hash(SALT, content) != content_hash(bytes(16), content)
    for wrong in (b"", SALT[:15], SALT + b"\x00"):
        with pytest.raises(ValueError, match="16 bytes"):
            content_hash(wrong, content)


def test_every_kind_has_words():
    assert WORDS.keys() == set(Kind)


def test_a_head_signs_all_that_it_says_and_nothing_else_reads_like_one():
    head = Head("cedar", 1, 3, bytes(32), AT, key_id(b"public"))
    assert head.message().startswith(b"viop log head 1\n{")
    others = [
        Head("lark", 1, 3, bytes(32), AT, head.key),
        Head("cedar", 2, 3, bytes(32), AT, head.key),
        Head("cedar", 1, 4, bytes(32), AT, head.key),
        Head("cedar", 1, 3, bytes(31) + b"\x01", AT, head.key),
        Head("cedar", 1, 3, bytes(32), AT.replace(hour=21), head.key),
        Head("cedar", 1, 3, bytes(32), AT, key_id(b"other")),
    ]
    assert len({one.message() for one in [head, *others]}) == 7
    signed = SignedHead(head, bytes(64))
    assert signed_head_from_data(signed.to_data()) == signed


@pytest.mark.parametrize(
    "change", [{"size": "3"}, {"number": True}, {"root": 1}, {"at": "now"}, {"key": None}, {"signature": "xy"}]
)
def test_what_is_no_signed_head_is_refused(change):
    data = SignedHead(Head("cedar", 1, 3, bytes(32), AT, "k"), bytes(64)).to_data()
    with pytest.raises(ValueError):
        signed_head_from_data({**data, **change})
    with pytest.raises(ValueError):
        signed_head_from_data({})
