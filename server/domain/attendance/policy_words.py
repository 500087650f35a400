"""A policy in words, rule by rule, and what differs between two."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from server.domain.attendance.plan import SessionKind
from server.domain.attendance.policy import HOUR_MS, MINUTE_MS, Cosignature, typed

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Subject(StrEnum):
    """What a rule is about, in the order in which one reads them."""

    MINUTES = "minutes"
    PRESENCE = "presence"
    INTERRUPTIONS = "interruptions"
    HOURS = "hours"
    GROUP = "group"
    SIGNING = "signing"


class RuleWords(NamedTuple):
    """What one rule says, as a sentence."""

    rule: str
    subject: Subject
    words: str


class Difference(NamedTuple):
    """What was said of a rule before, and what after; None: nothing was said."""

    rule: str
    subject: Subject
    before: str | None
    after: str | None


def in_words(rules: Mapping[str, Any]) -> list[RuleWords]:
    """The rules that these, as plain JSON values, say something about; by subject."""
    values = typed(rules)
    return [RuleWords(rule, subject, say(values[rule])) for rule, subject, say in _RULES if rule in values]


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Where two sets of rules do not say the same."""
    old, new = typed(before), typed(after)
    return [
        Difference(rule, subject, say(old[rule]) if rule in old else None, say(new[rule]) if rule in new else None)
        for rule, subject, say in _RULES
        if old.get(rule) != new.get(rule)
    ]


def _span(ms: int) -> str:
    """`10 min`, `1 h 30 min`, `45 s`."""
    hours, rest = divmod(ms, HOUR_MS)
    minutes, seconds = divmod(rest, MINUTE_MS)
    parts = [(hours, "h"), (minutes, "min"), (seconds / 1000, "s")]
    return " ".join(f"{value:g} {unit}" for value, unit in parts if value) or "0 min"


def _minutes(least: str) -> Callable[[int], str]:
    def say(minutes: int) -> str:
        if not minutes:
            return f"No number of minutes is needed for {least} besides that share."
        return f"Whatever the share, at least {_span(minutes * MINUTE_MS)} are needed for {least}."

    return say


def _either(yes: str, no: str) -> Callable[[bool], str]:
    return lambda holds: yes if holds else no


def _grace(ms: int) -> str:
    return f"More than {_span(ms)} after the start is late, and before the end left early."


def _ask_again(days: int) -> str:
    if not days:
        return "On joining, where they are and whether they can talk there is asked in full each time."
    return f"On joining, where they are and whether they can talk there is asked in full after {days} days without."


def _gap(ms: int) -> str:
    if not ms:
        return "Time without staff never counts, however short."
    return f"Time without staff counts up to {_span(ms)} at a stretch."


def _kinds(kinds: tuple[SessionKind, ...]) -> str:
    if not kinds:
        return "No session's minutes count towards hours."
    return f"Minutes count towards hours in these kinds of session: {', '.join(one.words for one in kinds)}."


def _day(minutes: int) -> str:
    if not minutes:
        return "A day needs no number of minutes to be a day of service."
    return f"A day is one of service from {_span(minutes * MINUTE_MS)} on, all its sessions together."


def _weekly(levels: tuple[tuple[str, int, int], ...]) -> str:
    if not levels:
        return "No level of care has weekly hours."
    said = (f"level {level} {_hours(least, most)}" for level, least, most in levels)
    return f"Hours a week: {'; '.join(said)}."


def _hours(least: int, most: int) -> str:
    if not most:
        return f"{least} or more" if least else "any"
    return f"{least} to {most}" if least else f"up to {most}"


def _cap(cap: int) -> str:
    return (
        f"More than {cap} clients at once in a group are flagged." if cap else "A group may have any number of clients."
    )


def _ratio(clients: int) -> str:
    return (
        f"More than {clients} clients for each facilitator are warned of."
        if clients
        else "A facilitator may have any number of clients."
    )


def _cosign(whose: Cosignature) -> str:
    return {
        Cosignature.NEVER: "No signature needs a second one.",
        Cosignature.WITHOUT_LICENCE: "The supervisor signs too when the signer has no licence.",
        Cosignature.ALWAYS: "The supervisor always signs too.",
    }[whose]


_RULES: tuple[tuple[str, Subject, Callable[[Any], str]], ...] = (
    ("present_percent", Subject.MINUTES, lambda share: f"Present from {share} % of the time that was held."),
    ("present_minutes", Subject.MINUTES, _minutes("present")),
    ("partial_percent", Subject.MINUTES, lambda share: f"Partial from {share} % of it; less is a no-show."),
    ("partial_minutes", Subject.MINUTES, _minutes("partial")),
    ("grace_ms", Subject.MINUTES, _grace),
    (
        "camera_off_counts",
        Subject.PRESENCE,
        _either("Time online without video counts.", "Time online without video does not count."),
    ),
    ("phone_counts", Subject.PRESENCE, _either("Time by phone counts.", "Time by phone does not count.")),
    (
        "must_receive",
        Subject.PRESENCE,
        _either(
            "Only time in which the others could be seen or heard counts.",
            "Time counts whether or not the others could be seen or heard.",
        ),
    ),
    (
        "sign_in_wanted",
        Subject.PRESENCE,
        _either("The client signs in; who did not is flagged.", "The client need not sign in."),
    ),
    (
        "no_video_reason_wanted",
        Subject.PRESENCE,
        _either(
            "Staff write down why somebody was without video; a missing reason is flagged.",
            "No reason is wanted for being without video.",
        ),
    ),
    ("ask_again_days", Subject.PRESENCE, _ask_again),
    ("staff_gap_ms", Subject.INTERRUPTIONS, _gap),
    (
        "outages_count",
        Subject.INTERRUPTIONS,
        _either(
            "An outage of our own server counts for whoever was there before and came back.",
            "An outage of our own server does not count.",
        ),
    ),
    ("counting_kinds", Subject.HOURS, _kinds),
    ("day_minutes", Subject.HOURS, _day),
    ("week_starts_on", Subject.HOURS, lambda day: f"The week starts on {DAYS[day]}."),
    ("weekly_hours", Subject.HOURS, _weekly),
    ("group_cap", Subject.GROUP, _cap),
    ("family_in_cap", Subject.GROUP, _either("Guests of clients count among them.", "Guests of clients do not.")),
    ("clients_per_staff", Subject.GROUP, _ratio),
    ("cosignature", Subject.SIGNING, _cosign),
    ("sign_within_hours", Subject.SIGNING, lambda hours: f"A record is signed within {hours} h of the session's end."),
)
EDITABLE = tuple(rule for rule, _, _ in _RULES)
