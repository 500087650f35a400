"""What is asked for again and again is found by an index on what it is about, and no table that grows is read whole:
SQLite's own plan of each statement says so."""

import re
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event

from server.clinic import Clinic, new_id
from server.domain.attendance.evidence import Connected, Place
from server.domain.log.leaf import Kind
from server.services.sessions.sessions import LONGEST, Session
from server.settings import Settings
from server.storage.contacts import ContactsRepository
from server.storage.covered import CoveredRepository
from server.storage.disclosures import DisclosuresRepository
from server.storage.endpoints import EndpointsRepository
from server.storage.export_lines import ExportLinesRepository
from server.storage.facts import FactsRepository
from server.storage.feeds import FeedsRepository
from server.storage.gauges import GaugesRepository
from server.storage.hours import HoursRepository
from server.storage.join_links import JoinLinksRepository
from server.storage.keep_apart import KeepApartRepository
from server.storage.log import LogRepository
from server.storage.log_export import LogExport
from server.storage.logins import LoginsRepository
from server.storage.outbox import OutboxRepository
from server.storage.people import PeopleRepository
from server.storage.policies import PoliciesRepository
from server.storage.record_counts import RecordCounts
from server.storage.records import RecordsRepository
from server.storage.rooms import RoomsRepository
from server.storage.roster_exceptions import RosterExceptionsRepository
from server.storage.rosters import RostersRepository
from server.storage.sessions import SessionsRepository
from server.storage.signing import SigningRepository
from tests.support.clinics import NOON, fact_of, hold_session

GROWING = frozenset(
    {
        *("sessions", "rosters", "room_states", "presence_facts", "attendance_records", "record_lines", "record_flags"),
        *("judgements", "attestations", "amendments", "amendment_decisions", "log_leaves", "log_nodes"),
        *("audit_entries", "join_links", "login_sessions", "disclosures", "disclosed_clients", "disclosure_ends"),
        *("people", "enrollments", "authorizations", "consents", "signed_heads"),
        *("outbox", "contacts", "contact_channels", "calendar_feeds", "record_deliveries"),
    }
)
"""Tables with more rows each day."""
BEFORE = re.compile(r"\(clinic_id=\? AND \w+<\?\)$")
"""All of a clinic before some time."""
START, END, DAY = NOON, NOON + timedelta(days=7), NOON.date()


def rosters(clinic: Clinic) -> RostersRepository:
    return RostersRepository(clinic.database, KeepApartRepository(clinic.database))


Ask = Callable[[Clinic], Awaitable[object] | AsyncIterator[object]]

ASKED: dict[str, Ask] = {
    "what rosters rest on": lambda clinic: rosters(clinic).of_sessions("north", ["north-running"]),
    "sessions that somebody is or may be expected at": lambda clinic: rosters(clinic).planned_with("north", "p", START),
    "planned sessions of a program": lambda clinic: rosters(clinic).planned_of("north", "p", START),
    "what was decided of a roster": lambda clinic: RosterExceptionsRepository(clinic.database).of_session("north", "s"),
    "from whom somebody is kept apart": lambda clinic: KeepApartRepository(clinic.database).of_person("north", "p"),
    "facts": lambda clinic: FactsRepository(clinic.database).of_session("north", "s"),
    "facts' texts": lambda clinic: FactsRepository(clinic.database).texts_of_session("north", "s"),
    "a fact to be written": lambda clinic: FactsRepository(clinic.database).insert(
        "north", [fact_of("north-running", Connected(Place.GROUP), NOON, 1, "north-client0")]
    ),
    "mark of a session": lambda clinic: CoveredRepository(clinic.database).mark("north", "s"),
    "facts to seal": lambda clinic: CoveredRepository(clinic.database).facts("north", "s"),
    "records to seal": lambda clinic: CoveredRepository(clinic.database).records("north", "s"),
    "a record to prove": lambda clinic: CoveredRepository(clinic.database).record("north", "s", "p", 1),
    "what was said, to prove": lambda clinic: CoveredRepository(clinic.database).said("north", "s"),
    "entries of a day": lambda clinic: CoveredRepository(clinic.database).entries("north", START, END),
    "leaves of a session": lambda clinic: LogRepository(clinic.database).of_session("north", "s"),
    "newest leaves": lambda clinic: LogRepository(clinic.database).of_kind("north", Kind.ACCESS, 7),
    "hashes": lambda clinic: LogRepository(clinic.database).hashes("north", 3, 9),
    "nodes": lambda clinic: LogRepository(clinic.database).nodes("north", [(0, 1), (1, 2), (2, 3)]),
    "newest head": lambda clinic: LogRepository(clinic.database).newest_signed("north"),
    "newest key": lambda clinic: LogRepository(clinic.database).newest_key("north"),
    "links of a session": lambda clinic: JoinLinksRepository(clinic.database).of("north", "s"),
    "live links": lambda clinic: JoinLinksRepository(clinic.database).live_of("north", "s", "p"),
    "logins to revoke": lambda clinic: LoginsRepository(clinic.database).revoke_in("north", "s", "p", NOON),
    "who pays, by roster": lambda clinic: PoliciesRepository(clinic.database).covers_of_roster("north", "s", DAY),
    "who pays": lambda clinic: PoliciesRepository(clinic.database).covers("north", ["p", "q"], DAY),
    "programs on a day": lambda clinic: PoliciesRepository(clinic.database).programs_on("north", ["p", "q"], DAY),
    "records of a session": lambda clinic: RecordsRepository(clinic.database, new_id).of_session("north", "s"),
    "a client's records": lambda clinic: RecordsRepository(clinic.database, new_id).of_person("north", "p", ["s", "t"]),
    "a record": lambda clinic: RecordsRepository(clinic.database, new_id).version("north", "s", "p", 1),
    "lines of sessions": lambda clinic: RecordsRepository(clinic.database, new_id).lines("north", ["s", "t"]),
    "a client's lines": lambda clinic: RecordsRepository(clinic.database, new_id).lines("north", person_id="p"),
    "cases of sessions": lambda clinic: SigningRepository(clinic.database).cases("north", ["s", "t"]),
    "a client's cases": lambda clinic: SigningRepository(clinic.database).cases("north", ["s", "t"], "p"),
    "who owns a room": lambda clinic: RoomsRepository(clinic.database).owns("north", "s", 1),
    "a room to be saved": lambda clinic: RoomsRepository(clinic.database).save("north", "s", 1, {}, NOON),
    "a session": lambda clinic: SessionsRepository(clinic.database).get("north", "s"),
    "a session's beginning": lambda clinic: SessionsRepository(clinic.database).begin("north", "s", NOON),
    "sessions between": lambda clinic: SessionsRepository(clinic.database).between("north", START, END),
    "a person's sessions": lambda clinic: SessionsRepository(clinic.database).between("north", START, END, "p"),
    "rosters": lambda clinic: SessionsRepository(clinic.database).rosters("north", ["s", "t"]),
    "people": lambda clinic: PeopleRepository(clinic.database).persons("north", ["p", "q"]),
    "people's programs": lambda clinic: PeopleRepository(clinic.database).enrollments_of("north", ["p", "q"]),
    "hours held": lambda clinic: HoursRepository(clinic.database).held("north", ["p"], START, END),
    "hours planned": lambda clinic: HoursRepository(clinic.database).others("north", ["p"], START, END),
    "a staff member's clients": lambda clinic: HoursRepository(clinic.database).clients_of("north", "p", ["q"]),
    "a page of an export": lambda clinic: ExportLinesRepository(clinic.database).pages("north", START, END, None),
    "a page of one's own": lambda clinic: ExportLinesRepository(clinic.database).pages("north", START, END, ["p"]),
    "records to export": lambda clinic: RecordCounts(clinic.database).between("north", START, END, None, None),
    "one client's to export": lambda clinic: RecordCounts(clinic.database).between("north", START, END, None, "p"),
    "messages that are due": lambda clinic: OutboxRepository(clinic.database).due(NOON, 40),
    "what an operator reads": lambda clinic: GaugesRepository(clinic.database).read(NOON),
    "messages that are known": lambda clinic: OutboxRepository(clinic.database).known(["k", "l"]),
    "who has not been told": lambda clinic: OutboxRepository(clinic.database).untold("north", "s"),
    "how people are reached": lambda clinic: ContactsRepository(clinic.database).of("north", ["p", "q"]),
    "whose calendar it is": lambda clinic: FeedsRepository(clinic.database).by_hash("0"),
    "records that are due": lambda clinic: EndpointsRepository(clinic.database, new_id).due(NOON, 40),
    "disclosures": lambda clinic: DisclosuresRepository(clinic.database).of_person("north", "p", START),
}


