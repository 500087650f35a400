"""Which clients staff may look at: admins all of their clinic's, facilitators those whom they had in a session."""

from collections.abc import Collection
from typing import Protocol

from server.services.access.logins import LoginSession
from server.services.errors import NotFound
from server.services.people import People, Person


class SharedRosters(Protocol):
    async def clients_of(self, clinic_id: str, staff_id: str, person_ids: Collection[str]) -> Collection[str]:
        """Those of these clients who were ever on a roster together with that member of staff."""
        ...


class VisibleClients:
    def __init__(self, people: People, rosters: SharedRosters) -> None:
        self._people = people
        self._rosters = rosters

    async def get(self, login: LoginSession, person_id: str) -> Person:
        """Raises NotFound, whatever the cause."""
        person = await self._people.person(login.clinic_id, person_id)
        if person is None or person.kind != "client" or not login.is_staff:
            raise NotFound
        if login.role != "admin" and not await self._rosters.clients_of(login.clinic_id, login.person_id, [person_id]):
            raise NotFound
        return person
