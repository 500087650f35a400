"""Answering what a browser offers to publish."""

import re
import time
from dataclasses import replace

import pytest

from signaling.control.parameters import Encoding
from signaling.sdp.codecs import (
    ABS_SEND_TIME,
    AUDIO_LEVEL,
    MID,
    REPAIRED_RID,
    RID,
    TRANSPORT_WIDE_CC,
    VIDEO_ORIENTATION,
)
from signaling.sdp.description import Rid, Simulcast
from signaling.sdp.errors import SdpError
from signaling.sdp.negotiation import answer_publish
from signaling.sdp.reader import parse
from signaling.sdp.writer import write
from tests.signaling.sdp.offers import NAMES, offer
from tests.signaling.sdp.parameters import local_transport, other_transport

WITHOUT_RED = ("firefox_publish", "firefox_simulcast", "safari_h264")
WITHOUT_VP8 = ("safari_h264",)


def plan(text):
    return answer_publish(text, local_transport())


@pytest.mark.parametrize("name", NAMES)
def test_every_browsers_microphone_and_camera_are_accepted(name):
    assert [(it.mid, it.media) for it in plan(offer(name)).media] == [("0", "audio"), ("1", "video")]


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_has_the_offers_sections_with_opus_and_one_codec_for_pictures(name):
    answer = parse(plan(offer(name)).answer)
    offered = parse(offer(name))
    assert [(it.media, it.mid) for it in answer.media] == [(it.media, it.mid) for it in offered.media]
    audio, video = ([it.encoding for it in section.rtp_maps] for section in answer.media[:2])
    assert audio == (["opus"] if name in WITHOUT_RED else ["red", "opus"])
    assert video == ["H264" if name in WITHOUT_VP8 else "VP8", "rtx"]
    assert answer.bundled == ("0", "1")


def test_who_has_no_vp8_is_answered_with_constrained_baseline_h264_of_their_own_level():
    given = plan(offer("safari_h264").replace("42e01f", "42e028"))
    section = parse(given.answer).media[1]
    assert section.formats == ("98", "99")
    assert [it.text for it in section.format_parameters] == [
        "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e028",
        "apt=98",
    ]
    codec, retransmissions = given.media[1].rtp.codecs
    assert (codec.mime_type, retransmissions.parameters) == ("video/H264", {"apt": "98"})
    assert {it.type for it in codec.rtcp_feedback} == {"nack", "ccm", "goog-remb", "transport-cc"}
    assert given.media[1].rtp.encodings == (Encoding(ssrc=3044918276, rtx_ssrc=771205938),)


@pytest.mark.parametrize(
    ("profile", "accepted"),
    [("42e01f", "98"), ("42001f", "98"), ("4d001f", "98"), ("640034", "96"), ("42E01F", "98"), ("f4001f", "96")],
)
def test_the_best_profile_that_all_decode_is_chosen(profile, accepted):
    text = offer("safari_h264").replace("42e01f", profile)
    assert plan(text).media[1].rtp.codecs[0].payload_type == int(accepted)


@pytest.mark.parametrize(
    "parameters",
    ["packetization-mode=0;profile-level-id=42e01f", "profile-level-id=42e01f", "packetization-mode=1", "x"]
    + [f"packetization-mode=1;profile-level-id={it}" for it in ("", "42", "zzzzzz", "f4001f", "42e01f0")],
)
def test_h264_that_nobody_else_could_take_is_rejected(parameters):
    text = re.sub(r"(a=fmtp:9[68]) .*\r\n", rf"\1 {parameters}\r\n", offer("safari_h264"))
    assert [it.media for it in plan(text).media] == ["audio"]


def test_h264_is_sent_as_one_stream():
    text = offer("safari_simulcast").replace("VP8/90000", "VP7/90000")
    given = plan(text)
    assert given.media[1].rtp.codecs[0].mime_type == "video/H264"
    assert given.media[1].rtp.encodings == (Encoding(),)
    assert "simulcast" not in given.answer


