"""Relays of different makes with the same light peers: all to all, a server on one core at the end of the cable."""

import asyncio
import sys
import tempfile
from array import array
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from signaling.media.seam import Certificate
from tests.support import media_relay
from tests.support.decodable import Player
from tests.support.janus import Janus, running_janus
from tests.support.namespace import Cable
from tests.support.relay_room import RelayRoom, running_worker
from tests.support.replay import CountingSubscriber, MeasuringSubscriber, ReplayPublisher, replay
from tests.support.trace import TracePacket
from tests.support.waiting import until

PATIENCE = 40.0
_CERTIFICATE = Certificate()


@dataclass
class Contender:
    """`pid`: of the server. `ears` have had a packet of each of the others' streams."""

    pid: int
    publishers: list[ReplayPublisher]
    ears: list[MeasuringSubscriber]

    @property
    def arrived(self) -> int:
        """Packets that the subscribers got."""
        return sum(one.arrived for one in self.ears)

    def lost(self) -> int:
        """Packets that were sent after a stream's first that arrived, and never came."""
        return sum(
            self.publishers[stream // 2].sent[stream % 2] - first - count
            for ears in self.ears
            for stream, (first, count) in ears.received.items()
        )

    def delays(self) -> list[float]:
        """Seconds through the relay, of all packets, in order of size."""
        return sorted(delay for ears in self.ears for delay in ears.delays)

    async def warm(self, trace: Sequence[TracePacket], failures: Sequence[BaseException] = ()) -> None:
        """Send until everybody hears and sees all the others."""
        streams = 2 * (len(self.publishers) - 1)

        async def complete() -> bool:
            if failures:
                raise failures[0]
            return all(len(it.received) == streams for it in self.ears)

        sending = asyncio.create_task(replay(self.publishers, trace, PATIENCE))
        try:
            await until(complete, PATIENCE)
        finally:
            sending.cancel()
        await self.settle()
        for ears in self.ears:
            ears.delays = array("d")

    async def settle(self) -> None:
        """Until nothing more arrives."""
        last = -1

        async def quiet() -> bool:
            nonlocal last
            before, last = last, self.arrived
            return before == last

        await until(quiet, every=0.2)


def pinned(cable: Cable, core: int) -> list[str]:
    """What to put before a server's command."""
    return [*cable.there(["taskset", "--cpu-list", str(core)])]


@asynccontextmanager
async def our_relay(
    cable: Cable, core: int, participants: int, trace: Sequence[TracePacket]
) -> AsyncIterator[Contender]:
    """A worker of this repository, negotiated with by a room's own code."""
    with running_worker(listen=cable.far, before=pinned(cable, core)) as worker:
        client = await worker.connect()
        room = _Room(client, cable.near)
        await room.set_scopes({str(number): "group" for number in range(participants)})
        publishers = _publishers(participants, cable)
        for number, publisher in enumerate(publishers):
            await room.publish(str(number), publisher)

        async def all_there() -> bool:
            return len(room.ears) == participants

        await until(all_there, PATIENCE)
        contender = Contender(worker.process.pid, publishers, room.ears)
        await contender.warm(trace, room.failures)
        yield contender
        await room.close()
        await _close(publishers)
        await client.close()


class _Room(RelayRoom):
    def __init__(self, client, near: str) -> None:
        super().__init__(client)
        self._near = near

    def new_subscriber(self, participant: str) -> MeasuringSubscriber:
        return MeasuringSubscriber(_CERTIFICATE, f"ears-{participant}", self._near)

    @property
    def ears(self) -> list[MeasuringSubscriber]:
        return [it for it in self.subscribers.values() if isinstance(it, MeasuringSubscriber)]


@asynccontextmanager
async def janus(cable: Cable, core: int, participants: int, trace: Sequence[TracePacket]) -> AsyncIterator[Contender]:
    """Janus with its VideoRoom. Its address must not be loopback, which it ignores."""
    with tempfile.TemporaryDirectory(prefix="viop-janus-") as name:
        folder = Path(name)
        with running_janus(folder, pinned(cable, core)) as process:
            asked = await Janus.connect(cable.far)
            publishers = _publishers(participants, cable)
            ears = [MeasuringSubscriber(_CERTIFICATE, f"ears-{it}", cable.near) for it in range(participants)]

            async def publish(number: int) -> None:
                offer = publishers[number].offer()
                await publishers[number].start(await asked.publish(await asked.attach(), number + 1, offer))

            async def subscribe(number: int) -> None:
                handle, others = await asked.attach(), [it + 1 for it in range(participants) if it != number]
                await asked.start(handle, ears[number].answer(await asked.subscribe(handle, others)))
                await ears[number].start()

            await asyncio.gather(*map(publish, range(participants)))
            await asyncio.gather(*map(subscribe, range(participants)))
            contender = Contender(process.pid, publishers, ears)
            await contender.warm(trace)
            yield contender
            for one in ears:
                await one.close()
            await _close(publishers)
            await asked.close()


@dataclass
class Reencoding:
    """A relay that decodes: `ears` only count, for nothing that was sent comes out as it was."""

    pid: int
    publishers: list[ReplayPublisher]
    ears: list[CountingSubscriber]

    @property
    def arrived(self) -> int:
        """Packets that the subscribers got."""
        return sum(one.arrived for one in self.ears)


@asynccontextmanager
async def mediarelay(
    cable: Cable, core: int, participants: int, trace: Sequence[TracePacket], player: Player
) -> AsyncIterator[Reencoding]:
    """Stock aiortc, and what `player` has for a decoder, which is sent until the block ends."""
    with tempfile.TemporaryDirectory(prefix="viop-aiortc-") as folder:
        path = f"{folder}/socket"
        command = [*pinned(cable, core), sys.executable, "-m", media_relay.__name__, path]
        process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.DEVNULL)
        publishers = _publishers(participants, cable)
        ears = [CountingSubscriber(_CERTIFICATE, f"ears-{number}", cable.near) for number in range(participants)]
        try:
            ask = await _asker(path)
            for number, publisher in enumerate(publishers):
                await publisher.start(await ask(publish=str(number), sdp=publisher.offer()))
            sending = asyncio.create_task(player.play(publishers, trace))
            try:
                for number, one in enumerate(ears):
                    await one.accept(await ask(subscribe=str(number), sdp=one.offer(participants - 1)))

                async def all_see_and_hear() -> bool:
                    return all(len(one.receptions) == 2 * (participants - 1) for one in ears)

                await until(all_see_and_hear, PATIENCE)
                yield Reencoding(process.pid, publishers, ears)
            finally:
                sending.cancel()
        finally:
            process.kill()
            await process.wait()
            for one in ears:
                await one.close()
            await _close(publishers)


async def _asker(path: str):
    async def attempt():
        try:
            return await asyncio.open_unix_connection(path, limit=1 << 20)
        except OSError:
            return None

    connection = await until(attempt)
    assert connection is not None
    reader, writer = connection

    async def ask(**question: str) -> str:
        writer.write(media_relay.line(question))
        return media_relay.read(await reader.readline())["sdp"]

    return ask


def _publishers(participants: int, cable: Cable) -> list[ReplayPublisher]:
    return [ReplayPublisher(_CERTIFICATE, number, cable.near) for number in range(participants)]


async def _close(publishers: Sequence[ReplayPublisher]) -> None:
    for publisher in publishers:
        await publisher.transport.close()
