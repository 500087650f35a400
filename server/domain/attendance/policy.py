"""The rules by which presence becomes countable minutes, an outcome and hours. A record keeps the policy it was made
under."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from server.domain.attendance.plan import SessionKind

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS


class Cosignature(StrEnum):
    """Whose attestations need a second one, by the signer's supervisor."""

    NEVER = "never"
    WITHOUT_LICENCE = "without_licence"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class AttendancePolicy:
    """All in whole numbers. Raises ValueError for rules that contradict each other.

    'Held' time is what the group really had: from the staff's start to the end, without breaks and time without staff.
    Muting never lowers attendance, so there is no rule by which it could.
    """

    version: str = "default-2"
    grace_ms: int = 10 * MINUTE_MS
    """Who comes later after the start than this is late; who goes earlier before the end than this left early."""
    present_percent: int = 80
    """Share of the held time from which a client was present."""
    partial_percent: int = 10
    """Share of the held time from which attendance is partial; below it is a no-show."""
    present_minutes: int = 0
    """Minutes needed to be present whatever the share; 0 for none."""
    partial_minutes: int = 0
    """Minutes needed for partial attendance whatever the share; 0 for none."""
    camera_off_counts: bool = True
    """Time online without video, whether the camera is off or the client came by sound alone."""
    phone_counts: bool = True
    """Time by phone, which staff state."""
    must_receive: bool = False
    """Only time in which the client's device received the others' media counts."""
    outages_count: bool = False
    """Time in which our own server was down counts for whoever was in the group before and came back to it after."""
    staff_gap_ms: int = 0
    """Gaps in the staff's presence up to this length still count."""
    sign_in_wanted: bool = False
    """The client's own act, 'I am here', is wanted for each session; who did not is flagged."""
    no_video_reason_wanted: bool = False
    """Staff are to write down why somebody came without video."""
    ask_again_days: int = 14
    """What a client answered on joining can be said again in one tap for so long; then it is asked in full. 0: always.
    """
    counting_kinds: tuple[SessionKind, ...] = (
        SessionKind.GROUP,
        SessionKind.INDIVIDUAL,
        SessionKind.FAMILY,
        SessionKind.WORKSHOP,
        SessionKind.SKILLS,
    )
    """Kinds of session whose countable minutes are hours of the program. Not of themselves: what is billed apart
    (medication checks, assessments), what follows the program, and what is no treatment."""
    day_minutes: int = 180
    """Countable minutes, of all of a day's sessions together, from which a day is one of service (H0015, S9480); 0 for
    none."""
    week_starts_on: int = 0
    """0 is Monday, 6 Sunday."""
    weekly_hours: tuple[tuple[str, int, int], ...] = (
        ("1", 0, 8),
        ("2.1", 9, 19),
        ("2.1-adolescent", 6, 19),
        ("2.5", 20, 0),
    )
    """(level of care, at least, at most) hours a week, as ASAM has them; at most 0: no bound."""
    group_cap: int = 12
    """Clients at once in a group session; more are flagged. 0 for no cap. Staff and interpreters never count."""
    family_in_cap: bool = True
    """Family and other guests count towards the cap."""
    clients_per_staff: int = 0
    """Clients for each facilitator; more are warned of when they are rostered and admitted. 0 for no such rule."""
    cosignature: Cosignature = Cosignature.NEVER
    sign_within_hours: int = 48
    """From the session's end until a record should be signed; 0 for no deadline."""

    def __post_init__(self) -> None:
        wrong = contradictions({one.name: getattr(self, one.name) for one in fields(self)})
        if wrong:
            raise ValueError("; ".join(f"{rule}: {words}" for rule, words in wrong))

    def to_data(self) -> dict[str, Any]:
        """Every rule by its name, as plain JSON values."""
        data = asdict(self)
        data["counting_kinds"] = [one.value for one in self.counting_kinds]
        data["weekly_hours"] = [list(one) for one in self.weekly_hours]
        data["cosignature"] = self.cosignature.value
        return data

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "AttendancePolicy":
        """The inverse of `to_data`; rules that are not there are as by default. Raises TypeError for a rule that is not
        known, ValueError for a value that is none."""
        return cls(**typed(data))


def typed(rules: Mapping[str, Any]) -> dict[str, Any]:
    """Rules as plain JSON values have them, by their own types. Raises ValueError for a value that is none."""
    values = dict(rules)
    if "counting_kinds" in values:
        values["counting_kinds"] = tuple(SessionKind(one) for one in values["counting_kinds"])
    if "weekly_hours" in values:
        values["weekly_hours"] = tuple((str(level), least, most) for level, least, most in values["weekly_hours"])
    if "cosignature" in values:
        values["cosignature"] = Cosignature(values["cosignature"])
    return values


def contradictions(rules: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is wrong with a complete set of rules: the rule to look at, and why, in words."""
    wrong = [
        (name, "must not be a negative number")
        for name, value in rules.items()
        if isinstance(value, int) and not isinstance(value, bool) and value < 0
    ]
    if rules["present_percent"] > 100:
        wrong.append(("present_percent", "must not be more than 100 percent"))
    if rules["partial_percent"] > rules["present_percent"]:
        wrong.append(("partial_percent", f"must not be more than for present, which is {rules['present_percent']}"))
    if rules["day_minutes"] > 24 * 60:
        wrong.append(("day_minutes", "must not be more than a day has"))
    if rules["week_starts_on"] > 6:
        wrong.append(("week_starts_on", "must be a day of the week, from 0 to 6"))
    levels = [level for level, _, _ in rules["weekly_hours"]]
    if len(set(levels)) < len(levels):
        wrong.append(("weekly_hours", "must name each level of care once"))
    for level, least, most in rules["weekly_hours"]:
        if least < 0 or most < 0 or 0 < most < least:
            wrong.append(("weekly_hours", f"level {level} must not want more hours a week than it allows"))
    return wrong


DEFAULT_POLICY = AttendancePolicy()
