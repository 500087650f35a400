"""H.264 is forwarded as VP8 is: from a picture to begin with, under the payload type that means the same."""

from signaling.control.parameters import CodecParameters, Encoding, RtpParameters
from tests.support.peer import packet
from tests.support.relay import VP8

PARAMETERS = bytes.fromhex("78 0003 6742e0 0002 68ce")
PICTURE = bytes.fromhex("7c8588") + bytes(40)
DELTA = bytes.fromhex("419a") + bytes(40)


def h264(payload_type, profile, mode="1"):
    parameters = {"profile-level-id": profile, "packetization-mode": mode}
    return CodecParameters(mime_type="video/H264", payload_type=payload_type, clock_rate=90000, parameters=parameters)


def rtp(ssrc, *codecs):
    return RtpParameters(mid="1", codecs=codecs, encodings=(Encoding(ssrc=ssrc),))


def payload_types(received):
    return [one[1] & 0x7F for one in received]


async def test_h264_begins_with_its_parameters_under_the_payload_type_of_its_profile(relay):
    alice, bob = await relay.peer("a", "publish"), await relay.peer("b", "subscribe")
    relay.publish("a", "camera", rtp(2000, h264(102, "42e01f"), h264(104, "640c1f"), h264(106, "42e01f", "0"), VP8))
    relay.subscribe("b", "s", "camera", rtp(6000, h264(35, "640c34"), h264(37, "42c02a", "0"), h264(39, "42c02a"), VP8))
    for number, (payload, payload_type) in enumerate(
        [(DELTA, 102), (PARAMETERS, 102), (PICTURE, 102), (DELTA, 104), (DELTA, 106)]
    ):
        alice.send_rtp(packet(2000, number, 0, payload, payload_type))
    await bob.until(lambda: len(bob.rtp) == 4)
    assert payload_types(bob.rtp) == [39, 39, 35, 37]
    assert [one[12:] for one in bob.rtp] == [PARAMETERS, PICTURE, DELTA, DELTA]


async def test_a_keyframe_of_one_codec_is_none_of_another(relay):
    """What begins a VP8 keyframe (10 00) is no NAL unit that H.264 begins with, and the other way round."""
    alice, bob = await relay.peer("a", "publish"), await relay.peer("b", "subscribe")
    codecs = VP8, h264(102, "42e01f")
    relay.publish("a", "camera", rtp(2000, *codecs))
    relay.subscribe("b", "s", "camera", rtp(6000, *codecs))
    alice.send_rtp(packet(2000, 1, 0, b"\x10\x00 VP8 as H.264", 102))
    alice.send_rtp(packet(2000, 2, 0, PICTURE, 96))
    alice.send_rtp(packet(2000, 3, 0, b"\x10\x00 VP8", 96))
    await bob.until(lambda: len(bob.rtp) == 1)
    assert bob.rtp[0][12:] == b"\x10\x00 VP8"
