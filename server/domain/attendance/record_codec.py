"""Attendance records as plain JSON values, for storage and hashing, and back."""

import hashlib
from collections.abc import Mapping
from typing import Any

from server.domain.attendance.evidence import Modality, Place, Way
from server.domain.attendance.facts import Source
from server.domain.attendance.record import (
    AgainstChecks,
    AttendanceRecord,
    Confirmation,
    Elsewhere,
    EndReason,
    Flag,
    Gap,
    Grade,
    NotCounted,
    OtherPresent,
    Outcome,
    PresenceInterval,
    Telehealth,
)
from server.domain.canonical import Json, canonical_bytes, to_plain
from server.domain.instants import from_text
from server.domain.joining.checks import Why
from server.domain.roles import Role

_TIMES = ("scheduled_start", "scheduled_end")
_OPTIONAL_TIMES = ("first_at", "last_at", "started_at", "ended_at")

_SHARES = (Modality.CAMERA_OFF, Modality.AUDIO_ONLY, Modality.PHONE)


def record_to_data(record: AttendanceRecord) -> dict[str, Json]:
    """Every field by its name, `others` only where there are any; times are ISO 8601 in UTC."""
    plain = to_plain(record)
    assert isinstance(plain, dict)
    if not record.others:  # the first ones had none, and read as they were written
        del plain["others"]
    return plain


def record_hash(record: AttendanceRecord) -> str:
    """SHA-256, in hexadecimal, of the record's canonical bytes."""
    return hashlib.sha256(canonical_bytes(record_to_data(record))).hexdigest()


def record_from_data(data: Mapping[str, Any]) -> AttendanceRecord:
    """The inverse of `record_to_data`. Raises ValueError for data that is no record."""
    try:
        values = dict(data)
        values.update({name: from_text(values[name]) for name in _TIMES})
        values.update({name: _time_or_none(values[name]) for name in _OPTIONAL_TIMES})
        values["role"] = Role(values["role"])
        values["outcome"] = Outcome(values["outcome"])
        values["intervals"] = tuple(_interval(one) for one in values["intervals"])
        values["gaps"] = tuple(
            Gap(from_text(one["start"]), from_text(one["stop"]), EndReason(one["cause"])) for one in values["gaps"]
        )
        for modality in _SHARES:  # the first ones had none
            share = f"{modality}_ms"
            if share not in values:
                values[share] = sum(one.ms for one in values["intervals"] if one.counted and one.modality is modality)
        values["others"] = tuple(
            OtherPresent(Role(one["role"]), from_text(one["start"]), from_text(one["stop"]))
            for one in values.get("others", ())
        )
        values["flags"] = tuple(Flag(one) for one in values["flags"])
        values["statements"] = tuple(values["statements"])
        values["identity_confirmed"] = _confirmation(values["identity_confirmed"])
        values["signed_in"] = _confirmation(values["signed_in"])
        values["telehealth"] = _telehealth(values.get("telehealth"))
        values["against_checks"] = tuple(_against(one) for one in values.get("against_checks", ()))
        values["redirected"] = tuple(_elsewhere(one) for one in values.get("redirected", ()))
        return AttendanceRecord(**values)
    except (KeyError, TypeError) as error:
        raise ValueError(f"not an attendance record: {error!r}") from error


def _time_or_none(text: str | None) -> Any:
    return None if text is None else from_text(text)


def _confirmation(data: Mapping[str, Any] | None) -> Confirmation | None:
    return None if data is None else Confirmation(from_text(data["at"]), data["by"])


def _telehealth(data: Mapping[str, Any] | None) -> Telehealth | None:
    return None if data is None else Telehealth(**{**data, "said_at": from_text(data["said_at"])})


def _against(data: Mapping[str, Any]) -> AgainstChecks:
    return AgainstChecks(from_text(data["at"]), data["by"], tuple(Why(one) for one in data["why"]), data["reason"])


def _elsewhere(data: Mapping[str, Any]) -> Elsewhere:
    return Elsewhere(from_text(data["at"]), data["by"], Way(data["way"]), data["reason"])


def _interval(data: Mapping[str, Any]) -> PresenceInterval:
    values = dict(data)
    values["start"] = from_text(values["start"])
    values["stop"] = from_text(values["stop"])
    values["modality"] = Modality(values["modality"])
    values["place"] = None if values["place"] is None else Place(values["place"])
    values["grade"] = None if values["grade"] is None else Grade(values["grade"])
    values["sources"] = tuple(Source(one) for one in values["sources"])
    values["end_reason"] = EndReason(values["end_reason"])
    values["not_counted"] = None if values["not_counted"] is None else NotCounted(values["not_counted"])
    return PresenceInterval(**values)
