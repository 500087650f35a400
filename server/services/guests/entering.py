"""The guest's side: a link that is used once, by whoever reads what they agree to. The same browser goes on with it.

Before that the link tells the clinic and the time and nothing of anybody; and nothing after.
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from server.services.access.join_links import ENDED, INVALID, PER_ADDRESS, JoinLinks
from server.services.access.logins import LoginSession, LoginSessions, token_hash
from server.services.access.throttle import Throttles
from server.services.access.tickets import Bringing
from server.services.disclosures.consents import Consents
from server.services.errors import Conflict, Gone, Invalid, NotFound, Unauthenticated
from server.services.guests.consents import holds
from server.services.guests.invitations import CONSENT_VERSION, Invitation, Invitations
from server.services.log.audit import Audit, AuditEntry
from server.services.people import Clinic, GuestBook, Person
from server.services.sessions.sessions import Session, Sessions

WINDOW = timedelta(minutes=15)
USED = "This invitation was used already. If it was not you, please call the clinic."


class Used(Conflict):
    code = "used"


@dataclass(frozen=True)
class Offer:
    """What a link opens, before anything is accepted. `state`: `early`, it opens later; `mine`: this browser has it."""

    state: Literal["open", "early", "mine"]
    clinic: Clinic
    session: Session
    guest: Person
    opens_at: datetime
    link_id: str


class Entering:
    def __init__(
        self,
        invitations: Invitations,
        links: JoinLinks,
        sessions: Sessions,
        book: GuestBook,
        consents: Consents,
        logins: LoginSessions,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        throttle: Throttles,
    ) -> None:
        self._invitations = invitations
        self._links = links
        self._sessions = sessions
        self._book = book
        self._consents = consents
        self._logins = logins
        self._audit = audit
        self._atomic = atomic
        self._addresses = throttle("guests.addresses", PER_ADDRESS, WINDOW)

    async def look(self, token: str, login: LoginSession | None, address: str, now: datetime) -> Offer:
        """`login`: whoever this browser is, if anybody. Raises Unauthenticated (no such link), Gone (ended), Used (by
        another browser), TooManyRequests, StorageUnavailable."""
        await self._addresses.attempt(address, now)
        offer, invitation = await self._offer(token, now)
        await self._addresses.refund(address)
        if invitation.accepted_at is None:
            return offer
        if login is None or login.id != invitation.login_id:
            raise Used(USED)
        return Offer("mine", offer.clinic, offer.session, offer.guest, offer.opens_at, offer.link_id)

    async def accept(
        self, token: str, version: str, name: str, address: str, now: datetime
    ) -> tuple[Offer, LoginSession, str]:
        """Their own consent, and with it a login to the one session with the token for its cookie. `name`: which the
        others see. Raises like `look`, and Invalid for words that are not those in force."""
        await self._addresses.attempt(address, now)
        if version != CONSENT_VERSION:
            raise Invalid("Please read what has changed, and accept again.", [("body.version", "is not in force")])
        async with self._atomic():
            offer, invitation = await self._offer(token, now)
            if offer.state == "early":
                raise Unauthenticated("This link opens shortly before the session. Please come back then.")
            link = await self._links.by_id(invitation.link_id)
            assert link is not None
            login, cookie = await self._logins.begin(
                *(invitation.clinic_id, invitation.person_id, "guest", now),
                expires_at=link.expires_at,
                session_id=invitation.session_id,
                link_id=link.id,
            )
            if not await self._invitations.accept(invitation.id, version, login.id, now):
                raise Used(USED)
            await self._book.call(invitation.clinic_id, invitation.person_id, name.strip() or offer.guest.chosen_name)
            detail = {"invitation": invitation.id, "version": version}
            await self._audit(
                AuditEntry(
                    *(invitation.clinic_id, now, "guest.accepted", invitation.person_id, invitation.person_id),
                    *(invitation.session_id, detail),
                )
            )
        await self._addresses.refund(address)
        return offer, login, cookie

    async def bringing(self, clinic_id: str, session_id: str, person_id: str) -> Bringing | None:
        """Whose guest somebody is in that session."""
        for one in await self._invitations.of_session(clinic_id, session_id):
            if one.person_id == person_id and one.lives and one.client_id is not None:
                client = await self._book.person(clinic_id, one.client_id)
                return Bringing(client.legal_name if client else "", one.relation)
        return None

    async def _offer(self, token: str, now: datetime) -> tuple[Offer, Invitation]:
        invitation = await self._invitations.by_token_hash(token_hash(token))
        if invitation is None:
            raise Unauthenticated(INVALID)
        session = await self._sessions.get(invitation.clinic_id, invitation.session_id)
        link = await self._links.by_id(invitation.link_id)
        if session is None or link is None or session.is_over or not invitation.lives:
            raise Gone(ENDED)
        if link.revoked_at is not None or link.expires_at <= now or not await self._lawful(invitation, session, now):
            raise Gone(ENDED)
        clinic = await self._book.clinic(invitation.clinic_id)
        guest = await self._book.person(invitation.clinic_id, invitation.person_id)
        if clinic is None or guest is None:
            raise NotFound
        state: Literal["open", "early"] = "early" if now < link.not_before else "open"
        return Offer(state, clinic, session, guest, link.not_before, link.id), invitation

    async def _lawful(self, invitation: Invitation, session: Session, now: datetime) -> bool:
        if invitation.consent_id is None:
            return invitation.role == "interpreter"
        consent = await self._consents.get(invitation.clinic_id, invitation.consent_id)
        return consent is not None and holds(consent, session, now)
