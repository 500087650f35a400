"""A real relay worker in a process of its own, and a room on it whose members are light peers."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from signaling.bots.subscriber import Subscriber
from signaling.control.client import WorkerClient
from signaling.control.messages import EventBody
from signaling.media.seam import Certificate
from signaling.protocol import messages as wire
from signaling.websocket.media import RoomMedia
from signaling.websocket.media_worker import WorkerPort
from tests.support.waiting import until


class Worker:
    """The process and the way to its control socket."""

    def __init__(self, process: subprocess.Popen[bytes], control: Path) -> None:
        self.process = process
        self.control = control

    async def connect(self, on_event: Callable[[EventBody], None] | None = None) -> WorkerClient:
        """Wait until it listens."""
        client = await until(lambda: self._try(on_event), every=0.02)
        assert client is not None
        return client

    async def _try(self, on_event: Callable[[EventBody], None] | None) -> WorkerClient | None:
        if self.process.poll() is not None:
            raise RuntimeError("the relay worker has ended")
        with contextlib.suppress(OSError):
            return await WorkerClient.connect(str(self.control), on_event)
        return None


@contextlib.contextmanager
def running_worker(
    *options: str,
    cpu: int | None = None,
    listen: str = "127.0.0.1",
    before: Sequence[str] = (),
    program: str = "signaling.media",
) -> Iterator[Worker]:
    """A worker that ends with the block, at the latest 60 s after whoever started it; `before` precedes its command."""
    with tempfile.TemporaryDirectory(prefix="viop-relay-") as folder:
        control = Path(folder) / "control" / "socket"
        command = [*before, sys.executable, "-m", program, "--control", str(control), "--listen", listen]
        process = subprocess.Popen([*command, "--alone-for", "60", *options], stderr=subprocess.DEVNULL)
        if cpu is not None:
            os.sched_setaffinity(process.pid, {cpu})
        try:
            yield Worker(process, control)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


class Sender(Protocol):
    """The bots' own publisher, or one that replays a recording. Its mids are "audio" and "video"."""

    def offer(self) -> str: ...

    async def start(self, answer: str) -> None: ...


class RelayRoom:
    """Members publish and subscribe through the room's own media code, as they would behind the signaling socket."""

    def __init__(self, client: WorkerPort, name: str = "room") -> None:
        self.media = RoomMedia(name, 1, client, self._deliver)
        self.subscribers: dict[str, Subscriber] = {}
        self.failures: list[BaseException] = []
        self.tracks: dict[str, list[wire.SubscribedTrack]] = {}
        """What each member was offered last."""
        self._certificate = Certificate()
        self._answering: dict[str, asyncio.Lock] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._requests = 0

    async def set_scopes(self, scopes: Mapping[str, str | None]) -> None:
        await self.media.set_scopes(scopes)

    async def publish(self, participant: str, publisher: Sender) -> None:
        answer = await self.media.publish(participant, self.request(publisher))
        await publisher.start(answer.sdp)

    def request(self, publisher: Sender) -> wire.Publish:
        self._requests += 1
        sources = [
            wire.PublishedSource(mid="audio", source="microphone"),
            wire.PublishedSource(mid="video", source="camera"),
        ]
        return wire.Publish(id=self._requests, sdp=publisher.offer(), sources=sources)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        for subscriber in self.subscribers.values():
            await subscriber.close()

    @property
    def idle(self) -> bool:
        """No offer is being answered."""
        return not self._tasks

    def new_subscriber(self, participant: str) -> Subscriber:
        return Subscriber(self._certificate, cname=f"ears-{participant}")

    def set_active(self, participant: str, rids: Sequence[str]) -> None:
        """A publisher is told which layers are wanted."""

    def _deliver(self, participant: str, message: wire.ServerMessage) -> None:
        if isinstance(message, wire.Encodings):
            self.set_active(participant, message.active)
        if isinstance(message, wire.SubscribeOffer):
            self.tracks[participant] = message.tracks
            task = asyncio.create_task(self._answer(participant, message))
            self._tasks.add(task)
            task.add_done_callback(self._finished)

    def _finished(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.failures.append(error)

    async def _answer(self, participant: str, offer: wire.SubscribeOffer) -> None:
        async with self._answering.setdefault(participant, asyncio.Lock()):
            known = self.subscribers.get(participant)
            subscriber = self.subscribers[participant] = known or self.new_subscriber(participant)
            sdp = subscriber.answer(offer.sdp)
            self._requests += 1
            await self.media.subscribe_answer(
                participant, wire.SubscribeAnswer(id=self._requests, sdp=sdp, negotiation=offer.negotiation)
            )
            if known is None:
                await subscriber.start()
