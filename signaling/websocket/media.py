"""A live room's media: negotiates with each browser and asks the relay worker for what was agreed.

Each participant has two transports: the browser offers on the one it publishes on, the app offers on the one it
subscribes on, so that offers never collide. Who hears whom is the *scope* of both transports, enforced by the worker;
this file only keeps the worker told. A subscription lives as long as its publication: leaving a scope withholds
packets and never renumbers a stream.
"""

import asyncio
import secrets
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from signaling.control import messages as control
from signaling.control.messages import ControlError
from signaling.control.parameters import IceParameters, RtpParameters
from signaling.protocol import messages as wire
from signaling.sdp.errors import SdpError
from signaling.sdp.negotiation import (
    LocalTransport,
    PublishAnswerPlan,
    PublishedMedia,
    SubscribeNegotiation,
    answer_publish,
)
from signaling.websocket.errors import MediaError

Direction = Literal["publish", "subscribe"]
Deliver = Callable[[str, wire.ServerMessage], None]

MEDIA_OF: Mapping[wire.Source, Literal["audio", "video"]] = {
    "microphone": "audio",
    "camera": "video",
    "screen": "video",
}


class WorkerPort(Protocol):
    """The relay worker, as a room needs it."""

    async def request(self, room: str, epoch: int, body: control.RequestBody) -> control.ResponseBody | None:
        """Ask and wait for the answer. Raises ControlError."""
        ...


@dataclass(frozen=True, slots=True)
class MediaSeen:
    """What the relay saw of a participant since the last look. `last_heard`: ms ago, None if never."""

    audio_packets: int = 0
    video_packets: int = 0
    receiving: bool = False
    last_heard: int | None = None


@dataclass(frozen=True, slots=True)
class _Publication:
    id: str
    participant: str
    source: wire.Source
    rtp: RtpParameters


@dataclass(slots=True)
class _Subscription:
    id: str
    publication: _Publication
    created: bool = False
    """The browser has answered and the worker sends."""


@dataclass(slots=True)
class _Publishing:
    transport: str
    local: LocalTransport
    remote_ice: IceParameters | None = None
    """The browser's; when it offers others it restarts ICE, and gets new ones of ours (RFC 8839, 4.4.1)."""
    publications: dict[str, _Publication] = field(default_factory=dict)
    """By mid."""


@dataclass(slots=True)
class _Subscribing:
    transport: str
    negotiation: SubscribeNegotiation
    subscriptions: dict[str, _Subscription] = field(default_factory=dict)
    """By publication id."""
    in_flight: wire.SubscribeOffer | None = None


@dataclass(slots=True)
class _Peer:
    participant: str
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    scope: str | None = None
    """As the worker was told."""
    publishing: _Publishing | None = None
    subscribing: _Subscribing | None = None