def test_red_stands_first_so_that_the_browser_sends_it_and_names_the_opus_it_wraps():
    given = plan(offer("chromium_publish"))
    section = parse(given.answer).media[0]
    assert section.formats == ("63", "111")
    assert [(it.payload_type, it.text) for it in section.format_parameters] == [
        (63, "111/111"),
        (111, "minptime=10;useinbandfec=1"),
    ]
    audio = given.media[0]
    assert [(it.mime_type, it.payload_type) for it in audio.rtp.codecs] == [("audio/opus", 111), ("audio/red", 63)]


@pytest.mark.parametrize("parameters", ["111/0", "9/9", ""])
def test_red_that_wraps_something_other_than_opus_is_left_out(parameters):
    line = f"a=fmtp:63 {parameters}\r\n" if parameters else ""
    text = offer("chromium_publish").replace("a=fmtp:63 111/111\r\n", line)
    assert [it.mime_type for it in plan(text).media[0].rtp.codecs] == ["audio/opus"]


def test_an_answer_is_lite_passive_and_bundled_on_our_transport():
    answer = parse(plan(offer("chromium_publish")).answer)
    local = local_transport()
    assert answer.ice_lite
    assert {it.setup for it in answer.media} == {"passive"}
    assert {it.ice_ufrag for it in answer.media} == {local.ice.username_fragment}
    assert {it.direction for it in answer.media} == {"recvonly"}
    assert [it.address for it in answer.media[0].candidates] == ["127.0.0.1", "192.0.2.7"]
    assert not answer.media[1].candidates


def test_the_relay_is_told_the_streams_and_their_retransmissions():
    audio, video = plan(offer("chromium_publish")).media
    assert audio.rtp.encodings == (Encoding(ssrc=2178915121),)
    assert video.rtp.encodings == (Encoding(ssrc=3229559202, rtx_ssrc=4167944565),)
    assert video.rtp.cname == "F4dLqZLDxGuCDB9Y"
    assert [(it.mime_type, it.payload_type) for it in video.rtp.codecs] == [("video/VP8", 96), ("video/rtx", 97)]
    assert video.rtp.codecs[1].parameters == {"apt": "96"}


def test_payload_types_are_those_of_the_offer():
    audio, video = plan(offer("firefox_publish")).media
    assert [it.payload_type for it in (*audio.rtp.codecs, *video.rtp.codecs)] == [109, 120, 124]


def test_feedback_is_what_both_know():
    audio, video = plan(offer("chromium_publish")).media
    feedback = {(it.type, it.parameter) for it in video.rtp.codecs[0].rtcp_feedback}
    assert feedback == {("nack", ""), ("nack", "pli"), ("ccm", "fir"), ("goog-remb", ""), ("transport-cc", "")}
    assert [it.type for it in audio.rtp.codecs[0].rtcp_feedback] == ["transport-cc"]


@pytest.mark.parametrize("name", [name for name in NAMES if name != "safari_h264"])
def test_every_browser_of_today_numbers_its_packets_over_the_whole_transport_in_both_sections(name):
    given = plan(offer(name))
    ids = {it.id for media in given.media for it in media.rtp.header_extensions if it.uri == TRANSPORT_WIDE_CC}
    assert len(ids) == 1
    for section, media in zip(parse(given.answer).media, given.media, strict=False):
        assert "transport-cc" in [it.type for it in section.feedback]
        assert TRANSPORT_WIDE_CC in [it.uri for it in media.rtp.header_extensions]


def test_who_does_not_offer_transport_wide_numbers_keeps_remb():
    theirs = r"a=rtcp-fb:\d+ transport-cc\r\n|a=extmap:\d+ \S+transport-wide\S+\r\n"
    text = re.sub(theirs, "", offer("chromium_publish"))
    audio, video = plan(text).media
    assert "transport-cc" not in plan(text).answer and TRANSPORT_WIDE_CC not in plan(text).answer
    assert "goog-remb" in [it.type for it in video.rtp.codecs[0].rtcp_feedback]
    assert not audio.rtp.codecs[0].rtcp_feedback


