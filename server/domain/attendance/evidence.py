"""What a presence fact rests on: one frozen class per kind of fact. Times are aware UTC, in whole milliseconds."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, NamedTuple

from server.domain.instants import whole_ms
from server.domain.joining.answers import Answers
from server.domain.joining.checks import Why

BEAT_MS = 10_000
"""The steady beat of a live session, by default."""


class FactKind(StrEnum):
    """What a presence fact says happened."""

    CONNECTED = "connected"
    DISCONNECTED = "disconnected"
    PLACED = "placed"
    BEAT = "beat"
    SESSION_STARTED = "session_started"
    SESSION_ENDED = "session_ended"
    STAFF_TOOK_OVER = "staff_took_over"
    BREAK_STARTED = "break_started"
    BREAK_ENDED = "break_ended"
    CHECKED_IN = "checked_in"
    CHECKED_OUT = "checked_out"
    MARKED_PRESENT = "marked_present"
    MARKED_ABSENT = "marked_absent"
    HEADCOUNT = "headcount"
    IDENTITY_CONFIRMED = "identity_confirmed"
    SIGNED_IN = "signed_in"
    ANSWERED = "answered"
    CHECKS_OVERRIDDEN = "checks_overridden"
    REDIRECTED = "redirected"
    STATED = "stated"
    CLOCK_STEPPED = "clock_stepped"
    SERVER_STARTED = "server_started"
    ROOM_CARRIED = "room_carried"


class Place(StrEnum):
    """Where a connection is in the live session; two connections hear each other only in the same place and room."""

    WAITING = "waiting"
    TALK_FIRST = "talk_first"
    HOLD = "hold"
    GROUP = "group"
    BREAKOUT = "breakout"
    SIDEBAR = "sidebar"


class Cause(StrEnum):
    """Why a connection ended."""

    LEFT = "left"
    LOST = "lost"
    REMOVED = "removed"
    DENIED = "denied"
    REPLACED = "replaced"
    SESSION_ENDED = "session_ended"


class Modality(StrEnum):
    """How somebody took part."""

    IN_ROOM = "in_room"
    VIDEO = "video"
    CAMERA_OFF = "camera_off"
    """Sound and no picture, though a picture of theirs was seen in this session: they could have sent one."""
    AUDIO_ONLY = "audio_only"
    """By sound alone: not one picture of theirs was seen in the whole session; they had no camera, did not allow it or
    chose sound."""
    PHONE = "phone"
    ONLINE = "online"
    """Connected; neither picture nor sound was seen."""


class Evidence:
    """Base of all evidence: `kind`, and whom a fact of that kind must name."""

    __slots__ = ()
    kind: ClassVar[FactKind]
    names_participant: ClassVar[bool] = False
    names_connection: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class Connected(Evidence):
    """A connection opened, or was adopted after a restart; `place` is where it begins. `room`: see `Placed`."""

    kind = FactKind.CONNECTED
    names_participant = True
    names_connection = True
    place: Place = Place.WAITING
    room: str = ""


@dataclass(frozen=True, slots=True)
class Placed(Evidence):
    """A connection was moved. `room` tells breakouts, sidebars and private words apart; empty for the others.

    The fact is durable before the move takes effect, so a beat need not repeat the place.
    """

    kind = FactKind.PLACED
    names_participant = True
    names_connection = True
    place: Place
    room: str = ""


@dataclass(frozen=True, slots=True)
class Disconnected(Evidence):
    """A connection ended; `last_heard` is the last sign of life by socket or media, never the time of detection.

    `every_ms` is the session's beat, which says how far back this proof of life reaches.
    """

    kind = FactKind.DISCONNECTED
    names_participant = True
    names_connection = True
    cause: Cause
    last_heard: datetime
    every_ms: int = BEAT_MS

    def __post_init__(self) -> None:
        object.__setattr__(self, "last_heard", whole_ms(self.last_heard))
        if self.every_ms <= 0:
            raise ValueError("every_ms must be positive")


class Seen(NamedTuple):
    """One connection in a beat: its last sign of life, and what the relay saw since the beat before.

    `heard_ms_ago` counts back from the beat's `observed_at`; `audio` and `video`: packets came from it; `receiving`: it
    reported receiving media of others. What was said, or how much, is never kept. Without `looked` the relay did not
    answer, and nothing is known of these three.
    """

    participant: str
    connection: str
    heard_ms_ago: int = 0
    audio: bool = False
    video: bool = False
    receiving: bool = False
    looked: bool = True


@dataclass(frozen=True, slots=True)
class Beat(Evidence):
    """The proof of life of a whole session: one fact per beat, with every connection that is open.

    `every_ms` is the intended beat; `covers_ms` is how far back `audio`, `video` and `receiving` look, that is the time
    since the beat before.
    """

    kind = FactKind.BEAT
    connections: tuple[Seen, ...] = ()
    every_ms: int = BEAT_MS
    covers_ms: int = BEAT_MS

    def __post_init__(self) -> None:
        if self.every_ms <= 0:
            raise ValueError("every_ms must be positive")
        if self.covers_ms < 0 or any(seen.heard_ms_ago < 0 for seen in self.connections):
            raise ValueError("a beat looks back, never ahead")
        if any(not seen.looked and (seen.audio or seen.video or seen.receiving) for seen in self.connections):
            raise ValueError("who does not look sees nothing")


@dataclass(frozen=True, slots=True)
class SessionStarted(Evidence):
    """The staff's act from which minutes count; `by` is the staff member's participant id, here and below."""

    kind = FactKind.SESSION_STARTED
    by: str = ""


@dataclass(frozen=True, slots=True)
class SessionEnded(Evidence):
    """The end for all. The room beats once more just before it."""

    kind = FactKind.SESSION_ENDED
    by: str = ""


@dataclass(frozen=True, slots=True)
class StaffTookOver(Evidence):
    """Somebody of the staff who was not planned for the session runs it from now on. Staff who only look in do not."""

    kind = FactKind.STAFF_TOOK_OVER
    by: str


@dataclass(frozen=True, slots=True)
class BreakStarted(Evidence):
    """A break really begins."""

    kind = FactKind.BREAK_STARTED
    by: str = ""


@dataclass(frozen=True, slots=True)
class BreakEnded(Evidence):
    """The break is over."""

    kind = FactKind.BREAK_ENDED
    by: str = ""


@dataclass(frozen=True, slots=True)
class CheckedIn(Evidence):
    """The participant is in the physical room from now: their own act at the kiosk, or a tap."""

    kind = FactKind.CHECKED_IN
    names_participant = True


@dataclass(frozen=True, slots=True)
class CheckedOut(Evidence):
    """The participant leaves the physical room now: their own act at the kiosk, or staff who see them go.

    `by` is the staff member who saw it and was in that room too; empty for the kiosk and for staff elsewhere.
    """

    kind = FactKind.CHECKED_OUT
    names_participant = True
    by: str = ""


@dataclass(frozen=True, slots=True)
class MarkedPresent(Evidence):
    """Staff see the participant in the physical room. `by` was in that room too; empty if they were elsewhere."""

    kind = FactKind.MARKED_PRESENT
    names_participant = True
    by: str = ""


@dataclass(frozen=True, slots=True)
class MarkedAbsent(Evidence):
    """Staff do not see the participant in the physical room; since when, nobody knows.

    In-room time then ends at the last proof before. Somebody who is seen going is `CheckedOut`.
    """

    kind = FactKind.MARKED_ABSENT
    names_participant = True
    by: str = ""


@dataclass(frozen=True, slots=True)
class Headcount(Evidence):
    """Everybody whom staff saw in the physical room at one moment. `by` was in that room too; empty if not."""

    kind = FactKind.HEADCOUNT
    present: tuple[str, ...] = ()
    by: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "present", tuple(sorted(set(self.present))))


@dataclass(frozen=True, slots=True)
class IdentityConfirmed(Evidence):
    """Staff know by sight or voice who this is. `reason`: why they let them in all the same, when something spoke
    against it."""

    kind = FactKind.IDENTITY_CONFIRMED
    names_participant = True
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SignedIn(Evidence):
    """The client's own act: 'I am here'."""

    kind = FactKind.SIGNED_IN
    names_participant = True


