"""What this platform speaks, what wraps it, the feedback and the header extensions it makes use of.

Opus and VP8; H.264 from who has no VP8. Opus without DTX: a voice detector may take quiet crying for silence, and a
group needs to hear it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from signaling.control.parameters import CodecParameters, RtcpFeedback
from signaling.sdp.description import Feedback, FormatParameters, MediaDescription, RtpMap

Media = Literal["audio", "video"]

MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
ABS_SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
VIDEO_ORIENTATION = "urn:3gpp:video-orientation"
RID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
REPAIRED_RID = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
TRANSPORT_WIDE_CC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"

RED = "audio/red"
VP8 = "video/VP8"
H264 = "video/H264"

RTP_PROTOCOLS = ("UDP/TLS/RTP/SAVPF", "RTP/SAVPF", "TCP/DTLS/RTP/SAVPF")
"""What RFC 8829, 5.1.2 has one accept; all mean the same."""


@dataclass(frozen=True)
class Profile:
    """How one codec is sent. Payload types and extension ids are those of our own offers, the same for all."""

    codec: CodecParameters
    rtx_payload_type: int | None
    red_payload_type: int | None
    extensions: Mapping[str, int]


_VIDEO_FEEDBACK = (
    RtcpFeedback(type="nack"),
    RtcpFeedback(type="nack", parameter="pli"),
    RtcpFeedback(type="ccm", parameter="fir"),
    RtcpFeedback(type="goog-remb"),
    RtcpFeedback(type="transport-cc"),
)

PROFILES: Mapping[Media, Profile] = {
    "audio": Profile(
        codec=CodecParameters(
            mime_type="audio/opus",
            payload_type=111,
            clock_rate=48000,
            channels=2,
            parameters={"minptime": "10", "useinbandfec": "1"},
            rtcp_feedback=(RtcpFeedback(type="transport-cc"),),
        ),
        rtx_payload_type=None,
        red_payload_type=63,
        extensions={MID: 1, ABS_SEND_TIME: 2, AUDIO_LEVEL: 3, TRANSPORT_WIDE_CC: 5},
    ),
    "video": Profile(
        codec=CodecParameters(mime_type=VP8, payload_type=96, clock_rate=90000, rtcp_feedback=_VIDEO_FEEDBACK),
        rtx_payload_type=97,
        red_payload_type=None,
        extensions={MID: 1, ABS_SEND_TIME: 2, VIDEO_ORIENTATION: 4, TRANSPORT_WIDE_CC: 5},
    ),
}
"""What is preferred."""

H264_PROFILES = ("42e0", "4200", "4d00", "640c", "6400")
"""The first half of a profile-level-id, best first: constrained baseline, which everybody decodes (Safari has no plain
baseline), then baseline, main, constrained high, high."""


def _h264(profile: str, level: str = "1f") -> Profile:
    parameters = {"level-asymmetry-allowed": "1", "packetization-mode": "1", "profile-level-id": profile + level}
    codec = CodecParameters(
        mime_type=H264, payload_type=102, clock_rate=90000, parameters=parameters, rtcp_feedback=_VIDEO_FEEDBACK
    )
    return replace(PROFILES["video"], codec=codec, rtx_payload_type=103)


ALTERNATIVES: Mapping[Media, Sequence[Profile]] = {
    "audio": (PROFILES["audio"],),
    "video": (PROFILES["video"], *map(_h264, H264_PROFILES)),
}
"""What is accepted, best first."""


def variant_of(codec: CodecParameters | None) -> str | None:
    """Which of several ways in which a codec is made has to be kept: the profile-level-id of H.264."""
    return codec.parameters["profile-level-id"] if codec is not None and codec.mime_type == H264 else None


def profile_of(media: Media, variant: str | None) -> Profile:
    """How a published codec is sent on: with our numbers, and H.264 as its publisher makes it (see `variant_of`)."""
    return PROFILES[media] if variant is None else _h264(variant[:4], variant[4:])


def rtx(payload_type: int, of: CodecParameters) -> CodecParameters:
    """The retransmissions of a codec under a payload type of their own (RFC 4588)."""
    kind = of.mime_type.partition("/")[0]
    return CodecParameters(
        mime_type=f"{kind}/rtx",
        payload_type=payload_type,
        clock_rate=of.clock_rate,
        parameters={"apt": str(of.payload_type)},
    )


def red(payload_type: int, of: CodecParameters) -> CodecParameters:
    """A codec with earlier frames repeated beside the newest (RFC 2198); its parameters are no pairs: `111/111`."""
    return CodecParameters(
        mime_type=RED,
        payload_type=payload_type,
        clock_rate=of.clock_rate,
        channels=of.channels,
        parameters={"": f"{of.payload_type}/{of.payload_type}"},
    )


def own_codecs(profile: Profile) -> tuple[CodecParameters, ...]:
    """The codecs of an offer of ours, with our payload types."""
    codecs = [profile.codec]
    if profile.red_payload_type is not None:
        codecs.append(red(profile.red_payload_type, profile.codec))
    if profile.rtx_payload_type is not None:
        codecs.append(rtx(profile.rtx_payload_type, profile.codec))
    return tuple(codecs)


def common_codecs(profiles: Iterable[Profile], section: MediaDescription) -> tuple[CodecParameters, ...]:
    """The first of `profiles` that a section speaks too, with its payload types; empty when it speaks none.

    The codec itself comes first, then what wraps it: RED, retransmissions.
    """
    maps = [it for it in section.rtp_maps if str(it.payload_type) in section.formats]
    explained = {it.payload_type: it for it in section.format_parameters}
    offered = [(it, explained.get(it.payload_type, FormatParameters(it.payload_type, ""))) for it in maps]
    for profile in profiles:
        found = next(((it, by) for it, by in offered if _is(it, profile.codec) and _fits(by, profile.codec)), None)
        if found is not None:
            return _agreed(profile, *found, offered, section.feedback)
    return ()


def _agreed(
    profile: Profile,
    found: RtpMap,
    by: FormatParameters,
    offered: Sequence[tuple[RtpMap, FormatParameters]],
    feedback: Iterable[Feedback],
) -> tuple[CodecParameters, ...]:
    theirs = {(it.type, it.parameter) for it in feedback if it.payload_type in (None, found.payload_type)}
    common = tuple(it for it in profile.codec.rtcp_feedback if (it.type, it.parameter) in theirs)
    update: dict[str, object] = {"payload_type": found.payload_type, "rtcp_feedback": common}
    if profile.codec.mime_type == H264:
        update["parameters"] = {**profile.codec.parameters, "profile-level-id": by.values()["profile-level-id"]}
    codec = profile.codec.model_copy(update=update)
    repeating = (red(it.payload_type, codec) for it, by in offered if _wraps(it, by, codec))
    repairing = (rtx(it.payload_type, codec) for it, by in offered if _repairs(it, by, codec))
    return (
        codec,
        *(list(repeating)[:1] if profile.red_payload_type is not None else ()),
        *(list(repairing)[:1] if profile.rtx_payload_type is not None else ()),
    )


def _fits(by: FormatParameters, codec: CodecParameters) -> bool:
    """Whether H.264 is of the same profile, whatever its level, and whole NAL units may be split (RFC 6184 8.1)."""
    if codec.mime_type != H264:
        return True
    theirs, ours = by.values(), codec.parameters
    same = re.fullmatch(r"[0-9a-f]{6}", theirs.get("profile-level-id", "").lower()) is not None
    return (
        same
        and theirs["profile-level-id"][:4].lower() == ours["profile-level-id"][:4].lower()
        and theirs.get("packetization-mode") == ours["packetization-mode"]
    )


def _wraps(it: RtpMap, by: FormatParameters, codec: CodecParameters) -> bool:
    return _is(it, red(it.payload_type, codec)) and set(by.text.split("/")) == {str(codec.payload_type)}


def _repairs(it: RtpMap, by: FormatParameters, codec: CodecParameters) -> bool:
    return it.encoding.lower() == "rtx" and by.values().get("apt") == str(codec.payload_type)


def repaired(codecs: Iterable[CodecParameters]) -> bool:
    """Whether there are retransmissions of their own."""
    return any(it.mime_type.endswith("/rtx") for it in codecs)


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
            FormatParameters(
                it.payload_type,
                ";".join(f"{name}={value}" if name else value for name, value in it.parameters.items()),
            )
            for it in codecs
            if it.parameters
        ),
        feedback=tuple(Feedback(it.payload_type, fb.type, fb.parameter) for it in codecs for fb in it.rtcp_feedback),
    )
