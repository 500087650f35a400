"""RTCP both ways: what clients report and ask for, and the reports and requests that they are sent in time."""

from collections.abc import Callable

from signaling.forwarding import rtcp
from signaling.forwarding.congestion.feedback import TransportFeedback
from signaling.forwarding.layer import Layer
from signaling.forwarding.publication import Publication
from signaling.forwarding.stream import SenderClock
from signaling.media import reported
from signaling.media.bandwidth import Bandwidth
from signaling.media.faults import contained
from signaling.media.outlet import Outlet
from signaling.media.records import RELAY_NAME, PublicationRecord, SubscriptionRecord
from signaling.media.redundancy import Redundancy
from signaling.media.room import is_paced
from signaling.media.rooms import Rooms
from signaling.media.transport import MAX_PACKETS, Transport

REPORT_INTERVAL = 1.0
AUDIO_BITRATE = 64_000
VIDEO_BITRATE = 1_500_000
"""What a publisher may send for each publication, bit/s, until it is told from measurement (REMB)."""

LAYER_STEP = 3
"""How much less each further layer of a picture needs; they are sent besides the largest."""

MAX_RESENT_PER_INTERVAL = 300
"""Packets sent again to one subscription between two reports: a bound to what a client can make us send."""
MAX_ASKED_PER_INTERVAL = 1000
"""Packets looked for, whether they are to be had or not."""

MAX_WAITING = 256
"""Packets of reports that wait to be read; more are read at once."""

MAX_REPORT = 1100
"""Octets of sender reports in one datagram."""
_MAX_NAMES = 31


