"""Whatever strangers and insiders throw at the port, the call goes on (threats, media)."""

import os
import resource
import socket
import struct
from itertools import count

import pytest

from signaling.forwarding import rtcp
from signaling.forwarding.congestion.feedback import MAX_REPORTED
from signaling.forwarding.rtp import MAX_BLOCK
from signaling.media.bandwidth import REPORTED_PER_BYTE
from signaling.media.transport import MAX_PACKETS, MAX_PATHS, MAX_RTCP, MAX_RTCP_SENDERS
from tests.support.peer import KEYFRAME, packet
from tests.support.relay import audio, video
from tests.support.waiting import until

CLIENT_HELLO = bytes.fromhex("16feff00000000000000000036010000") + bytes(60)
FATAL_ALERT = bytes.fromhex("15feff000000000000000000020228")
CLOSE_NOTIFY = bytes.fromhex("15feff000000000000000000020100")


@pytest.fixture
async def call(relay):
    alice, bob = await relay.peer("a", "publish"), await relay.peer("b", "subscribe")
    relay.publish("a", "voice", audio(ssrc=1000))
    relay.subscribe("b", "s", "voice", audio(ssrc=5000))
    return relay, alice, bob


@pytest.fixture
def stranger():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as endpoint:
        yield endpoint


async def lives(alice, bob, number=1):
    """The call still carries a packet."""
    before = len(bob.rtp)
    alice.send_rtp(packet(1000, number, 960 * number, b"still here"))
    await bob.until(lambda: len(bob.rtp) > before)


@pytest.mark.parametrize(
    "datagram",
    [
        b"",
        b"\x00",
        b"\x80",
        b"\xff" * 40,
        CLIENT_HELLO,
        FATAL_ALERT,
        CLOSE_NOTIFY,
        b"\x80\x6f" + bytes(10),
        bytes(2000),
    ],
    ids=["empty", "one zero", "one byte", "noise", "ClientHello", "alert", "close", "RTP header", "long"],
)
async def test_a_strangers_datagram_is_dropped_and_counted(call, stranger, datagram):
    relay, alice, bob = call
    before = sum(relay.counters().dropped.values())
    stranger.sendto(datagram, alice.address)
    await relay.until(lambda: sum(relay.counters().dropped.values()) == before + 1)
    await lives(alice, bob)


async def test_a_strangers_hello_and_alert_during_the_handshake_change_nothing(relay, stranger):
    created = relay.create("c", "publish")
    for datagram in (CLIENT_HELLO, FATAL_ALERT, b""):
        stranger.sendto(datagram, (created.candidates[0].ip, created.candidates[0].port))
    carol = await relay.peer("d", "publish")
    assert carol.state == "connected"
    assert relay.counters().dropped["DTLS from an unknown address"] == 2


@pytest.mark.parametrize(
    "datagram", [b"", FATAL_ALERT, CLOSE_NOTIFY, CLIENT_HELLO], ids=["empty", "alert", "close", "hello"]
)
async def test_unauthentic_dtls_from_the_clients_own_address_does_not_end_the_call(call, datagram):
    relay, alice, bob = call
    alice.send_raw(datagram)
    await lives(alice, bob)
    assert relay.state("a") == "connected"


async def test_forged_media_from_the_clients_own_address_is_dropped(call):
    relay, alice, bob = call
    await lives(alice, bob)
    alice.send_raw(packet(1000, 2, 0, os.urandom(60)))
    alice.send_raw(rtcp.picture_loss(1, 1000) + bytes(14))
    await relay.until(lambda: relay.transport("a").dropped == 2)
    await lives(alice, bob, 3)


