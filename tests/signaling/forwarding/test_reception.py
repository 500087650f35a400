"""Statistics of a received stream, holes in it, its history, and requests for keyframes."""

from hypothesis import given
from hypothesis import strategies as st

from signaling.forwarding import missing as missing_module
from signaling.forwarding.history import PacketHistory
from signaling.forwarding.keyframes import KEYFRAME_EVERY, KEYFRAMES, Allowance, KeyframeRequests
from signaling.forwarding.missing import MAX_ASKS, MAX_HOLES, Missing
from signaling.forwarding.stream import SenderClock, Stream


@given(st.integers(0, 0xFFFF), st.sets(st.integers(1, 198), max_size=60))
def test_loss_is_what_did_not_come_across_the_wrap(first, absent):
    stream = Stream(1, 90000)
    for offset in range(200):
        if offset not in absent:
            stream.receive((first + offset) & 0xFFFF, offset * 3000, offset / 30)
    assert stream.lost == len(absent)
    report = stream.report(10.0)
    assert report.lost == len(absent)
    assert report.fraction_lost == (len(absent) << 8) // 200
    assert report.highest == first + 199
    assert stream.report(10.0).fraction_lost == 0


def test_a_late_packet_is_no_loss_and_moves_nothing_back():
    stream = Stream(1, 90000)
    for sequence in (1, 3, 2):
        extended = stream.receive(sequence, 0, 0.0)
    assert extended == stream.highest - 1
    assert stream.lost == 0


def test_evenly_sent_packets_have_no_jitter_and_shaken_ones_have():
    even, shaken = Stream(1, 48000), Stream(2, 48000)
    for number in range(500):
        even.receive(number, number * 960, number * 0.02)
        shaken.receive(number, number * 960, number * 0.02 + (0.01 if number % 2 else 0))
    assert even.jitter < 1
    assert 440 < shaken.jitter < 490


def test_the_timestamps_wrap_is_no_jitter():
    stream = Stream(1, 48000)
    for number in range(10):
        stream.receive(number, (0xFFFFFFFF - 4 * 960 + number * 960) & 0xFFFFFFFF, number * 0.02)
    assert stream.jitter < 1


def test_a_report_says_which_sender_report_came_last_and_how_long_ago():
    stream = Stream(1, 48000)
    stream.receive(1, 0, 0.0)
    stream.clock = SenderClock(0x1111_2222_3333_4444, 0, arrived=2.0)
    report = stream.report(3.5)
    assert (report.last_report, report.since_last_report) == (0x2222_3333, 98304)


def test_a_hole_is_asked_for_after_a_moment_again_later_and_not_for_ever():
    holes = Missing()
    assert holes.found(65537, 65539, 0.0)
    assert holes.due(0.0) == []
    assert holes.due(0.02) == [1, 2]
    assert holes.due(0.03) == []
    holes.filled(65537)
    asked = [holes.due(0.02 + 0.1 * number) for number in range(1, 20)]
    assert [one for one in asked if one] == [[2]] * (MAX_ASKS - 1)
    assert not holes


def test_an_old_hole_is_forgotten():
    holes = Missing()
    holes.found(1, 2, 0.0)
    assert holes.due(missing_module.FORGET_AFTER + 0.1) == []
    assert len(holes) == 0


def test_too_many_holes_are_not_mended_one_by_one():
    holes = Missing()
    assert not holes.found(0, MAX_HOLES + 1, 0.0)
    assert not holes


@given(st.lists(st.integers(0, 5000), max_size=300))
def test_history_gives_back_what_was_put_last_or_nothing(sequences):
    history = PacketHistory(max_age=10.0)
    for sequence in sequences:
        history.put(sequence, 0.0, b"%d" % sequence)
    for sequence in sequences:
        assert history.get(sequence, 1.0) in (b"%d" % sequence, None)
    if sequences:
        assert history.get(sequences[-1], 1.0) == b"%d" % sequences[-1]
        assert history.get(sequences[-1], 11.0) is None


def test_keyframe_requests_are_spaced_and_end_with_the_keyframe():
    requests = KeyframeRequests(interval=0.5)
    assert not requests.due(0.0)
    for _ in range(10):
        requests.want()
    assert [requests.due(now / 10) for now in range(11)] == [True] + [False] * 4 + [True] + [False] * 4 + [True]
    requests.arrived()
    assert not requests.due(99.0)
    assert requests.sent == 3


def test_an_allowance_is_spent_and_grows_again_slowly():
    allowance = Allowance()
    assert [allowance.take(5.0) for _ in range(20)].count(True) == KEYFRAMES
    assert not allowance.take(5.0 + 0.9 * KEYFRAME_EVERY)
    assert allowance.take(5.0 + 1.1 * KEYFRAME_EVERY)
    assert [allowance.take(1e6) for _ in range(20)].count(True) == KEYFRAMES


def _spent():
    allowance = Allowance()
    while allowance.take(0.0):
        pass
    return allowance


def test_a_keyframe_is_spent_once_by_one_of_those_who_wish_for_it_however_often_it_is_asked_for():
    requests, first, second = KeyframeRequests(interval=0.5), Allowance(), Allowance()
    requests.want(first)
    requests.want(second)
    assert [requests.due(float(now)) for now in range(5)] == [True] * 5
    assert [[one.take(0.0) for _ in range(20)].count(True) for one in (first, second)] == [KEYFRAMES - 1, KEYFRAMES]


def test_who_has_spent_all_waits_alone_and_holds_nobody_up():
    requests = KeyframeRequests(interval=0.5)
    requests.want(_spent())
    assert not requests.due(1.0)
    assert requests.pending
    assert not requests.wanted, "nothing is looked for among the packets, which would cost more"
    requests.want(Allowance())
    assert requests.due(1.0)


def test_who_has_spent_all_is_served_after_a_while():
    requests = KeyframeRequests(interval=0.5)
    requests.want(_spent())
    assert not requests.due(0.9 * KEYFRAME_EVERY)
    assert requests.due(1.1 * KEYFRAME_EVERY)


def test_what_the_relay_itself_lacks_is_asked_for_whoever_has_spent_all():
    requests = KeyframeRequests(interval=0.5)
    requests.want(_spent())
    requests.want()
    assert requests.due(1.0)
