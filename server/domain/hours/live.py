"""What a session that goes on still has to bring, while something can be done about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from server.domain.attendance.policy import AttendancePolicy
from server.domain.hours.session_time import SessionTime
from server.domain.hours.units import Account, Authorized
from server.domain.hours.weeks import day_of
from server.domain.hours.words import clock, day_so_far, hours, missing, units_left, week_so_far


@dataclass(frozen=True, slots=True)
class Later:
    """A session of a kind that counts, planned for the client on the same day, and what it is meant to bring."""

    starts_at: datetime
    ms: int


@dataclass(frozen=True, slots=True)
class Stored:
    """What is known of a client but for the session that goes on. Changes with their records, rules and
    authorizations alone."""

    day: date
    """The running session's."""
    today: tuple[SessionTime, ...]
    week_ms: int
    """Of the other days."""
    later: tuple[Later, ...]
    planned_ms: int
    """A week; 0 without a plan."""
    policy: AttendancePolicy
    authorized: tuple[Authorized, ...]
    """Those that cover the day and the session's service, with the units left before that day."""


@dataclass(frozen=True, slots=True)
class Running:
    """The session that goes on, as it is for one client."""

    time: SessionTime
    now: datetime
    ends_at: datetime
    """As planned."""
    break_left_ms: int
    """Of the planned breaks, or of the one that goes on."""
    is_here: bool


@dataclass(frozen=True, slots=True)
class LiveHours:
    today_ms: int
    needed_ms: int
    """0: a day has no bound."""
    short_ms: int
    week_ms: int
    planned_ms: int
    units_left: int | None
    """None: nothing is authorized for this service."""
    must_end_at: datetime | None
    """The session must not end before, for a client who is here, and short of the day, to reach it."""
    at_risk: bool
    """The day is missed if the session ends as planned."""
    words: str


def live_hours(stored: Stored, running: Running, zone: ZoneInfo) -> LiveHours:
    """Today and this week with what the session has brought so far."""
    times: Sequence[SessionTime] = (*stored.today, running.time)
    day = day_of(stored.day, times, stored.policy)
    week_ms = stored.week_ms + day.counting.countable_ms
    account = Account(stored.authorized)
    account.charge(stored.day, times, stored.policy)
    left = sum(one.left for one in account.usages()) if stored.authorized else None
    counts = running.time.kind in stored.policy.counting_kinds
    later_ms = sum(one.ms for one in stored.later if one.starts_at > running.now)
    missing_ms = max(0, day.short_ms - later_ms) if counts else 0
    must_end_at = None
    if missing_ms and running.is_here:
        must_end_at = running.now + timedelta(milliseconds=missing_ms + running.break_left_ms)
    said = [f"{day_so_far(day)} today", f"{week_so_far(week_ms, stored.planned_ms)} this week"]
    if left is not None:
        said.append(units_left(left))
    return LiveHours(
        today_ms=day.counting.countable_ms,
        needed_ms=day.needed_ms,
        short_ms=day.short_ms,
        week_ms=week_ms,
        planned_ms=stored.planned_ms,
        units_left=left,
        must_end_at=must_end_at,
        at_risk=must_end_at is not None and must_end_at > running.ends_at,
        words=f"{', '.join(said)}.{_what_helps(day.short_ms, day.needed_ms, later_ms, must_end_at, zone)}",
    )


def _what_helps(short_ms: int, needed_ms: int, later_ms: int, must_end_at: datetime | None, zone: ZoneInfo) -> str:
    if must_end_at is not None:
        return f" Must not end before {clock(must_end_at, zone)} to reach {hours(needed_ms)} h."
    if short_ms and later_ms:
        return f" {missing(later_ms)} more planned today."
    return ""
