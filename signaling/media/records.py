"""What the worker keeps of a publication and of a subscription besides the tables of `forwarding`."""

from collections import deque
from dataclasses import dataclass, field

from signaling.control.messages import ControlError, CreatePublication, CreateSubscription
from signaling.control.parameters import CodecParameters, RtpParameters
from signaling.forwarding import extensions, h264, rtcp, vp8
from signaling.forwarding.layer import StartTest
from signaling.forwarding.output import Output, Repair
from signaling.forwarding.publication import Publication
from signaling.forwarding.rtcp import ReportBlock
from signaling.forwarding.rtp import Buffer
from signaling.forwarding.sound import Sound
from signaling.forwarding.speakers import Voice
from signaling.forwarding.stream import Stream
from signaling.forwarding.wishes import LayerWishes
from signaling.media.transport import Transport

RELAY_NAME = "relay"
"""The CNAME of what has none of its publisher's."""

KEYFRAME_TESTS: dict[str, StartTest] = {"video/vp8": vp8.begins_keyframe, "video/h264": h264.begins_keyframe}


@dataclass(eq=False)
class PublicationRecord:
    request: CreatePublication
    transport: Transport
    publication: Publication
    wishes: LayerWishes
    paused: bool = False
    withheld: bool = False
    """It is not among the loudest voices."""
    lossy_at: float = float("-inf")
    """When somebody reported last that some of it was lost."""


@dataclass(eq=False)
class SubscriptionRecord:
    """`source` is None once its publication has been closed."""

    request: CreateSubscription
    transport: Transport
    output: Output
    source: PublicationRecord | None
    paused: bool = False
    fraction_lost: float | None = None
    reported_at: float = 0.0
    round_trip: float | None = None
    resent_lately: int = 0
    asked_lately: int = 0
    """Packets sent again, and asked for, since the last report."""
    reported: tuple[ReportBlock, Stream | None, int] | None = None
    """What the receiver said last; the received stream it was about, and what had never come of that to us."""
    reports_sent: deque[tuple[int, float]] = field(default_factory=lambda: deque(maxlen=4))
    """The middle 32 bits of our last sender reports' NTP time, and when they were sent."""
    named: bytes = field(init=False)
    """For source descriptions."""

    def __post_init__(self) -> None:
        self.named = rtcp.named(self.output.ssrc, self.request.rtp.cname or RELAY_NAME)


def new_publication(request: CreatePublication, transport: Transport) -> PublicationRecord:
    """The record and the forwarding tables of a publication; ControlError `refused` for a codec without keyframes."""
    media = [codec for codec in request.rtp.codecs if not is_repair(codec)]
    begins: StartTest | None = None
    if request.media == "video":
        begins = keyframe_test(media)
    nack = any(feedback.type == "nack" and not feedback.parameter for c in media for feedback in c.rtcp_feedback)
    send_time = ids_by_uri(request.rtp).get(extensions.ABS_SEND_TIME, 0)
    sound = new_sound(request, transport) if request.media == "audio" else None
    publication = Publication(begins, nack and begins is not None, send_time, rids_of(request.rtp), sound)
    publication.number_id = ids_by_uri(request.rtp).get(extensions.TRANSPORT_WIDE_CC, 0)
    publication.payload_types = frozenset(codec.payload_type for codec in request.rtp.codecs if not is_repair(codec))
    return PublicationRecord(request, transport, publication, LayerWishes(len(publication.layers)))


def keyframe_test(codecs: list[CodecParameters]) -> StartTest:
    """That of each packet's codec, by its payload type; ControlError `refused` where keyframes are not known."""
    unknown = [codec.mime_type for codec in codecs if codec.mime_type.lower() not in KEYFRAME_TESTS]
    if unknown or not codecs:
        raise ControlError("refused", f"cannot forward {', '.join(unknown) or 'nothing'}")
    tests = {codec.payload_type: KEYFRAME_TESTS[codec.mime_type.lower()] for codec in codecs}

    def begins(packet: Buffer, payload: int, length: int) -> bool:
        test = tests.get(packet[1] & 0x7F)
        return test is not None and test(packet, payload, length)

    return begins


