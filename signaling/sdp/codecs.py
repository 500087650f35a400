"""What this platform speaks: Opus and VP8, the feedback and the header extensions it can make use of.

Opus without DTX: a voice detector may take quiet crying for silence, and a group needs to hear it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from signaling.control.parameters import CodecParameters, RtcpFeedback
from signaling.sdp.description import Feedback, FormatParameters, MediaDescription, RtpMap

Media = Literal["audio", "video"]

MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
ABS_SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
VIDEO_ORIENTATION = "urn:3gpp:video-orientation"

RTP_PROTOCOLS = ("UDP/TLS/RTP/SAVPF", "RTP/SAVPF", "TCP/DTLS/RTP/SAVPF")
"""What RFC 8829, 5.1.2 has one accept; all mean the same."""


@dataclass(frozen=True)
class Profile:
    """How one kind of media is sent. Payload types and extension ids are those of our own offers, the same for all."""

    codec: CodecParameters
    rtx_payload_type: int | None
    extensions: Mapping[str, int]


PROFILES: Mapping[Media, Profile] = {
    "audio": Profile(
        codec=CodecParameters(
            mime_type="audio/opus",
            payload_type=111,
            clock_rate=48000,
            channels=2,
            parameters={"minptime": "10", "useinbandfec": "1"},
        ),
        rtx_payload_type=None,
        extensions={MID: 1, ABS_SEND_TIME: 2, AUDIO_LEVEL: 3},
    ),
    "video": Profile(
        codec=CodecParameters(
            mime_type="video/VP8",
            payload_type=96,
            clock_rate=90000,
            rtcp_feedback=(
                RtcpFeedback(type="nack"),
                RtcpFeedback(type="nack", parameter="pli"),
                RtcpFeedback(type="ccm", parameter="fir"),
                RtcpFeedback(type="goog-remb"),
            ),
        ),
        rtx_payload_type=97,
        extensions={MID: 1, ABS_SEND_TIME: 2, VIDEO_ORIENTATION: 4},
    ),
}


def rtx(payload_type: int, of: CodecParameters) -> CodecParameters:
    """The retransmissions of a codec under a payload type of their own (RFC 4588)."""
    kind = of.mime_type.partition("/")[0]
    return CodecParameters(
        mime_type=f"{kind}/rtx",
        payload_type=payload_type,
        clock_rate=of.clock_rate,
        parameters={"apt": str(of.payload_type)},
    )


def own_codecs(media: Media) -> tuple[CodecParameters, ...]:
    """The codecs of our own offers, with our payload types."""
    profile = PROFILES[media]
    if profile.rtx_payload_type is None:
        return (profile.codec,)
    return (profile.codec, rtx(profile.rtx_payload_type, profile.codec))


def common_codecs(media: Media, section: MediaDescription) -> tuple[CodecParameters, ...]:
    """What a section and this platform both speak, with the section's payload types; empty when there is nothing."""
    profile = PROFILES[media]
    maps = [it for it in section.rtp_maps if str(it.payload_type) in section.formats]
    found = next((it for it in maps if _is(it, profile.codec)), None)
    if found is None:
        return ()
    offered = {(it.type, it.parameter) for it in section.feedback if it.payload_type in (None, found.payload_type)}
    feedback = tuple(it for it in profile.codec.rtcp_feedback if (it.type, it.parameter) in offered)
    codec = profile.codec.model_copy(update={"payload_type": found.payload_type, "rtcp_feedback": feedback})
    apt = {it.payload_type: it.values().get("apt") for it in section.format_parameters}
    repairs = (
        it.payload_type
        for it in maps
        if it.encoding.lower() == "rtx" and apt.get(it.payload_type) == str(found.payload_type)
    )
    if profile.rtx_payload_type is None:
        return (codec,)
    return (codec, *(rtx(payload_type, codec) for payload_type in list(repairs)[:1]))


def _is(it: RtpMap, codec: CodecParameters) -> bool:
    name = codec.mime_type.partition("/")[2].lower()
    return (it.encoding.lower(), it.clock_rate, it.channels or 1) == (name, codec.clock_rate, codec.channels or 1)


@dataclass(frozen=True)
class CodecLines:
    """A section's formats and the attributes that explain them."""

    formats: tuple[str, ...]
    rtp_maps: tuple[RtpMap, ...]
    format_parameters: tuple[FormatParameters, ...]
    feedback: tuple[Feedback, ...]


def codec_lines(codecs: Iterable[CodecParameters]) -> CodecLines:
    """Codecs as a section says them."""
    codecs = tuple(codecs)
    return CodecLines(
        formats=tuple(str(it.payload_type) for it in codecs),
        rtp_maps=tuple(
            RtpMap(it.payload_type, it.mime_type.partition("/")[2], it.clock_rate, it.channels) for it in codecs
        ),
        format_parameters=tuple(
            FormatParameters(it.payload_type, ";".join(f"{name}={value}" for name, value in it.parameters.items()))
            for it in codecs
            if it.parameters
        ),
        feedback=tuple(Feedback(it.payload_type, fb.type, fb.parameter) for it in codecs for fb in it.rtcp_feedback),
    )
