"""What was sent, and what becomes of it as feedback tells."""

import ctypes

from signaling.forwarding.congestion.feedback import TransportFeedback
from signaling.forwarding.congestion.pacer import Pacer
from signaling.forwarding.congestion.sent import CAPACITY, MAX_SAMPLES, SentPackets


def sent(count, octets=100, interval=0.01):
    packets = SentPackets()
    for number in range(count):
        packets.number(octets, number * interval)
    return packets


def told(base, came, reported, first_tick=1000):
    """Packets came 10 ms apart."""
    return TransportFeedback(base & 0xFFFF, reported, 0, came, [first_tick + 40 * offset for offset in came])


def test_received_and_lost_are_counted_once():
    packets = sent(10)
    news = packets.acknowledge(told(0, [0, 1, 3], 4))
    assert (news.received, news.lost, news.recovered, news.octets) == (3, 1, 0, 300)
    assert packets.acknowledge(told(0, [0, 1, 3], 4))[:4] == (0, 0, 0, 0)


def test_a_packet_that_was_given_up_and_came_late_is_recovered():
    packets = sent(10)
    packets.acknowledge(told(0, [0, 2], 3))
    assert packets.acknowledge(told(1, [0, 1, 2, 3], 4))[:4] == (2, 0, 1, 300)


def test_a_packet_that_still_waits_is_not_lost_though_others_overtook_it():
    packets = sent(9)
    packets.number(100, 0.1)
    Pacer(packets).take(bytes(100))
    packets.number(100, 0.2)
    assert packets.acknowledge(told(8, [0, 2], 3))[:4] == (2, 0, 0, 200)
    assert packets.acknowledge(told(9, [0, 1], 2))[:4] == (1, 0, 0, 100)


def test_samples_pair_sending_and_arrival():
    samples = sent(4).acknowledge(told(1, [0, 1, 2], 3)).samples
    assert [sample.number for sample in samples] == [1, 2, 3]
    assert [round(sample.sent, 3) for sample in samples] == [0.01, 0.02, 0.03]
    assert [round(sample.arrived - samples[0].arrived, 3) for sample in samples] == [0, 0.01, 0.02]


def test_only_some_packets_are_sampled_unless_every_one_matters():
    assert len(sent(500).acknowledge(told(0, list(range(400)), 400)).samples) <= 2 * MAX_SAMPLES
    assert len(sent(500).acknowledge(told(0, list(range(400)), 400), every=True).samples) == 400


def test_numbers_and_the_receivers_clock_wrap():
    packets = sent(70_000)
    first = packets.acknowledge(told(69_990, [0, 1], 2, first_tick=2**31 - 20)).samples
    second = packets.acknowledge(told(69_992, [0, 1], 2, first_tick=-(2**31) + 60)).samples
    assert [sample.number for sample in first + second] == [69_990, 69_991, 69_992, 69_993]
    assert 0 < second[0].arrived - first[-1].arrived < 0.011


def test_feedback_on_what_was_never_sent_or_long_ago_is_not_believed():
    packets = sent(10)
    assert packets.acknowledge(told(8, [0, 1, 2], 3)) is None
    assert packets.acknowledge(told(40_000, [0], 1)) is None
    packets = sent(CAPACITY + 100)
    assert packets.acknowledge(told(50, [0], 1)) is None


def test_what_a_compiled_packet_path_writes_is_what_is_read():
    packets = SentPackets()
    counter, at, octets = packets.addresses
    ctypes.c_double.from_address(at + 8 * 0).value = 1.5
    ctypes.c_uint32.from_address(octets + 4 * 0).value = 77
    ctypes.c_uint64.from_address(counter).value = 1
    assert (packets.end, packets.at[0], packets.sum(0, 1)) == (1, 1.5, 77)
