from hypothesis import example, given
from hypothesis import strategies as st

from signaling.forwarding import extensions
from signaling.forwarding.blocks import Shape
from signaling.forwarding.rtp import ONE_BYTE_PROFILE, TWO_BYTE_PROFILE

PROFILES = st.sampled_from([ONE_BYTE_PROFILE, TWO_BYTE_PROFILE, 0x1005, 0, 7])
IDS = st.dictionaries(st.integers(0, 20), st.integers(1, 255), max_size=8)
ELEMENTS = st.lists(st.tuples(st.integers(1, 14), st.binary(min_size=1, max_size=4)), max_size=5)


def one_byte(found: list[tuple[int, bytes]]) -> bytes:
    return b"".join(bytes((identity << 4 | len(value) - 1,)) + value for identity, value in found)


@given(PROFILES, st.binary(max_size=24), st.binary(max_size=24), IDS)
@example(ONE_BYTE_PROFILE, b"\x02abc", b"\x02abc", {0: 1})
def test_what_is_known_of_a_block_that_fits_is_what_reading_it_finds(profile, seen, block, ids):
    shape = Shape(profile, seen, 3, 2)
    for one in [seen, block] if shape.fits(profile, block) else [seen]:
        assert shape.mapped(one, ids) == extensions.mapped(profile, one, ids)
        assert shape.number_at == extensions.number_offset(profile, one, 3)


@given(ELEMENTS, st.data(), IDS)
def test_packets_of_one_layout_share_what_is_known_of_it(found, data, ids):
    block = one_byte(found)
    others = [(identity, data.draw(st.binary(min_size=len(value), max_size=len(value)))) for identity, value in found]
    shape = Shape(ONE_BYTE_PROFILE, block)
    assert shape.fits(ONE_BYTE_PROFILE, one_byte(others))
    assert shape.mapped(block, ids) == extensions.mapped(ONE_BYTE_PROFILE, block, ids)
    assert shape.mapped(one_byte(others), ids) == extensions.mapped(ONE_BYTE_PROFILE, one_byte(others), ids)


def test_another_layout_does_not_fit():
    shape = Shape(ONE_BYTE_PROFILE, b"\x10\x85\x00\x00")
    assert shape.fits(ONE_BYTE_PROFILE, b"\x10\x07\x00\x00")
    for other in (b"\x20\x85\x00\x00", b"\x10\x85\x00", b"\x00\x10\x85\x00", b"\x10\x85\x00\x20"):
        assert not shape.fits(ONE_BYTE_PROFILE, other)
    assert not shape.fits(TWO_BYTE_PROFILE, b"\x10\x85\x00\x00")


def test_the_sending_time_is_found_where_it_has_its_three_bytes():
    assert Shape(ONE_BYTE_PROFILE, b"\x10\x85\x22abc", send_time_id=2).send_time_at == 3
    assert Shape(ONE_BYTE_PROFILE, b"\x10\x85\x21ab", send_time_id=2).send_time_at == -1
    assert Shape(ONE_BYTE_PROFILE, b"\x02abc").send_time_at == -1


def test_maps_made_anew_are_told_apart():
    block = b"\x10\x85\x20\x07"
    shape = Shape(ONE_BYTE_PROFILE, block)
    for number in range(1, 40):
        assert shape.mapped(block, {1: number % 14 + 1}) == bytes((number % 14 + 1 << 4, 0x85, 0, 0))
