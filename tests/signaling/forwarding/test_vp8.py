"""The VP8 payload descriptor (RFC 7741 4.2): read and renumbered in place, whatever the bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.forwarding import vp8
from signaling.forwarding.vp8 import LONG, SHORT, TL0, Deltas, Numbers

HEADER = bytes([0x80]) + bytes(11)
deltas = st.builds(Deltas, st.integers(0, LONG), st.integers(0, TL0))
numbers = st.builds(Numbers, st.none() | st.integers(0, LONG), st.none() | st.integers(0, TL0))


def read(payload):
    packet = HEADER + payload
    return vp8.read(packet, len(HEADER), len(packet))


@st.composite
def payloads(draw):
    """A descriptor with any of its parts, and what follows."""
    picture = draw(st.none() | st.tuples(st.sampled_from([SHORT, LONG]), st.integers(0, LONG)))
    tl0 = draw(st.none() | st.integers(0, TL0))
    tid = draw(st.none() | st.integers(0, 255))
    extended = (picture is not None) << 7 | (tl0 is not None) << 6 | (0x20 if tid is not None else 0)
    made = bytes([draw(st.sampled_from([0x10, 0x00, 0x30])) | (0x80 if extended else 0)])
    if extended:
        made += bytes([extended])
    if picture is not None:
        size, number = picture
        made += (0x8000 | number).to_bytes(2, "big") if size == LONG else bytes([number & SHORT])
    made += bytes(number for number in (tl0, tid) if number is not None)
    return made, picture, tl0, made + draw(st.binary(min_size=1, max_size=8))


@given(payloads(), deltas)
def test_numbers_are_read_and_moved_and_nothing_else_changes(payload, change):
    head, picture, tl0, whole = payload
    found = read(whole)
    assert found.end == len(HEADER) + len(head)
    assert (found.picture_max, found.picture) == ((picture[0], picture[1] & picture[0]) if picture else (0, 0))
    assert (found.tl0_at > 0, found.tl0) == (tl0 is not None, tl0 or 0)
    packet = bytearray(HEADER + whole)
    vp8.renumber(packet, found, change)
    moved = vp8.read(packet, len(HEADER), len(packet))
    assert moved is not None
    assert vp8.sent(found, change, Numbers()) == vp8.sent(moved, vp8.UNCHANGED, Numbers())
    assert moved._replace(picture=found.picture, tl0=found.tl0) == found
    back = Deltas(-change.picture & LONG, -change.tl0 & TL0)
    vp8.renumber(packet, moved, back)
    assert packet == HEADER + whole


@given(st.binary(max_size=8), deltas, st.sampled_from([0x80, 0xA0]))
def test_any_bytes_are_read_and_renumbered_within_themselves(payload, change, first):
    packet = bytearray([first]) + HEADER[1:] + payload
    length = len(packet)
    vp8.renumber(packet, vp8.read(packet, len(HEADER), length), change)
    assert len(packet) == length
    assert packet[: len(HEADER)] == bytes([first]) + HEADER[1:]


def test_padding_that_probes_the_line_has_no_numbers():
    packet = b"\xa0" + HEADER[1:] + bytes.fromhex("90 80 85 05 00 00 00 08")
    assert vp8.read(packet, len(HEADER), len(packet)) is None


@given(payloads(), numbers, st.lists(deltas, max_size=3))
def test_what_follows_a_change_always_comes_after_what_was_sent(payload, last, offered):
    first = read(payload[3])
    chosen = vp8.continued(last, first, offered)
    sent = vp8.sent(first, chosen, last)
    if first.picture_max and last.picture is not None:
        assert 1 <= sent.picture - last.picture & first.picture_max <= first.picture_max // 8
    if first.tl0_at and last.tl0 is not None:
        assert 1 <= sent.tl0 - last.tl0 & TL0 <= TL0 // 8


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        ([], Deltas(41, 9)),
        ([Deltas(40, 9)], Deltas(41, 9)),
        ([Deltas(41, 8)], Deltas(41, 9)),
        ([Deltas(39, 9), Deltas(50, 20), Deltas(41, 9)], Deltas(50, 20)),
        ([Deltas(9000, 20)], Deltas(41, 9)),
        ([Deltas(50, 90)], Deltas(41, 9)),
    ],
)
def test_what_others_add_is_taken_where_it_is_a_small_step_forward(offered, chosen):
    first = read(bytes.fromhex("90 c0 8064 05 00"))
    assert vp8.continued(Numbers(140, 13), first, offered) == chosen
