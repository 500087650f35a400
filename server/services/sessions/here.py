"""The client's own act in a remote session: 'I am here', by pressing Join. Coming back by itself, as a page does after
a lost line, is none. At the kiosk the personal code is that act."""

from datetime import datetime
from hashlib import sha256

from server.domain.attendance.evidence import SignedIn
from server.domain.attendance.facts import PresenceFact, Source
from server.services.access.logins import LoginSession
from server.services.errors import Forbidden, Gone
from server.services.sessions.facts import Facts
from server.services.sessions.reckoning import Reckon
from server.services.sessions.sessions import SessionService


class Here:
    def __init__(self, sessions: SessionService, facts: Facts, reckon: Reckon, boot: str) -> None:
        self._sessions = sessions
        self._facts = facts
        self._reckon = reckon
        self._boot = boot

    async def __call__(self, login: LoginSession, session_id: str, now: datetime) -> None:
        """Once is enough: whoever says it again was here from the first time on. Raises NotFound, Forbidden for staff,
        Gone when the session is over, StorageUnavailable."""
        schedule, role = await self._sessions.taking_part(login, session_id)
        session = schedule.session
        if role != "client":
            raise Forbidden("Only clients sign in to a session.")
        if session.is_over:
            raise Gone("This session is over.")
        at = self._reckon(session.id, now)
        who = login.person_id
        fact = PresenceFact(
            id=sha256(f"signed in {session.id} {who}".encode()).hexdigest()[:24],
            session=session.id,
            source=Source.SIGNALING,
            observed_at=at,
            recorded_at=at,
            boot=self._boot,
            evidence=SignedIn(),
            participant=who,
        )
        await self._facts.record(session.clinic_id, [fact])
