"""Redundant audio: taken from publishers, made for subscribers who lose; publishers hear of the worst of these."""

import asyncio
from itertools import count

import pytest

from signaling.control import messages as m
from signaling.control.parameters import HeaderExtension
from signaling.forwarding import rtcp
from signaling.forwarding.congestion.arrivals import Arrivals
from signaling.forwarding.extensions import TRANSPORT_WIDE_CC, find
from signaling.forwarding.red import RedReceiver, RedSender, parse
from signaling.forwarding.rtp import HEADER, MAX_BLOCK, layout
from signaling.forwarding.stream import Stream
from tests.support.lossy_network import Conditions, lossy_network
from tests.support.peer import Peer, element, packet
from tests.support.relay import TestRelay, audio, video
from tests.support.waiting import until

FRAME = 960
NUMBERED = HeaderExtension(uri=TRANSPORT_WIDE_CC, id=5)
OPUS, RED = 111, 63


class Clock:
    """Monotonic seconds that a test moves."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
async def relay(clock, half):
    running = TestRelay(clock=clock)
    yield running
    await running.close()


def numbered(rtp):
    return rtp.model_copy(update={"header_extensions": (*rtp.header_extensions, NUMBERED)})


def frame(number):
    return b"frame %d" % number


def plain(number, block=b"", ssrc=1000):
    return packet(ssrc, number, number * FRAME, frame(number), OPUS, block)


def redundant(number, block=b"", distance=1):
    """As browsers send it: the frame and copies of those before."""
    sender = RedSender()
    for earlier in range(number - distance, number):
        sender.keep(earlier, earlier * FRAME, frame(earlier))
    payload = sender.payload(number, number * FRAME, OPUS, frame(number))
    return packet(1000, number, number * FRAME, payload, RED, block)


class Heard:
    """A received packet."""

    def __init__(self, data):
        _, second, self.sequence, self.timestamp, _ = HEADER.unpack_from(data)
        self.payload_type = second & 0x7F
        self.place = layout(data, len(data))
        self.block = data[self.place.extension : self.place.payload]
        self.payload = data[self.place.payload :]

    @property
    def frames(self):
        """By how many timestamp units before the packet's own: what it holds."""
        if self.payload_type == OPUS:
            return {0: self.payload}
        return {block.offset: self.payload[block.start : block.end] for block in parse(self.payload)}


def heard(peer):
    return [Heard(data) for data in peer.rtp]


def report(ssrc, fraction):
    return rtcp.receiver_report(1, [rtcp.ReportBlock(ssrc, round(fraction * 256), 0, 0, 0, 0, 0)])


async def passing(relay, clock, alice, peers, *packets):
    """Send packets, a frame's time apart, and wait until each has what each alone makes of them."""
    for data in packets:
        before = [len(peer.rtp) for peer in peers]
        clock.now += 0.02
        alice.send_rtp(data)
        for peer, known in zip(peers, before, strict=True):
            await peer.until(lambda peer=peer, known=known: len(peer.rtp) > known)


@pytest.fixture
async def voice(relay):
    """Alice's microphone, which may be redundant; Bob takes redundant audio, Carol only plain."""
    alice = await relay.peer("a", "publish")
    bob, carol = await relay.peer("b", "subscribe"), await relay.peer("c", "subscribe")
    relay.publish("a", "voice", audio(red=True))
    relay.subscribe("b", "sb", "voice", audio(ssrc=5000, red=True))
    relay.subscribe("c", "sc", "voice", audio(ssrc=6000))
    return alice, bob, carol


async def test_everybody_gets_the_frame_itself_with_the_header_extensions_it_came_with(relay, clock, voice):
    alice, bob, carol = voice
    level = element(1, b"\x9e")
    await passing(relay, clock, alice, (bob, carol), *(redundant(number, level) for number in (1, 2)))
    for peer in (bob, carol):
        assert [(one.payload_type, one.payload) for one in heard(peer)] == [(OPUS, frame(1)), (OPUS, frame(2))]
        assert [find(one.place.profile, one.block, 1) for one in heard(peer)] == [b"\x9e"] * 2


