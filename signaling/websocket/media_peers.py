"""What a room's media knows of each participant: two transports, what is published, what is subscribed to."""

import asyncio
import secrets
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from signaling.control import messages as control
from signaling.control.parameters import IceParameters, RtpParameters
from signaling.protocol import messages as wire
from signaling.sdp.codecs import Media
from signaling.sdp.errors import SdpError
from signaling.sdp.negotiation import (
    LocalTransport,
    PublishAnswerPlan,
    PublishedMedia,
    SubscribeNegotiation,
    answer_publish,
)
from signaling.websocket.errors import MediaError
from signaling.websocket.media_layers import HIGHEST, layer_for

MEDIA_OF: Mapping[wire.Source, Media] = {"microphone": "audio", "camera": "video", "screen": "video"}


@dataclass(slots=True)
class Publication:
    id: str
    participant: str
    source: wire.Source
    rtp: RtpParameters
    height: int | None = None
    """Lines of the captured picture."""
    layers: int = 1
    """Those in use, from the lowest."""
    wanted: Sequence[int] | None = None
    """The layers that anybody takes, as the worker said last."""
    created: bool = False
    """The worker has it."""

    @property
    def encodings(self) -> wire.Encodings | None:
        """What its publisher is to know. The lowest layer goes on even when nobody takes it: who comes begins with it,
        and what the relay hears is evidence of presence."""
        rids = [it.rid for it in self.rtp.encodings if it.rid is not None]
        if self.wanted is None or not rids:
            return None
        return wire.Encodings(
            mid=self.rtp.mid, active=[rid for at, rid in enumerate(rids) if at == 0 or at in self.wanted]
        )


@dataclass(slots=True)
class Subscription:
    id: str
    publication: Publication
    rtp: RtpParameters | None = None
    """As the browser has answered that it wants it."""
    created: bool = False
    """The worker sends."""
    mid: str | None = None
    """As offered."""
    tile: int | None = None
    """The height at which the page shows it, as it said; device pixels."""
    told: int | None = HIGHEST
    """The layer that the worker was told to prefer."""

    def layer(self, default: int) -> int | None:
        """What its tile deserves; `default` where the page has not said anything of it."""
        publication = self.publication
        if self.tile is None or MEDIA_OF[publication.source] == "audio":
            return default
        return layer_for(self.tile, publication.height, publication.layers)


@dataclass(slots=True)
class Publishing:
    transport: str
    local: LocalTransport
    remote_ice: IceParameters | None = None
    """The browser's; when it offers others it restarts ICE, and gets new ones of ours (RFC 8839, 4.4.1)."""
    publications: dict[str, Publication] = field(default_factory=dict)
    """By mid."""

    def answer(self, offer: str) -> PublishAnswerPlan:
        """Raises MediaError when the offer cannot be understood."""
        try:
            return answer_publish(offer, self.local)
        except SdpError as error:
            raise MediaError("invalid_sdp", str(error)) from error


