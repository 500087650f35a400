"""What a subscriber says it has not got, added up over its subscriptions: what its own line lost."""

from signaling.forwarding.rtcp import ReportBlock
from signaling.forwarding.stream import Stream
from signaling.media.records import SubscriptionRecord
from signaling.media.transport import Transport


def note(transport: Transport, record: SubscriptionRecord, block: ReportBlock) -> None:
    """A report block came for a subscription on `transport`.

    What the publisher's line lost is missing in the numbers that are passed on, so that every subscriber reports it as
    well; it is taken off here.
    """
    stream = _stream(record)
    upstream = stream.lost if stream is not None else 0
    if record.reported is not None and record.reported[1] is stream:  # else it has become another layer meanwhile
        before, _, had_lost = record.reported
        transport.reported_expected += max(0, block.highest - before.highest)
        transport.reported_lost += block.lost - before.lost - (upstream - had_lost)
    record.reported = block, stream, upstream


def _stream(record: SubscriptionRecord) -> Stream | None:
    """The received stream that the subscription is made from now."""
    layer = record.source.publication.taken(record.output) if record.source is not None else None
    return layer.stream if layer is not None else None
