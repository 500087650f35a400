"""How many groups of twelve one relay worker carries, on one core.

    python -m tests.bench rooms [--json] [--seconds 60]

Groups are added one by one until the 99th percentile of the delay passes 20 ms or a packet is lost; the last number
that went well counts. Once with everybody's whole picture for all (`rooms`), once as a grid of twelve tiles takes
cameras of 1280x720 in three layers: all low, the speaker high (`rooms_layered`; what nobody takes is not sent).
`clients` and `forwards_per_s` are those without layers. Each step is told on stderr.

The load has the other core. It replays what Chromium sent, over real ICE, DTLS and SRTP; its subscribers acknowledge
what they get as browsers do, but only one in each group decrypts, for the delay, which is told from when the kernel had
a packet. Losses are counted from the sequence numbers in the clear. `stopped_by` says what ended the count: `delay`,
`loss`, `time` (there was no more of it), or `load` when this process was the one that could not keep up, late with
sending or its sockets full: then the worker carries at least as many.
"""

import argparse
import asyncio
import sys
import time
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from signaling.control.client import WorkerClient
from signaling.control.messages import EventBody, LayersWanted
from signaling.media.seam import Certificate
from signaling.protocol import messages as wire
from tests.bench._cable import measured
from tests.support import contenders
from tests.support.namespace import Cable
from tests.support.relay_room import RelayRoom, Sender, running_worker
from tests.support.replay import CountingSubscriber, MeasuringSubscriber, PolledTransport, ReplayPublisher, replay
from tests.support.trace import TracePacket, in_layers, read_trace
from tests.support.waiting import until

PARTICIPANTS = 12
SECONDS = 60.0
WHOLE_PART = 0.4
"""Of the time at most, for the count without layers: it ends sooner."""
WARM_UP, WINDOW = 1.0, 1.5
MOST_DELAY = 0.020
MOST_LATE = 0.010
"""Seconds, 99th percentile, that the load may be late with sending."""
POLL = 0.004
"""Seconds."""
RIDS = ("l", "m", "h")
SIZES = 0.3, 1.0, 3.0
"""Of the layers, against the recording: 150, 500 and 1500 kbit/s."""
CAMERA, SMALL, LARGE = 720, 200, 700
"""Lines of the captured picture, of a tile in the grid, of the speaker's tile."""
_CERTIFICATE = Certificate()


def run(arguments: argparse.Namespace) -> dict[str, object]:
    """`arguments.seconds`: for both counts together (default 60); the more groups, the longer it takes."""
    return measured("rooms", arguments, partial(_run, arguments.seconds or SECONDS))


def _run(seconds: float, cable: Cable, core: int, without_cable: str) -> dict[str, object]:
    trace = read_trace()
    began = time.monotonic()
    whole = asyncio.run(_fill(cable, core, trace, began + seconds * WHOLE_PART, layered=False))
    layered = asyncio.run(_fill(cable, core, in_layers(trace, SIZES), began + seconds, layered=True))
    return {
        "rooms": whole.rooms,
        "rooms_layered": layered.rooms,
        "clients": whole.rooms * PARTICIPANTS,
        "forwards_per_s": whole.forwards_per_s,
        "delay_p99_ms": whole.delay_p99_ms,
        "stopped_by": whole.stopped_by,
        "layered_clients": layered.rooms * PARTICIPANTS,
        "layered_forwards_per_s": layered.forwards_per_s,
        "layered_delay_p99_ms": layered.delay_p99_ms,
        "layered_stopped_by": layered.stopped_by,
    }


@dataclass(frozen=True)
class Count:
    """The last number of groups that went well, and why there are no more."""

    rooms: int = 0
    forwards_per_s: int = 0
    delay_p99_ms: float = 0.0
    stopped_by: str = "time"


async def _fill(cable: Cable, core: int, trace: Sequence[TracePacket], ends: float, layered: bool) -> Count:
    rooms: list[_Group] = []

    def heed(event: EventBody) -> None:
        if isinstance(event, LayersWanted):
            next(it for it in rooms if it.name == event.room).media.layers_wanted(event.publication, event.layers)

    with running_worker(listen=cable.far, before=contenders.pinned(cable, core)) as worker:
        client = await worker.connect(heed)
        polling = asyncio.create_task(_poll(rooms))
        count, stopped_by = Count(), "time"
        while time.monotonic() < ends:
            rooms.append(_Group(client, cable.near, f"group-{len(rooms)}", layered))
            await rooms[-1].gather()
            seen = await _measure(rooms, trace)
            print(f"{len(rooms)} groups: {seen}", file=sys.stderr)
            if seen.verdict:
                stopped_by = seen.verdict
                break
            count = Count(len(rooms), round(seen.rate), round(1000 * seen.delay, 2))
        for room in rooms:
            await room.close()
        polling.cancel()
        await client.close()
    return Count(count.rooms, count.forwards_per_s, count.delay_p99_ms, stopped_by)


@dataclass(frozen=True)
class Seen:
    """Delay and lateness: 99th percentiles, in seconds. `full`: datagrams that our sockets had no room for."""

    delay: float
    late: float
    rate: float
    lost: int
    full: int
    busy: float
    """The part of its core that the load took."""

    def __str__(self) -> str:
        told = f"{self.rate:.0f} packets/s, delay {1000 * self.delay:.1f} ms, {self.lost} lost"
        return f"{told}; load {self.busy:.0%}, late by {1000 * self.late:.1f} ms, {self.full} without room"

    @property
    def verdict(self) -> str:
        """What was too much; empty when all went well."""
        if self.full or self.late > MOST_LATE:
            return "load"
        if self.lost:
            return "loss"
        return "delay" if self.delay > MOST_DELAY else ""


