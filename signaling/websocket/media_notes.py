"""What the relay worker keeps of a room's media for the app's next process: notes, one for each participant.

A worker outlives a killed app, and so do the transports in it; with the notes the next process goes on negotiating
where the last one was, and no browser has to start anew. A note is this process's own writing: one that cannot be read
is one of another version, and as good as none.
"""

import logging
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from signaling.control.messages import MAX_NOTE, KeepNote
from signaling.control.parameters import RtpParameters
from signaling.protocol.messages import Source
from signaling.sdp.codecs import PROFILES
from signaling.sdp.negotiation import SubscribeNegotiation
from signaling.websocket.media_peers import Peer, Publication, Publishing, Subscribing, Subscription
from signaling.websocket.media_worker import Refused, RoomWorker
from signaling.websocket.ports import Begins, Page

log = logging.getLogger(__name__)

UNKNOWN = RtpParameters(mid="-", codecs=(PROFILES["audio"].codec,))
"""Of a publication that went with its publisher: what subscribed to it is closed with the next reconciling."""


@dataclass(slots=True)
class _Subscription:
    """As `Subscription`, with its publication's ids alone: the rest is in its publisher's note."""

    id: str
    publication: str
    participant: str
    source: Source
    rtp: RtpParameters | None
    created: bool
    mid: str | None
    tile: int | None
    told: int | None


@dataclass(slots=True)
class _Subscribing:
    transport: str
    negotiation: SubscribeNegotiation
    subscriptions: tuple[_Subscription, ...]
    says_tiles: bool


@dataclass(slots=True)
class _Note:
    version: Literal[2]
    participant: str
    page: Page
    publishing: Publishing | None
    subscribing: _Subscribing | None


_NOTES: TypeAdapter[_Note] = TypeAdapter(_Note)


class Notes:
    """Those of one room, with who sits there."""

    def __init__(self, worker: RoomWorker) -> None:
        self._worker = worker
        self._pages: dict[str, Page] = {}
        self._kept: dict[str, str] = {}
        """As the worker has them, by participant."""
        self.awaited: set[str] = set()
        """Participants who were there in a process before this one, and whose page has not come back yet."""

    async def take_over(self, admitted: Set[str]) -> tuple[Mapping[str, Peer], Set[str]]:
        """What can be gone on with, of staff and of clients who are admitted; and the transports that nobody uses.

        Raises MediaError: there is nothing.
        """
        there = await self._worker.adopt()
        unused = set(there.transports)
        peers = {}
        for participant, (peer, page) in peers_of(there.notes).items():
            if page.is_staff or participant in admitted:
                peer.give_up(peer.transports - unused)
                peers[participant], self._pages[participant] = peer, page
        self.awaited = set(peers)
        return peers, unused - {transport for peer in peers.values() for transport in peer.transports}

    def begin(self, participant: str, page: Page) -> Begins:
        before, self._pages[participant] = self._pages.get(participant), page
        if participant not in self.awaited:
            return "is new"
        self.awaited.discard(participant)
        return "goes on" if page == before else "replaces"

    async def note(self, peer: Peer) -> None:
        """To be called before a page learns of what has changed."""
        page = self._pages.get(peer.participant)
        if page is not None:
            await self._keep(peer.participant, note_of(peer, page))

    async def forget_others(self, participants: Set[str]) -> None:
        """Whoever is not among these has left."""
        for participant in self._kept.keys() - participants:
            await self._keep(participant, "")

    def lose(self) -> None:
        """The worker has none any more."""
        self._kept.clear()
        self.awaited.clear()

    async def _keep(self, participant: str, note: str) -> None:
        if len(note) > MAX_NOTE:
            log.error("a note of %d characters is too long to be kept", len(note))
            note = ""
        if self._kept.get(participant, "") == note:
            return
        try:
            await self._worker.ask(KeepNote(name=participant, note=note))
        except Refused as error:  # the next process will let this participant start anew
            log.error("the relay keeps no note: %s", error.reason)
        self._kept[participant] = note
        if not note:
            del self._kept[participant]


def note_of(peer: Peer, page: Page) -> str:
    """What the next process must know to go on with this participant."""
    subscribing = None
    if peer.subscribing is not None:
        it = peer.subscribing
        kept = tuple(_kept(one) for one in it.subscriptions.values())
        subscribing = _Subscribing(it.transport, it.negotiation, kept, it.says_tiles)
    note = _Note(2, peer.participant, page, peer.publishing, subscribing)
    return _NOTES.dump_json(note).decode()


def peers_of(notes: Iterable[str]) -> Mapping[str, tuple[Peer, Page]]:
    """By participant; what is subscribed to is the very publication of its publisher."""
    read = [note for note in map(_read, notes) if note is not None]
    publications = {
        it.id: it for note in read if note.publishing is not None for it in note.publishing.publications.values()
    }
    for publication in publications.values():
        publication.wanted = None  # the worker tells that again
    return {note.participant: (_peer(note, publications), note.page) for note in read}


def _read(note: str) -> _Note | None:
    try:
        return _NOTES.validate_json(note)
    except ValidationError:
        log.warning("a note of another version")
        return None


def _kept(it: Subscription) -> _Subscription:
    publication = it.publication
    rtp = None if it.created else it.rtp
    return _Subscription(
        it.id, publication.id, publication.participant, publication.source, rtp, it.created, it.mid, it.tile, it.told
    )


def _peer(note: _Note, publications: Mapping[str, Publication]) -> Peer:
    peer = Peer(note.participant, told_scope=False, publishing=note.publishing)
    if note.subscribing is not None:
        subscriptions = {it.publication: _subscription(it, publications) for it in note.subscribing.subscriptions}
        it = note.subscribing
        peer.subscribing = Subscribing(it.transport, it.negotiation, subscriptions, says_tiles=it.says_tiles)
    return peer


def _subscription(it: _Subscription, publications: Mapping[str, Publication]) -> Subscription:
    """To a publication that is not there any more, too: it is to be closed."""
    publication = publications.get(it.publication) or Publication(it.publication, it.participant, it.source, UNKNOWN)
    return Subscription(it.id, publication, it.rtp, it.created, it.mid, it.tile, it.told)
