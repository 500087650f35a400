"""What publishers are told of the arrival of what they send."""

from signaling.control.parameters import HeaderExtension
from signaling.forwarding import rtcp
from signaling.forwarding.congestion.feedback import TransportFeedback
from signaling.forwarding.extensions import TRANSPORT_WIDE_CC
from tests.support.peer import DELTA, KEYFRAME, element, packet
from tests.support.relay import audio, video

NUMBERED = HeaderExtension(uri=TRANSPORT_WIDE_CC, id=5)


def numbered(rtp):
    return rtp.model_copy(update={"header_extensions": (*rtp.header_extensions, NUMBERED)})


def number(value):
    return element(5, value.to_bytes(2, "big"))


def told(peer):
    """Every transport-wide number that was reported as received, and every one that was not, wrapped to 16 bits."""
    received, missing = set(), set()
    for one in peer.rtcp:
        for report in rtcp.parse(one):
            if isinstance(report, TransportFeedback):
                offsets = set(report.offsets)
                received |= {report.base + offset & 0xFFFF for offset in offsets}
                missing |= {report.base + offset & 0xFFFF for offset in set(range(report.reported)) - offsets}
    return received, missing - received


async def test_a_publisher_is_told_of_sound_picture_and_padding_in_one_numbering(relay):
    alice = await relay.peer("a", "publish")
    relay.publish("a", "voice", numbered(audio("0", ssrc=1000)))
    relay.publish("a", "camera", numbered(video("1", ssrc=2000, rtx=2001)))
    alice.send_rtp(packet(1000, 1, 0, b"sound", 111, number(65534)))
    alice.send_rtp(packet(2000, 1, 0, KEYFRAME, 96, number(65535)))
    alice.send_rtp(packet(2000, 2, 0, DELTA, 96, number(1)))
    padding = bytearray(packet(2001, 7, 0, bytes(7) + b"\x08", 97, number(2)))
    padding[0] |= 0x20
    alice.send_rtp(bytes(padding))
    await alice.until(lambda: told(alice)[0] == {65534, 65535, 1, 2})
    assert told(alice)[1] == {0}


async def test_a_publisher_that_negotiated_no_numbers_is_sent_no_such_feedback(relay):
    alice = await relay.peer("a", "publish")
    relay.publish("a", "camera", video("1", ssrc=2000))
    alice.send_rtp(packet(2000, 1, 0, KEYFRAME, 96, number(7)))
    await alice.until(lambda: any(one[1] == 201 for one in alice.rtcp))
    alice.send_rtp(packet(2000, 2, 0, DELTA, 96, number(8)))
    await alice.until(lambda: sum(one[1] == 201 for one in alice.rtcp) == 2)
    assert told(alice) == (set(), set())


async def test_a_strangers_number_is_not_reported(relay):
    alice = await relay.peer("a", "publish")
    relay.publish("a", "camera", numbered(video("1", ssrc=2000)))
    forged = packet(2000, 1, 0, KEYFRAME, 96, number(99)) + bytes(16)
    alice.send_raw(forged)
    alice.send_rtp(packet(2000, 2, 0, KEYFRAME, 96, number(100)))
    await alice.until(lambda: told(alice)[0] != set())
    assert told(alice)[0] == {100}
