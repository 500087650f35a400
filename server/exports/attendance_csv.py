"""Attendance records as CSV (RFC 4180): one row for each person and session, times in the site's zone with offset."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from server.domain.attendance.record_codec import record_to_data
from server.domain.instants import from_text, to_text
from server.domain.signing.case import SIGNED
from server.services.records.attendance import PersonRecord
from server.services.records.export_lines import CompactRecord, CompactStored, ExportLine

BYTE_ORDER_MARK = "\ufeff"
"""Without it, the spreadsheets that clinics use read the names as another encoding than UTF-8."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
ROWS_A_CHUNK = 200
MOMENTS_KNOWN = 20_000

Cell = Callable[[ExportLine, "Zone"], str]
Columns = Mapping[str, Cell]


def attendance_csv(found: Iterable[PersonRecord | ExportLine], more: Columns | None = None) -> Iterator[str]:
    """The file in pieces, header first; nothing but one piece is held in memory. `more`: columns after the others."""
    yield BYTE_ORDER_MARK + ",".join([*_COLUMNS, *(more or ())]) + "\r\n"
    cells = (*_CELLS, *(more or {}).values())
    rows: list[list[str]] = []
    for one in found:
        rows.append(_row(one if isinstance(one, ExportLine) else compact(one), cells))
        if len(rows) == ROWS_A_CHUNK:
            yield _lines(rows)
            rows.clear()
    if rows:
        yield _lines(rows)


def compact(one: PersonRecord) -> ExportLine:
    """The same record as it is stored."""
    stored = one.stored
    record = CompactRecord(**record_to_data(stored.record))
    return ExportLine(
        one.person, CompactStored(stored.version, stored.derived_at, record, one.case.status in SIGNED), one.schedule
    )


def inert(text: str) -> str:
    """Text that a spreadsheet shows and never computes: what would begin a formula gets an apostrophe in front."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


_SUSPECT = frozenset((" ", *FORMULA_STARTS))
"""What a text begins with that `inert` looks at: nearly none does."""


class Zone:
    """A site's time zone. Moments of an export come again and again, and an offset lasts for whole minutes: so each
    minute is reckoned once."""

    def __init__(self, name: str) -> None:
        self._zone = ZoneInfo(name)
        self._minutes: dict[str, tuple[str, str]] = {}
        self._moments: dict[str, str] = {}

    def local(self, text: str) -> str:
        """An instant of ours (`to_text`) as local time with its offset, to the second."""
        found = self._moments.get(text)
        if found is None:
            if len(self._moments) >= MOMENTS_KNOWN:
                self._moments.clear()
                self._minutes.clear()
            date, offset = self._minutes.get(text[:16]) or self._reckoned(text)
            found = self._moments[text] = f"{date}{text[17:19]}{offset}"
        return found

    def _reckoned(self, text: str) -> tuple[str, str]:
        local = from_text(text).astimezone(self._zone).isoformat(timespec="seconds")
        found = self._minutes[text[:16]] = local[:17], local[19:]
        return found


_zone = cache(Zone)


def _row(one: ExportLine, cells: Iterable[Cell]) -> list[str]:
    zone = _zone(one.stored.record.time_zone)
    texts = [cell(one, zone) for cell in cells]
    return [text if text[:1] not in _SUSPECT else inert(text) for text in texts]


def _lines(rows: Iterable[list[str]]) -> str:
    """Every cell between quotation marks: so only these need to be looked for, once a row."""
    return "".join([_line(cells) for cells in rows])


def _line(cells: list[str]) -> str:
    between = '","'.join(cells)
    if between.count('"') != 2 * (len(cells) - 1):
        between = '","'.join([cell.replace('"', '""') for cell in cells])
    return f'"{between}"\r\n'


def _time(at: datetime | str | None, zone: Zone) -> str:
    if at is None:
        return ""
    return zone.local(at if isinstance(at, str) else to_text(at))


def _act_time(act: Mapping[str, str] | None) -> str | None:
    return None if act is None else act["at"]


def _minutes(ms: int) -> str:
    return f"{ms / 60_000:.2f}" if ms else "0.00"


def _interval(interval: Mapping[str, Any], zone: Zone) -> str:
    """An ISO 8601 interval, how they were there, and why it does not count if it does not."""
    how = _how(interval["modality"], interval["also_remote"], interval["estimated"], interval["not_counted"])
    return f"{zone.local(interval['start'])}/{zone.local(interval['stop'])} {how}"


@cache
def _how(modality: str, also_remote: bool, estimated: bool, not_counted: str | None) -> str:
    said = _words(modality)
    said += " and remote" if also_remote else ""
    said += " (estimated end)" if estimated else ""
    return said if not_counted is None else f"{said}, not counted: {_words(not_counted)}"


def _words(code: str) -> str:
    return code.replace("_", " ")


def _record_time(read: Callable[[CompactRecord], str | None]) -> Cell:
    return lambda one, zone: _time(read(one.stored.record), zone)


def _record_minutes(read: Callable[[CompactRecord], int]) -> Cell:
    return lambda one, zone: _minutes(read(one.stored.record))


def _share(modality: str) -> Cell:
    return lambda one, zone: _minutes_or_unknown(getattr(one.stored.record, f"{modality}_ms"))


def _minutes_or_unknown(ms: int | None) -> str:
    return "" if ms is None else _minutes(ms)


def _record_text(read: Callable[[CompactRecord], str]) -> Cell:
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
    "camera_off_minutes": _share("camera_off"),
    "audio_only_minutes": _share("audio_only"),
    "phone_minutes": _share("phone"),
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
    "signed": lambda one, zone: "yes" if one.stored.signed else "no",
    "derived": lambda one, zone: _time(one.stored.derived_at, zone),
}
_CELLS = tuple(_COLUMNS.values())
