"""A clinic with a million attendance records in a database of its own, made once and kept.

It lies in `$VIOP_BENCH_CACHE`, by default below the user's cache directory, and takes about 3.5 GB and five minutes.
Sessions of twelve on 390 days, 214 a day, for 20,000 clients; records are those of one session that was really derived,
moved to each session's time and people. Their facts are not stored.
"""

import asyncio
import json
import os
import re
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from server.clinic import open_clinic
from server.domain.attendance.evidence import Place
from server.domain.attendance.record_codec import record_to_data
from server.settings import Settings
from server.storage.database import Database
from server.storage.migrate import migrate
from server.storage.record_lines import RecordLinesRepository
from tests.support.attendance import NINE, STAFF, Tape, plan
from tests.support.clinics import Cast, add_clinic

VERSION = 1
"""Of what is in it: another number makes it anew."""
RECORDS = 1_000_000
GROUP = 12
DAYS = 390
LAST_DAY = datetime(2026, 6, 1, 9, tzinfo=UTC)
AT_ONCE = 500
"""Sessions."""
CLINIC = "north"
_MINUTE = re.compile(r"2026-03-02T\d\d:\d\d")


class Clinic:
    """Where it is: `var` for the product's settings, `cast` for who can sign in."""

    def __init__(self, records: int) -> None:
        home = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
        cache = Path(os.environ.get("VIOP_BENCH_CACHE", home / "viop-bench"))
        self.records = records
        self.sessions = records // GROUP
        self.clients = max(GROUP, self.sessions // 50 * GROUP)
        self.place = cache / f"attendance-{VERSION}-{records}"
        self.var = self.place / "var"

    def session_at(self, number: int) -> datetime:
        """They begin from nine o'clock on, every other minute."""
        day, of_day = divmod(number, -(-self.sessions // DAYS))
        return LAST_DAY - timedelta(days=DAYS - day) + timedelta(minutes=2 * of_day)

    def client(self, session: int, seat: int) -> str:
        return f"client{(session * GROUP + seat) % self.clients}"


def made(records: int = RECORDS) -> tuple[Clinic, Cast]:
    """Ready to be served."""
    clinic = Clinic(records)
    done = clinic.place / "cast.json"
    if not done.exists():
        clinic.var.mkdir(parents=True, mode=0o700, exist_ok=True)
        print(f"Making {records} records in {clinic.place}, once", file=sys.stderr, flush=True)
        done.write_text(json.dumps(asyncio.run(_make(clinic))))
    values: Any = json.loads(done.read_text())
    return clinic, Cast(**{**values, "clients": tuple(values["clients"]), "names": tuple(values["names"])})


async def _make(clinic: Clinic) -> dict[str, object]:
    settings = Settings(var=clinic.var, password_memory_kib=8, password_rounds=1)
    settings.database_path.unlink(missing_ok=True)
    migrate(settings.database_path)
    async with open_clinic(settings, boot="bench") as opened:
        cast = await add_clinic(opened, CLINIC, LAST_DAY)
    _fill(sqlite3.connect(settings.database_path), clinic, cast)
    database = Database(settings.database_path)
    await RecordLinesRepository(database).rebuild()
    await database.close()
    return {**vars(cast)}


def _fill(database: sqlite3.Connection, clinic: Clinic, cast: Cast) -> None:
    database.execute("PRAGMA synchronous=OFF")
    people = [
        (f"client{n}", CLINIC, "client", f"Legal Name {n}", f"Name {n}", f"R-{n}", "") for n in range(clinic.clients)
    ]
    columns = "id, clinic_id, kind, legal_name, chosen_name, record_number, pronouns"
    sessions = "id, clinic_id, program_id, kind, title, status, starts_at, ends_at, started_at, ended_at"
    with database:
        _insert(database, "people", columns, people)
        enrolled = [(f"enrolled-{one[0]}", CLINIC, cast.program, one[0], "2025-01-01") for one in people]
        _insert(database, "enrollments", "id, clinic_id, program_id, person_id, starts_on", enrolled)
    templates = _templates()
    for first in range(0, clinic.sessions, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, clinic.sessions))
        with database:
            _insert(
                database,
                "sessions",
                f"{sessions}, planned_break_ms",
                [_session(clinic, cast, number) for number in numbers],
            )
            _insert(
                database,
                "rosters",
                "session_id, person_id, clinic_id, role, status",
                [row for number in numbers for row in _roster(clinic, cast, number)],
            )
            _insert(
                database,
                "attendance_records",
                "id, clinic_id, session_id, participant_id, version, derived_at, outcome, countable_ms, record",
                [row for number in numbers for row in _records(clinic, number, templates)],
            )
    database.close()


def _insert(database: sqlite3.Connection, table: str, columns: str, rows: Sequence[tuple[object, ...]]) -> None:
    places = ", ".join("?" for _ in columns.split(","))
    database.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", rows)


def _stored(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S.%f")


def _session(clinic: Clinic, cast: Cast, number: int) -> tuple[object, ...]:
    start = clinic.session_at(number)
    times = (_stored(at) for at in (start, start + timedelta(hours=3), start, start + timedelta(hours=3)))
    return (f"session{number}", CLINIC, cast.program, "group", "Process group", "finished", *times, 0)


def _roster(clinic: Clinic, cast: Cast, number: int) -> Iterator[tuple[object, ...]]:
    yield f"session{number}", cast.facilitator, CLINIC, "facilitator", "expected"
    for seat in range(GROUP):
        yield f"session{number}", clinic.client(number, seat), CLINIC, "client", "expected"


def _records(clinic: Clinic, number: int, templates: list[tuple[str, int, str]]) -> Iterator[tuple[object, ...]]:
    start = clinic.session_at(number)
    moved = {
        f"{NINE + timedelta(minutes=at):%Y-%m-%dT%H:%M}": f"{start + timedelta(minutes=at):%Y-%m-%dT%H:%M}"
        for at in range(-5, 200)
    }
    for seat, (outcome, countable_ms, record) in enumerate(templates):
        who = clinic.client(number, seat)
        parts = record.split("\x00")
        parts[1::2] = [moved[part] for part in parts[1::2]]
        text = "".join(parts).replace("@session", f"session{number}").replace("@client", who)
        derived = _stored(start + timedelta(hours=3, seconds=2))
        yield f"record{number}-{seat}", CLINIC, f"session{number}", who, 1, derived, outcome, countable_ms, text


def _templates() -> list[tuple[str, int, str]]:
    """The records of twelve clients, one in the room; a minute of a time stands between NUL characters."""
    people = [f"p{number:02}" for number in range(GROUP)]
    tape = Tape().boots()
    tape.joins(STAFF)
    tape.tapped_present(people[0])
    for number, one in enumerate(people[1:], 1):
        tape.until(number / 20).joins(one, Place.WAITING)
    tape.starts().until(1)
    for one in people[1:]:
        tape.moves(one, Place.GROUP)
    tape.until(40).leaves(people[3])
    tape.until(42).joins(people[3])
    tape.until(90).breaks().until(100).resumes().counts(people[0])
    tape.until(150).leaves(people[4])
    tape.until(180).counts(people[0]).ends()
    records = tape.records(plan(*people))
    found = []
    for one in people:
        record = records[one]
        text = json.dumps(record_to_data(record), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        text = text.replace(f'"participant":"{one}"', '"participant":"@client"').replace("session-1", "@session")
        text = _MINUTE.sub(lambda found: f"\x00{found[0]}\x00", text)
        found.append((record.outcome.value, record.countable_ms, text))
    return found
