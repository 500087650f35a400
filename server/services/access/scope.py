"""Who may see what of a clinic: the one place that decides it. Whatever a service shows of sessions and records has
gone through here, so that no page can forget it.

An admin sees all of the clinic; a facilitator the sessions that they run, with everybody in them; a client or a guest
the one session that their link is for, and no records (a client's own page beside it is `clients/home.py`); whoever of
the staff only observes or interprets in a session no more of it than a client does (`sessions.role_in`); an auditor no
session as it goes on, and of those that were held the records of the clients that a live grant names, among however
many others there were.

Who signs sees what they sign: a supervisor, while something in a session waits for them, its records and what these
rest on, and afterwards those that they signed (`to_sign.py` says which). That opens nothing else: no list, no export,
no client.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from server.services.access.grants import Window
from server.services.access.logins import LoginSession
from server.services.errors import NotFound
from server.services.people import People, Person

if TYPE_CHECKING:
    from server.services.sessions.sessions import RosterEntry, Schedule, Session


@dataclass(frozen=True)
class Scope:
    """What one login may see at this moment."""

    clinic_id: str
    everything: bool = False
    sessions_of: str | None = None
    """The person on whose rosters the sessions must have them."""
    only_session: str | None = None
    """A client's: the session of their link. They see no records."""
    windows: tuple[Window, ...] = ()
    """An auditor's."""

    @property
    def whose(self) -> Collection[str] | None:
        """On whose rosters sessions must be looked for; None for all of the clinic's."""
        if self.everything or any(window.clients is None for window in self.windows):
            return None
        if self.sessions_of is not None:
            return [self.sessions_of]
        return sorted({client for window in self.windows for client in window.clients or ()})

    def knows_of(self, session: "Session", roster: Collection["RosterEntry"]) -> bool:
        """Whether they may know of the session as it is planned and goes on: its roster, its room."""
        if self.only_session is not None and session.id != self.only_session:
            return False
        return self.everything or any(
            entry.person_id == self.sessions_of and (entry.role == "facilitator" or self.only_session is not None)
            for entry in roster
        )

    def reads(
        self,
        session: "Session",
        roster: Collection["RosterEntry"],
        client_id: str,
        signs: Collection[str] = frozenset(),
    ) -> bool:
        """Whether they may see this client's record of the session, and what it rests on. `signs`: see `Schedule`."""
        if self.only_session is not None:
            return False
        if client_id in signs or self.knows_of(session, roster):
            return True
        return session.status == "finished" and any(one.opens(session.starts_at, client_id) for one in self.windows)

    def sums(self, starts_at: datetime, client_id: str) -> bool:
        """Whether a finished session's minutes are in the sums that they may see of that client. To whoever takes part
        in their care these are of all sessions, whoever ran them: hours of some of them would be no hours of theirs."""
        if self.takes_part:
            return True
        return self.only_session is None and any(one.opens(starts_at, client_id) for one in self.windows)

    @property
    def takes_part(self) -> bool:
        """Staff, who care for the clinic's clients."""
        return self.only_session is None and (self.everything or self.sessions_of is not None)

    def of_client(self, client_id: str) -> "Scope":
        """The same as far as it is about that client, so that what is open of others tells nothing of them. Raises
        NotFound where nothing is."""
        if self.everything:
            return self
        only = frozenset({client_id})
        mine = [one for one in self.windows if one.clients is None or client_id in one.clients]
        if not mine:
            raise NotFound
        return Scope(self.clinic_id, windows=tuple(replace(one, clients=only) for one in mine))

    def narrowed(self, schedule: "Schedule") -> "Schedule | None":
        """The session with those of its clients whose records they may see, and how many others there are; None where
        they may see nobody's."""
        session, roster, signs = schedule.session, schedule.roster, schedule.signs
        if self.only_session is None and self.knows_of(session, roster):
            return schedule
        clients = tuple(one for one in schedule.clients if self.reads(session, roster, one.id, signs))
        if not clients:
            return None
        seen = {one.id for one in clients}
        kept = tuple(entry for entry in roster if entry.role != "client" or entry.person_id in seen)
        return replace(schedule, clients=clients, roster=kept, unseen=len(schedule.clients) - len(clients))

    def all_narrowed(self, schedules: Iterable["Schedule"]) -> "list[Schedule]":
        return [found for one in schedules if (found := self.narrowed(one)) is not None]


def scope_of(login: LoginSession) -> Scope:
    match login.role:
        case "admin":
            return Scope(login.clinic_id, everything=True)
        case "facilitator":
            return Scope(login.clinic_id, sessions_of=login.person_id)
        case "auditor":
            return Scope(login.clinic_id, windows=login.windows)
    return Scope(login.clinic_id, sessions_of=login.person_id, only_session=login.session_id or "")


class SharedRosters(Protocol):
    async def clients_of(self, clinic_id: str, staff_id: str, person_ids: Collection[str]) -> Collection[str]:
        """Those of these clients who were ever on a roster together with that member of staff."""
        ...


class VisibleClients:
    """Clients as such, whatever the session: their hours, consents and disclosures. Admins see all of their clinic's,
    facilitators those whom they ever had in a session, auditors those whom a grant may name."""

    def __init__(self, people: People, rosters: SharedRosters) -> None:
        self._people = people
        self._rosters = rosters

    async def get(self, login: LoginSession, person_id: str) -> Person:
        """For staff. Raises NotFound, whatever the cause."""
        person = await self._people.person(login.clinic_id, person_id)
        if person is None or person.kind != "client" or not scope_of(login).takes_part:
            raise NotFound
        if not await self.among(login, [person_id]):
            raise NotFound
        return person

    async def among(self, login: LoginSession, person_ids: Collection[str]) -> Collection[str]:
        """Those of these clients. What of an auditor's is opened depends on the sessions, too."""
        scope = scope_of(login)
        if scope.everything:
            return person_ids
        if scope.takes_part:
            return await self._rosters.clients_of(login.clinic_id, login.person_id, person_ids)
        return [
            one
            for one in person_ids
            if any(window.clients is None or one in window.clients for window in scope.windows)
        ]
