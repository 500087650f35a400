"""Answers what a browser offers to publish: chooses codecs, refuses the rest, and says what the relay must know."""

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import ValidationError

from signaling.control.parameters import (
    CodecParameters,
    DtlsParameters,
    Encoding,
    HeaderExtension,
    IceParameters,
    RtpParameters,
)
from signaling.sdp.codecs import (
    ALTERNATIVES,
    PROFILES,
    RED,
    REPAIRED_RID,
    RID,
    RTP_PROTOCOLS,
    VP8,
    Media,
    codec_lines,
    common_codecs,
    repaired,
)
from signaling.sdp.description import (
    Direction,
    ExtensionMap,
    Group,
    MediaDescription,
    Origin,
    Rid,
    SessionDescription,
    Simulcast,
)
from signaling.sdp.errors import SdpError
from signaling.sdp.reader import parse
from signaling.sdp.transport import LocalTransport, remote_transport, with_transport
from signaling.sdp.writer import write

MAX_PUBLISHED = 8
"""Sections accepted of one offer; the others are rejected."""

MAX_LAYERS = 3
"""Simulcast streams accepted of one section, the first ones."""

_TURNED: dict[Direction, Direction] = {"sendonly": "recvonly", "sendrecv": "sendrecv"}


@dataclass(frozen=True)
class PublishedMedia:
    """One section that carries media towards us, and how it may arrive: the codec itself first, what wraps it after."""

    mid: str
    media: Media
    rtp: RtpParameters


@dataclass(frozen=True)
class PublishAnswerPlan:
    """The answer's text, and what the relay is to be told. A section that stopped or paused is not in `media`."""

    answer: str
    remote_ice: IceParameters
    remote_dtls: DtlsParameters
    media: tuple[PublishedMedia, ...]


@dataclass(frozen=True)
class _Accepted:
    mid: str
    media: Media
    section: MediaDescription
    codecs: tuple[CodecParameters, ...]
    extensions: tuple[ExtensionMap, ...]
    layers: tuple[str, ...]
    """The rids of its simulcast streams, lowest first; empty where one stream is sent."""

    @property
    def sends(self) -> bool:
        return (self.section.direction or "sendrecv") in ("sendonly", "sendrecv")


def answer_publish(offer_text: str, local: LocalTransport) -> PublishAnswerPlan:
    """Answer an offer or a re-offer on the same transport: ICE-lite, passive in DTLS, one bundle.

    Accepted: audio with Opus (RED where offered) and video with VP8 (RTX and simulcast where offered), or with H.264
    where there is no VP8. Everything else, and what stands outside the bundle, is rejected with port 0. Raises SdpError
    when the offer is malformed or nothing of it can be accepted.
    """
    offer = parse(offer_text)
    accepted = _accepted(offer)
    if not accepted:
        raise SdpError("nothing here that can be published")
    try:
        remote_ice, remote_dtls = _remote(offer, next(iter(accepted.values())).section)
        media = tuple(PublishedMedia(it.mid, it.media, _parameters(it)) for it in accepted.values() if it.sends)
    except ValidationError as error:
        place = ".".join(map(str, error.errors()[0]["loc"]))
        raise SdpError(f"out of bounds: {place}") from None
    return PublishAnswerPlan(write(_answer(offer, accepted, local)), remote_ice, remote_dtls, media)


def _accepted(offer: SessionDescription) -> dict[int, _Accepted]:
    """The sections to accept, by their place among the m-lines."""
    accepted: dict[int, _Accepted] = {}
    for at, section in enumerate(offer.media):
        choice = _choice(offer, section)
        if choice is not None and len(accepted) < MAX_PUBLISHED:
            accepted[at] = choice
    return accepted


def _choice(offer: SessionDescription, section: MediaDescription) -> _Accepted | None:
    media: Media | None = "audio" if section.media == "audio" else "video" if section.media == "video" else None
    alone = len(offer.media) == 1 and not offer.bundled
    if (
        media is None
        or section.mid is None
        or section.rejected
        or section.protocol not in RTP_PROTOCOLS
        or not section.rtcp_mux
        or not (alone or section.mid in offer.bundled)
    ):
        return None
    codecs = common_codecs(ALTERNATIVES[media], section)
    if not codecs:
        return None
    extensions = tuple(_receivable((*section.extensions, *offer.extensions)))
    layered = codecs[0].mime_type == VP8 and RID in {it.uri for it in extensions}
    layers = _layers(section) if layered else ()
    read = {*PROFILES[media].extensions, *((RID, REPAIRED_RID) if layers else ())}
    return _Accepted(section.mid, media, section, codecs, tuple(it for it in extensions if it.uri in read), layers)


