"""Exceptions from who is expected at a session by enrollment or series."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from server.services.sessions.sessions import RosterRole


@dataclass(frozen=True)
class RosterException:
    """One person at one session. A later one takes the place of an earlier; the audit trail has both."""

    session_id: str
    person_id: str
    clinic_id: str
    kind: Literal["added", "left_out", "excused"]
    """Whoever is excused stays on the roster, as that."""
    role: RosterRole
    instead_of: str | None
    """The session that it makes up for."""
    reason: str
    made_by: str | None
    made_at: datetime


class RosterExceptions(Protocol):
    async def of_session(self, clinic_id: str, session_id: str) -> Sequence[RosterException]: ...
    async def instead_of(self, clinic_id: str, session_id: str) -> Sequence[RosterException]:
        """Those at other sessions that make up for this one."""
        ...

    async def put(self, exception: RosterException) -> None:
        """In the place of what was said of that person at that session."""
        ...

    async def remove(self, clinic_id: str, session_id: str, person_id: str) -> None: ...
