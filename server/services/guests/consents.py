"""On whose behalf somebody comes: a client on the roster, who has consented to this very guest."""

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from server.domain.disclosure.terms import is_general, same
from server.services.access.logins import LoginSession
from server.services.access.scope import VisibleClients
from server.services.disclosures.consents import Consent, Consents, ConsentService
from server.services.errors import Invalid
from server.services.guests.invitations import Wish
from server.services.people import Person
from server.services.sessions.sessions import RosterEntry, Session


class GuestConsents:
    def __init__(self, clients: VisibleClients, consents: Consents, consenting: ConsentService) -> None:
        self._clients = clients
        self._consents = consents
        self._consenting = consenting

    async def client(self, login: LoginSession, roster: Collection[RosterEntry], wish: Wish) -> Person | None:
        """None: nobody's. Raises Invalid for who is no client on the roster, NotFound."""
        if wish.client_id is None:
            return None
        if not any(one.person_id == wish.client_id and one.role == "client" for one in roster):
            raise Invalid("They are not on this session's roster.", [("body.client", "is not on the roster")])
        return await self._clients.get(login, wish.client_id)

    async def needed(
        self, login: LoginSession, session: Session, client: Person, wish: Wish, now: datetime
    ) -> Consent | None:
        """The consent that names this guest and holds on that day; one that is given with the wish is recorded. None:
        interpreters work under the clinic's own agreement, and need none. Raises Invalid."""
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


def holds(consent: Consent, session: Session, at: datetime) -> bool:
    """Whether a guest may come by it then, in days of the session's place."""
    zone = session.time_zone or "UTC"
    return consent.on(zone).refusal(at.astimezone(ZoneInfo(zone)).date()) is None
