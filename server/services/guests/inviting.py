"""Staff invite a guest to one session on behalf of one of its clients, who has consented to it; or an interpreter."""

import secrets
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from server.domain.disclosure.terms import is_general, normal, same
from server.services.access.join_links import JoinLink, JoinLinks, LinkTimes
from server.services.access.logins import LoginSession, token_hash
from server.services.access.scope import VisibleClients
from server.services.disclosures.consents import Consent, Consents, ConsentService, Given
from server.services.errors import Conflict, Invalid, NotFound, Warned
from server.services.guests.ending import Ending
from server.services.guests.invitations import Channel, Invitation, Invitations
from server.services.log.audit import Audit, AuditEntry
from server.services.people import GuestBook, People, Person
from server.services.rosters.exceptions import RosterException, RosterExceptions
from server.services.rosters.keep_apart import NOT_WITH_THIS_GROUP, KeptApart
from server.services.rosters.planning import OVER, NotTogether, RosterPlanning
from server.services.rosters.rosters import Rosters
from server.services.sessions.sessions import RosterEntry, Session, Sessions, SessionService

PURPOSE = "Taking part in my sessions"
"""Of a consent that is recorded with the invitation."""


class NoGuests(Conflict):
    code = "no_guests"


@dataclass(frozen=True)
class Wish:
    """`consent_id`: of those on record; `given`: a form that is recorded with it. A guest needs either."""

    role: Literal["guest", "interpreter"]
    name: str
    relation: str
    channel: Channel
    client_id: str | None
    consent_id: str | None = None
    given: Given | None = None
    reason: str = ""
    despite: bool = False
    """Whoever asks has read the warnings, and the reason answers them."""


@dataclass(frozen=True)
class Invited:
    invitation: Invitation
    guest: Person
    client: Person | None
    link: JoinLink | None


