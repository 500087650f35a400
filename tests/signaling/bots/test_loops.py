"""What bots show and sound like."""

import av
import pytest

from signaling.bots.loops import FRAME_RATE, SECONDS, make_loops
from signaling.bots.outgoing import OutgoingStream
from signaling.bots.publisher import MAX_PAYLOAD, vp8_payloads
from signaling.forwarding import rtp, vp8


@pytest.fixture(scope="module")
def loops():
    return make_loops(2, "QZ")


def test_pictures_decode_move_and_begin_anew_at_each_keyframe(loops):
    assert len(loops.video) == SECONDS * FRAME_RATE
    keyframes = [at for at, frame in enumerate(loops.video) if frame.keyframe]
    assert keyframes[0] == 0 and len(keyframes) >= SECONDS // 2
    decoder = av.CodecContext.create("vp8", "r")
    planes = [
        bytes(it.planes[0])
        for frame in loops.video[keyframes[1] :][:12]
        for it in decoder.decode(av.Packet(frame.data))
    ]
    assert len(set(planes)) == 12


def test_sound_decodes_and_is_soft_and_mostly_silent(loops):
    assert len(loops.audio) == SECONDS * 50
    loud = [it.level for it in loops.audio if it.level < 127]
    assert 60 < len(loud) < 150 and min(loud) > 20
    decoder = av.CodecContext.create("libopus", "r")
    decoder.sample_rate, decoder.layout = 48000, "mono"
    at = next(number for number, it in enumerate(loops.audio) if it.level < 40)
    heard = [frame for it in loops.audio[at : at + 10] for frame in decoder.decode(av.Packet(it.data))]
    assert any(any(bytes(frame.planes[0])) for frame in heard)


def test_a_large_frame_is_cut_and_only_its_first_packet_begins_a_keyframe(loops):
    frame = max((it for it in loops.video if it.keyframe), key=lambda it: len(it.data))
    payloads = vp8_payloads(frame, 300)
    assert b"".join(it[4:] for it in payloads) == frame.data
    assert max(map(len, payloads)) <= MAX_PAYLOAD + 4
    begins = [vp8.begins_keyframe(it, 0, len(it)) for it in payloads]
    assert begins == [True] + [False] * (len(payloads) - 1)


def test_packets_are_numbered_on_and_carry_the_negotiated_extensions():
    stream = OutgoingStream(111, 48000, send_time_id=2, level_id=3)
    first, second = stream.packet(b"x", 0, 1.0, level=30), stream.packet(b"y", 960, 1.02, marker=True, level=31)
    one, two = rtp.HEADER.unpack_from(first), rtp.HEADER.unpack_from(second)
    assert (two[2] - one[2], (two[3] - one[3]) & 0xFFFFFFFF, two[1] & 0x80, two[4]) == (1, 960, 0x80, one[4])
    layout = rtp.layout(first, len(first))
    found = {name: size for name, _, size in rtp.elements(layout.profile, first[layout.extension : layout.payload])}
    assert found == {2: 3, 3: 1}
    assert first[layout.payload :] == b"x"
