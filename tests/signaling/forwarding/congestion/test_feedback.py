"""Transport-wide feedback: what was written is read, what browsers write is read, and nothing malformed is believed."""

import struct
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.forwarding import rtcp
from signaling.forwarding.congestion import feedback
from signaling.forwarding.congestion.sent import CAPACITY

arrivals = st.lists(st.one_of(st.none(), st.integers(-3000, 30000)), min_size=1, max_size=300).filter(
    lambda deltas: any(delta is not None for delta in deltas)
)


def absolute(deltas, start=70_000):
    """Arrival times from the differences between them."""
    came = iter(list(accumulate((delta for delta in deltas if delta is not None), initial=start))[1:])
    return [None if delta is None else next(came) for delta in deltas]


@given(arrivals, st.integers(0, 0xFFFF), st.integers(0, 255))
def test_what_was_written_is_read(deltas, base, number):
    times = absolute(deltas)
    read = feedback.read(feedback.write(1, 2, base, number, times))
    assert (read.base, read.reported, read.number) == (base, len(times), number)
    assert dict(zip(read.offsets, read.times, strict=True)) == {
        offset: time for offset, time in enumerate(times) if time is not None
    }


def test_a_feedback_packet_of_the_drafts_layout_is_read():
    """Run of three received, vector of fourteen with one bit each, of seven with two; deltas small, large, negative."""
    body = struct.pack("!IIHHI", 1, 2, 65534, 3 + 14 + 3, 5 << 8 | 7)
    body += bytes((0x20, 0x03)) + bytes((0x80 | 0b00100000, 0b00000001)) + bytes((0xC0 | 0b100001, 0))
    body += bytes((4, 8, 0)) + bytes((1, 2)) + struct.pack("!h", -8) + bytes((9,)) + bytes(1)
    read = feedback.read(body)
    assert (read.base, read.reported, read.number) == (65534, 20, 7)
    reference = 5 * 256
    assert list(read.offsets) == [0, 1, 2, 3, 16, 17, 19]
    assert list(read.times) == [reference + time for time in (4, 12, 12, 13, 15, 7, 16)]


def test_it_is_told_from_a_nack_in_a_compound_packet():
    body = feedback.write(1, 2, 10, 3, [100, None, 260])
    (report,) = rtcp.parse(rtcp.transport_feedback(body))
    assert isinstance(report, feedback.TransportFeedback)
    assert list(report.times) == [100, 260]


@given(st.binary(max_size=120))
def test_whatever_comes_is_read_or_refused(junk):
    try:
        read = feedback.read(junk)
    except (ValueError, struct.error):
        return
    assert len(read.offsets) == len(read.times) <= len(junk)
    assert all(0 <= offset < read.reported for offset in read.offsets)


@pytest.mark.parametrize(
    "body",
    [
        struct.pack("!IIHHIH", 1, 2, 0, 5, 0, 0x2005),
        struct.pack("!IIHHI", 1, 2, 0, 5, 0),
        struct.pack("!IIHHIHB", 1, 2, 0, 1, 0, 0x6001, 1),
        struct.pack("!IIHHIH", 1, 2, 0, CAPACITY + 1, 0, CAPACITY + 1),
    ],
    ids=["no arrival times", "no statuses", "reserved status", "more than anybody sends"],
)
def test_what_is_cut_short_or_beyond_measure_is_refused(body):
    with pytest.raises((ValueError, struct.error)):
        feedback.read(body)
    with pytest.raises(ValueError):
        rtcp.parse(rtcp.transport_feedback(body))


def test_one_packet_may_speak_of_all_that_is_remembered():
    assert feedback.read(struct.pack("!IIHHIH", 1, 2, 0, CAPACITY, 0, CAPACITY)).reported == CAPACITY
