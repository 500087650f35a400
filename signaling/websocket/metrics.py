"""Counters for operators in Prometheus's text format (0.0.4): numbers by kind, never of a person or a session."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from aiohttp import web

from signaling.control import messages as control
from signaling.control.messages import ControlError
from signaling.websocket.live_rooms import Census, LiveRooms
from signaling.websocket.media_worker import WorkerPort

PATH = "/metrics"
PATIENCE = 2.0
"""Seconds that a worker may take; one that takes longer is told as down."""

Labels = Mapping[str, str]
Sample = tuple[Labels, float] | tuple[Labels, float, str]
"""The third: what comes after the family's name."""


class Metric(NamedTuple):
    """One family."""

    name: str
    kind: str
    help: str
    samples: Sequence[Sample]


async def _nothing() -> Sequence[Metric]:
    return ()


def metrics_app(
    rooms: LiveRooms,
    workers: Mapping[str, WorkerPort],
    more: Callable[[], Awaitable[Sequence[Metric]]] = _nothing,
) -> web.Application:
    """An application of its own, for a port that operators alone reach. `workers`: the relay's, by name."""

    async def handle(request: web.Request) -> web.Response:
        counted = await asyncio.gather(*(_read(worker) for worker in workers.values()))
        found = [*of_rooms(rooms.census()), *of_workers(dict(zip(workers, counted, strict=True))), *await more()]
        return web.Response(text=exposition(found), content_type="text/plain", charset="utf-8")

    app = web.Application()
    app.router.add_get(PATH, handle)
    return app


async def _read(worker: WorkerPort) -> control.Counters | None:
    """Its counters over all rooms; None when it does not answer."""
    try:
        async with asyncio.timeout(PATIENCE):
            counted = await worker.request("", 0, control.ReadCounters(detail=False))
    except (ControlError, TimeoutError):
        return None
    assert isinstance(counted, control.Counters)
    return counted


def of_rooms(census: Census) -> Iterator[Metric]:
    """What is live in the app."""
    qualities = Counter(line.quality for line in census.lines)
    trips = [line.round_trip / 1000 for line in census.lines if line.round_trip is not None]
    losses = {
        "up": [line.up.loss for line in census.lines if line.up is not None and line.up.loss is not None],
        "down": [line.down.loss for line in census.lines if line.down is not None and line.down.loss is not None],
    }
    yield Metric("viop_rooms", "gauge", "Live rooms.", [({}, census.rooms)])
    people = [({"place": place, "role": role}, count) for (place, role), count in sorted(census.people.items())]
    yield Metric("viop_participants", "gauge", "People in live rooms.", people)
    graded = [({"quality": quality}, qualities[quality]) for quality in ("good", "fair", "poor", "lost")]
    yield Metric("viop_connections", "gauge", "Media connections as people see them.", graded)
    shares = [({"direction": one}, sum(found) / len(found)) for one, found in losses.items() if found]
    yield Metric("viop_connection_loss_ratio", "gauge", "Packets lost lately, mean over connections.", shares)
    mean: list[tuple[Labels, float]] = [({}, sum(trips) / len(trips))] if trips else []
    yield Metric("viop_connection_round_trip_seconds", "gauge", "Round trip, mean over connections.", mean)


def of_workers(counted: Mapping[str, control.Counters | None]) -> Iterator[Metric]:
    """What the relay's workers have carried."""
    up: list[tuple[Labels, float]] = [({"worker": name}, float(one is not None)) for name, one in counted.items()]
    yield Metric("viop_relay_up", "gauge", "Whether a worker answers.", up)
    found = {name: one for name, one in counted.items() if one is not None}
    states = {name: Counter(transport.state for transport in one.transports) for name, one in found.items()}
    transports = [({"worker": name, "state": key}, of[key]) for name, of in states.items() for key in sorted(of)]
    yield Metric("viop_relay_transports", "gauge", "Transports, two for each participant.", transports)
    for field, name, words in _TOTALS:
        samples = [
            ({"worker": worker}, float(getattr(one.totals, field)))
            for worker, one in found.items()
            if one.totals is not None
        ]
        yield Metric(name, "counter", words, samples)
    strange = [
        ({"worker": worker, "reason": reason}, count)
        for worker, one in found.items()
        for reason, count in sorted(one.dropped.items())
    ]
    yield Metric("viop_relay_strange_packets_total", "counter", "Datagrams that belonged to nobody.", strange)


_TOTALS = (
    ("packets_received", "viop_relay_received_packets_total", "Authentic media packets received."),
    ("bytes_received", "viop_relay_received_bytes_total", "Bytes of authentic media received."),
    ("packets_sent", "viop_relay_sent_packets_total", "Packets sent, reports included."),
    ("bytes_sent", "viop_relay_sent_bytes_total", "Bytes sent, reports included."),
    ("resent", "viop_relay_resent_packets_total", "Packets sent once more because they were asked for."),
    ("refused", "viop_relay_refused_packets_total", "Packets of clients that were forged, undeclared or malformed."),
)


def exposition(metrics: Iterator[Metric] | Sequence[Metric]) -> str:
    """As Prometheus reads it; a family without samples is left out."""
    lines: list[str] = []
    for metric in metrics:
        if metric.samples:
            lines += [f"# HELP {metric.name} {metric.help}", f"# TYPE {metric.name} {metric.kind}"]
            lines += [
                f"{metric.name}{''.join(suffix)}{_labels(labels)} {_number(value)}"
                for labels, value, *suffix in metric.samples
            ]
    return "\n".join([*lines, ""])


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:.6g}"


def _labels(labels: Labels) -> str:
    return f"{{{','.join(f'{name}={_quoted(value)}' for name, value in labels.items())}}}" if labels else ""


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
