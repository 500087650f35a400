"""Quiet hours, by the clock of a place."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from server.domain.touch.contact import Quiet


def allowed_from(at: datetime, quiet: Quiet, zone: str) -> datetime:
    """`at` itself, or when the quiet hours that it falls in are over."""
    local = at.astimezone(ZoneInfo(zone))
    clock, start, end = local.time(), quiet.start, quiet.end
    over_midnight = start > end
    inside = clock >= start or clock < end if over_midnight else start <= clock < end
    if not inside:
        return at
    day = local.date() + timedelta(days=1) if over_midnight and clock >= start else local.date()
    return datetime.combine(day, end, ZoneInfo(zone)).astimezone(UTC)
