"""Staff who take part in one session beside those who are planned: another facilitator, a trainee, an interpreter.

A co-facilitator is a facilitator, with all rights. A trainee has none in that session, is told of to everybody, and is
let in only while every client who is there has agreed: staff ask, and record the answers here.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from server.services.access.logins import LoginSession
from server.services.errors import Conflict, Invalid, NotFound, Warned
from server.services.log.audit import Audit, AuditEntry
from server.services.people import People, Person
from server.services.rosters.adding import Adding
from server.services.rosters.exceptions import RosterException, RosterExceptions
from server.services.rosters.helpers import SeriesHelpers, helping_at
from server.services.rosters.planning import BEGUN
from server.services.schedule.drafts import runs_sessions
from server.services.schedule.series import TeamRole
from server.services.sessions.sessions import Session, SessionService


class Agreements(Protocol):
    async def said(self, clinic_id: str, session_id: str) -> Mapping[str, bool]:
        """Of the clients who were asked about trainees in this session, what each said last."""
        ...

    async def say(
        self, clinic_id: str, session_id: str, client_id: str, agreed: bool, by: str, now: datetime
    ) -> None: ...


@dataclass(frozen=True)
class TeamMember:
    """`added`: for this session alone, so that it can be taken back."""

    person: Person
    role: TeamRole
    added: bool


@dataclass(frozen=True)
class Team:
    members: Sequence[TeamMember]
    agreements: Sequence[tuple[Person, bool | None]]
    """What each client on the roster says to a trainee's watching; None: not asked. Empty without a trainee."""


@dataclass(frozen=True)
class TeamAddition:
    """`despite`: whoever asks has read that they have another session at that time."""

    person_id: str
    role: TeamRole
    despite: bool = False