async def test_what_was_lost_is_forwarded_from_the_next_packets_copy_in_its_place_and_only_once(relay, clock, voice):
    alice, bob, carol = voice
    for number in (1, 2, 5, 3, 6):  # 4 is lost, 3 comes late, after its copy
        alice.send_rtp(redundant(number, distance=2))
    await relay.until(lambda: relay.transport("a").audio_packets == 5)
    for peer in (bob, carol):
        await peer.until(lambda peer=peer: len(peer.rtp) >= 6)
        await peer.validate()
        first = heard(peer)[0]
        passed = [
            (one.sequence - first.sequence & 0xFFFF, one.timestamp - first.timestamp & 0xFFFFFFFF, one.payload)
            for one in heard(peer)
        ]
        assert passed == [(n - 1, (n - 1) * FRAME, frame(n)) for n in (1, 2, 3, 4, 5, 6)]
        assert peer.repeated == 0


async def test_a_publisher_may_change_between_plain_and_redundant_packets(relay, clock, voice):
    alice, bob, carol = voice
    await passing(relay, clock, alice, (bob, carol), plain(1), redundant(2), plain(3))
    assert [one.payload for one in heard(bob)] == [frame(1), frame(2), frame(3)]


async def test_malformed_redundancy_is_dropped_and_counted(relay, clock, voice):
    alice, bob, _ = voice
    for number, payload in enumerate((b"", b"\xef", b"\xef\0\0\xffo", b"\xef\0\0\0" * 20)):
        alice.send_rtp(packet(1000, number + 1, number * FRAME, payload, RED))
    await relay.until(lambda: relay.transport("a").dropped == 4)
    await passing(relay, clock, alice, (bob,), redundant(10))
    assert [one.payload for one in heard(bob)] == [frame(10)]


async def test_who_loses_gets_each_frame_three_times_and_who_does_not_only_once(relay, clock, voice):
    alice, bob, carol = voice
    await passing(relay, clock, alice, (bob, carol), plain(1), plain(2))
    for peer, ssrc in ((bob, 5000), (carol, 6000)):
        peer.send_rtcp(report(ssrc, 0.03))
        await peer.validate()
    await passing(relay, clock, alice, (bob, carol), *(redundant(number) for number in (3, 4, 5)), plain(6))
    assert [one.payload_type for one in heard(bob)] == [OPUS] * 2 + [RED] * 4
    assert heard(bob)[4].frames == {2 * FRAME: frame(3), FRAME: frame(4), 0: frame(5)}
    assert heard(bob)[5].frames == {2 * FRAME: frame(4), FRAME: frame(5), 0: frame(6)}
    assert [one.payload_type for one in heard(carol)] == [OPUS] * 6
    first = heard(bob)[0].sequence
    assert [one.sequence - first & 0xFFFF for one in heard(bob)] == list(range(6))


async def test_a_recovered_frame_and_a_late_one_are_repeated_too(relay, clock, voice):
    alice, bob, _ = voice
    await passing(relay, clock, alice, (bob,), plain(1))
    bob.send_rtcp(report(5000, 0.2))
    await bob.validate()
    await passing(relay, clock, alice, (bob,), plain(2))
    for data in (redundant(4), plain(6), plain(5), plain(7)):
        alice.send_rtp(data)
    await bob.until(lambda: len(bob.rtp) == 7)
    assert [(one.payload_type, min(one.frames.values())) for one in heard(bob)[2:6]] == [
        (OPUS, frame(3)),
        (RED, frame(2)),
        (RED, frame(4)),
        (OPUS, frame(5)),
    ]
    assert heard(bob)[6].frames == {2 * FRAME: frame(5), FRAME: frame(6), 0: frame(7)}


async def test_after_a_calm_time_it_is_plain_again(relay, clock, voice):
    alice, bob, _ = voice
    await passing(relay, clock, alice, (bob,), plain(1))
    bob.send_rtcp(report(5000, 0.05))
    await bob.validate()
    for number in (2, 3, 4):
        clock.now += 4.5
        bob.send_rtcp(report(5000, 0.0))
        await bob.validate()
        await passing(relay, clock, alice, (bob,), plain(number))
    clock.now += 4.5
    bob.send_rtcp(report(5000, 0.0))
    await bob.validate()
    await passing(relay, clock, alice, (bob,), plain(5))
    assert [one.payload_type for one in heard(bob)] == [OPUS, RED, RED, RED, OPUS]


