"""What a connection and an admission cost, with thousands of clients in hundreds of rooms over two app nodes.

    python -m tests.bench signaling [--json] [--seconds 60] [--case 250]

The topology of `make cluster` on this machine: a proxy with TLS, two app nodes, PostgreSQL, Redis and the rest. The
clients have no sound and pictures (`signaling/bots/light.py`) and share the cores with all that. They come in steps, to
10, 50 and 250 rooms (`--case` says another last step) of 12 clients and a facilitator, over the real WebSockets and
HTTP, with logins made beforehand. Then, for `--seconds`, facilitators lead clients back to the waiting room and let
them in again: `admit_to_notice_p99_ms` is from sending `admit` until the client's page is told. `kb_per_connection`:
growth of both nodes' resident memory for each socket. `cpu_ms_per_room_s`: what a room costs the nodes in a second, at
each step. `join_storm_p99_ms`: 600 more come within 60 s while all that goes on, from sending link and PIN until their
first view, PINs hashed at full cost. Each step is told on stderr.
"""

import argparse
import asyncio
import gc
import itertools
import os
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import aiohttp

from server.clinic import Clinic
from signaling.bots.entrance import Api
from tests.support.clinics import add_clinic
from tests.support.cluster import Cluster, running_cluster
from tests.support.crowd import CrowdRoom, add_crowd
from tests.support.crowd_run import Group, http_from_many_addresses

ROOMS = (10, 50, 250)
CLIENTS = 12
STORM, STORM_SECONDS = 600, 60.0
SECONDS = 60.0
QUIET = 10.0
"""Seconds for which a step's cost is looked at."""
ADMISSIONS = 1 / 30
"""A room and second: somebody in each room goes out and in every half minute."""
AT_ONCE = 4
"""Rooms that fill at the same time."""


def run(arguments: argparse.Namespace) -> dict[str, object]:
    """`arguments.seconds`: for the admissions (default 60); `arguments.case`: rooms in the last step."""
    most = int(arguments.case or ROOMS[-1])
    steps = [*(one for one in ROOMS if one < most), most]
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return asyncio.run(_run(steps, arguments.seconds or SECONDS))