def test_only_header_extensions_that_we_read_are_accepted():
    audio, video = plan(offer("chromium_publish")).media
    both = {ABS_SEND_TIME: 2, TRANSPORT_WIDE_CC: 3, MID: 4}
    assert {it.uri: it.id for it in audio.rtp.header_extensions} == {AUDIO_LEVEL: 1} | both
    assert {it.uri: it.id for it in video.rtp.header_extensions} == {VIDEO_ORIENTATION: 13} | both


@pytest.mark.parametrize(
    ("name", "rids"), [("chromium_simulcast", "qhf"), ("firefox_simulcast", "qhf"), ("safari_simulcast", "lmh")]
)
def test_simulcast_is_taken_layer_by_layer_in_the_offers_order_and_bound_by_rid(name, rids):
    given = plan(offer(name))
    video = given.media[1].rtp
    assert video.codecs[0].mime_type == "video/VP8"
    assert video.encodings == tuple(Encoding(rid=rid) for rid in rids)
    assert {RID, REPAIRED_RID} <= {it.uri for it in video.header_extensions}
    section = parse(given.answer).media[1]
    assert section.rids == tuple(Rid(rid, "recv") for rid in rids)
    assert section.simulcast == Simulcast(receive=tuple((rid,) for rid in rids))


def test_a_layer_that_the_page_paused_is_the_same_publication():
    offered = offer("chromium_simulcast")
    paused = offered.replace("a=simulcast:send q;h;f", "a=simulcast:send q;~h;~f")
    assert plan(paused).media == plan(offered).media


@pytest.mark.parametrize(
    ("pattern", "replacement", "expected"),
    [
        ("send q;h;f", "send q;h", ("q", "h")),
        ("send q;h;f", "send q,h;f", ("q", "f")),
        ("send q;h;f", "send q;h;x", ("q", "h")),
        ("send q;h;f", "send q;q;h", ("q", "h")),
        ("send q;h;f", "send q", (None,)),
        ("send q;h;f", "recv q;h;f", (None,)),
        (r"extmap:10 urn:\S*", "extmap:10 urn:other", (None,)),
        (r"extmap:10 urn", "extmap:10/recvonly urn", (None,)),
        (
            "a=simulcast:send q;h;f",
            "a=rid:4 send\r\na=rid:5 send\r\na=simulcast:send 4;5;q;h;f",
            ("4", "5", "q"),
        ),
    ],
)
def test_layers_are_those_that_are_declared_and_can_be_told_apart(pattern, replacement, expected):
    given = plan(re.sub(pattern, replacement, offer("chromium_simulcast")))
    assert tuple(it.rid for it in given.media[1].rtp.encodings) == expected
    assert ("simulcast" in given.answer) == (RID in given.answer) == (len(expected) > 1)


def test_a_data_channel_is_rejected_and_left_out_of_the_bundle():
    answer = parse(plan(offer("chromium_simulcast")).answer)
    assert answer.media[2].rejected
    assert answer.bundled == ("0", "1")


def changed(name, at, **changes):
    session = parse(offer(name))
    media = list(session.media)
    media[at] = replace(media[at], **changes)
    return write(replace(session, media=tuple(media)))


def test_a_stopped_section_stays_rejected_and_the_next_carries_the_candidates():
    session = parse(offer("chromium_publish"))
    stopped = replace(session.media[0], port=0, direction="inactive")
    text = write(replace(session, media=(stopped, session.media[1]), groups=(replace(session.groups[0], mids=("1",)),)))
    given = plan(text)
    answer = parse(given.answer)
    assert [it.mid for it in given.media] == ["1"]
    assert answer.media[0].rejected and answer.media[1].candidates
    assert given.remote_ice.username_fragment == session.media[1].ice_ufrag


