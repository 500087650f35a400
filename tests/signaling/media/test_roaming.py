"""A client's address changes without its knowledge: it is followed by its authentic media, and by nothing else."""

import asyncio
import os
import socket
from contextlib import AsyncExitStack, contextmanager
from time import monotonic

import pytest

from signaling.forwarding import rtcp
from signaling.media.roaming import (
    CONFIRM_WITHIN,
    LOOK_EVERY,
    SILENT_FOR,
    STRANGE_TRIALS,
    STRANGE_TRIALS_TOGETHER,
    TRIALS,
)
from tests.support.lossy_network import lossy_network
from tests.support.peer import Peer, packet
from tests.support.relay import TestRelay, audio


class Clock:
    """Monotonic seconds that a test moves."""

    def __init__(self):
        self.now = 1000.0
        self.sequence = 10

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
    """Alice talks, Bob listens, and the relay knows both by what they have sent."""
    alice, bob = await relay.peer("a", "publish"), await relay.peer("b", "subscribe")
    relay.publish("a", "voice", audio(ssrc=1000))
    relay.subscribe("b", "s", "voice", audio(ssrc=5000))
    alice.send_rtp(packet(1000, 1, 0, b"here"))
    await bob.until(lambda: len(bob.rtp) == 1)
    bob.send_rtcp(rtcp.receiver_report(77))
    await relay.until(lambda: relay.transport("b").bytes_received > 0)
    return relay, alice, bob


@pytest.fixture
def stranger():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as endpoint:
        endpoint.bind(("127.0.0.1", 0))
        endpoint.setblocking(False)
        yield endpoint


def unknown(relay):
    return relay.counters().dropped.get("media from an unknown address", 0)


def protected(peer, plain):
    return bytes(peer._buffer.protect_rtp(peer.association.outbound, plain))


async def test_sound_goes_on_from_a_new_address_with_its_first_packet(call, clock):
    _, alice, bob = call
    clock.now += SILENT_FOR + 0.1
    alice.roam()
    alice.send_rtp(packet(1000, 2, 960, b"from elsewhere"))
    await bob.until(lambda: len(bob.rtp) == 2)


async def test_a_listener_is_followed_by_its_reports(call, clock):
    relay, alice, bob = call
    clock.now += SILENT_FOR + 0.1
    bob.roam()
    bob.send_rtcp(rtcp.receiver_report(77))
    received = relay.transport("b").bytes_received
    await relay.until(lambda: relay.transport("b").bytes_received > received)
    alice.send_rtp(packet(1000, 2, 960, b"to elsewhere"))
    await bob.until(lambda: len(bob.rtp) == 2)


async def test_of_listeners_who_report_under_one_ssrc_the_right_one_is_found(call, clock):
    relay, alice, _ = call
    listeners = [await relay.peer(f"b{number}", "subscribe") for number in range(6)]
    for number, listener in enumerate(listeners):
        relay.subscribe(f"b{number}", f"s{number}", "voice", audio(ssrc=6000 + number))
        listener.send_rtcp(rtcp.receiver_report(1))
    await relay.until(lambda: all(relay.transport(f"b{number}").bytes_received > 0 for number in range(6)))
    clock.now += SILENT_FOR + 0.1
    for listener in listeners:
        before = len(listener.rtp)
        listener.roam()
        listener.send_rtcp(rtcp.receiver_report(1))
        async with asyncio.timeout(5):
            while len(listener.rtp) == before:
                alice.send_rtp(packet(1000, clock.sequence, 0, b"to everybody"))
                clock.sequence += 1
                await asyncio.sleep(0.01)


