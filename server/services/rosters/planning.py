"""One session's roster in the hands of staff: adding, leaving out, excusing, making up."""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from server.services.access.logins import LoginSession
from server.services.access.scope import VisibleClients
from server.services.errors import Conflict, Invalid, NotFound, Warned
from server.services.log.audit import Audit, AuditEntry
from server.services.people import People, Person
from server.services.rosters.adding import Adding, NotTogether
from server.services.rosters.exceptions import RosterException, RosterExceptions
from server.services.rosters.keep_apart import NOT_WITH_THIS_GROUP, PairStore
from server.services.rosters.rosters import Rosters
from server.services.sessions.sessions import RosterEntry, Session, Sessions, SessionService

BEGUN = "This session has begun. Whoever does not come is absent, or can be excused."


@dataclass(frozen=True)
class Placed:
    """Somebody on the roster, and why."""

    person: Person
    entry: RosterEntry
    exception: RosterException | None
    makes_up_for: Session | None
    made_up_at: Session | None


@dataclass(frozen=True)
class NotPlaced:
    """Somebody who would be expected and is not on the roster."""

    person: Person
    apart_from: Person | None
    """Kept apart from them; None: left out this once."""
    exception: RosterException | None
    made_up_at: Session | None


@dataclass(frozen=True)
class RosterPlan:
    session: Session
    placed: Sequence[Placed]
    not_placed: Sequence[NotPlaced]
    """Without those of whom the one who asks may not know."""
    crowding: Sequence[str]
    apart: Sequence[tuple[Person, Person]]
    """Both on the roster of a session that had begun when it was said that they are kept apart."""


@dataclass(frozen=True)
class Addition:
    """`despite`: whoever asks has read the warnings, and the reason answers them."""

    person_id: str
    reason: str
    instead_of: str | None = None
    despite: bool = False