class TeamService:
    """For staff who may know of the session; others get NotFound."""

    def __init__(
        self,
        service: SessionService,
        exceptions: RosterExceptions,
        helpers: SeriesHelpers,
        adding: Adding,
        people: People,
        agreements: Agreements,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
    ) -> None:
        self._service = service
        self._exceptions = exceptions
        self._helpers = helpers
        self._adding = adding
        self._people = people
        self._agreements = agreements
        self._audit = audit
        self._atomic = atomic
        self._on_change: list[Callable[[str], None]] = []

    def subscribe(self, on_change: Callable[[str], None]) -> None:
        """`on_change(session)` runs once what a client said of trainees can be read."""
        self._on_change.append(on_change)

    async def of(self, login: LoginSession, session_id: str) -> Team:
        schedule = await self._service.detail(login, session_id)
        exceptions = await self._exceptions.of_session(login.clinic_id, session_id)
        added = {one.person_id for one in exceptions if one.kind == "added"}
        team = [*(("facilitator", one) for one in schedule.facilitators), *schedule.others]
        members = [
            TeamMember(person, role, person.id in added)
            for role, person in team
            if person.kind == "staff" and role in ("facilitator", "observer", "interpreter")
        ]
        if not any(one.role == "observer" for one in members):
            return Team(members, ())
        said = await self._agreements.said(login.clinic_id, session_id)
        return Team(members, [(one, said.get(one.id)) for one in schedule.clients])

    async def choices(self, login: LoginSession, session_id: str) -> Sequence[tuple[Person, bool]]:
        """Staff who are not on the roster, by name, and whether they are admins, who observe nothing."""
        schedule = await self._service.detail(login, session_id)
        taken = {one.person_id for one in schedule.roster}
        logins = [one for one in await self._people.staff_logins(login.clinic_id) if runs_sessions(one)]
        admins = {one.person_id for one in logins if one.role == "admin"}
        people = await self._people.persons(login.clinic_id, {one.person_id for one in logins} - taken)
        return [(one, one.id in admins) for one in sorted(people.values(), key=lambda one: (one.legal_name, one.id))]

    async def add(self, login: LoginSession, session_id: str, wish: TeamAddition, now: datetime) -> None:
        """Raises NotFound, Conflict, NotTogether, Invalid, and Warned of what else they have at that time."""
        session = await self._adding.open(login, session_id)
        async with self._atomic():
            person = await staff_member(self._people, session.clinic_id, wish)
            roster = await self._adding.without(session, person.id)
            await self._adding.refuse_pair(session.clinic_id, person.id, roster)
            if not wish.despite and await self._adding.elsewhere(session, person.id):
                raise Warned("They have another session at the same time.")
            helping = (await helping_at(self._helpers, session)).get(person.id)
            if helping is not None and helping.role != wish.role:
                raise Conflict("They take part in the whole series as something else. End that first.")
            put = RosterException(
                *(session.id, person.id, session.clinic_id, "added", wish.role, None, "", login.person_id, now)
            )
            if helping is not None and session.status == "planned":
                await self._adding.take_back(session.clinic_id, session.id, person.id, now)
            else:
                await self._adding.put(session, put, now)
            await self._note(login, session, "roster.team_added", person.id, now, {"role": wish.role})

    async def remove(self, login: LoginSession, session_id: str, person_id: str, now: datetime) -> None:
        """Whom somebody added to it or to its series, which stays as it is. Raises NotFound for anybody else, Conflict
        once it has begun."""
        session = await self._adding.open(login, session_id)
        if session.status != "planned":
            raise Conflict(BEGUN)
        async with self._atomic():
            helping = (await helping_at(self._helpers, session)).get(person_id)
            if helping is not None:
                left_out = RosterException(
                    *(session.id, person_id, session.clinic_id, "left_out", helping.role, None, ""),
                    *(login.person_id, now),
                )
                await self._adding.put(session, left_out, now)
                detail: dict[str, object] = {"series": session.series_id}
                await self._note(login, session, "roster.team_removed", person_id, now, detail)
                return
            exceptions = await self._exceptions.of_session(session.clinic_id, session_id)
            people = await self._people.persons(session.clinic_id, [person_id])
            if not any(one.person_id == person_id and one.kind == "added" for one in exceptions) or not any(
                one.kind == "staff" for one in people.values()
            ):
                raise NotFound
            await self._adding.take_back(session.clinic_id, session_id, person_id, now)
            await self._note(login, session, "roster.team_removed", person_id, now, {})

    async def agree(self, login: LoginSession, session_id: str, client_id: str, agreed: bool, now: datetime) -> None:
        """What a client says to a trainee's watching this session. Raises NotFound for who is no client of it."""
        session = await self._adding.open(login, session_id)
        async with self._atomic():
            roster = await self._adding.roster(session.clinic_id, session_id)
            if not any(one.person_id == client_id and one.role == "client" for one in roster):
                raise NotFound
            await self._agreements.say(session.clinic_id, session_id, client_id, agreed, login.person_id, now)
            await self._note(login, session, "observer.asked", client_id, now, {"agreed": agreed})
        for heard in self._on_change:
            heard(session_id)

    async def agreed(self, clinic_id: str, session_id: str) -> frozenset[str]:
        """Clients who agreed, for the session's room."""
        said = await self._agreements.said(clinic_id, session_id)
        return frozenset(one for one, agreed in said.items() if agreed)

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


async def staff_member(people: People, clinic_id: str, wish: TeamAddition) -> Person:
    """Raises Invalid for who is no staff, or cannot be what is wished."""
    logins = {one.person_id: one for one in await people.staff_logins(clinic_id)}
    found = logins.get(wish.person_id)
    person = await people.person(clinic_id, wish.person_id)
    if found is None or person is None or not runs_sessions(found):
        raise Invalid("Choose somebody of the staff.", [("body.person", "staff who can sign in")])
    if wish.role == "observer" and found.role == "admin":
        raise Invalid("An admin sees everything and is no trainee.", [("body.person", "is an admin")])
    return person
