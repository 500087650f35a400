"""Attendance records as CSV (RFC 4180): one row for each person and session, times in the site's zone with offset."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from server.domain.attendance.record import AttendanceRecord, Confirmation, PresenceInterval
from server.services.attendance import PersonRecord

BYTE_ORDER_MARK = "\ufeff"
"""Without it, the spreadsheets that clinics use read the names as another encoding than UTF-8."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
ROWS_A_CHUNK = 200

Cell = Callable[[PersonRecord, ZoneInfo], str]


def attendance_csv(found: Iterable[PersonRecord]) -> Iterator[str]:
    """The file in pieces, header first; nothing but one piece is held in memory."""
    yield BYTE_ORDER_MARK + _lines([list(_COLUMNS)])
    rows: list[list[str]] = []
    for one in found:
        rows.append(_row(one))
        if len(rows) == ROWS_A_CHUNK:
            yield _lines(rows)
            rows.clear()
    if rows:
        yield _lines(rows)


def inert(text: str) -> str:
    """Text that a spreadsheet shows and never computes: what would begin a formula gets an apostrophe in front."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def _row(one: PersonRecord) -> list[str]:
    zone = ZoneInfo(one.stored.record.time_zone)
    return [inert(cell(one, zone)) for cell in _COLUMNS.values()]


def _lines(rows: Iterable[list[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _time(at: datetime | None, zone: ZoneInfo) -> str:
    return "" if at is None else at.astimezone(zone).isoformat(timespec="seconds")


def _act_time(act: Confirmation | None) -> datetime | None:
    return None if act is None else act.at


def _minutes(ms: int) -> str:
    return f"{ms / 60_000:.2f}"


def _interval(interval: PresenceInterval, zone: ZoneInfo) -> str:
    """An ISO 8601 interval, how they were there, and why it does not count if it does not."""
    said = f"{_time(interval.start, zone)}/{_time(interval.stop, zone)} {_words(interval.modality)}"
    said += " and remote" if interval.also_remote else ""
    said += " (estimated end)" if interval.estimated else ""
    return said if interval.not_counted is None else f"{said}, not counted: {_words(interval.not_counted)}"


def _words(code: str) -> str:
    return code.replace("_", " ")


def _record_time(read: Callable[[AttendanceRecord], datetime | None]) -> Cell:
    return lambda one, zone: _time(read(one.stored.record), zone)


def _record_minutes(read: Callable[[AttendanceRecord], int]) -> Cell:
    return lambda one, zone: _minutes(read(one.stored.record))


def _record_text(read: Callable[[AttendanceRecord], str]) -> Cell:
    return lambda one, zone: read(one.stored.record)


_COLUMNS: dict[str, Cell] = {
    "session_id": _record_text(lambda record: record.session),
    "program": lambda one, zone: one.schedule.program.name if one.schedule.program else "",
    "session": lambda one, zone: one.schedule.session.title,
    "kind": lambda one, zone: one.schedule.session.kind,
    "facilitators": lambda one, zone: "; ".join(person.legal_name for person in one.schedule.facilitators),
    "time_zone": _record_text(lambda record: record.time_zone),
    "scheduled_start": _record_time(lambda record: record.scheduled_start),
    "scheduled_end": _record_time(lambda record: record.scheduled_end),
    "started": _record_time(lambda record: record.started_at),
    "ended": _record_time(lambda record: record.ended_at),
    "record_number": lambda one, zone: one.person.record_number or "",
    "client": lambda one, zone: one.person.legal_name,
    "outcome": _record_text(lambda record: _words(record.outcome)),
    "reason": _record_text(lambda record: record.reason),
    "countable_minutes": _record_minutes(lambda record: record.countable_ms),
    "in_room_minutes": _record_minutes(lambda record: record.in_room_ms),
    "remote_minutes": _record_minutes(lambda record: record.remote_ms),
    "overlap_minutes": _record_minutes(lambda record: record.overlap_ms),
    "video_minutes": _record_minutes(lambda record: record.video_ms),
    "individual_minutes": _record_minutes(lambda record: record.individual_ms),
    "waiting_minutes": _record_minutes(lambda record: record.waiting_ms),
    "break_minutes": _record_minutes(lambda record: record.break_ms),
    "without_staff_minutes": _record_minutes(lambda record: record.without_staff_ms),
    "outage_minutes": _record_minutes(lambda record: record.outage_ms),
    "first_seen": _record_time(lambda record: record.first_at),
    "last_seen": _record_time(lambda record: record.last_at),
    "late_by_minutes": _record_minutes(lambda record: record.late_by_ms),
    "early_by_minutes": _record_minutes(lambda record: record.early_by_ms),
    "intervals": lambda one, zone: "; ".join(_interval(each, zone) for each in one.stored.record.intervals),
    "flags": _record_text(lambda record: "; ".join(_words(flag) for flag in record.flags)),
    "statements": _record_text(lambda record: "; ".join(record.statements)),
    "identity_confirmed": _record_time(lambda record: _act_time(record.identity_confirmed)),
    "signed_in": _record_time(lambda record: _act_time(record.signed_in)),
    "policy": _record_text(lambda record: record.policy_version),
    "version": lambda one, zone: str(one.stored.version),
    "derived": lambda one, zone: _time(one.stored.derived_at, zone),
}
