import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from server.domain.attendance.absorb import apply_all
from server.domain.attendance.derive import record
from server.domain.attendance.evidence import Beat, FactKind
from server.domain.attendance.plan import RosterEntry, SessionKind, SessionPlan
from server.domain.attendance.policy import DEFAULT_POLICY
from server.domain.attendance.record import Flag, Outcome
from server.domain.attendance.state import AttendanceState
from server.domain.history import history
from server.domain.roles import Role

MONDAY = datetime(2026, 2, 2, 17, 30, tzinfo=UTC)
CLIENTS = [f"client-{number}" for number in range(10)]
HERE = CLIENTS[:2]


def session(number: int) -> SessionPlan:
    starts = MONDAY + timedelta(days=number)
    roster = [RosterEntry("mara", Role.FACILITATOR), *(RosterEntry(client) for client in CLIENTS)]
    hours = timedelta(hours=3)
    return SessionPlan(f"session-{number}", SessionKind.GROUP, starts, starts + hours, "UTC", tuple(roster))


def records(number: int):
    facts = history(session(number), random.Random(number), HERE)
    state = apply_all(AttendanceState(f"session-{number}"), facts)
    return record(state, session(number), DEFAULT_POLICY, MONDAY + timedelta(days=400))


def test_the_same_seed_tells_the_same_past_and_another_seed_another():
    assert history(session(1), random.Random(7)) == history(session(1), random.Random(7))
    assert history(session(1), random.Random(7)) != history(session(1), random.Random(8))


def test_a_session_is_a_few_hundred_facts_and_ends_with_its_last():
    facts = history(session(1), random.Random(1), HERE)
    assert len(facts) < 400
    assert len({fact.id for fact in facts}) == len(facts)
    ended = next(fact for fact in facts if fact.kind is FactKind.SESSION_ENDED)
    assert ended.observed_at == max(fact.observed_at for fact in facts)
    assert any(isinstance(fact.evidence, Beat) for fact in facts)


def test_a_month_of_sessions_looks_like_one():
    everyone = [one for number in range(12) for one in records(number) if one.role is Role.CLIENT]
    outcomes = Counter(one.outcome for one in everyone)
    assert outcomes[Outcome.PRESENT] > 0.6 * len(everyone)
    assert {Outcome.NO_SHOW, Outcome.LATE, Outcome.PARTIAL, Outcome.LEFT_EARLY} <= set(outcomes)
    assert any(one.gaps for one in everyone)
    assert any(one.in_room_ms for one in everyone) and any(one.remote_ms for one in everyone)
    assert any(Flag.OVERLAP in one.flags for one in everyone)
    held = [one for one in everyone if one.outcome is Outcome.PRESENT]
    assert all(one.countable_ms > 2 * 3_600_000 for one in held)
    assert not any(Flag.WITHOUT_STAFF in one.flags and one.without_staff_ms > 60_000 for one in everyone)


def test_a_session_that_nobody_ran_has_no_past():
    planned = session(1)
    alone = SessionPlan(
        planned.session, planned.kind, planned.starts_at, planned.ends_at, "UTC", (RosterEntry("client-1"),)
    )
    with pytest.raises(ValueError, match="run by somebody"):
        history(alone, random.Random(1))
