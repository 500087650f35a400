from datetime import timedelta

import pytest

from server.domain.attendance.evidence import Beat, Connected, Place, Seen, SessionStarted
from tests.support.clinics import NOON, audited, fact_of


@pytest.fixture
async def left_alone(clinic, north):
    """The group session ran from noon until its last beat at 12:30; nobody ended it. Planned end: 14:50."""
    people = (north.facilitator, north.clients[0])
    facts = [fact_of(north.running, Connected(Place.GROUP), NOON, number, one) for number, one in enumerate(people)]
    facts.append(fact_of(north.running, SessionStarted(north.facilitator), NOON, 2))
    for beat in range(181):
        seen = tuple(Seen(one, f"connection-{one}", 0, True, True, True) for one in people)
        facts.append(fact_of(north.running, Beat(seen), NOON + timedelta(seconds=10 * beat), 10 + beat))
    await clinic.services.facts.record("north", facts)
    return north


async def test_it_ends_where_the_last_proof_of_life_was(clinic, left_alone):
    later = NOON + timedelta(hours=4)
    assert await clinic.services.end_abandoned(later) == 1
    session = await clinic.sessions.get("north", left_alone.running)
    assert session is not None
    assert (session.status, session.ended_at) == ("finished", NOON + timedelta(minutes=30))
    records = await clinic.services.attendance._records.of_session("north", left_alone.running)
    minutes = {one.record.participant: one.record.countable_ms / 60_000 for one in records}
    assert minutes[left_alone.clients[0]] == pytest.approx(30, abs=0.5)
    assert "session.ended_as_abandoned" in await audited(clinic)
    assert await clinic.services.end_abandoned(later) == 0


async def test_a_session_that_runs_over_is_left_alone(clinic, left_alone):
    assert await clinic.services.end_abandoned(NOON + timedelta(hours=3, minutes=30)) == 0
    late = NOON + timedelta(hours=3, minutes=45)
    beat = Beat((Seen(left_alone.facilitator, f"connection-{left_alone.facilitator}", 0, True, True, True),))
    await clinic.services.facts.record("north", [fact_of(left_alone.running, beat, late, 5000)])
    assert await clinic.services.end_abandoned(NOON + timedelta(hours=4)) == 0
