"""Presence facts and their evidence as plain JSON values, for storage and for hashing, and back."""

from collections.abc import Callable, Mapping
from typing import Any

from server.domain.attendance.evidence import (
    Answered,
    Beat,
    BreakEnded,
    BreakStarted,
    Cause,
    CheckedIn,
    CheckedOut,
    ChecksOverridden,
    ClockStepped,
    Connected,
    Disconnected,
    Evidence,
    FactKind,
    Headcount,
    IdentityConfirmed,
    MarkedAbsent,
    MarkedPresent,
    Modality,
    Place,
    Placed,
    Redirected,
    RoomCarried,
    Seen,
    ServerStarted,
    SessionEnded,
    SessionStarted,
    SignedIn,
    StaffTookOver,
    Stated,
    Way,
)
from server.domain.attendance.facts import PresenceFact, Source
from server.domain.canonical import Json
from server.domain.instants import from_text, to_text
from server.domain.joining.answers import Answers
from server.domain.joining.checks import Why


def fact_to_data(fact: PresenceFact) -> dict[str, Json]:
    """The whole fact; `kind` stands beside the evidence so that it can be read without knowing the kind."""
    return {
        "id": fact.id,
        "session": fact.session,
        "participant": fact.participant,
        "connection": fact.connection,
        "kind": fact.kind.value,
        "source": fact.source.value,
        "observed_at": to_text(fact.observed_at),
        "error_ms": fact.error_ms,
        "recorded_at": to_text(fact.recorded_at),
        "boot": fact.boot,
        "evidence": evidence_to_data(fact.evidence),
    }