@contextmanager
def noted() -> Iterator[list[tuple[str, Any]]]:
    """Every statement that is executed, with what stands in for its question marks."""
    found: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, ___: Any, many: bool) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE")):
            found.append((statement, parameters[0] if many else parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def slow_of(settings: Settings, statements: list[tuple[str, Any]]) -> dict[str, list[str]]:
    """Statements with a plan that goes through all rows of a table that grows, or through all of a clinic's."""
    found = {}
    database = sqlite3.connect(settings.database_path)
    for statement, parameters in statements:
        steps = [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)]
        some = statement.endswith("LIMIT ? OFFSET ?") and not any("TEMP B-TREE" in step for step in steps)
        much = [step for step in steps if reads_much(step, some)]
        if much:
            found[statement] = much
    database.close()
    return found


def reads_much(step: str, some: bool) -> bool:
    """`some`: it reads the first few in the order of its index."""
    words = step.split()
    if re.sub(r"_\d+$", "", words[1]) not in GROWING:
        return False
    return words[0] == "SCAN" or (step.endswith("(clinic_id=?)") and not some) or BEFORE.search(step) is not None


@pytest.mark.parametrize("what", ASKED)
async def test_what_is_asked_for_all_the_time_reads_no_more_than_it_is_about(what, clinic, north, settings):
    with noted() as statements:
        asked = ASKED[what](clinic)
        if isinstance(asked, AsyncIterator):
            _ = [one async for one in asked]
        else:
            await asked
    assert statements
    if settings.database is None:  # PostgreSQL's plans follow its statistics
        assert slow_of(settings, statements) == {}


@pytest.mark.sqlite
async def test_an_export_of_the_log_reads_each_session_by_its_own_index(clinic, north, settings):
    await hold_session(clinic, north, NOON)
    with noted() as statements:
        assert [line async for line in LogExport(clinic.database).lines("north", True)]
    of_a_session = [one for one in statements if "session_id = ?" in one[0]]
    assert len(of_a_session) >= 6
    assert slow_of(settings, of_a_session) == {}


async def test_no_session_is_stored_that_would_not_be_found_by_when_it_began(clinic, north):
    day = Session("day", "north", north.program, "group", "Group", "planned", NOON, NOON + LONGEST)
    sessions = SessionsRepository(clinic.database)
    await sessions.add(day, [])
    late = NOON + LONGEST - timedelta(minutes=1)
    assert "day" in [one.id for one in await sessions.between("north", late, late + timedelta(hours=1))]
    with pytest.raises(ValueError, match="a day at most"):
        await sessions.add(replace(day, id="longer", ends_at=day.ends_at + timedelta(milliseconds=1)), [])