class Inviting:
    """For staff who may know of the session; others get NotFound."""

    def __init__(
        self,
        invitations: Invitations,
        service: SessionService,
        sessions: Sessions,
        planning: RosterPlanning,
        exceptions: RosterExceptions,
        rosters: Rosters,
        kept: KeptApart,
        people: People,
        book: GuestBook,
        clients: VisibleClients,
        consents: Consents,
        consenting: ConsentService,
        links: JoinLinks,
        times: LinkTimes,
        ending: Ending,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        new_id: Callable[[], str],
    ) -> None:
        self._invitations = invitations
        self._service = service
        self._sessions = sessions
        self._planning = planning
        self._exceptions = exceptions
        self._rosters = rosters
        self._kept = kept
        self._people = people
        self._book = book
        self._clients = clients
        self._consents = consents
        self._consenting = consenting
        self._links = links
        self._times = times
        self._ending = ending
        self._audit = audit
        self._atomic = atomic
        self._new_id = new_id

    async def of(self, login: LoginSession, session_id: str) -> Sequence[Invited]:
        """Newest first, also those that ended."""
        session = await self._service.visible(login, session_id)
        found = await self._invitations.of_session(session.clinic_id, session_id)
        ids = {one.person_id for one in found} | {one.client_id for one in found if one.client_id}
        people = await self._people.persons(session.clinic_id, ids)
        links = await self._links.of(session.clinic_id, session_id)
        return [
            Invited(one, people[one.person_id], people.get(one.client_id or ""), links.get(one.person_id))
            for one in found
        ]

    async def invite(
        self, login: LoginSession, session_id: str, wish: Wish, now: datetime
    ) -> tuple[Invitation, JoinLink, str]:
        """The invitation, its link and the token, which is never seen again. Whoever was invited and has not come yet
        gets a new link, and the one before opens nothing. Raises NotFound, Conflict, NoGuests, NotTogether, Warned,
        Invalid."""
        session = await self._service.visible(login, session_id)
        self._check_session(session, wish, now)
        async with self._atomic():
            roster = await self._sessions.roster(session.clinic_id, session_id)
            client = await self._client(login, roster, wish)
            consent = await self._consent(login, session, client, wish, now) if client is not None else None
            guest, known = await self._guest(session, wish)
            await self._check_person(login, session, guest, roster, wish)
            for before in await self._living(session, guest.id):
                if before.accepted_at is not None:
                    raise Conflict("They have accepted an invitation to this session. End that one first.")
                await self._ending.end(before, "replaced", login.person_id, now)
            if not known:
                await self._book.add_person(guest)
            await self._enlist(login, session, guest, roster, wish, now)
            link, invitation, token = self._made(login, session, guest, consent, wish, now)
            await self._links.add(link)
            await self._invitations.add(invitation)
            detail: dict[str, object] = {"invitation": invitation.id, "role": wish.role, "client": wish.client_id}
            await self._note(login, session, "guest.invited", guest.id, now, detail)
        return invitation, link, token

    async def revoke(self, login: LoginSession, session_id: str, invitation_id: str, now: datetime) -> None:
        """They are out at once. Raises NotFound, also for one that has ended."""
        session = await self._service.visible(login, session_id)
        for one in await self._invitations.of_session(session.clinic_id, session_id):
            if one.id == invitation_id and one.lives:
                return await self._ending.end(one, "revoked", login.person_id, now)
        raise NotFound

    def _check_session(self, session: Session, wish: Wish, now: datetime) -> None:
        if session.is_over or session.ends_at + self._times.late <= now:
            raise Conflict(OVER)
        if wish.role == "guest" and session.kind != "family" and not session.guests:
            raise NoGuests("This session takes no guests. That is set with its schedule.")
        if not wish.name.strip():
            raise Invalid("Say who is invited.", [("body.name", "is missing")])
        if wish.role == "guest" and wish.client_id is None:
            raise Invalid("Say whose guest they are.", [("body.client", "is missing")])

    async def _client(self, login: LoginSession, roster: Collection[RosterEntry], wish: Wish) -> Person | None:
        if wish.client_id is None:
            return None
        if not any(one.person_id == wish.client_id and one.role == "client" for one in roster):
            raise Invalid("They are not on this session's roster.", [("body.client", "is not on the roster")])
        return await self._clients.get(login, wish.client_id)

    async def _consent(
        self, login: LoginSession, session: Session, client: Person, wish: Wish, now: datetime
    ) -> Consent | None:
        """Interpreters work under the clinic's own agreement, and need none."""
        if wish.role != "guest":
            return None
        if wish.given is not None:
            consent: Consent | None = await self._consenting.record(login, client.id, wish.given, now)
        else:
            consent = await self._consents.get(session.clinic_id, wish.consent_id or "")
        if consent is None or consent.person_id != client.id:
            raise Invalid("The client's consent is needed first.", [("body.consent", "is missing")])
        if is_general(consent.recipient) or not same(consent.recipient, wish.name):
            raise Invalid("The consent must name this guest.", [("body.consent", "names somebody else")])
        if not holds(consent, session, max(session.starts_at, now)):
            raise Invalid("The consent does not hold on that day.", [("body.consent", "does not hold on that day")])
        return consent

    async def _guest(self, session: Session, wish: Wish) -> tuple[Person, bool]:
        """Whom that client brought before under this name, or else somebody new; and whether they are known."""
        before = await self._invitations.of_client(session.clinic_id, wish.client_id)
        people = await self._people.persons(
            session.clinic_id, {one.person_id for one in before if one.role == wish.role}
        )
        for one in sorted(people.values(), key=lambda one: one.id):
            if normal(one.legal_name) == normal(wish.name):
                return one, True
        name = " ".join(wish.name.split())
        return Person(self._new_id(), session.clinic_id, "guest", name, name), False

    async def _check_person(
        self, login: LoginSession, session: Session, guest: Person, roster: Collection[RosterEntry], wish: Wish
    ) -> None:
        """Nobody comes as a guest who must not meet somebody who is there; also not when only the name says so, which
        an admin can look into and go on with."""
        pairs = await self._kept.pairs(session.clinic_id)
        there = {one.person_id for one in roster} - {guest.id}
        if pairs.barring(guest.id, there):
            raise NotTogether(NOT_WITH_THIS_GROUP)
        namesakes = [
            one
            for one in await self._people.clients(session.clinic_id)
            if one.id in pairs.apart and normal(one.legal_name) == normal(guest.legal_name)
        ]
        if any(pairs.barring(one.id, there) for one in namesakes):
            if login.role != "admin":
                raise NotTogether(NOT_WITH_THIS_GROUP)
            if not wish.despite:
                raise Warned(
                    "A client of this name is kept apart from somebody who is expected. Go on if it is not them."
                )
        if wish.despite or wish.role != "guest" or guest.id in {one.person_id for one in roster}:
            return
        crowded = await self._planning.crowding(session, [*roster, RosterEntry(guest.id, "guest")])
        if crowded:
            raise Warned(" ".join(crowded))

    async def _living(self, session: Session, guest_id: str) -> Sequence[Invitation]:
        found = await self._invitations.of_session(session.clinic_id, session.id)
        return [one for one in found if one.person_id == guest_id and one.lives]

    async def _enlist(
        self,
        login: LoginSession,
        session: Session,
        guest: Person,
        roster: Collection[RosterEntry],
        wish: Wish,
        now: datetime,
    ) -> None:
        if any(one.person_id == guest.id for one in roster):
            return
        await self._exceptions.put(
            RosterException(
                *(session.id, guest.id, session.clinic_id, "added", wish.role, None),
                *(wish.reason, login.person_id, now),
            )
        )
        if session.status == "planned":
            await self._rosters.refresh_sessions(session.clinic_id, [session.id], now)
        else:
            entry = RosterEntry(guest.id, wish.role, source="added")
            await self._sessions.enlist(session.clinic_id, session.id, entry)

    def _made(
        self,
        login: LoginSession,
        session: Session,
        guest: Person,
        consent: Consent | None,
        wish: Wish,
        now: datetime,
    ) -> tuple[JoinLink, Invitation, str]:
        token = secrets.token_urlsafe(32)
        opens, ends = session.starts_at - self._times.early, session.ends_at + self._times.late
        link = JoinLink(
            *(self._new_id(), session.clinic_id, session.id, guest.id, login.person_id, now),
            *(opens, ends),
        )
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
            invited_by=login.person_id,
            invited_at=now,
        )
        return link, invitation, token

    async def _note(
        self,
        login: LoginSession,
        session: Session,
        action: str,
        person_id: str,
        now: datetime,
        detail: dict[str, object],
    ) -> None:
        await self._audit(AuditEntry(session.clinic_id, now, action, login.person_id, person_id, session.id, detail))


def holds(consent: Consent, session: Session, at: datetime) -> bool:
    """Whether a guest may come by it then, in days of the session's place."""
    zone = session.time_zone or "UTC"
    return consent.on(zone).refusal(at.astimezone(ZoneInfo(zone)).date()) is None
