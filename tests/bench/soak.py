"""Whether a relay worker still holds what it held, after many people have come and gone over bad lines.

    python -m tests.bench soak [--json] [--seconds 1800]

Again and again a group fills up and empties: its members publish cameras in three layers, lose packets both ways, ask
for what they miss, switch tiles between large, small and hidden, are taken aside and let back, load their page anew,
and leave, some without a word. Between two groups, when nobody is there, memory, file descriptors and
tasks of the worker are read. `…_growth` is the last reading against the first after a quarter of the time, in which
caches fill; `app_tasks_growth` is the same of the app's side, in this process.
"""

import argparse
import asyncio
import json
import signal
import time
from contextlib import suppress
from pathlib import Path
from random import Random

from signaling.control.client import WorkerClient
from signaling.control.messages import EventBody, LayersWanted
from signaling.forwarding import rtcp
from signaling.media.seam import Certificate
from signaling.protocol import messages as wire
from signaling.websocket.errors import MediaError
from tests.support.relay_room import RelayRoom, Sender, Worker, running_worker
from tests.support.replay import CountingSubscriber, LightTransport, ReplayPublisher, follow
from tests.support.trace import TracePacket, in_layers, read_trace
from tests.support.waiting import until
from tests.support.watched_worker import watched

SECONDS = 1800.0
PROGRAM = "tests.support.watched_worker"
RIDS = ("l", "m", "h")
SIZES = 0.3, 1.0, 3.0
MOST_MEMBERS = 6
LOSS = 0.1
ACTS = 16
"""Of one group."""
PAUSE = 0.15
"""Seconds between two acts."""
_CERTIFICATE = Certificate()


def run(arguments: argparse.Namespace) -> dict[str, object]:
    """`arguments.seconds`: how long (default 1800)."""
    with running_worker(program=PROGRAM) as worker:
        return asyncio.run(soak(worker, arguments.seconds or SECONDS))


async def soak(worker: Worker, seconds: float) -> dict[str, object]:
    """Groups on a worker that is watched."""
    random, trace = Random(1), in_layers(read_trace(), SIZES)
    groups: list[_Group] = []

    def heed(event: EventBody) -> None:
        if groups and isinstance(event, LayersWanted) and event.room == groups[-1].name:
            groups[-1].media.layers_wanted(event.publication, event.layers)

    client = await worker.connect(heed)
    began = time.monotonic()
    readings: list[dict[str, int]] = []
    done: dict[str, int] = {}
    while time.monotonic() < began + seconds or len(readings) < 2:
        group = _Group(client, f"group-{len(groups)}", random)
        groups[:] = [group]
        for act in await group.live(trace):
            done[act] = done.get(act, 0) + 1
        if time.monotonic() >= began + seconds / 4:
            readings.append(await _held(worker))
    await client.close()
    first, last = readings[0], readings[-1]
    return {
        "rss_growth_mb": round((last["rss"] - first["rss"]) / 1e6, 2),
        "fds_growth": last["fds"] - first["fds"],
        "tasks_growth": last["tasks"] - first["tasks"],
        "app_tasks_growth": last["app_tasks"] - first["app_tasks"],
        "rss_mb": round(last["rss"] / 1e6, 1),
        "fds": last["fds"],
        "tasks": last["tasks"],
        "readings": len(readings),
        "seconds": round(time.monotonic() - began),
        "acts": done,
    }


async def _held(worker: Worker) -> dict[str, int]:
    """What the worker holds once all that was closed is gone, and the tasks of this process."""
    steady: dict[str, int] = {}

    async def settled() -> bool:
        nonlocal steady
        before, steady = steady, await _read(worker)
        return {**before, "count": 0, "rss": 0} == {**steady, "count": 0, "rss": 0}

    await until(settled, every=0.3)
    return {**steady, "app_tasks": len(asyncio.all_tasks())}


async def _read(worker: Worker) -> dict[str, int]:
    path = watched(worker.control)
    before = _told(path)["count"]
    worker.process.send_signal(signal.SIGUSR1)

    async def answered() -> dict[str, int] | None:
        told = _told(path)
        return told if told["count"] > before else None

    return await until(answered, every=0.02) or {}


def _told(path: Path) -> dict[str, int]:
    with suppress(FileNotFoundError):
        told: dict[str, int] = json.loads(path.read_text())
        return told
    return {"count": 0}


class _LossyTransport(LightTransport):
    """Loses RTP, both ways."""

    random: Random

    def send_rtp(self, packet: bytes) -> None:
        if self.random.random() >= LOSS:
            super().send_rtp(packet)

    def _take(self, datagram: bytes) -> None:
        is_rtp = 128 <= datagram[0] < 192 and not 192 <= datagram[1] < 224
        if not is_rtp or self.random.random() >= LOSS:
            super()._take(datagram)


