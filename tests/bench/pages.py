"""How long staff wait for a page: a month of 400 sessions, and the roster of 30 in a session that goes on, over HTTP.

A clinic with two years of sessions, 30 clients and two facilitators in each, on SQLite on disk. The session that goes
on has 30 people in it who have been heard of every ten seconds for an hour.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiohttp import CookieJar
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import text

from server.clinic import Clinic, open_clinic
from server.domain.attendance.evidence import Beat, Connected, Place, Seen, SessionStarted
from server.domain.attendance.facts import PresenceFact
from server.http.app import build
from server.storage.migrate import migrate
from tests.support.clinics import NOON, Api, Cast, Clock, add_clinic, cheap_settings, fact_of

A_MONTH, MONTHS = 400, 24
ON_ROSTER, FACILITATORS = 30, 20
ROUNDS = 100
FIRST, LAST = "2026-03-01", "2026-03-31"
FILL = (
    """INSERT INTO people (id, clinic_id, kind, legal_name, chosen_name, pronouns, record_number)
    SELECT 'c' || value, 'north', 'client', 'Person ' || value, 'P' || value, '', 'CT-' || value
    FROM generate WHERE value < 300""",
    """INSERT INTO enrollments (id, clinic_id, program_id, person_id, starts_on)
    SELECT 'e' || value, 'north', 'north-program', 'c' || value, '2024-01-01' FROM generate WHERE value < 300""",
    """INSERT INTO people (id, clinic_id, kind, legal_name, chosen_name, pronouns)
    SELECT 'f' || value, 'north', 'staff', 'Staff ' || value, 'S' || value, '' FROM generate WHERE value < :staff""",
    """INSERT INTO sessions (id, clinic_id, program_id, kind, title, status, starts_at, ends_at, planned_break_ms)
    SELECT printf('s%06d', value), 'north', 'north-program', 'group', 'Group ' || (value % 25),
      CASE WHEN value < :month THEN 'planned' ELSE 'finished' END,
      datetime('2026-03-31 20:00:00', '-' || (value * 31 / :month) || ' days', '-' || (value % 9) || ' hours')
        || '.000000',
      datetime('2026-03-31 22:00:00', '-' || (value * 31 / :month) || ' days', '-' || (value % 9) || ' hours')
        || '.000000', 0 FROM generate WHERE value < :sessions""",
    """INSERT INTO rosters (session_id, person_id, clinic_id, role, status)
    SELECT s.id, 'f' || ((substr(s.id, 2) + g.value) % :staff), 'north', 'facilitator', 'expected'
    FROM sessions s JOIN generate g ON g.value < 2 WHERE s.id LIKE 's%'""",
    """INSERT INTO rosters (session_id, person_id, clinic_id, role, status)
    SELECT s.id, 'c' || ((substr(s.id, 2) * 7 + g.value) % 300), 'north', 'client', 'expected'
    FROM sessions s JOIN generate g ON g.value < :roster WHERE s.id LIKE 's%'""",
    """INSERT INTO rosters (session_id, person_id, clinic_id, role, status)
    SELECT 'north-running', 'c' || value, 'north', 'client', 'expected' FROM generate WHERE value < :roster - 3""",
)


def run(arguments: argparse.Namespace) -> dict[str, object]:
    return asyncio.run(_measure())


async def _measure() -> dict[str, object]:
    with tempfile.TemporaryDirectory() as directory:
        settings = cheap_settings(Path(directory) / "var")
        migrate(settings.database_path)
        async with open_clinic(settings, boot="boot-1") as clinic:
            north = await add_clinic(clinic, "north")
            await _fill(clinic)
            await _hold(clinic, north)
            clock = Clock(NOON + timedelta(hours=1))
            app = build(clinic.services, clock, settings.static)
            client: TestClient[Any, Any]
            async with TestServer(app) as server, TestClient(server, cookie_jar=CookieJar(unsafe=True)) as client:
                api = Api(client)
                await api.sign_in(north, north.admin)
                return await _pages(api, north)


async def _pages(api: Api, north: Cast) -> dict[str, object]:
    async def month() -> None:
        status, page = await api.get(f"/api/schedule?from={FIRST}&to={LAST}")
        assert status == 200 and len(page["sessions"]) >= A_MONTH, len(page["sessions"])

    async def roster() -> None:
        status, session = await api.get(f"/api/sessions/{north.running}")
        clients = [one for one in session["roster"] if one["role"] == "client"]
        assert status == 200 and len(clients) == ON_ROSTER and clients[0]["minutes"] > 0

    return {"roster_p95_ms": await _p95(roster), "month_p95_ms": await _p95(month), "rounds": ROUNDS}


async def _p95(look: Callable[[], Awaitable[None]]) -> float:
    """Of many looks, after one that fills what is kept in memory, in milliseconds."""
    await look()
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        await look()
        times.append((time.perf_counter() - started) * 1000)
    return round(statistics.quantiles(times, n=20)[-1], 1)


async def _fill(clinic: Clinic) -> None:
    numbers = (
        "WITH RECURSIVE generate (value) AS (SELECT 0 UNION ALL SELECT value + 1 FROM generate WHERE value < 9999) "
    )
    values = {"staff": FACILITATORS, "month": A_MONTH, "sessions": A_MONTH * MONTHS, "roster": ON_ROSTER}
    async with clinic.database.write() as connection:
        for statement in FILL:
            insert, _, rest = statement.partition("SELECT")
            await connection.execute(text(f"{insert} {numbers} SELECT {rest}"), values)


async def _hold(clinic: Clinic, north: Cast) -> None:
    """An hour of the session that goes on, with everybody in it."""
    clients = [*north.clients, *(f"c{number}" for number in range(ON_ROSTER - len(north.clients)))]
    people = [north.facilitator, *clients]
    facts: list[PresenceFact] = [
        fact_of(north.running, Connected(Place.GROUP), NOON, number, who) for number, who in enumerate(people)
    ]
    facts.append(fact_of(north.running, SessionStarted(north.facilitator), NOON, 1000))
    for beat in range(361):
        seen = tuple(Seen(who, f"connection-{who}", 0, True, True, True) for who in people)
        facts.append(fact_of(north.running, Beat(seen), NOON + timedelta(seconds=10 * beat), 2000 + beat))
    await clinic.services.facts.record(north.clinic, facts)
    await clinic.sessions.begin(north.clinic, north.running, NOON)
