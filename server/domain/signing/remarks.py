"""What whoever signs should look at in a record, in words, the weightiest first."""

from server.domain.attendance.outcome import in_words
from server.domain.attendance.policy import MINUTE_MS
from server.domain.attendance.record import AttendanceRecord, Flag, Outcome

_OUTCOMES = {
    Outcome.NO_SHOW: "Did not come",
    Outcome.REMOVED: "Was removed",
    Outcome.WALK_IN: "Was not on the roster",
    Outcome.EXCUSED: "Was excused beforehand",
    Outcome.PARTIAL: "Attended only in part",
}
_FLAGS = {
    Flag.NEVER_ADMITTED: "Waited and was never let in",
    Flag.IDENTITY_NOT_CONFIRMED: "Nobody confirmed who it was",
    Flag.STATED: "Rests on what staff stated",
    Flag.NEVER_CHECKED_OUT: "Was in the room and never checked out",
    Flag.OVERLAP: "Was in the room and online at once, which counts once",
    Flag.ESTIMATED: "An end is estimated: the connection was lost",
    Flag.OUTAGE: "Our server was down meanwhile",
    Flag.WITHOUT_STAFF: "No staff were there for some of the time",
    Flag.CLOCK_STEPPED: "The server's clock was set during the session",
    Flag.NO_VIDEO: "Was without a picture for some of the time",
    Flag.NO_REASON_FOR_NO_VIDEO: "Nobody wrote down why there was no picture",
    Flag.NOT_SIGNED_IN: "Did not sign in by an act of their own",
    Flag.OVER_GROUP_CAP: "The group was larger than the policy allows",
}


def remarks(record: AttendanceRecord) -> tuple[str, ...]:
    """Empty for somebody who was simply there."""
    said = []
    if record.outcome in _OUTCOMES:
        said.append(_OUTCOMES[record.outcome])
    if Flag.LATE in record.flags or record.outcome is Outcome.LATE:
        said.append(_by("Came late", record.late_by_ms))
    if Flag.LEFT_EARLY in record.flags or record.outcome is Outcome.LEFT_EARLY:
        said.append(_by("Left early", record.early_by_ms))
    said += [words for flag, words in _FLAGS.items() if flag in record.flags]
    return tuple(said)


def _by(words: str, ms: int) -> str:
    return f"{words}, by {in_words(ms)}" if ms >= MINUTE_MS else words
