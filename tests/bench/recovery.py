"""How soon all is well after a node or worker was killed, or Redis or PostgreSQL answered nobody; and what is lost.

    python -m tests.bench recovery [--json] [--runs 20] [--seconds 600]

The topology of `make cluster`, with groups in which peers have sound and pictures and more without. `--runs` times an
app node or a relay worker is killed (SIGKILL) at a random moment, and is there again afterwards; then Redis, and then
PostgreSQL, stands still for some seconds while clients leave. Each figure is the worst seen.
`app_kill_signaling_back_ms`: from the kill until everybody in every group is where they were, staff see them all and a
request is answered. `worker_kill_media_back_ms`: the longest silence of any peer. `attendance_gap_ms`: the longest
absence in the derived records of clients who never went. `…_lost`: of those who left meanwhile, how many records do not
end there within a beat (2 s here). `wrong_admissions`: people seen in a room whom no staff let in: in each group
somebody waits all the time. `--seconds`: no new kill after so long. Each kill is told on stderr.
"""

import argparse
import asyncio
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from server.clinic import Clinic, open_clinic
from server.domain.attendance.record import AttendanceRecord
from server.domain.instants import to_ms
from signaling.bots.loops import make_loops
from tests.support.clinics import add_clinic
from tests.support.cluster import Cluster, running_cluster
from tests.support.crowd import CrowdRoom, add_crowd
from tests.support.crowd_run import http_from_many_addresses
from tests.support.shaken import MediaWatch, ShakenGroup, now
from tests.support.waiting import until

RUNS, SECONDS, SEED = 20, 600.0, 1
BEAT_SECONDS = 2.0
WITH_MEDIA, MEDIA_CLIENTS = 2, 3
WITHOUT, CLIENTS = 8, 6
"""Groups, and clients in each: the first of them waits all the time."""
AWAY = 5.0
"""Seconds for which Redis and PostgreSQL stand still."""
WRITTEN_WITHIN = 20.0
"""Seconds after which what was kept meanwhile is in the database."""
SETTLE, PATIENCE = 2.0, 30.0
SLOW = 3.0
NOTICED = 0.1
"""Seconds after which everybody knows that their socket is gone."""


def run(arguments: argparse.Namespace) -> dict[str, object]:
    """`arguments.runs`: kills (default 20); `arguments.seconds`: as said above (default 600)."""
    return asyncio.run(_run(arguments.runs or RUNS, arguments.seconds or SECONDS))


async def _run(kills: int, seconds: float) -> dict[str, object]:
    rooms: list[CrowdRoom] = []

    async def seed(clinic: Clinic) -> None:
        at = datetime.now(UTC)
        cast = await add_clinic(clinic, "north", at)
        rooms.extend(await add_crowd(clinic, cast, "media", at, WITH_MEDIA, MEDIA_CLIENTS))
        rooms.extend(await add_crowd(clinic, cast, "light", at, WITHOUT, CLIENTS))

    async with AsyncExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="viop-recovery-")))
        cluster = await stack.enter_async_context(
            running_cluster(directory, seed, VIOP_BEAT_SECONDS=str(BEAT_SECONDS), VIOP_DRAIN_SECONDS="0")
        )
        https = await stack.enter_async_context(http_from_many_addresses(cluster.tls))
        random = Random(SEED)
        loops = [await asyncio.to_thread(make_loops, number, "AB") for number in range(MEDIA_CLIENTS)]
        groups = [
            ShakenGroup(cluster, room, https[number], random, loops if number < WITH_MEDIA else ())
            for number, room in enumerate(rooms)
        ]
        for group in groups:
            stack.push_async_callback(group.end)
            await group.begin()
        _say(f"{len(groups)} groups")
        try:
            return await Shaking(cluster, groups, random).run(kills, seconds)
        except TimeoutError:
            for node in cluster.apps:
                _say(f"{node.directory.name}:\n{_telling(node.output)}")
            raise