async def test_a_flood_of_twenty_thousand_packets_costs_no_memory_and_no_call(call, stranger):
    relay, alice, bob = call
    kinds = [CLIENT_HELLO, packet(1000, 1, 0, bytes(1000)), b"\x00\x01" + bytes(100), b"", os.urandom(1200)]
    await lives(alice, bob)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(20_000):
        stranger.sendto(kinds[number % len(kinds)], alice.address)
        if number % 50 == 0:
            await lives(alice, bob, 2 + number // 50)
    await lives(alice, bob, 1000)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000
    assert sum(relay.counters().dropped.values()) > 19_000


async def test_a_client_cannot_make_the_relay_keep_state_for_ssrcs_without_end(call):
    relay, alice, bob = call
    for number in range(MAX_RTCP_SENDERS + 50):
        alice.send_rtcp(rtcp.receiver_report(10_000 + number))
        alice.send_rtp(packet(20_000 + number, 1, 0, b"undeclared"))
    await lives(alice, bob)
    assert relay.transport("a").dropped == 50 + MAX_RTCP_SENDERS + 50


async def test_broken_rtcp_of_an_authentic_client_is_dropped_and_counted(call):
    relay, alice, bob = call
    bob.send_rtcp(b"\x81\xcd\x00\x01" + bytes(4))
    bob.send_rtcp(b"\x80\xc9\x00\xff" + bytes(4))
    await relay.until(lambda: relay.transport("b").dropped == 2)
    await lives(alice, bob)


@pytest.mark.parametrize("media", ["audio", "video"])
async def test_what_goes_once_around_all_numbers_unheard_is_not_taken_for_late(relay, media):
    """Two packets under one nonce would give the key of AES-GCM away. Only SRTP sees how far it went."""
    alice, bob = await relay.peer("a", "publish"), await relay.peer("b", "subscribe")
    without_nack = video("1", ssrc=1000)
    without_nack = without_nack.model_copy(
        update={"codecs": tuple(it.model_copy(update={"rtcp_feedback": ()}) for it in without_nack.codecs)}
    )
    relay.publish("a", "p", audio(ssrc=1000) if media == "audio" else without_nack)
    relay.subscribe("b", "s", "p", audio(ssrc=5000) if media == "audio" else video("1", ssrc=5000))
    payload_type = 111 if media == "audio" else 96
    for number in range(1, 60):
        alice.send_rtp(packet(1000, number, 3000 * number, KEYFRAME, payload_type))
    await bob.until(lambda: len(bob.rtp) == 59)
    for number in (30_000, 60_000):
        alice.send_rtp(packet(1000, number, 0, b"unheard", 99))
    for number in (65_536 + 30, 65_536 + 31):
        alice.send_rtp(packet(1000, number, 3000 * number, b"other", payload_type))
    await alice.validate()
    await bob.validate()
    assert (len(bob.rtp), bob.repeated) == (59, 0)


async def test_a_client_that_floods_with_media_is_not_forwarded_to_the_end(call):
    relay, alice, bob = call
    (transport,) = (it for it in relay.relay._rooms.transports() if it.name == "a")
    numbers = count(1)

    async def say():
        before, number = len(bob.rtp), next(numbers)
        alice.send_rtp(packet(1000, number, 960 * number, b"flood"))
        await alice.validate()
        await bob.validate()
        return len(bob.rtp) > before

    async def is_refused():
        transport.packets_until = transport.audio_packets
        return not await say()

    assert await say()
    await until(is_refused)
    assert relay.transport("a").dropped > 0
    await until(say)
    assert transport.packets_until <= transport.audio_packets + MAX_PACKETS


async def test_a_client_that_floods_with_reports_is_not_read_to_the_end(call):
    """Each byte of them can cost a microsecond, and they all come in one process."""
    relay, alice, bob = call
    flood = rtcp.picture_loss(1, 5000) * 150

    async def is_refused():
        for _ in range(MAX_RTCP // len(flood) + 1):
            bob.send_rtcp(flood)
            await bob.validate()
        return relay.transport("b").dropped > 0

    await until(is_refused)
    await lives(alice, bob)


async def test_forty_bytes_that_speak_of_two_thousand_packets_count_for_more(call):
    """They take as long to read as some hundred others."""
    relay, _, bob = call
    (transport,) = (it for it in relay.relay._rooms.transports() if it.name == "b")
    short = rtcp.transport_feedback(struct.pack("!IIHHIH", 1, 2, 0, MAX_REPORTED, 0, MAX_REPORTED))

    async def counts_for_more():
        before = transport.rtcp_lately
        bob.send_rtcp(short)
        await bob.validate()
        return transport.rtcp_lately - before > MAX_REPORTED // REPORTED_PER_BYTE

    await until(counts_for_more)


async def test_a_client_that_asks_for_what_never_was_is_soon_not_listened_to(relay):
    alice, bob = await relay.peer("a", "publish"), await relay.peer("b", "subscribe")
    relay.publish("a", "camera", video("1", ssrc=2000, rtx=2001))
    relay.subscribe("b", "s", "camera", video("1", ssrc=6000, rtx=6001))

    numbers = count(1)

    async def is_answered(flood):
        alice.send_rtp(packet(2000, next(numbers), 0, KEYFRAME, 96))
        await alice.validate()
        await bob.validate()
        newest, before = int.from_bytes(bob.rtp[-1][2:4], "big"), len(bob.rtp)
        for _ in range(flood):
            bob.send_rtcp(rtcp.nack(1, 6000, [newest - 100 - one & 0xFFFF for one in range(500)]))
        bob.send_rtcp(rtcp.nack(1, 6000, [newest]))
        await bob.validate()
        return len(bob.rtp) > before

    async def is_ignored():
        return not await is_answered(flood=3)

    assert await is_answered(flood=0)
    await until(is_ignored, patience=5)


async def test_a_client_that_hops_from_port_to_port_holds_few_addresses(call):
    _, alice, bob = call
    for number in range(MAX_PATHS + 4):
        alice.roam()
        await alice.validate()
        await lives(alice, bob, number)


async def test_an_extension_block_longer_than_anybodys_is_not_gone_through(call):
    relay, alice, bob = call
    alice.send_rtp(packet(1000, 1, 0, b"sound", block=bytes(MAX_BLOCK + 4)))
    await relay.until(lambda: relay.transport("a").audio_packets == 1)
    assert relay.transport("a").dropped == 1
    alice.send_rtp(packet(1000, 2, 0, b"sound", block=bytes(MAX_BLOCK)))
    await bob.until(lambda: len(bob.rtp) == 1)


async def test_a_broken_extension_header_of_an_authentic_client_is_survived(call):
    _, alice, bob = call
    for block in (b"\x2f\x01\x02", b"\xf0\x00\x00\x00", b"\x00\x00\x00\x30", b"\x20\x01\x00\x00"):
        alice.send_rtp(packet(1000, 1, 0, b"sound", block=block))
    await lives(alice, bob, 9)
