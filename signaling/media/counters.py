"""What the worker has counted, as the app is told it."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from signaling.control.messages import (
    Counters,
    PublicationCounters,
    SubscriptionCounters,
    TransportCounters,
    WorkerTotals,
)
from signaling.media.records import SubscriptionRecord
from signaling.media.room import Room
from signaling.media.transport import Transport

_HEADER_AND_TAG = 12 + 16


@dataclass
class Sums:
    """What several transports have carried together."""

    packets_received: int = 0
    bytes_received: int = 0
    packets_sent: int = 0
    bytes_sent: int = 0
    resent: int = 0
    refused: int = 0

    def add(self, transport: Transport) -> None:
        """What its outputs have sent was counted just before."""
        outputs = set(transport.outputs.values())
        resent = sum(output.resent for output in outputs)
        packets = sum(output.packets for output in outputs)
        self.packets_received += transport.audio_packets + transport.video_packets
        self.bytes_received += transport.bytes_received
        self.packets_sent += packets + resent + transport.rtcp_packets_sent
        self.bytes_sent += sum(output.octets for output in outputs)
        self.bytes_sent += packets * _HEADER_AND_TAG + transport.rtcp_bytes_sent
        self.resent += resent
        self.refused += transport.dropped


def totals(rooms: Iterable[Room], past: Sums) -> WorkerTotals:
    """Of the worker: what its `rooms` carry and what is `past`, after `counters` of all of them."""
    sums = replace(past)
    for room in rooms:
        for transport in room.transports.values():
            sums.add(transport)
    return WorkerTotals(**asdict(sums))


def counters(rooms: Iterable[Room], dropped: Mapping[str, int], detail: bool, now: float) -> Counters:
    """What was counted in these rooms; `dropped` is of the whole worker. `detail`: of every stream besides."""
    transports: list[TransportCounters] = []
    publications: list[PublicationCounters] = []
    subscriptions: list[SubscriptionCounters] = []
    for room in rooms:
        for record in room.publications.values():
            for output in record.publication.outputs:
                record.publication.count(output)
        transports += [_transport(room, transport, now) for transport in room.transports.values()]
        if detail:
            publications += _publications(room, now)
            subscriptions += _subscriptions(room)
    return Counters(
        at=int(now * 1000),
        transports=tuple(transports),
        publications=tuple(publications),
        subscriptions=tuple(subscriptions),
        dropped=dict(dropped),
    )


def _transport(room: Room, transport: Transport, now: float) -> TransportCounters:
    sums = Sums()
    sums.add(transport)
    line = (_uplink if transport.direction == "publish" else _downlink)(room, transport, now)
    return TransportCounters(
        room=room.name,
        transport=transport.name,
        state=transport.state,
        last_heard=transport.last_heard(now),
        audio_packets=transport.audio_packets,
        video_packets=transport.video_packets,
        bytes_received=transport.bytes_received,
        packets_sent=sums.packets_sent,
        bytes_sent=sums.bytes_sent,
        dropped=transport.dropped,
        **line,
    )


def _uplink(room: Room, transport: Transport, now: float) -> dict[str, Any]:
    layers = [record.publication.layers for record in room.of_transport(transport)]
    streams = [layer.stream for several in layers for layer in several if layer.stream is not None]
    pictures = [
        tuple(round(layer.bitrate(now)) for layer in record.publication.layers)
        for record in room.of_transport(transport)
        if record.request.media == "video"
    ]
    return {
        "expected": sum(stream.received + stream.lost for stream in streams),
        "lost": sum(stream.lost for stream in streams),
        "sent_layers": max(pictures, key=sum, default=()),
    }


def _downlink(room: Room, transport: Transport, now: float) -> dict[str, Any]:
    records = [record for record in room.of_subscriber(transport) if _carries_picture(record)]
    downlink = transport.downlink
    if downlink.estimate.measured:  # by numbers of our own, which tell of this line alone
        expected, lost = downlink.received + downlink.lost, downlink.lost
    else:
        expected, lost = transport.reported_expected, transport.reported_lost
    taken = [layer for record in records if (layer := _layer(record)) is not None]
    return {
        "expected": expected,
        "lost": lost,
        "round_trip": transport.round_trip,
        "estimate": round(downlink.estimate.bitrate(now)) if downlink.estimate.measured else None,
        "taken_layers": tuple(taken.count(layer) for layer in range(max(taken, default=-1) + 1)),
        "withheld": len(records) - len(taken),
        "paused": sum(record.output.open and record.output.allowed is None for record in records),
    }


def _carries_picture(record: SubscriptionRecord) -> bool:
    return record.source is not None and record.source.request.media == "video"


def _publications(room: Room, now: float) -> list[PublicationCounters]:
    found = []
    for record in room.publications.values():
        layers = record.publication.layers
        streams = [layer.stream for layer in layers if layer.stream is not None]
        found.append(
            PublicationCounters(
                room=room.name,
                publication=record.request.publication,
                packets=sum(stream.received for stream in streams),
                lost=sum(stream.lost for stream in streams),
                jitter=max((stream.jitter / stream.clock_rate * 1000 for stream in streams), default=0.0),
                keyframe_requests=sum(layer.keyframes.sent for layer in layers),
                layers=tuple(round(layer.bitrate(now)) for layer in layers),
            )
        )
    return found


def _subscriptions(room: Room) -> list[SubscriptionCounters]:
    return [
        SubscriptionCounters(
            room=room.name,
            subscription=record.request.subscription,
            packets=record.output.packets,
            resent=record.output.resent,
            fraction_lost=record.fraction_lost,
            round_trip=record.round_trip,
            layer=_layer(record),
        )
        for record in room.subscriptions.values()
    ]


def _layer(record: SubscriptionRecord) -> int | None:
    layer = record.source.publication.taken(record.output) if record.source is not None else None
    return layer.index if layer is not None else None
