"""Silence, goodbyes, new addresses and new credentials."""

import asyncio

import pytest

from signaling.control import messages as m
from tests.support.peer import Peer, packet
from tests.support.relay import TestRelay, audio


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


async def test_silence_is_told_after_seconds_and_given_up_after_thirty(relay, clock):
    alice = await relay.peer("a", "publish")
    relay.publish("a", "voice", audio(ssrc=1000))
    clock.now += 1
    alice.send_rtp(packet(1000, 1, 0, b"sound"))
    await relay.until(lambda: relay.transport("a").audio_packets == 1)
    clock.now += 3.5
    await relay.until(lambda: relay.state("a") == "disconnected")
    assert relay.events[-1].last_heard == 3500
    clock.now += 5
    await alice.validate()
    await relay.until(lambda: relay.state("a") == "connected")
    clock.now += 31
    await relay.until(lambda: relay.state("a") == "failed")
    assert [event.state for event in relay.events] == [
        "connecting",
        "connected",
        "disconnected",
        "connected",
        "failed",
    ]


async def test_who_sends_nothing_but_checks_every_six_seconds_is_there(relay, clock):
    alice = await relay.peer("a", "publish")
    for _ in range(3):
        await alice.validate()
        clock.now += 6
        await asyncio.sleep(0.6)  # so that liveness is looked at
    assert [event.state for event in relay.events] == ["connecting", "connected"]
    clock.now += 1
    await relay.until(lambda: relay.state("a") == "disconnected")


async def test_packets_flow_on_while_a_client_is_silent_and_stop_when_it_is_given_up(relay, clock):
    alice, bob = await relay.peer("a", "publish"), await relay.peer("b", "subscribe")
    relay.publish("a", "voice", audio(ssrc=1000))
    relay.subscribe("b", "s", "voice", audio(ssrc=5000))
    clock.now += 10
    await relay.until(lambda: relay.state("b") == "disconnected")
    alice.send_rtp(packet(1000, 1, 0, b"are you there"))
    await bob.until(lambda: len(bob.rtp) == 1)
    clock.now += 25
    alice.send_rtp(packet(1000, 2, 960, b"still?"))
    await relay.until(lambda: relay.state("b") == "failed")
    sent = relay.transport("b").packets_sent
    alice.send_rtp(packet(1000, 3, 1920, b"gone"))
    await relay.until(lambda: relay.transport("a").audio_packets == 3)
    assert relay.transport("b").packets_sent == sent


async def test_media_alone_counts_as_heard(relay, clock):
    alice = await relay.peer("a", "publish")
    relay.publish("a", "voice", audio(ssrc=1000))
    clock.now += 2
    alice.send_rtp(packet(1000, 1, 0, b"sound"))
    await relay.until(lambda: relay.transport("a").audio_packets == 1)
    assert relay.transport("a").last_heard == 0


async def test_who_never_connects_is_given_up(relay, clock):
    created = relay.create("a", "publish")
    assert created
    relay.ask(
        m.ConnectTransport(transport="a", ice=created.ice, dtls=created.dtls.model_copy(update={"role": "client"}))
    )
    clock.now += 31
    await relay.until(lambda: relay.state("a") == "failed")


async def test_who_is_never_told_of_a_transport_does_not_keep_it_for_ever(relay, clock):
    relay.create("a", "subscribe")
    clock.now += 59
    await asyncio.sleep(0.6)  # so that liveness is looked at
    assert relay.state("a") == "new"
    clock.now += 2
    await relay.until(lambda: relay.state("a") == "failed")


async def test_a_clients_goodbye_closes_at_once(relay):
    alice = await relay.peer("a", "publish")
    await alice.association.close()
    await relay.until(lambda: relay.state("a") == "closed")


async def test_a_client_that_changes_its_address_is_followed(relay):
    alice, bob = await relay.peer("a", "publish"), await relay.peer("b", "subscribe")
    relay.publish("a", "voice", audio(ssrc=1000))
    relay.subscribe("b", "s", "voice", audio(ssrc=5000))
    alice.roam()
    bob.roam()
    await alice.validate()
    await bob.validate()
    alice.send_rtp(packet(1000, 1, 0, b"from the train"))
    await bob.until(lambda: len(bob.rtp) == 1)


async def test_an_ice_restart_keeps_the_call_and_ends_the_former_credentials(relay):
    alice, bob = await relay.peer("a", "publish"), await relay.peer("b", "subscribe")
    relay.publish("a", "voice", audio(ssrc=1000))
    relay.subscribe("b", "s", "voice", audio(ssrc=5000))
    former = alice.check()
    restarted = relay.ask(m.RestartIce(transport="a"))
    assert isinstance(restarted, m.IceRestarted)
    alice.send_raw(former)
    answered = len(alice.answers)
    await alice.until(lambda: len(alice.answers) > answered)
    alice.relay = alice.relay.model_copy(update={"ice": restarted.ice})
    relay.ask(alice.description("a"))
    alice.roam()
    await alice.validate()
    alice.send_rtp(packet(1000, 1, 0, b"restarted"))
    await bob.until(lambda: len(bob.rtp) == 1)
    before = relay.counters().dropped["not an authentic connectivity check"]
    alice.send_raw(former)
    await relay.until(lambda: relay.counters().dropped["not an authentic connectivity check"] == before + 1)


async def test_restarts_that_came_to_nothing_leave_the_credentials_that_were_used_in_force(relay):
    alice, bob = await relay.peer("a", "publish"), await relay.peer("b", "subscribe")
    relay.publish("a", "voice", audio(ssrc=1000))
    relay.subscribe("b", "s", "voice", audio(ssrc=5000))
    for _ in range(3):
        restarted = relay.ask(m.RestartIce(transport="a"))
    await alice.validate()
    assert isinstance(restarted, m.IceRestarted)
    alice.relay = alice.relay.model_copy(update={"ice": restarted.ice})
    alice.roam()
    await alice.validate()
    alice.send_rtp(packet(1000, 1, 0, b"restarted"))
    await bob.until(lambda: len(bob.rtp) == 1)


async def test_a_client_may_check_before_its_answer_has_come(relay):
    bob = Peer(relay.create("b", "subscribe"))
    await bob.validate()
    bob.association.start("client", bob.relay.dtls.fingerprints)
    relay.ask(bob.description("b"))
    await bob.until(lambda: bob.state == "connected")
    await bob.close()


async def test_ipv6_works_beside_ipv4(clock, half):
    relay = TestRelay(listen=("::1", "127.0.0.1"), clock=clock)
    alice = await relay.peer("a", "publish")
    assert alice.address[0] == "::1"
    bob = await relay.peer("b", "subscribe")
    relay.publish("a", "voice", audio(ssrc=1000))
    relay.subscribe("b", "s", "voice", audio(ssrc=5000))
    alice.send_rtp(packet(1000, 1, 0, b"six"))
    await bob.until(lambda: len(bob.rtp) == 1)
    await relay.close()