async def test_loss_of_a_picture_makes_the_sound_on_the_same_line_redundant(relay, clock, voice):
    alice, bob, _ = voice
    relay.publish("a", "camera", video(ssrc=2000))
    relay.subscribe("b", "sv", "camera", video(ssrc=7000))
    await passing(relay, clock, alice, (bob,), plain(1))
    bob.send_rtcp(report(7000, 0.1))
    await bob.validate()
    await passing(relay, clock, alice, (bob,), plain(2))
    assert heard(bob)[-1].payload_type == RED


async def test_who_says_which_packets_came_need_not_wait_for_a_report(relay, clock):
    alice, bob = await relay.peer("a", "publish"), await relay.peer("b", "subscribe")
    relay.publish("a", "voice", numbered(audio(red=True)))
    relay.subscribe("b", "s", "voice", numbered(audio(ssrc=5000, red=True)))
    arrivals = Arrivals()
    for number in range(1, 101):
        await passing(relay, clock, alice, (bob,), plain(number, element(5, b"\0\0")))
        if number % 5:  # one in five is lost
            found = find(heard(bob)[-1].place.profile, heard(bob)[-1].block, 5)
            arrivals.take(int.from_bytes(found or b"", "big"), clock.now)
        if number % 5 == 4:
            for body in arrivals.report(1, 5000):
                bob.send_rtcp(rtcp.transport_feedback(body))
            await bob.validate()
    changed = next(at for at, one in enumerate(heard(bob)) if one.payload_type == RED)
    assert 20 < changed < 60
    assert {one.payload_type for one in heard(bob)[changed:]} == {RED}


async def test_a_report_on_what_a_queue_had_lost_brought_copies_though_feedback_told_of_none(relay, clock):
    """Reports speak of the last seconds, of whatever befell them."""
    alice, bob = await relay.peer("a", "publish"), await relay.peer("b", "subscribe")
    relay.publish("a", "voice", numbered(audio(red=True)))
    relay.subscribe("b", "s", "voice", numbered(audio(ssrc=5000, red=True)))
    arrivals = Arrivals()
    for number in range(1, 41):
        await passing(relay, clock, alice, (bob,), plain(number, element(5, b"\0\0")))
        found = find(heard(bob)[-1].place.profile, heard(bob)[-1].block, 5)
        arrivals.take(int.from_bytes(found or b"", "big"), clock.now)
        if number % 5 == 4:
            for body in arrivals.report(1, 5000):
                bob.send_rtcp(rtcp.transport_feedback(body))
            bob.send_rtcp(report(5000, 0.3))
            await bob.validate()
    assert {one.payload_type for one in heard(bob)} == {OPUS}


async def test_a_line_that_is_too_narrow_is_not_made_narrower_still(relay, clock, voice):
    alice, bob, _ = voice
    numbers = count(1)

    async def next_is(payload_type):
        number = next(numbers)
        await passing(relay, clock, alice, (bob,), packet(1000, number, number * FRAME, bytes(300), OPUS))
        if number % 20 == 0:
            bob.send_rtcp(rtcp.remb(1, 100_000, (5000,)))
            bob.send_rtcp(report(5000, 0.4))
        return heard(bob)[-1].payload_type == payload_type

    await until(lambda: next_is(RED), every=0.005)
    await until(lambda: next_is(OPUS), every=0.005)