class RosterPlanning:
    """For staff who may know of the session: admins, and facilitators at their own. Others get NotFound."""

    def __init__(
        self,
        service: SessionService,
        sessions: Sessions,
        exceptions: RosterExceptions,
        rosters: Rosters,
        pairs: PairStore,
        people: People,
        clients: VisibleClients,
        adding: Adding,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
    ) -> None:
        self._service = service
        self._sessions = sessions
        self._exceptions = exceptions
        self._rosters = rosters
        self._pairs = pairs
        self._people = people
        self._clients = clients
        self._adding = adding
        self._audit = audit
        self._atomic = atomic

    async def of(self, login: LoginSession, session_id: str) -> RosterPlan:
        """The roster with what was decided about it. Raises NotFound."""
        session = await self._service.visible(login, session_id)
        clinic = session.clinic_id
        roster = await self._sessions.roster(clinic, session_id)
        exceptions = {one.person_id: one for one in await self._exceptions.of_session(clinic, session_id)}
        elsewhere = {one.person_id: one for one in await self._exceptions.instead_of(clinic, session_id)}
        absent = await self._rosters.left_out(clinic, session_id)
        pairs = await self._pairs.pairs(clinic)
        within = pairs.within({one.person_id for one in roster})
        ids = {one.person_id for one in roster} | {one.left_out.person for one in absent}
        ids |= {one.left_out.apart_from for one in absent if one.left_out.apart_from}
        people = await self._people.persons(clinic, ids)
        seen = {one.id for one in people.values() if one.kind != "client"}
        seen |= set(await self._clients.among(login, ids - seen))
        made_up = {person: await self._sessions.get(clinic, one.session_id) for person, one in elsewhere.items()}
        placed = []
        for entry in roster:
            made = exceptions.get(entry.person_id)
            missed = await self._sessions.get(clinic, made.instead_of) if made and made.instead_of else None
            if entry.person_id in people:
                placed.append(Placed(people[entry.person_id], entry, made, missed, made_up.get(entry.person_id)))
        not_placed = [
            NotPlaced(
                people[one.left_out.person],
                people.get(one.left_out.apart_from or ""),
                exceptions.get(one.left_out.person),
                made_up.get(one.left_out.person),
            )
            for one in absent
            if (people[one.left_out.person].kind == "client" and one.left_out.why == "exception")
            or {one.left_out.person, one.left_out.apart_from} <= seen
        ]
        apart = [tuple(sorted(one)) for one in within if one <= seen]
        return RosterPlan(
            session,
            sorted(placed, key=lambda one: (one.person.legal_name, one.person.id)),
            sorted(not_placed, key=lambda one: (one.person.legal_name, one.person.id)),
            () if session.is_over else await self._adding.crowding(session, roster),
            [(people[first], people[second]) for first, second in sorted(apart)],
        )

    async def add(self, login: LoginSession, session_id: str, wish: Addition, now: datetime) -> None:
        """Onto the roster of one that is planned; as a walk-in to one that is in progress. Raises NotFound, Conflict
        when they are on it, the session is over, or somebody is on it from whom they are kept apart; Warned."""
        session = await self._adding.open(login, session_id)
        person = await self._clients.get(login, wish.person_id)
        missed = await self._missed(login, wish) if wish.instead_of else None
        async with self._atomic():
            roster = await self._adding.without(session, person.id)
            if session.kind == "assessment" and any(one.role == "client" for one in roster):
                raise Conflict("An assessment is with one client. Plan another one for them.")
            await self._refuse_pair(login, session, person, roster)
            clashes, crowded = await self._adding.objections(session, person.id, roster, but=wish.instead_of)
            warnings = [*clashes, *crowded]
            if warnings and not wish.despite:
                raise Warned(" ".join(warnings))
            put = self._exception(login, session, person.id, "added", wish.reason, now, wish.instead_of)
            walk_in = RosterEntry(person.id, "client", "walk_in", "make_up" if wish.instead_of else "walk_in")
            await self._adding.put(session, put, now, walk_in)
            if missed is not None and not missed.is_over:
                await self._sessions.excuse(session.clinic_id, missed.id, person.id, "excused")
            detail: dict[str, object] = {"warnings": len(warnings), "instead_of": wish.instead_of}
            await self._note(login, session, "roster.added", person.id, now, detail)

    async def leave_out(self, login: LoginSession, session_id: str, person_id: str, reason: str, now: datetime) -> None:
        """This once. Raises NotFound, also for somebody who is not on the roster, and Conflict once it has begun."""
        session = await self._adding.open(login, session_id)
        if session.status != "planned":
            raise Conflict(BEGUN)
        async with self._atomic():
            entry = await self._client_on(session, person_id)
            left = self._exception(login, session, entry.person_id, "left_out", reason, now)
            await self._exceptions.put(left)
            await self._rosters.refresh_sessions(session.clinic_id, [session_id], now)
            await self._note(login, session, "roster.left_out", person_id, now)

    async def excuse(self, login: LoginSession, session_id: str, person_id: str, reason: str, now: datetime) -> None:
        """Beforehand: whoever comes all the same has an ordinary record. Raises like `leave_out`."""
        session = await self._adding.open(login, session_id)
        async with self._atomic():
            entry = await self._client_on(session, person_id)
            known = {one.person_id: one for one in await self._exceptions.of_session(session.clinic_id, session_id)}
            made = known.get(person_id)
            if made is None or made.kind != "added":
                await self._exceptions.put(self._exception(login, session, entry.person_id, "excused", reason, now))
            await self._sessions.excuse(session.clinic_id, session_id, person_id, "excused")
            await self._note(login, session, "roster.excused", person_id, now)

    async def undo(self, login: LoginSession, session_id: str, person_id: str, now: datetime) -> None:
        """What was said of this person at this session holds no more. Raises NotFound when nothing was, Conflict when
        the session has begun and they were added to it."""
        session = await self._adding.open(login, session_id)
        clinic = session.clinic_id
        async with self._atomic():
            known = {one.person_id: one for one in await self._exceptions.of_session(clinic, session_id)}
            made = known.get(person_id)
            roster = {one.person_id: one for one in await self._sessions.roster(clinic, session_id)}
            excused = person_id in roster and roster[person_id].status == "excused"
            if made is None and not excused:
                raise NotFound
            if excused:
                await self._sessions.excuse(clinic, session_id, person_id, "expected")
            elif session.status != "planned":
                raise Conflict(BEGUN)
            if made is not None and not (excused and made.kind == "added"):
                await self._withdraw(login, session, made, now)
            await self._rosters.refresh_sessions(clinic, [session_id], now)
            await self._note(login, session, "roster.exception_undone", person_id, now)

    async def _withdraw(self, login: LoginSession, session: Session, made: RosterException, now: datetime) -> None:
        await self._exceptions.remove(session.clinic_id, session.id, made.person_id)
        if made.instead_of is not None:
            missed = await self._sessions.get(session.clinic_id, made.instead_of)
            if missed is not None and not missed.is_over:
                await self._sessions.excuse(session.clinic_id, missed.id, made.person_id, "expected")
        if made.kind == "left_out" and session.series_id is None:
            back = self._exception(login, session, made.person_id, "added", made.reason, now)
            roster = await self._adding.roster(session.clinic_id, session.id)
            await self._adding.refuse_pair(session.clinic_id, made.person_id, roster)
            await self._exceptions.put(back)

    async def _missed(self, login: LoginSession, wish: Addition) -> Session:
        """The session that is to be made up for, which the one who asks must know of."""
        missed = await self._service.visible(login, wish.instead_of or "")
        roster = await self._sessions.roster(login.clinic_id, missed.id)
        left = {one.left_out.person for one in await self._rosters.left_out(login.clinic_id, missed.id)}
        if wish.person_id not in left | {one.person_id for one in roster}:
            raise Invalid("They were not expected at that session.", [("body.instead_of", "is not theirs")])
        if any(
            one.person_id == wish.person_id for one in await self._exceptions.instead_of(login.clinic_id, missed.id)
        ):
            raise Conflict("They make up for that session already.")
        return missed

    async def _refuse_pair(
        self, login: LoginSession, session: Session, person: Person, roster: Collection[RosterEntry]
    ) -> None:
        barring = await self._adding.barring(session.clinic_id, person.id, roster)
        if not barring:
            return
        people = await self._people.persons(session.clinic_id, barring)
        clients = [one for one, who in people.items() if who.kind == "client"]
        if set(clients) <= set(await self._clients.among(login, clients)):
            names = " and ".join(sorted(who.legal_name for who in people.values()))
            raise NotTogether(f"{person.legal_name} is kept apart from {names}, who is on this roster.")
        raise NotTogether(NOT_WITH_THIS_GROUP)

    async def _client_on(self, session: Session, person_id: str) -> RosterEntry:
        for one in await self._sessions.roster(session.clinic_id, session.id):
            if one.person_id == person_id and one.role == "client":
                return one
        raise NotFound

    def _exception(
        self,
        login: LoginSession,
        session: Session,
        person_id: str,
        kind: Literal["added", "left_out", "excused"],
        reason: str,
        now: datetime,
        instead_of: str | None = None,
    ) -> RosterException:
        return RosterException(
            session.id, person_id, session.clinic_id, kind, "client", instead_of, reason, login.person_id, now
        )

    async def _note(
        self,
        login: LoginSession,
        session: Session,
        action: str,
        person_id: str,
        now: datetime,
        detail: dict[str, object] | None = None,
    ) -> None:
        await self._audit(
            AuditEntry(session.clinic_id, now, action, login.person_id, person_id, session.id, detail or {})
        )