@dataclass(frozen=True, slots=True)
class Answered(Evidence):
    """What the client answered before waiting, or told later; what was said last holds. `by`: staff who wrote it down
    for them; empty for the client's own act."""

    kind = FactKind.ANSWERED
    names_participant = True
    answers: Answers
    by: str = ""


@dataclass(frozen=True, slots=True)
class ChecksOverridden(Evidence):
    """Staff admitted the client although something wanted a private word first, and said why."""

    kind = FactKind.CHECKS_OVERRIDDEN
    names_participant = True
    why: tuple[Why, ...]
    reason: str
    by: str


class Way(StrEnum):
    """How somebody is cared for instead of in the session that they came to."""

    PHONE = "phone"
    IN_PERSON = "in_person"
    ANOTHER_DAY = "another_day"


@dataclass(frozen=True, slots=True)
class Redirected(Evidence):
    """After a private word staff sent the client another way, and wrote down why."""

    kind = FactKind.REDIRECTED
    names_participant = True
    way: Way
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Stated(Evidence):
    """Staff state in writing that the participant took part in [start, stop), by phone say, and why it is stated."""

    kind = FactKind.STATED
    names_participant = True
    start: datetime
    stop: datetime
    modality: Modality
    reason: str
    by: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", whole_ms(self.start))
        object.__setattr__(self, "stop", whole_ms(self.stop))
        if not self.start < self.stop:
            raise ValueError("a statement's end comes after its start")


@dataclass(frozen=True, slots=True)
class ClockStepped(Evidence):
    """The machine's wall clock moved against its monotonic clock by `by_ms` (over 1 s either way)."""

    kind = FactKind.CLOCK_STEPPED
    by_ms: int


@dataclass(frozen=True, slots=True)
class ServerStarted(Evidence):
    """A process (the fact's `boot`) took the session over."""

    kind = FactKind.SERVER_STARTED


@dataclass(frozen=True, slots=True)
class RoomCarried(Evidence):
    """The physical room's own device was in the live session and the relay saw sound of it, for `covers_ms` until now.

    So long those in the room and those at home hear each other. The device is nobody, and has no attendance.
    """

    kind = FactKind.ROOM_CARRIED
    device: str
    covers_ms: int = BEAT_MS

    def __post_init__(self) -> None:
        if self.covers_ms < 0:
            raise ValueError("it looks back, never ahead")
