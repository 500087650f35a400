"""Sessions and rosters: who may know of a session, and what they may know."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Literal, Protocol

from server.services.access.logins import LoginSession, LoginSessions
from server.services.access.scope import scope_of
from server.services.access.throttle import Throttles
from server.services.access.tickets import INVALID, Bringing, Seat, SeatRole, Tickets, seat_of
from server.services.access.to_sign import RecordsToSign
from server.services.errors import Gone, NotFound, Unauthenticated
from server.services.people import Clinic, People, Person, Program

Kind = Literal[
    "group",
    "individual",
    "family",
    "workshop",
    "skills",
    "wellness",
    "medication_check",
    "assessment",
    "alumni",
    "recreation",
    "film",
    "workbook",
]
Status = Literal["planned", "in_progress", "finished", "cancelled"]
RosterRole = Literal["client", "facilitator", "observer", "interpreter", "guest"]
"""In one session. An observer is a trainee of the staff, without staff's rights there; interpreters are of the staff or
from outside; a guest is a client's family, or another whom they bring."""
OTHERS: tuple[RosterRole, ...] = ("observer", "interpreter", "guest")
RosterStatus = Literal["expected", "excused", "walk_in"]
Setting = Literal["hybrid", "remote", "in_person"]
Source = Literal["series", "enrollment", "added", "make_up", "walk_in"]
"""Why somebody is on a roster."""
TICKETS, TICKET_WINDOW = 20, timedelta(minutes=1)
"""So many for one login: a page on the worst of networks comes back about eight times in a minute."""
AHEAD = timedelta(days=28)
LONGEST = timedelta(days=1)
"""What a session is planned for at most: so those that overlap a time began within a day before it."""
SEEN_AFTERWARDS = timedelta(minutes=30)
"""How long after a session's end it is still taken in who was seen in the room: people go out at the door then."""


@dataclass(frozen=True)
class Session:
    id: str
    clinic_id: str
    program_id: str | None
    kind: Kind
    title: str
    status: Status
    starts_at: datetime
    ends_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    planned_break_ms: int = 0
    service_code: str = ""
    """As payers have it (H0015); empty: nobody is billed."""
    topic: str = ""
    series_id: str | None = None
    series_day: date | None = None
    """The day for which the series made it, wherever it was moved since."""
    track_id: str | None = None
    site_id: str | None = None
    setting: Setting = "hybrid"
    guests: bool = False
    """Whether guests with an invitation may come."""
    altered: bool = False
    """Changed by itself: changes of its series pass it by."""
    cancel_reason: str = ""
    time_zone: str = field(default="", compare=False)
    """Of the place where it meets, its site or else the clinic (IANA); as it is read, and never written."""
    sequence: int = field(default=0, compare=False)
    """How often its plan was changed, as it is read: calendars go by it (RFC 5545 3.8.7.4)."""

    @property
    def is_over(self) -> bool:
        return self.status in ("finished", "cancelled")

    def takes_sightings(self, now: datetime) -> bool:
        """Whether it still matters who was seen in the physical room: until half an hour after the end."""
        if self.status == "finished":
            return self.ended_at is not None and now - self.ended_at <= SEEN_AFTERWARDS
        return self.status != "cancelled"


@dataclass(frozen=True)
class RosterEntry:
    person_id: str
    role: RosterRole
    status: RosterStatus = "expected"
    source: Source = "series"


@dataclass(frozen=True)
class Schedule:
    """A session with its people: what every page about a session starts from."""

    session: Session
    clinic: Clinic
    program: Program | None
    facilitators: tuple[Person, ...]
    clients: tuple[Person, ...]
    roster: tuple[RosterEntry, ...]
    others: tuple[tuple[RosterRole, Person], ...] = ()
    """Observers, interpreters and guests."""
    unseen: int = 0
    """How many more clients there are, whom the one who asks may not see."""
    signs: frozenset[str] = frozenset()
    """Clients whose records whoever asks has to sign, or signed, without having run the session."""


