"""Who was invited to a session, for its staff."""

from collections.abc import Sequence
from dataclasses import dataclass

from server.services.access.join_links import JoinLink, JoinLinks
from server.services.access.logins import LoginSession
from server.services.guests.invitations import Invitation, Invitations
from server.services.people import People, Person
from server.services.sessions.sessions import SessionService


@dataclass(frozen=True)
class Invited:
    invitation: Invitation
    guest: Person
    client: Person | None
    link: JoinLink | None


class InvitedGuests:
    def __init__(self, invitations: Invitations, service: SessionService, people: People, links: JoinLinks) -> None:
        self._invitations = invitations
        self._service = service
        self._people = people
        self._links = links

    async def of(self, login: LoginSession, session_id: str) -> Sequence[Invited]:
        """Newest first, also those that ended. Raises NotFound for who may not know of the session."""
        session = await self._service.visible(login, session_id)
        found = await self._invitations.of_session(session.clinic_id, session_id)
        ids = {one.person_id for one in found} | {one.client_id for one in found if one.client_id}
        people = await self._people.persons(session.clinic_id, ids)
        links = await self._links.of(session.clinic_id, session_id)
        return [
            Invited(one, people[one.person_id], people.get(one.client_id or ""), links.get(one.person_id))
            for one in found
        ]
