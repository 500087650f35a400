"""What a room's media knows of each participant: two transports, what is published, what is subscribed to."""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
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

MEDIA_OF: Mapping[wire.Source, Media] = {"microphone": "audio", "camera": "video", "screen": "video"}


@dataclass(slots=True)
class Publication:
    id: str
    participant: str
    source: wire.Source
    rtp: RtpParameters
    created: bool = False
    """The worker has it."""


@dataclass(slots=True)
class Subscription:
    id: str
    publication: Publication
    rtp: RtpParameters | None = None
    """As the browser has answered that it wants it."""
    created: bool = False
    """The worker sends."""


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
    in_flight: wire.SubscribeOffer | None = None
    remote: control.ConnectTransport | None = None
    """The browser's end, until the worker was told of it."""

    def answer(self, request: wire.SubscribeAnswer) -> None:
        """Take the browser's answer; the worker is to be told. Raises MediaError."""
        try:
            plan = self.negotiation.answer(request.sdp, request.negotiation)
        except SdpError as error:
            raise MediaError("invalid_sdp", str(error)) from error
        self.in_flight = None
        self.remote = control.ConnectTransport(transport=self.transport, ice=plan.remote_ice, dtls=plan.remote_dtls)
        agreed = {it.subscription: it.rtp for it in plan.subscriptions}
        for subscription in self.subscriptions.values():
            subscription.rtp = agreed.get(subscription.id, subscription.rtp)

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
        )

    def offer(self) -> wire.SubscribeOffer | None:
        """The next offer; None while one is in flight or nothing has changed."""
        offer = self.negotiation.offer()
        if offer is None:
            return None
        by_id = {it.id: it.publication for it in self.subscriptions.values()}
        self.in_flight = wire.SubscribeOffer(
            sdp=offer.text,
            negotiation=offer.negotiation,
            tracks=[
                wire.SubscribedTrack(mid=mid, participant=by_id[it].participant, source=by_id[it].source)
                for it, mid in offer.mids.items()
            ],
        )
        return self.in_flight


@dataclass(slots=True)
class Peer:
    participant: str
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    scope: str | None = None
    """As the worker was told."""
    publishing: Publishing | None = None
    subscribing: Subscribing | None = None

    @property
    def published(self) -> Sequence[Publication]:
        return [it for it in self.publishing.publications.values() if it.created] if self.publishing else []


def publications(participant: str, request: wire.Publish, offered: Sequence[PublishedMedia]) -> dict[str, Publication]:
    """What the offer publishes, by mid. Raises MediaError when a section's source is missing or does not fit."""
    sources = {it.mid: it.source for it in request.sources}
    for it in offered:
        if it.mid not in sources or MEDIA_OF[sources[it.mid]] != it.media:
            raise MediaError("invalid_sdp", "Each section that is sent needs a source of its kind.")
    return {it.mid: Publication(_new_id(), participant, sources[it.mid], it.rtp) for it in offered}


def _new_id() -> str:
    return secrets.token_hex(8)


def _new_ssrc() -> int:
    return secrets.randbelow(0xFFFFFFFF) + 1
