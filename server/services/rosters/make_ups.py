"""Where a client can make up for a session, and who can be put on one: what the roster's page offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from server.domain.attendance.plan import SessionKind
from server.services.access.logins import LoginSession
from server.services.access.scope import VisibleClients, scope_of
from server.services.people import People, Person
from server.services.policies.policies import Policies
from server.services.rosters.adding import Adding
from server.services.rosters.keep_apart import PairStore
from server.services.sessions.sessions import Session, Sessions, SessionService


@dataclass(frozen=True)
class Offer:
    session: Session
    clashes: Sequence[str]
    """Why it would not go well, and could be gone on with for a reason."""


class MakeUps:
    """For staff who may know of the session; others get NotFound."""

    def __init__(
        self,
        service: SessionService,
        sessions: Sessions,
        adding: Adding,
        pairs: PairStore,
        people: People,
        clients: VisibleClients,
        policies: Policies,
    ) -> None:
        self._service = service
        self._sessions = sessions
        self._adding = adding
        self._pairs = pairs
        self._people = people
        self._clients = clients
        self._policies = policies

    async def offers(self, login: LoginSession, session_id: str, person_id: str, now: datetime) -> Sequence[Offer]:
        """Sessions of the same program in the same week that are still to come, count, have room, and have nobody on
        them from whom this client is kept apart; those of which the one who asks may know."""
        missed = await self._service.visible(login, session_id)
        await self._clients.get(login, person_id)
        policy = (await self._policies.of_session(missed.clinic_id, missed)).session
        start, end = _week(missed, policy.week_starts_on)
        pairs, scope = await self._pairs.pairs(missed.clinic_id), scope_of(login)
        found = await self._sessions.between(missed.clinic_id, max(start, now), end)
        rosters = await self._sessions.rosters(missed.clinic_id, [one.id for one in found])
        offers = []
        for one in found:
            roster = rosters.get(one.id, ())
            on_it = {entry.person_id for entry in roster}
            fits = (
                one.id != missed.id
                and one.status == "planned"
                and now < one.starts_at < end
                and one.program_id == missed.program_id
                and SessionKind(one.kind) in policy.counting_kinds
                and not SessionKind(one.kind).is_one_to_one
            )
            if not fits or person_id in on_it or pairs.barring(person_id, on_it) or not scope.knows_of(one, roster):
                continue
            clashes, crowding = await self._adding.objections(one, person_id, roster, but=missed.id)
            if not crowding:
                offers.append(Offer(one, clashes))
        return offers

    async def candidates(self, login: LoginSession, session_id: str) -> Sequence[Person]:
        """Clients who are not on its roster and whom the one who asks may see, by name."""
        session = await self._service.visible(login, session_id)
        on_it = {entry.person_id for entry in await self._sessions.roster(session.clinic_id, session_id)}
        known = [one for one in await self._people.clients(session.clinic_id) if one.id not in on_it]
        seen = set(await self._clients.among(login, [one.id for one in known]))
        return [one for one in known if one.id in seen]


def _week(session: Session, starts_on: int) -> tuple[datetime, datetime]:
    """The policy's week of that session, by the clock of its place."""
    zone = ZoneInfo(session.time_zone)
    day = session.starts_at.astimezone(zone).date()
    first = day - timedelta(days=(day.weekday() - starts_on) % 7)
    start, end = (datetime.combine(one, time(), zone) for one in (first, first + timedelta(days=7)))
    return start, end
