"""What the relay worker's CPU spends on forwarding one packet, in a room of twelve that all see and hear one another.

The load is light peers in this process, over real DTLS-SRTP, that replay packet sizes and times recorded from Chromium;
the worker has one core, the load another, where it never sleeps: over loopback a sender is charged with waking whom it
sends to, which on a network nobody is. Between its rounds a process on the worker's core only protects and sends the
same packets to the same number of sinks, without waiting: the floor. Figures are medians over the rounds.
"""

import argparse
import asyncio
import os
import socket
import statistics
import subprocess
import sys
import time
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from signaling.control import messages as control
from signaling.control.client import WorkerClient
from signaling.media.seam import Certificate
from tests.support.relay_room import RelayRoom, running_worker
from tests.support.replay import MeasuringSubscriber, ReplayPublisher, replay
from tests.support.trace import read_trace
from tests.support.waiting import until

PARTICIPANTS = 12
ROUNDS = 9
SECONDS = 30.0
FLOOR_PACKETS = 4000
ROOM = "bench"


def run(arguments: argparse.Namespace) -> dict[str, object]:
    """`arguments.seconds`: of relaying, over all rounds (default 30)."""
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[-1]})
    try:
        with running_worker(cpu=cores[0]) as worker:
            return asyncio.run(_measure(worker.process.pid, worker.connect(), arguments.seconds or SECONDS, cores[0]))
    finally:
        os.sched_setaffinity(0, set(cores))


class _BenchRoom(RelayRoom):
    def new_subscriber(self, participant: str) -> MeasuringSubscriber:
        return MeasuringSubscriber(Certificate(), f"ears-{participant}")

    @property
    def ears(self) -> list[MeasuringSubscriber]:
        return [it for it in self.subscribers.values() if isinstance(it, MeasuringSubscriber)]


async def _measure(pid: int, connecting, seconds: float, core: int) -> dict[str, object]:
    client = await connecting
    room = _BenchRoom(client, ROOM)
    publishers = await _gather(room)
    profile = publishers[0].transport.association.profile
    trace = read_trace()
    relay_us, floor_us, rates = [], [], []
    with _sinks() as ports, _floor(core, profile, ports) as floor, _awake():
        for _ in range(ROUNDS):
            before, cpu, began = await _sent(client), _cpu(pid), time.monotonic()
            await replay(publishers, trace, seconds / ROUNDS)
            forwarded, spent = await _sent(client) - before, _cpu(pid) - cpu
            relay_us.append(1e6 * spent / forwarded)
            rates.append(forwarded / (time.monotonic() - began))
            floor_us.append(await _floor_round(floor))
    await _settle(room)
    lost = _lost(room, publishers)
    delays = sorted(delay for ears in room.ears for delay in ears.delays)
    await room.close()
    for publisher in publishers:
        await publisher.transport.close()
    await client.close()
    relay, least = statistics.median(relay_us), statistics.median(floor_us)
    return {
        "participants": PARTICIPANTS,
        "srtp_profile": profile,
        "rounds": ROUNDS,
        "forwards_per_s": round(statistics.median(rates)),
        "relay_us": round(relay, 2),
        "relay_us_range": [round(min(relay_us), 2), round(max(relay_us), 2)],
        "floor_us": round(least, 2),
        "floor_us_range": [round(min(floor_us), 2), round(max(floor_us), 2)],
        "vs_floor": round(relay / least, 2),
        "delay_p50_ms": round(1000 * delays[len(delays) // 2], 2),
        "delay_p99_ms": round(1000 * delays[len(delays) * 99 // 100], 2),
        "lost": lost,
    }


@contextmanager
def _awake() -> Iterator[None]:
    """Keep the load from sleeping: over loopback, waking it would be charged to the worker that sends to it."""
    loop = asyncio.get_running_loop()
    handle = loop.call_soon(lambda: None)

    def again() -> None:
        nonlocal handle
        handle = loop.call_soon(again)

    again()
    try:
        yield
    finally:
        handle.cancel()


async def _gather(room: _BenchRoom) -> list[ReplayPublisher]:
    """Everyone is in, connected, and has had a first packet of each of the others' streams."""
    names = [f"p{number}" for number in range(PARTICIPANTS)]
    await room.set_scopes(dict.fromkeys(names, "group"))
    publishers = [ReplayPublisher(Certificate(), number) for number in range(PARTICIPANTS)]
    for name, publisher in zip(names, publishers, strict=True):
        await room.publish(name, publisher)
    warming = asyncio.create_task(replay(publishers, read_trace(), 60))
    streams = 2 * (PARTICIPANTS - 1)

    async def complete() -> bool:
        if room.failures:
            raise room.failures[0]
        return len(room.ears) == PARTICIPANTS and all(len(it.received) == streams for it in room.ears)

    await until(complete, patience=40)
    warming.cancel()
    for ears in room.ears:
        ears.delays = array("d")
    return publishers


async def _settle(room: _BenchRoom) -> None:
    """Until nothing more arrives."""
    last = -1

    async def quiet() -> bool:
        nonlocal last
        before, last = last, sum(len(it.delays) for it in room.ears)
        return before == last

    await until(quiet, every=0.3)


def _lost(room: _BenchRoom, publishers: list[ReplayPublisher]) -> int:
    """Packets that were sent after a stream's first that arrived, and never came."""
    return sum(
        publishers[stream // 2].sent[stream % 2] - first - count
        for ears in room.ears
        for stream, (first, count) in ears.received.items()
    )


async def _sent(client: WorkerClient) -> int:
    counters = await client.request(ROOM, 1, control.ReadCounters())
    assert isinstance(counters, control.Counters)
    return sum(it.packets for it in counters.subscriptions)


def _cpu(pid: int) -> float:
    """User and system time of a process, in seconds (clock_getcpuclockid(3))."""
    return time.clock_gettime(~pid << 3 | 2)


# --- the floor --------------------------------------------------------------------------------------------------------


@contextmanager
def _sinks() -> Iterator[list[int]]:
    """Sockets of this process that swallow what the floor sends."""
    loop = asyncio.get_running_loop()
    room = bytearray(2048)

    def swallow(sink: socket.socket) -> None:
        try:
            for _ in range(64):
                sink.recv_into(room)
        except BlockingIOError:
            return

    sinks = []
    for _ in range(PARTICIPANTS):
        sink = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sink.setblocking(False)
        sink.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        sink.bind(("127.0.0.1", 0))
        loop.add_reader(sink, swallow, sink)
        sinks.append(sink)
    try:
        yield [it.getsockname()[1] for it in sinks]
    finally:
        for sink in sinks:
            loop.remove_reader(sink)
            sink.close()


@contextmanager
def _floor(core: int, profile: str, ports: list[int]) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "tests.support.floor", str(FLOOR_PACKETS), profile, *map(str, ports)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    os.sched_setaffinity(process.pid, {core})
    try:
        yield process
    finally:
        process.communicate(timeout=10)


async def _floor_round(process: "subprocess.Popen[str]") -> float:
    def ask(questions: IO[str], answers: IO[str]) -> float:
        questions.write("\n")
        questions.flush()
        return float(answers.readline())

    assert process.stdin is not None and process.stdout is not None
    return await asyncio.to_thread(ask, process.stdin, process.stdout)