def test_an_inactive_section_is_kept_and_nothing_is_expected_of_it():
    given = plan(changed("chromium_publish", 1, direction="inactive"))
    answer = parse(given.answer)
    assert [it.mid for it in given.media] == ["0"]
    assert answer.media[1].direction == "inactive" and not answer.media[1].rejected


def test_a_section_that_is_only_ever_bundled_is_accepted_though_its_port_is_0():
    given = plan(changed("chromium_publish", 1, port=0, bundle_only=True))
    assert [it.mid for it in given.media] == ["0", "1"]


def test_a_section_outside_the_bundle_is_rejected():
    session = parse(offer("chromium_publish"))
    text = write(replace(session, groups=(replace(session.groups[0], mids=("0",)),)))
    assert parse(plan(text).answer).media[1].rejected


def test_video_with_neither_vp8_nor_h264_is_rejected():
    text = offer("chromium_publish").replace("VP8/90000", "VP7/90000").replace("H264/90000", "H263/90000")
    assert [it.media for it in plan(text).media] == ["audio"]


def test_video_without_retransmissions_is_accepted():
    text = re.sub(r"a=rtpmap:97 rtx/90000\r\n", "", offer("chromium_publish"))
    video = plan(text).media[1]
    assert len(video.rtp.codecs) == 1
    assert video.rtp.encodings == (Encoding(ssrc=3229559202),)


def test_a_reoffer_keeps_the_origin_and_raises_its_version():
    first = offer("chromium_publish")
    again = first.replace("3938813217035670397 2 IN", "3938813217035670397 3 IN")
    before, after = parse(plan(first).answer).origin, parse(plan(again).answer).origin
    assert before.session_id == after.session_id
    assert int(after.version) == int(before.version) + 1


def test_the_origin_names_the_transport_so_that_a_page_notices_another():
    ours, other = (answer_publish(offer("chromium_publish"), it) for it in (local_transport(), other_transport()))
    assert parse(ours.answer).origin.session_id != parse(other.answer).origin.session_id


def test_no_more_sections_are_accepted_than_one_person_has_devices():
    session = parse(offer("chromium_publish"))
    media = tuple(replace(session.media[0], mid=str(at)) for at in range(12))
    text = write(
        replace(session, media=media, groups=(replace(session.groups[0], mids=tuple(str(at) for at in range(12))),))
    )
    assert len(plan(text).media) == 8


@pytest.mark.parametrize(
    ("pattern", "replacement", "reason"),
    [
        (r"a=fingerprint:.*\r\n", "", "fingerprint"),
        (r"a=fingerprint:sha-256", "a=fingerprint:md5", "fingerprint"),
        (r"a=ice-ufrag:.*\r\n", "", "ICE"),
        (r"a=ice-pwd:.*\r\n", "", "ICE"),
        (r"a=setup:.*\r\n", "", "setup"),
        (r"a=setup:actpass", "a=setup:passive", "active"),
        (r"a=rtcp-mux\r\n", "", "nothing"),
        (r"m=(audio|video) \d+", r"m=\1 0", "nothing"),
        (r"a=mid:0|BUNDLE 0", lambda it: it.group()[:-1] + "x" * 40, "mid"),
        (r"2178915121", "0", "ssrc"),
    ],
)
def test_an_offer_that_nobody_could_answer_is_refused_with_the_reason(pattern, replacement, reason):
    text = re.sub(pattern, replacement, offer("chromium_publish"))
    with pytest.raises(SdpError, match=reason):
        plan(text)


def test_an_offer_with_200_sections_is_answered_or_refused_fast():
    session = parse(offer("firefox_publish"))
    bare = replace(session.media[0], candidates=(), rtp_maps=session.media[0].rtp_maps[:1], feedback=(), extensions=())
    media = tuple(replace(bare, mid=str(at), format_parameters=(), others=()) for at in range(120))
    text = write(replace(session, media=media, groups=(replace(session.groups[0], mids=("0",)),)))
    started = time.perf_counter()
    assert len(plan(text).media) == 1
    assert time.perf_counter() - started < 0.5