async def test_no_copy_is_of_what_was_before_somebody_came(relay, clock, voice):
    alice, bob, carol = voice
    await passing(relay, clock, alice, (bob, carol), plain(1))
    bob.send_rtcp(report(5000, 0.2))
    await bob.validate()
    await passing(relay, clock, alice, (bob, carol), plain(2))
    for change in (
        lambda paused: relay.ask(m.PauseSubscription(subscription="sb", paused=paused)),
        lambda paused: relay.ask(m.PausePublication(publication="voice", paused=paused)),
        lambda paused: relay.ask(m.SetScope(transport="a", scope="elsewhere" if paused else "group")),
    ):
        number = heard(carol)[-1].timestamp // FRAME
        await passing(relay, clock, alice, (bob, carol), plain(number + 1))
        change(True)
        alice.send_rtp(plain(number + 2))
        await alice.validate()  # the relay takes datagrams in order
        change(False)
        await passing(relay, clock, alice, (bob, carol), plain(number + 3))
        assert heard(bob)[-1].frames == {0: frame(number + 3)}


async def test_a_packet_that_comes_late_from_before_somebody_came_is_not_copied_for_them(relay, clock, voice):
    alice, bob, _ = voice
    await passing(relay, clock, alice, (bob,), plain(1))
    bob.send_rtcp(report(5000, 0.2))
    await bob.validate()
    await passing(relay, clock, alice, (bob,), plain(2))
    relay.ask(m.SetScope(transport="a", scope="elsewhere"))
    relay.ask(m.SetScope(transport="b", scope="elsewhere"))
    await passing(relay, clock, alice, (bob,), plain(4))
    alice.send_rtp(plain(3))
    await passing(relay, clock, alice, (bob,), plain(5))
    assert heard(bob)[-1].frames == {0: frame(5), FRAME: frame(4)}


async def test_a_copy_of_a_packet_lost_before_a_change_of_scope_is_not_forwarded_after_it(relay, clock, voice):
    alice, bob, _ = voice
    await passing(relay, clock, alice, (bob,), redundant(1), redundant(2))
    relay.ask(m.SetScope(transport="a", scope="elsewhere"))
    relay.ask(m.SetScope(transport="b", scope="elsewhere"))
    alice.send_rtp(redundant(4))
    await passing(relay, clock, alice, (bob,), redundant(5))
    await bob.until(lambda: len(bob.rtp) >= 4)
    assert [one.payload for one in heard(bob)[2:]] == [frame(4), frame(5)]


@pytest.mark.parametrize(("sent", "taken"), [(plain, OPUS), (redundant, RED)], ids=["for good", "but not for good"])
async def test_what_was_lost_for_good_on_the_publishers_line_makes_nothing_redundant(relay, clock, voice, sent, taken):
    alice, bob, _ = voice
    alice.rtcp.clear()
    for number in range(1, 60, 2):
        alice.send_rtp(sent(number))
    await bob.until(lambda: len(bob.rtp) >= 30)
    await alice.until(lambda: any(block.fraction_lost > 100 for block in blocks(alice, 1000)))
    bob.send_rtcp(report(5000, 0.5))
    await bob.validate()
    await passing(relay, clock, alice, (bob,), plain(60))
    assert heard(bob)[-1].payload_type == taken


def blocks(peer, ssrc):
    """The report blocks that the relay sent about a stream."""
    reports = [report for data in peer.rtcp for report in rtcp.parse(data) if isinstance(report, rtcp.ReceiverReport)]
    return [block for report in reports for block in report.blocks if block.ssrc == ssrc]


async def test_a_publisher_is_told_the_loss_of_its_worst_receiver(relay, clock, voice):
    alice, bob, carol = voice
    await passing(relay, clock, alice, (bob, carol), plain(1))
    carol.send_rtcp(report(6000, 0.25))
    bob.send_rtcp(report(5000, 0.5))
    await carol.validate()
    await bob.validate()
    alice.rtcp.clear()
    await alice.until(lambda: any(blocks(alice, 1000)))
    last = blocks(alice, 1000)[-1]
    assert last.fraction_lost == 64, "Bob's half is brought back by redundancy, all but an eighth"
    assert last.lost == 0, "what its own line lost stays the truth: bandwidth is estimated by that"
    clock.now += 16
    alice.rtcp.clear()
    await alice.until(lambda: any(blocks(alice, 1000)))
    assert blocks(alice, 1000)[-1].fraction_lost == 0, "old news"


