"""What is derived from facts: intervals of presence, and one record for each person of a session."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from server.domain.attendance.evidence import Modality, Place, Way
from server.domain.attendance.facts import Source
from server.domain.instants import to_ms
from server.domain.joining.checks import Why
from server.domain.roles import Role


class Grade(StrEnum):
    """How much a remote connection did, from least to most."""

    CONNECTED = "connected"
    RECEIVING = "receiving"
    SENDING = "sending"


class EndReason(StrEnum):
    """Why an interval ended. Where presence goes on, what changed then, or `CONTINUES`: in another way."""

    CONTINUES = "continues"
    SESSION_STARTED = "session_started"
    ADMITTED = "admitted"
    BREAK_BEGAN = "break_began"
    BREAK_OVER = "break_over"
    STAFF_LEFT = "staff_left"
    STAFF_CAME = "staff_came"
    ON_HOLD = "on_hold"
    """No staff could be reached any more, so that clients were held apart."""
    ONGOING = "ongoing"
    LEFT = "left"
    LOST = "lost"
    REMOVED = "removed"
    DENIED = "denied"
    REPLACED = "replaced"
    SESSION_ENDED = "session_ended"
    SERVER_OUTAGE = "server_outage"
    LAST_HEADCOUNT = "last_headcount"
    """In-room time that nobody closed, or at whose next count the person was not there: ends at the last proof."""
    STATED = "stated"


class NotCounted(StrEnum):
    """Why an interval does not count."""

    NOT_STARTED = "not_started"
    BEFORE_START = "before_start"
    AFTER_END = "after_end"
    BREAK = "break"
    WAITING = "waiting"
    TALK_FIRST = "talk_first"
    HOLD = "hold"
    WITHOUT_STAFF = "without_staff"
    CAMERA_OFF = "camera_off"
    PHONE = "phone"
    NOT_RECEIVING = "not_receiving"


class Outcome(StrEnum):
    """How a client attended. `PENDING` only while the session has not ended; whoever is no client has `STAFF`."""

    PRESENT = "present"
    PARTIAL = "partial"
    LATE = "late"
    LEFT_EARLY = "left_early"
    NO_SHOW = "no_show"
    EXCUSED = "excused"
    WALK_IN = "walk_in"
    REMOVED = "removed"
    PENDING = "pending"
    STAFF = "staff"


class Flag(StrEnum):
    """What a reviewer should look at."""

    LATE = "late"
    LEFT_EARLY = "left_early"
    OVERLAP = "overlap"
    """In the room and online at the same time; counted once."""
    ESTIMATED = "estimated"
    OUTAGE = "outage"
    WITHOUT_STAFF = "without_staff"
    STATED = "stated"
    NEVER_CHECKED_OUT = "never_checked_out"
    NEVER_ADMITTED = "never_admitted"
    IDENTITY_NOT_CONFIRMED = "identity_not_confirmed"
    CLOCK_STEPPED = "clock_stepped"
    NO_VIDEO = "no_video"
    """A minute or more at a stretch that counts was online or by phone, with evidence that there was no picture."""
    NO_REASON_FOR_NO_VIDEO = "no_reason_for_no_video"
    """The policy wants the reason for that, and no statement of staff gives one."""
    NOT_SIGNED_IN = "not_signed_in"
    """The policy wants the client's own act, and there was none."""
    OVER_GROUP_CAP = "over_group_cap"
    """More clients at once in a group session than the policy allows."""


@dataclass(frozen=True, slots=True)
class PresenceInterval:
    """Half-open [start, stop). The intervals of one record are disjoint and in order: their lengths add up."""

    start: datetime
    stop: datetime
    modality: Modality
    place: Place | None
    """Where the best remote connection was; None for in-room and stated time."""
    also_remote: bool
    """In the physical room and online at once."""
    grade: Grade | None
    """None for in-room and stated time."""
    sources: tuple[Source, ...]
    end_reason: EndReason
    estimated: bool
    """`stop` is the last proof of life, not an observed end."""
    counted: bool
    not_counted: NotCounted | None

    @property
    def ms(self) -> int:
        """Length in milliseconds."""
        return to_ms(self.stop) - to_ms(self.start)


@dataclass(frozen=True, slots=True)
class Gap:
    """Absence between two intervals within the session: [start, stop) and what the earlier one ended with."""

    start: datetime
    stop: datetime
    cause: EndReason


@dataclass(frozen=True, slots=True)
class Confirmation:
    """An act at a time: the client's sign-in, or the staff's identity check (`by` the staff's participant id)."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class AgainstChecks:
    """Staff (`by`) admitted although something wanted a private word first."""

    at: datetime
    by: str
    why: tuple[Why, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Staff (`by`) sent the client another way."""

    at: datetime
    by: str
    way: Way
    reason: str