def fact_from_data(data: Mapping[str, Any]) -> PresenceFact:
    """The inverse of `fact_to_data`. Raises ValueError for data that is no fact."""
    try:
        return PresenceFact(
            id=_text(data["id"]),
            session=_text(data["session"]),
            participant=None if data["participant"] is None else _text(data["participant"]),
            connection=None if data["connection"] is None else _text(data["connection"]),
            source=Source(data["source"]),
            observed_at=from_text(_text(data["observed_at"])),
            error_ms=_whole(data["error_ms"]),
            recorded_at=from_text(_text(data["recorded_at"])),
            boot=_text(data["boot"]),
            evidence=evidence_from_data(FactKind(data["kind"]), data["evidence"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a presence fact: {error!r}") from error


def evidence_to_data(evidence: Evidence) -> dict[str, Json]:
    """The evidence without its kind. A beat's connections are `[participant, connection, heard_ms_ago, seen]`, where
    `seen` is some of the letters a(udio), v(ideo), r(eceiving); null when the relay did not answer."""
    return _WRITERS[evidence.kind](evidence)


def evidence_from_data(kind: FactKind, data: Mapping[str, Any]) -> Evidence:
    """The inverse of `evidence_to_data`. Raises ValueError for data that is no evidence of that kind."""
    try:
        return _READERS[kind](data)
    except (KeyError, TypeError) as error:
        raise ValueError(f"not evidence of {kind}: {error!r}") from error


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{value!r} is no whole number")
    return value


def _write_beat(beat: Beat) -> dict[str, Json]:
    rows: list[Json] = [[s.participant, s.connection, s.heard_ms_ago, _seen_letters(s)] for s in beat.connections]
    return {"every_ms": beat.every_ms, "covers_ms": beat.covers_ms, "connections": rows}


def _seen_letters(seen: Seen) -> str | None:
    if not seen.looked:
        return None
    return "a" * seen.audio + "v" * seen.video + "r" * seen.receiving


def _read_beat(data: Mapping[str, Any]) -> Beat:
    rows = tuple(
        _read_seen(_text(participant), _text(connection), _whole(ago), seen)
        for participant, connection, ago, seen in data["connections"]
    )
    return Beat(rows, _whole(data["every_ms"]), _whole(data["covers_ms"]))


def _read_seen(participant: str, connection: str, ago: int, letters: object) -> Seen:
    if letters is None:
        return Seen(participant, connection, ago, looked=False)
    seen = _text(letters)
    return Seen(participant, connection, ago, "a" in seen, "v" in seen, "r" in seen)


def _write_stated(stated: Stated) -> dict[str, Json]:
    return {
        "start": to_text(stated.start),
        "stop": to_text(stated.stop),
        "modality": stated.modality.value,
        "reason": stated.reason,
        "by": stated.by,
    }


def _read_stated(data: Mapping[str, Any]) -> Stated:
    start, stop = from_text(_text(data["start"])), from_text(_text(data["stop"]))
    return Stated(start, stop, Modality(data["modality"]), _text(data["reason"]), _text(data["by"]))


def _read_disconnected(data: Mapping[str, Any]) -> Disconnected:
    return Disconnected(Cause(data["cause"]), from_text(_text(data["last_heard"])), _whole(data["every_ms"]))


def _read_headcount(data: Mapping[str, Any]) -> Headcount:
    return Headcount(tuple(_text(one) for one in data["present"]), _text(data["by"]))


def _write_answered(said: Answered) -> dict[str, Json]:
    """What is asked of minors alone is written of them alone."""
    answers = said.answers._asdict()
    if said.answers.adult is None:
        answers = {name: value for name, value in answers.items() if not name.startswith("adult")}
    return {**answers, "by": said.by}


def _read_answered(data: Mapping[str, Any]) -> Answered:
    values = dict(data)
    by = _text(values.pop("by"))
    return Answered(Answers(**values), by)


def _write_overridden(it: ChecksOverridden) -> dict[str, Json]:
    return {"why": [one.value for one in it.why], "reason": it.reason, "by": it.by}


def _write_nothing(evidence: Evidence) -> dict[str, Json]:
    return {}


def _write_by(evidence: SessionStarted | SessionEnded | StaffTookOver) -> dict[str, Json]:
    return {"by": evidence.by}


def _write_confirmed(confirmed: IdentityConfirmed) -> dict[str, Json]:
    """Mostly there is no reason to give, and then none is written."""
    return {"by": confirmed.by, "reason": confirmed.reason} if confirmed.reason else {"by": confirmed.by}


def _write_place(evidence: Connected | Placed) -> dict[str, Json]:
    return {"place": evidence.place.value, "room": evidence.room}


def _write_disconnected(evidence: Disconnected) -> dict[str, Json]:
    return {
        "cause": evidence.cause.value,
        "last_heard": to_text(evidence.last_heard),
        "every_ms": evidence.every_ms,
    }


_WRITERS: dict[FactKind, Callable[[Any], dict[str, Json]]] = {
    FactKind.CONNECTED: _write_place,
    FactKind.PLACED: _write_place,
    FactKind.DISCONNECTED: _write_disconnected,
    FactKind.BEAT: _write_beat,
    FactKind.SESSION_STARTED: _write_by,
    FactKind.SESSION_ENDED: _write_by,
    FactKind.STAFF_TOOK_OVER: _write_by,
    FactKind.BREAK_STARTED: _write_by,
    FactKind.BREAK_ENDED: _write_by,
    FactKind.CHECKED_IN: _write_nothing,
    FactKind.CHECKED_OUT: _write_by,
    FactKind.MARKED_PRESENT: _write_by,
    FactKind.MARKED_ABSENT: _write_by,
    FactKind.HEADCOUNT: lambda headcount: {"present": list(headcount.present), "by": headcount.by},
    FactKind.IDENTITY_CONFIRMED: _write_confirmed,
    FactKind.SIGNED_IN: _write_nothing,
    FactKind.ANSWERED: _write_answered,
    FactKind.CHECKS_OVERRIDDEN: _write_overridden,
    FactKind.REDIRECTED: lambda it: {"way": it.way.value, "reason": it.reason, "by": it.by},
    FactKind.STATED: _write_stated,
    FactKind.CLOCK_STEPPED: lambda stepped: {"by_ms": stepped.by_ms},
    FactKind.SERVER_STARTED: _write_nothing,
    FactKind.ROOM_CARRIED: lambda it: {"device": it.device, "covers_ms": it.covers_ms},
}

_READERS: dict[FactKind, Callable[[Mapping[str, Any]], Evidence]] = {
    FactKind.CONNECTED: lambda data: Connected(Place(data["place"]), _text(data["room"])),
    FactKind.PLACED: lambda data: Placed(Place(data["place"]), _text(data["room"])),
    FactKind.DISCONNECTED: _read_disconnected,
    FactKind.BEAT: _read_beat,
    FactKind.SESSION_STARTED: lambda data: SessionStarted(_text(data["by"])),
    FactKind.SESSION_ENDED: lambda data: SessionEnded(_text(data["by"])),
    FactKind.STAFF_TOOK_OVER: lambda data: StaffTookOver(_text(data["by"])),
    FactKind.BREAK_STARTED: lambda data: BreakStarted(_text(data["by"])),
    FactKind.BREAK_ENDED: lambda data: BreakEnded(_text(data["by"])),
    FactKind.CHECKED_IN: lambda data: CheckedIn(),
    FactKind.CHECKED_OUT: lambda data: CheckedOut(_text(data.get("by", ""))),  # the first ones had none
    FactKind.MARKED_PRESENT: lambda data: MarkedPresent(_text(data["by"])),
    FactKind.MARKED_ABSENT: lambda data: MarkedAbsent(_text(data["by"])),
    FactKind.HEADCOUNT: _read_headcount,
    FactKind.IDENTITY_CONFIRMED: lambda data: IdentityConfirmed(_text(data["by"]), _text(data.get("reason", ""))),
    FactKind.SIGNED_IN: lambda data: SignedIn(),
    FactKind.ANSWERED: _read_answered,
    FactKind.CHECKS_OVERRIDDEN: lambda data: ChecksOverridden(
        tuple(Why(one) for one in data["why"]), _text(data["reason"]), _text(data["by"])
    ),
    FactKind.REDIRECTED: lambda data: Redirected(Way(data["way"]), _text(data["reason"]), _text(data["by"])),
    FactKind.STATED: _read_stated,
    FactKind.CLOCK_STEPPED: lambda data: ClockStepped(_whole(data["by_ms"])),
    FactKind.SERVER_STARTED: lambda data: ServerStarted(),
    FactKind.ROOM_CARRIED: lambda data: RoomCarried(_text(data["device"]), _whole(data["covers_ms"])),
}
