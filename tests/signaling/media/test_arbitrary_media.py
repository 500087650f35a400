"""Whatever an admitted client sends, correctly encrypted, nothing fails in the relay and the others' call goes on."""

import asyncio
import struct

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signaling.control.messages import SetPreferredLayer
from signaling.control.parameters import Encoding
from signaling.forwarding import rtcp
from signaling.forwarding.rtp import HEADER
from signaling.media.relay import REPORT_TICKS
from tests.support.peer import KEYFRAME, packet
from tests.support.relay import audio, layered, video

SSRCS = st.sampled_from([1, 1000, 2000, 2001, 3000, 3001, 3010, 3020, 5000, 6000, 6001, 6010])
EDGES = st.sampled_from([0, 1, 2**15, 2**16 - 1, 2**24 - 1, 2**31, 2**32 - 1])
WORDS = st.lists(st.one_of(SSRCS, EDGES, st.integers(0, 2**32 - 1)), max_size=30)
KINDS = st.sampled_from([200, 201, 202, 203, 204, 205, 206, 207])
NUMBERED_KEYFRAME = bytes.fromhex("90e08505072000")
PAYLOAD_TYPES = st.sampled_from([96, 97, 111, 0])


@st.composite
def rtcp_packets(draw):
    """A compound packet: well-formed headers around anything, or cut off anywhere."""
    compound = b""
    for _ in range(draw(st.integers(1, 4))):
        words = [draw(SSRCS), draw(st.one_of(SSRCS, EDGES)), *draw(WORDS)]
        if draw(st.booleans()):
            words[2:3] = [int.from_bytes(b"REMB", "big")]
        first = (
            0x80
            | draw(st.sampled_from([0, 0, 0, 0x20]))
            | draw(st.one_of(st.sampled_from([0, 1, 4, 15]), st.integers(0, 31)))
        )
        compound += struct.pack(f"!BBH{len(words)}I", first, draw(KINDS), len(words), *words)
    return compound[: draw(st.sampled_from([None, None, -1, -5, 9]))]


@st.composite
def rtp_packets(draw):
    """Any extension block that fits, any payload, any jump in sequence number and timestamp."""
    block = draw(st.one_of(st.just(b""), st.lists(st.integers(0, 255), max_size=40).map(bytes)))
    block += bytes(-len(block) % 4)
    csrcs = draw(st.lists(EDGES, max_size=15))
    first = 0x80 | draw(st.sampled_from([0, 0x20])) | (0x10 if block else 0) | len(csrcs)
    second = draw(st.sampled_from([0, 0x80])) | draw(PAYLOAD_TYPES)
    sequence = draw(st.one_of(EDGES, st.integers(0, 65535))) & 0xFFFF
    made = HEADER.pack(first, second, sequence, draw(EDGES), draw(SSRCS)) + struct.pack(f"!{len(csrcs)}I", *csrcs)
    if block:
        made += struct.pack("!HH", draw(st.sampled_from([0xBEDE, 0x1000, 0x100F, 0xABCD])), len(block) // 4) + block
    return made + draw(st.one_of(st.binary(max_size=6), st.sampled_from([KEYFRAME, NUMBERED_KEYFRAME])))


@pytest.fixture
async def call(relay):
    alice, bob = await relay.peer("a", "publish"), await relay.peer("b", "subscribe")
    relay.publish("a", "voice", audio("0", ssrc=1000))
    relay.publish("a", "camera", video("1", ssrc=2000, rtx=2001))
    relay.publish("a", "screen", video("2", ssrc=None))
    declared = {"l": 3000, "m": 3010, "h": 3020}
    encodings = tuple(Encoding(rid=rid, ssrc=ssrc, rtx_ssrc=ssrc + 1) for rid, ssrc in declared.items())
    relay.publish("a", "layers", layered("3").model_copy(update={"encodings": encodings}))
    relay.subscribe("b", "v", "layers", video("3", ssrc=6010, rtx=6011))
    relay.subscribe("b", "s", "voice", audio("0", ssrc=5000))
    relay.subscribe("b", "t", "camera", video("1", ssrc=6000, rtx=6001))
    dave, eve = await relay.peer("d", "publish"), await relay.peer("e", "subscribe")
    relay.publish("d", "other", audio("0", ssrc=4000))
    relay.subscribe("e", "u", "other", audio("0", ssrc=7000))
    return relay, alice, bob, dave, eve


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    published=st.lists(st.one_of(rtp_packets(), rtcp_packets()), max_size=6),
    reported=st.lists(rtcp_packets(), max_size=3),
    preferred=st.sampled_from([None, 0, 1, 2]),
)
async def test_arbitrary_authentic_media_breaks_neither_forwarding_nor_timers(
    call, caplog, published, reported, preferred
):
    relay, alice, bob, dave, eve = call
    failures = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: failures.append(context))
    relay.ask(SetPreferredLayer(subscription="v", layer=preferred))
    for one in published:
        alice.send_if_possible(one)
    for one in reported:
        bob.send_if_possible(one)
    for client in (alice, bob, dave, eve):
        client.send_rtcp(rtcp.receiver_report(1))  # not to be taken for silent, however slow the machine
    heard = len(eve.rtp)
    dave.send_rtp(packet(4000, heard + 1, 960 * heard, b"still here"))
    dave.send_rtcp(rtcp.sender_report(4000, rtcp.ntp_time(1_700_000_000.0), 0, 1, 5))
    await eve.until(lambda: len(eve.rtp) > heard)
    told = len(eve.rtcp)
    for tick in range(REPORT_TICKS):
        relay.relay._on_tick(tick)
    await eve.until(lambda: len(eve.rtcp) > told)
    assert not failures
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
