"""What subscribers are sent: numbered as one, filled up to try the line, and less where feedback says so."""

import asyncio
import struct

import pytest

from signaling.control.messages import PauseSubscription, SetScope
from signaling.control.parameters import Encoding, HeaderExtension
from signaling.forwarding import extensions, rtcp
from signaling.forwarding.congestion.arrivals import Arrivals
from signaling.forwarding.extensions import TRANSPORT_WIDE_CC
from signaling.forwarding.rtp import HEADER, layout
from tests.support.peer import DELTA, KEYFRAME, element, packet
from tests.support.relay import audio, video

THEIRS, OURS = 5, 9
"""The publisher's id of the number and the subscriber's."""


def numbered(rtp, identity):
    own = HeaderExtension(uri=TRANSPORT_WIDE_CC, id=identity)
    return rtp.model_copy(update={"header_extensions": (*rtp.header_extensions, own)})


def number(received):
    place = layout(received, len(received))
    found = extensions.find(place.profile, received[place.extension : place.payload], OURS)
    return None if found is None else int.from_bytes(found, "big")


def ssrc(received):
    return HEADER.unpack_from(received)[4]


def media(peer):
    return [one for one in peer.rtp if not one[0] & 0x20]


@pytest.fixture
async def pair(relay):
    alice, bob = await relay.peer("a", "publish"), await relay.peer("b", "subscribe")
    relay.publish("a", "voice", numbered(audio("0", ssrc=1000), THEIRS))
    relay.publish("a", "camera", numbered(video("1", ssrc=2000, rtx=2001), THEIRS))
    relay.subscribe("b", "sv", "voice", numbered(audio("0", ssrc=5000), OURS))
    relay.subscribe("b", "sc", "camera", numbered(video("1", ssrc=6000, rtx=6001), OURS))
    return relay, alice, bob


def speak(alice, sequence):
    alice.send_rtp(packet(1000, sequence, 960 * sequence, b"sound", 111, element(THEIRS, b"\x77\x77")))


def film(alice, sequence, payload):
    alice.send_rtp(packet(2000, sequence, 3000 * sequence, payload, 96, element(THEIRS, b"\x88\x88")))


async def test_sound_picture_padding_and_repairs_are_numbered_in_a_row(pair):
    _, alice, bob = pair
    film(alice, 1, KEYFRAME)
    await bob.until(lambda: len(media(bob)) == 1)
    speak(alice, 1)
    film(alice, 2, DELTA)
    await bob.until(lambda: len(media(bob)) == 3)
    bob.send_rtcp(rtcp.nack(1, 6000, [int.from_bytes(media(bob)[0][2:4], "big")]))
    await bob.until(lambda: any(ssrc(one) == 6001 for one in media(bob)))
    assert [number(one) for one in bob.rtp] == list(range(len(bob.rtp)))
    assert {ssrc(one) for one in media(bob)} == {5000, 6000, 6001}


@pytest.fixture
async def layered(relay):
    """Alice's camera in three layers, of which only the lowest comes so far."""
    alice, bob = await relay.peer("a", "publish"), await relay.peer("b", "subscribe")
    layers = tuple(Encoding(ssrc=2000 + at, rid=rid) for at, rid in enumerate("lmh"))
    relay.publish("a", "camera", numbered(video("1", ssrc=None).model_copy(update={"encodings": layers}), THEIRS))
    relay.subscribe("b", "sc", "camera", numbered(video("1", ssrc=6000, rtx=6001), OURS))
    return relay, alice, bob


async def test_what_opens_on_a_line_at_ease_may_soon_have_its_best_layer(layered):
    relay, _, bob = layered
    relay.ask(PauseSubscription(subscription="sc", paused=True))
    relay.publish("a", "voice", numbered(audio("0", ssrc=1000), THEIRS))
    relay.subscribe("b", "sv", "voice", numbered(audio("0", ssrc=5000), OURS))
    bob.send_rtcp(rtcp.remb(1, 20_000_000, (5000,)))
    line = next(it for it in relay.relay._rooms.transports() if it.name == "b").downlink
    await relay.until(lambda: line.settled)
    relay.ask(PauseSubscription(subscription="sc", paused=False))
    output = relay.relay._rooms.rooms["room"].subscriptions["sc"].output
    assert output.allowed == 0
    await relay.until(lambda: output.allowed == 2)