class Sessions(Protocol):
    async def get(self, clinic_id: str, session_id: str) -> Session | None: ...
    async def between(
        self, clinic_id: str, start: datetime, end: datetime, person_id: str | None = None
    ) -> Sequence[Session]:
        """Those that overlap [start, end), by start; only those with `person_id` on the roster when given."""
        ...

    async def roster(self, clinic_id: str, session_id: str) -> Sequence[RosterEntry]: ...
    async def rosters(self, clinic_id: str, session_ids: Collection[str]) -> Mapping[str, Sequence[RosterEntry]]: ...
    async def programs(self, clinic_id: str) -> Mapping[str, Program]: ...
    async def add(self, session: Session, roster: Sequence[RosterEntry]) -> None:
        """Raises ValueError for one that is planned for longer than `LONGEST`."""
        ...

    async def enlist(self, clinic_id: str, session_id: str, entry: RosterEntry) -> None:
        """One more on the roster, who is not on it yet."""
        ...

    async def excuse(self, clinic_id: str, session_id: str, person_id: str, status: RosterStatus) -> None:
        """How somebody stands on the roster who is on it."""
        ...

    async def begin(self, clinic_id: str, session_id: str, at: datetime) -> None:
        """A planned session is in progress since `at`; any other stays as it is."""
        ...

    async def cancel(self, clinic_id: str, session_id: str) -> None:
        """A planned session will not be held; any other stays as it is."""
        ...

    async def finish(self, clinic_id: str, session_id: str, at: datetime) -> None:
        """The session ended at `at`. One that is over stays as it is."""
        ...


