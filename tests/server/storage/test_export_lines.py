"""A long export reads every record once, in order, whatever the size of a page."""

from dataclasses import replace
from datetime import timedelta

import pytest

from server.clinic import new_id
from server.domain.attendance.evidence import Modality, Stated
from server.services.access.scope import Scope
from server.services.records.export_lines import ExportLines
from server.services.sessions.sessions import RosterEntry, Session
from server.storage import export_lines
from server.storage.export_lines import ExportLinesRepository
from server.storage.records import RecordsRepository
from tests.support.attendance import Tape, plan
from tests.support.clinics import NOON, fact_of, hold_session

pytestmark = pytest.mark.both_engines


@pytest.fixture
async def north_with_five_sessions(clinic, north, south):
    """Of which two begin at the same moment."""
    await hold_session(clinic, north, NOON)
    await hold_session(clinic, south, NOON)
    records = RecordsRepository(clinic.database, new_id)
    for number in range(4):
        start = NOON + timedelta(days=max(1, number))
        session = Session(
            f"s{number}", "north", north.program, "group", "Group", "finished", start, start + timedelta(hours=1)
        )
        roster = [RosterEntry(north.facilitator if number else north.other_facilitator, "facilitator")]
        await clinic.sessions.add(session, [*roster, RosterEntry(north.clients[0], "client")])
        tape = Tape(origin=start).boots()
        tape.joins("facilitator")
        tape.starts()
        tape.joins(north.clients[0])
        tape.until(60).ends()
        (record,) = (one for one in tape.records(plan(starts_at=start)).values() if one.role == "client")
        await records.append("north", [replace(record, session=session.id)], NOON)
    return north


async def read(clinic, who=None, start=NOON - timedelta(days=1), end=NOON + timedelta(days=9)):
    lines = ExportLines(ExportLinesRepository(clinic.database), clinic.sessions, clinic.people)
    scope = Scope("north", everything=who is None, sessions_of=who)
    clients = await clinic.people.persons("north", [f"north-client{number}" for number in range(len(ALL))])
    pages = [page async for page in lines.read(scope, start, end, clients)]
    return [
        (one.schedule.session.id, one.person.id.removeprefix("north-"), one.stored.version)
        for page in pages
        for one in page
    ]


ALL = [
    *(("north-running", f"client{number}", 1) for number in range(3)),
    *((f"s{number}", "client0", 1) for number in range(4)),
]


@pytest.mark.parametrize("size", [1, 2, 3, 100])
async def test_every_record_comes_once_by_start_and_name_whatever_the_size_of_a_page(
    clinic, north_with_five_sessions, monkeypatch, size
):
    monkeypatch.setattr(export_lines, "PAGE", size)
    assert await read(clinic) == ALL


async def test_a_facilitators_export_has_their_own_sessions(clinic, north_with_five_sessions):
    assert await read(clinic, north_with_five_sessions.other_facilitator) == [("s0", "client0", 1)]


async def test_only_sessions_that_lie_in_the_range_come(clinic, north_with_five_sessions):
    assert [session for session, *_ in await read(clinic, end=NOON + timedelta(hours=2))] == ["north-running"] * 3
    assert await read(clinic, start=NOON + timedelta(days=3, minutes=30)) == [ALL[-1]]


async def test_only_the_newest_version_of_a_record_comes(clinic, north_with_five_sessions):
    north = north_with_five_sessions
    stated = Stated(NOON, NOON + timedelta(minutes=40), Modality.PHONE, "by phone", north.facilitator)
    fact = fact_of(north.running, stated, NOON + timedelta(hours=2), 300_000, north.clients[1])
    await clinic.services.facts.record("north", [fact])
    await clinic.services.finish.derive("north", north.running, NOON + timedelta(hours=2))
    assert ("north-running", "client1", 2) in await read(clinic)
    assert len(await read(clinic)) == len(ALL)
