"""A live room's media: negotiates with each browser and asks the relay worker for what was agreed.

Each participant has two transports: the browser offers on the one it publishes on, the app offers on the one it
subscribes on, so that offers never collide. Who hears whom is the *scope* of both transports, enforced by the worker;
this file only keeps the worker told. A subscription lives as long as its publication: leaving a scope withholds
packets and never renumbers a stream.
"""

import asyncio
import secrets
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from signaling.control import messages as control
from signaling.control.parameters import RtpParameters
from signaling.protocol import messages as wire
from signaling.sdp.errors import SdpError
from signaling.sdp.negotiation import SubscribeNegotiation
from signaling.websocket.errors import MediaError
from signaling.websocket.media_peers import (
    MEDIA_OF,
    Peer,
    Publication,
    Publishing,
    Subscribing,
    Subscription,
    publications,
)
from signaling.websocket.media_worker import Direction, Gone, RoomWorker, WorkerPort

Deliver = Callable[[str, wire.ServerMessage], None]


@dataclass(frozen=True, slots=True)
class MediaSeen:
    """What the relay saw of a participant since the last look. `last_heard`: ms ago, None if never."""

    audio_packets: int = 0
    video_packets: int = 0
    receiving: bool = False
    last_heard: int | None = None


class RoomMedia:
    """Everything media of one room. Calls for one participant are carried out one after the other.

    All requests raise MediaError `media_unavailable` while the worker cannot be reached; they may be made again.
    """

    def __init__(self, room: str, epoch: int, worker: WorkerPort, deliver: Deliver) -> None:
        self._worker = RoomWorker(room, epoch, worker)
        self._deliver = deliver
        self._scopes: Mapping[str, str | None] = {}
        self._peers: dict[str, Peer] = {}
        self._totals: dict[str, tuple[int, int]] = {}
        """Transport -> audio and video packets at the last look."""

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
        self._worker.forget()
        self._peers.clear()
        self._totals.clear()
        for participant in self._scopes:
            self._deliver(participant, wire.MediaReset())
        await self.set_scopes(self._scopes)

    async def close(self) -> None:
        """Close the room in the worker."""
        self._peers.clear()
        await self._worker.ask(control.CloseRoom())

    async def _place(self, participant: str) -> None:
        peer = self._peers.setdefault(participant, Peer(participant))
        async with peer.lock:
            scope = self._scopes.get(participant)
            if peer.scope != scope:
                for half in (peer.publishing, peer.subscribing):
                    if half is not None:
                        await self._worker.ask(control.SetScope(transport=half.transport, scope=scope))
                peer.scope = scope
            if peer.publishing is None:
                peer.publishing = await self._new_publishing(peer)
            if peer.subscribing is None:
                peer.subscribing = await self._new_subscribing(peer)

    async def _close(self, peer: Peer) -> None:
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
            plan = publishing.answer(request.sdp)
            if publishing.remote_ice not in (None, plan.remote_ice):
                publishing.local = replace(publishing.local, ice=await self._worker.restart_ice(publishing.transport))
                plan = publishing.answer(request.sdp)
            publishing.remote_ice = plan.remote_ice
            wanted = publications(participant, request, plan.media)
            await self._worker.ask(
                control.ConnectTransport(transport=publishing.transport, ice=plan.remote_ice, dtls=plan.remote_dtls)
            )
            await self._settle_publications(publishing, wanted)
        await self._renegotiate()
        return wire.PublishAnswer(id=request.id, sdp=plan.answer)

    async def _settle_publications(self, publishing: Publishing, wanted: Mapping[str, Publication]) -> None:
        """Close what is no longer offered under its mid as it was, and create what is new."""
        for mid, had in list(publishing.publications.items()):
            want = wanted.get(mid)
            if want is None or (want.source, want.rtp) != (had.source, had.rtp):
                await self._worker.ask(control.ClosePublication(publication=had.id))
                del publishing.publications[mid]
        for mid, publication in wanted.items():
            if mid not in publishing.publications:
                await self._worker.ask(
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
        return [it.source for it in peer.published] if peer else []

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
            await self._worker.ask(
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
        self, subscribing: Subscribing, subscription: Subscription, rtp: RtpParameters
    ) -> None:
        try:
            await self._worker.ask(
                control.CreateSubscription(
                    transport=subscribing.transport,
                    subscription=subscription.id,
                    publication=subscription.publication.id,
                    rtp=rtp,
                )
            )
        except Gone:
            return  # Its publisher left while the browser answered.
        subscription.created = True

    async def _renegotiate(self) -> None:
        await _all(self._negotiate(peer) for peer in list(self._peers.values()))

    async def _negotiate(self, peer: Peer) -> None:
        """Bring the subscriptions of one participant up to date, and offer them unless an offer is in flight."""
        async with peer.lock:
            subscribing = peer.subscribing
            if subscribing is None:
                return
            published = {it.id: it for other in self._peers.values() if other is not peer for it in other.published}
            for subscription in list(subscribing.subscriptions.values()):
                if subscription.publication.id not in published:
                    await self._unsubscribe(subscribing, subscription)
            for publication in published.values():
                if publication.id not in subscribing.subscriptions and self._share_scope(peer, publication):
                    subscribing.subscribe(publication)
            if (offer := subscribing.offer()) is not None:
                self._deliver(peer.participant, offer)

    def _share_scope(self, peer: Peer, publication: Publication) -> bool:
        scope = self._scopes.get(peer.participant)
        return scope is not None and scope == self._scopes.get(publication.participant)

    async def _unsubscribe(self, subscribing: Subscribing, subscription: Subscription) -> None:
        subscribing.negotiation.remove(subscription.id)
        del subscribing.subscriptions[subscription.publication.id]
        if subscription.created:
            await self._worker.ask(control.CloseSubscription(subscription=subscription.id))

    # --- evidence -----------------------------------------------------------------------------------------------------

    async def observe(self) -> Mapping[str, MediaSeen]:
        """What the relay saw of each participant since the last call."""
        counters = await self._worker.ask(control.ReadCounters())
        assert isinstance(counters, control.Counters)
        by_transport = {it.transport: it for it in counters.transports}
        return {participant: self._seen(peer, by_transport) for participant, peer in self._peers.items()}

    def _seen(self, peer: Peer, counters: Mapping[str, control.TransportCounters]) -> MediaSeen:
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

    async def _new_publishing(self, peer: Peer) -> Publishing:
        return Publishing(*await self._worker.create_transport("publish", peer.scope))

    async def _new_subscribing(self, peer: Peer) -> Subscribing:
        transport, local = await self._worker.create_transport("subscribe", peer.scope)
        return Subscribing(transport, SubscribeNegotiation(local, session_id=secrets.randbits(62)))

    async def _close_transport(self, transport: str) -> None:
        self._totals.pop(transport, None)
        await self._worker.ask(control.CloseTransport(transport=transport))

    def _peer(self, participant: str) -> Peer:
        if (peer := self._peers.get(participant)) is None:
            raise MediaError("not_admitted", "You are not in the room yet.")
        return peer


async def _all(work: Iterable[Coroutine[None, None, None]]) -> None:
    """Side by side; every one is tried before the first failure is raised."""
    for result in await asyncio.gather(*work, return_exceptions=True):
        if isinstance(result, BaseException):
            raise result
