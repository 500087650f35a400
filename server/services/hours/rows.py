"""What hours rest on: the sessions of clients, held and planned, as they are stored."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from server.domain.attendance.plan import SessionKind
from server.domain.hours.session_time import SessionTime, Tally
from server.services.sessions.sessions import Kind

ATTENDED = frozenset({"present", "partial", "late", "left_early", "walk_in", "removed"})


@dataclass(frozen=True)
class HeldSession:
    """A record in force with what hours need of its session."""

    session_id: str
    participant_id: str
    kind: Kind
    service_code: str
    starts_at: datetime
    """As planned."""
    began_at: datetime
    """As planned, where nobody started it."""
    outcome: str
    countable_ms: int
    in_room_ms: int
    remote_ms: int

    @property
    def time(self) -> SessionTime:
        overlap = self.in_room_ms + self.remote_ms - self.countable_ms
        tally = Tally(self.countable_ms, self.in_room_ms, self.remote_ms, overlap)
        attended = self.outcome in ATTENDED
        return SessionTime(self.session_id, SessionKind(self.kind), self.service_code, self.began_at, attended, tally)


@dataclass(frozen=True)
class PlannedSession:
    """A session that is planned or goes on, with somebody on its roster."""

    session_id: str
    participant_id: str
    kind: Kind
    service_code: str
    status: str
    starts_at: datetime
    ends_at: datetime
    planned_break_ms: int


class HoursRows(Protocol):
    """Asks for the rows of these people and days alone, and never for another clinic's."""

    async def held(
        self, clinic_id: str, person_ids: Collection[str], start: datetime, end: datetime
    ) -> Sequence[HeldSession]:
        """Finished sessions that began in [start, end)."""
        ...

    async def others(
        self, clinic_id: str, person_ids: Collection[str], start: datetime, end: datetime
    ) -> Sequence[PlannedSession]:
        """Those that are planned or go on, and are planned to start in [start, end), by start."""
        ...

    async def moves(self, clinic_id: str, person_ids: Collection[str]) -> Collection[date]:
        """The first days on which any of these clients was in a program, or was in it no more."""
        ...

    async def enrolled(self, clinic_id: str, program_id: str, first: date, last: date) -> Collection[str]:
        """Who was in the program on any of these days."""
        ...
