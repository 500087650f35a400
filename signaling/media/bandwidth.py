"""What the lines of clients carry: feedback on what they publish, and the share-out of what they are sent."""

from collections.abc import Callable

from signaling.forwarding import rtcp
from signaling.forwarding.congestion.allocate import Demand, needed
from signaling.forwarding.congestion.downlink import Downlink
from signaling.forwarding.congestion.feedback import TransportFeedback
from signaling.forwarding.red import DISTANCE
from signaling.media.faults import contained
from signaling.media.outlet import Outlet
from signaling.media.records import PublicationRecord, SubscriptionRecord
from signaling.media.room import Room
from signaling.media.rooms import Rooms
from signaling.media.transport import Transport

UNSTRAINED_TURNS, WIDE_TURNS = 5, 10
"""So many turns are left out where a line has shown no trouble yet, and where it carries everything with ease."""
NOMINAL_BITRATES = (150_000, 500_000, 1_500_000)
"""Bit/s of layers that do not flow now, and so cannot be measured, the lowest first."""
PADDING_OCTETS = 255
REPORTED_PER_BYTE = 32
"""Packets that a feedback packet may speak of and cost no more to read than another byte of it: it can speak of
thousands in forty bytes (see MAX_RTCP)."""


class Bandwidth:
    """Told by `Feedback` what clients report; `look_after` and `tick` do the rest.

    `wake()` says that a tick is needed soon, and `busy` that each is.
    """

    def __init__(self, rooms: Rooms, outlet: Outlet, wake: Callable[[], None]) -> None:
        self._rooms = rooms
        self._outlet = outlet
        self._wake = wake
        self._busy: dict[Transport, None] = {}
        """Those to whom something may have to be sent at any tick."""
        self._bitrates: dict[PublicationRecord, tuple[int, ...]] = {}
        """Bit/s of each layer, as at this turn."""

    @property
    def busy(self) -> bool:
        """Whether `tick` has something to do."""
        return bool(self._busy)

    def told(self, transport: Transport, report: TransportFeedback | rtcp.Remb, now: float) -> None:
        """A client said what arrived, or how much may."""
        if isinstance(report, TransportFeedback):
            transport.rtcp_lately += report.reported // REPORTED_PER_BYTE
        if transport.direction != "subscribe":
            return
        if isinstance(report, rtcp.Remb):
            transport.downlink.estimate.remb(report.bitrate, now)
        elif transport.downlink.acknowledge(report, now):
            self._share(transport, now)

    def reported(self, transport: Transport, fraction_lost: float, now: float) -> None:
        """A receiver report's loss, 0 to 1, of one of the streams sent to a client."""
        transport.downlink.estimate.reported(fraction_lost, now)

    def look_after(self, room: Room, turn: int, now: float) -> None:
        """To be called about every 100 ms, with a number that goes up."""
        self._bitrates.clear()
        for index, transport in enumerate(room.transports.values()):
            with contained("looking after a line"):
                if transport.downlink.settled and turn % WIDE_TURNS == 0:
                    self._settle(room, transport, now)
                self._look(transport, turn + index, now)

    def tick(self, now: float) -> None:
        """To be called about every 20 ms while `busy`."""
        for transport in list(self._busy):
            with contained("sending what a line has room for"):
                self._send(transport, now)

    def _settle(self, room: Room, transport: Transport, now: float) -> None:
        """All at one turn, as they want the same publications."""
        transport.downlink.settle(needed([demand for _, demand in self._demands(room, transport, now)]), now)

    def _look(self, transport: Transport, turn: int, now: float) -> None:
        if transport.direction == "publish":
            media = next(iter(transport.incoming), 0)
            for body in transport.arrivals.report(transport.local_ssrc, media):
                self._outlet.rtcp(transport, rtcp.transport_feedback(body))
        elif transport.carries and turn % _turns(transport.downlink) == 0 and not transport.downlink.settled:
            self._share(transport, now)

    def _send(self, transport: Transport, now: float) -> None:
        """What is due about every 20 ms on a line that is narrow or tried."""
        if not transport.carries:
            transport.downlink.pacer.clear()
        if not transport.carries or not (transport.paces or transport.downlink.busy):
            del self._busy[transport]
            return
        for datagram in transport.downlink.drain(now):
            transport.send(datagram)
        self._pad(transport, now)

    def _share(self, transport: Transport, now: float) -> None:
        """Find out what a client is to be sent, and see to it."""
        room = self._rooms.rooms.get(transport.room)
        if room is None:
            return
        records = [record for record in room.of_subscriber(transport) if record.source is not None]
        demands = self._demands(room, transport, now)
        probing = any(_fills(record) for record in records)
        numbered = any(record.output.number_id for record in records)
        layers = transport.downlink.share(demands, probing, now, numbered)
        for record, demand in demands:
            if demand.media == "video":
                room.allow(record, layers[record], now)
        self._pace(room, transport, now)
        if transport.paces or transport.downlink.busy:
            self._busy[transport] = None
            self._wake()

    def _demands(self, room: Room, transport: Transport, now: float) -> list[tuple[SubscriptionRecord, Demand]]:
        speaker = room.speakers.active(transport.scope)
        demands = []
        for record in room.of_subscriber(transport):
            output, source = record.output, record.source
            if source is None or not output.open:
                continue
            bitrates = self._bitrates.get(source)
            if bitrates is None:
                bitrates = self._bitrates[source] = _bitrates(source, now)
            if source.request.media == "video":
                demand = Demand("video", bitrates, output.preferred, source.transport is speaker, source.request.first)
            else:
                copies = DISTANCE if output.redundant else 0
                demand = Demand("audio", ((1 + copies) * bitrates[0],))
            demands.append((record, demand))
        return demands

    def _pace(self, room: Room, transport: Transport, now: float) -> None:
        """Let pictures queue where the line is narrow; what queued goes first when it is so no more."""
        if transport.paces != transport.downlink.narrow:
            for datagram in transport.downlink.pacer.flush(now):
                transport.send(datagram)
            transport.paces = transport.downlink.narrow
            room.moved(transport)

    def _pad(self, transport: Transport, now: float) -> None:
        """Fill the line while it is tried whether it takes more."""
        octets = transport.downlink.padding(now)
        if octets:
            record = next((it for it in self._rooms.subscriptions_of(transport) if _fills(it)), None)
            while octets > 0 and record is not None:
                packet = record.output.padding(PADDING_OCTETS)
                if packet is None or not self._outlet.rtp(transport, packet, record.output.number_id, now):
                    break
                octets -= len(packet)
        transport.downlink.padded(now)


def _turns(downlink: Downlink) -> int:
    return WIDE_TURNS if downlink.wide else 1 if downlink.strained else UNSTRAINED_TURNS


def _fills(record: SubscriptionRecord) -> bool:
    """Whether padding can be sent on its repair stream."""
    output = record.output
    return output.repair is not None and output.number_id > 0 and output.open


def _bitrates(source: PublicationRecord, now: float) -> tuple[int, ...]:
    """Bit/s of each layer, the lowest first."""
    bitrates = tuple(int(layer.bitrate(now)) for layer in source.publication.layers)
    if len(bitrates) > 1:
        nominal = NOMINAL_BITRATES[-len(bitrates) :]
        bitrates = tuple(measured or usual for measured, usual in zip(bitrates, nominal, strict=False))
    return bitrates
