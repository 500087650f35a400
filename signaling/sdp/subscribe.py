"""Offers a browser what it subscribes to, over the life of one transport (RFC 8829, sans-IO).

One offer is in flight at a time; what changes meanwhile goes into the next. A subscription keeps its mid and SSRCs for
life. A section whose subscription ended turns inactive, and carries another of the same kind only after the browser
has confirmed that: no live section ever changes whose picture it shows. A section keeps its codec.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from signaling.control.parameters import (
    CodecParameters,
    DtlsParameters,
    Encoding,
    HeaderExtension,
    IceParameters,
    RtpParameters,
)
from signaling.sdp.codecs import (
    RTP_PROTOCOLS,
    Media,
    Profile,
    codec_lines,
    common_codecs,
    own_codecs,
    profile_of,
    repaired,
    variant_of,
)
from signaling.sdp.description import (
    ExtensionMap,
    Group,
    MediaDescription,
    Msid,
    Origin,
    SessionDescription,
    SsrcAttribute,
    SsrcGroup,
)
from signaling.sdp.errors import SdpError
from signaling.sdp.reader import parse
from signaling.sdp.transport import LocalTransport, remote_transport, with_transport
from signaling.sdp.writer import write


@dataclass(frozen=True)
class SubscribeOffer:
    """An offer to send, its number, and the mid of each subscription in it."""

    text: str
    negotiation: int
    mids: dict[str, str]


@dataclass(frozen=True)
class NegotiatedSubscription:
    """What the browser agreed to receive."""

    subscription: str
    media: Media
    rtp: RtpParameters


@dataclass(frozen=True)
class SubscribeAnswerPlan:
    """The other side of the transport, and every subscription that it receives and that has not ended meanwhile."""

    remote_ice: IceParameters
    remote_dtls: DtlsParameters
    subscriptions: tuple[NegotiatedSubscription, ...]


@dataclass(frozen=True)
class _Track:
    subscription: str
    ssrc: int
    rtx_ssrc: int | None
    stream: str
    track: str


@dataclass
class _Section:
    mid: str
    media: Media
    variant: str | None
    """Of its codec, which it keeps."""
    wanted: _Track | None
    offered: _Track | None = None
    """As the offer in flight has it."""
    agreed: _Track | None = None
    """As the last answer left it."""
    known: bool = False
    """An offer has named it: it can never go again."""

    @property
    def profile(self) -> Profile:
        return profile_of(self.media, self.variant)

    @property
    def free(self) -> bool:
        return self.wanted is None and self.offered is None and self.agreed is None


@dataclass
class SubscribeNegotiation:
    """The state of one subscribe transport's negotiation: plain values, to be kept as they are.

    `session_id`: the number of the description's origin, any. `add` and `remove` at will, then `offer()`, and again
    after each `answer`.
    """

    local: LocalTransport
    session_id: int = 1
    _sections: list[_Section] = field(default_factory=list)
    _mids: int = 0
    _number: int = 0
    _offered: int | None = None
    """How many of the sections, from the first, the offer in flight has; those that came later may go again."""
    _restarts: bool = False
    """Our ICE credentials are others than the last offer's."""

    def add(
        self,
        subscription: str,
        media: Media,
        *,
        ssrc: int,
        rtx_ssrc: int | None,
        stream: str,
        track: str,
        codec: CodecParameters | None = None,
    ) -> None:
        """Subscribe. `stream` (one person's, for lip sync; the CNAME too) and `track` are opaque ids, never names.

        `codec`: as it is published; None stands for what is preferred.
        """
        if self._section_of(subscription) is not None:
            raise ValueError("this subscription is there already")
        wanted = _Track(subscription, ssrc, rtx_ssrc, stream, track)
        kind = media, variant_of(codec)
        section = next((it for it in self._sections if it.free and (it.media, it.variant) == kind), None)
        if section is None:
            section = _Section(str(self._mids), *kind, wanted)
            self._mids += 1
            self._sections.append(section)
        section.wanted = wanted

    def remove(self, subscription: str) -> None:
        """End a subscription; one that is not there is no error."""
        section = self._section_of(subscription)
        if section is None:
            return
        section.wanted = None
        if not section.known:
            self._sections.remove(section)

    def restart_ice(self, ice: IceParameters) -> None:
        """Offer these credentials next (RFC 8839 4.4.1.1.1)."""
        self.local = replace(self.local, ice=ice)
        self._restarts = True

    @property
    def settled(self) -> bool:
        """Nothing is in flight and nothing waits to be offered."""
        return self._offered is None and not self._changed

    @property
    def _changed(self) -> bool:
        return self._restarts or any(it.wanted != it.agreed or not it.known for it in self._sections)

    def offer(self) -> SubscribeOffer | None:
        """The next offer, or None while one is in flight or nothing has changed since the last."""
        if self._offered is not None or not self._changed:
            return None
        self._number += 1
        self._restarts = False
        self._offered = len(self._sections)
        for section in self._sections:
            section.offered, section.known = section.wanted, True
        return self.in_flight

    @property
    def in_flight(self) -> SubscribeOffer | None:
        """The offer that waits for its answer."""
        if self._offered is None:
            return None
        sections = self._sections[: self._offered]
        mids = {it.offered.subscription: it.mid for it in sections if it.offered is not None}
        return SubscribeOffer(write(self._description(sections)), self._number, mids)

    def answer(self, text: str, negotiation: int) -> SubscribeAnswerPlan:
        """Take the answer to the offer in flight. Raises SdpError, and then the offer stays in flight."""
        if self._offered is None or negotiation != self._number:
            raise SdpError("no offer of this number waits for an answer")
        answer = parse(text)
        sections = self._sections[: self._offered]
        if [(it.mid, it.media) for it in answer.media] != [(it.mid, it.media) for it in sections]:
            raise SdpError("the answer's sections are not the offer's")
        first = next((it for it in answer.media if not it.rejected), None)
        if first is None:
            raise SdpError("the answer rejects everything")
        ice, dtls = remote_transport(answer, first)
        subscriptions = [
            NegotiatedSubscription(ours.offered.subscription, ours.media, rtp)
            for ours, theirs in zip(sections, answer.media, strict=True)
            if ours.offered is not None
            and ours.offered == ours.wanted
            and (rtp := _parameters(ours, ours.offered, theirs)) is not None
        ]
        for section in sections:
            section.agreed, section.offered = section.offered, None
        self._offered = None
        return SubscribeAnswerPlan(ice, dtls, tuple(subscriptions))

    def _section_of(self, subscription: str) -> _Section | None:
        return next((it for it in self._sections if it.wanted and it.wanted.subscription == subscription), None)

    def _description(self, sections: Sequence[_Section]) -> SessionDescription:
        media = tuple(
            with_transport(_section(it), self.local, "actpass", candidates=at == 0) for at, it in enumerate(sections)
        )
        return SessionDescription(
            origin=Origin(str(self.session_id), str(self._number)),
            groups=(Group("BUNDLE", tuple(it.mid for it in sections)),),
            ice_lite=True,
            media=media,
        )


