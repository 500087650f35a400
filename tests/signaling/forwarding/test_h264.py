"""H.264 (RFC 6184): where a receiver can begin, and which descriptions mean the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.forwarding import h264


@pytest.mark.parametrize(
    ("payload", "begins"),
    [
        ("67 42 e0 1f", True),
        ("65 88", True),
        ("68 ce", False),
        ("41 9a", False),
        ("06 05", False),
        ("78 00 03 67 42 e0 00 02 68 ce", True),
        ("78 00 02 68 ce 00 02 65 88", True),
        ("78 00 02 68 ce 00 02 41 9a", False),
        ("78 00 02", False),
        ("78", False),
        ("7c 85 88", True),
        ("7c 87 42", True),
        ("7c 05 88", False),
        ("7c 45 88", False),
        ("7c 81 9a", False),
        ("7c", False),
        ("", False),
    ],
)
def test_a_picture_begins_where_rfc_6184_says(payload, begins):
    packet = bytes(12) + bytes.fromhex(payload)
    assert h264.begins_keyframe(packet, 12, len(packet)) is begins


@given(st.binary(max_size=12))
def test_any_payload_begins_a_picture_or_does_not(payload):
    assert h264.begins_keyframe(payload, 0, len(payload)) in (True, False)


def same(first, second):
    return h264.compatibility({"profile-level-id": first}) == h264.compatibility({"profile-level-id": second})


@pytest.mark.parametrize("other", ["42e01f", "42E034", "42c01f", "4d801f", "58c01f"])
def test_codes_of_one_profile_and_any_level_mean_the_same(other):
    assert same("42e00a", other)


@pytest.mark.parametrize("other", ["42001f", "4d001f", "64001f", "640c1f", "58001f", "nonsense"])
def test_another_profile_is_another_codec(other):
    assert not same("42e01f", other)


def test_the_packetization_mode_is_part_of_it_and_0_where_none_is_named():
    assert h264.compatibility({"packetization-mode": "0"}) == h264.compatibility({})
    assert h264.compatibility({"packetization-mode": "1"}) != h264.compatibility({})
    assert h264.compatibility({"profile-level-id": "42001e"}) == h264.compatibility({})


@given(st.text(max_size=8))
def test_any_code_is_compared(code):
    assert same(code, code)