async def test_of_20_percent_loss_on_a_downlink_less_than_three_remain(relay, clock):
    alice = await relay.peer("a", "publish")
    relay.publish("a", "voice", audio(red=True))
    created = relay.create("b", "subscribe")
    async with lossy_network((created.candidates[0].ip, created.candidates[0].port), seed=11) as network:
        bob = Peer(created)
        bob.address = network.address
        relay.ask(bob.description("b"))
        await bob.connect()
        await relay.until(lambda: relay.state("b") == "connected")
        relay.subscribe("b", "s", "voice", audio(ssrc=5000, red=True))
        await passing(relay, clock, alice, (bob,), plain(1))
        network.down = Conditions(loss=0.2)
        bob.send_rtcp(report(5000, 0.2))
        await relay.until(lambda: relay.counters().subscriptions[0].fraction_lost is not None)
        total = 2500
        for number in range(2, total + 2):
            alice.send_rtp(plain(number))
            if number % 20 == 0:
                await asyncio.sleep(0)
                await alice.validate()
        await relay.until(lambda: network.passed["down"] + network.lost["down"] >= total + 1)
        network.down = Conditions()
        await bob.validate()
        assert residual(bob, total) < 0.03
        assert 0.17 < 1 - len(bob.rtp) / (total + 1) < 0.23
    await bob.close()


def residual(peer, total):
    """The fraction of frames that did not come, copies included, counted as a receiver would."""
    receiver, stream, played = RedReceiver(), Stream(1, 48000), set()
    for one in heard(peer):
        extended = stream.receive(one.sequence, one.timestamp, 0.0)
        receiver.arrived(extended, one.timestamp)
        played.add(extended)
        if one.payload_type == RED:
            played |= {
                it.extended
                for it in receiver.recovered(extended, one.timestamp, one.payload, parse(one.payload))
                if frame(it.timestamp // FRAME) == it.payload
            }
    return 1 - len(played) / (total + 1)


async def test_copies_fit_behind_the_longest_header_there_is(relay, clock):
    """Behind one of a kilobyte they did not, and were written beyond the end."""
    alice, bob = await relay.peer("a", "publish"), await relay.peer("b", "subscribe")
    relay.publish("a", "voice", audio())
    relay.subscribe("b", "s", "voice", audio(ssrc=5000, red=True))
    await passing(relay, clock, alice, (bob,), plain(1))
    bob.send_rtcp(report(5000, 0.2))
    await relay.until(lambda: relay.counters().subscriptions[0].fraction_lost is not None)
    await passing(relay, clock, alice, (bob,), packet(1000, 2, 2 * FRAME, bytes(950), OPUS))
    await passing(relay, clock, alice, (bob,), packet(1000, 3, 3 * FRAME, bytes(100), OPUS, bytes(MAX_BLOCK)))
    assert [len(one.payload) for one in heard(bob)][-1] == 4 + 1 + 950 + 100
    assert heard(bob)[-1].payload_type == RED


HIDDEN = {
    "a type that was not negotiated": lambda number: packet(1000, number, number * FRAME, b"x", 99),
    "a broken redundant one": lambda number: packet(1000, number, number * FRAME, b"\x80", RED),
    "a redundant one of another type": lambda number: packet(1000, number, number * FRAME, b"\x63x", RED),
    "a redundant one of itself": lambda number: packet(1000, number, number * FRAME, b"\x3fx", RED),
}


@pytest.mark.parametrize("hidden", HIDDEN.values(), ids=HIDDEN)
async def test_a_publisher_who_leaps_ahead_unheard_makes_no_number_be_used_twice(relay, clock, voice, hidden):
    """Else libsrtp would not notice the leap, and two packets under one nonce give the key of AES-GCM away."""
    alice, bob, _ = voice
    for number in range(1, 60):
        alice.send_rtp(plain(number))
    await bob.until(lambda: len(bob.rtp) == 59)
    for number in (30_000, 60_000):
        alice.send_rtp(hidden(number))
    for number in (65_536 + 30, 65_536 + 31):
        alice.send_rtp(packet(1000, number, number * FRAME, b"other", OPUS))
    await relay.until(lambda: relay.transport("a").audio_packets + relay.transport("a").dropped >= 62)
    await alice.validate()
    await bob.validate()
    assert bob.repeated == 0