class RoomMedia:
    """Everything media of one room. Calls for one participant are carried out one after the other.

    All requests raise MediaError `media_unavailable` while the worker cannot be reached; they may be made again.
    """

    def __init__(self, room: str, epoch: int, worker: WorkerPort, deliver: Deliver) -> None:
        self._room = room
        self._epoch = epoch
        self._worker = worker
        self._deliver = deliver
        self._scopes: Mapping[str, str | None] = {}
        self._peers: dict[str, _Peer] = {}
        self._totals: dict[str, tuple[int, int]] = {}
        """Transport -> audio and video packets at the last look."""
        self._opening = asyncio.Lock()
        self._opened = False

    # --- who hears whom -----------------------------------------------------------------------------------------------

    async def set_scopes(self, scopes: Mapping[str, str | None]) -> None:
        """Make it so: new participants get transports, absent ones lose theirs, the others' scopes follow."""
        self._scopes = scopes
        gone = [peer for participant, peer in self._peers.items() if participant not in scopes]
        await _all(self._close(peer) for peer in gone)
        await _all(self._place(participant) for participant in scopes)
        await self._renegotiate()

    async def forget(self, participant: str) -> None:
        """Close what a page had negotiated; whoever is still in the room starts anew."""
        if (peer := self._peers.get(participant)) is not None:
            await self._close(peer)
        if participant in self._scopes:
            await self._place(participant)
        await self._renegotiate()

    async def rebuild(self) -> None:
        """The worker lost everything: every browser starts anew, and sends again what it published."""
        self._opened = False
        self._peers.clear()
        self._totals.clear()
        for participant in self._scopes:
            self._deliver(participant, wire.MediaReset())
        await self.set_scopes(self._scopes)

    async def close(self) -> None:
        """Close the room in the worker."""
        self._peers.clear()
        await self._ask(control.CloseRoom())

    async def _place(self, participant: str) -> None:
        peer = self._peers.setdefault(participant, _Peer(participant))
        async with peer.lock:
            scope = self._scopes.get(participant)
            if peer.scope != scope:
                for half in (peer.publishing, peer.subscribing):
                    if half is not None:
                        await self._ask(control.SetScope(transport=half.transport, scope=scope))
                peer.scope = scope
            if peer.publishing is None:
                peer.publishing = await self._new_publishing(peer)
            if peer.subscribing is None:
                peer.subscribing = await self._new_subscribing(peer)

    async def _close(self, peer: _Peer) -> None:
        async with peer.lock:
            if self._peers.get(peer.participant) is peer:
                del self._peers[peer.participant]
            for half in (peer.publishing, peer.subscribing):
                if half is not None:
                    await self._close_transport(half.transport)

    # --- publishing ---------------------------------------------------------------------------------------------------

    async def publish(self, participant: str, request: wire.Publish) -> wire.PublishAnswer:
        """Answer what a browser offers to publish, and offer it to those who may hear it."""
        peer = self._peer(participant)
        async with peer.lock:
            publishing = peer.publishing = peer.publishing or await self._new_publishing(peer)
            plan = _answer(request, publishing)
            if publishing.remote_ice not in (None, plan.remote_ice):
                publishing.local = replace(publishing.local, ice=await self._restart_ice(publishing.transport))
                plan = _answer(request, publishing)
            publishing.remote_ice = plan.remote_ice
            wanted = _publications(participant, request, plan.media)
            await self._ask(
                control.ConnectTransport(transport=publishing.transport, ice=plan.remote_ice, dtls=plan.remote_dtls)
            )
            await self._settle_publications(publishing, wanted)
        await self._renegotiate()
        return wire.PublishAnswer(id=request.id, sdp=plan.answer)

    async def _settle_publications(self, publishing: _Publishing, wanted: Mapping[str, _Publication]) -> None:
        """Close what is no longer offered under its mid as it was, and create what is new."""
        for mid, had in list(publishing.publications.items()):
            want = wanted.get(mid)
            if want is None or (want.source, want.rtp) != (had.source, had.rtp):
                await self._ask(control.ClosePublication(publication=had.id))
                del publishing.publications[mid]
        for mid, publication in wanted.items():
            if mid not in publishing.publications:
                await self._ask(
                    control.CreatePublication(
                        transport=publishing.transport,
                        publication=publication.id,
                        media=MEDIA_OF[publication.source],
                        rtp=publication.rtp,
                    )
                )
                publishing.publications[mid] = publication

    def tracks(self, participant: str) -> Sequence[wire.Source]:
        """What the participant publishes."""
        peer = self._peers.get(participant)
        return [it.source for it in _published(peer)] if peer else []

    # --- subscribing --------------------------------------------------------------------------------------------------

    async def subscribe_answer(self, participant: str, request: wire.SubscribeAnswer) -> None:
        """Take a browser's answer: the worker begins to send; then offer what has changed meanwhile."""
        peer = self._peer(participant)
        async with peer.lock:
            subscribing = peer.subscribing
            if subscribing is None:
                raise MediaError("wrong_state", "There is no offer to answer.")
            try:
                plan = subscribing.negotiation.answer(request.sdp, request.negotiation)
            except SdpError as error:
                raise MediaError("invalid_sdp", str(error)) from error
            subscribing.in_flight = None
            await self._ask(
                control.ConnectTransport(transport=subscribing.transport, ice=plan.remote_ice, dtls=plan.remote_dtls)
            )
            agreed = {it.subscription: it.rtp for it in plan.subscriptions}
            for subscription in subscribing.subscriptions.values():
                if not subscription.created and subscription.id in agreed:
                    await self._create_subscription(subscribing, subscription, agreed[subscription.id])
        await self._negotiate(peer)

    async def resume(self, participant: str) -> None:
        """A socket came back to the same page: an offer that may have been lost with the old one is sent again."""
        peer = self._peers.get(participant)
        if peer is not None and peer.subscribing is not None and peer.subscribing.in_flight is not None:
            self._deliver(participant, peer.subscribing.in_flight)

    async def restart(self, participant: str, direction: Direction) -> None:
        """Forget a transport that the browser has given up; a new one is negotiated."""
        peer = self._peer(participant)
        async with peer.lock:
            half = peer.publishing if direction == "publish" else peer.subscribing
            if half is not None:
                await self._close_transport(half.transport)
            if direction == "publish":
                peer.publishing = await self._new_publishing(peer)
            else:
                peer.subscribing = await self._new_subscribing(peer)
        await self._renegotiate()

    async def _create_subscription(
        self, subscribing: _Subscribing, subscription: _Subscription, rtp: RtpParameters
    ) -> None:
        try:
            await self._ask(
                control.CreateSubscription(
                    transport=subscribing.transport,
                    subscription=subscription.id,
                    publication=subscription.publication.id,
                    rtp=rtp,
                )
            )
        except _Gone:
            return  # Its publisher left while the browser answered.
        subscription.created = True

    async def _renegotiate(self) -> None:
        await _all(self._negotiate(peer) for peer in list(self._peers.values()))

    async def _negotiate(self, peer: _Peer) -> None:
        """Bring the subscriptions of one participant up to date, and offer them unless an offer is in flight."""
        async with peer.lock:
            subscribing = peer.subscribing
            if subscribing is None:
                return
            published = {it.id: it for other in self._peers.values() if other is not peer for it in _published(other)}
            for subscription in list(subscribing.subscriptions.values()):
                if subscription.publication.id not in published:
                    await self._unsubscribe(subscribing, subscription)
            for publication in published.values():
                if publication.id not in subscribing.subscriptions and self._share_scope(peer, publication):
                    _subscribe(subscribing, publication)
            self._offer(peer, subscribing)

    def _share_scope(self, peer: _Peer, publication: _Publication) -> bool:
        scope = self._scopes.get(peer.participant)
        return scope is not None and scope == self._scopes.get(publication.participant)

    async def _unsubscribe(self, subscribing: _Subscribing, subscription: _Subscription) -> None:
        subscribing.negotiation.remove(subscription.id)
        del subscribing.subscriptions[subscription.publication.id]
        if subscription.created:
            await self._ask(control.CloseSubscription(subscription=subscription.id))

    def _offer(self, peer: _Peer, subscribing: _Subscribing) -> None:
        offer = subscribing.negotiation.offer()
        if offer is None:
            return
        by_id = {it.id: it.publication for it in subscribing.subscriptions.values()}
        subscribing.in_flight = wire.SubscribeOffer(
            sdp=offer.text,
            negotiation=offer.negotiation,
            tracks=[
                wire.SubscribedTrack(mid=mid, participant=by_id[it].participant, source=by_id[it].source)
                for it, mid in offer.mids.items()
            ],
        )
        self._deliver(peer.participant, subscribing.in_flight)

    # --- evidence -----------------------------------------------------------------------------------------------------

    async def observe(self) -> Mapping[str, MediaSeen]:
        """What the relay saw of each participant since the last call."""
        counters = await self._ask(control.ReadCounters())
        assert isinstance(counters, control.Counters)
        by_transport = {it.transport: it for it in counters.transports}
        return {participant: self._seen(peer, by_transport) for participant, peer in self._peers.items()}

    def _seen(self, peer: _Peer, counters: Mapping[str, control.TransportCounters]) -> MediaSeen:
        inward = counters.get(peer.publishing.transport) if peer.publishing else None
        outward = counters.get(peer.subscribing.transport) if peer.subscribing else None
        heard = [it.last_heard for it in (inward, outward) if it is not None and it.last_heard is not None]
        audio = video = 0
        if inward is not None:
            before = self._totals.get(inward.transport, (0, 0))
            self._totals[inward.transport] = inward.audio_packets, inward.video_packets
            audio, video = inward.audio_packets - before[0], inward.video_packets - before[1]
        receiving = outward is not None and outward.state == "connected"
        return MediaSeen(audio, video, receiving, min(heard, default=None))

    # --- the worker ---------------------------------------------------------------------------------------------------

    async def _new_publishing(self, peer: _Peer) -> _Publishing:
        return _Publishing(*await self._create_transport(peer, "publish"))

    async def _new_subscribing(self, peer: _Peer) -> _Subscribing:
        transport, local = await self._create_transport(peer, "subscribe")
        return _Subscribing(transport, SubscribeNegotiation(local, session_id=secrets.randbits(62)))

    async def _create_transport(self, peer: _Peer, direction: Direction) -> tuple[str, LocalTransport]:
        transport = _new_id()
        made = await self._ask(control.CreateTransport(transport=transport, direction=direction, scope=peer.scope))
        assert isinstance(made, control.TransportCreated)
        return transport, LocalTransport(made.ice, made.candidates, made.dtls)

    async def _restart_ice(self, transport: str) -> IceParameters:
        restarted = await self._ask(control.RestartIce(transport=transport))
        assert isinstance(restarted, control.IceRestarted)
        return restarted.ice

    async def _close_transport(self, transport: str) -> None:
        self._totals.pop(transport, None)
        await self._ask(control.CloseTransport(transport=transport))

    def _peer(self, participant: str) -> _Peer:
        if (peer := self._peers.get(participant)) is None:
            raise MediaError("not_admitted", "You are not in the room yet.")
        return peer

    async def _ask(self, body: control.RequestBody) -> control.ResponseBody | None:
        try:
            await self._open()
            return await self._worker.request(self._room, self._epoch, body)
        except ControlError as error:
            if error.code == "not_found":
                raise _Gone from error
            raise MediaError("media_unavailable", "Sound and picture cannot be set up right now.") from error

    async def _open(self) -> None:
        """Take the room over: what an owner before had there is closed."""
        async with self._opening:
            if not self._opened:
                await self._worker.request(self._room, self._epoch, control.CloseRoom())
                await self._worker.request(self._room, self._epoch, control.OpenRoom())
                self._opened = True


