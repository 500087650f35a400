"""Under which policy whose attendance is judged."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from server.domain.attendance.policy import DEFAULT_POLICY, AttendancePolicy
from server.services.sessions import Session


@dataclass(frozen=True)
class SessionPolicies:
    """`session`: the clinic's and the program's, by which the session as a whole is judged; `own`: of those clients
    whose payer has rules of its own."""

    session: AttendancePolicy
    own: Mapping[str, AttendancePolicy] = field(default_factory=dict)

    def of(self, participant: str) -> AttendancePolicy:
        return self.own.get(participant, self.session)


class Policies(Protocol):
    async def of_session(self, clinic_id: str, session: Session) -> SessionPolicies:
        """As in force on the session's day, for everybody on its roster or seen in it."""
        ...

    async def of_clients(
        self, clinic_id: str, person_ids: Collection[str], day: date
    ) -> Mapping[str, AttendancePolicy]:
        """As in force that day, in the clinic's calendar, by the program and the payer of each."""
        ...


class DefaultPolicies:
    """Where nobody wrote any."""

    async def of_session(self, clinic_id: str, session: Session) -> SessionPolicies:
        return SessionPolicies(DEFAULT_POLICY)

    async def of_clients(
        self, clinic_id: str, person_ids: Collection[str], day: date
    ) -> Mapping[str, AttendancePolicy]:
        return dict.fromkeys(person_ids, DEFAULT_POLICY)
