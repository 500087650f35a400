"""What the relay worker counts of participants, as evidence of presence and as the state of their lines."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from signaling.control.messages import TransportCounters
from signaling.websocket.lines import counted_line
from signaling.websocket.media_peers import Peer
from signaling.websocket.ports import CountedLine


@dataclass(frozen=True, slots=True)
class MediaSeen:
    """What the relay saw of a participant since the last look. `last_heard`: ms ago, None if never."""

    audio_packets: int = 0
    video_packets: int = 0
    receiving: bool = False
    last_heard: int | None = None


class Looks:
    """What was counted at the last look, by transport."""

    def __init__(self) -> None:
        self._totals: dict[str, tuple[int, int]] = {}

    def look(self, peers: Iterable[Peer], counted: Mapping[str, TransportCounters]) -> Mapping[str, MediaSeen]:
        """What was seen since then; nothing of whom the relay does not know (any more)."""
        self._totals = {name: totals for name, totals in self._totals.items() if name in counted}
        return {peer.participant: seen for peer in peers if (seen := self._seen(peer, counted)) is not None}

    def forget(self) -> None:
        self._totals.clear()

    def _seen(self, peer: Peer, counted: Mapping[str, TransportCounters]) -> MediaSeen | None:
        inward = counted.get(peer.publishing.transport) if peer.publishing else None
        outward = counted.get(peer.subscribing.transport) if peer.subscribing else None
        if inward is None or outward is None:
            return None
        audio, video = self._totals.get(inward.transport, (0, 0))
        self._totals[inward.transport] = inward.audio_packets, inward.video_packets
        heard = [it.last_heard for it in (inward, outward) if it.last_heard is not None]
        return MediaSeen(
            inward.audio_packets - audio,
            inward.video_packets - video,
            outward.state == "connected",
            min(heard, default=None),
        )


def lines_of(peers: Iterable[Peer], counted: Mapping[str, TransportCounters], at: int) -> Mapping[str, CountedLine]:
    """Everybody's connection, as counted at `at` (ms)."""
    return {
        peer.participant: counted_line(
            counted.get(peer.publishing.transport) if peer.publishing else None,
            counted.get(peer.subscribing.transport) if peer.subscribing else None,
            at,
        )
        for peer in peers
    }
