"""The lines are derived: whatever happens they are what the records say, and they can be made anew."""

import json
import sqlite3
from datetime import timedelta

import pytest
from sqlalchemy import text

from server.domain.attendance.evidence import Modality, Stated
from server.storage.migrate import migrate
from server.storage.record_lines import RecordLinesRepository
from tests.support.clinics import NOON, fact_of, hold_session

pytestmark = pytest.mark.both_engines

NEWEST = """
SELECT r.session_id, r.participant_id, r.version, s.starts_at, s.kind, s.title, s.program_id, r.outcome,
  r.countable_ms, r.record
FROM attendance_records r JOIN sessions s ON s.id = r.session_id
WHERE NOT EXISTS (SELECT 1 FROM attendance_records o WHERE o.session_id = r.session_id
  AND o.participant_id = r.participant_id AND o.version > r.version)
ORDER BY 1, 2
"""
LINES = """
SELECT session_id, participant_id, version, starts_at, kind, title, program_id, outcome, countable_ms, in_room_ms,
  remote_ms, overlap_ms, flags FROM record_lines ORDER BY 1, 2
"""
FLAGS = "SELECT flag, session_id, participant_id FROM record_flags ORDER BY 1, 2, 3"


FIGURES = ("in_room_ms", "remote_ms", "overlap_ms")


def canonical(value):
    return json.dumps(value, separators=(",", ":"))


async def rows(clinic, query):
    async with clinic.database.read() as connection:
        found = [tuple(row) for row in await connection.execute(text(query))]
    if query is not NEWEST:
        return found
    return [
        (*row, *(said[name] for name in FIGURES), canonical(said["flags"]))
        for *row, record in found
        for said in [json.loads(record)]
    ]


@pytest.fixture
async def held(clinic, north, south):
    await hold_session(clinic, north, NOON)
    await hold_session(clinic, south, NOON)
    return north


async def test_there_is_a_line_for_each_newest_record_as_soon_as_it_is_stored(clinic, held):
    lines = await rows(clinic, LINES)
    assert len(lines) == 6
    assert lines == await rows(clinic, NEWEST)


async def test_a_later_version_takes_the_place_of_the_line(clinic, held):
    stated = Stated(NOON, NOON + timedelta(minutes=40), Modality.PHONE, "by phone", held.facilitator)
    fact = fact_of(held.running, stated, NOON + timedelta(hours=2), 300_000, held.clients[1])
    await clinic.services.facts.record(held.clinic, [fact])
    await clinic.services.finish.derive(held.clinic, held.running, NOON + timedelta(hours=2))
    lines = await rows(clinic, LINES)
    assert lines == await rows(clinic, NEWEST)
    assert [line[2] for line in lines if line[:2] == (held.running, held.clients[1])] == [2]


async def test_lines_that_somebody_spoilt_are_made_anew(clinic, held):
    before = [await rows(clinic, query) for query in (LINES, FLAGS)]
    assert before[1]
    async with clinic.database.write() as connection:
        await connection.execute(text("DELETE FROM record_lines WHERE session_id = 'south-running'"))
        await connection.execute(text("UPDATE record_lines SET countable_ms = 1, outcome = 'present'"))
        await connection.execute(text("DELETE FROM record_flags"))
    assert await RecordLinesRepository(clinic.database).rebuild() == 6
    assert [await rows(clinic, query) for query in (LINES, FLAGS)] == before


async def test_flags_are_listed_one_by_one(clinic, held):
    flags = {(flag, session, who) for flag, session, who in await rows(clinic, FLAGS)}
    said = {
        (flag, line[0], line[1])
        for line in await rows(clinic, LINES)
        for flag in line[12].strip("[]").replace('"', "").split(",")
        if flag
    }
    assert flags == said


@pytest.mark.sqlite
def test_what_was_stored_before_there_were_lines_has_them_after_migrating(tmp_path):
    path = tmp_path / "clinic.sqlite3"
    migrate(path, "0003")
    record = {"in_room_ms": 1, "remote_ms": 2, "overlap_ms": 0, "flags": ["late_start", "no_video"]}
    with sqlite3.connect(path) as database:
        database.execute("INSERT INTO clinics VALUES ('north', 'North', '555', 'UTC')")
        database.execute(
            "INSERT INTO sessions (id, clinic_id, kind, title, status, starts_at, ends_at, planned_break_ms) "
            "VALUES ('s', 'north', 'group', 'Process', 'finished', '2026-03-04 20:00', '2026-03-04 21:00', 0)"
        )
        for version in (1, 2):
            database.execute(
                "INSERT INTO attendance_records VALUES (?, 'north', 's', 'ana', ?, '2026-03-04 21:00', 'late', 9, ?)",
                (f"r{version}", version, json.dumps(record)),
            )
    migrate(path)
    with sqlite3.connect(path) as database:
        lines = database.execute("SELECT version, title, outcome, remote_ms, signed FROM record_lines").fetchall()
        assert lines == [(2, "Process", "late", 2, 0)]
        assert database.execute("SELECT flag FROM record_flags").fetchall() == [("late_start",), ("no_video",)]
