"""Amendments: appended corrections of a record, and what people decided on those that nobody made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from server.domain.attendance.policy import MINUTE_MS
from server.domain.attendance.record import AttendanceRecord, Outcome
from server.domain.canonical import Json
from server.domain.instants import to_ms
from server.domain.signing.values import NOTHING, Value


class AmendmentKind(StrEnum):
    CORRECTION = "correction"
    """A clinician knows better: new values."""
    ENTERED_IN_ERROR = "entered_in_error"
    """It should not count at all."""
    LATE_FACTS = "late_facts"
    """Facts came after somebody had signed, and derive another record: proposed by nobody, decided by a clinician."""


CORRECTABLE = (
    Outcome.PRESENT,
    Outcome.PARTIAL,
    Outcome.LATE,
    Outcome.LEFT_EARLY,
    Outcome.NO_SHOW,
    Outcome.EXCUSED,
    Outcome.WALK_IN,
    Outcome.REMOVED,
)
"""What a correction may make of an outcome."""
_WITHOUT_MINUTES = (Outcome.NO_SHOW,)
_WITH_MINUTES = (Outcome.PRESENT, Outcome.PARTIAL, Outcome.LATE, Outcome.LEFT_EARLY)


@dataclass(frozen=True, slots=True)
class Amendment:
    """`number` counts from 1 within one record. `record_version`: the version that holds with it; a correction's values
    are in the place of that version's."""

    id: str
    number: int
    kind: AmendmentKind
    record_version: int
    new_values: Mapping[str, Json]
    reason: str
    made_by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Decision:
    """On a change that late facts propose."""

    amendment_id: str
    accepted: bool
    reason: str
    decided_by: str
    at: datetime


def new_values(value: Value) -> dict[str, Json]:
    return {"outcome": value.outcome, "countable_ms": value.countable_ms, "in_room_ms": value.in_room_ms}


def value_of(amendment: Amendment, derived: Value) -> Value:
    """What holds with the amendment. `derived`: the values of its version."""
    match amendment.kind:
        case AmendmentKind.CORRECTION:
            said = amendment.new_values
            countable, in_room = int(str(said["countable_ms"])), int(str(said["in_room_ms"]))
            return Value(str(said["outcome"]), countable, in_room, countable - in_room)
        case AmendmentKind.ENTERED_IN_ERROR:
            return NOTHING
        case AmendmentKind.LATE_FACTS:
            return derived


def wall_ms(record: AttendanceRecord) -> int:
    """How long the session lasted by the clock: from its start to its end, as planned where it never started."""
    start = record.started_at or record.scheduled_start
    end = record.ended_at if record.started_at and record.ended_at else record.scheduled_end
    return max(0, to_ms(end) - to_ms(start))


def in_room_of(before: Value, countable_ms: int) -> int:
    """How much of corrected minutes was in the room, where nobody says: all if all was, otherwise what was."""
    all_was = before.countable_ms > 0 and before.in_room_ms == before.countable_ms
    return countable_ms if all_was else min(before.in_room_ms, countable_ms)


def impossible(value: Value, wall: int) -> list[tuple[str, str]]:
    """(what, why) for each of a correction's values that cannot be; `wall`: how long the session lasted."""
    wrong = []
    if value.outcome not in CORRECTABLE:
        wrong.append(("outcome", "is none that a record can have"))
    if value.countable_ms < 0:
        wrong.append(("countable_minutes", "cannot be negative"))
    elif value.countable_ms > wall:
        wrong.append(("countable_minutes", f"cannot be more than the session's {wall // MINUTE_MS} minutes"))
    elif value.outcome in _WITHOUT_MINUTES and value.countable_ms:
        wrong.append(("countable_minutes", "must be 0 for somebody who did not come"))
    elif value.outcome in _WITH_MINUTES and not value.countable_ms:
        wrong.append(("countable_minutes", "cannot be 0 for somebody who attended"))
    if not 0 <= value.in_room_ms <= max(0, value.countable_ms):
        wrong.append(("in_room_minutes", "must be between 0 and the countable minutes"))
    return wrong
