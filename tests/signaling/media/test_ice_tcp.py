"""ICE over TCP: the same call, framed; and what strangers and insiders may try on it (threats, media)."""

import asyncio
import socket

import pytest

from signaling.media import tcp, tcp_connection
from signaling.media.seam import MAX_DATAGRAM
from tests.support.peer import DELTA, KEYFRAME, Peer, packet
from tests.support.relay import TestRelay, audio, video
from tests.support.tcp_peer import TcpPeer


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


@pytest.fixture
async def call(relay):
    """Alice and Bob, both over TCP: her sound and picture come to him."""
    alice, bob = await relay.peer("a", "publish", kind=TcpPeer), await relay.peer("b", "subscribe", kind=TcpPeer)
    relay.publish("a", "voice", audio(ssrc=1000))
    relay.publish("a", "face", video(ssrc=2000))
    relay.subscribe("b", "s", "voice", audio(ssrc=5000))
    relay.subscribe("b", "t", "face", video(ssrc=6000))
    return relay, alice, bob


def tcp_address(relay):
    created = relay.create("probe", "publish")
    return next((one.ip, one.port) for one in created.candidates if one.protocol == "tcp")


async def lives(alice, bob, number=1):
    """The call still carries a packet."""
    before = len(bob.rtp)
    alice.send_rtp(packet(1000, number, 960 * number, b"still here"))
    await bob.until(lambda: len(bob.rtp) > before)


def connections(relay):
    return len(relay.relay._tcp)


def dropped(relay, reason):
    return relay.counters().dropped.get(reason, 0)


async def test_sound_and_picture_go_both_ways_over_tcp(call):
    _, alice, bob = call
    alice.send_rtp(packet(1000, 1, 0, b"hello"))
    alice.send_rtp(packet(2000, 1, 0, KEYFRAME, payload_type=96))
    await bob.until(lambda: len(bob.rtp) == 2)
    await alice.until(lambda: len(alice.rtcp) > 0)


async def test_one_over_tcp_and_one_over_udp_are_in_the_same_call(relay):
    alice, bob = await relay.peer("a", "publish", kind=TcpPeer), await relay.peer("b", "subscribe")
    relay.publish("a", "voice", audio(ssrc=1000))
    relay.subscribe("b", "s", "voice", audio(ssrc=5000))
    await lives(alice, bob)


async def test_it_works_over_ipv6(clock, half):
    relay = TestRelay(listen=("::1",), clock=clock)
    alice = await relay.peer("a", "publish", kind=TcpPeer)
    assert alice.address[0] == "::1"
    await relay.close()


async def test_frames_may_come_in_pieces_and_several_at_once(call):
    _, alice, bob = call
    frames = b""
    for number in range(5):
        protected = alice._buffer.protect_rtp(alice.association.outbound, packet(1000, number, 0, b"piece"))
        frames += len(protected).to_bytes(2, "big") + bytes(protected)
    for at in range(0, len(frames), 7):
        alice.send_bytes(frames[at : at + 7])
        await asyncio.sleep(0)
    await bob.until(lambda: len(bob.rtp) == 5)
    alice.send_bytes(frames[:1])  # an unfinished one holds nothing up
    assert not alice.ended


async def test_a_client_goes_from_udp_to_tcp_and_on(relay):
    alice, bob = await relay.peer("a", "publish"), await relay.peer("b", "subscribe")
    relay.publish("a", "voice", audio(ssrc=1000))
    relay.subscribe("b", "s", "voice", audio(ssrc=5000))
    other = TcpPeer(bob.relay)
    other.ice, other.association, other.state = bob.ice, bob.association, bob.state
    await other.validate()
    alice.send_rtp(packet(1000, 1, 0, b"over TCP"))
    await other.until(lambda: len(other.rtp) == 1)
    other.pause_reading()
    other.socket.close()
    await relay.until(lambda: connections(relay) == 0)
    alice.send_rtp(packet(1000, 2, 960, b"over UDP, which was there before"))
    await bob.until(lambda: len(bob.rtp) == 1)
    assert relay.state("b") == "connected"


async def test_after_a_connection_has_ended_the_call_goes_on_over_a_new_one(call):
    relay, alice, bob = call
    bob.pause_reading()
    bob.socket.close()
    await relay.until(lambda: connections(relay) == 1)
    alice.send_rtp(packet(1000, 1, 0, b"to nobody"))
    await relay.until(lambda: relay.transport("a").audio_packets == 1)
    bob.socket = bob._open()
    await bob.validate()
    await lives(alice, bob, 2)


async def test_a_transport_that_is_closed_takes_its_connection_along(call):
    relay, alice, _ = call
    await alice.association.close()
    await alice.until(lambda: alice.ended)
    assert connections(relay) == 1


async def test_a_connection_belongs_to_one_transport(call):
    relay, alice, bob = call
    other = Peer(relay.create("c", "publish"))
    before = dropped(relay, "not an authentic connectivity check")
    alice.send_raw(other.check())
    await relay.until(lambda: dropped(relay, "not an authentic connectivity check") == before + 1)
    await lives(alice, bob)
    await other.close()


# --- strangers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\nHost: relay\r\n\r\n",
        b"\x00\x00\x00",
        b"\x00\x10" + b"\x80" + bytes(15),
        b"\x00\x10" + b"\x16" + bytes(15),
        b"\x06\x00" + bytes(100),
        b"\xff\xff\x00",
        b"\x00\x01\x00" * (tcp_connection.MAX_STRANGER_FRAMES + 1),
    ],
    ids=["HTTP", "empty", "RTP", "DTLS", "long STUN", "longest", "many"],
)
async def test_a_stranger_who_sends_anything_but_a_few_checks_is_hung_up_on(call, data):
    relay, alice, bob = call
    reader, writer = await asyncio.open_connection(*tcp_address(relay))
    writer.write(data)
    assert await asyncio.wait_for(reader.read(), 5) == b""
    writer.close()
    assert dropped(relay, "not ICE over TCP") == 1
    await lives(alice, bob)


