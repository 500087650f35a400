from datetime import date, timedelta

import pytest
from sqlalchemy import update

from server.services.errors import Gone, Unauthenticated
from server.services.people import Enrollment, Person
from server.services.sessions.sessions import RosterEntry
from server.storage.tables import enrollments, rosters
from tests.support.clinics import NOON, PIN
from tests.support.rosters import add_series, add_session, on_roster

TODAY = date(2026, 3, 4)


@pytest.fixture
def refresh(clinic):
    return clinic.services.rosters


async def test_a_roster_is_who_is_enrolled_on_the_day_with_the_series_facilitator(clinic, north, refresh):
    series = await add_series(clinic, north)
    tonight, next_week = await add_session(clinic, series, 0), await add_session(clinic, series, 7)
    await clinic.people.add_person(Person("new", "north", "client", "New", "New"))
    await clinic.people.add_enrollment(Enrollment("e-new", "north", north.program, "new", date(2026, 3, 9)))
    await refresh.refresh_program("north", north.program, TODAY, NOON)
    regular = {north.facilitator: "series", **dict.fromkeys(north.clients, "enrollment")}
    assert await on_roster(clinic, north, tonight) == regular
    assert await on_roster(clinic, north, next_week) == {**regular, "new": "enrollment"}


async def test_the_day_is_that_of_the_series_place_not_of_utc(clinic, north, refresh):
    """It meets at 17:30 on the 4th in Los Angeles, which is the 5th in UTC."""
    tonight = await add_session(clinic, await add_series(clinic, north), 0)
    ending = update(enrollments).where(enrollments.c.person_id == north.clients[0]).values(ends_on=TODAY)
    async with clinic.database.write() as connection:
        await connection.execute(ending)
    await refresh.refresh_person("north", north.clients[0], TODAY, NOON)
    assert north.clients[0] in await on_roster(clinic, north, tonight)
    await refresh.refresh_person("north", north.clients[0], TODAY + timedelta(days=1), NOON)
    async with clinic.database.write() as connection:
        await connection.execute(ending.values(ends_on=TODAY - timedelta(days=1)))
    await refresh.refresh_person("north", north.clients[0], TODAY + timedelta(days=1), NOON)
    assert north.clients[0] in await on_roster(clinic, north, tonight), "a day before the one that was asked for"
    await refresh.refresh_person("north", north.clients[0], TODAY, NOON)
    assert north.clients[0] not in await on_roster(clinic, north, tonight)


async def test_a_roster_is_left_alone_from_the_start_on(clinic, north, refresh):
    tonight = await add_session(clinic, await add_series(clinic, north), 0)
    await clinic.sessions.begin("north", tonight, NOON)
    await refresh.refresh_sessions("north", [tonight], NOON)
    await refresh.refresh_program("north", north.program, TODAY, NOON)
    assert await on_roster(clinic, north, tonight) == {}


async def test_another_clinics_sessions_are_left_alone(clinic, north, south, refresh):
    tonight = await add_session(clinic, await add_series(clinic, north), 0)
    await refresh.refresh_sessions("south", [tonight], NOON)
    assert await on_roster(clinic, north, tonight) == {}


@pytest.mark.sqlite
async def test_refreshing_again_writes_nothing_and_what_was_excused_stays_excused(clinic, north, refresh):
    tonight = await add_session(clinic, await add_series(clinic, north), 0)
    await refresh.refresh_sessions("north", [tonight], NOON)
    async with clinic.database.write() as connection:
        await connection.execute(
            update(rosters).where(rosters.c.person_id == north.clients[1]).values(status="excused")
        )
    async with clinic.database.write() as connection:
        before = (await connection.exec_driver_sql("SELECT total_changes()")).scalar()
        await refresh.refresh_sessions("north", [tonight], NOON)
        assert (await connection.exec_driver_sql("SELECT total_changes()")).scalar() == before
    found = {one.person_id: one.status for one in await clinic.sessions.roster("north", tonight)}
    assert found[north.clients[1]] == "excused" and found[north.clients[0]] == "expected"


async def test_staff_who_covered_stay(clinic, north, refresh):
    tonight = await add_session(clinic, await add_series(clinic, north), 0)
    await clinic.sessions.enlist("north", tonight, RosterEntry(north.admin, "facilitator", source="walk_in"))
    await refresh.refresh_sessions("north", [tonight], NOON)
    assert (await on_roster(clinic, north, tonight))[north.admin] == "walk_in"


async def test_who_is_taken_off_a_roster_has_no_way_in_any_more(clinic, north, refresh):
    """Neither by a link nor by what one opened; and nobody's socket is closed before that is certain."""
    series = await add_series(clinic, north)
    tonight = await add_session(clinic, series, 0, starts_at=NOON)
    await refresh.refresh_sessions("north", [tonight], NOON)
    links = clinic.services.join_links
    closed: list[object] = []
    clinic.services.logins.subscribe(closed.append)
    who, other = north.clients[0], north.clients[1]
    _, token = await links.issue("north", tonight, who, north.admin, NOON)
    _, others = await links.issue("north", tonight, other, north.admin, NOON)
    login, _ = await links.join(token, PIN, "10.0.0.1", NOON)
    async with clinic.database.atomic():
        async with clinic.database.write() as connection:
            await connection.execute(
                update(enrollments).where(enrollments.c.person_id == who).values(ends_on=date(2026, 3, 3))
            )
        await refresh.refresh_person("north", who, TODAY, NOON)
        assert closed == []
    assert closed == [login.id]
    with pytest.raises((Gone, Unauthenticated)):
        await links.join(token, PIN, "10.0.0.1", NOON)
    assert (await links.join(others, PIN, "10.0.0.1", NOON))[0].person_id == other


async def test_an_enrollment_that_was_an_error_expects_nobody(clinic, north, refresh):
    tonight = await add_session(clinic, await add_series(clinic, north), 0)
    async with clinic.database.write() as connection:
        await connection.execute(
            update(enrollments).where(enrollments.c.person_id == north.clients[2]).values(ended_as="error")
        )
    await refresh.refresh_sessions("north", [tonight], NOON)
    assert north.clients[2] not in await on_roster(clinic, north, tonight)


async def test_a_session_without_a_series_keeps_its_roster(clinic, north, refresh):
    before = await clinic.sessions.roster("north", north.running)
    await refresh.refresh_sessions("north", [north.running], NOON)
    assert await clinic.sessions.roster("north", north.running) == before


async def test_a_refresh_is_undone_with_the_change_that_it_is_part_of(clinic, north, refresh):
    tonight = await add_session(clinic, await add_series(clinic, north), 0)
    with pytest.raises(RuntimeError):
        async with clinic.database.atomic():
            await refresh.refresh_sessions("north", [tonight], NOON)
            raise RuntimeError
    assert await on_roster(clinic, north, tonight) == {}


async def test_eight_weeks_of_a_program_are_refreshed_at_once(clinic, north, refresh):
    """120 sessions of 12: the work of an enrollment's change must not keep other writers waiting."""
    morning = await add_series(clinic, north, "morning")
    for number in range(9):
        await clinic.people.add_person(Person(f"c{number}", "north", "client", f"C {number}", "C"))
        await clinic.people.add_enrollment(Enrollment(f"e{number}", "north", north.program, f"c{number}", TODAY))
    async with clinic.database.atomic():
        ids = [await add_session(clinic, morning, days) for days in range(120)]
    absent = await refresh.refresh_program("north", north.program, TODAY, NOON)
    assert absent == [] and len(await on_roster(clinic, north, ids[-1])) == 13