class SessionService:
    def __init__(
        self,
        sessions: Sessions,
        people: People,
        logins: LoginSessions,
        tickets: Tickets,
        to_sign: RecordsToSign,
        brought: Callable[[str, str, str], Awaitable[Bringing | None]],
        throttle: Throttles,
    ) -> None:
        """`brought(clinic, session, guest)`: by whom."""
        self._sessions = sessions
        self._people = people
        self._logins = logins
        self._tickets = tickets
        self._to_sign = to_sign
        self._brought = brought
        self._asked = throttle("sessions.tickets", TICKETS, TICKET_WINDOW)

    async def visible(self, login: LoginSession, session_id: str) -> Session:
        """The session, when this login may know of it: an admin's clinic's, a facilitator's own, a client's linked
        one. Raises NotFound otherwise, whatever the cause."""
        session = await self._sessions.get(login.clinic_id, session_id)
        if session is None:
            raise NotFound
        if not scope_of(login).knows_of(session, await self._sessions.roster(login.clinic_id, session_id)):
            raise NotFound
        return session

    async def between(self, login: LoginSession, start: datetime, end: datetime) -> Sequence[tuple[Schedule, SeatRole]]:
        """What this login takes part in or may know of in [start, end), by start, with the role there."""
        scope = scope_of(login)
        person_id = None if scope.everything else login.person_id
        found = await self._sessions.between(login.clinic_id, start, end, person_id)
        roles = [(one, role_in(login, one.session, one.roster)) for one in await self.schedules(login.clinic_id, found)]
        return [(one, role) for one, role in roles if role is not None]

    async def with_records(self, login: LoginSession, session_id: str) -> Schedule:
        """The session with those of its clients whose records this login may see. Raises NotFound where it may see
        nobody's."""
        session = await self._sessions.get(login.clinic_id, session_id)
        if session is None:
            raise NotFound
        scope = scope_of(login)
        (schedule,) = await self.schedules(login.clinic_id, [session])
        if scope.takes_part and not scope.knows_of(session, schedule.roster):
            signs = await self._to_sign.of(login.person_id, session, schedule.roster)
            schedule = replace(schedule, signs=signs)
        found = scope.narrowed(schedule)
        if found is None:
            raise NotFound
        return found

    async def with_records_between(self, login: LoginSession, start: datetime, end: datetime) -> Sequence[Schedule]:
        """As `with_records`, those that overlap [start, end), by start; without what is open to whoever signs it."""
        scope = scope_of(login)
        found: dict[str, Session] = {}
        for person_id in [None] if scope.whose is None else scope.whose:
            for session in await self._sessions.between(login.clinic_id, start, end, person_id):
                found[session.id] = session
        ordered = sorted(found.values(), key=lambda one: (one.starts_at, one.id))
        return scope.all_narrowed(await self.schedules(login.clinic_id, ordered))

    async def detail(self, login: LoginSession, session_id: str) -> Schedule:
        """With the rights of `visible`."""
        session = await self.visible(login, session_id)
        return (await self.schedules(login.clinic_id, [session]))[0]

    async def taking_part(self, login: LoginSession, session_id: str) -> tuple[Schedule, SeatRole]:
        """The session, for whoever has a seat in it, and as what; which of it somebody may see goes by that. Raises
        NotFound."""
        session = await self._sessions.get(login.clinic_id, session_id)
        if session is None:
            raise NotFound
        (schedule,) = await self.schedules(login.clinic_id, [session])
        role = role_in(login, session, schedule.roster)
        if role is None:
            raise NotFound
        return schedule, role

    async def next_of(self, login: LoginSession, after: datetime) -> datetime | None:
        """When this client's next session begins, within `AHEAD`; which it is, a login to another one is not told."""
        found = await self._sessions.between(login.clinic_id, after, after + AHEAD, login.person_id)
        return next((one.starts_at for one in found if one.starts_at > after and not one.is_over), None)

    async def schedules(self, clinic_id: str, sessions: Sequence[Session]) -> Sequence[Schedule]:
        """The same sessions with their people, in four queries however many there are."""
        clinic = await self._people.clinic(clinic_id)
        if clinic is None:
            raise NotFound
        rosters = await self._sessions.rosters(clinic_id, [session.id for session in sessions])
        ids = {entry.person_id for roster in rosters.values() for entry in roster}
        persons = await self._people.persons(clinic_id, ids)
        programs = await self._sessions.programs(clinic_id)
        return [
            Schedule(
                session,
                clinic,
                programs.get(session.program_id or ""),
                _with_role(rosters.get(session.id, ()), "facilitator", persons),
                _with_role(rosters.get(session.id, ()), "client", persons),
                tuple(rosters.get(session.id, ())),
                tuple(
                    (role, person)
                    for role in OTHERS
                    for person in _with_role(rosters.get(session.id, ()), role, persons)
                ),
            )
            for session in sessions
        ]

    async def ticket(self, login: LoginSession, session_id: str, now: datetime) -> str:
        """A one-use ticket for the session's room. Raises NotFound, Gone when the session is over, TooManyRequests
        (each ticket makes a connection, which is kept for ever), StorageUnavailable."""
        schedule, role = await self.taking_part(login, session_id)
        if schedule.session.is_over:
            raise Gone("This session is over.")
        await self._asked.attempt(login.id, now)
        person = await self._people.person(login.clinic_id, login.person_id)
        if person is None:
            raise NotFound
        on_roster = any(one.person_id == person.id and one.role == "facilitator" for one in schedule.roster)
        bringing = await self._brought(login.clinic_id, session_id, person.id) if role == "guest" else None
        return await self._tickets.issue(seat_of(login, session_id, person, role, on_roster, bringing), now)

    async def redeem(self, ticket: str, now: datetime) -> Seat:
        """The ticket's seat, once. Raises Unauthenticated: unknown, used or too old, or the login session that asked
        for it lives no more, which may have ended while the ticket was made. Raises StorageUnavailable."""
        seat = await self._tickets.redeem(ticket, now)
        if seat.role != "room" and not await self._logins.lives(seat.login_session, now):
            raise Unauthenticated(INVALID)
        return seat


def role_in(login: LoginSession, session: Session, roster: Collection[RosterEntry]) -> SeatRole | None:
    """As what they take part; None: they may not know of it. Staff who are there as observers or interpreters have none
    of staff's rights in that session's room."""
    scope = scope_of(login)
    if login.role == "auditor" or (scope.only_session is not None and session.id != scope.only_session):
        return None
    entry = next((one for one in roster if one.person_id == login.person_id), None)
    if entry is not None and entry.role != "facilitator":
        return entry.role
    if entry is not None or scope.everything:
        return "admin" if login.role == "admin" else "facilitator"
    return None


def _with_role(roster: Sequence[RosterEntry], role: RosterRole, persons: Mapping[str, Person]) -> tuple[Person, ...]:
    found = (persons[entry.person_id] for entry in roster if entry.role == role and entry.person_id in persons)
    return tuple(sorted(found, key=lambda person: (person.legal_name, person.id)))
