"""Offering a browser what it subscribes to, over the life of a transport."""

from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from pydantic import TypeAdapter

from signaling.control.parameters import CodecParameters, Encoding
from signaling.sdp.codecs import AUDIO_LEVEL, MID, TRANSPORT_WIDE_CC
from signaling.sdp.errors import SdpError
from signaling.sdp.negotiation import SubscribeNegotiation, SubscribeOffer
from signaling.sdp.reader import parse
from tests.signaling.sdp.answering import answer_to, text_of
from tests.signaling.sdp.parameters import local_transport


def negotiation_with(*subscriptions):
    negotiation = SubscribeNegotiation(local_transport())
    for number, (name, media) in enumerate(subscriptions, 1):
        add(negotiation, name, media, number)
    return negotiation


def add(negotiation, name, media, number):
    rtx = number + 1000 if media == "video" else None
    negotiation.add(name, media, ssrc=number, rtx_ssrc=rtx, stream=f"stream-{number}", track=f"track-{number}")


def settle(negotiation):
    """Offers and answers until nothing is left; gives the last answer's subscriptions."""
    taken = ()
    while (offer := negotiation.offer()) is not None:
        taken = negotiation.answer(text_of(answer_to(offer.text)), offer.negotiation).subscriptions
    return taken


def test_an_offer_is_lite_actpass_and_bundled_with_our_own_payload_types():
    offer = parse(negotiation_with(("a", "audio"), ("v", "video")).offer().text)
    assert offer.ice_lite and offer.bundled == ("0", "1")
    assert [(it.media, it.formats, it.direction, it.setup) for it in offer.media] == [
        ("audio", ("111", "63"), "sendonly", "actpass"),
        ("video", ("96", "97"), "sendonly", "actpass"),
    ]
    assert all(it.rtcp_mux for it in offer.media)


def test_an_answer_tells_how_to_send_each_subscription():
    negotiation = negotiation_with(("a", "audio"), ("v", "video"))
    offer = negotiation.offer()
    plan = negotiation.answer(text_of(answer_to(offer.text)), offer.negotiation)
    audio, video = plan.subscriptions
    assert (audio.subscription, audio.rtp.mid, offer.mids["a"]) == ("a", "0", "0")
    assert video.rtp.encodings == (Encoding(ssrc=2, rtx_ssrc=1002),)
    assert [it.payload_type for it in video.rtp.codecs] == [96, 97]
    assert video.rtp.header_extensions[0].uri == MID
    assert plan.remote_ice.username_fragment == "brow"
    assert plan.remote_dtls.role == "client"


def test_what_changes_while_an_offer_is_in_flight_goes_into_one_next_offer():
    negotiation = negotiation_with(("a", "audio"))
    first = negotiation.offer()
    add(negotiation, "b", "audio", 2)
    add(negotiation, "c", "audio", 3)
    negotiation.remove("c")
    assert negotiation.offer() is None
    negotiation.answer(text_of(answer_to(first.text)), first.negotiation)
    second = negotiation.offer()
    assert second.negotiation == first.negotiation + 1
    assert second.mids == {"a": "0", "b": "1"}
    negotiation.answer(text_of(answer_to(second.text)), second.negotiation)
    assert negotiation.offer() is None and negotiation.settled


def test_a_subscription_that_ended_while_its_offer_was_in_flight_is_not_taken():
    negotiation = negotiation_with(("a", "audio"), ("b", "audio"))
    offer = negotiation.offer()
    negotiation.remove("b")
    plan = negotiation.answer(text_of(answer_to(offer.text)), offer.negotiation)
    assert [it.subscription for it in plan.subscriptions] == ["a"]
    assert parse(negotiation.offer().text).media[1].direction == "inactive"


def test_a_section_is_reused_by_the_same_kind_once_the_browser_knows_that_it_is_free():
    negotiation = negotiation_with(("a", "audio"), ("v", "video"))
    settle(negotiation)
    negotiation.remove("v")
    settle(negotiation)
    add(negotiation, "b", "audio", 3)
    add(negotiation, "w", "video", 4)
    offer = negotiation.offer()
    assert offer.mids == {"a": "0", "w": "1", "b": "2"}


