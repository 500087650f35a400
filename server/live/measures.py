"""What the app measures of itself for operators: numbers by kind, never of a person, a session or a clinic."""

import contextlib
import os
import resource
import shutil
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from server.domain.attendance.evidence import Placed
from server.domain.attendance.facts import PresenceFact
from server.services.errors import StorageUnavailable
from server.storage.gauges import Gauges, GaugesRepository, Queue
from server.storage.spool import Depth, Spool
from signaling.websocket.instruments import Count, Spread
from signaling.websocket.metrics import Metric, Sample

HTTP_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
DATABASE_BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 3.0)
LAG_BOUNDS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0)
FRESH = 10.0
"""Seconds that what was read from the database holds: several who ask cost it one reading."""


class Measures:
    def __init__(self) -> None:
        self.http = Spread(
            "viop_http_request_seconds",
            "Time until an answer is complete, by route; sockets aside.",
            HTTP_BOUNDS,
            "method",
            "route",
        )
        self.answers = Count("viop_http_requests_total", "Requests answered, by class of status.", "status")
        self.database = Spread(
            "viop_database_seconds",
            "Time that a transaction took, waiting for its turn included.",
            DATABASE_BOUNDS,
            "kind",
        )
        self.refused = Count("viop_database_refusals_total", "Transactions that the database refused.", "kind")
        self.facts = Count("viop_facts_total", "Presence facts that became durable, by kind.", "kind")
        self.placed = Count("viop_placed_total", "People moved, by where to; to the group: let in, or back.", "place")
        self.lag = Spread(
            "viop_event_loop_lag_seconds", "How much later than due the event loop did something.", LAG_BOUNDS
        )

    def on_facts(self, clinic: str, facts: Sequence[PresenceFact]) -> None:
        for fact in facts:
            self.facts.add(fact.kind.value)
            if isinstance(fact.evidence, Placed):
                self.placed.add(fact.evidence.place.value)

    @contextlib.contextmanager
    def transaction(self, kind: str) -> Iterator[None]:
        """For `Database.watch`."""
        started = time.perf_counter()
        try:
            yield
        except StorageUnavailable:
            self.refused.add(kind)
            raise
        finally:
            self.database.add(time.perf_counter() - started, kind)

    def requests(self) -> Middleware:
        """Before all other middlewares."""

        @web.middleware
        async def measured(request: web.Request, handler: Handler) -> web.StreamResponse:
            started = time.perf_counter()
            status = 500
            try:
                answer = await handler(request)
                status = answer.status
                return answer
            except web.HTTPException as error:
                status = error.status
                raise
            finally:
                self.answers.add(f"{status // 100}xx")
                if status != 101:
                    self._answered(request, time.perf_counter() - started)

        return measured

    def _answered(self, request: web.Request, seconds: float) -> None:
        resource = request.match_info.route.resource
        self.http.add(seconds, *((request.method, resource.canonical) if resource else ("-", "-")))

    def read(self) -> list[Metric]:
        instruments = (self.http, self.answers, self.database, self.refused, self.facts, self.placed, self.lag)
        return [one.read() for one in instruments]


class Scrape:
    """What is looked up whenever somebody asks."""

    def __init__(
        self,
        measures: Measures,
        gauges: GaugesRepository,
        spool: Spool,
        wall: Callable[[], datetime],
        var: Path,
        capacity: int,
        ready: Callable[[], Awaitable[Sequence[str]]],
        node: str,
    ) -> None:
        """`capacity`: packets per second that a relay worker may carry; `ready`: what is missing to be so."""
        self._measures = measures
        self._gauges = gauges
        self._spool = spool
        self._wall = wall
        self._var = var
        self._capacity = capacity
        self._ready = ready
        self._node = node
        self._read_at = float("-inf")
        self._kept: list[Metric] = []

    async def __call__(self) -> Sequence[Metric]:
        missing = await self._ready()
        return [
            *self._measures.read(),
            *of_process(self._node, self._capacity, shutil.disk_usage(self._var).free, not missing),
            *await self._of_spool(),
            *await self._of_database(),
        ]

    async def _of_spool(self) -> list[Metric]:
        """Nothing while the disk does not let it be read."""
        try:
            return list(of_spool(await self._spool.depth(), self._wall()))
        except StorageUnavailable:
            return []

    async def _of_database(self) -> list[Metric]:
        """Nothing while it cannot say."""
        if time.monotonic() - self._read_at >= FRESH:
            try:
                self._kept = list(of_database(await self._gauges.read(self._wall())))
            except StorageUnavailable:
                self._kept = []
            self._read_at = time.monotonic()
        return self._kept


def of_process(node: str, capacity: int, free: int, ready: bool) -> Iterator[Metric]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    build: Sample = ({"version": version("viop"), "node": node}, 1)
    yield Metric("viop_build_info", "gauge", "Which version runs here.", [build])
    yield _gauge("viop_ready", "Whether this process may be given traffic.", float(ready))
    yield _gauge("viop_relay_capacity_packets_per_second", "What a relay worker may carry.", capacity)
    yield _gauge("viop_disk_free_bytes", "Space left where data is kept.", free)
    yield Metric("process_cpu_seconds_total", "counter", "Time on a processor.", [({}, used.ru_utime + used.ru_stime)])
    if not Path("/proc/self").exists():  # not on Linux
        return
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    yield _gauge("process_resident_memory_bytes", "Memory in use.", pages * resource.getpagesize())
    yield _gauge("process_open_fds", "Open files and sockets.", len(os.listdir("/proc/self/fd")))


def of_spool(depth: Depth, now: datetime) -> Iterator[Metric]:
    age = max((now - depth.oldest).total_seconds(), 0.0) if depth.oldest is not None else 0.0
    yield _gauge("viop_spool_facts", "Facts that wait for the database.", depth.waiting)
    yield _gauge("viop_spool_oldest_seconds", "How long the first of them has waited.", age)
    yield _gauge("viop_spool_set_aside", "Facts that nobody could store, for somebody to look at.", depth.set_aside)


def of_database(gauges: Gauges) -> Iterator[Metric]:
    queues = {"messages": gauges.messages, "pages": gauges.pages, "records": gauges.deliveries}
    yield _of_queues(
        "viop_outbox_waiting",
        "What is to be sent: messages (pages for help among them), records.",
        queues,
        lambda one: one.waiting,
    )
    yield _of_queues(
        "viop_outbox_late_seconds", "How long the first has been due.", queues, lambda one: _seconds(one.late)
    )
    yield _of_queues("viop_outbox_failed", "What could not be sent, within a day.", queues, lambda one: one.failed)
    yield _gauge("viop_log_unsigned_leaves", "Leaves that no signed head covers.", gauges.unsigned_leaves)
    yield _gauge(
        "viop_log_unsigned_seconds", "How old the last signature under them is.", _seconds(gauges.unsigned_since)
    )
    yield _gauge("viop_sessions_underived", "Ended sessions without attendance records.", gauges.underived_sessions)
    known: list[Sample] = [] if gauges.backup_age is None else [({}, _seconds(gauges.backup_age))]
    yield Metric("viop_backup_age_seconds", "gauge", "Since the last backup.", known)


def _of_queues(name: str, help: str, queues: dict[str, Queue], value: Callable[[Queue], float]) -> Metric:
    return Metric(name, "gauge", help, [({"of": of}, value(queue)) for of, queue in queues.items()])


def _gauge(name: str, help: str, value: float) -> Metric:
    return Metric(name, "gauge", help, [({}, value)])


def _seconds(time: timedelta) -> float:
    return time.total_seconds()
