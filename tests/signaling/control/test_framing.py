import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.control.framing import MAX_FRAME_BYTES, FrameDecoder, FrameError, encode
from signaling.control.messages import OpenRoom, Request


@given(st.lists(st.integers(0, 2**53), max_size=5), st.integers(1, 64))
def test_frames_come_out_whole_however_the_stream_is_cut(numbers, piece):
    sent = [Request(request=number, room="r", epoch=1, body=OpenRoom()) for number in numbers]
    stream = b"".join(encode(request) for request in sent)
    decoder = FrameDecoder()
    received = []
    for start in range(0, len(stream), piece):
        received += [Request.model_validate_json(p) for p in decoder.feed(stream[start : start + piece])]
    assert received == sent


def test_a_frame_that_announces_too_much_is_refused_before_it_is_collected():
    with pytest.raises(FrameError):
        FrameDecoder().feed((MAX_FRAME_BYTES + 1).to_bytes(4, "big"))