class Feedback:
    """Answers what clients ask and report, and sends them reports of our own.

    Layers that want a keyframe or a missing packet are attended to: asked for at once, and again at each `tick`
    until they want no more. `wake()` says that a tick is needed soon, and `busy` that each is.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        rooms: Rooms,
        outlet: Outlet,
        bandwidth: Bandwidth,
        wake: Callable[[], None],
        video_bitrate: int = VIDEO_BITRATE,
    ) -> None:
        self._clock = clock
        self._rooms = rooms
        self._video_bitrate = video_bitrate
        self._outlet = outlet
        self._bandwidth = bandwidth
        self._wake = wake
        self._attended: dict[Layer, Transport] = {}
        self._waiting: list[tuple[Transport, bytes, float]] = []
        """Reports that have not been read yet, and when they came."""
        self._redundancy = Redundancy(rooms)

    def receive(self, transport: Transport, packet: bytes, now: float) -> None:
        """A decrypted RTCP packet came.

        What is quiet and from a client on a line at rest waits for `read_waiting`: between packets of media the CPU has
        forgotten how it is read, and one after the other costs half.
        """
        downlink = transport.downlink
        if downlink.at_rest and len(self._waiting) < MAX_WAITING and rtcp.is_quiet(packet, downlink.sent.end):
            self._waiting.append((transport, packet, now))
            return
        if any(one is transport for one, _, _ in self._waiting):  # each client's in the order in which they came
            self.read_waiting()
        self._read(transport, packet, now)

    def read_waiting(self) -> None:
        """To be called about every 100 ms."""
        waiting, self._waiting = self._waiting, []
        for transport, packet, at in waiting:
            with contained("reading reports"):
                self._read(transport, packet, at)

    def _read(self, transport: Transport, packet: bytes, now: float) -> None:
        try:
            reports = rtcp.parse(packet)
        except ValueError:
            transport.dropped += 1
            return
        for report in reports:
            match report:
                case TransportFeedback():
                    self._bandwidth.told(transport, report, now)
                    self._redundancy.acknowledged(transport, now)
                case rtcp.SenderReport():
                    incoming = transport.incoming.get(report.ssrc)
                    if incoming is not None and incoming.repairs is None:
                        incoming.stream.clock = SenderClock(report.ntp, report.timestamp, now)
                case rtcp.ReceiverReport():
                    for block in report.blocks:
                        self._reported(transport, block, now)
                case rtcp.Nack():
                    self._resend(transport, report, now)
                case rtcp.KeyframeRequest():
                    record = self._rooms.subscription(transport, report.ssrc)
                    if record is not None and record.source is not None and record.output.open:
                        record.source.publication.want_keyframe(record.output)
                        self.attend_to_all(record.source.transport, record.source.publication, now)
                case rtcp.Remb():
                    self._bandwidth.told(transport, report, now)

    def attend(self, transport: Transport, layer: Layer, now: float) -> None:
        """See to what a layer of a publication on `transport` wants of its publisher."""
        self._attended.pop(layer, None)  # should asking fail, it is not tried again at each tick
        if self._ask(transport, layer, now):
            self._attended[layer] = transport
            self._wake()

    def attend_to_all(self, transport: Transport, publication: Publication, now: float) -> None:
        """The same for all layers of a publication."""
        for layer in publication.layers:
            self.attend(transport, layer, now)

    @property
    def busy(self) -> bool:
        """Whether `tick` has something to do."""
        return bool(self._attended)

    def tick(self, now: float) -> None:
        """To be called about every 20 ms while `busy`."""
        for layer, transport in list(self._attended.items()):
            with contained("asking a publisher"):
                self.attend(transport, layer, now)

    def report(self, transport: Transport, now: float) -> None:
        """Send the reports of one transport, to be called every REPORT_INTERVAL."""
        transport.rtcp_lately = 0
        transport.packets_until = transport.audio_packets + transport.video_packets + MAX_PACKETS
        if transport.outbound is None or not transport.carries:
            return
        if transport.direction == "publish":
            self._report_reception(transport, now)
        else:
            self._redundancy.adjust(transport, now)
            self._report_sending(transport, now)

    def _ask(self, transport: Transport, layer: Layer, now: float) -> bool:
        stream = layer.stream
        if stream is None or not transport.carries or not layer.wanted:
            return False
        if layer.keyframes.due(now):
            self._outlet.rtcp(transport, rtcp.picture_loss(transport.local_ssrc, stream.ssrc))
        if layer.missing:
            sequences = layer.missing.due(now)
            if sequences:
                self._outlet.rtcp(transport, rtcp.nack(transport.local_ssrc, stream.ssrc, sequences))
        return layer.keyframes.pending or bool(layer.missing)

    def _reported(self, transport: Transport, block: rtcp.ReportBlock, now: float) -> None:
        record = self._rooms.subscription(transport, block.ssrc)
        if record is None or record.output.ssrc != block.ssrc:
            return
        record.fraction_lost, record.reported_at = block.fraction_lost / 256, now
        self._redundancy.reported(record, now)
        reported.note(transport, record, block)
        self._bandwidth.reported(transport, block.fraction_lost / 256, now)
        for sent, at in record.reports_sent:
            if sent == block.last_report:
                record.round_trip = max(0.0, (now - at - block.since_last_report / 65536) * 1000)
                transport.round_trip = record.round_trip

    def _resend(self, transport: Transport, nack: rtcp.Nack, now: float) -> None:
        record = self._rooms.subscription(transport, nack.ssrc)
        if record is None or record.source is None or not record.output.live or transport.outbound is None:
            return
        paced = transport.paces and is_paced(record)
        if paced and not transport.downlink.repairs(now):
            return
        vain: int | None = None
        for sequence in nack.sequences:
            record.asked_lately += 1
            if record.resent_lately >= MAX_RESENT_PER_INTERVAL or record.asked_lately > MAX_ASKED_PER_INTERVAL:
                break
            if paced and (record.output.is_former(sequence) or not transport.downlink.repairs(now)):
                continue
            again = record.output.again(sequence, now)
            if again is None:
                vain = sequence
            elif self._outlet.rtp(transport, again, record.output.number_id, now, paced):
                record.resent_lately += 1
        source = record.source
        if vain is not None and source.publication.missed(record.output, vain, now):
            self.attend_to_all(source.transport, source.publication, now)

    def _report_reception(self, transport: Transport, now: float) -> None:
        blocks = []
        for ssrc, incoming in transport.incoming.items():
            if incoming.repairs is None and incoming.stream.highest >= 0:
                blocks.append(rtcp.ReportBlock(ssrc, *incoming.stream.report(now)))
        publications = self._rooms.publications_of(transport)
        blocks = self._with_worst_loss(blocks, publications, now)
        sender = transport.local_ssrc
        compound = rtcp.receiver_report(sender, blocks[:31]) + rtcp.source_description([(sender, RELAY_NAME)])
        videos = [record for record in publications if record.request.media == "video"]
        layers = [layer for record in videos for layer in record.publication.layers]
        ssrcs = tuple(layer.stream.ssrc for layer in layers if layer.stream is not None)
        if ssrcs:
            bitrate = sum(self._video_bitrate // LAYER_STEP**layer.index for layer in layers)
            bitrate += (len(publications) - len(videos)) * AUDIO_BITRATE
            compound += rtcp.remb(sender, bitrate, ssrcs[:31])
        self._outlet.rtcp(transport, compound)

    def _with_worst_loss(
        self, blocks: list[rtcp.ReportBlock], publications: list[PublicationRecord], now: float
    ) -> list[rtcp.ReportBlock]:
        """Audio is reported as lost as the worst of its receivers has it: encoders add error correction by that."""
        worst = {
            layer.stream.ssrc: min(255, int(256 * lacking))
            for record in publications
            if (lacking := self._redundancy.worst_loss(record, now)) > 0
            for layer in record.publication.layers
            if layer.sound is not None and layer.stream is not None
        }
        if not worst:
            return blocks
        return [it._replace(fraction_lost=max(it.fraction_lost, worst.get(it.ssrc, 0))) for it in blocks]

    def _report_sending(self, transport: Transport, now: float) -> None:
        reports: list[bytes] = []
        names: list[bytes] = []
        octets = 0
        for record in self._rooms.subscriptions_of(transport):
            record.resent_lately = record.asked_lately = 0
            report = self._sender_report(record, now)
            if report is None:
                continue
            octets += len(report) + len(record.named)
            if octets > MAX_REPORT or len(names) == _MAX_NAMES:
                self._outlet.rtcp(transport, b"".join(reports) + rtcp.described(names))
                reports, names, octets = [], [], len(report) + len(record.named)
            reports.append(report)
            names.append(record.named)
        if reports:
            self._outlet.rtcp(transport, b"".join(reports) + rtcp.described(names))

    def _sender_report(self, record: SubscriptionRecord, now: float) -> bytes | None:
        """The publisher's clock carried on to now, in the subscription's timestamps: so lips match."""
        output, source = record.output, record.source
        layer = source.publication.taken(output) if source is not None else None
        stream = layer.stream if layer is not None else None
        if layer is None or stream is None or stream.clock is None:
            return None
        layer.count(output)
        clock_ntp, clock_timestamp, arrived = stream.clock
        elapsed = now - arrived
        ntp = clock_ntp + int(elapsed * 4294967296)
        timestamp = clock_timestamp + int(elapsed * stream.clock_rate) + output.timestamp_delta
        record.reports_sent.append((ntp >> 16 & 0xFFFFFFFF, now))
        return rtcp.sender_report(output.ssrc, ntp, timestamp, output.packets, output.octets)
