"""Pictures into a narrow line: spread over time, in order, bounded."""

from signaling.forwarding.congestion.pacer import LONGEST_WAIT, MAX_PACKETS, Pacer
from signaling.forwarding.congestion.sent import SentPackets


def pacer_with(packets, size=1000):
    sent = SentPackets()
    pacer = Pacer(sent)
    for _ in range(packets):
        sent.number(size, 1.0)
        pacer.take(sent.end.to_bytes(2, "big") + bytes(size - 2), ("127.0.0.1", 1))
    return pacer, sent


def drained(pacer, bitrate, until, deep=False):
    """Times and packets, drained every 20 ms from 1 s on."""
    out = []
    step = 0
    while (now := 1.0 + 0.02 * step) < until:
        out += [(now, packet) for packet in pacer.drain(bitrate, deep, now)]
        step += 1
    return out


def test_a_burst_goes_out_at_half_again_the_estimate():
    pacer, _ = pacer_with(20)
    octets = sum(len(packet) for now, packet in drained(pacer, 1_000_000, 1.1) if now > 1.0)
    assert 0.1 * 1_500_000 / 8 * 0.6 < octets < 0.1 * 1_500_000 / 8 * 1.2


def test_nothing_waits_longer_than_it_may():
    pacer, _ = pacer_with(100)
    drained(pacer, 100_000, 1.0 + 4 * LONGEST_WAIT)
    assert len(pacer) <= 3


def test_packets_keep_their_order_and_none_is_changed():
    pacer, _ = pacer_with(50)
    assert [int.from_bytes(packet[:2], "big") for _, packet in drained(pacer, 10_000_000, 2)] == list(range(1, 51))


def test_the_time_of_sending_is_when_it_left_the_queue():
    pacer, sent = pacer_with(3)
    assert len(list(pacer.flush(5.0))) == 3
    assert list(sent.at[:3]) == [5.0] * 3


def test_a_full_queue_loses_what_comes_and_says_so():
    pacer, _ = pacer_with(MAX_PACKETS + 7)
    assert (len(pacer), pacer.dropped) == (MAX_PACKETS, 7)


def test_what_may_not_go_any_more_is_gone():
    pacer, _ = pacer_with(5)
    pacer.clear()
    assert list(pacer.flush(2.0)) == []


def test_a_packet_without_a_number_leaves_the_times_of_others_alone():
    sent = SentPackets()
    pacer = Pacer(sent)
    sent.number(1000, 1.0)
    sent.fresh = False
    pacer.take(bytes(1000))
    assert sent.at[0] == 1.0
    assert len(list(pacer.flush(2.0))) == 1
    assert sent.at[0] == 1.0
