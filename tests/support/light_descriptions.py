"""The descriptions of the light peers that load a relay: everything that the relay can do is negotiated.

A relay of any make understands them. Theirs is the DTLS client's part, and a candidate that nobody answers at: a relay
that insists on one is content, and learns the real address from the checks that come from it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from signaling.bots.transport import BotTransport
from signaling.control.parameters import CodecParameters, DtlsFingerprint, DtlsParameters, IceParameters
from signaling.sdp.codecs import PROFILES, RTP_PROTOCOLS, Media, codec_lines, own_codecs
from signaling.sdp.description import (
    Candidate,
    ExtensionMap,
    Fingerprint,
    Group,
    MediaDescription,
    Msid,
    Origin,
    Rid,
    SessionDescription,
    Simulcast,
    SsrcAttribute,
    SsrcGroup,
)
from signaling.sdp.reader import parse
from signaling.sdp.writer import write

STREAM_ID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
STREAM_ID_NUMBER = 10
"""Of the extension that carries a layer's rid, where there are layers."""
_DISCARD = 9
_HOST_PRIORITY = 2130706431


@dataclass(frozen=True)
class Source:
    """What one section publishes: an SSRC and that of its retransmissions, or layers bound by rid, lowest first."""

    ssrc: int = 0
    rtx_ssrc: int = 0
    rids: tuple[str, ...] = ()


def publish_offer(transport: BotTransport, sources: Mapping[Media, Source], cname: str, address: str) -> str:
    """One section for each kind; its mid is the kind's name."""
    sections = [_publishing(media, source, cname) for media, source in sources.items()]
    return _offer(transport, sections, address)


def subscribe_offer(transport: BotTransport, others: int, address: str) -> str:
    """A microphone and a camera wanted of each of so many, from a relay that has clients offer."""
    kinds: list[Media] = ["audio", "video"] * others
    return _offer(
        transport,
        [_section(kind, str(at), own_codecs(PROFILES[kind])[:1], "recvonly") for at, kind in enumerate(kinds)],
        address,
    )


def subscribe_answer(offer: str, transport: BotTransport, address: str) -> str:
    """Take all that is offered."""
    offered = parse(offer)
    sections = [
        replace(
            section,
            direction="recvonly" if section.direction == "sendonly" else "inactive",
            end_of_candidates=False,
            msids=(),
            ssrcs=(),
            ssrc_groups=(),
        )
        for section in offered.media
    ]
    return write(replace(offered, ice_lite=False, media=tuple(_on(it, transport, address) for it in sections)))


def far_side(description: str) -> tuple[IceParameters, tuple[Candidate, ...], DtlsParameters]:
    """Where and who the relay is; what it says of all sections may stand above them."""
    session = parse(description)
    section = session.media[0]
    fingerprints = tuple(
        DtlsFingerprint(algorithm=it.algorithm, value=it.value) for it in section.fingerprints or session.fingerprints
    )
    fragment, password = section.ice_ufrag or session.ice_ufrag or "", section.ice_pwd or session.ice_pwd or ""
    return (
        IceParameters(username_fragment=fragment, password=password),
        section.candidates,
        DtlsParameters(role="server", fingerprints=fingerprints),
    )


def _offer(transport: BotTransport, sections: Sequence[MediaDescription], address: str) -> str:
    return write(
        SessionDescription(
            origin=Origin("1", "1"),
            groups=(Group("BUNDLE", tuple(section.mid or "" for section in sections)),),
            media=tuple(_on(section, transport, address) for section in sections),
        )
    )


def _publishing(media: Media, source: Source, cname: str) -> MediaDescription:
    section = _section(media, media, own_codecs(PROFILES[media]), "sendonly")
    if source.rids:
        layers = tuple((rid,) for rid in source.rids)
        return replace(
            section,
            extensions=(*section.extensions, ExtensionMap(STREAM_ID_NUMBER, STREAM_ID)),
            msids=(Msid(cname, media),),
            rids=tuple(Rid(rid, "send") for rid in source.rids),
            simulcast=Simulcast(send=layers),
        )
    ssrcs = (source.ssrc, source.rtx_ssrc) if source.rtx_ssrc else (source.ssrc,)
    return replace(
        section,
        msids=(Msid(cname, media),),
        ssrcs=tuple(SsrcAttribute(ssrc, "cname", cname) for ssrc in ssrcs),
        ssrc_groups=(SsrcGroup("FID", ssrcs),) if len(ssrcs) > 1 else (),
    )


def _section(media: Media, mid: str, codecs: Sequence[CodecParameters], direction) -> MediaDescription:
    lines = codec_lines(codecs)
    return MediaDescription(
        media=media,
        port=_DISCARD,
        protocol=RTP_PROTOCOLS[0],
        connection="IN IP4 0.0.0.0",
        mid=mid,
        direction=direction,
        rtcp_mux=True,
        rtcp_rsize=True,
        extensions=tuple(ExtensionMap(number, uri) for uri, number in PROFILES[media].extensions.items()),
        formats=lines.formats,
        rtp_maps=lines.rtp_maps,
        format_parameters=lines.format_parameters,
        feedback=lines.feedback,
    )


def _on(section: MediaDescription, transport: BotTransport, address: str) -> MediaDescription:
    (fingerprint,) = transport.certificate.fingerprints
    return replace(
        section,
        ice_ufrag=transport.ufrag,
        ice_pwd=transport.pwd,
        fingerprints=(Fingerprint(fingerprint.algorithm, fingerprint.value),),
        setup="active",
        candidates=(Candidate("1", 1, "udp", _HOST_PRIORITY, address, _DISCARD, "host"),),
    )
