"""A session that is run by staff who were not planned for it: its clients' minutes count."""

from datetime import timedelta

from server.domain.attendance.evidence import (
    Beat,
    Cause,
    Connected,
    Disconnected,
    Place,
    Seen,
    SessionEnded,
    SessionStarted,
    StaffTookOver,
)
from server.services.access.logins import LoginSession
from server.services.sessions.in_person import Tap
from tests.support.clinics import NOON, fact_of

END = NOON + timedelta(minutes=60)


async def run_by(clinic, north, who, *took_over):
    """An hour online with client 0, run by `who`; the client's record."""
    people = (who, north.clients[0])
    evidence = [(None, one) for one in (*took_over, SessionStarted(who))]
    evidence += [(one, Connected(Place.GROUP)) for one in people]
    facts = [fact_of(north.running, what, NOON, number, one) for number, (one, what) in enumerate(evidence)]
    seen = tuple(Seen(one, f"connection-{one}", 0, True, True, True) for one in people)
    facts += [fact_of(north.running, Beat(seen), NOON + timedelta(seconds=10 * n), 10 + n) for n in range(361)]
    gone = Disconnected(Cause.SESSION_ENDED, END)
    facts += [fact_of(north.running, gone, END, 1000 + n, one) for n, one in enumerate(people)]
    facts.append(fact_of(north.running, SessionEnded(who), END, 2000))
    await clinic.services.facts.record("north", facts)
    await clinic.services.finish("north", north.running, END, END)
    stored = await clinic.services.finish._records.of_session("north", north.running)
    return next(one.record for one in stored if one.record.participant == north.clients[0])


async def test_a_session_run_by_an_admin_counts_for_its_clients(clinic, north):
    record = await run_by(clinic, north, north.admin, StaffTookOver(north.admin))
    assert (record.outcome, record.countable_ms) == ("present", 3_600_000)


async def test_an_admin_who_only_looked_in_makes_nothing_count(clinic, north):
    record = await run_by(clinic, north, north.admin)
    assert (record.outcome, record.countable_ms) == ("excused", 0)


async def test_an_admin_who_took_over_and_taps_in_the_room_is_in_it(clinic, north):
    await clinic.services.facts.record("north", [fact_of(north.running, StaffTookOver(north.admin), NOON, 1)])
    login = LoginSession("login", "north", north.admin, "admin", None, None, NOON, END + timedelta(days=1))
    session = await clinic.sessions.get("north", north.running)
    tap = Tap((north.clients[0],), here=True)
    await clinic.services.in_person.mark(login, session, tap, "present", NOON)
    minutes = await clinic.services.live.minutes("north", north.running, NOON)
    assert {who for who, one in minutes.items() if one.in_room} == {north.clients[0], north.admin}
