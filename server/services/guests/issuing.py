"""An invitation with its link: what a guest is sent, made once."""

import secrets
from collections.abc import Callable
from datetime import datetime

from server.services.access.join_links import JoinLink, JoinLinks, LinkTimes
from server.services.access.logins import token_hash
from server.services.disclosures.consents import Consent
from server.services.guests.invitations import Invitation, Invitations, Wish
from server.services.people import Person
from server.services.sessions.sessions import Session


class Issuing:
    def __init__(self, invitations: Invitations, links: JoinLinks, times: LinkTimes, new_id: Callable[[], str]) -> None:
        self._invitations = invitations
        self._links = links
        self._times = times
        self._new_id = new_id

    def is_late(self, session: Session, now: datetime) -> bool:
        """A link would open nothing any more."""
        return session.is_over or session.ends_at + self._times.late <= now

    async def issue(
        self, by: str, session: Session, guest: Person, consent: Consent | None, wish: Wish, now: datetime
    ) -> tuple[Invitation, JoinLink, str]:
        """With the token, which is never seen again."""
        token = secrets.token_urlsafe(32)
        opens, ends = session.starts_at - self._times.early, session.ends_at + self._times.late
        link = JoinLink(self._new_id(), session.clinic_id, session.id, guest.id, by, now, opens, ends)
        invitation = Invitation(
            id=self._new_id(),
            clinic_id=session.clinic_id,
            session_id=session.id,
            person_id=guest.id,
            client_id=wish.client_id,
            role=wish.role,
            relation=" ".join(wish.relation.split()),
            channel=wish.channel,
            consent_id=consent.id if consent else None,
            link_id=link.id,
            token_hash=token_hash(token),
            invited_by=by,
            invited_at=now,
        )
        await self._links.add(link)
        await self._invitations.add(invitation)
        return invitation, link, token
