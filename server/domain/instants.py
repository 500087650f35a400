"""Instants: aware UTC datetimes outside, whole milliseconds since 1970 inside, ISO 8601 in storage.

Durations are differences of UTC instants, so that daylight saving time and midnight cannot bend them.
"""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def to_ms(at: datetime) -> int:
    """Whole milliseconds since 1970-01-01T00:00Z, rounded down. Raises ValueError unless `at` is aware and in UTC."""
    require_utc(at)
    return (at - EPOCH) // _MILLISECOND


def from_ms(ms: int) -> datetime:
    """The aware UTC datetime of `ms` milliseconds since 1970-01-01T00:00Z."""
    return EPOCH + timedelta(milliseconds=ms)


def require_utc(at: datetime) -> None:
    """Raises ValueError for a naive time and for one that is not in UTC."""
    offset = at.utcoffset()
    if offset is None:
        raise ValueError(f"{at.isoformat()} is naive: a time needs its zone")
    if offset:
        raise ValueError(f"{at.isoformat()} is not in UTC")


def whole_ms(at: datetime) -> datetime:
    """`at` in UTC, rounded down to whole milliseconds. Raises ValueError unless `at` is aware and in UTC."""
    require_utc(at)
    return at.replace(microsecond=at.microsecond // 1000 * 1000, tzinfo=UTC)


def to_text(at: datetime) -> str:
    """ISO 8601 in UTC with three decimals: `2026-03-29T01:30:00.000Z`."""
    require_utc(at)
    return at.isoformat(timespec="milliseconds")[:-6] + "Z"


def from_text(text: str) -> datetime:
    """The inverse of `to_text`. Raises ValueError for anything that is not an aware UTC time."""
    at = datetime.fromisoformat(text)
    return whole_ms(at)