def test_a_live_section_never_changes_whose_picture_it_shows():
    negotiation = negotiation_with(("v", "video"))
    settle(negotiation)
    negotiation.remove("v")
    add(negotiation, "w", "video", 2)
    offer = negotiation.offer()
    assert offer.mids == {"w": "1"}
    assert parse(offer.text).media[0].direction == "inactive"


def test_what_comes_and_goes_between_offers_leaves_nothing_behind():
    negotiation = negotiation_with(("a", "audio"))
    settle(negotiation)
    add(negotiation, "b", "audio", 2)
    negotiation.remove("b")
    assert negotiation.offer() is None


def test_a_section_that_the_browser_rejects_is_not_sent_to():
    negotiation = negotiation_with(("a", "audio"), ("v", "video"))
    offer = negotiation.offer()
    answer = answer_to(offer.text)
    answer = replace(answer, media=(answer.media[0], replace(answer.media[1], port=0)))
    plan = negotiation.answer(text_of(answer), offer.negotiation)
    assert [it.subscription for it in plan.subscriptions] == ["a"]


def test_retransmissions_are_only_sent_to_one_who_takes_them():
    negotiation = negotiation_with(("v", "video"))
    offer = negotiation.offer()
    answer = answer_to(offer.text)
    section = replace(answer.media[0], formats=("96",), rtp_maps=answer.media[0].rtp_maps[:1])
    plan = negotiation.answer(text_of(replace(answer, media=(section,))), offer.negotiation)
    assert plan.subscriptions[0].rtp.encodings == (Encoding(ssrc=1),)


def test_red_and_transport_wide_numbers_are_offered_for_sound_and_picture():
    audio, video = parse(negotiation_with(("a", "audio"), ("v", "video")).offer().text).media
    assert [(it.encoding, it.clock_rate, it.channels) for it in audio.rtp_maps] == [
        ("opus", 48000, 2),
        ("red", 48000, 2),
    ]
    assert {it.payload_type: it.text for it in audio.format_parameters} == {
        111: "minptime=10;useinbandfec=1",
        63: "111/111",
    }
    for section in (audio, video):
        assert "transport-cc" in [it.type for it in section.feedback]
    assert {it.id for section in (audio, video) for it in section.extensions if it.uri == TRANSPORT_WIDE_CC} == {5}


def test_who_answers_without_red_or_transport_wide_numbers_gets_neither():
    negotiation = negotiation_with(("a", "audio"))
    offer = negotiation.offer()
    answer = answer_to(offer.text)
    section = answer.media[0]
    section = replace(
        section,
        formats=("111",),
        rtp_maps=section.rtp_maps[:1],
        feedback=(),
        extensions=tuple(it for it in section.extensions if it.uri != TRANSPORT_WIDE_CC),
    )
    plan = negotiation.answer(text_of(replace(answer, media=(section,))), offer.negotiation)
    (audio,) = plan.subscriptions
    assert [it.mime_type for it in audio.rtp.codecs] == ["audio/opus"]
    assert not audio.rtp.codecs[0].rtcp_feedback
    assert TRANSPORT_WIDE_CC not in [it.uri for it in audio.rtp.header_extensions]


def test_who_takes_red_may_be_sent_both():
    negotiation = negotiation_with(("a", "audio"))
    offer = negotiation.offer()
    plan = negotiation.answer(text_of(answer_to(offer.text)), offer.negotiation)
    assert [(it.mime_type, it.payload_type) for it in plan.subscriptions[0].rtp.codecs] == [
        ("audio/opus", 111),
        ("audio/red", 63),
    ]


CONSTRAINED = {"level-asymmetry-allowed": "1", "packetization-mode": "1", "profile-level-id": "42e028"}


def h264(payload_type, **parameters):
    return CodecParameters(
        mime_type="video/H264", payload_type=payload_type, clock_rate=90000, parameters={**CONSTRAINED, **parameters}
    )


