"""Redundant audio for subscribers who lose, and what publishers are told of the worst of them (decision 0043)."""

from signaling.forwarding.congestion.delay import DEEP_QUEUE
from signaling.forwarding.red import DISTANCE
from signaling.media.records import PublicationRecord, SubscriptionRecord
from signaling.media.rooms import Rooms
from signaling.media.transport import Transport

ROOM = 1.25
"""A line is too narrow for redundancy where it takes less than so much times all audio made redundant."""

MAX_REPORT_AGE = 15.0
"""Seconds after which what a subscriber reported says nothing of now: browsers report on audio every 5 s or so."""


class Redundancy:
    """Decides by subscribers' reports. Lines lose: a report on any stream stands for all audio of a transport."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms

    def reported(self, record: SubscriptionRecord, now: float) -> None:
        """A subscriber has just reported `record.fraction_lost`; what was lost on the publisher's line already is not
        its own line's loss, and no redundancy of ours can bring it back."""
        if record.fraction_lost is None or record.source is None:
            return
        if record.fraction_lost > 0:
            record.source.lossy_at = now
        elif not record.output.redundant:
            return
        layer = record.source.publication.taken(record.output)
        before = layer.stream.lost_lately if layer is not None and layer.stream is not None else 0.0
        need = record.transport.redundancy
        was_given = need.given(now)
        if not record.transport.downlink.estimate.measured:  # else its feedback tells sooner, and what a queue lost
            need.reported(max(0.0, record.fraction_lost - before), now)
        given = need.given(now)
        if (given and not was_given) or (record.output.redundant and not given):
            self.adjust(record.transport, now)

    def acknowledged(self, transport: Transport, now: float) -> None:
        """A subscriber has just said which packets came."""
        need, downlink = transport.redundancy, transport.downlink
        was_given = need.given(now)
        need.counted(downlink.received, downlink.lost, now, _crowded(transport))
        if was_given != need.given(now):
            self.adjust(transport, now)

    def adjust(self, transport: Transport, now: float) -> None:
        """Give or take redundancy on a subscribe transport; to be called every second or so."""
        need = transport.redundancy
        if not need.given(now) and not need.in_effect:
            return
        records = [
            (record, record.source.publication)
            for record in self._rooms.subscriptions_of(transport)
            if record.output.red is not None and record.source is not None
        ]
        estimate = transport.downlink.estimate
        if transport.downlink.strained and (_crowded(transport) or not estimate.measured):
            plain = sum(publication.layers[0].bitrate(now) for record, publication in records if record.output.live)
            if estimate.bitrate(now) < ROOM * (1 + DISTANCE) * plain:
                need.end()
        given = need.in_effect = need.given(now)
        for record, publication in records:
            publication.set_redundant(record.output, given)

    def worst_loss(self, source: PublicationRecord, now: float) -> float:
        """The fraction (0..1) that the worst receiver of a publication lacks, after what redundancy brings back."""
        if now - source.lossy_at > MAX_REPORT_AGE:
            return 0.0
        room = self._rooms.rooms.get(source.transport.room)
        records = (room.by_output.get(output) for output in source.publication.outputs) if room is not None else ()
        return max((_lacking(record, now) for record in records if record is not None), default=0.0)


def _crowded(transport: Transport) -> bool:
    """Whether packets queue on the way: then what is lost is lost to the crowd, and copies would add to it."""
    return transport.downlink.estimate.delay.queue > DEEP_QUEUE


def _lacking(record: SubscriptionRecord, now: float) -> float:
    if record.fraction_lost is None or not record.output.live or now - record.reported_at > MAX_REPORT_AGE:
        return 0.0
    # A frame is lost for good when its packet and the next DISTANCE ones are.
    return float(record.fraction_lost ** (DISTANCE + 1)) if record.output.redundant else record.fraction_lost
