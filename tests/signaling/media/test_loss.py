"""Lost packets: sent again to subscribers, asked for again from publishers."""

import struct

import pytest

from signaling.forwarding import rtcp
from signaling.forwarding.rtp import HEADER
from tests.support.peer import DELTA, KEYFRAME, element, packet
from tests.support.relay import audio, video


def sequences(received):
    return [int.from_bytes(one[2:4], "big") for one in received]


@pytest.fixture
async def picture(relay):
    """Alice's camera with RTX, Bob without and Carol with it; three packets have passed."""
    alice = await relay.peer("a", "publish")
    bob, carol = await relay.peer("b", "subscribe"), await relay.peer("c", "subscribe")
    relay.publish("a", "camera", video(ssrc=2000, rtx=2001))
    relay.subscribe("b", "sb", "camera", video(ssrc=6000))
    relay.subscribe("c", "sc", "camera", video(ssrc=7000, rtx=7001))
    for number, payload in enumerate((KEYFRAME, DELTA + b"two", DELTA + b"three")):
        alice.send_rtp(packet(2000, 65534 + number, 3000 * number, payload, 96))
    for peer in (bob, carol):
        await peer.until(lambda peer=peer: len(peer.rtp) == 3)
    return relay, alice, bob, carol


async def test_a_subscriber_without_rtx_gets_the_very_same_packet_again(picture):
    _, alice, bob, _ = picture
    bob.to_lose = 1
    alice.send_rtp(packet(2000, 65537, 9000, DELTA + b"four", 96))
    await bob.until(lambda: len(bob.lost) == 1)
    bob.send_rtcp(rtcp.nack(1, 6000, sequences(bob.lost)))
    await bob.until(lambda: len(bob.rtp) == 4)
    assert bob.rtp[3] == bob.lost[0][:12] + DELTA + b"four"


async def test_what_caught_up_with_a_keyframe_and_was_lost_comes_again_unchanged(relay):
    """AES-GCM gives its authentication key away when one number is used for two contents, headers included."""
    alice, early, late = (
        await relay.peer("a", "publish"),
        await relay.peer("b", "subscribe"),
        await relay.peer("c", "subscribe"),
    )
    relay.publish("a", "camera", video(ssrc=2000))
    relay.subscribe("b", "sb", "camera", video(ssrc=6000))
    alice.send_rtp(packet(2000, 1, 0, KEYFRAME, 96, element(2, b"\0\0\0")))
    await early.until(lambda: len(early.rtp) == 1)
    late.to_lose = 1
    relay.subscribe("c", "sc", "camera", video(ssrc=7000))
    await late.until(lambda: len(late.lost) == 1)
    late.send_rtcp(rtcp.nack(1, 7000, sequences(late.lost)))
    await late.until(lambda: len(late.rtp) == 1)
    assert late.rtp[0][:20] == late.lost[0][:20]


async def test_a_subscriber_with_rtx_gets_it_in_the_repair_stream(picture):
    _, _, _, carol = picture
    wanted = sequences(carol.rtp)[1]
    carol.send_rtcp(rtcp.nack(1, 7000, [wanted]))
    await carol.until(lambda: len(carol.rtp) == 4)
    _, second, _, timestamp, ssrc = HEADER.unpack_from(carol.rtp[3])
    assert (second & 0x7F, timestamp, ssrc) == (97, 3000, 7001)
    assert carol.rtp[3][12:] == struct.pack("!H", wanted) + DELTA + b"two"


async def test_what_a_subscriber_never_was_sent_is_not_sent_again(picture):
    relay, _, bob, _ = picture
    first = sequences(bob.rtp)[0]
    bob.send_rtcp(rtcp.nack(1, 6000, [(first - 1) & 0xFFFF, (first + 7) & 0xFFFF]))
    bob.send_rtcp(rtcp.nack(1, 7000, [first]))
    await bob.validate()
    assert len(bob.rtp) == 3
    assert relay.counters().subscriptions[0].resent == 0


