"""What is fuzzed: for each target, inputs to begin with and a function that raises when something is wrong."""

import struct
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from aioice import stun

from signaling.forwarding import red, rtcp, vp8
from signaling.forwarding.blocks import Shape
from signaling.forwarding.congestion import feedback
from signaling.forwarding.extensions import find, mapped, number_offset
from signaling.forwarding.rtp import elements, layout
from signaling.media.ice import IceAgent
from signaling.sdp.errors import SdpError
from signaling.sdp.publish import answer_publish
from signaling.sdp.reader import parse
from signaling.sdp.subscribe import SubscribeNegotiation
from signaling.sdp.writer import write
from tests.fuzz.live_relay import live_relay, relay_seeds
from tests.signaling.sdp.answering import answer_to, text_of
from tests.signaling.sdp.parameters import local_transport
from tests.support.peer import KEYFRAME, element, packet

Try = Callable[[bytes], None]


@dataclass(frozen=True)
class Target:
    """`prepare` makes the function; `seeds` are inputs that mean something."""

    seeds: Sequence[bytes]
    prepare: Callable[[], Try]


# --- STUN -------------------------------------------------------------------------------------------------------------

_LOCAL, _PASSWORD = "ours", "a password of twenty-four"
_SEALED = b"!"
"""An input that begins so is given what only a client can make: a name that is known and an authentic signature."""


def _check(*extra: tuple[str, object]) -> bytes:
    request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    request.attributes["USERNAME"] = f"{_LOCAL}:theirs"
    request.attributes["PRIORITY"] = 1853824767
    request.attributes["ICE-CONTROLLING"] = 1
    for name, value in extra:
        request.attributes[name] = value
    request.add_message_integrity(_PASSWORD.encode())
    return bytes(request)


def _sealed(attributes: bytes) -> bytes:
    """A binding request with these attributes, whatever they are, and a right signature at the end."""
    name = f"{_LOCAL}:theirs".encode()
    attributes = struct.pack("!HH", 0x0006, len(name)) + name + bytes(-len(name) % 4) + attributes
    attributes += bytes(-len(attributes) % 4)
    length = len(attributes) + 24
    head = struct.pack("!HHI", 0x0001, length & 0xFFFF, 0x2112A442) + bytes(12)
    signature = stun.message_integrity(head + attributes, _PASSWORD.encode())
    head = struct.pack("!HHI", 0x0001, length + 8 & 0xFFFF, 0x2112A442) + bytes(12)
    signed = head + attributes + struct.pack("!HH", 0x0008, 20) + signature
    return signed + struct.pack("!HHI", 0x8028, 4, stun.message_fingerprint(signed))


def _stun() -> Try:
    agent: IceAgent[str] = IceAgent()
    agent.add(_LOCAL, _PASSWORD, "owner")

    def attempt(data: bytes) -> None:
        datagram = _sealed(data[1:1200]) if data.startswith(_SEALED) else data
        check = agent.check(memoryview(datagram), ("192.0.2.1", 5000))
        assert check is None or len(check.answer) < 200, "an answer is not to be much longer than what it answers"

    return attempt


STUN = Target((_check(), _check(("USE-CANDIDATE", None)), _SEALED + _check()[20:], _SEALED), lambda: _stun())


# --- one packet, by its readers alone ---------------------------------------------------------------------------------

_BLOCK = element(1, b"\x80") + element(2, b"abc") + element(4, b"mid") + element(5, b"\x00\x07")
_RTP = (
    packet(1000, 1, 960, b"opus", 111, _BLOCK),
    packet(2000, 1, 3000, KEYFRAME, 96, _BLOCK),
    packet(2000, 2, 3000, bytes((0x90, 0xE0, 0x85, 0x12, 0x34, 0x20)) + bytes(30), 96, _BLOCK),
    packet(2000, 3, 6000, KEYFRAME, 96).replace(b"\xbe\xde", b"\x10\x00"),
)


_IDS = {1: 3, 2: 2}


