"""How somebody gets onto one session's roster by hand: what is asked first, and how it is written.

A client whom staff add, a colleague, a guest and whoever answers a call for help all come by here, in the transaction
of whatever else is written of it.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from server.domain.attendance.plan import SessionKind
from server.domain.roles import Role
from server.domain.roster.crowding import Bounds, Heads, crowding
from server.services.access.logins import LoginSession
from server.services.errors import Conflict
from server.services.policies.policies import Policies
from server.services.rosters.exceptions import RosterException, RosterExceptions
from server.services.rosters.keep_apart import NOT_WITH_THIS_GROUP, PairStore
from server.services.rosters.rosters import Rosters
from server.services.sessions.sessions import RosterEntry, Session, Sessions, SessionService

OVER = "This session is over: its roster is part of the record now."


class NotTogether(Conflict):
    """Kept apart from somebody who is there. It cannot be overridden."""

    code = "kept_apart"


class Adding:
    def __init__(
        self,
        service: SessionService,
        sessions: Sessions,
        exceptions: RosterExceptions,
        rosters: Rosters,
        pairs: PairStore,
        policies: Policies,
    ) -> None:
        self._service = service
        self._sessions = sessions
        self._exceptions = exceptions
        self._rosters = rosters
        self._pairs = pairs
        self._policies = policies

    async def open(self, login: LoginSession, session_id: str) -> Session:
        """One whose roster can still change. Raises NotFound for who may not know of it, Conflict when it is over."""
        session = await self._service.visible(login, session_id)
        if session.is_over:
            raise Conflict(OVER)
        return session

    async def roster(self, clinic_id: str, session_id: str) -> Sequence[RosterEntry]:
        return await self._sessions.roster(clinic_id, session_id)

    async def without(self, session: Session, person_id: str) -> Sequence[RosterEntry]:
        """The roster that this person is not on yet. Raises Conflict when they are."""
        roster = await self.roster(session.clinic_id, session.id)
        if is_on(roster, person_id):
            raise Conflict("They are on this roster already.")
        return roster

    async def barring(self, clinic_id: str, person_id: str, roster: Collection[RosterEntry]) -> frozenset[str]:
        """Those on it from whom this person is kept apart."""
        pairs = await self._pairs.pairs(clinic_id)
        return pairs.barring(person_id, {one.person_id for one in roster})

    async def refuse_pair(self, clinic_id: str, person_id: str, roster: Collection[RosterEntry]) -> None:
        """Raises NotTogether, which names nobody."""
        if await self.barring(clinic_id, person_id, roster):
            raise NotTogether(NOT_WITH_THIS_GROUP)

    async def clashing(self, sessions: Sequence[Session], person_id: str) -> Sequence[Session]:
        """Those among them, of one clinic, during which this person is expected at something else."""
        if not sessions:
            return []
        first, last = min(one.starts_at for one in sessions), max(one.ends_at for one in sessions)
        there = await self._sessions.between(sessions[0].clinic_id, first, last, person_id)
        mine, own = [one for one in there if one.status != "cancelled"], {one.id for one in sessions}
        return [
            one
            for one in sessions
            if any(
                other.id not in own and other.starts_at < one.ends_at and one.starts_at < other.ends_at
                for other in mine
            )
        ]

    async def rosters(self, sessions: Sequence[Session]) -> Mapping[str, Sequence[RosterEntry]]:
        """By session, of one clinic."""
        return await self._sessions.rosters(sessions[0].clinic_id, [one.id for one in sessions]) if sessions else {}

    async def refresh(self, clinic_id: str, session_ids: Collection[str], now: datetime) -> None:
        """Of those that are planned, as their series says now."""
        await self._rosters.refresh_sessions(clinic_id, session_ids, now)

    async def elsewhere(self, session: Session, person_id: str, but: str | None = None) -> Sequence[Session]:
        """What else they are expected at during this session, apart from `but`."""
        meanwhile = await self._sessions.between(session.clinic_id, session.starts_at, session.ends_at, person_id)
        return [one for one in meanwhile if one.id not in (session.id, but) and one.status != "cancelled"]

    async def crowding(self, session: Session, roster: Collection[RosterEntry]) -> Sequence[str]:
        """What is, or would be, over the policy, in words."""
        policy = (await self._policies.of_session(session.clinic_id, session)).session
        heads = Heads.of(Role(one.role) for one in roster if one.status != "excused")
        return crowding(SessionKind(session.kind), heads, Bounds.of(policy))

    async def objections(
        self, session: Session, person_id: str, roster: Collection[RosterEntry], but: str | None = None
    ) -> tuple[Sequence[str], Sequence[str]]:
        """What speaks against this client's being at the session too, and can be gone on with for a reason: what else
        they have at that time, apart from `but`, and how many there would be."""
        clashes = [
            f"They are expected at “{one.title}” at the same time."
            for one in await self.elsewhere(session, person_id, but)
        ]
        return clashes, await self.crowding(session, [*roster, RosterEntry(person_id, "client")])

    async def put(
        self, session: Session, added: RosterException, now: datetime, meanwhile: RosterEntry | None = None
    ) -> None:
        """Onto the roster; `meanwhile`: as which entry once the session goes on, unless as somebody who was added."""
        await self._exceptions.put(added)
        if session.status == "planned":
            await self._rosters.refresh_sessions(session.clinic_id, [session.id], now)
            return
        entry = meanwhile or RosterEntry(added.person_id, added.role, source="added")
        await self._sessions.enlist(session.clinic_id, session.id, entry)

    async def put_facilitator(self, clinic_id: str, session_id: str, person_id: str) -> None:
        """Staff who walk in where they are needed, now. Raises NotTogether."""
        roster = await self.roster(clinic_id, session_id)
        await self.refuse_pair(clinic_id, person_id, roster)
        if not is_on(roster, person_id):
            entry = RosterEntry(person_id, "facilitator", source="walk_in")
            await self._sessions.enlist(clinic_id, session_id, entry)

    async def take_back(self, clinic_id: str, session_id: str, person_id: str, now: datetime) -> None:
        """Whom somebody added to a planned session is not on its roster any more."""
        await self._exceptions.remove(clinic_id, session_id, person_id)
        await self._rosters.refresh_sessions(clinic_id, [session_id], now)


def is_on(roster: Collection[RosterEntry], person_id: str) -> bool:
    return any(one.person_id == person_id for one in roster)
