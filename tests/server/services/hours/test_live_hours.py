from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, event

from server.domain.attendance.evidence import BreakStarted
from server.domain.attendance.policy import MINUTE_MS
from server.domain.hours.units import Unit
from server.domain.signing.amendment import Amendment, AmendmentKind, new_values
from server.domain.signing.values import Value
from server.services.access.logins import LoginSession
from server.services.hours.authorizations import NewAuthorization
from server.services.signing.signing import Of, Said, SigningLog
from server.storage.signing import SigningRepository
from tests.support.clinics import fact_of
from tests.support.hours import facts_of, hold, local, plan_session

MONDAY = date(2026, 3, 2)
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
async def running(clinic, north):
    """A group of three hours from nine on Tuesday, in progress, ten minutes before its end: client 0 has been online
    since the start, client 1 in the room; client 2 has not come. Both were in three hours of Monday."""
    one, two, three = north.clients
    await hold(clinic, north, local(MONDAY), 180, [one, two])
    session = await plan_session(clinic, north, "north-live", local(TUESDAY), 180, [one, two, three])
    await clinic.services.facts.record("north", facts_of(north, session, 170, [one], [two], ends=False))
    await clinic.sessions.begin("north", session.id, session.starts_at)
    return session


async def hours_of(clinic, session, now=None):
    now = now or session.starts_at + timedelta(minutes=170)
    minutes = await clinic.services.live.minutes("north", session.id, now)
    return await clinic.services.session_hours.now("north", session.id, minutes, now)


async def authorize(clinic, north, units: int = 3) -> str:
    admin = LoginSession("login", "north", north.admin, "admin", None, None, local(MONDAY), local(TUESDAY))
    service = clinic.services.authorizations
    payer = await service.add_payer(admin, "State Medicaid", local(MONDAY))
    new = NewAuthorization(payer.id, "A-1", "H0015", Unit.DAY, units, MONDAY, MONDAY + timedelta(days=60))
    made, _ = await service.add(admin, north.clients[0], new, local(MONDAY))
    return made.id


async def test_the_running_session_is_added_to_what_is_stored(clinic, north, running):
    await authorize(clinic, north)
    one, two, three = north.clients
    found = await hours_of(clinic, running)
    assert found.keys() == {one, two, three}
    short = "10 minutes short of 3 h today, 5.8 of 9 h this week"
    until = "Must not end before 12:00 PM to reach 3 h."
    assert found[one].words == f"{short}, 2 units left. {until}"
    assert found[two].words == f"{short}. {until}"
    assert found[three].words == "3 h short of 3 h today, 0 of 9 h this week."
    assert [one.at_risk for one in found.values()] == [False, False, False]


async def test_what_is_stored_is_read_once_and_again_after_a_change(clinic, north, running):
    await hours_of(clinic, running)
    queries: list[str] = []

    def note(connection, cursor, statement, *_):
        queries.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    await hours_of(clinic, running)
    assert not [one for one in queries if "record_lines" in one or "authorizations" in one]
    await authorize(clinic, north, units=2)
    assert (await hours_of(clinic, running))[north.clients[0]].units_left == 1
    assert [one for one in queries if "record_lines" in one]
    await hold(clinic, north, local(TUESDAY, 7), 60, [north.clients[0]])
    assert "3 h reached today" in (await hours_of(clinic, running))[north.clients[0]].words
    event.remove(Engine, "before_cursor_execute", note)


async def test_planned_breaks_that_were_not_taken_are_still_to_come(clinic, north, running):
    async with clinic.database.write() as connection:
        await connection.exec_driver_sql("UPDATE sessions SET planned_break_ms = 900000 WHERE id = 'north-live'")
    assert (await hours_of(clinic, running))[north.clients[0]].must_end_at == local(TUESDAY, 12, 15)


async def test_a_break_that_goes_on_is_added_up_to_the_time_that_everybody_was_told_as_the_rooms_own_end_is(
    clinic, north, running
):
    now = running.starts_at + timedelta(minutes=170)
    rests = fact_of(running.id, BreakStarted(north.facilitator), now, 900_000)
    await clinic.services.facts.record("north", [rests])
    epoch = (await clinic.services.rooms.take("north", running.id, now)).epoch
    for ends_at, until in ((now + timedelta(minutes=12), 12), (None, 0)):
        saved = {"break_ends_at": ends_at.isoformat() if ends_at else None}
        await clinic.services.rooms.save("north", running.id, epoch, saved, now)
        hours = (await hours_of(clinic, running))[north.clients[0]]
        assert hours.must_end_at == local(TUESDAY, 12, until)


async def test_a_session_later_that_day_can_still_bring_the_day(clinic, north, running):
    await plan_session(clinic, north, "north-later", local(TUESDAY, 15), 50, [north.clients[0]], "individual", "90834")
    hours = (await hours_of(clinic, running))[north.clients[0]]
    assert hours.must_end_at is None
    assert hours.words.endswith("50 minutes more planned today.")


async def test_before_and_after_a_session_there_is_nothing_to_be_done(clinic, north, running):
    end = local(TUESDAY, 12)
    await clinic.services.finish("north", running.id, end, end)
    assert await hours_of(clinic, running, end) == {}
    planned = await plan_session(clinic, north, "north-later", local(TUESDAY, 15), 50, [north.clients[0]])
    assert await hours_of(clinic, planned, end) == {}


async def test_hours_are_of_what_is_in_force_and_an_entry_in_error_is_none(clinic, north, running):
    one = north.clients[0]
    assert (await hours_of(clinic, running))[one].week_ms == (180 + 170) * MINUTE_MS
    monday = next(session for session in await clinic.sessions.between("north", local(MONDAY), local(TUESDAY)))
    log = SigningLog(SigningRepository(clinic.database), clinic.log, clinic.changes)
    values = new_values(Value("present", 100 * MINUTE_MS, 40 * MINUTE_MS, 60 * MINUTE_MS))
    for number, kind, said in (
        (1, AmendmentKind.CORRECTION, values),
        (2, AmendmentKind.ENTERED_IN_ERROR, {}),
    ):
        made = Amendment(f"m{number}", number, kind, 1, said, "why", north.facilitator, local(TUESDAY))
        async with clinic.database.atomic():
            await log.add("north", [Said(Of(monday.id, one), made)], local(TUESDAY))
        expected = 100 if number == 1 else 0
        assert (await hours_of(clinic, running))[one].week_ms == (expected + 170) * MINUTE_MS
    admin = LoginSession("login", "north", north.admin, "admin", None, None, local(MONDAY), local(TUESDAY))
    now = running.starts_at + timedelta(minutes=170)
    found = await clinic.services.hours.of_client(admin, one, MONDAY, MONDAY, now)
    (week,) = found.weeks
    assert (week.counting.countable_ms, week.expected) == (170 * MINUTE_MS, 1)