async def _run(steps: Sequence[int], seconds: float) -> dict[str, object]:
    rooms: list[CrowdRoom] = []
    storm: list[CrowdRoom] = []

    async def seed(clinic: Clinic) -> None:
        now = datetime.now(UTC)
        cast = await add_clinic(clinic, "north", now)
        rooms.extend(await add_crowd(clinic, cast, "crowd", now, steps[-1], CLIENTS))
        storm.extend(await add_crowd(clinic, cast, "storm", now, STORM // CLIENTS, CLIENTS, signed_in=False))
        _say(f"{len(rooms) + len(storm)} sessions made")

    with tempfile.TemporaryDirectory(prefix="viop-signaling-") as directory:
        async with running_cluster(Path(directory), seed) as cluster, http_from_many_addresses(cluster.tls) as https:
            crowd = Crowd(cluster, https)
            before = _memory(cluster)
            costs: dict[str, float] = {}
            for step in steps:
                await crowd.come(rooms[len(crowd.groups) : step])
                costs[str(step)] = await crowd.cost()
                _say(f"{step} rooms: {crowd.connections} sockets, {costs[str(step)]} ms a room and second")
            connections = crowd.connections
            kilobytes = (_memory(cluster) - before) / 1024 / connections
            _say(f"{kilobytes:.1f} kB a connection")
            delays = await crowd.admissions(seconds)
            _say(f"{len(delays)} admissions: {_told(delays)}")
            joins = await crowd.storm(storm)
            _say(f"{len(joins)} joins: {_told(joins)}")
            await crowd.go()
    return {
        "connections": connections,
        "kb_per_connection": round(kilobytes, 1),
        "admit_to_notice_p99_ms": _percentile(delays, 99),
        "admit_to_notice_p50_ms": _percentile(delays, 50),
        "join_storm_p99_ms": _percentile(joins, 99),
        "join_storm_p50_ms": _percentile(joins, 50),
        "cpu_ms_per_room_s": costs,
        "admissions": len(delays),
        "joins": len(joins),
    }


@dataclass
class Crowd:
    cluster: Cluster
    https: Sequence[aiohttp.ClientSession]

    def __post_init__(self) -> None:
        self.groups: list[Group] = []
        self._apis = itertools.cycle(self.https)
        self._random = Random(1)
        self._living: list[asyncio.Task[object]] = []
        gc.disable()  # of this process, which holds thousands of views: a collection would be taken for a delay

    @property
    def connections(self) -> int:
        return sum(bot.view is not None for group in self.groups for bot in group.bots)

    async def come(self, rooms: Sequence[CrowdRoom]) -> None:
        """Everybody of these, until all are in the room."""
        places = asyncio.Semaphore(AT_ONCE)

        async def fill(group: Group) -> None:
            async with places:
                for bot in group.bots:
                    self._living.append(asyncio.create_task(bot.run()))
                    await group.until(lambda bot=bot: bot.view is not None)  # type: ignore[misc]
                await group.admit_all()

        fresh = [self._group(room) for room in rooms]
        self.groups += fresh
        await asyncio.gather(*map(fill, fresh))

    async def cost(self) -> float:
        """Of the nodes' processor time, in milliseconds for each room and second, while nobody does anything."""
        before = _cpu(self.cluster)
        await asyncio.sleep(QUIET)
        return round((_cpu(self.cluster) - before) * 1000 / QUIET / len(self.groups), 2)

    async def admissions(self, seconds: float) -> list[float]:
        """How long each took, in seconds. Nobody waits for the one before."""
        order = list(self.groups)
        self._random.shuffle(order)
        going: list[asyncio.Task[float]] = []
        ends = time.monotonic() + seconds
        for group in itertools.cycle(order):
            if time.monotonic() > ends:
                break
            going.append(asyncio.create_task(group.out_and_in()))
            await asyncio.sleep(1 / ADMISSIONS / len(order))
        return await asyncio.gather(*going)

    async def storm(self, rooms: Sequence[CrowdRoom]) -> list[float]:
        """Everybody of these comes by link and PIN, evenly over the minute; how long it took each, in seconds."""
        fresh = [self._group(room) for room in rooms]
        for group in fresh:
            self._living.append(asyncio.create_task(group.staff.run()))
        bots = [(group, bot) for group in fresh for bot in group.clients]
        self._random.shuffle(bots)
        coming = []
        began = time.monotonic()
        for number, (group, bot) in enumerate(bots):
            await asyncio.sleep(max(0.0, began + number * STORM_SECONDS / len(bots) - time.monotonic()))
            self._living.append(asyncio.create_task(bot.run()))
            coming.append(asyncio.create_task(group.seen(bot)))
        return await asyncio.gather(*coming)

    async def go(self) -> None:
        for living in self._living:
            living.cancel()
        await asyncio.gather(*self._living, return_exceptions=True)

    def _group(self, room: CrowdRoom) -> Group:
        return Group(room, lambda: Api(next(self._apis), self.cluster.url), self._random)


def _memory(cluster: Cluster) -> int:
    """Bytes, resident, of both nodes."""
    page = os.sysconf("SC_PAGE_SIZE")
    return sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * page for pid in _pids(cluster))


def _cpu(cluster: Cluster) -> float:
    """Seconds that both nodes have had."""
    ticks = 0
    for pid in _pids(cluster):
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(after_name[11]) + int(after_name[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _pids(cluster: Cluster) -> list[int]:
    return [node.process.pid for node in cluster.apps if node.process is not None]


def _percentile(seconds: Sequence[float], percent: int) -> float:
    """Milliseconds."""
    return round(1000 * sorted(seconds)[min(len(seconds) - 1, len(seconds) * percent // 100)], 1)


def _told(seconds: Sequence[float]) -> str:
    return ", ".join(f"p{percent} {_percentile(seconds, percent)} ms" for percent in (50, 90, 99, 100))


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