@dataclass(frozen=True, slots=True)
class Telehealth:
    """Where a client was who joined from elsewhere, as they said last or staff wrote down (`by`)."""

    said_at: datetime
    by: str
    """Staff; empty: the client."""
    at_home: bool
    place_of_service: str
    """10 home, 02 other than home."""
    state: str
    address: str
    phone: str
    """To call back."""
    alone: bool
    """In a private space, and safe to talk."""
    others: str
    """Who else was there, as staff wrote."""
    agreed: bool
    agreement: str
    """The version of the group agreement."""


@dataclass(frozen=True, slots=True)
class OtherPresent:
    """Somebody who was neither client nor staff was there with the client in [start, stop), by role and without a name:
    whose guest it was is nobody else's business."""

    role: Role
    start: datetime
    stop: datetime


@dataclass(frozen=True, slots=True)
class AttendanceRecord:
    """One person in one session. Durations in milliseconds; `remote_ms + in_room_ms - overlap_ms == countable_ms`."""

    session: str
    participant: str
    role: Role
    outcome: Outcome
    reason: str
    """The outcome in words, without names."""
    countable_ms: int
    in_room_ms: int
    """Countable time in the physical room."""
    remote_ms: int
    """Countable time online or by phone."""
    overlap_ms: int
    """Countable time in both, which is counted once."""
    individual_ms: int
    """Countable time in a sidebar, which is individual time."""
    video_ms: int
    """Countable remote time with video."""
    present_ms: int
    """All time here in any way, counted or not."""
    waiting_ms: int
    talk_first_ms: int
    hold_ms: int
    break_ms: int
    without_staff_ms: int
    outage_ms: int
    first_at: datetime | None
    """First and last sign of the person, in any place."""
    last_at: datetime | None
    late_by_ms: int
    """First sign after the session's start (waiting is being there), or 0."""
    early_by_ms: int
    """Last sign before the session's end, or 0."""
    intervals: tuple[PresenceInterval, ...]
    gaps: tuple[Gap, ...]
    flags: tuple[Flag, ...]
    estimated: bool
    error_ms: int
    """Largest possible error of an observation this rests on."""
    identity_confirmed: Confirmation | None
    signed_in: Confirmation | None
    statements: tuple[str, ...]
    """Reasons that staff gave for stated time."""
    scheduled_start: datetime
    scheduled_end: datetime
    started_at: datetime | None
    ended_at: datetime | None
    time_zone: str
    policy_version: str
    counts_towards_hours: bool = True
    """By the kind of session; what does not count has its minutes all the same."""
    clients_at_once: int | None = None
    """Of a group with more clients than the policy allows: the most who were there at one moment. Others' records do
    not tell, so that a late fact about one client changes nobody else's record; the session's summary always does."""
    camera_off_ms: int = 0
    """Countable time outside the room without a picture, by somebody who could have sent one; this and the next two
    exclude one another."""
    audio_only_ms: int = 0
    """Countable time outside the room by sound alone."""
    phone_ms: int = 0
    """Countable time by phone, as staff stated."""
    telehealth: Telehealth | None = None
    """None of who said nothing: in person, or before it was asked."""
    against_checks: tuple[AgainstChecks, ...] = ()
    redirected: tuple[Elsewhere, ...] = ()
    others: tuple[OtherPresent, ...] = ()
    """Of a client: guests, interpreters and trainees who were there with them, in order."""


@dataclass(frozen=True, slots=True)
class Minutes:
    """What the roster shows of one person during the session, in milliseconds."""

    countable_ms: int
    unconfirmed_ms: int
    """In-room time since the last headcount, theirs or the staff's: it counts once a headcount confirms it."""
    in_room: bool
    """In the physical room, as far as is known."""
    online: bool
    """Connected, in any place."""
    with_group: bool = False
    """Connected and let in, also while the group is on hold."""
    role: Role = Role.CLIENT


@dataclass(frozen=True, slots=True)
class Outage:
    """Our server gave no proof of life in [start, stop); `stop` is None while it is not back."""

    start: datetime
    stop: datetime | None


@dataclass(frozen=True, slots=True)
class Break:
    """A break really taken; `stop` is None while it lasts."""

    start: datetime
    stop: datetime | None


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """The session as it was held."""

    started_at: datetime | None
    ended_at: datetime | None
    late_start_ms: int
    overrun_ms: int
    breaks: tuple[Break, ...]
    outages: tuple[Outage, ...]
    counted_at: datetime | None
    """The last headcount of the physical room."""
    held_ms: int
    """From start to end (or now), without breaks and time without any staff. While the session is on, whoever is in the
    physical room is taken to be there still."""
    without_staff_ms: int
    must_end_at: datetime | None
    """When the session must end, if all goes on, to bring the minutes it is meant to bring; None once it has ended."""
    short_by_ms: int
    """Minutes still missing to what the session is meant to bring."""
    clients_at_once: int | None
    """The most clients who were in a group session at one moment; None of other sessions."""
    clock_stepped: bool
    reason: str
    """How it was held, in words."""
