"""What one session brought one client, as hours are made of it."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from server.domain.attendance.plan import SessionKind


@dataclass(frozen=True, slots=True)
class Tally:
    """Countable time in milliseconds. `in_room_ms + remote_ms - overlap_ms == countable_ms`; raises ValueError where
    that is not so."""

    countable_ms: int = 0
    in_room_ms: int = 0
    remote_ms: int = 0
    overlap_ms: int = 0

    def __post_init__(self) -> None:
        if min(self.countable_ms, self.in_room_ms, self.remote_ms, self.overlap_ms) < 0:
            raise ValueError("no time is negative")
        if self.in_room_ms + self.remote_ms - self.overlap_ms != self.countable_ms:
            raise ValueError("in-room and remote time make the countable, what is both counted once")

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.countable_ms + other.countable_ms,
            self.in_room_ms + other.in_room_ms,
            self.remote_ms + other.remote_ms,
            self.overlap_ms + other.overlap_ms,
        )


NOTHING = Tally()


@dataclass(frozen=True, slots=True)
class SessionTime:
    """One client's value of one session that has begun."""

    session: str
    kind: SessionKind
    service_code: str
    """As payers have it; empty: nobody is billed."""
    started_at: datetime
    """When it really began, or else was planned to."""
    attended: bool
    tally: Tally

    def day(self, zone: ZoneInfo) -> date:
        """The day that all of it belongs to: the one on which it began, by the clinic's clock."""
        return self.started_at.astimezone(zone).date()