async def test_a_client_that_asks_without_end_is_served_within_bounds(picture):
    relay, _, bob, _ = picture
    wanted = sequences(bob.rtp)
    for _ in range(400):
        bob.send_rtcp(rtcp.nack(1, 6000, wanted))
    await bob.validate()
    assert 300 <= relay.counters().subscriptions[0].resent <= 2 * 300


async def test_a_hole_is_asked_for_and_its_filling_is_forwarded_in_its_place(picture):
    _, alice, bob, _ = picture
    alice.send_rtp(packet(2000, 65538, 12000, DELTA + b"five", 96))
    await alice.until(lambda: any(one[1] == 205 for one in alice.rtcp))
    nack = next(one for one in alice.rtcp if one[1] == 205)
    assert rtcp.parse(nack) == [rtcp.Nack(2000, (1,))]
    alice.send_rtp(packet(2000, 65537, 9000, DELTA + b"four", 96))
    await bob.until(lambda: len(bob.rtp) == 5)
    first, *_, fifth, fourth = sequences(bob.rtp)
    assert ((fifth - first) & 0xFFFF, (fourth - first) & 0xFFFF) == (4, 3)


async def test_a_publishers_rtx_is_forwarded_as_what_it_repairs_and_only_once(picture):
    relay, alice, bob, _ = picture
    alice.send_rtp(packet(2000, 65538, 12000, DELTA + b"five", 96))
    repair = struct.pack("!H", 1) + DELTA + b"four"
    alice.send_rtp(packet(2001, 1, 9000, repair, 97))
    alice.send_rtp(packet(2001, 2, 9000, repair, 97))
    alice.send_rtp(packet(2001, 3, 0, b"", 97))
    await relay.until(lambda: relay.transport("a").video_packets == 7)
    await bob.validate()
    assert [one[12:] for one in bob.rtp[3:]] == [DELTA + b"five", DELTA + b"four"]
    assert bob.repeated == 0
    first, *_, fourth = sequences(bob.rtp)
    assert (fourth - first) & 0xFFFF == 3


async def test_a_hole_too_large_to_mend_is_answered_with_a_keyframe_request(picture):
    _, alice, _, _ = picture
    alice.rtcp.clear()
    alice.send_rtp(packet(2000, 65534 + 400, 30000, DELTA, 96))
    await alice.until(lambda: any(rtcp.KeyframeRequest(2000) in rtcp.parse(one) for one in alice.rtcp))


async def test_sound_is_not_asked_for_again(relay):
    alice, bob = await relay.peer("a", "publish"), await relay.peer("b", "subscribe")
    relay.publish("a", "voice", audio(ssrc=1000))
    relay.subscribe("b", "s", "voice", audio(ssrc=5000))
    alice.send_rtp(packet(1000, 1, 0, b"one"))
    alice.send_rtp(packet(1000, 3, 1920, b"three"))
    await bob.until(lambda: len(bob.rtp) == 2)
    await alice.until(lambda: any(one[1] == 201 for one in alice.rtcp))
    assert not any(one[1] == 205 for one in alice.rtcp)


async def test_many_wishes_for_a_keyframe_make_one_request(picture):
    relay, alice, bob, carol = picture
    for _ in range(20):
        bob.send_rtcp(rtcp.picture_loss(1, 6000))
        carol.send_rtcp(rtcp.picture_loss(1, 7000))
    await bob.validate()
    await carol.validate()
    await alice.until(lambda: relay.counters().publications[0].keyframe_requests == 2)
    alice.send_rtp(packet(2000, 65537, 9000, KEYFRAME, 96))
    await bob.until(lambda: len(bob.rtp) == 4)
    assert relay.counters().publications[0].keyframe_requests == 2


async def test_nobody_is_asked_for_a_keyframe_while_nobody_watches(relay):
    alice = await relay.peer("a", "publish")
    relay.publish("a", "camera", video(ssrc=2000))
    relay.create("b", "subscribe")
    relay.subscribe("b", "s", "camera", video(ssrc=6000))
    alice.send_rtp(packet(2000, 1, 0, DELTA, 96))
    await alice.until(lambda: any(one[1] == 201 for one in alice.rtcp))
    assert not any(rtcp.KeyframeRequest(2000) in rtcp.parse(one) for one in alice.rtcp)