async def test_the_line_is_tried_with_padding_that_carries_nothing(layered):
    _, alice, bob = layered
    film(alice, 1, KEYFRAME)
    await bob.until(lambda: len(bob.rtp) > len(media(bob)) + 5)
    padding = [one for one in bob.rtp if one[0] & 0x20]
    assert {ssrc(one) for one in padding} == {6001}
    assert all(one[-1] == len(one) - layout(one, len(one)).payload for one in padding)
    sequences = [int.from_bytes(one[2:4], "big") for one in padding]
    assert sequences == [sequences[0] + at & 0xFFFF for at in range(len(padding))]


async def test_padding_is_bounded_though_nobody_answers(layered):
    relay, alice, bob = layered
    film(alice, 1, KEYFRAME)
    await bob.until(lambda: sum(len(one) for one in bob.rtp) > 3_000)
    sent = relay.relay._rooms.transports()[1].downlink.sent
    before = sent.end
    for _ in range(20):
        await bob.validate()
    assert sent.sum(0, sent.end) < 40_000
    assert sent.end - before < 200


async def test_what_may_have_to_be_the_very_same_again_is_not_numbered(relay):
    alice, bob = await relay.peer("a", "publish"), await relay.peer("b", "subscribe")
    relay.publish("a", "camera", numbered(video("1", ssrc=2000), THEIRS))
    relay.subscribe("b", "sc", "camera", numbered(video("1", ssrc=6000), OURS))
    film(alice, 1, KEYFRAME)
    await bob.until(lambda: len(bob.rtp) == 1)
    assert number(bob.rtp[0]) is None


async def test_what_a_publisher_did_not_make_room_for_goes_out_unnumbered(pair):
    _, alice, bob = pair
    alice.send_rtp(packet(1000, 1, 960, b"sound", 111, element(1, b"\x10")))
    await bob.until(lambda: len(media(bob)) == 1)
    assert number(media(bob)[0]) is None


async def test_feedback_on_what_was_never_sent_is_survived(pair):
    _, alice, bob = pair
    arrivals = Arrivals()
    for one in (40_000, 40_001):
        arrivals.take(one, 1.0)
    for body in arrivals.report(1, 6000):
        bob.send_rtcp(rtcp.transport_feedback(body))
    bob.send_rtcp(rtcp.transport_feedback(struct.pack("!IIHHI", 1, 2, 0, 0xFFFF, 0)))
    speak(alice, 1)
    await bob.until(lambda: len(media(bob)) == 1)


def repaired(peer):
    """The numbers of the packets that were sent again."""
    again = [one for one in media(peer) if ssrc(one) == 6001]
    return [int.from_bytes(one[layout(one, len(one)).payload :][:2], "big") for one in again]


async def test_on_a_narrow_line_nothing_of_a_former_layer_is_sent_again_and_the_rest_waits_its_turn(layered):
    relay, alice, bob = layered
    film(alice, 1, KEYFRAME)
    await bob.until(lambda: len(media(bob)) == 1)
    transport = next(it for it in relay.relay._rooms.transports() if it.name == "b")
    transport.downlink.estimate.cut = asyncio.get_running_loop().time()
    bob.send_rtcp(rtcp.remb(1, 400_000, (6000,)))
    await relay.until(lambda: transport.paces)
    relay.ask(PauseSubscription(subscription="sc", paused=True))
    relay.ask(PauseSubscription(subscription="sc", paused=False))
    film(alice, 2, KEYFRAME)
    await bob.until(lambda: len([one for one in media(bob) if ssrc(one) == 6000]) == 2)
    before, now = (int.from_bytes(one[2:4], "big") for one in media(bob) if ssrc(one) == 6000)
    taken, take = [], transport.downlink.pacer.take

    def watched(datagram):
        taken.append(len(datagram))
        return take(datagram)

    transport.downlink.pacer.take = watched
    bob.send_rtcp(rtcp.nack(1, 6000, [before, now]))
    await bob.until(lambda: repaired(bob))
    assert repaired(bob) == [now]
    assert len(taken) == 1


async def test_pictures_that_wait_for_a_narrow_line_do_not_follow_into_another_scope(pair):
    relay, alice, bob = pair
    film(alice, 1, KEYFRAME)
    await bob.until(lambda: len(media(bob)) == 1)
    transport = next(it for it in relay.relay._rooms.transports() if it.name == "b")
    transport.paces = transport.downlink.narrow = True
    transport.downlink.wide = True
    relay.relay._rooms.rooms["room"].moved(transport)
    film(alice, 2, DELTA + b"secret")
    speak(alice, 1)
    await bob.until(lambda: any(ssrc(one) == 5000 for one in media(bob)))
    relay.ask(SetScope(transport="b", scope="elsewhere"))
    assert len(transport.downlink.pacer) == 0
