"""Attendance records as CSV (RFC 4180): one row for each person and session, times in the site's zone with offset."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from server.domain.attendance.plan import kind_words
from server.domain.instants import from_text, to_text
from server.services.people import Person
from server.services.records.export_lines import (
    CompactAct,
    CompactRecord,
    CompactRedirect,
    CompactStored,
    CompactTelehealth,
    ExportLine,
)
from server.services.sessions.sessions import Schedule

BYTE_ORDER_MARK = "\ufeff"
"""Without it, the spreadsheets that clinics use read the names as another encoding than UTF-8."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BETWEEN = '","'
"""Every cell stands between quotation marks."""
KNOWN = 4_000

_OF_SESSION = (
    *("session_id", "program", "session", "kind", "facilitators", "time_zone"),
    *("scheduled_start", "scheduled_end", "started", "ended"),
)
_OF_CLIENT = ("record_number", "client")
_OF_RECORD = (
    *("outcome", "reason", "countable_minutes", "in_room_minutes", "remote_minutes", "overlap_minutes"),
    *("video_minutes", "camera_off_minutes", "audio_only_minutes", "phone_minutes", "individual_minutes"),
    *("waiting_minutes", "break_minutes", "without_staff_minutes", "outage_minutes", "first_seen", "last_seen"),
    *("late_by_minutes", "early_by_minutes", "intervals", "flags", "statements", "identity_confirmed", "signed_in"),
    "others_present",
    *("place_of_service", "state", "location", "contact_number", "private_space", "others_with_client", "agreement"),
    *("answered", "identity_confirmed_by", "admitted_although", "redirected"),
    *("policy", "version", "signed", "derived"),
)
_durations: Callable[[object], tuple[int | None, ...]] = attrgetter(
    *("countable_ms", "in_room_ms", "remote_ms", "overlap_ms", "video_ms", "camera_off_ms", "audio_only_ms"),
    *("phone_ms", "individual_ms", "waiting_ms", "break_ms", "without_staff_ms", "outage_ms"),
)
"""In the order of their columns."""


class AttendanceCsv:
    """One file's header and rows. What many rows have in common, of their session or of their client, is written once.
    `more`: columns after the others, by what they say of a client."""

    def __init__(self, more: Mapping[str, Callable[[Person], str]] | None = None) -> None:
        self._more = more or {}
        self._session: tuple[object, ...] = ()
        self._of_session = ""
        self._of_client: dict[str, tuple[str, str]] = {}

    def header(self) -> str:
        return BYTE_ORDER_MARK + ",".join([*_OF_SESSION, *_OF_CLIENT, *_OF_RECORD, *self._more]) + "\r\n"

    def rows(self, found: Iterable[ExportLine]) -> str:
        return "".join([self._row(one) for one in found])

    def _row(self, one: ExportLine) -> str:
        person, stored, schedule = one
        record = stored.record()
        zone = _zone(record.time_zone)
        session = (
            schedule,
            record.session,
            record.time_zone,
            record.scheduled_start,
            record.scheduled_end,
            record.started_at,
            record.ended_at,
        )
        if session != self._session:
            self._session, self._of_session = session, BETWEEN.join(_session_cells(schedule, record, zone))
        client = self._of_client.get(person.id)
        if client is None:
            client = self._of_client[person.id] = self._client_cells(person)
        of_client, after = client
        of_record = BETWEEN.join(_record_cells(stored, record, schedule, zone))
        return f'"{self._of_session}{BETWEEN}{of_client}{BETWEEN}{of_record}{after}"\r\n'

    def _client_cells(self, person: Person) -> tuple[str, str]:
        more = "".join([BETWEEN + cell(column(person)) for column in self._more.values()])
        return BETWEEN.join([cell(person.record_number or ""), cell(person.legal_name)]), more


