"""A client's media has led to an address that no check has confirmed: who copies its packets leads nobody astray."""

import asyncio
import socket

import pytest

from signaling.forwarding import rtcp
from signaling.media.roaming import CONFIRM_WITHIN, SILENT_FOR, STAYS_FOR
from tests.support.peer import packet
from tests.support.relay import TestRelay, audio
from tests.support.tcp_peer import TcpPeer


class Call:
    """Alice talks, Bob listens, and somebody in between sees what both send."""

    def __init__(self, relay, alice, bob, now):
        self.relay, self.alice, self.bob = relay, alice, bob
        self.now = now
        self.said = self.count = 0

    @property
    def listener(self):
        return self.relay.relay._rooms.rooms["room"].transports["b"]

    @property
    def talker(self):
        return self.relay.relay._rooms.rooms["room"].transports["a"]

    @property
    def address(self):
        return self.alice.address

    @property
    def refused(self):
        return self.relay.counters().dropped.get("media from an unknown address", 0)

    def move(self, peer):
        """To another port. The former socket, to send from only."""
        former, peer.socket = peer.socket, peer._open()
        asyncio.get_running_loop().remove_reader(former)
        return former

    def pass_time(self, seconds):
        self.now[0] += seconds

    def fall_silent(self):
        self.pass_time(SILENT_FOR + 0.1)

    def report(self):
        """Of Bob's, as it goes over the line. Each is another."""
        self.count += 1
        return bytes(self.bob._buffer.protect_rtcp(self.bob.association.outbound, rtcp.receiver_report(77)))

    def sound(self):
        self.said += 1
        plain = packet(1000, self.said, 960 * self.said, b"sound %d" % self.said)
        return bytes(self.alice._buffer.protect_rtp(self.alice.association.outbound, plain))

    async def arrives(self, datagram, sender, transport):
        """A datagram that is authentic, from a socket."""
        self.pass_time(0.01)
        before = transport.bytes_received
        sender.sendto(datagram, self.address)
        await self.relay.until(lambda: transport.bytes_received > before)

    async def reaches_bob(self):
        before = len(self.bob.rtp)
        await self.arrives(self.sound(), self.alice.socket, self.talker)
        await self.bob.until(lambda: len(self.bob.rtp) > before)

    async def reaches(self, endpoint):
        await self.arrives(self.sound(), self.alice.socket, self.talker)
        while endpoint.recv(2048)[1] & 0x7F != 111:  # else a report
            pass


@pytest.fixture
async def call():
    now = [1000.0]
    relay = TestRelay(clock=lambda: now[0])
    alice, bob = await relay.peer("a", "publish"), await relay.peer("b", "subscribe")
    relay.publish("a", "voice", audio(ssrc=1000))
    relay.subscribe("b", "s", "voice", audio(ssrc=5000))
    made = Call(relay, alice, bob, now)
    await made.arrives(made.report(), bob.socket, made.listener)
    await made.reaches_bob()
    yield made
    await relay.close()


@pytest.fixture
def stranger():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as endpoint:
        endpoint.bind(("127.0.0.1", 0))
        endpoint.settimeout(2)
        yield endpoint


async def test_a_copy_that_came_before_the_original_leads_astray_only_until_that_is_there(call, stranger):
    call.fall_silent()
    report = call.report()
    await call.arrives(report, stranger, call.listener)
    await call.reaches(stranger)
    call.bob.send_raw(report)
    await call.relay.until(lambda: call.listener.trial is None)
    await call.reaches_bob()


async def test_a_copy_whose_original_was_lost_leads_astray_only_until_the_next_report(call, stranger):
    call.fall_silent()
    await call.arrives(call.report(), stranger, call.listener)
    await call.arrives(call.report(), call.bob.socket, call.listener)
    await call.reaches_bob()


async def test_of_who_talks_the_next_packet_from_where_they_were_is_enough_too(call, stranger):
    call.fall_silent()
    await call.arrives(call.sound(), stranger, call.talker)
    assert call.talker.trial is not None
    await call.arrives(call.sound(), call.alice.socket, call.talker)
    assert call.talker.trial is None
    await call.alice.validate()


