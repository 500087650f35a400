"""Session values for tests of hours."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from server.domain.attendance.plan import SessionKind
from server.domain.attendance.policy import MINUTE_MS
from server.domain.hours.session_time import SessionTime, Tally

ZONE = ZoneInfo("America/New_York")
MONDAY = date(2026, 3, 2)


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE).astimezone(UTC)


def remote(minutes: float) -> Tally:
    ms = round(minutes * MINUTE_MS)
    return Tally(ms, 0, ms, 0)


def held(
    minutes: float = 180,
    day: date = MONDAY,
    hour: int = 9,
    kind: SessionKind = SessionKind.GROUP,
    service_code: str = "H0015",
    attended: bool = True,
    tally: Tally | None = None,
    started_at: datetime | None = None,
) -> SessionTime:
    start = started_at or at(day, hour)
    session = f"{start.isoformat()}-{kind.value}-{service_code}"
    return SessionTime(session, kind, service_code, start, attended, tally or remote(minutes))


def on_days(count: int, minutes: float, every: int = 1, first: date = MONDAY) -> list[SessionTime]:
    return [held(minutes, first + timedelta(days=every * number)) for number in range(count)]