async def test_after_a_nat_rebinds_media_is_back_at_once(half):
    """With the machine's own clock, and no connectivity check at all."""
    relay = TestRelay()
    created = relay.create("a", "publish")
    async with lossy_network((created.candidates[0].ip, created.candidates[0].port)) as network:
        alice = await relay.peer("x", "publish", kind=lambda made: _through(network, made))
        bob = await relay.peer("b", "subscribe", kind=lambda made: _through(network, made))
        relay.publish("x", "voice", audio(ssrc=1000))
        relay.subscribe("b", "s", "voice", audio(ssrc=5000))
        number = 0

        async def talk(condition):
            nonlocal number
            async with asyncio.timeout(5):
                while not condition():
                    number += 1
                    alice.send_rtp(packet(1000, number, 960 * number, b"hello"))
                    bob.send_rtcp(rtcp.receiver_report(77))
                    await asyncio.sleep(0.02)

        await talk(lambda: len(bob.rtp) > 5)
        network.rebind()
        before, at = len(bob.rtp), monotonic()
        await talk(lambda: len(bob.rtp) > before + 5)
        assert monotonic() - at < 2
    await relay.close()


def _through(network, created):
    peer = Peer(created)
    peer.address = network.address
    return peer


# --- what does not move anybody ---------------------------------------------------------------------------------------


async def test_forged_media_moves_nobody_however_silent_they_are(call, clock, stranger):
    relay, alice, bob = call
    clock.now += 4
    forged = [packet(1000, 2, 960, os.urandom(60)), rtcp.receiver_report(77) + os.urandom(14)]
    for datagram in forged:
        stranger.sendto(datagram, alice.address)
    await relay.until(lambda: relay.transport("a").dropped + relay.transport("b").dropped == len(forged))
    alice.send_rtp(packet(1000, 2, 960, b"still from here"))
    await bob.until(lambda: len(bob.rtp) == 2)
    with pytest.raises(BlockingIOError):
        stranger.recv(2048)


async def test_who_is_heard_is_not_looked_for_elsewhere(call, stranger):
    relay, alice, bob = call
    before = unknown(relay)
    stranger.sendto(protected(alice, packet(1000, 2, 960, b"a copy, sooner than the original")), alice.address)
    await relay.until(lambda: unknown(relay) == before + 1)
    assert len(bob.rtp) == 1


async def test_a_flood_is_tried_a_few_times_only(call, clock, stranger):
    relay, alice, _ = call
    clock.now += SILENT_FOR + LOOK_EVERY + 0.1
    before = unknown(relay)
    for number in range(20 * TRIALS):
        stranger.sendto(packet(1000, number, 0, os.urandom(60)), alice.address)
        if number % 50 == 0:
            await asyncio.sleep(0)
    await relay.until(lambda: unknown(relay) - before == 20 * TRIALS)
    assert relay.transport("a").dropped == TRIALS


