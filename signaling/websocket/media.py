"""A live room's media: negotiates with each browser and asks the relay worker for what was agreed.

Each participant has two transports: the browser offers on the one it publishes on, the app offers on the one it
subscribes on, so that offers never collide. Who hears whom is the *scope* of both transports, enforced by the worker;
this file only keeps the worker told. A subscription lives as long as its publication: leaving a scope withholds
packets and never renumbers a stream.
"""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence, Set
from dataclasses import replace

from signaling.control import messages as control
from signaling.control.parameters import RtpParameters
from signaling.protocol import messages as wire
from signaling.sdp.negotiation import LocalTransport, SubscribeNegotiation
from signaling.websocket.errors import MediaError
from signaling.websocket.media_notes import Notes
from signaling.websocket.media_peers import (
    MEDIA_OF,
    Peer,
    Publication,
    Publishing,
    Subscribing,
    Subscription,
    publications,
)
from signaling.websocket.media_seen import Looks, MediaSeen, lines_of
from signaling.websocket.media_worker import Direction, Gone, Refused, RoomWorker, WorkerPort
from signaling.websocket.ports import Begins, CountedLine, Page

log = logging.getLogger(__name__)

Deliver = Callable[[str, wire.ServerMessage], None]


class RoomMedia:
    """Everything media of one room. Calls for one participant are carried out one after the other.

    All requests raise MediaError `media_unavailable` while the worker cannot be reached; they may be made again.
    """

    def __init__(self, room: str, epoch: int, worker: WorkerPort, deliver: Deliver) -> None:
        self._worker = RoomWorker(room, epoch, worker)
        self._deliver = deliver
        self._scopes: Mapping[str, str | None] = {}
        self._screens: Set[str] = frozenset()
        self._peers: dict[str, Peer] = {}
        self._notes = Notes(self._worker)
        self._closing: set[str] = set()
        """Transports that nobody uses any more, until the worker has closed them."""
        self._looks = Looks()

    # --- taking over --------------------------------------------------------------------------------------------------

    async def adopt(self, admitted: Set[str]) -> None:
        """Go on with what a process before this one has left in the worker, of staff and of clients who are admitted.

        To be called before anything else. What cannot be gone on with is closed.
        """
        try:
            peers, unused = await self._notes.take_over(admitted)
            self._peers.update(peers)
            self._closing.update(unused)
            await self.observe()  # so that what was counted until now is nothing new
            await self._reconcile()
            await self._worker.ask(control.OpenRoom())  # which layers are wanted is told again, now that it is heard
        except BaseException:
            self._lose_everything()
            raise

    def begin(self, participant: str, page: Page) -> Begins:
        """A page takes a seat. One that goes on has its transports still; where it replaces another, `forget`."""
        return self._notes.begin(participant, page)

    async def let_go(self) -> None:
        """Whoever has not come back by now is not waited for any more."""
        self._notes.awaited.clear()
        await self.set_scopes(self._scopes, self._screens)

    # --- who hears whom -----------------------------------------------------------------------------------------------

    async def set_scopes(self, scopes: Mapping[str, str | None], screens: Set[str] = frozenset()) -> None:
        """Make it so: new participants get transports, absent ones lose theirs, the others' scopes follow. Of no others
        than `screens` is a screen forwarded."""
        self._scopes, self._screens = scopes, screens
        for participant in [it for it in self._peers if it not in scopes.keys() | self._notes.awaited]:
            self._drop(self._peers.pop(participant))
        await self._reconcile()

    async def forget(self, participant: str) -> None:
        """Close what a page had negotiated; whoever is still in the room starts anew."""
        if (peer := self._peers.pop(participant, None)) is not None:
            self._drop(peer)
        await self._reconcile()

    async def rebuild(self) -> None:
        """The worker lost everything: every browser starts anew, and sends again what it published."""
        self._lose_everything()
        for participant in self._scopes:
            self._deliver(participant, wire.MediaReset())
        await self._reconcile()

    async def close(self) -> None:
        """Close the room in the worker."""
        self._peers.clear()
        await self._worker.ask(control.CloseRoom())

    def _lose_everything(self) -> None:
        self._worker.forget()
        self._notes.lose()
        self._looks.forget()
        self._peers.clear()
        self._closing.clear()

    # --- publishing ---------------------------------------------------------------------------------------------------

    async def publish(self, participant: str, request: wire.Publish) -> wire.PublishAnswer:
        """Answer what a browser offers to publish, and offer it to those who may hear it."""
        peer = self._peer(participant)
        async with peer.lock:
            publishing = await self._publishing(peer)
            plan = publishing.answer(request.sdp)
            if publishing.remote_ice not in (None, plan.remote_ice):
                publishing.local = replace(publishing.local, ice=await self._worker.restart_ice(publishing.transport))
                plan = publishing.answer(request.sdp)
            publishing.remote_ice = plan.remote_ice
            wanted = self._allowed(participant, publications(participant, request, plan.media))
            await self._worker.ask(
                control.ConnectTransport(transport=publishing.transport, ice=plan.remote_ice, dtls=plan.remote_dtls)
            )
            await self._settle_publications(publishing, wanted)
            await self._notes.note(peer)
        await self._reconcile()
        return wire.PublishAnswer(id=request.id, sdp=plan.answer)

    async def _settle_publications(self, publishing: Publishing, wanted: Mapping[str, Publication]) -> None:
        """Close what is no longer offered under its mid as it was, and create what is new."""
        for mid, had in list(publishing.publications.items()):
            want = wanted.get(mid)
            if want is None or (want.source, want.rtp) != (had.source, had.rtp):
                await self._worker.ask(control.ClosePublication(publication=had.id))
                del publishing.publications[mid]
        for mid, want in wanted.items():
            publication = publishing.publications.setdefault(mid, want)
            publication.height, publication.layers = want.height, want.layers
            if not publication.created:
                await self._worker.ask(
                    control.CreatePublication(
                        transport=publishing.transport,
                        publication=publication.id,
                        media=MEDIA_OF[publication.source],
                        rtp=publication.rtp,
                        first=publication.source == "screen",
                    )
                )
                publication.created = True

    def _allowed(self, participant: str, wanted: Mapping[str, Publication]) -> Mapping[str, Publication]:
        screen = participant in self._screens
        return {mid: it for mid, it in wanted.items() if screen or it.source != "screen"}

    def tracks(self, participant: str) -> Sequence[wire.Source]:
        """What the participant publishes."""
        peer = self._peers.get(participant)
        return [it.source for it in peer.published] if peer else []

    # --- subscribing --------------------------------------------------------------------------------------------------

    async def subscribe_answer(self, participant: str, request: wire.SubscribeAnswer) -> None:
        """Take a browser's answer: the worker begins to send; then offer what has changed meanwhile."""
        peer = self._peer(participant)
        async with peer.lock:
            if peer.subscribing is None:
                raise MediaError("wrong_state", "There is no offer to answer.")
            peer.subscribing.answer(request)
            await self._reconcile_subscriptions(peer)

    async def resume(self, participant: str) -> None:
        """A socket came back to the same page: what may have been lost with the old one is sent again."""
        peer = self._peers.get(participant)
        if peer is None:
            return
        if peer.subscribing is not None and peer.subscribing.in_flight is not None:
            self._deliver(participant, peer.subscribing.in_flight)
        for publication in peer.published:
            if publication.encodings is not None:
                self._deliver(participant, publication.encodings)

    async def restart(self, participant: str, direction: Direction) -> None:
        """Forget a transport that the browser has given up; a new one is negotiated."""
        peer = self._peer(participant)
        async with peer.lock:
            if direction == "publish" and peer.publishing is not None:
                self._closing.add(peer.publishing.transport)
                peer.publishing = None
            if direction == "subscribe" and peer.subscribing is not None:
                self._closing.add(peer.subscribing.transport)
                peer.subscribing = None
        await self._reconcile()

    async def restart_ice(self, participant: str) -> None:
        """Offer new ICE credentials for what the browser receives over; the transport stays."""
        peer = self._peer(participant)
        async with peer.lock:
            subscribing = peer.subscribing
            if subscribing is None or not subscribing.subscriptions:
                raise MediaError("wrong_state", "There is nothing to restart.")
            subscribing.negotiation.restart_ice(await self._worker.restart_ice(subscribing.transport))
            await self._reconcile_subscriptions(peer)

    # --- layers -------------------------------------------------------------------------------------------------------

    async def tiles(self, participant: str, request: wire.Tiles) -> None:
        """Send each picture as large as it is shown."""
        peer = self._peer(participant)
        async with peer.lock:
            if peer.subscribing is None:
                raise MediaError("wrong_state", "There is nothing to show yet.")
            peer.subscribing.show(request.tiles)
            await self._prefer_layers(peer.subscribing)
            await self._notes.note(peer)

    async def _prefer_layers(self, subscribing: Subscribing) -> None:
        for subscription, layer in subscribing.preferred:
            try:
                await self._worker.ask(control.SetPreferredLayer(subscription=subscription.id, layer=layer))
            except Refused as error:  # as `not_found`: it ended meanwhile
                log.info("the relay refuses a layer: %s", error.reason)
            subscription.told = layer

    def layers_wanted(self, publication: str, layers: Sequence[int]) -> None:
        """The worker says which layers of a publication anybody takes: its publisher need not send the others."""
        for peer in self._peers.values():
            for known in peer.publishing.publications.values() if peer.publishing else ():
                if known.id == publication:
                    known.wanted = tuple(layers)
                    if known.encodings is not None:
                        self._deliver(peer.participant, known.encodings)

    # --- from what is wanted to what is -------------------------------------------------------------------------------
    # Each step may be repeated: one that failed half-way, or whose caller was cancelled, is taken up by the next call.

    async def _reconcile(self) -> None:
        for transport in list(self._closing):
            await self._worker.ask(control.CloseTransport(transport=transport))
            self._closing.discard(transport)
        await self._notes.forget_others(self._peers.keys())
        await _all(self._place(participant) for participant in self._scopes)
        await _all(self._negotiate(peer) for peer in list(self._peers.values()))

    def _drop(self, peer: Peer) -> None:
        self._closing.update(half.transport for half in (peer.publishing, peer.subscribing) if half is not None)
        peer.publishing = peer.subscribing = None

    async def _place(self, participant: str) -> None:
        """Transports in the scope of now. What the worker refuses to make is left out: it must not hold up others."""
        peer = self._peers.setdefault(participant, Peer(participant))
        async with peer.lock:
            if self._peers.get(participant) is not peer:
                return
            await self._end_screen(peer)
            await self._set_scope(peer, self._scopes.get(participant))
            try:
                await self._publishing(peer)
                await self._subscribing(peer)
            except Refused as error:
                log.error("the relay refuses a transport: %s", error.reason)

    async def _end_screen(self, peer: Peer) -> None:
        """Before they are with others: a screen is never seen by those for whom it was not begun."""
        if peer.publishing is None or peer.participant in self._screens:
            return
        had = [(mid, it) for mid, it in peer.publishing.publications.items() if it.source == "screen"]
        for mid, it in had:
            with contextlib.suppress(Gone):
                await self._worker.ask(control.ClosePublication(publication=it.id))
            del peer.publishing.publications[mid]
        if had:
            await self._notes.note(peer)

    async def _set_scope(self, peer: Peer, scope: str | None) -> None:
        if peer.told_scope and peer.scope == scope:
            return
        try:
            for half in (peer.publishing, peer.subscribing):
                if half is not None:
                    await self._worker.ask(control.SetScope(transport=half.transport, scope=scope))
        except Gone:
            self._drop(peer)
            self._deliver(peer.participant, wire.MediaReset())
        peer.scope, peer.told_scope = scope, True

    async def _publishing(self, peer: Peer) -> Publishing:
        if peer.publishing is None:
            peer.publishing = Publishing(*await self._create_transport(peer, "publish"))
        return peer.publishing

    async def _subscribing(self, peer: Peer) -> Subscribing:
        if peer.subscribing is None:
            transport, local = await self._create_transport(peer, "subscribe")
            peer.subscribing = Subscribing(transport, SubscribeNegotiation(local, session_id=secrets.randbits(62)))
        return peer.subscribing

    async def _replace(self, failed: Set[str]) -> None:
        """New transports for those that the worker gave up; where a page publishes it asks for one by itself."""
        known = set(self._closing)
        for peer in list(self._peers.values()):
            async with peer.lock:
                publishing, subscribing = peer.publishing, peer.subscribing
                if publishing is not None and publishing.remote_ice is None and publishing.transport in failed:
                    self._closing.add(publishing.transport)
                    peer.publishing = None
                if subscribing is not None and subscribing.transport in failed:
                    self._closing.add(subscribing.transport)
                    peer.subscribing = None
        if self._closing != known:
            await self._reconcile()

    async def _create_transport(self, peer: Peer, direction: Direction) -> tuple[str, LocalTransport]:
        """For one who is still in the room when it is made; any other is closed again."""
        self._must_be_here(peer)
        transport = _new_id()
        try:
            local = await self._worker.create_transport(transport, direction, peer.scope)
            self._must_be_here(peer)
        except BaseException:  # the worker may have made it all the same
            self._closing.add(transport)
            raise
        return transport, local

    def _must_be_here(self, peer: Peer) -> None:
        if self._peers.get(peer.participant) is not peer:
            raise MediaError("not_admitted", "You are not in the room any more.")

    async def _negotiate(self, peer: Peer) -> None:
        async with peer.lock:
            await self._reconcile_subscriptions(peer)

    async def _reconcile_subscriptions(self, peer: Peer) -> None:
        """Bring the worker and one participant's subscriptions up to date; offer them unless an offer is in flight."""
        subscribing = peer.subscribing
        if subscribing is None:
            return
        published = {it.id: it for other in self._peers.values() if other is not peer for it in other.published}
        for subscription in list(subscribing.subscriptions.values()):
            if subscription.publication.id not in published:
                await self._worker.ask(control.CloseSubscription(subscription=subscription.id))
                subscribing.negotiation.remove(subscription.id)
                del subscribing.subscriptions[subscription.publication.id]
        if subscribing.remote is not None:
            await self._worker.ask(subscribing.remote)
            subscribing.remote = None
        for subscription in subscribing.subscriptions.values():
            if subscription.rtp is not None and not subscription.created:
                await self._create_subscription(subscribing.transport, subscription, subscription.rtp)
        for publication in published.values():
            if publication.id not in subscribing.subscriptions and self._share_scope(peer, publication):
                subscribing.subscribe(publication)
        await self._prefer_layers(subscribing)
        offer = subscribing.offer()
        await self._notes.note(peer)
        if offer is not None:
            self._deliver(peer.participant, offer)

    async def _create_subscription(self, transport: str, subscription: Subscription, rtp: RtpParameters) -> None:
        try:
            await self._worker.ask(
                control.CreateSubscription(
                    transport=transport,
                    subscription=subscription.id,
                    publication=subscription.publication.id,
                    rtp=rtp,
                )
            )
        except Refused as error:  # as `not_found`: its publisher left while the browser answered
            log.info("the relay refuses a subscription: %s", error.reason)
            return
        subscription.created = True

    def _share_scope(self, peer: Peer, publication: Publication) -> bool:
        scope = self._scopes.get(peer.participant)
        return scope is not None and scope == self._scopes.get(publication.participant)

    # --- evidence -----------------------------------------------------------------------------------------------------

    async def observe(self) -> Mapping[str, MediaSeen]:
        """What the relay saw of each participant since the last call; nothing of whom it does not know (any more)."""
        _, counted = await self._counters()
        seen = self._looks.look(self._peers.values(), counted)
        await self._replace({name for name, it in counted.items() if it.state == "failed"})
        return seen

    async def lines(self) -> Mapping[str, CountedLine]:
        """What the relay has counted of the connections of all who are here."""
        at, counted = await self._counters()
        return lines_of((peer for peer in self._peers.values() if peer.participant in self._scopes), counted, at)

    async def _counters(self) -> tuple[int, Mapping[str, control.TransportCounters]]:
        """When they were read, in ms, and those of each transport."""
        counters = await self._worker.ask(control.ReadCounters(detail=False))
        assert isinstance(counters, control.Counters)
        return counters.at, {it.transport: it for it in counters.transports}

    def _peer(self, participant: str) -> Peer:
        if (peer := self._peers.get(participant)) is None:
            raise MediaError("not_admitted", "You are not in the room yet.")
        return peer


async def _all(work: Iterable[Coroutine[None, None, None]]) -> None:
    """Side by side; every one is tried before the first failure is raised."""
    for result in await asyncio.gather(*work, return_exceptions=True):
        if isinstance(result, BaseException):
            raise result


def _new_id() -> str:
    return secrets.token_hex(8)
