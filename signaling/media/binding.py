"""Which publication an SSRC belongs to: by declaration, or by a declared mid and rid in its header (RFC 8843 9.2).

Nothing else is bound: not by payload type, not because there is only one candidate.
"""

from signaling.control.messages import ControlError
from signaling.forwarding import extensions
from signaling.forwarding.layer import Layer
from signaling.forwarding.rtp import Buffer, layout
from signaling.forwarding.stream import Stream
from signaling.media.incoming import Incoming
from signaling.media.records import PublicationRecord, clock_rates, ids_by_uri, is_repair, repaired
from signaling.media.transport import Transport

MAX_STREAMS = 12
"""SSRCs that may be bound to one publication: three layers, each with its repair, and a restart."""


def declare(transport: Transport, record: PublicationRecord, now: float) -> None:
    """Bind the SSRCs that the publisher declared; ControlError `refused` when one is taken already."""
    declared = [ssrc for e in record.request.rtp.encodings for ssrc in (e.ssrc, e.rtx_ssrc) if ssrc is not None]
    if len(set(declared)) < len(declared) or any(ssrc in transport.incoming for ssrc in declared):
        raise ControlError("refused", "an SSRC is declared twice")
    if not transport.may_bind(set(declared)):
        raise ControlError("refused", "the transport has had too many SSRCs")
    repairs = repaired(record.request.rtp)
    for encoding, layer in zip(record.request.rtp.encodings, record.publication.layers, strict=False):
        if encoding.ssrc is None:
            continue
        stream = Stream(encoding.ssrc, media_clock_rate(record))
        record.publication.use(layer, stream, now)
        transport.bind(encoding.ssrc, _incoming(record, layer, stream))
        if encoding.rtx_ssrc is not None:
            transport.bind(encoding.rtx_ssrc, _incoming(record, layer, stream, repairs))


def by_mid(records: list[PublicationRecord], packet: Buffer, ssrc: int) -> Incoming | None:
    """What a packet with an undeclared SSRC claims to belong to, among the transport's publications. Not yet proven."""
    try:
        place = layout(packet, len(packet))
    except ValueError:
        return None
    block = packet[place.extension : place.payload]
    for record in records:
        ids = ids_by_uri(record.request.rtp)

        def value(uri: str, ids: dict[str, int] = ids) -> str | None:
            found = extensions.find(place.profile, block, ids[uri]) if uri in ids else None
            return None if found is None else found.rstrip(b"\0").decode("ascii", "replace")

        if value(extensions.MID) == record.request.rtp.mid:
            return _claimed(record, packet[1] & 0x7F, ssrc, value(extensions.RID), value(extensions.REPAIRED_RID))
    return None


def _claimed(
    record: PublicationRecord, payload_type: int, ssrc: int, rid: str | None, repaired_rid: str | None
) -> Incoming | None:
    bound = sum(incoming.publication is record.publication for incoming in record.transport.incoming.values())
    rates = clock_rates(record.request.rtp)
    repairs = repaired(record.request.rtp)
    name = repaired_rid if payload_type in repairs else rid
    layers = record.publication.layers
    layer = layers[0] if layers[0].rid is None else next((it for it in layers if it.rid == name), None)
    if bound >= MAX_STREAMS or not record.transport.may_bind({ssrc}) or payload_type not in rates or layer is None:
        return None
    if payload_type not in repairs:
        return _incoming(record, layer, Stream(ssrc, rates[payload_type]))
    return None if layer.stream is None else _incoming(record, layer, layer.stream, repairs)


def bound(record: PublicationRecord, ssrc: int, incoming: Incoming, now: float) -> None:
    """The claim of `by_mid` was proven by an authentic packet."""
    record.transport.bind(ssrc, incoming)
    if incoming.repairs is None:
        record.publication.use(incoming.layer, incoming.stream, now)


def unbind(record: PublicationRecord) -> None:
    """Forget what is bound to a publication."""
    incoming = record.transport.incoming
    record.transport.unbind([it for it, bound_to in incoming.items() if bound_to.publication is record.publication])


def media_clock_rate(record: PublicationRecord) -> int:
    return next(codec.clock_rate for codec in record.request.rtp.codecs if not is_repair(codec))


def _incoming(
    record: PublicationRecord, layer: Layer, stream: Stream, repairs: dict[int, int] | None = None
) -> Incoming:
    return Incoming(record.publication, layer, stream, record.request.media == "video", repairs)