async def test_a_stranger_who_says_nothing_is_hung_up_on_in_time(relay, clock):
    reader, writer = await asyncio.open_connection(*tcp_address(relay))
    await relay.until(lambda: connections(relay) == 1)
    clock.now += tcp.CHECK_WITHIN + 1
    assert await asyncio.wait_for(reader.read(), 5) == b""
    writer.close()
    assert dropped(relay, "no check over TCP in time") == 1


async def test_forged_checks_do_not_make_a_stranger_known(relay, clock):
    forger = TcpPeer(relay.create("c", "publish"))
    forger.send_raw(forger.check(password="p" * 24))
    await relay.until(lambda: dropped(relay, "not an authentic connectivity check") == 1)
    clock.now += tcp.CHECK_WITHIN + 1
    await forger.until(lambda: forger.ended)
    await forger.close()


async def test_a_client_that_is_known_may_be_silent_for_long(call, clock):
    relay, alice, bob = call
    clock.now += tcp.CHECK_WITHIN + 1
    await relay.until(lambda: relay.state("a") == "disconnected")
    await lives(alice, bob)


async def test_strangers_of_one_address_are_few_and_leave_places_to_others(call, monkeypatch):
    relay, alice, bob = call
    monkeypatch.setattr(tcp, "MAX_STRANGERS_PER_NETWORK", 3)
    address = tcp_address(relay)
    crowd = [socket.create_connection(address) for _ in range(6)]
    await relay.until(lambda: dropped(relay, "too many TCP connections") == 3)
    assert connections(relay) == 5
    other = socket.create_connection(address, source_address=("127.0.0.2", 0))
    await relay.until(lambda: connections(relay) == 6)
    await lives(alice, bob)
    for one in (*crowd, other):
        one.close()


async def test_of_too_many_strangers_the_one_who_waited_longest_goes(relay, monkeypatch):
    monkeypatch.setattr(tcp, "MAX_STRANGERS", 3)
    address = tcp_address(relay)
    first_reader, first = await asyncio.open_connection(*address)
    await relay.until(lambda: connections(relay) == 1)
    crowd = [socket.create_connection(address) for _ in range(3)]
    assert await asyncio.wait_for(first_reader.read(), 5) == b""
    assert connections(relay) == 3
    first.close()
    for one in crowd:
        one.close()


async def test_there_are_never_more_connections_than_allowed(call, monkeypatch):
    relay, alice, bob = call
    monkeypatch.setattr(tcp, "MAX_CONNECTIONS", 4)
    crowd = [socket.create_connection(tcp_address(relay)) for _ in range(8)]
    await relay.until(lambda: dropped(relay, "too many TCP connections") == 6)
    assert connections(relay) == 4
    await lives(alice, bob)
    for one in crowd:
        one.close()
    await relay.until(lambda: connections(relay) == 2)


# --- insiders ---------------------------------------------------------------------------------------------------------


async def test_a_frame_that_is_too_long_costs_its_sender_the_connection_and_nobody_else_anything(call):
    relay, alice, bob = call
    eve = await relay.peer("e", "publish", kind=TcpPeer)
    eve.send_bytes((MAX_DATAGRAM + 1).to_bytes(2, "big") + bytes(10))
    await eve.until(lambda: eve.ended)
    await lives(alice, bob)


async def test_what_is_no_packet_in_a_frame_of_a_client_is_dropped(call):
    relay, alice, bob = call
    for datagram in (b"\xff" * 40, b"\x80", packet(1000, 1, 0, b"forged" * 10), b"\x16\xfe\xff"):
        alice.send_raw(datagram)
    await lives(alice, bob)
    assert relay.transport("a").dropped == 2


async def test_for_a_slow_reader_little_waits_and_sound_comes_before_pictures(call):
    relay, alice, bob = call
    alice.send_rtp(packet(2000, 1, 0, KEYFRAME, payload_type=96))
    await bob.until(lambda: len(bob.rtp) == 1)
    bob.pause_reading()
    sent = 3000
    for number in range(2, sent):
        alice.send_rtp(packet(2000, number, 0, DELTA * 25, payload_type=96))
        if number % 50 == 0:
            alice.send_rtp(packet(1000, number // 50, number, b"voice"))
        await asyncio.sleep(0)
    await relay.until(lambda: relay.transport("a").video_packets == sent - 1)
    assert dropped(relay, "no room in a TCP connection") > sent / 2
    bob.resume_reading()
    spoken = sent // 50 - 1
    await bob.until(lambda: sum(one[1] & 0x7F == 111 for one in bob.rtp) == spoken)
    pictures = [one for one in bob.rtp if one[1] & 0x7F == 96]
    assert len(pictures) * len(pictures[-1]) < 1_000_000, "what the kernel holds, and no more than MAX_QUEUED of ours"
    await lives(alice, bob, 4000)


async def test_what_waits_is_bounded_in_bytes_and_the_oldest_goes_first():
    backlog = tcp_connection._Backlog()
    size = 1000
    gone = sum(backlog.append(number.to_bytes(4) + bytes(size - 4)) for number in range(200))
    kept = []
    while backlog:
        kept.append(int.from_bytes(backlog.pop()[:4]))
    assert kept == list(range(gone, 200))
    assert len(kept) == tcp_connection.MAX_QUEUED // size
