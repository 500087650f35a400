"""An invitation ends: whoever came in by it is out at once, and its link opens nothing more."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from functools import partial

from server.services.access.join_links import JoinLinks
from server.services.access.logins import LoginSessions
from server.services.errors import Conflict, NotFound
from server.services.guests.invitations import EndedAs, Invitation, Invitations
from server.services.log.audit import Audit, AuditEntry
from server.services.records.changes import Transactions
from server.services.rosters.adding import Adding
from server.services.sessions.sessions import Session, Sessions


class Ending:
    def __init__(
        self,
        invitations: Invitations,
        links: JoinLinks,
        logins: LoginSessions,
        sessions: Sessions,
        adding: Adding,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        transactions: Transactions,
    ) -> None:
        self._invitations = invitations
        self._links = links
        self._logins = logins
        self._sessions = sessions
        self._adding = adding
        self._audit = audit
        self._atomic = atomic
        self._transactions = transactions

    async def end(self, invitation: Invitation, how: EndedAs, by: str | None, now: datetime) -> None:
        """Of a session that has begun the roster stays as it is: they may have been there."""
        clinic, session_id = invitation.clinic_id, invitation.session_id
        async with self._atomic():
            await self._invitations.end(invitation.id, how, by, now)
            await self._links.revoke(invitation.link_id, now)
            ended = await self._logins.revoke_in(clinic, session_id, invitation.person_id, now)
            session = await self._sessions.get(clinic, session_id)
            if session is not None and session.status == "planned" and how != "replaced":
                await self._adding.take_back(clinic, session_id, invitation.person_id, now)
            detail = {"invitation": invitation.id, "how": how}
            await self._audit(AuditEntry(clinic, now, "guest.ended", by, invitation.person_id, session_id, detail))
            self._transactions.afterwards(partial(self._logins.tell, ended))

    async def replace(self, session: Session, guest_id: str, by: str, now: datetime) -> None:
        """What the guest was sent for this session opens nothing any more. Raises Conflict when they accepted it."""
        for before in await self._invitations.of_session(session.clinic_id, session.id):
            if before.person_id == guest_id and before.lives:
                if before.accepted_at is not None:
                    raise Conflict("They have accepted an invitation to this session. End that one first.")
                await self.end(before, "replaced", by, now)

    async def revoke(self, session: Session, invitation_id: str, by: str, now: datetime) -> None:
        """Raises NotFound, also for one that has ended."""
        for one in await self._invitations.of_session(session.clinic_id, session.id):
            if one.id == invitation_id and one.lives:
                return await self.end(one, "revoked", by, now)
        raise NotFound

    async def consent_withdrawn(self, clinic_id: str, consent_id: str, by: str, now: datetime) -> None:
        """Part of the withdrawal: all who came on the strength of that consent leave."""
        for invitation in await self._invitations.of_consent(clinic_id, consent_id):
            await self.end(invitation, "withdrawn", by, now)
