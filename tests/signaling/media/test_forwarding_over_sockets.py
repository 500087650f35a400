"""One publisher, one subscriber, real sockets, real DTLS-SRTP."""

import pytest

from signaling.forwarding.rtp import HEADER
from tests.support.peer import DELTA, KEYFRAME, element, packet
from tests.support.relay import TestRelay, audio, video


@pytest.fixture
async def relay(half):
    running = TestRelay()
    yield running
    await running.close()


def header(received: bytes):
    _, second, sequence, timestamp, ssrc = HEADER.unpack_from(received)
    return second & 0x7F, sequence, timestamp, ssrc


async def test_what_is_said_is_heard_under_the_subscriptions_own_ssrc(relay):
    alice, bob = await relay.peer("a", "publish"), await relay.peer("b", "subscribe")
    relay.publish("a", "voice", audio(ssrc=1000))
    relay.subscribe("b", "s", "voice", audio(ssrc=5000))
    for number in range(5):
        alice.send_rtp(packet(1000, 70 + number, 960 * number, b"sound%d" % number))
    await bob.until(lambda: len(bob.rtp) == 5)
    assert [received[12:] for received in bob.rtp] == [b"sound%d" % number for number in range(5)]
    sequences = [header(received)[1] for received in bob.rtp]
    assert [sequence - sequences[0] for sequence in sequences] == list(range(5))
    assert {header(received)[3] for received in bob.rtp} == {5000}


async def test_a_picture_begins_with_a_keyframe_which_is_asked_for(relay):
    alice, bob = await relay.peer("a", "publish"), await relay.peer("b", "subscribe")
    relay.publish("a", "camera", video(ssrc=2000))
    relay.subscribe("b", "s", "camera", video(ssrc=6000))
    alice.send_rtp(packet(2000, 1, 0, DELTA, 96))
    await alice.until(lambda: any(report[1] == 206 for report in alice.rtcp))
    alice.send_rtp(packet(2000, 2, 3000, DELTA, 96))
    alice.send_rtp(packet(2000, 3, 6000, KEYFRAME, 96))
    alice.send_rtp(packet(2000, 4, 9000, DELTA, 96))
    await bob.until(lambda: len(bob.rtp) == 2)
    assert [received[12:] for received in bob.rtp] == [KEYFRAME, DELTA]


async def test_extensions_arrive_under_the_subscribers_ids_and_mid_does_not(relay):
    alice, bob = await relay.peer("a", "publish"), await relay.peer("b", "subscribe")
    relay.publish("a", "voice", audio(ssrc=1000))
    theirs = audio(ssrc=5000)
    swapped = {1: 2, 2: 1, 4: 4}
    theirs = theirs.model_copy(
        update={
            "header_extensions": tuple(
                extension.model_copy(update={"id": swapped[extension.id]}) for extension in theirs.header_extensions
            )
        }
    )
    relay.subscribe("b", "s", "voice", theirs)
    block = element(4, b"0") + element(1, b"\x85") + element(2, b"\0\0\0")
    alice.send_rtp(packet(1000, 1, 0, b"sound", block=block))
    await bob.until(lambda: len(bob.rtp) == 1)
    received = bob.rtp[0]
    assert received[16:18] == b"\0\0"
    assert received[18:20] == b"\x20\x85"
    assert received[20] == 0x12 and received[21:24] != b"\0\0\0"
    assert received.endswith(b"sound")