def _receivable(offered: Iterable[ExtensionMap]) -> Iterable[ExtensionMap]:
    """Extensions that may be sent to us under ids of one-byte headers, as an answer has them; each URI once."""
    seen: set[str] = set()
    for it in offered:
        receivable = it.direction in (None, "sendonly", "sendrecv")
        if it.id <= 14 and receivable and it.uri not in seen:
            seen.add(it.uri)
            yield ExtensionMap(it.id, it.uri, _TURNED[it.direction] if it.direction else None)


def _layers(section: MediaDescription) -> tuple[str, ...]:
    """The rids of the simulcast streams (RFC 8853), in the offer's order; of alternatives the first, paused or not."""
    declared = {it.id for it in section.rids if it.direction == "send"}
    offered = section.simulcast.send if section.simulcast is not None else ()
    rids = dict.fromkeys(alternatives[0].removeprefix("~") for alternatives in offered)
    layers = tuple(rid for rid in rids if rid in declared)[:MAX_LAYERS]
    return layers if len(layers) > 1 else ()


def _remote(offer: SessionDescription, section: MediaDescription) -> tuple[IceParameters, DtlsParameters]:
    ice, dtls = remote_transport(offer, section)
    if dtls.role != "client":
        raise SdpError("the one who offers must be ready to be active in DTLS")
    return ice, dtls


def _parameters(it: _Accepted) -> RtpParameters:
    cname = next((ssrc.value for ssrc in it.section.ssrcs if ssrc.name == "cname"), None)
    return RtpParameters(
        mid=it.mid,
        codecs=it.codecs,
        header_extensions=tuple(HeaderExtension(uri=extension.uri, id=extension.id) for extension in it.extensions),
        encodings=tuple(Encoding(rid=rid) for rid in it.layers) or (_encoding(it),),
        cname=cname,
    )


def _encoding(it: _Accepted) -> Encoding:
    """The one stream to expect; without SSRC when none is declared, as in a simulcast offer: then the mid binds it."""
    section = it.section
    pairs = {group.ssrcs[0]: group.ssrcs[1] for group in section.ssrc_groups if _is_pair(group.semantics, group.ssrcs)}
    primaries = [ssrc.ssrc for ssrc in section.ssrcs if ssrc.ssrc not in pairs.values()]
    if not primaries or section.simulcast is not None:
        return Encoding()
    return Encoding(ssrc=primaries[0], rtx_ssrc=pairs.get(primaries[0]) if repaired(it.codecs) else None)


def _is_pair(semantics: str, ssrcs: tuple[int, ...]) -> bool:
    return semantics == "FID" and len(ssrcs) == 2


def _answer(offer: SessionDescription, accepted: dict[int, _Accepted], local: LocalTransport) -> SessionDescription:
    first = min(accepted)
    sections = []
    for at, section in enumerate(offer.media):
        if at in accepted:
            sections.append(with_transport(_section(accepted[at]), local, "passive", candidates=at == first))
        else:
            sections.append(_rejected(section))
    # The offer's version rises with each offer, and so does ours (RFC 8829, 5.3.2).
    return SessionDescription(
        origin=Origin(local.session_id, offer.origin.version),
        groups=(Group("BUNDLE", tuple(it.mid for it in accepted.values())),) if offer.bundled else (),
        ice_lite=True,
        media=tuple(sections),
    )


def _section(it: _Accepted) -> MediaDescription:
    # A browser sends what stands first, and what is lost of RED the next packet repeats.
    lines = codec_lines(sorted(it.codecs, key=lambda codec: codec.mime_type != RED))
    return MediaDescription(
        media=it.media,
        port=9,
        protocol=it.section.protocol,
        connection="IN IP4 0.0.0.0",
        mid=it.mid,
        direction="recvonly" if it.sends else "inactive",
        rtcp_mux=True,
        rtcp_rsize=it.section.rtcp_rsize,
        extensions=it.extensions,
        formats=lines.formats,
        rtp_maps=lines.rtp_maps,
        format_parameters=lines.format_parameters,
        feedback=lines.feedback,
        rids=tuple(Rid(rid, "recv") for rid in it.layers),
        simulcast=Simulcast(receive=tuple((rid,) for rid in it.layers)) if it.layers else None,
    )


def _rejected(section: MediaDescription) -> MediaDescription:
    return MediaDescription(
        media=section.media,
        port=0,
        protocol=section.protocol,
        formats=section.formats,
        connection="IN IP4 0.0.0.0",
        mid=section.mid,
        direction="inactive",
    )