def _section(it: _Section) -> MediaDescription:
    lines = codec_lines(own_codecs(it.profile))
    track = it.offered
    ssrcs = () if track is None else tuple(ssrc for ssrc in (track.ssrc, track.rtx_ssrc) if ssrc is not None)
    return MediaDescription(
        media=it.media,
        port=9,
        protocol=RTP_PROTOCOLS[0],
        connection="IN IP4 0.0.0.0",
        mid=it.mid,
        direction="inactive" if track is None else "sendonly",
        rtcp_mux=True,
        rtcp_rsize=True,
        extensions=tuple(ExtensionMap(number, uri) for uri, number in it.profile.extensions.items()),
        formats=lines.formats,
        rtp_maps=lines.rtp_maps,
        format_parameters=lines.format_parameters,
        feedback=lines.feedback,
        msids=() if track is None else (Msid(track.stream, track.track),),
        ssrcs=() if track is None else tuple(SsrcAttribute(ssrc, "cname", track.stream) for ssrc in ssrcs),
        ssrc_groups=(SsrcGroup("FID", ssrcs),) if len(ssrcs) == 2 else (),
    )


def _parameters(ours: _Section, track: _Track, theirs: MediaDescription) -> RtpParameters | None:
    """How to send one track, or None when the browser does not want it."""
    if theirs.rejected or theirs.direction not in ("recvonly", "sendrecv") or not theirs.rtcp_mux:
        return None
    codecs = common_codecs([ours.profile], theirs)
    offered = {it.payload_type for it in own_codecs(ours.profile)}
    if not codecs or not {it.payload_type for it in codecs} <= offered:
        return None
    accepted = {it.uri for it in theirs.extensions if it.direction in (None, "recvonly", "sendrecv")}
    extensions = ours.profile.extensions.items()
    return RtpParameters(
        mid=ours.mid,
        codecs=codecs,
        header_extensions=tuple(HeaderExtension(uri=uri, id=number) for uri, number in extensions if uri in accepted),
        encodings=(Encoding(ssrc=track.ssrc, rtx_ssrc=track.rtx_ssrc if repaired(codecs) else None),),
        cname=track.stream,
    )
