"""The presence fact: a frozen observation of who was where, when, and how we know."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from server.domain.attendance.evidence import Evidence, FactKind
from server.domain.instants import whole_ms


class Source(StrEnum):
    """Who observed it."""

    SIGNALING = "signaling"
    """The signaling connection and the media that the relay saw."""
    KIOSK = "kiosk"
    """The tablet at the door; it may report late."""
    TAP = "tap"
    """A staff member's tap."""
    STATEMENT = "statement"
    """A staff member's typed statement."""
    SERVER = "server"
    """The server itself: it started, its clock stepped, it ended an abandoned session."""


@dataclass(frozen=True, slots=True)
class PresenceFact:
    """Never changed once made; two facts with the same content count once, whatever their ids.

    Raises ValueError for a naive or non-UTC time and when whom the evidence must name is missing. Times are rounded
    down to whole milliseconds.
    """

    id: str
    session: str
    source: Source
    observed_at: datetime
    recorded_at: datetime
    boot: str
    """The process that recorded it: one id per start of the app."""
    evidence: Evidence
    participant: str | None = None
    connection: str | None = None
    error_ms: int = 0
    """`observed_at` may be wrong by so much either way."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "observed_at", whole_ms(self.observed_at))
        object.__setattr__(self, "recorded_at", whole_ms(self.recorded_at))
        if self.error_ms < 0:
            raise ValueError("error_ms must not be negative")
        if self.evidence.names_participant != (self.participant is not None):
            raise ValueError(f"a {self.kind} fact {'needs a' if self.participant is None else 'has no'} participant")
        if self.evidence.names_connection != (self.connection is not None):
            raise ValueError(f"a {self.kind} fact {'needs a' if self.connection is None else 'has no'} connection")

    @property
    def kind(self) -> FactKind:
        """What happened."""
        return self.evidence.kind
