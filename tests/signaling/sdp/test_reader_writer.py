"""Reading and writing session descriptions."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.sdp import description as d
from signaling.sdp.errors import SdpError
from signaling.sdp.reader import parse
from signaling.sdp.writer import write
from tests.signaling.sdp.offers import NAMES, offer

HEAD = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
AUDIO = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"


@pytest.mark.parametrize("name", NAMES)
def test_what_a_browser_offers_survives_reading_and_writing(name: str) -> None:
    read = parse(offer(name))
    assert parse(write(read)) == read


@pytest.mark.parametrize("name", NAMES)
def test_no_attribute_of_a_browsers_offer_is_lost(name: str) -> None:
    written = [line for line in write(parse(offer(name))).split("\r\n") if line]
    given = offer(name).replace("\r\n", "\n").strip().split("\n")
    assert sorted(line.lower() for line in written) == sorted(line.lower() for line in given)


def test_chromiums_simulcast_is_understood() -> None:
    video = parse(offer("chromium_simulcast")).media[1]
    assert video.simulcast == d.Simulcast(send=(("q",), ("h",), ("f",)))
    assert [rid.id for rid in video.rids] == ["q", "h", "f"]
    assert not video.ssrcs


def test_what_firefox_says_for_the_whole_session_is_read_there() -> None:
    session = parse(offer("firefox_publish"))
    assert session.fingerprints[0].algorithm == "sha-256"
    assert session.bundled == ("0", "1")
    assert {candidate.component for candidate in session.media[0].candidates} == {1, 2}


def test_an_unknown_attribute_is_kept() -> None:
    text = HEAD + AUDIO + "b=AS:40\r\na=x-new:thing 1\r\na=x-flag\r\n"
    section = parse(text).media[0]
    assert section.others == (
        d.Attribute("b", "AS:40"),
        d.Attribute("a", "x-new:thing 1"),
        d.Attribute("a", "x-flag"),
    )
    assert parse(write(parse(text))) == parse(text)


def test_lines_may_end_with_a_bare_newline() -> None:
    assert parse((HEAD + AUDIO).replace("\r\n", "\n")) == parse(HEAD + AUDIO)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "v=1\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\n",
        "v=0\r\ns=-\r\n",
        "v=0\r\no=- one 1 IN IP4 127.0.0.1\r\ns=-\r\n",
        "v=0\r\no=IP4 127.0.0.1\r\ns=-\r\n",
        HEAD + "m=audio\r\n",
        HEAD + "m=audio 70000 UDP/TLS/RTP/SAVPF 111\r\n",
        HEAD + "m=audio -9 UDP/TLS/RTP/SAVPF 111\r\n",
        HEAD + "m=audio ٩ UDP/TLS/RTP/SAVPF 111\r\n",
        HEAD + AUDIO + "a=mid:\r\n",
        HEAD + AUDIO + "a=mid:0\r\na=mid:1\r\n",
        HEAD + AUDIO + "a=mid:0\r\n" + AUDIO + "a=mid:0\r\n",
        HEAD + "a=group:BUNDLE 7\r\n" + AUDIO + "a=mid:0\r\n",
        HEAD + AUDIO + "a=rtpmap:111\r\n",
        HEAD + AUDIO + "a=rtpmap:200 opus/48000\r\n",
        HEAD + AUDIO + "a=rtpmap:111 opus\r\n",
        HEAD + AUDIO + "a=extmap:0 urn:x\r\n",
        HEAD + AUDIO + "a=extmap:1/sideways urn:x\r\n",
        HEAD + AUDIO + "a=ssrc:99999999999 cname:x\r\n",
        HEAD + AUDIO + "a=ssrc-group:FID one\r\n",
        HEAD + AUDIO + "a=ice-ufrag:ab\r\n",
        HEAD + AUDIO + "a=ice-pwd:short\r\n",
        HEAD + AUDIO + "a=fingerprint:sha-256 nonsense\r\n",
        HEAD + AUDIO + "a=setup:whatever\r\n",
        HEAD + AUDIO + "a=candidate:1 1 udp 1 1.2.3.4\r\n",
        HEAD + AUDIO + "a=rid:q up\r\n",
        HEAD + AUDIO + "a=simulcast:send\r\n",
        HEAD + AUDIO + "a=simulcast:send a send b\r\n",
        HEAD + AUDIO + "a=simulcast:send a;;b\r\n",
        HEAD + AUDIO + "a=mid:0\r\nb=AS:1\r\n",
        HEAD + AUDIO + "a=mid:0\x00\r\n",
        HEAD + AUDIO + "q=1\r\n",
    ],
)
def test_a_malformed_description_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(SdpError, match=r"line \d+|mid"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (HEAD + AUDIO + "a=x\r\n" * 13_200, "bytes"),
        (HEAD + "a=" + "ß" * 40_000, "bytes"),
        (HEAD + "a=" + "x" * 4096, "longer"),
        (HEAD + AUDIO + "a=candidate:1 1 udp 1 ::1 9 typ host\r\n" * 257, "candidates"),
        (HEAD + AUDIO + "a=candidate:1 1 udp 1 1.2.3.4 9 typ host\r\n" * 10_000, "bytes"),
        (HEAD + AUDIO * 201, "sections"),
        (HEAD + "m=audio 9 X" + " 1" * 129 + "\r\n", "formats"),
    ],
)
def test_a_description_that_is_too_large_is_refused_fast(text: str, reason: str) -> None:
    started = time.perf_counter()
    with pytest.raises(SdpError, match=reason):
        parse(text)
    assert time.perf_counter() - started < 0.25


@given(st.text(max_size=300))
def test_nonsense_never_raises_anything_but_an_sdp_error(text: str) -> None:
    for candidate in (text, HEAD + text, HEAD + AUDIO + text):
        try:
            parse(candidate)
        except SdpError:
            continue


@given(st.sampled_from(NAMES), st.data())
def test_a_mutilated_offer_never_raises_anything_but_an_sdp_error(name: str, data: st.DataObject) -> None:
    text = offer(name)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    text = text[:start] + data.draw(st.text(max_size=10)) + text[end:]
    try:
        read = parse(text)
    except SdpError:
        return
    assert parse(write(read)) == read


TOKENS = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)
WORDS = st.from_regex(r"[!-~]{1,12}", fullmatch=True)
SSRCS = st.integers(0, 2**32 - 1)
TYPES = st.integers(0, 127)
RIDS = st.from_regex(r"~?[A-Za-z0-9]{1,5}", fullmatch=True)
DIRECTIONS = st.sampled_from([None, "sendrecv", "sendonly", "recvonly", "inactive"])
UFRAGS = st.none() | st.from_regex(r"[A-Za-z0-9+/]{4,256}", fullmatch=True)
PASSWORDS = st.none() | st.from_regex(r"[A-Za-z0-9+/]{22,40}", fullmatch=True)


def several(of: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(of, max_size=3).map(tuple)


TRANSPORT = {
    "ice_ufrag": UFRAGS,
    "ice_pwd": PASSWORDS,
    "ice_options": several(TOKENS),
    "fingerprints": several(
        st.builds(
            d.Fingerprint, st.just("sha-256"), st.binary(min_size=32, max_size=32).map(lambda it: it.hex(":").upper())
        )
    ),
    "setup": st.sampled_from([None, "actpass", "active", "passive"]),
    "direction": DIRECTIONS,
    "extmap_allow_mixed": st.booleans(),
    "extensions": several(st.builds(d.ExtensionMap, st.integers(1, 255), WORDS, DIRECTIONS, st.just("") | WORDS)),
    "others": several(st.builds(d.Attribute, st.just("a"), TOKENS.map("x-{}".format))),
}
STREAMS = several(st.lists(RIDS, min_size=1, max_size=2).map(tuple))
SIMULCAST = st.builds(d.Simulcast, STREAMS, STREAMS).filter(lambda it: bool(it.send or it.receive))
SECTION = st.builds(
    d.MediaDescription,
    media=st.sampled_from(["audio", "video", "application"]),
    port=st.integers(0, 65535),
    protocol=st.just("UDP/TLS/RTP/SAVPF"),
    formats=st.lists(TYPES.map(str), min_size=1, max_size=5).map(tuple),
    connection=st.none() | st.just("IN IP4 0.0.0.0"),
    bundle_only=st.booleans(),
    candidates=several(
        st.builds(
            d.Candidate,
            TOKENS,
            st.integers(1, 256),
            st.sampled_from(["udp", "tcp"]),
            SSRCS,
            WORDS,
            st.integers(0, 65535),
            TOKENS,
            st.just("") | st.just("tcptype active generation 0"),
        )
    ),
    end_of_candidates=st.booleans(),
    rtcp_mux=st.booleans(),
    rtcp_rsize=st.booleans(),
    rtp_maps=several(st.builds(d.RtpMap, TYPES, TOKENS, st.integers(1, 10**9), st.none() | st.integers(1, 255))),
    format_parameters=several(st.builds(d.FormatParameters, TYPES, WORDS)),
    feedback=several(st.builds(d.Feedback, st.none() | TYPES, TOKENS, st.just("") | WORDS)),
    msids=several(st.builds(d.Msid, WORDS, st.just("") | WORDS)),
    ssrcs=several(st.builds(d.SsrcAttribute, SSRCS, TOKENS, st.just("") | WORDS)),
    ssrc_groups=several(st.builds(d.SsrcGroup, TOKENS, several(SSRCS))),
    rids=several(st.builds(d.Rid, RIDS, st.sampled_from(["send", "recv"]), st.just("") | WORDS)),
    simulcast=st.none() | SIMULCAST,
    **TRANSPORT,
)
DESCRIPTIONS = st.builds(
    d.SessionDescription,
    origin=st.builds(d.Origin, st.integers(0, 2**63).map(str), st.integers(0, 2**31).map(str)),
    name=WORDS,
    ice_lite=st.booleans(),
    media=several(SECTION),
    **TRANSPORT,
)


@given(DESCRIPTIONS)
def test_every_description_survives_writing_and_reading(description: d.SessionDescription) -> None:
    assert parse(write(description)) == description
