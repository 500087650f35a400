"""What a transition asks of the world: sans-IO's outputs. Whoever runs the room carries them out, in order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from server.domain.attendance.evidence import Evidence
from signaling.protocol.messages import ErrorCode, Goodbye, Result, ServerMessage
from signaling.protocol.views import Finding
from signaling.rooms.room import Room


class RoomError(Exception):
    """A command that the room refuses; it changed nothing. `message` is for a person; `findings`: what speaks against
    it and wants a reason."""

    def __init__(self, code: ErrorCode, message: str, findings: Sequence[Finding] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Observed:
    """A presence fact before it is stamped with id, time and source."""

    evidence: Evidence
    participant: str | None = None
    connection: str | None = None
    at: datetime | None = None
    """When it was, if not just now."""


@dataclass(frozen=True, slots=True)
class Send:
    """A message to one participant, lost when they cannot be reached."""

    participant: str
    message: ServerMessage


@dataclass(frozen=True, slots=True)
class Close:
    """Send these last words to one socket and close it. Unless the last is a goodbye, its page comes back by itself."""

    connection: str
    words: tuple[Result | Goodbye, ...] = ()


@dataclass(frozen=True, slots=True)
class Begin:
    """A page took the seat that had it not in this process: it begins with no transports, or goes on with those that it
    had in the process before."""

    participant: str
    page: str
    is_staff: bool
    """Comes back without waiting, as the room's device does."""


@dataclass(frozen=True, slots=True)
class Forget:
    """Another page took the seat: the transports of the one before are closed."""

    participant: str


@dataclass(frozen=True, slots=True)
class Resume:
    """The page whose socket dropped is back and keeps its transports; what was lost on the way is sent again."""

    participant: str


@dataclass(frozen=True, slots=True)
class Audit:
    """For the audit trail."""

    action: str
    actor: str
    subject: str | None = None
    detail: Mapping[str, str] = field(default_factory=dict)
    """Ids and codes, never words of a person."""


@dataclass(frozen=True, slots=True)
class Finish:
    """The session is over: derive its records and close the room."""


Effect = Send | Close | Begin | Forget | Resume | Audit | Finish


@dataclass(frozen=True, slots=True)
class Outcome:
    """A room that may come to be. `observed` is stored before the room is; effects follow."""

    room: Room
    observed: tuple[Observed, ...] = ()
    effects: tuple[Effect, ...] = ()
    fails_closed: bool = False
    """When it cannot be stored it does not happen. Otherwise it happens and is stored as soon as that works."""

    def and_observed(self, *observed: Observed) -> Self:
        return replace(self, observed=(*self.observed, *observed))

    def and_effects(self, *effects: Effect) -> Self:
        return replace(self, effects=(*self.effects, *effects))

    def on(self, room: Room) -> Self:
        return replace(self, room=room)


def sent_to(participants: Iterable[str], message: ServerMessage) -> tuple[Send, ...]:
    return tuple(Send(participant, message) for participant in participants)