def test_a_picture_is_offered_in_the_codec_that_it_is_published_in_with_our_numbers():
    negotiation = negotiation_with(("v", "video"))
    negotiation.add("h", "video", ssrc=5, rtx_ssrc=6, stream="s", track="t", codec=h264(98))
    offer = negotiation.offer()
    vp8, avc = parse(offer.text).media
    assert (vp8.formats, avc.formats) == (("96", "97"), ("102", "103"))
    assert avc.format_parameters[0].text == "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e028"
    plan = negotiation.answer(text_of(answer_to(offer.text)), offer.negotiation)
    rtp = plan.subscriptions[1].rtp
    assert [(it.mime_type, it.payload_type) for it in rtp.codecs] == [("video/H264", 102), ("video/rtx", 103)]
    assert rtp.encodings == (Encoding(ssrc=5, rtx_ssrc=6),)


def test_a_section_keeps_its_codec():
    negotiation = negotiation_with(("v", "video"))
    negotiation.add("h", "video", ssrc=5, rtx_ssrc=6, stream="s", track="t", codec=h264(98))
    settle(negotiation)
    negotiation.remove("v")
    negotiation.remove("h")
    settle(negotiation)
    negotiation.add(
        "high", "video", ssrc=7, rtx_ssrc=8, stream="s", track="u", codec=h264(96, **{"profile-level-id": "640c1f"})
    )
    negotiation.add("again", "video", ssrc=9, rtx_ssrc=10, stream="s", track="w", codec=h264(120))
    assert negotiation.offer().mids == {"again": "1", "high": "2"}


def test_who_takes_h264_of_another_profile_only_is_not_sent_it():
    negotiation = negotiation_with()
    negotiation.add("h", "video", ssrc=5, rtx_ssrc=6, stream="s", track="t", codec=h264(98))
    offer = negotiation.offer()
    answer = text_of(answer_to(offer.text))
    plan = negotiation.answer(answer.replace("profile-level-id=42e028", "profile-level-id=64001f"), offer.negotiation)
    assert plan.subscriptions == ()


def test_an_old_safari_takes_sound_without_extras_and_h264_but_no_vp8():
    negotiation = negotiation_with(("a", "audio"), ("v", "video"))
    negotiation.add("h", "video", ssrc=5, rtx_ssrc=6, stream="s", track="t", codec=h264(98))
    offer = negotiation.offer()
    answer = answer_to(offer.text)
    audio, vp8, avc = answer.media
    audio = replace(
        audio,
        formats=("111",),
        rtp_maps=audio.rtp_maps[:1],
        rtcp_rsize=False,
        extensions=tuple(it for it in audio.extensions if it.uri in (MID, AUDIO_LEVEL)),
    )
    answer = replace(answer, media=(audio, replace(vp8, port=0), avc))
    plan = negotiation.answer(text_of(answer), offer.negotiation)
    assert [(it.subscription, it.rtp.codecs[0].mime_type) for it in plan.subscriptions] == [
        ("a", "audio/opus"),
        ("h", "video/H264"),
    ]
    assert {it.uri for it in plan.subscriptions[0].rtp.header_extensions} == {MID, AUDIO_LEVEL}


def test_who_takes_h264_of_another_level_is_sent_it():
    negotiation = negotiation_with()
    negotiation.add("h", "video", ssrc=5, rtx_ssrc=6, stream="s", track="t", codec=h264(98))
    offer = negotiation.offer()
    answer = text_of(answer_to(offer.text))
    plan = negotiation.answer(answer.replace("profile-level-id=42e028", "profile-level-id=42e01f"), offer.negotiation)
    assert [it.subscription for it in plan.subscriptions] == ["h"]


def test_a_bad_answer_is_refused_and_a_good_one_still_taken():
    negotiation = negotiation_with(("a", "audio"))
    offer = negotiation.offer()
    good = answer_to(offer.text)
    bad = [
        "nonsense",
        text_of(replace(good, media=())),
        text_of(replace(good, media=(replace(good.media[0], mid="7"),), groups=())),
        text_of(replace(good, media=(replace(good.media[0], port=0),))),
        text_of(replace(good, media=(replace(good.media[0], fingerprints=()),))),
    ]
    for text in bad:
        with pytest.raises(SdpError):
            negotiation.answer(text, offer.negotiation)
    with pytest.raises(SdpError):
        negotiation.answer(text_of(good), offer.negotiation + 1)
    assert negotiation.answer(text_of(good), offer.negotiation).subscriptions
    with pytest.raises(SdpError):
        negotiation.answer(text_of(good), offer.negotiation)