def _rtp(data: bytes) -> None:
    length = len(data)
    with suppress(ValueError):
        place = layout(data, length)
        assert 12 <= place.payload <= length and place.extension <= place.payload
        block = data[place.extension : place.payload]
        for _, position, size in elements(place.profile, block):
            assert position + size <= len(block)
        for wanted in range(16):
            find(place.profile, block, wanted)
            assert number_offset(place.profile, block, wanted) < len(block) or not block
        shape = Shape(place.profile, block, 5, 2)
        assert shape.fits(place.profile, block) and shape.send_time_at + 3 <= max(3, len(block))
        assert shape.mapped(block, _IDS) == mapped(place.profile, block, _IDS)
        vp8.begins_keyframe(data, place.payload, length)
        if (descriptor := vp8.read(data, place.payload, length)) is not None:
            changed = bytearray(data)
            vp8.renumber(changed, descriptor, vp8.Deltas(3, 5))
            assert len(changed) == length


_COMPOUND = (
    rtcp.sender_report(1000, 1 << 63, 960, 10, 400) + rtcp.source_description([(1000, "name")]),
    rtcp.receiver_report(1, [rtcp.ReportBlock(5000, 25, 7, 1000, 3, 0x11112222, 655)]),
    rtcp.receiver_report(1) + rtcp.nack(1, 6000, [1, 2, 3, 40, 65535]),
    rtcp.receiver_report(1) + rtcp.picture_loss(1, 6000) + rtcp.remb(1, 500_000, (5000, 6000)),
    rtcp.receiver_report(1)
    + rtcp.transport_feedback(feedback.write(1, 6000, 65530, 3, [*range(0, 400, 40), None, 900])),
)


def _rtcp(data: bytes) -> None:
    with suppress(ValueError):
        for report in rtcp.parse(data):
            assert not isinstance(report, rtcp.Nack) or len(report.sequences) <= 17 * len(data)
    with suppress(ValueError, struct.error):
        found = feedback.read(data)
        assert len(found.offsets) == len(found.times) <= found.reported


def _red(data: bytes) -> None:
    with suppress(ValueError):
        blocks = red.parse(data)
        assert blocks[-1].end == len(data)
        assert all(0 <= it.start <= it.end <= len(data) for it in blocks)


def _a_redundant_payload() -> bytes:
    sender = red.RedSender()
    for at in range(3):
        sender.keep(at, 960 * at, b"opus frame %d" % at)
    return sender.payload(3, 2880, 111, b"primary")


# --- SDP --------------------------------------------------------------------------------------------------------------

_OFFERS = Path(__file__).parents[1] / "signaling" / "sdp" / "offers"


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _publish(data: bytes) -> None:
    with suppress(SdpError):
        text = _text(data)
        description = parse(text)
        assert parse(write(description)) == description, "what was written is not what was read"
        parse(answer_publish(text, local_transport()).answer)


def _negotiation() -> tuple[SubscribeNegotiation, str, int]:
    negotiation = SubscribeNegotiation(local_transport())
    negotiation.add("a", "audio", ssrc=1, rtx_ssrc=None, stream="one", track="x")
    negotiation.add("b", "video", ssrc=2, rtx_ssrc=3, stream="one", track="y")
    offer = negotiation.offer()
    assert offer is not None
    return negotiation, offer.text, offer.negotiation


def _subscribe(data: bytes) -> None:
    negotiation, _, number = _negotiation()
    with suppress(SdpError):
        negotiation.answer(_text(data), number)
        assert negotiation.settled


TARGETS = {
    "stun": STUN,
    "rtp": Target(_RTP, lambda: _rtp),
    "rtcp": Target(_COMPOUND, lambda: _rtcp),
    "red": Target((_a_redundant_payload(),), lambda: _red),
    "sdp_publish": Target(tuple(it.read_bytes() for it in sorted(_OFFERS.glob("*.sdp"))), lambda: _publish),
    "sdp_subscribe": Target((text_of(answer_to(_negotiation()[1])).encode(),), lambda: _subscribe),
    "relay": Target(relay_seeds((*_RTP, *_COMPOUND)), live_relay),
}
