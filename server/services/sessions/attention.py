"""Sessions whose clients are without staff: who is told, and how somebody of the staff steps in."""

from collections.abc import Callable, Collection
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from server.services.access.logins import LoginSession
from server.services.errors import NotFound
from server.services.log.audit import Audit, AuditEntry
from server.services.sessions.sessions import RosterEntry, Sessions, SessionService


@dataclass(frozen=True)
class Unattended:
    """A live session with clients and without staff. `time_zone`: the site's (IANA)."""

    session: str
    title: str
    time_zone: str
    reason: Literal["without_staff", "device_lost", "waiting"]
    """`without_staff`: the group is on hold; `device_lost`: the clinic's room is cut off; `waiting`: nobody lets them
    in."""
    since: datetime
    clients: int


class Cover:
    """Steps in for staff who are missing."""

    def __init__(
        self,
        sessions: Sessions,
        service: SessionService,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
    ) -> None:
        self._sessions = sessions
        self._service = service
        self._audit = audit
        self._atomic = atomic

    async def __call__(
        self, login: LoginSession, session_id: str, unattended: Collection[Unattended], now: datetime
    ) -> None:
        """This member of staff runs the session from now on. `unattended`: those of their clinic at this moment.

        Whose it is already just may open it, and so may an admin who only looks in on one that is attended. Raises
        NotFound when it is neither theirs nor unattended.
        """
        async with self._atomic():
            if session_id not in {one.session for one in unattended}:
                await self._service.visible(login, session_id)
                return
            roster = await self._sessions.roster(login.clinic_id, session_id)
            there_as = {entry.role for entry in roster if entry.person_id == login.person_id}
            if there_as - {"facilitator"}:
                raise NotFound
            if there_as:
                return
            await self._sessions.enlist(
                login.clinic_id, session_id, RosterEntry(login.person_id, "facilitator", source="walk_in")
            )
            entry = AuditEntry(login.clinic_id, now, "session.covered", login.person_id, session_id=session_id)
            await self._audit(entry)
