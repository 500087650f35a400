"""Lawful erasure: everything that was observed and said of one client is gone, and nothing else is."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from server.domain.attendance.evidence import (
    Answered,
    CheckedIn,
    ChecksOverridden,
    Headcount,
    Redirected,
    SessionStarted,
    Way,
)
from server.domain.joining.answers import Answers
from server.domain.joining.checks import Why
from server.domain.log.findings import Level
from server.services.access.logins import LoginSession
from server.services.errors import Conflict
from server.services.rosters.exceptions import RosterException
from server.services.rosters.keep_apart import Pair
from server.storage.keep_apart import KeepApartRepository
from server.storage.roster_exceptions import RosterExceptionsRepository
from server.storage.tables import metadata
from tests.support.clinics import NOON, fact_of, hold_session
from tests.support.databases import underneath
from tests.support.log import checked, exported, failures, keep, words

pytestmark = pytest.mark.both_engines

WHY = ("D. Okafor", "retention ended", NOON)
KEPT = {"people", "client_secrets", "enrollments", "audit_entries"}
"""Who they are, and who looked: not what was observed of them."""


@pytest.fixture
async def held(clinic, north):
    end = await hold_session(clinic, north, NOON, minutes=2)
    everybody = Headcount((north.clients[0], north.clients[1]), north.facilitator)
    late = [
        fact_of(north.running, everybody, end, 900),
        fact_of(north.running, CheckedIn(), end, 901, north.clients[0]),
    ]
    await clinic.services.facts.record("north", late)
    await clinic.services.finish.derive("north", north.running, end)
    return north


def rows(settings, person: str) -> dict[str, int]:
    """In how many rows of which tables somebody is named, in whatever column."""
    counts = []
    for table in metadata.sorted_tables:
        named = " OR ".join(f"CAST({column.name} AS TEXT) LIKE :said" for column in table.columns)
        counts.append(f"SELECT '{table.name}', count(*) FROM {table.name} WHERE {named}")
    found = underneath(settings, " UNION ALL ".join(counts), said=f"%{person}%")
    return {table: count for table, count in found if count}


async def test_whoever_was_erased_is_named_in_no_fact_record_or_leaf_and_the_check_says_that_they_were_erased(
    clinic, settings, held
):
    assert {"presence_facts", "attendance_records", "record_lines", "log_leaves"} <= rows(
        settings, held.clients[0]
    ).keys()
    await clinic.log.erase("north", held.clients[0], *WHY)
    left = rows(settings, held.clients[0])
    assert left.keys() <= {*KEPT, "rosters"}, left
    report = await checked(clinic, "north")
    assert failures(report) == [] and words(report, Level.LOOK) == ""
    assert "lawfully erased by D. Okafor" in words(report, Level.NOTE)
    assert not [line for line in await exported(clinic, "north") if held.clients[0] in line and '"access"' not in line]


async def test_where_they_were_and_what_staff_decided_of_it_goes_with_them(clinic, settings, north):
    who = north.clients[0]
    said = Answers(
        True, "CO", "12 Elm Street", "555-0142", alone=False, agreed=True, agreement="1", others="her sister"
    )
    told = [
        Answered(said),
        ChecksOverridden((Why.NOT_ALONE,), "Her sister left", north.facilitator),
        Redirected(Way.PHONE, "Her sister came back", north.facilitator),
    ]
    facts = [fact_of(north.running, one, NOON, 900 + number, who) for number, one in enumerate(told)]
    await clinic.services.facts.record("north", facts)
    await hold_session(clinic, north, NOON, minutes=2)
    words_said = ("12 Elm Street", "555-0142", "her sister", "Her sister")
    assert all({"presence_facts", "attendance_records"} <= rows(settings, one).keys() for one in words_said)
    await clinic.log.erase("north", who, *WHY)
    assert [rows(settings, one) for one in words_said] == [{}] * len(words_said)
    assert failures(await checked(clinic, "north")) == []


async def test_what_was_decided_of_their_rosters_and_from_whom_they_were_kept_apart_goes_too(clinic, settings, held):
    who, other = held.clients[0], held.clients[1]
    made = RosterException(held.alone, who, "north", "excused", "client", None, "Ill", held.admin, NOON)
    await RosterExceptionsRepository(clinic.database).put(made)
    await KeepApartRepository(clinic.database).add(
        Pair("pair", "north", who, other, "relatives", "Siblings", held.admin, NOON)
    )
    await clinic.sessions.cancel("north", held.alone)
    assert {"roster_exceptions", "keep_apart"} <= rows(settings, who).keys()
    await clinic.log.erase("north", who, *WHY)
    assert not {"roster_exceptions", "keep_apart"} & rows(settings, who).keys()


async def test_what_was_written_of_their_care_goes_with_them(clinic, settings, held):
    note, who = "left after a quarrel", held.clients[0]
    admin = LoginSession("l", "north", held.admin, "admin", None, None, NOON, NOON)
    enrolled = (who, f"{who}-enrolled", 1)
    await clinic.services.enrollments.discharge(admin, enrolled, NOON.date(), "against_advice", note, NOON)
    assert rows(settings, note).keys() == {"enrollments", "enrollment_changes"}
    await clinic.log.erase("north", who, *WHY)
    assert rows(settings, note) == {}
    assert rows(settings, who).keys() <= {*KEPT, "rosters"}


async def test_what_is_about_everybody_else_stays(clinic, settings, held):
    before = rows(settings, held.clients[1])
    await clinic.log.erase("north", held.clients[0], *WHY)
    assert rows(settings, held.clients[1]) == before


async def test_an_erased_client_is_not_said_to_have_stayed_away_when_something_comes_late(clinic, settings, held):
    await clinic.log.erase("north", held.clients[0], *WHY)
    late = fact_of(held.running, CheckedIn(), NOON + timedelta(minutes=1), 950, held.clients[1])
    await clinic.services.facts.record("north", [late])
    await keep(clinic, "north", NOON + timedelta(minutes=5))
    assert "attendance_records" not in rows(settings, held.clients[0])
    report = await checked(clinic, "north")
    assert failures(report) == []
    assert "1 fact came after its end" in words(report, Level.NOTE), "the app saw it, though there are fewer facts now"


@pytest.mark.parametrize("table", ["presence_facts", "attendance_records", "log_leaves"])
async def test_after_an_erasure_the_tables_are_append_only_as_before(clinic, settings, held, table):
    await clinic.log.erase("north", held.clients[0], *WHY)
    with pytest.raises(IntegrityError, match="append-only"):
        underneath(settings, f"DELETE FROM {table}")


async def test_an_erasure_that_fails_leaves_everything_and_the_triggers(clinic, settings, held, monkeypatch):
    before = rows(settings, held.clients[0])

    async def fail(*_):
        raise RuntimeError

    monkeypatch.setattr(clinic.log, "append", fail)
    with pytest.raises(RuntimeError):
        await clinic.log.erase("north", held.clients[0], *WHY)
    assert rows(settings, held.clients[0]) == before
    with pytest.raises(IntegrityError, match="append-only"):
        underneath(settings, "DELETE FROM presence_facts")


async def test_staff_are_not_erased_as_everybodys_minutes_rest_on_their_facts(clinic, held):
    with pytest.raises(Conflict, match="only clients"):
        await clinic.log.erase("north", held.facilitator, *WHY)
    assert failures(await checked(clinic, "north")) == []


async def test_nobody_is_erased_while_a_session_of_theirs_goes_on(clinic, held):
    started = replace(fact_of(held.alone, SessionStarted(held.other_facilitator), NOON, 1))
    await clinic.services.facts.record("north", [started])
    with pytest.raises(Conflict, match="goes on"):
        await clinic.log.erase("north", held.clients[0], *WHY)
