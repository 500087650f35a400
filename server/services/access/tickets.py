"""One-use tickets that open the signaling socket: random, 30 s; in memory or, for several nodes together, elsewhere."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from server.services.access.logins import LoginSession, token_hash
from server.services.errors import Unauthenticated
from server.services.people import Person

SeatRole = Literal["client", "facilitator", "admin", "observer", "interpreter", "guest"]
LIFETIME = timedelta(seconds=30)
INVALID = "This ticket is not valid any more."
MAX_OUTSTANDING = 10_000


@dataclass(frozen=True)
class Seat:
    """Who may take a place in which session's room, as the server knows them."""

    clinic: str
    session: str
    participant: str
    """Person id."""
    role: SeatRole | Literal["room"]
    """`room`: nobody, but the device of the clinic's own room."""
    alias: str
    """The chosen name, which peers see."""
    pronouns: str
    legal_name: str
    """For staff only."""
    login_session: str
    on_roster: bool
    """As a facilitator of the session, whatever the role."""
    name_used: str = ""
    guest_of: str = ""
    """Legal name of the client who brings this guest."""
    relation: str = ""
    """What the guest is to that client."""


@dataclass(frozen=True)
class Bringing:
    """Whose guest somebody is."""

    client: str
    """Legal name."""
    relation: str


class Tickets(Protocol):
    async def issue(self, seat: Seat, now: datetime) -> str:
        """A ticket for one socket, within 30 s. Raises StorageUnavailable."""
        ...

    async def redeem(self, ticket: str, now: datetime) -> Seat:
        """The seat, once. Raises Unauthenticated: unknown, used or too old; StorageUnavailable."""
        ...

    def revoke(self, login_session: str) -> None:
        """Tickets of a login session that ended, from now or very soon on: whoever redeems one asks whether its login
        session lives."""
        ...


class InMemoryTickets:
    """`Tickets` of one process. Beyond `max_outstanding` the oldest is forgotten."""

    def __init__(self, max_outstanding: int = MAX_OUTSTANDING) -> None:
        self._max_outstanding = max_outstanding
        self._seats: dict[str, tuple[Seat, datetime]] = {}

    async def issue(self, seat: Seat, now: datetime) -> str:
        self._forget_expired(now)
        ticket = secrets.token_urlsafe(32)
        self._seats[token_hash(ticket)] = (seat, now + LIFETIME)
        return ticket

    async def redeem(self, ticket: str, now: datetime) -> Seat:
        seat, expires_at = self._seats.pop(token_hash(ticket), (None, now))
        if seat is None or expires_at <= now:
            raise Unauthenticated(INVALID)
        return seat

    def revoke(self, login_session: str) -> None:
        self._seats = {key: kept for key, kept in self._seats.items() if kept[0].login_session != login_session}

    def _forget_expired(self, now: datetime) -> None:
        self._seats = {key: kept for key, kept in self._seats.items() if kept[1] > now}
        while len(self._seats) >= self._max_outstanding:
            del self._seats[next(iter(self._seats))]


def seat_of(
    login: LoginSession, session: str, person: Person, role: SeatRole, on_roster: bool, bringing: Bringing | None
) -> Seat:
    names = person.chosen_name, person.pronouns, person.legal_name
    return Seat(
        *(login.clinic_id, session, login.person_id, role),
        *names,
        login.id,
        on_roster,
        name_used=person.name_used,
        guest_of=bringing.client if bringing else "",
        relation=bringing.relation if bringing else "",
    )
