"""What attendance costs: deriving a session, one more fact, a client's week, the whole export, checking the log.

    python -m tests.bench attendance [--json] [--records 1000000]

`derive_session_ms`: from the facts of three hours of twelve clients with every beat and 500 facts more to all records.
`apply_us`: one more beat after 1, 10 and 100 such sessions of beats, with as many more people who came and went.
`client_week_p95_ms` and `export_…` ask a real server over HTTP, as an admin, on a database that is made once
(`tests/bench/_million.py`); `export_peak_mb` is the most memory that it ever held. `verify_leaves_per_s`: the check of
`viop audit verify` on 50,000 leaves.
"""

import argparse
import asyncio
import re
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from random import Random

import aiohttp

from server.clinic import open_clinic
from server.domain.attendance.absorb import apply, apply_all
from server.domain.attendance.derive import record
from server.domain.attendance.evidence import Beat, Seen
from server.domain.attendance.facts import PresenceFact, Source
from server.domain.attendance.policy import DEFAULT_POLICY
from server.domain.attendance.state import AttendanceState
from server.domain.log.verify import verify
from server.services.log.signatures import holds
from server.storage.migrate import migrate
from tests.bench import _million
from tests.bench.log import leaves
from tests.support.attendance import NINE, SESSION, STAFF, Tape, plan
from tests.support.clinics import OWN, PASSWORD, add_clinic, cheap_settings
from tests.support.exports import FOR_AUDIT
from tests.support.log import exported, keep
from tests.support.ports import free_port
from tests.support.product import Product

CLIENTS = [f"client-{number}" for number in range(12)]
EXTRA = 500
LEAVES = 50_000
WEEKS = 200
SIZES = (1, 10, 100)


def run(arguments: argparse.Namespace) -> dict[str, object]:
    """`arguments.records`: how large the clinic is (default a million)."""
    clinic, cast = _million.made(arguments.records or _million.RECORDS)
    return {
        "derive_session_ms": round(_derive_session(), 1),
        "apply_us": [round(_apply(times), 1) for times in SIZES],
        "verify_leaves_per_s": asyncio.run(_verify()),
        **asyncio.run(_served(clinic, cast.clinic, cast)),
        "records": clinic.records,
    }


def _median_of(act: Callable[[], object], times: int) -> float:
    """Seconds."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def _derive_session() -> float:
    """Milliseconds."""
    random, tape = Random(1), Tape().boots()
    for one in (STAFF, *CLIENTS):
        tape.joins(one)
    tape.starts()
    for number in range(EXTRA // 3):  # a reconnect is three facts
        tape.until((number + 1) * 180 / (EXTRA // 3 + 1))
        who = random.choice(CLIENTS)
        tape.leaves(who)
        tape.joins(who)
    tape.until(180).ends()
    planned, now = plan(*CLIENTS), tape.at(180)

    def derive() -> None:
        assert len(record(apply_all(AttendanceState(SESSION), tape.facts), planned, DEFAULT_POLICY, now)) == 13

    return _median_of(derive, 7) * 1000


def _apply(times: int) -> float:
    """Microseconds for a beat of twelve, with facilitator, after so many sessions' worth of beats and of people."""
    state = apply_all(AttendanceState(SESSION), (_beat(number, len(CLIENTS)) for number in range(1080 * times)))
    come_and_gone = tuple(Seen(f"gone-{number}", f"gone-{number}-1") for number in range(12 * (times - 1)))
    if come_and_gone:
        early = PresenceFact("gone", SESSION, Source.SIGNALING, NINE, NINE, "boot-1", Beat(come_and_gone))
        state = apply(state, early)
    fact = _beat(1080 * times, len(CLIENTS))
    return _median_of(lambda: apply(state, fact), 300) * 1_000_000


def _beat(number: int, clients: int) -> PresenceFact:
    at = NINE + timedelta(seconds=10 * number)
    seen = tuple(Seen(one, f"{one}-1", 20, True, True, True) for one in (STAFF, *CLIENTS[:clients]))
    return PresenceFact(f"beat-{number}", SESSION, Source.SIGNALING, at, at, "boot-1", Beat(seen))


async def _verify() -> int:
    """Leaves a second."""
    with tempfile.TemporaryDirectory() as directory:
        settings = cheap_settings(Path(directory) / "var")
        migrate(settings.database_path)
        async with open_clinic(settings, boot="boot-1") as clinic:
            await add_clinic(clinic, "north")
            await leaves(clinic, LEAVES)
            await keep(clinic, "north")
            lines = await exported(clinic, "north", rows=False)
    began = time.perf_counter()
    report = verify(lines, holds)
    seconds = time.perf_counter() - began
    assert report.verified and report.leaves >= LEAVES, report.findings
    return round(report.leaves / seconds)


async def _served(clinic: _million.Clinic, clinic_id: str, cast: object) -> dict[str, object]:
    product = Product(clinic.var, free_port("127.0.0.1"), cast, free_port("127.0.0.1"))  # type: ignore[arg-type]
    await product.start()
    try:
        async with _admin(product) as http:
            week = await _weeks(http, clinic)
            rows, seconds = await _export(http, clinic)
            assert product.process is not None
            peak = _peak_mb(product.process.pid)
    finally:
        await product.kill(15)
    return {
        "client_week_p95_ms": round(week, 1),
        "export_rows_per_s": round(rows / seconds),
        "export_peak_mb": peak,
    }


@asynccontextmanager
async def _admin(product: Product) -> AsyncIterator[aiohttp.ClientSession]:
    headers = {**OWN, "Origin": product.url}
    timeout = aiohttp.ClientTimeout(total=None)
    async with aiohttp.ClientSession(product.url, headers=headers, timeout=timeout) as http:
        who = {"email": product.cast.email(product.cast.admin), "password": PASSWORD}
        async with http.post("/api/login", json=who) as response:
            assert response.status == 200
        yield http


async def _weeks(http: aiohttp.ClientSession, clinic: _million.Clinic) -> float:
    """The 95th percentile of asking for one client's week, in milliseconds."""
    random, taken = Random(1), []
    for _ in range(WEEKS):
        session = random.randrange(clinic.sessions)
        client, day = clinic.client(session, random.randrange(12)), clinic.session_at(session).date()
        monday = day - timedelta(days=day.weekday())
        began = time.perf_counter()
        async with http.get(
            f"/api/attendance/clients/{client}/hours",
            params={"from": f"{monday}", "to": f"{monday + timedelta(days=6)}"},
        ) as response:
            assert response.status == 200, await response.text()
            found = await response.json()
        taken.append(time.perf_counter() - began)
        assert len(found["weeks"]) == 1
    return statistics.quantiles(taken, n=20)[-1] * 1000


async def _export(http: aiohttp.ClientSession, clinic: _million.Clinic) -> tuple[int, float]:
    """How many rows, and the seconds that they took."""
    days = {"first": f"{clinic.session_at(0).date()}", "last": f"{clinic.session_at(clinic.sessions - 1).date()}"}
    rows, began = -1, time.perf_counter()
    async with http.post("/api/exports", json={"format": "csv", **FOR_AUDIT, **days}) as response:
        assert response.status == 200, await response.text()
        async for piece in response.content.iter_any():
            rows += piece.count(b"\n")
    seconds = time.perf_counter() - began
    assert rows == clinic.sessions * _million.GROUP, rows
    return rows, seconds


def _peak_mb(pid: int) -> int:
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) // 1024
