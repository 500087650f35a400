"""Codes of the attendance core in words for people."""

from server.domain.attendance.evidence import (
    Answered,
    Beat,
    BreakEnded,
    BreakStarted,
    CheckedOut,
    ChecksOverridden,
    Disconnected,
    Headcount,
    IdentityConfirmed,
    MarkedAbsent,
    MarkedPresent,
    Placed,
    Redirected,
    RoomCarried,
    SessionEnded,
    SessionStarted,
    StaffTookOver,
    Stated,
)
from server.domain.attendance.facts import PresenceFact, Source
from server.domain.attendance.record import EndReason, NotCounted
from server.domain.joining.words import WANTS, in_words

SOURCES = {
    Source.SIGNALING: "live session",
    Source.KIOSK: "kiosk",
    Source.TAP: "staff",
    Source.STATEMENT: "staff's written statement",
    Source.SERVER: "server",
}
END_REASONS = {
    EndReason.CONTINUES: "Went on in another way",
    EndReason.SESSION_STARTED: "The session started",
    EndReason.ADMITTED: "Admitted",
    EndReason.BREAK_BEGAN: "Break began",
    EndReason.BREAK_OVER: "Break was over",
    EndReason.STAFF_LEFT: "Staff left",
    EndReason.STAFF_CAME: "Staff came",
    EndReason.ON_HOLD: "Put on hold: no staff could be reached",
    EndReason.ONGOING: "Still here",
    EndReason.LEFT: "Left",
    EndReason.LOST: "Connection lost; ended when last heard",
    EndReason.REMOVED: "Removed by staff",
    EndReason.DENIED: "Not admitted",
    EndReason.REPLACED: "Came back on another page or device",
    EndReason.SESSION_ENDED: "Session ended",
    EndReason.SERVER_OUTAGE: "Our server was down; ended at the last proof of life",
    EndReason.LAST_HEADCOUNT: "Nobody checked out; ended at the last headcount",
    EndReason.STATED: "As staff stated",
}
NOT_COUNTED = {
    NotCounted.NOT_STARTED: "The session had not been started",
    NotCounted.BEFORE_START: "Before the start",
    NotCounted.AFTER_END: "After the end",
    NotCounted.BREAK: "Break",
    NotCounted.WAITING: "In the waiting room",
    NotCounted.TALK_FIRST: "In a private word before admission",
    NotCounted.HOLD: "On hold: no staff could be reached",
    NotCounted.WITHOUT_STAFF: "No facilitator was there",
    NotCounted.CAMERA_OFF: "Without video, which the policy does not count",
    NotCounted.PHONE: "By phone, which the policy does not count",
    NotCounted.NOT_RECEIVING: "Received nothing of the others",
}


def words(code: str) -> str:
    """`left_early` -> `left early`."""
    return code.replace("_", " ")


def source_of(fact: PresenceFact) -> str:
    """Who observed it: an act of staff is theirs also in the live session; `in the room` where they were there too."""
    match fact.evidence:
        case MarkedPresent(by=by) | MarkedAbsent(by=by) | CheckedOut(by=by) | Headcount(by=by) if by:
            return f"{SOURCES[fact.source]}, in the room"
        case SessionStarted(by=by) | SessionEnded(by=by) | BreakStarted(by=by) | BreakEnded(by=by) if by:
            return SOURCES[Source.TAP]
        case IdentityConfirmed() | StaffTookOver() | ChecksOverridden() | Redirected():
            return SOURCES[Source.TAP]
    return SOURCES[fact.source]


def speaks_of(fact: PresenceFact, participant: str) -> bool:
    """Whether the fact says something of this participant, or only of the session as a whole."""
    match fact.evidence:
        case Beat(connections=connections):
            return any(one.participant == participant for one in connections)
        case Headcount(present=present):
            return participant in present
    return fact.participant == participant


def of_fact(fact: PresenceFact) -> str:
    """What was observed, without names."""
    said = words(fact.kind).capitalize()
    match fact.evidence:
        case Placed(place=place):
            return f"{said}: {words(place)}"
        case Disconnected(cause=cause):
            return f"{said}: {words(cause)}"
        case Headcount(present=present):
            return f"{said}: {len(present)} in the room"
        case IdentityConfirmed(reason=reason) if reason:
            return f"{said}. {reason}"
        case RoomCarried():
            return "The room's device carried sound"
        case Stated(modality=modality, reason=reason):
            return f"{said}: {words(modality)}. {reason}"
        case Answered(answers=answers, by=by):
            return f"{'Answers, as staff wrote them down' if by else said}: {in_words(answers)}"
        case ChecksOverridden(why=why, reason=reason):
            return f"Admitted although {' and '.join(WANTS[one] for one in why)}. {reason}"
        case Redirected(way=way, reason=reason):
            return f"{said}: {words(way)}. {reason}"
    return said