@pytest.fixture
async def strangers():
    """Fewer than would use up together what may be tried, each in a network of its own."""
    async with AsyncExitStack() as stack:
        yield [
            stack.enter_context(_bound(f"127.1.{number}.1"))
            for number in range(STRANGE_TRIALS_TOGETHER // STRANGE_TRIALS - 1)
        ]


@contextmanager
def _bound(host):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as endpoint:
        endpoint.bind((host, 0))
        yield endpoint


async def test_of_each_strange_network_little_is_tried(call, clock, strangers):
    relay, alice, _ = call
    clock.now += SILENT_FOR + LOOK_EVERY + 0.1
    await flood(relay, alice, strangers)
    assert relay.transport("a").dropped == STRANGE_TRIALS * len(strangers)


async def test_a_flood_of_strangers_keeps_nobody_from_being_found_at_the_address_where_they_were(
    call, clock, strangers
):
    relay, alice, bob = call
    clock.now += SILENT_FOR + LOOK_EVERY + 0.1
    await flood(relay, alice, strangers)
    alice.roam()
    alice.send_rtp(packet(1000, 2, 960, b"from another port"))
    await bob.until(lambda: len(bob.rtp) == 2)


async def test_a_flood_of_strangers_keeps_nobody_from_being_found_in_another_network(call, clock, strangers):
    relay, alice, bob = call
    clock.now += SILENT_FOR + LOOK_EVERY + 0.1
    await flood(relay, alice, strangers)
    alice.roam("127.2.0.1")
    alice.send_rtp(packet(1000, 2, 960, b"from another network"))
    await bob.until(lambda: len(bob.rtp) == 2)


async def test_a_flood_from_everywhere_keeps_nobody_from_being_found_at_the_address_where_they_were(call, clock):
    """A stranger who forges source addresses has as many networks as they like."""
    relay, alice, bob = call
    clock.now += SILENT_FOR + LOOK_EVERY + 0.1
    async with AsyncExitStack() as stack:
        hosts = [f"127.1.{number}.1" for number in range(2 * STRANGE_TRIALS_TOGETHER // STRANGE_TRIALS)]
        await flood(relay, alice, [stack.enter_context(_bound(host)) for host in hosts])
    assert relay.transport("a").dropped == STRANGE_TRIALS_TOGETHER
    alice.roam()
    alice.send_rtp(packet(1000, 2, 960, b"from another port"))
    await bob.until(lambda: len(bob.rtp) == 2)


async def test_of_many_who_are_silent_at_one_address_everybody_is_found(call, clock):
    """More than are tried for one packet, and those that were heard last are gone for good."""
    relay, _, _ = call
    listeners = [await relay.peer(f"b{number}", "subscribe") for number in range(20)]
    for number, listener in enumerate(listeners):
        listener.send_rtcp(rtcp.receiver_report(1))
        await relay.until(lambda number=number: relay.transport(f"b{number}").bytes_received > 0)
        clock.now += 0.001
    clock.now += SILENT_FOR + 0.1
    received = relay.transport("b0").bytes_received
    listeners[0].roam()
    async with asyncio.timeout(5):
        while relay.transport("b0").bytes_received == received:
            listeners[0].send_rtcp(rtcp.receiver_report(1))
            await asyncio.sleep(0.005)
            clock.now += LOOK_EVERY + 0.01


async def flood(relay, alice, senders):
    """Each sends more than would be tried of all of them, within a moment."""
    before = unknown(relay)
    for number in range(2 * STRANGE_TRIALS):
        for sender in senders:
            sender.sendto(packet(1000, number, 0, os.urandom(60)), alice.address)
        await asyncio.sleep(0)
    await relay.until(lambda: unknown(relay) - before == 2 * STRANGE_TRIALS * len(senders))


async def test_an_ssrc_that_nobody_has_is_not_tried_at_all(call, clock, stranger):
    relay, alice, _ = call
    clock.now += SILENT_FOR + 0.1
    before = unknown(relay)
    stranger.sendto(protected(alice, packet(1234, 2, 960, b"authentic, and of no known stream")), alice.address)
    await relay.until(lambda: unknown(relay) == before + 1)
    assert relay.transport("a").dropped == 0


async def test_an_address_that_no_check_confirms_is_given_up(call, clock, stranger):
    """Who can hold packets back on their way could have them answered elsewhere: for seconds, not for good."""
    relay, alice, bob = call
    clock.now += SILENT_FOR + 0.1
    stranger.sendto(bytes(bob._buffer.protect_rtcp(bob.association.outbound, rtcp.receiver_report(77))), bob.address)
    received = relay.transport("b").bytes_received
    await relay.until(lambda: relay.transport("b").bytes_received > received)
    alice.send_rtp(packet(1000, 2, 960, b"led astray"))
    await relay.until(lambda: relay.transport("a").audio_packets == 2)
    assert stranger.recv(2048)
    clock.now += CONFIRM_WITHIN + 0.1
    await relay.until(lambda: relay.relay._rooms.rooms["room"].transports["b"].trial is None)
    alice.send_rtp(packet(1000, 3, 1920, b"and back"))
    await bob.until(lambda: len(bob.rtp) == 2)


async def test_an_address_that_a_check_confirms_stays(call, clock):
    relay, alice, bob = call
    clock.now += SILENT_FOR + 0.1
    bob.roam()
    bob.send_rtcp(rtcp.receiver_report(77))
    received = relay.transport("b").bytes_received
    await relay.until(lambda: relay.transport("b").bytes_received > received)
    await bob.validate()
    clock.now += CONFIRM_WITHIN + 0.1
    await relay.until(lambda: relay.state("b") == "disconnected")
    alice.send_rtp(packet(1000, 2, 960, b"still there"))
    await bob.until(lambda: len(bob.rtp) == 2)
