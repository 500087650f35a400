"""Staff invite a guest to one session on behalf of one of its clients, who has consented to it; or an interpreter."""

from collections.abc import Callable, Collection
from contextlib import AbstractAsyncContextManager
from datetime import datetime

from server.services.access.join_links import JoinLink
from server.services.access.logins import LoginSession
from server.services.errors import Conflict, Invalid
from server.services.guests.consents import GuestConsents
from server.services.guests.ending import Ending
from server.services.guests.invitations import Invitation, Wish
from server.services.guests.issuing import Issuing
from server.services.guests.known import KnownGuests
from server.services.log.audit import Audit, AuditEntry
from server.services.people import Person
from server.services.rosters.adding import OVER, Adding, is_on
from server.services.rosters.exceptions import RosterException
from server.services.sessions.sessions import RosterEntry, Session, SessionService

PURPOSE = "Taking part in my sessions"
"""Of a consent that is recorded with the invitation."""


class NoGuests(Conflict):
    code = "no_guests"


class Inviting:
    """For staff who may know of the session; others get NotFound."""

    def __init__(
        self,
        service: SessionService,
        adding: Adding,
        consents: GuestConsents,
        known: KnownGuests,
        issuing: Issuing,
        ending: Ending,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
    ) -> None:
        self._service = service
        self._adding = adding
        self._consents = consents
        self._known = known
        self._issuing = issuing
        self._ending = ending
        self._audit = audit
        self._atomic = atomic

    async def invite(
        self, login: LoginSession, session_id: str, wish: Wish, now: datetime
    ) -> tuple[Invitation, JoinLink, str]:
        """The invitation, its link and the token, which is never seen again. Whoever was invited and has not come yet
        gets a new link, and the one before opens nothing. Raises NotFound, Conflict, NoGuests, NotTogether, Warned,
        Invalid."""
        session = await self._service.visible(login, session_id)
        self._check(session, wish, now)
        async with self._atomic():
            roster = await self._adding.roster(session.clinic_id, session_id)
            client = await self._consents.client(login, roster, wish)
            consent = await self._consents.needed(login, session, client, wish, now) if client is not None else None
            guest, known = await self._known.find(session, wish)
            await self._known.check(login, session, guest, roster, wish)
            await self._ending.replace(session, guest.id, login.person_id, now)
            if not known:
                await self._known.add(guest)
            await self._enlist(login, session, guest, roster, wish, now)
            made = await self._issuing.issue(login.person_id, session, guest, consent, wish, now)
            detail = {"invitation": made[0].id, "role": wish.role, "client": wish.client_id}
            await self._audit(
                AuditEntry(session.clinic_id, now, "guest.invited", login.person_id, guest.id, session.id, detail)
            )
        return made

    async def revoke(self, login: LoginSession, session_id: str, invitation_id: str, now: datetime) -> None:
        """They are out at once. Raises NotFound, also for one that has ended."""
        session = await self._service.visible(login, session_id)
        await self._ending.revoke(session, invitation_id, login.person_id, now)

    def _check(self, session: Session, wish: Wish, now: datetime) -> None:
        if self._issuing.is_late(session, now):
            raise Conflict(OVER)
        if wish.role == "guest" and session.kind != "family" and not session.guests:
            raise NoGuests("This session takes no guests. That is set with its schedule.")
        if not wish.name.strip():
            raise Invalid("Say who is invited.", [("body.name", "is missing")])
        if wish.role == "guest" and wish.client_id is None:
            raise Invalid("Say whose guest they are.", [("body.client", "is missing")])

    async def _enlist(
        self,
        login: LoginSession,
        session: Session,
        guest: Person,
        roster: Collection[RosterEntry],
        wish: Wish,
        now: datetime,
    ) -> None:
        if is_on(roster, guest.id):
            return
        added = RosterException(
            session.id, guest.id, session.clinic_id, "added", wish.role, None, wish.reason, login.person_id, now
        )
        await self._adding.put(session, added, now)