@dataclass(slots=True)
class Subscribing:
    transport: str
    negotiation: SubscribeNegotiation
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    """By publication id."""
    remote: control.ConnectTransport | None = None
    """The browser's end, until the worker was told of it."""
    says_tiles: bool = False
    """The page says how it shows what it receives, so that what is new to it begins with the lowest layer."""

    def answer(self, request: wire.SubscribeAnswer) -> None:
        """Take the browser's answer; the worker is to be told. Raises MediaError."""
        try:
            plan = self.negotiation.answer(request.sdp, request.negotiation)
        except SdpError as error:
            raise MediaError("invalid_sdp", str(error)) from error
        self.remote = control.ConnectTransport(transport=self.transport, ice=plan.remote_ice, dtls=plan.remote_dtls)
        agreed = {it.subscription: it.rtp for it in plan.subscriptions}
        for subscription in self.subscriptions.values():
            subscription.rtp = agreed.get(subscription.id, subscription.rtp)

    def show(self, tiles: Sequence[wire.Tile]) -> None:
        """Take what the page says of its tiles; of mids that it has no more, nothing."""
        heights = {it.mid: it.height for it in tiles}
        self.says_tiles = True
        for subscription in self.subscriptions.values():
            if subscription.mid in heights:
                subscription.tile = heights[subscription.mid]

    @property
    def preferred(self) -> Sequence[tuple[Subscription, int | None]]:
        """The layers that the worker is to be told of: those that are others by now."""
        pictures = [
            it for it in self.subscriptions.values() if it.created and MEDIA_OF[it.publication.source] == "video"
        ]
        wanted = [(it, it.layer(0 if self.says_tiles else HIGHEST)) for it in pictures]
        return [(it, layer) for it, layer in wanted if layer != it.told]

    def subscribe(self, publication: Publication) -> None:
        """To be offered next."""
        subscription = Subscription(_new_id(), publication)
        media = MEDIA_OF[publication.source]
        self.subscriptions[publication.id] = subscription
        self.negotiation.add(
            subscription.id,
            media,
            ssrc=_new_ssrc(),
            rtx_ssrc=_new_ssrc() if media == "video" else None,
            stream=publication.participant,
            track=publication.id,
            codec=publication.rtp.codecs[0],
        )

    def offer(self) -> wire.SubscribeOffer | None:
        """The next offer; None while one is in flight or nothing has changed."""
        offer = self.negotiation.offer()
        if offer is not None:
            for subscription in self.subscriptions.values():
                subscription.mid = offer.mids.get(subscription.id, subscription.mid)
        return self.in_flight if offer is not None else None

    @property
    def in_flight(self) -> wire.SubscribeOffer | None:
        """The offer that waits for its answer, without what has ended since."""
        offer = self.negotiation.in_flight
        if offer is None:
            return None
        tracks = [
            wire.SubscribedTrack(
                mid=offer.mids[it.id], participant=it.publication.participant, source=it.publication.source
            )
            for it in self.subscriptions.values()
            if it.id in offer.mids
        ]
        return wire.SubscribeOffer(sdp=offer.text, negotiation=offer.negotiation, tracks=tracks)


@dataclass(slots=True)
class Peer:
    participant: str
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held for each step of theirs: their own requests come one after the other (`MediaLane`), but what somebody else
    does may bring theirs up to date at the same time."""
    scope: str | None = None
    """As the worker was told."""
    told_scope: bool = True
    """By this process: a note may be older than the last change, and who hears whom may not hang on that."""
    publishing: Publishing | None = None
    subscribing: Subscribing | None = None

    @property
    def transports(self) -> Set[str]:
        return {half.transport for half in (self.publishing, self.subscribing) if half is not None}

    def give_up(self, transports: Set[str]) -> None:
        """These are of no use any more."""
        if self.publishing is not None and self.publishing.transport in transports:
            self.publishing = None
        if self.subscribing is not None and self.subscribing.transport in transports:
            self.subscribing = None

    @property
    def published(self) -> Sequence[Publication]:
        return [it for it in self.publishing.publications.values() if it.created] if self.publishing else []


def publications(participant: str, request: wire.Publish, offered: Sequence[PublishedMedia]) -> dict[str, Publication]:
    """What the offer publishes, by mid. Raises MediaError when a section's source is missing or does not fit."""
    sources = {it.mid: it for it in request.sources}
    found = {}
    for it in offered:
        source = sources.get(it.mid)
        if source is None or MEDIA_OF[source.source] != it.media:
            raise MediaError("invalid_sdp", "Each section that is sent needs a source of its kind.")
        most = len(it.rtp.encodings)
        layers = min(source.layers or most, most)
        found[it.mid] = Publication(_new_id(), participant, source.source, it.rtp, source.height, layers)
    return found


def _new_id() -> str:
    return secrets.token_hex(8)


def _new_ssrc() -> int:
    return secrets.randbelow(0xFFFFFFFF) + 1
