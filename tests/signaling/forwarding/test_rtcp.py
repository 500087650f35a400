import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.forwarding import rtcp
from signaling.forwarding.congestion import feedback
from signaling.forwarding.congestion.feedback import TransportFeedback

word = st.integers(0, 0xFFFFFFFF)
block = st.builds(rtcp.ReportBlock, word, st.integers(0, 255), st.integers(-0x800000, 0x7FFFFF), word, word, word, word)


@given(st.binary(max_size=200))
def test_any_bytes_are_understood_or_refused(data):
    try:
        rtcp.parse(data)
    except ValueError:
        return


@given(st.binary(max_size=64), st.sampled_from([200, 201, 202, 203, 204, 205, 206, 207]), st.integers(0, 31))
def test_any_body_under_any_type_is_understood_or_refused(body, packet_type, count):
    body += bytes(-len(body) % 4)
    try:
        rtcp.parse(bytes((0x80 | count, packet_type)) + (len(body) // 4).to_bytes(2, "big") + body)
    except ValueError:
        return


@given(word, st.lists(block, max_size=31))
def test_receiver_reports_come_out_as_they_went_in(sender, blocks):
    assert rtcp.parse(rtcp.receiver_report(sender, blocks)) == [rtcp.ReceiverReport(tuple(blocks))]


@given(word, st.integers(0, 2**64 - 1), word, word, word)
def test_sender_reports_come_out_as_they_went_in(ssrc, ntp, timestamp, packets, octets):
    sent = rtcp.SenderReport(ssrc, ntp, timestamp, packets, octets)
    assert rtcp.parse(rtcp.sender_report(*sent))[0] == sent


@given(st.lists(st.integers(0, 300), min_size=1, max_size=60, unique=True), st.integers(0, 0xFFFF))
def test_nacks_name_exactly_what_is_missing(offsets, base):
    missing = [(base + offset) & 0xFFFF for offset in sorted(offsets)]
    assert rtcp.parse(rtcp.nack(1, 2, missing)) == [rtcp.Nack(2, tuple(missing))]


@given(st.integers(1, 10**10), st.lists(word, max_size=31))
def test_remb_is_right_to_within_its_precision(bitrate, ssrcs):
    (report,) = rtcp.parse(rtcp.remb(1, bitrate, tuple(ssrcs)))
    assert isinstance(report, rtcp.Remb)
    assert bitrate * 0.9999 <= report.bitrate <= bitrate
    assert report.ssrcs == tuple(ssrcs)


@given(st.lists(st.tuples(word, st.text("abc", max_size=9)), max_size=5))
def test_a_source_description_is_well_formed(names):
    assert rtcp.parse(rtcp.source_description(names)) == []


REPORTS = [
    rtcp.sender_report(1, 2, 3, 4, 5),
    rtcp.receiver_report(1, [rtcp.ReportBlock(1, 0, 3, 4, 5, 6, 7), rtcp.ReportBlock(2, 0, 3, 4, 5, 6, 7)]),
    rtcp.source_description([(1, "name")]),
    rtcp.remb(1, 100_000, (1,)),
    rtcp.transport_feedback(feedback.write(1, 2, 3, 4, [5, None, 7])),
]
LOSSY = rtcp.receiver_report(1, [rtcp.ReportBlock(1, 0, 3, 4, 5, 6, 7), rtcp.ReportBlock(2, 1, 0, 0, 0, 0, 0)])
URGENT = {
    "packets asked for": rtcp.nack(1, 2, [3]),
    "a keyframe asked for": rtcp.picture_loss(1, 2),
    "a keyframe asked for in full": bytes((0x84, 206, 0, 4)) + bytes(16),
    "loss": LOSSY,
    "a sender's loss": bytes((0x82, 200, 0, 18)) + bytes(24) + LOSSY[8:],
}


def test_reports_without_loss_are_quiet():
    assert rtcp.is_quiet(b"".join(REPORTS), 6)


def test_feedback_that_speaks_of_fewer_packets_than_were_sent_since_is_not_quiet():
    assert rtcp.is_quiet(b"".join(REPORTS), 3 + 3 + 3)
    assert not rtcp.is_quiet(b"".join(REPORTS), 3 + 3 + 4)
    round_the_wrap = rtcp.transport_feedback(feedback.write(1, 2, 0xFFFE, 4, [5, 6, 7]))
    assert rtcp.is_quiet(round_the_wrap, 0x10004)
    assert not rtcp.is_quiet(round_the_wrap, 0x10005)


@pytest.mark.parametrize("urgent", URGENT.values(), ids=URGENT.keys())
@pytest.mark.parametrize("position", range(len(REPORTS) + 1))
def test_among_quiet_ones_what_is_urgent_is_found(urgent, position):
    assert rtcp.parse(urgent)
    assert not rtcp.is_quiet(b"".join([*REPORTS[:position], urgent, *REPORTS[position:]]), 6)


@given(st.binary(max_size=200))
def test_any_bytes_are_quiet_or_not(data):
    rtcp.is_quiet(data, 6)


def test_transport_wide_feedback_is_no_nack():
    packet = bytes((0x8F, 205, 0, 5)) + bytes(20)
    (report,) = rtcp.parse(packet)
    assert isinstance(report, TransportFeedback)
    assert (report.base, report.reported, len(report.offsets), report.times) == (0, 0, 0, [])


def test_a_report_with_a_profile_extension_is_understood():
    report = rtcp.receiver_report(1, [rtcp.ReportBlock(5, 1, 2, 3, 4, 5, 6)])
    extended = bytes((report[0], report[1], 0, report[3] + 2)) + report[4:] + bytes(8)
    assert rtcp.parse(extended) == rtcp.parse(report)


def test_a_full_intra_request_asks_for_each_stream_that_it_names():
    body = bytes(8) + b"\0\0\0\x07\1\0\0\0" + b"\0\0\0\x08\1\0\0\0"
    request = bytes((0x84, 206, 0, len(body) // 4)) + body
    assert rtcp.parse(request) == [rtcp.KeyframeRequest(7), rtcp.KeyframeRequest(8)]


@pytest.mark.parametrize(
    "data", [b"\x80", b"\x80\xc9\x00\x05" + bytes(4), b"\x00\xc9\x00\x00", b"\x81\xc9\x00\x01" + bytes(4)]
)
def test_what_does_not_fit_is_refused(data):
    with pytest.raises(ValueError):
        rtcp.parse(data)


def test_ntp_time_counts_from_1900():
    assert rtcp.ntp_time(0.5) == (2208988800 << 32) + (1 << 31)
