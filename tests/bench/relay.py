"""What our relay spends on forwarding a packet, beside Janus, aiortc's MediaRelay and the least that is possible.

    python -m tests.bench relay [--json] [--seconds 60]

A room of twelve that all see and hear one another. The load is light peers in this process, over real ICE, DTLS and
SRTP, that replay packet sizes and times recorded from Chromium; each server has one core, the load another, where it
never sleeps: on one machine a sender is charged with waking whom it sends to, which on a network nobody is. Server and
load are in networks of their own with a cable between them, for Janus ignores loopback. In each round our relay, Janus
and the floor have their turn: a process that only protects the same packets and sends them to as many sinks, without
waiting. All use the SRTP profile that is named. Figures are medians over the rounds; `lost` and delays are our relay's.

MediaRelay decodes and encodes anew. It gets three people, for a few seconds, and pictures that can be decoded, of the
recording's size, pace and bit rate. What is missing here is null: Janus where it is not installed, and where no network
namespace can be made (then all the others are measured over loopback); `hint` says how to get it.
"""

import argparse
import asyncio
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from functools import partial
from typing import IO

from tests.bench._cable import measured
from tests.support import contenders, janus
from tests.support.contenders import Contender
from tests.support.decodable import Player
from tests.support.namespace import Cable
from tests.support.replay import replay
from tests.support.trace import TracePacket, read_trace

PARTICIPANTS = 12
ROUNDS = 9
SECONDS = 60.0
"""Of which some 15 pass until everybody is connected."""
SHORTEST_ROUND = 0.5
FLOOR_PACKETS = 4000
FEW = 3
MEDIARELAY_SECONDS = 5.0


def run(arguments: argparse.Namespace) -> dict[str, object]:
    """`arguments.seconds`: that the whole takes, about (default 60, at least some 30)."""
    return measured("relay", arguments, partial(_run, arguments.seconds or SECONDS))


def _run(seconds: float, cable: Cable, core: int, without_cable: str) -> dict[str, object]:
    hint = without_cable or janus.why_not()
    result = asyncio.run(_measure(cable, core, time.monotonic() + seconds, with_janus=not hint))
    return {**result, "hint": hint} if hint else result


async def _measure(cable: Cable, core: int, ends: float, with_janus: bool) -> dict[str, object]:
    trace = read_trace()
    mediarelay_us = await _reencoding(cable, core, trace)
    figures: dict[str, list[float]] = {}
    async with AsyncExitStack() as stack:
        ours = await stack.enter_async_context(contenders.our_relay(cable, core, PARTICIPANTS, trace))
        others: dict[str, Contender] = {}
        if with_janus:
            others["janus"] = await stack.enter_async_context(contenders.janus(cable, core, PARTICIPANTS, trace))
        profile = ours.publishers[0].transport.association.profile
        ports = stack.enter_context(_sinks(cable))
        floor = stack.enter_context(_floor(cable, core, profile, ports))
        stack.enter_context(_awake())
        each = max(SHORTEST_ROUND, (ends - time.monotonic()) / ROUNDS / (1 + len(others)) - SHORTEST_ROUND)
        for _ in range(ROUNDS):
            for name, contender in {"relay": ours, **others}.items():
                us, rate = await _round(contender, trace, each)
                figures.setdefault(name, []).append(us)
                figures.setdefault(f"{name} rate", []).append(rate)
            figures.setdefault("floor", []).append(await _floor_round(floor))
        profiles = {one.publishers[0].transport.association.profile for one in (ours, *others.values())}
        assert profiles == {profile}, profiles
        delays, lost = ours.delays(), ours.lost()
        beside = {f"{name}_lost": one.lost() for name, one in others.items()}
    relay_us = statistics.median(figures["relay"])
    return {
        "participants": PARTICIPANTS,
        "rounds": ROUNDS,
        "srtp_profile": profile,
        "forwards_per_s": round(statistics.median(figures["relay rate"])),
        **_figure("relay_us", figures["relay"]),
        **_figure("janus_us", figures.get("janus")),
        "mediarelay_us": round(mediarelay_us),
        **_figure("floor_us", figures["floor"]),
        "vs_janus": _ratio(relay_us, figures.get("janus")),
        "vs_mediarelay": round(relay_us / mediarelay_us, 4),
        "vs_floor": _ratio(relay_us, figures["floor"]),
        "delay_p50_ms": round(1000 * delays[len(delays) // 2], 2),
        "delay_p99_ms": round(1000 * delays[len(delays) * 99 // 100], 2),
        "lost": lost,
        **beside,
    }


def _figure(name: str, values: Sequence[float] | None) -> dict[str, object]:
    """The median and from where to where the rounds were."""
    if not values:
        return {name: None}
    extremes = [round(min(values), 2), round(max(values), 2)]
    return {name: round(statistics.median(values), 2), f"{name}_range": extremes}


def _ratio(value: float, to: Sequence[float] | None) -> float | None:
    return round(value / statistics.median(to), 2) if to else None


async def _reencoding(cable: Cable, core: int, trace: Sequence[TracePacket]) -> float:
    async with contenders.mediarelay(cable, core, FEW, trace, Player()) as relay:
        with _awake():
            before, cpu = relay.arrived, _cpu(relay.pid)
            await asyncio.sleep(MEDIARELAY_SECONDS)
            return 1e6 * (_cpu(relay.pid) - cpu) / (relay.arrived - before)


async def _round(contender: Contender, trace: Sequence[TracePacket], seconds: float) -> tuple[float, float]:
    """CPU microseconds per forwarded packet, and packets per second."""
    before, cpu, began = contender.arrived, _cpu(contender.pid), time.monotonic()
    await replay(contender.publishers, trace, seconds)
    took = time.monotonic() - began
    await contender.settle()
    forwarded = contender.arrived - before
    return 1e6 * (_cpu(contender.pid) - cpu) / forwarded, forwarded / took


def _cpu(pid: int) -> float:
    """User and system time of a process, in seconds (clock_getcpuclockid(3))."""
    return time.clock_gettime(~pid << 3 | 2)


@contextmanager
def _awake() -> Iterator[None]:
    """Keep the load from sleeping: waking it would be charged to the server that sends to it."""
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


# --- the floor --------------------------------------------------------------------------------------------------------


@contextmanager
def _sinks(cable: Cable) -> Iterator[list[int]]:
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
        sink.bind((cable.near, 0))
        loop.add_reader(sink, swallow, sink)
        sinks.append(sink)
    try:
        yield [it.getsockname()[1] for it in sinks]
    finally:
        for sink in sinks:
            loop.remove_reader(sink)
            sink.close()


@contextmanager
def _floor(cable: Cable, core: int, profile: str, ports: list[int]) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "tests.support.floor", str(FLOOR_PACKETS), profile, cable.near, *map(str, ports)]
    process = subprocess.Popen(
        [*contenders.pinned(cable, core), *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
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
