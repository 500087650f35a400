"""What a search over attendance records costs: p95 by filter, over lines of 1,000,000 records in a database on disk.

Four years of a large clinic: 100,000 sessions of ten clients, 2,000 clients, 40 facilitators. Lines are made in bulk,
as `record_lines` would have them; a search reads nothing else.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from server.clinic import Clinic, open_clinic
from server.services.access.grants import Window
from server.services.access.logins import LoginSession
from server.services.records.search import Place, Query
from server.storage.migrate import migrate
from tests.support.clinics import NOON, add_clinic, cheap_settings

SESSIONS, CLIENTS, FACILITATORS, A_DAY = 100_000, 2_000, 40, 70
ROUNDS = 20
PAGE = 50
FILL = (
    """INSERT INTO people (id, clinic_id, kind, legal_name, chosen_name, pronouns, record_number)
    SELECT 'c' || value, 'north', 'client', 'Person ' || value, 'P' || value, '', 'CT-' || value
    FROM generate WHERE value < :clients""",
    """INSERT INTO people (id, clinic_id, kind, legal_name, chosen_name, pronouns)
    SELECT 'f' || value, 'north', 'staff', 'Staff ' || value, 'S' || value, '' FROM generate WHERE value < :staff""",
    """INSERT INTO sessions (id, clinic_id, program_id, kind, title, status, starts_at, ends_at, planned_break_ms)
    SELECT printf('s%06d', value), 'north', 'north-program', CASE value % 20 WHEN 0 THEN 'film' ELSE 'group' END,
      'Group ' || (value % 25), 'finished', datetime(:now, '-' || (value / :day) || ' days',
      '-' || (value % 9) || ' hours') || '.000000', :now, 0 FROM generate WHERE value < :sessions""",
    """INSERT INTO rosters (session_id, person_id, clinic_id, role, status)
    SELECT id, 'f' || (substr(id, 2) % :staff), 'north', 'facilitator', 'expected' FROM sessions WHERE id LIKE 's%'""",
    """INSERT INTO record_lines SELECT s.id, 'c' || ((substr(s.id, 2) * 7 + g.value * 191) % :clients), 'north', 1,
      s.starts_at, s.kind, s.title, s.program_id,
      CASE (substr(s.id, 2) + g.value) % 10 WHEN 0 THEN 'no_show' WHEN 1 THEN 'late' ELSE 'present' END, 10000000, 0,
      10000000, 0, CASE (substr(s.id, 2) * 10 + g.value) % 5000 WHEN 0 THEN '["clock_stepped"]' ELSE '[]' END,
      s.starts_at < datetime(:now, '-14 days')
    FROM sessions s JOIN generate g ON g.value < 10 WHERE s.id LIKE 's%'""",
    """INSERT INTO record_flags SELECT clinic_id, 'clock_stepped', starts_at, session_id, participant_id
    FROM record_lines WHERE flags != '[]'""",
)


def run(arguments: argparse.Namespace) -> dict[str, object]:
    return asyncio.run(_measure())


async def _measure() -> dict[str, object]:
    with tempfile.TemporaryDirectory() as directory:
        settings = cheap_settings(Path(directory) / "var")
        migrate(settings.database_path)
        async with open_clinic(settings, boot="boot-1") as clinic:
            await add_clinic(clinic, "north")
            await _fill(clinic)
            async with clinic.database.read() as connection:
                count = await connection.scalar(text("SELECT count(*) FROM record_lines"))
            p95 = {name: round(await _p95(clinic, login, query), 1) for name, login, query in _cases()}
    return {"records": count, "page": PAGE, "p95_ms": p95, "worst_p95_ms": max(p95.values())}


async def _fill(clinic: Clinic) -> None:
    numbers = (
        "WITH RECURSIVE generate (value) AS (SELECT 0 UNION ALL SELECT value + 1 FROM generate WHERE value < 99999) "
    )
    values = {"clients": CLIENTS, "staff": FACILITATORS, "sessions": SESSIONS, "day": A_DAY}
    values |= {"now": NOON.strftime("%Y-%m-%d %H:%M:%S")}  # type: ignore[dict-item]
    async with clinic.database.write() as connection:
        for statement in FILL:
            insert, _, rest = statement.partition("SELECT")
            await connection.execute(text(f"{insert} {numbers} SELECT {rest}"), values)


def _cases() -> list[tuple[str, LoginSession, Query]]:
    def login(role: Any, *windows: Window) -> LoginSession:
        return LoginSession("l", "north", "f3", role, None, None, NOON, NOON, windows)

    def query(days: int = 28, back: int = 0, **more: Any) -> Query:
        end = NOON + timedelta(days=1 - back)
        return Query(end - timedelta(days=days), end, **more)

    admin = login("admin")
    two = Window(frozenset({"c7", "c8"}), datetime.fromisoformat("2022-01-01T00:00Z"), NOON)
    return [
        ("four_weeks", admin, query()),
        ("four_weeks_long_ago", admin, query(back=1000)),
        ("client_in_a_year", admin, query(400, text="CT-1234")),
        ("title", admin, query(text="Group 7")),
        ("outcome", admin, query(outcome="no_show")),
        ("kind", admin, query(kind="film")),
        ("rare_flag_in_a_year", admin, query(400, flag="clock_stepped")),
        ("unsigned_in_a_year", admin, query(400, signed=False)),
        ("facilitator", admin, query(facilitator="f9")),
        ("program_and_outcome", admin, query(program="north-program", outcome="late")),
        ("auditor_of_two_clients_in_a_year", login("auditor", two), query(400)),
        ("own_sessions", login("facilitator"), query()),
    ]


async def _p95(clinic: Clinic, login: LoginSession, query: Query) -> float:
    """Of a first page with its counts, and of the page after it, in milliseconds."""
    times = []
    for _ in range(ROUNDS):
        after: Place | None = None
        for _ in range(2):
            started = time.perf_counter()
            page = await clinic.services.search.find(login, query, after, PAGE)
            times.append((time.perf_counter() - started) * 1000)
            after = page.next
            assert page.lines
            if after is None:
                break
    return statistics.quantiles(times, n=20)[-1]