def test_a_room_of_24_fits_into_one_description():
    tracks = [(f"{kind}-{who}", kind) for who in range(23) for kind in ("audio", "video")]
    offer = negotiation_with(*tracks).offer()
    assert len(offer.text) < 64 * 1024
    assert len(parse(offer.text).media) == 46


KEPT = TypeAdapter(SubscribeNegotiation)


class Renegotiation(RuleBasedStateMachine):
    """Any order of joining, leaving, offering and answering."""

    @initialize()
    def begin(self):
        self.negotiation = SubscribeNegotiation(local_transport())
        self.wanted = {}  # name -> (media, ssrc)
        self.mids = {}  # name -> mid, once offered
        self.section_of_mid = {}  # mid -> media
        self.offer: SubscribeOffer | None = None
        self.count = 0
        self.most = {"audio": 0, "video": 0}
        self.ended = {"audio": 0, "video": 0}  # not yet confirmed to be free

    @rule(media=st.sampled_from(["audio", "video"]))
    def join(self, media):
        self.count += 1
        add(self.negotiation, f"s{self.count}", media, self.count)
        self.wanted[f"s{self.count}"] = (media, self.count)
        live = sum(it[0] == media for it in self.wanted.values())
        self.most[media] = max(self.most[media], live + self.ended[media])

    @precondition(lambda self: self.wanted)
    @rule(data=st.data())
    def leave(self, data):
        name = data.draw(st.sampled_from(sorted(self.wanted)))
        self.negotiation.remove(name)
        media, _ = self.wanted.pop(name)
        if name in self.mids:
            self.ended[media] += 1

    @rule()
    def make_offer(self):
        offer = self.negotiation.offer()
        if self.offer is not None:
            assert offer is None
            return
        if offer is None:
            return
        self.offer = offer
        assert set(offer.mids) == set(self.wanted)
        for name, mid in offer.mids.items():
            assert self.mids.setdefault(name, mid) == mid, "a mid changed"
        sections = parse(offer.text).media
        for section in sections:
            assert self.section_of_mid.setdefault(section.mid, section.media) == section.media
        assert [it.mid for it in sections[: len(self.section_of_mid)]] == list(self.section_of_mid)
        live = {section.mid: section.ssrcs[0].ssrc for section in sections if section.direction == "sendonly"}
        assert live == {offer.mids[name]: ssrc for name, (_, ssrc) in self.wanted.items()}

    @rule()
    def go_on_in_another_process(self):
        """As whoever takes over from a process that was killed."""
        kept = KEPT.dump_json(self.negotiation)
        self.negotiation = KEPT.validate_json(kept)
        assert self.negotiation.in_flight == self.offer

    @precondition(lambda self: self.offer is not None)
    @rule()
    def take_answer(self):
        assert self.offer is not None
        plan = self.negotiation.answer(text_of(answer_to(self.offer.text)), self.offer.negotiation)
        assert {it.subscription for it in plan.subscriptions} == set(self.offer.mids) & set(self.wanted)
        for name in self.offer.mids:
            assert name in self.mids
        gone = [name for name in self.mids if name not in self.wanted]
        self.ended = {"audio": 0, "video": 0}
        for name in gone:
            if name in self.offer.mids:  # left after this offer was made: known to be live until the next answer
                self.ended[self.section_of_mid[self.mids[name]]] += 1
        self.offer = None

    @invariant()
    def sections_never_outnumber_the_need(self):
        for media in ("audio", "video"):
            assert sum(it == media for it in self.section_of_mid.values()) <= self.most[media]

    def teardown(self):
        if self.offer is not None:
            self.take_answer()
        settle(self.negotiation)
        assert self.negotiation.settled


Renegotiation.TestCase.settings = settings(max_examples=60, stateful_step_count=30)
test_any_order_of_joining_and_leaving_converges = Renegotiation.TestCase