async def _measure(rooms: Sequence["_Group"], trace: Sequence[TracePacket]) -> Seen:
    publishers = [publisher for room in rooms for publisher in room.publishers]
    lost, full = sum(room.lost for room in rooms), _full()
    sending = asyncio.create_task(replay(publishers, trace, WARM_UP + WINDOW))
    await asyncio.sleep(WARM_UP)
    for room in rooms:
        room.ear.delays = array("d")
    before, began, cpu = sum(room.arrived for room in rooms), time.monotonic(), time.process_time()
    late = sorted(await sending)
    took = time.monotonic() - began
    rate, busy = (sum(room.arrived for room in rooms) - before) / took, (time.process_time() - cpu) / took
    await _settle(rooms)
    delays = sorted(delay for room in rooms for delay in room.ear.delays)
    return Seen(
        delay=delays[len(delays) * 99 // 100],
        late=late[len(late) * 99 // 100],
        rate=rate,
        lost=sum(room.lost for room in rooms) - lost,
        full=_full() - full,
        busy=busy,
    )


async def _settle(rooms: Sequence["_Group"]) -> None:
    last = -1

    async def quiet() -> bool:
        nonlocal last
        before, last = last, sum(room.arrived for room in rooms)
        return before == last

    await until(quiet, every=0.1)


def _full() -> int:
    """Datagrams that sockets of this network had no room for: only this process has any here (proc(5))."""
    lines = Path("/proc/self/net/udp").read_text().splitlines()[1:]
    return sum(int(line.split()[-1]) for line in lines)


class _Sink(CountingSubscriber):
    def _new_transport(self, certificate: Certificate) -> PolledTransport:
        return PolledTransport(certificate, self._take_rtp, self._take_rtcp)


class _Ear(MeasuringSubscriber, _Sink):
    pass


async def _poll(rooms: Sequence["_Group"]) -> None:
    """Take what has come, every few milliseconds: the kernel keeps it, and the time at which it came."""
    while True:
        for room in rooms:
            for ears in room.ears:
                assert isinstance(ears.transport, PolledTransport)
                ears.transport.poll()
        await asyncio.sleep(POLL)


class _Group(RelayRoom):
    """Twelve who send and receive."""

    def __init__(self, client: WorkerClient, near: str, name: str, layered: bool) -> None:
        super().__init__(client, name)
        self.name = name
        rids = RIDS if layered else ()
        self.publishers = [ReplayPublisher(_CERTIFICATE, it, near, rids) for it in range(PARTICIPANTS)]
        self._near = near
        self._layered = layered

    @property
    def ears(self) -> list[CountingSubscriber]:
        return [it for it in self.subscribers.values() if isinstance(it, CountingSubscriber)]

    @property
    def ear(self) -> MeasuringSubscriber:
        """The one that decrypts."""
        return next(it for it in self.ears if isinstance(it, MeasuringSubscriber))

    @property
    def arrived(self) -> int:
        return sum(it.arrived for it in self.ears)

    @property
    def lost(self) -> int:
        """Sequence numbers between the first and the last that never came."""
        return sum(it.expected - it.total for ears in self.ears for it in ears.receptions.values())

    async def gather(self) -> None:
        """Everybody publishes; then all are let in at once, so that each is offered all others in one go."""
        await self.set_scopes(dict.fromkeys(map(str, range(PARTICIPANTS))))
        for number, publisher in enumerate(self.publishers):
            await self.publish(str(number), publisher)
        await self.set_scopes(dict.fromkeys(map(str, range(PARTICIPANTS)), "group"))

        async def connected() -> bool:
            if self.failures:
                raise self.failures[0]
            return len(self.ears) == PARTICIPANTS and self.idle

        await until(connected, every=0.02)
        if self._layered:
            for number in range(PARTICIPANTS):
                await self.media.tiles(str(number), self._grid(number))

    def new_subscriber(self, participant: str) -> CountingSubscriber:
        kind = _Ear if participant == "0" else _Sink
        return kind(_CERTIFICATE, f"ears-{participant}", self._near)

    def request(self, publisher: Sender) -> wire.Publish:
        asked = super().request(publisher)
        if not self._layered:
            return asked
        sources = [it.model_copy(update={"height": CAMERA}) if it.mid == "video" else it for it in asked.sources]
        return asked.model_copy(update={"sources": sources})

    def set_active(self, participant: str, rids: Sequence[str]) -> None:
        publisher = self.publishers[int(participant)]
        publisher.active = {at for at, rid in enumerate(publisher.rids) if rid in rids}

    def _grid(self, number: int) -> wire.Tiles:
        """The speaker is large, to whom speaks the one before."""
        speaker = "1" if number == 0 else "0"
        tiles = [
            wire.Tile(mid=it.mid, height=LARGE if it.participant == speaker else SMALL)
            for it in self.tracks[str(number)]
            if it.source == "camera"
        ]
        return wire.Tiles(id=number + 1, tiles=tiles)
