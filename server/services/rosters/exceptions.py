"""Exceptions from who is expected at a session by enrollment or series."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from server.services.sessions.sessions import RosterRole


@dataclass(frozen=True)
class RosterException:
    """One person at one session. A later one takes the place of an earlier; the audit trail has both."""

    session_id: str
    person_id: str
    clinic_id: str
    kind: Literal["added", "left_out"]
    role: RosterRole
    instead_of: str | None
    """The session that it makes up for."""
    reason: str
    made_by: str | None
    made_at: datetime
