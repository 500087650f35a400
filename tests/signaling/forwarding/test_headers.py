"""RTP headers, header extensions and the keyframe bit: any bytes, and known ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.forwarding import extensions, vp8
from signaling.forwarding.rtp import (
    MAX_BLOCK,
    MAX_ELEMENTS,
    ONE_BYTE_PROFILE,
    TWO_BYTE_PROFILE,
    elements,
    layout,
)
from tests.support.peer import packet as rtp_packet

PROFILES = st.sampled_from([ONE_BYTE_PROFILE, TWO_BYTE_PROFILE, 0x1005, 0, 7])


@given(st.binary(max_size=80))
def test_any_packet_has_a_layout_inside_itself_or_is_refused(packet):
    try:
        place = layout(packet, len(packet))
    except ValueError:
        return
    assert 12 <= place.extension <= place.payload <= len(packet)


def test_an_extension_block_of_960_bytes_cost_400_microseconds():
    place = layout(rtp_packet(1, 1, 1, b"", block=bytes(MAX_BLOCK)), 16 + MAX_BLOCK)
    assert place.payload - place.extension == MAX_BLOCK
    with pytest.raises(ValueError, match="extension block"):
        layout(rtp_packet(1, 1, 1, b"", block=bytes(MAX_BLOCK + 4)), 16 + MAX_BLOCK + 4)


@pytest.mark.parametrize(("profile", "block"), [(ONE_BYTE_PROFILE, b"\x10a"), (TWO_BYTE_PROFILE, b"\x01\x00")])
def test_more_extensions_than_anybody_sends_are_read_as_padding(profile, block):
    assert len(list(elements(profile, MAX_BLOCK // 2 * block))) == MAX_ELEMENTS
    passed = extensions.mapped(profile, MAX_BLOCK // 2 * block, {1: 2})
    assert len(passed) == MAX_BLOCK
    assert not any(passed[2 * MAX_ELEMENTS :])


@given(PROFILES, st.binary(max_size=64), st.dictionaries(st.integers(0, 255), st.integers(1, 255), max_size=8))
def test_mapping_any_block_keeps_its_length_and_passes_only_what_is_mapped(profile, block, ids):
    result = extensions.mapped(profile, block, ids)
    assert len(result) == len(block)
    assert {identity for identity, _, _ in elements(profile, result)} <= set(ids.values())


def test_elements_are_mapped_with_their_values_and_the_others_become_padding():
    block = b"\x10\x85\x22abc\x40z\x00\x00"
    assert extensions.mapped(ONE_BYTE_PROFILE, block, {1: 3, 2: 1}) == b"\x30\x85\x12abc\x00\x00\x00\x00"


def test_two_byte_elements_are_mapped_too():
    block = b"\x01\x01\x85\x11\x02hi\x00"
    assert extensions.mapped(TWO_BYTE_PROFILE, block, {17: 3}) == b"\x00\x00\x00\x03\x02hi\x00"


def test_an_id_that_one_byte_cannot_say_is_left_out():
    assert extensions.mapped(ONE_BYTE_PROFILE, b"\x10\x85", {1: 15}) == b"\x00\x00"


def test_hop_by_hop_extensions_are_not_passed_on():
    both = {extensions.MID: 4, extensions.RID: 5, extensions.AUDIO_LEVEL: 1, "urn:example": 6}
    theirs = {extensions.MID: 4, extensions.RID: 5, extensions.AUDIO_LEVEL: 9}
    assert extensions.passed_on(both, theirs) == ((1, 9),)


def test_the_sending_time_is_said_in_24_bits():
    assert extensions.send_time(65.5) == b"\x06\x00\x00"


@pytest.mark.parametrize(
    ("payload", "begins"),
    [
        ("10 00", True),
        ("10 01", False),
        ("00 00", False),
        ("11 00", False),
        ("90 80 05 00", True),
        ("90 80 85 05 00", True),
        ("90 80 85 05 01", False),
        ("90 e0 85 05 07 20 00", True),
        ("90 e0 85 05 07 20 01", False),
        ("90 80 85", False),
        ("90", False),
        ("", False),
    ],
)
def test_a_keyframe_begins_where_rfc_7741_says(payload, begins):
    packet = bytes(12) + bytes.fromhex(payload)
    assert vp8.begins_keyframe(packet, 12, len(packet)) is begins


@given(st.binary(max_size=12))
def test_any_payload_begins_a_keyframe_or_does_not(payload):
    assert vp8.begins_keyframe(payload, 0, len(payload)) in (True, False)
