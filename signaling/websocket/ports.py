"""What live rooms need from the clinic: the seam that the composition root fills and tests fake."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from server.domain.attendance.facts import PresenceFact
from signaling.rooms.plan import SavedRoom, Seat, SessionPlan
from signaling.rooms.view import LiveAttendance


class InvalidTicket(Exception):
    """The ticket is unknown, used or too old."""


class SessionOver(Exception):
    """The session is finished, cancelled or unknown: there is no room to open."""


class StorageUnavailable(Exception):
    """Nothing was stored; the same call may be made again."""


class StaleEpoch(Exception):
    """Another owner has taken the room since: this one stores nothing any more."""


@dataclass(frozen=True, slots=True)
class OpenedRoom:
    """A room this process owns from now on."""

    plan: SessionPlan
    saved: SavedRoom | None
    """None: the room was never open before."""
    epoch: int
    """The fencing number: one more at each opening."""


@dataclass(frozen=True, slots=True)
class RoomAct:
    """Something done or refused in a room, for the audit trail. Ids and codes, never names or words of a person."""

    clinic: str
    session: str
    at: datetime
    action: str
    """`room.<what>`: `room.admit`, `room.refused`, …"""
    actor: str
    subject: str | None = None
    detail: Mapping[str, str] = field(default_factory=dict)


class ClinicPort(Protocol):
    """Everything may raise `StorageUnavailable`."""

    async def redeem_ticket(self, ticket: str) -> Seat:
        """The seat, once. Raises `InvalidTicket`."""
        ...

    async def open_room(self, clinic: str, session: str) -> OpenedRoom:
        """Load the plan and what is stored, and take the next epoch. Raises `SessionOver`."""
        ...

    async def record_facts(self, clinic: str, facts: Sequence[PresenceFact]) -> None:
        """Durable when it returns, all or none; a fact whose id is stored already is passed over."""
        ...

    async def save_room(self, clinic: str, session: str, epoch: int, saved: SavedRoom) -> None:
        """Replace what is stored, and with it the session's status and start. Raises `StaleEpoch`."""
        ...

    async def live_attendance(self, clinic: str, session: str) -> Mapping[str, LiveAttendance]:
        """Countable minutes so far and presence at the clinic, by participant; from the stored facts."""
        ...

    async def finish_session(self, clinic: str, session: str, ended_at: datetime) -> None:
        """Derive and store the attendance records. May be repeated."""
        ...

    async def audit(self, act: RoomAct) -> None: ...