async def test_what_was_delayed_on_the_former_way_does_not_call_a_client_back_who_has_moved(call):
    call.fall_silent()
    delayed = call.sound()
    former = call.move(call.alice)
    await call.arrives(call.sound(), call.alice.socket, call.talker)
    await call.arrives(delayed, former, call.talker)
    assert call.talker.trial is not None
    await call.reaches_bob()
    former.close()


async def test_a_check_from_where_the_client_was_ends_the_trial(call, stranger):
    call.fall_silent()
    await call.arrives(call.report(), stranger, call.listener)
    call.bob.send_raw(call.bob.check(nominate=False))
    await call.relay.until(lambda: call.listener.trial is None)
    await call.reaches_bob()


async def test_a_check_from_a_third_address_ends_the_trial_too(call, stranger):
    call.fall_silent()
    await call.arrives(call.report(), stranger, call.listener)
    call.bob.roam()
    await call.bob.validate()
    assert call.listener.trial is None
    call.pass_time(CONFIRM_WITHIN + 0.1)
    await call.relay.until(lambda: call.relay.state("b") == "disconnected")
    await call.reaches_bob()


async def test_where_a_trial_was_in_vain_the_next_waits_for_half_a_minute(call, stranger):
    """Somebody who holds packets back and sends them on from elsewhere does so again."""
    call.fall_silent()
    await call.arrives(call.report(), stranger, call.listener)
    call.pass_time(CONFIRM_WITHIN + 0.1)
    await call.relay.until(lambda: call.listener.trial is None)
    refused = call.refused
    stranger.sendto(call.report(), call.address)
    await call.relay.until(lambda: call.refused > refused)
    await call.reaches_bob()
    for _ in range(2):
        call.pass_time(STAYS_FOR / 2)
        await call.bob.validate()
    call.fall_silent()
    await call.arrives(call.report(), stranger, call.listener)
    await call.reaches(stranger)


async def test_who_moves_twice_is_followed_twice_and_known_by_where_they_were_first(call, stranger):
    call.fall_silent()
    first = call.move(call.bob)
    await call.arrives(call.report(), call.bob.socket, call.listener)
    await call.reaches_bob()
    call.fall_silent()
    await call.arrives(call.report(), stranger, call.listener)
    await call.reaches(stranger)
    await call.arrives(call.report(), first, call.listener)
    assert call.listener.path[1] == first.getsockname()
    first.close()


async def test_after_a_confirmed_trial_media_from_both_addresses_is_the_clients(call):
    call.fall_silent()
    former = call.move(call.alice)
    await call.arrives(call.sound(), call.alice.socket, call.talker)
    await call.alice.validate()
    await call.arrives(call.sound(), former, call.talker)
    assert call.talker.path[1] == call.alice.socket.getsockname()
    former.close()


async def test_what_is_left_of_a_client_on_trial_who_leaves_is_nothing(call, stranger):
    call.fall_silent()
    await call.arrives(call.report(), stranger, call.listener)
    call.pass_time(31)
    await call.relay.until(lambda: call.relay.state("b") == "failed")
    await call.relay.until(lambda: not call.relay.relay._connections._former)
    await call.relay.until(lambda: not call.listener.paths)


async def test_who_came_over_tcp_is_not_looked_for_elsewhere(call, stranger):
    carol = await call.relay.peer("c", "subscribe", kind=TcpPeer)
    carol.send_rtcp(rtcp.receiver_report(78))
    await call.relay.until(lambda: call.relay.transport("c").bytes_received > 0)
    call.fall_silent()
    refused = call.refused
    copied = bytes(carol._buffer.protect_rtcp(carol.association.outbound, rtcp.receiver_report(78)))
    stranger.sendto(copied, call.address)
    await call.relay.until(lambda: call.refused > refused)
    assert call.relay.relay._rooms.rooms["room"].transports["c"].trial is None