def inert(text: str) -> str:
    """Text that a spreadsheet shows and never computes: what would begin a formula gets an apostrophe in front."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


_SUSPECT = frozenset((" ", *FORMULA_STARTS))
"""What a text begins with that `inert` looks at: nearly none does."""


def cell(text: str) -> str:
    """Any text as it stands between the quotation marks of a cell."""
    if text[:1] in _SUSPECT:
        text = inert(text)
    return text.replace('"', '""') if '"' in text else text


K = TypeVar("K")


class Known(dict[K, str]):
    """What was written before, so that it is looked up and not written again. Bounded."""

    def __init__(self, write: Callable[[K], str]) -> None:
        self._write = write

    def __missing__(self, key: K) -> str:
        if len(self) >= KNOWN:
            self.clear()
        text = self[key] = self._write(key)
        return text


class Zone:
    """A site's time zone. An offset lasts for whole minutes: so each is reckoned once."""

    def __init__(self, name: str) -> None:
        self._zone = ZoneInfo(name)
        self._minutes: dict[str, tuple[str, str]] = {}
        self.local = Known(self._local)
        """An instant of ours (`to_text`) as local time with its offset, to the second; nothing for none. Raises
        ValueError for another text."""

    def _local(self, text: str | None) -> str:
        if text is None:
            return ""
        minute, seconds = text[:16], text[17:19]
        known = self._minutes.get(minute)
        if known is not None and seconds.isdigit():
            date, offset = known
            return f"{date}{seconds}{offset}"
        if len(self._minutes) >= KNOWN:
            self._minutes.clear()
        local = from_text(text).astimezone(self._zone).isoformat(timespec="seconds")
        self._minutes[minute] = local[:17], local[19:]
        return local


_zone = cache(Zone)


def _session_cells(schedule: Schedule, record: CompactRecord, zone: Zone) -> list[str]:
    return [
        cell(record.session),
        cell(schedule.program.name if schedule.program else ""),
        cell(schedule.session.title),
        cell(kind_words(schedule.session.kind)),
        cell("; ".join(person.legal_name for person in schedule.facilitators)),
        cell(record.time_zone),
        zone.local[record.scheduled_start],
        zone.local[record.scheduled_end],
        zone.local[record.started_at],
        zone.local[record.ended_at],
    ]


def _record_cells(stored: CompactStored, record: CompactRecord, schedule: Schedule, zone: Zone) -> list[str]:
    local = zone.local
    return [
        _words[record.outcome],
        cell(record.reason),
        *map(_minutes.__getitem__, _durations(record)),
        local[record.first_at],
        local[record.last_at],
        _minutes[record.late_by_ms],
        _minutes[record.early_by_ms],
        # ISO 8601 intervals, how they were there, and why it does not count if it does not
        "; ".join([f"{local[each.start]}/{local[each.stop]} {_how[_manner(each)]}" for each in record.intervals]),
        "; ".join([_words[flag] for flag in record.flags]) if record.flags else "",
        cell("; ".join(record.statements)) if record.statements else "",
        local[_at(record.identity_confirmed)],
        local[_at(record.signed_in)],
        "; ".join([f"{local[one.start]}/{local[one.stop]} {cell(one.role)}" for one in record.others]),
        *_telehealth_cells(record.telehealth, zone),
        _name(record.identity_confirmed, schedule),
        cell("; ".join([one.reason for one in record.against_checks])) if record.against_checks else "",
        cell("; ".join([_redirected(one) for one in record.redirected])) if record.redirected else "",
        cell(record.policy_version),
        str(stored.version),
        "yes" if stored.signed else "no",
        local[_texts[stored.derived_at]],
    ]


def _telehealth_cells(said: CompactTelehealth | None, zone: Zone) -> tuple[str, ...]:
    if said is None:
        return _SAID_NOTHING
    return (
        said.place_of_service,
        cell(said.state),
        cell(said.address),
        cell(said.phone),
        "yes" if said.alone else "no",
        cell(said.others),
        cell(said.agreement if said.agreed else f"{said.agreement}, not agreed to"),
        zone.local[said.said_at],
    )


_SAID_NOTHING = ("",) * 8


def _name(act: CompactAct | None, schedule: Schedule) -> str:
    """Of who confirmed it: of one who does not run the session, the id."""
    if act is None:
        return ""
    return cell(next((one.legal_name for one in schedule.facilitators if one.id == act.by), act.by))


def _redirected(one: CompactRedirect) -> str:
    return f"{one.way.replace('_', ' ')}: {one.reason}"


def _at(act: CompactAct | None) -> str | None:
    return None if act is None else act.at


def _write_minutes(ms: int | None) -> str:
    """Nothing where it is not known."""
    return "" if ms is None else cell(f"{ms / 60_000:.2f}")


def _write_how(manner: tuple[Any, ...]) -> str:
    modality, also_remote, estimated, not_counted = manner
    said = _words[modality]
    said += " and remote" if also_remote else ""
    said += " (estimated end)" if estimated else ""
    return said if not_counted is None else f"{said}, not counted: {_words[not_counted]}"


_manner = attrgetter("modality", "also_remote", "estimated", "not_counted")
_words = Known[str](lambda code: cell(code.replace("_", " ")))
_how = Known(_write_how)
_minutes = Known(_write_minutes)
_texts = Known(to_text)
