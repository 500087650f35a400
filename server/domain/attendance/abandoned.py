"""When a session ended that nobody ended."""

from collections.abc import Iterable
from datetime import datetime

from server.domain.attendance.plan import SessionPlan
from server.domain.attendance.policy import AttendancePolicy
from server.domain.attendance.scene import Presence, scene
from server.domain.attendance.state import NOT_HERE, AttendanceState
from server.domain.instants import from_ms, to_ms


def abandoned_at(state: AttendanceState, plan: SessionPlan, policy: AttendancePolicy, now: datetime) -> datetime | None:
    """Where a session is taken to have ended that nobody ended and nobody is in any more at `now`: when the last of
    its staff was there, or anybody, but not after the planned end for others than staff. None: it never started.

    A page that somebody forgot to close on the evening does not make the session last until the next morning.
    """
    known = scene(state, plan, policy, to_ms(now))
    if known.started is None:
        return None
    staff = _last_seen(presence for who, presence in known.people.items() if who in known.staff)
    anybody = _last_seen(known.people.values())
    return from_ms(max(known.started, staff, min(anybody, to_ms(plan.ends_at))))


def _last_seen(people: Iterable[Presence]) -> int:
    """In milliseconds since 1970: online, in the physical room, or as stated; 0 when never."""
    return max((stop for one in people for stop in _stops(one)), default=0)


def _stops(one: Presence) -> Iterable[int]:
    yield from (stop for _, stop in (*one.online.all, *one.in_room.all))
    yield from (mark.at for mark in one.person.marks if mark.order != NOT_HERE)
    yield from (statement.stop for statement in one.person.statements)
