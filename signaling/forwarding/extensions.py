"""Header extensions on their way from publisher to subscriber.

Both sides number extensions as they negotiated them, so ids are mapped; what only concerns one hop (mid, rid) or what
the subscriber did not negotiate becomes padding, so that a block keeps its length and can be changed in place.
"""

from collections.abc import Mapping

from signaling.forwarding.rtp import TWO_BYTE_PROFILE, Buffer, elements

MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
RID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
REPAIRED_RID = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
ABS_SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
TRANSPORT_WIDE_CC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"

HOP_BY_HOP = frozenset({MID, RID, REPAIRED_RID})
"""Never passed on: they mean something between the publisher and the relay only."""

ABS_SEND_TIME_BYTES = 3
NUMBER_BYTES = 2


def passed_on(
    publisher: Mapping[str, int], subscriber: Mapping[str, int], numbered: bool = False
) -> tuple[tuple[int, int], ...]:
    """The ids to map, publisher's to subscriber's, from what each negotiated (URI to id).

    `numbered`: the place of transport-wide numbers too, for each subscriber's own to be written there.
    """
    left_out = HOP_BY_HOP if numbered else HOP_BY_HOP | {TRANSPORT_WIDE_CC}
    return tuple(
        (identity, subscriber[uri])
        for uri, identity in sorted(publisher.items())
        if uri in subscriber and uri not in left_out
    )


def mapped(profile: int, block: Buffer, ids: Mapping[int, int]) -> bytes:
    """The block as a subscriber numbers it, of the same length; what `ids` does not map becomes padding."""
    result = bytearray(len(block))
    two_bytes = profile & 0xFFF0 == TWO_BYTE_PROFILE
    for identity, value, size in elements(profile, block):
        new = ids.get(identity)
        if new is None:
            continue
        if two_bytes:
            result[value - 2] = new
            result[value - 1] = size
        elif new < 15:
            result[value - 1] = new << 4 | size - 1
        else:
            continue
        result[value : value + size] = block[value : value + size]
    return bytes(result)


def find(profile: int, block: Buffer, wanted: int) -> bytes | None:
    """The value of the extension with id `wanted`, or None."""
    for identity, value, size in elements(profile, block):
        if identity == wanted:
            return bytes(block[value : value + size])
    return None


def number_offset(profile: int, block: Buffer, wanted: int) -> int:
    """Where in the block the transport-wide number with id `wanted` is, 2 bytes; -1 when it is not there."""
    for identity, value, size in elements(profile, block):
        if identity == wanted and size >= NUMBER_BYTES:
            return value
    return -1


def send_time(now: float) -> bytes:
    """The value of abs-send-time for a packet sent at `now`, so that a receiver measures this hop alone.

    Seconds modulo 64 as 6.18 bits fixed point (http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time).
    """
    return (int(now * 262144.0) & 0xFFFFFF).to_bytes(ABS_SEND_TIME_BYTES, "big")
