"""Which clients staff may look at: admins all of their clinic's, facilitators those of their own sessions."""

from datetime import datetime, timedelta

from server.services.access.logins import LoginSession
from server.services.errors import NotFound
from server.services.people import People, Person
from server.services.sessions.sessions import Sessions

BACK, AHEAD = timedelta(days=400), timedelta(days=90)
"""A session with the client within so many days makes them a facilitator's own."""


class VisibleClients:
    def __init__(self, people: People, sessions: Sessions) -> None:
        self._people = people
        self._sessions = sessions

    async def get(self, login: LoginSession, person_id: str, now: datetime) -> Person:
        """Raises NotFound, whatever the cause."""
        person = await self._people.person(login.clinic_id, person_id)
        if person is None or person.kind != "client" or not login.is_staff:
            raise NotFound
        if login.role != "admin" and not await self._share(login, person_id, now):
            raise NotFound
        return person

    async def _share(self, login: LoginSession, person_id: str, now: datetime) -> bool:
        mine = await self._sessions.between(login.clinic_id, now - BACK, now + AHEAD, login.person_id)
        rosters = await self._sessions.rosters(login.clinic_id, [one.id for one in mine])
        return any(entry.person_id == person_id for roster in rosters.values() for entry in roster)