def new_sound(request: CreatePublication, transport: Transport) -> Sound:
    """ControlError `refused` for audio in layers."""
    if len(request.rtp.encodings) > 1:
        raise ControlError("refused", "audio has one layer")
    level = ids_by_uri(request.rtp).get(extensions.AUDIO_LEVEL)
    voice = Voice(transport, level, request.always_forwarded) if level is not None else None
    return Sound(red_payload_type(request.rtp), voice)


def new_output(publication: RtpParameters, request: CreateSubscription, next_sequence: int) -> Output:
    """The outgoing stream of a subscription; ControlError `refused` when nothing published can be sent on it."""
    encoding = request.rtp.encodings[0] if request.rtp.encodings else None
    if encoding is None or encoding.ssrc is None:
        raise ControlError("refused", "a subscription needs an SSRC")
    payload_types = passed_on(publication, request.rtp)
    if not payload_types:
        raise ControlError("refused", "publication and subscription have no codec in common")
    repair = None
    if encoding.rtx_ssrc is not None:
        repairs = {media: rtx for rtx, media in repaired(request.rtp).items()}
        repair = Repair(encoding.rtx_ssrc, repairs) if repairs else None
    # What may have to be sent again under the same number has to be the very same, with a number of its own it is not.
    numbered = repair is not None or publication.codecs[0].mime_type.lower().startswith("audio/")
    theirs = ids_by_uri(request.rtp)
    ids = extensions.passed_on(ids_by_uri(publication), theirs, numbered)
    described = frozenset(it.payload_type for it in publication.codecs if it.mime_type.lower() == "video/vp8")
    output = Output(encoding.ssrc, payload_types, ids, repair, next_sequence, described)
    output.red = red_payload_type(request.rtp)
    output.number_id = theirs.get(extensions.TRANSPORT_WIDE_CC, 0) if numbered else 0
    return output


def rids_of(rtp: RtpParameters) -> tuple[str | None, ...]:
    """The rid of each layer, the lowest first; a single None where there are none. ControlError `refused` when some
    have one and others not, or when one is there twice."""
    rids = tuple(encoding.rid for encoding in rtp.encodings) or (None,)
    if len(set(rids)) < len(rids) or (None in rids and len(rids) > 1):
        raise ControlError("refused", "each layer needs a rid of its own")
    return rids


def passed_on(publication: RtpParameters, subscription: RtpParameters) -> dict[int, int]:
    """The publisher's payload type to the subscriber's, for each codec that both have; RTX and RED are made anew."""
    theirs = {codec_key(codec): codec.payload_type for codec in reversed(subscription.codecs)}
    return {
        codec.payload_type: theirs[codec_key(codec)]
        for codec in publication.codecs
        if not is_repair(codec) and not is_red(codec) and codec_key(codec) in theirs
    }


def codec_key(codec: CodecParameters) -> tuple[str | int, ...]:
    """What two descriptions of one codec have alike, whatever their payload types."""
    name = codec.mime_type.lower()
    more = h264.compatibility(codec.parameters) if name == "video/h264" else ()
    return (name, codec.clock_rate, codec.channels or 1, *more)


def is_repair(codec: CodecParameters) -> bool:
    return codec.mime_type.lower().endswith("/rtx")


def is_red(codec: CodecParameters) -> bool:
    return codec.mime_type.lower() == "audio/red"


def red_payload_type(rtp: RtpParameters) -> int | None:
    """That of redundant audio (RFC 2198), None where it was not negotiated."""
    return next((codec.payload_type for codec in rtp.codecs if is_red(codec)), None)


def repaired(rtp: RtpParameters) -> dict[int, int]:
    """The payload type of each RTX codec to the one that it repairs (`apt`, RFC 4588 8.6)."""
    return {
        codec.payload_type: int(codec.parameters["apt"])
        for codec in rtp.codecs
        if is_repair(codec) and codec.parameters.get("apt", "").isdecimal()
    }


def clock_rates(rtp: RtpParameters) -> dict[int, int]:
    return {codec.payload_type: codec.clock_rate for codec in rtp.codecs}


def ids_by_uri(rtp: RtpParameters) -> dict[str, int]:
    return {extension.uri: extension.id for extension in rtp.header_extensions}