class Shaking:
    def __init__(self, cluster: Cluster, groups: Sequence[ShakenGroup], random: Random) -> None:
        self._cluster = cluster
        self._groups = groups
        self._random = random
        self._media = MediaWatch(groups)
        self._worst = {"app": 0.0, "worker": 0.0}
        self._kills = {"app": 0, "worker": 0}

    async def run(self, kills: int, seconds: float) -> dict[str, object]:
        watching = asyncio.create_task(self._media.run())
        ends = time.monotonic() + seconds
        try:
            for number in range(kills):
                if time.monotonic() > ends:
                    break
                await asyncio.sleep(self._random.uniform(0.5, 3.0))
                await self._kill(number)
            redis_lost = await self._while_away("redis", 1)
            postgres_lost = await self._while_away("postgres", 2)
        finally:
            watching.cancel()
        gap = await self._gap()
        return {
            "app_kill_signaling_back_ms": round(1000 * self._worst["app"]),
            "worker_kill_media_back_ms": round(1000 * self._worst["worker"]),
            "redis_pause_lost": redis_lost,
            "postgres_pause_lost": postgres_lost,
            "attendance_gap_ms": gap,
            "wrong_admissions": len({who for group in self._groups for who in group.wrong}),
            "app_kills": self._kills["app"],
            "worker_kills": self._kills["worker"],
            "seed": SEED,
        }

    async def _kill(self, number: int) -> None:
        victim = self._random.choice(("app", "worker"))
        which = self._random.randrange(2)
        self._kills[victim] += 1
        if victim == "app":
            took = await self._kill_app(which)
        else:
            took = await self._kill_worker(which)
        self._worst[victim] = max(self._worst[victim], took)
        _say(f"{number}: {victim} {which + 1}, {1000 * took:.0f} ms")

    async def _kill_app(self, which: int) -> float:
        node = self._cluster.apps[which]
        began = time.monotonic()
        await node.end()
        await asyncio.sleep(NOTICED)
        took = await self._well(began)
        await node.start()
        await self._well(time.monotonic())
        return took

    async def _kill_worker(self, which: int) -> float:
        if await self._media.longest(SETTLE / 4, PATIENCE) >= PATIENCE:
            _say("somebody has heard nothing since the kill before")
        pid = await self._cluster.media[which].worker_process()
        silence = asyncio.create_task(self._media.longest(SETTLE, PATIENCE))
        await asyncio.sleep(0)
        os.kill(pid, signal.SIGKILL)
        took = await silence
        await self._well(time.monotonic())
        return took

    async def _while_away(self, what: str, leaver: int) -> int:
        """How many of those who left in the middle of it have a record that does not say so."""
        groups = [group for group in self._groups if group.light]
        leaving = [(group, group.room.clients[leaver]) for group in groups]
        with self._cluster.postgres.paused() if what == "postgres" else _paused_redis(self._cluster):
            await asyncio.sleep(AWAY / 2)
            await asyncio.gather(*(group.leave(who) for group, who in leaving))
            await asyncio.sleep(AWAY / 2)
        took = await self._well(time.monotonic())
        _say(f"{what} stood still for {AWAY} s: all is well {1000 * took:.0f} ms after")

        async def is_written() -> bool:
            return not await self._lost(leaving)

        with suppress(TimeoutError):
            await until(is_written, WRITTEN_WITHIN, BEAT_SECONDS)
        lost = await self._lost(leaving)
        for who in lost:
            _say(f"lost with {what}: {who}")
        return len(lost)

    async def _lost(self, leaving: Sequence[tuple[ShakenGroup, str]]) -> list[str]:
        """Of these who left: whose records do not say so, and what they say."""
        found = {group.room.session: records for group, records in await self._records()}
        records = [(group.gone[who], who, found[group.room.session].get(who)) for group, who in leaving]
        return [f"{who} left at {at}: {_told(record)}" for at, who, record in records if not _ends(record, at)]

    async def _well(self, since: float) -> float:
        """Seconds; says what took longest."""
        took, last = max(await asyncio.gather(*(group.well_after(since) for group in self._groups)))
        if took > SLOW:
            _say(f"after {took:.1f} s the last thing amiss is well, {last}")
        return took

    async def _gap(self) -> int:
        """Milliseconds."""
        worst = 0
        ends = now()
        for group, records in await self._records():
            for who in group.staying:
                gap = _longest_absence(records.get(who), group.admitted[who], ends)
                if gap > 2 * BEAT_SECONDS * 1000:
                    _say(f"gap of {gap} ms: {who}: {_told(records.get(who))}")
                worst = max(worst, gap)
        return worst

    async def _records(self) -> list[tuple[ShakenGroup, dict[str, AttendanceRecord]]]:
        """As they are derived from what is stored."""
        found = []
        async with open_clinic(self._cluster.settings, boot="reader") as clinic:
            for group in self._groups:
                records = await clinic.services.live.records("north", group.room.session, datetime.now(UTC))
                found.append((group, {one.participant: one for one in records}))
        return found


@contextmanager
def _paused_redis(cluster: Cluster) -> Iterator[None]:
    cluster.redis.pause()
    try:
        yield
    finally:
        cluster.redis.go_on()


def _ends(record: AttendanceRecord | None, at: int) -> bool:
    """Whether their last interval ends there, to a beat."""
    if record is None or not record.intervals:
        return False
    return abs(to_ms(record.intervals[-1].stop) - at) <= BEAT_SECONDS * 1000


def _longest_absence(record: AttendanceRecord | None, start: int, stop: int) -> int:
    """Milliseconds between two intervals, or before the first; the last is still going on, to a beat."""
    if record is None or not record.intervals:
        return stop - start
    edges = [start, *(edge for one in record.intervals for edge in (to_ms(one.start), to_ms(one.stop))), stop]
    return max(0, *(edges[at + 1] - edges[at] for at in range(0, len(edges), 2)))


def _told(record: AttendanceRecord | None) -> str:
    intervals = record.intervals if record else ()
    return ", ".join(f"{to_ms(one.start)}-{to_ms(one.stop)} {one.place} {one.end_reason}" for one in intervals)


def _telling(output: str) -> str:
    """The end of a log without what was asked over HTTP."""
    return "\n".join([line for line in output.splitlines() if " aiohttp.access: " not in line][-40:])


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