class _Gone(MediaError):
    """The worker does not know what was named."""

    def __init__(self) -> None:
        super().__init__("media_unavailable", "Sound and picture have to be set up anew.")


async def _all(work: Iterable[Coroutine[None, None, None]]) -> None:
    """Side by side; every one is tried before the first failure is raised."""
    for result in await asyncio.gather(*work, return_exceptions=True):
        if isinstance(result, BaseException):
            raise result


def _published(peer: _Peer) -> list[_Publication]:
    return list(peer.publishing.publications.values()) if peer.publishing else []


def _answer(request: wire.Publish, publishing: _Publishing) -> PublishAnswerPlan:
    try:
        return answer_publish(request.sdp, publishing.local)
    except SdpError as error:
        raise MediaError("invalid_sdp", str(error)) from error


def _publications(
    participant: str, request: wire.Publish, offered: Sequence[PublishedMedia]
) -> dict[str, _Publication]:
    """What the offer publishes, by mid. Raises MediaError when a section's source is missing or does not fit."""
    sources = {it.mid: it.source for it in request.sources}
    for it in offered:
        if it.mid not in sources or MEDIA_OF[sources[it.mid]] != it.media:
            raise MediaError("invalid_sdp", "Each section that is sent needs a source of its kind.")
    return {it.mid: _Publication(_new_id(), participant, sources[it.mid], it.rtp) for it in offered}


def _subscribe(subscribing: _Subscribing, publication: _Publication) -> None:
    subscription = _Subscription(_new_id(), publication)
    media = MEDIA_OF[publication.source]
    subscribing.subscriptions[publication.id] = subscription
    subscribing.negotiation.add(
        subscription.id,
        media,
        ssrc=_new_ssrc(),
        rtx_ssrc=_new_ssrc() if media == "video" else None,
        stream=publication.participant,
        track=publication.id,
    )


def _new_id() -> str:
    return secrets.token_hex(8)


def _new_ssrc() -> int:
    return secrets.randbelow(0xFFFFFFFF) + 1