class _Ears(CountingSubscriber):
    """Asks for what it misses."""

    def __init__(self, name: str, random: Random) -> None:
        self._random = random
        super().__init__(_CERTIFICATE, name)

    def _new_transport(self, certificate: Certificate) -> LightTransport:
        transport = _LossyTransport(certificate, self._take_rtp, self._take_rtcp)
        transport.random = self._random
        return transport

    def _take_rtp(self, datagram: bytes) -> None:
        ssrc, sequence = int.from_bytes(datagram[8:12]), int.from_bytes(datagram[2:4])
        known = self.receptions.get(ssrc)
        if known is not None and 1 < (ahead := (sequence - known.highest) & 0xFFFF) < 16:
            missing = [(known.highest + it) & 0xFFFF for it in range(1, ahead)]
            self.transport.send_rtcp(rtcp.receiver_report(self._ssrc) + rtcp.nack(self._ssrc, ssrc, missing))
        super()._take_rtp(datagram)


class _Member(ReplayPublisher):
    def __init__(self, number: int, random: Random) -> None:
        super().__init__(_CERTIFICATE, number, rids=RIDS)
        self.transport = _LossyTransport(_CERTIFICATE, lambda _datagram: None, self._take_rtcp)
        self.transport.random = random


class _Group(RelayRoom):
    """Members by name; each acts as it comes."""

    def __init__(self, client: WorkerClient, name: str, random: Random) -> None:
        super().__init__(client, name)
        self.name = name
        self._random = random
        self._members: dict[str, _Member] = {}
        self._aside: set[str] = set()
        self._gone: set[str] = set()
        self._came = 0

    async def live(self, trace: tuple[TracePacket, ...]) -> list[str]:
        """From the first to the last member; what was done."""
        sending = asyncio.create_task(follow(trace, MOST_MEMBERS, float("inf"), self._send))
        done: list[str] = []
        comes, goes = (self._join, self._show), (self._step_aside, self._reload, self._leave, self._vanish)
        acts = self._random.choices([*comes, *comes, *goes], k=ACTS)
        try:
            for act in [self._join, self._join, *acts]:
                with suppress(MediaError):  # of somebody who has gone: the room goes on, as in the product
                    await act()
                done.append(act.__name__.strip("_"))
                await asyncio.sleep(PAUSE)
            for name in list(self._members):
                await self._go(name)
            await self.media.close()
        finally:
            sending.cancel()
            await self.close()
        for failure in self.failures:
            if not isinstance(failure, MediaError | OSError):  # who has gone can neither answer nor connect
                raise failure
        return done

    def _deliver(self, participant: str, message: wire.ServerMessage) -> None:
        if participant not in self._gone:
            super()._deliver(participant, message)

    def new_subscriber(self, participant: str) -> _Ears:
        return _Ears(f"ears-{participant}", self._random)

    def request(self, publisher: Sender) -> wire.Publish:
        asked = super().request(publisher)
        sources = [it.model_copy(update={"height": 720}) if it.mid == "video" else it for it in asked.sources]
        return asked.model_copy(update={"sources": sources})

    def set_active(self, participant: str, rids) -> None:
        if (member := self._members.get(participant)) is not None:
            member.active = {at for at, rid in enumerate(RIDS) if rid in rids}

    def _send(self, number: int, packet: TracePacket) -> None:
        for at, member in enumerate(self._members.values()):
            if at == number:
                member.send(packet)

    async def _rescope(self) -> None:
        await self.set_scopes({it: "aside" if it in self._aside else "group" for it in self._members})

    async def _join(self) -> None:
        if len(self._members) >= MOST_MEMBERS:
            return
        self._came += 1
        name = f"p{self._came}"
        self._members[name] = _Member(self._came, self._random)
        await self._rescope()
        await self.publish(name, self._members[name])

    async def _show(self) -> None:
        """Each picture in a tile of another size."""
        for name in self._members:
            tiles = [
                wire.Tile(mid=it.mid, height=self._random.choice((0, 150, 300, 700)))
                for it in self.tracks.get(name, ())
                if it.source == "camera"
            ]
            with suppress(MediaError):  # nothing to show yet
                await self.media.tiles(name, wire.Tiles(id=1, tiles=tiles))

    async def _step_aside(self) -> None:
        for name in self._some():
            self._aside ^= {name}
            await self._rescope()

    async def _reload(self) -> None:
        """The page begins anew."""
        for name in self._some():
            await self._hang_up(name)
            self._gone.discard(name)
            self._members[name] = _Member(int(name[1:]), self._random)
            await self.media.forget(name)
            await self.publish(name, self._members[name])

    async def _leave(self) -> None:
        for name in self._some():
            await self._go(name)

    async def _vanish(self) -> None:
        """Gone from the network without a word; the room learns of it later, or never."""
        for name in self._some():
            self._gone.add(name)
            await self._hang_up(name, silently=True)

    def _some(self) -> list[str]:
        return self._random.sample(list(self._members), min(1, len(self._members)))

    async def _go(self, name: str) -> None:
        await self._hang_up(name)
        del self._members[name]
        self._aside.discard(name)
        await self._rescope()

    async def _hang_up(self, name: str, silently: bool = False) -> None:
        ears = self.subscribers.pop(name, None)
        for transport in (self._members[name].transport, ears.transport if ears is not None else None):
            if transport is not None and silently:
                transport._remote = None
        await self._members[name].transport.close()
        if ears is not None:
            await ears.close()
