"""Nothing stays behind: transports, publications and subscriptions come and go without leaving anything."""

import asyncio
import gc
import os
import weakref

import pytest

from signaling.control import messages as m
from signaling.media.transport import MAX_SSRCS, Transport
from tests.support.peer import Peer, packet
from tests.support.relay import audio, video


async def come_and_go(relay, number):
    peer = Peer(relay.create(f"t{number}", "publish"))
    relay.ask(peer.description(f"t{number}"))
    await peer.connect()
    relay.publish(f"t{number}", f"voice{number}", audio(ssrc=1000))
    relay.create(f"s{number}", "subscribe")
    relay.subscribe(f"s{number}", f"sub{number}", f"voice{number}", audio(ssrc=5000))
    peer.send_rtp(packet(1000, 1, 0, b"hello"))
    await relay.until(lambda: relay.transport(f"t{number}").audio_packets == 1)
    relay.ask(m.CloseTransport(transport=f"t{number}"))
    relay.ask(m.CloseTransport(transport=f"s{number}"))
    await peer.until(lambda: peer.state == "closed")
    await peer.close()


async def test_the_workers_totals_keep_what_closed_transports_have_carried(relay):
    def totals():
        return relay.counters().totals

    await come_and_go(relay, 1)
    before = totals()
    assert before.packets_received >= 1 and before.bytes_received > 0
    await come_and_go(relay, 2)
    assert totals().packets_received > before.packets_received
    relay.ask(m.CloseRoom())
    after = totals()
    assert after.packets_received > before.packets_received and after.bytes_sent >= before.bytes_sent


def measure():
    gc.collect()
    transports = sum(isinstance(thing, Transport) for thing in gc.get_objects())
    return transports, len(asyncio.all_tasks()), len(os.listdir("/proc/self/fd"))


async def test_clients_that_come_and_go_leave_no_task_no_descriptor_and_no_transport(relay):
    await come_and_go(relay, 0)
    await relay.until(lambda: measure()[0] == 0)
    before = measure()
    for number in range(1, 15):
        await come_and_go(relay, number)
    await relay.until(lambda: measure() <= before)
    assert relay.counters().transports == ()
    room = relay.relay._rooms.rooms["room"]
    assert not room.by_output and not room._by_subscriber


async def test_a_publication_made_again_after_its_sequence_numbers_wrapped_is_understood(relay):
    """libsrtp knows the rollover counter of an SSRC only as long as it is not told to forget it."""
    alice = await relay.peer("a", "publish")
    relay.publish("a", "first", audio(ssrc=1000))
    for sequence in (65000, 65500, 65535, 65536, 65600):
        alice.send_rtp(packet(1000, sequence, 0, b"sound"))
    await relay.until(lambda: relay.transport("a").audio_packets == 5)
    relay.ask(m.ClosePublication(publication="first"))
    relay.publish("a", "second", audio(ssrc=1000))
    alice.send_rtp(packet(1000, 65700, 0, b"sound"))
    await relay.until(lambda: relay.transport("a").audio_packets == 6)


async def test_a_transport_takes_only_so_many_ssrcs_in_its_life(relay):
    relay.create("a", "publish")
    for number in range(MAX_SSRCS):
        relay.publish("a", "p", audio(ssrc=1000 + number))
        relay.ask(m.ClosePublication(publication="p"))
    with pytest.raises(m.ControlError, match="refused"):
        relay.publish("a", "p", audio(ssrc=1))
    relay.publish("a", "p", audio(ssrc=1000))


async def test_a_closed_subscription_stops_its_keyframe_requests(relay):
    alice = await relay.peer("a", "publish")
    await relay.peer("b", "subscribe")
    relay.publish("a", "camera", video(ssrc=2000))
    relay.subscribe("b", "s", "camera", video(ssrc=6000))
    await relay.until(lambda: relay.counters().publications[0].keyframe_requests == 1)
    relay.ask(m.CloseSubscription(subscription="s"))
    await relay.until(lambda: not relay.relay._feedback._attended)
    assert relay.counters().publications[0].keyframe_requests == 1
    assert alice.state == "connected"


async def test_a_publication_that_ended_leaves_none_of_its_packets_to_those_that_follow_it(relay):
    """Each is bound before the one before it is closed, so that there always is one for compiled code to find."""
    relay.create("t", "publish")
    kept = []
    for number in range(5):
        relay.publish("t", f"camera{number}", video(str(number), ssrc=1000 + number))
        incoming = relay.relay._rooms.rooms["room"].transports["t"].incoming[1000 + number]
        incoming.begin_plans()
        kept.append(weakref.ref(incoming.layer.history))
        del incoming
        relay.ask(m.ClosePublication(publication=f"camera{number - 1}"))
    gc.collect()
    assert [history() is not None for history in kept] == [False] * 4 + [True]
    relay.ask(m.ClosePublication(publication="camera4"))
    gc.collect()
    assert kept[-1]() is None
