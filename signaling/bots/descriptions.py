"""The session descriptions that a bot writes: an offer to publish, an answer to what it is offered."""

from dataclasses import replace

from signaling.bots.transport import BotTransport
from signaling.control.parameters import DtlsFingerprint, DtlsParameters, IceParameters
from signaling.sdp.codecs import PROFILES, RTP_PROTOCOLS, Media, codec_lines
from signaling.sdp.description import (
    Candidate,
    ExtensionMap,
    Fingerprint,
    Group,
    MediaDescription,
    Msid,
    Origin,
    SessionDescription,
    Setup,
    SsrcAttribute,
)
from signaling.sdp.errors import SdpError


def publish_offer(transport: BotTransport, ssrcs: dict[Media, int], cname: str) -> SessionDescription:
    """One section for each kind; its mid is the kind's name. Bots send no retransmissions."""
    sections = tuple(_sending(media, ssrc, cname, transport) for media, ssrc in ssrcs.items())
    return SessionDescription(
        origin=Origin("1", "1"), groups=(Group("BUNDLE", tuple(ssrcs)),), ice_options=("ice2",), media=sections
    )


def _sending(media: Media, ssrc: int, cname: str, transport: BotTransport) -> MediaDescription:
    lines = codec_lines((PROFILES[media].codec,))
    section = MediaDescription(
        media=media,
        port=9,
        protocol=RTP_PROTOCOLS[0],
        connection="IN IP4 0.0.0.0",
        mid=media,
        direction="sendonly",
        rtcp_mux=True,
        rtcp_rsize=True,
        extensions=tuple(ExtensionMap(number, uri) for uri, number in PROFILES[media].extensions.items()),
        formats=lines.formats,
        rtp_maps=lines.rtp_maps,
        format_parameters=lines.format_parameters,
        feedback=lines.feedback,
        msids=(Msid(cname, media),),
        ssrcs=(SsrcAttribute(ssrc, "cname", cname),),
    )
    return _on(section, transport, "actpass")


def subscribe_answer(offer: SessionDescription, transport: BotTransport) -> SessionDescription:
    """Take all that is offered."""
    sections = tuple(
        _on(
            replace(
                section,
                direction="recvonly" if section.direction == "sendonly" else "inactive",
                candidates=(),
                end_of_candidates=False,
                msids=(),
                ssrcs=(),
                ssrc_groups=(),
            ),
            transport,
            "active",
        )
        for section in offer.media
    )
    return replace(offer, ice_lite=False, media=sections)


def _on(section: MediaDescription, transport: BotTransport, setup: Setup) -> MediaDescription:
    (fingerprint,) = transport.certificate.fingerprints
    return replace(
        section,
        ice_ufrag=transport.ufrag,
        ice_pwd=transport.pwd,
        fingerprints=(Fingerprint(fingerprint.algorithm, fingerprint.value),),
        setup=setup,
    )


def far_side(description: SessionDescription) -> tuple[IceParameters, tuple[Candidate, ...], DtlsParameters]:
    """Where and who the relay is. Raises SdpError."""
    for section in description.media:
        if section.ice_ufrag and section.ice_pwd and section.fingerprints:
            fingerprints = tuple(DtlsFingerprint(algorithm=it.algorithm, value=it.value) for it in section.fingerprints)
            return (
                IceParameters(username_fragment=section.ice_ufrag, password=section.ice_pwd),
                section.candidates,
                DtlsParameters(role="server", fingerprints=fingerprints),
            )
    raise SdpError("no section has a transport")
