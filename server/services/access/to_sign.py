"""Whose records somebody has to sign, or signed, in a session that they did not run: as a supervisor who co-signs, or
who signs for those who have left."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Protocol

from server.domain.signing.case import OPEN, Case, Status
from server.services.access.staff import Staff
from server.services.people import People

if TYPE_CHECKING:
    from server.services.sessions.sessions import RosterEntry, Session
    from server.services.signing.signing import Of


class Cases(Protocol):
    async def cases(self, clinic_id: str, session_ids: Collection[str] | None = None) -> "Mapping[Of, Case]": ...


class RecordsToSign:
    def __init__(self, people: People, cases: Cases) -> None:
        self._people = people
        self._cases = cases

    async def of(self, person_id: str, session: "Session", roster: "Collection[RosterEntry]") -> frozenset[str]:
        """Clients of the session. All of them while anything in it waits for this person, as whoever signs must be
        able to compare; and for whoever stands in for those who ran it and have left, as nobody else can amend. To
        others, when everything is signed, those whose records they signed."""
        found = {
            of.participant: case for of, case in (await self._cases.cases(session.clinic_id, [session.id])).items()
        }
        staff = Staff(await self._people.staff_logins(session.clinic_id))
        responsible = staff.responsible([one.person_id for one in roster if one.role == "facilitator"])
        waits = any(person_id in acting(case, case.status, staff, responsible) for case in found.values())
        if waits or person_id in responsible:
            return frozenset(found)
        return frozenset(
            client for client, case in found.items() if any(one.signed_by == person_id for one in case.attestations)
        )


def acting(case: Case, status: Status, staff: Staff, responsible: Collection[str]) -> frozenset[str]:
    """Who has to do what is next; nobody when nothing is missing. `responsible`: for the session's signatures."""
    if status not in OPEN:
        return frozenset()
    signature = case.signature
    if status is not Status.COSIGNATURE or signature is None:
        return frozenset(responsible)
    supervisor = staff.supervisor_of(signature.signed_by)
    return frozenset() if supervisor is None else frozenset({supervisor})
