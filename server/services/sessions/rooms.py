"""What a live room asks of the clinic: its plan, what is stored of it, and a place to store more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from server.domain.attendance.policy import AttendancePolicy
from server.services.errors import Conflict, Gone, NotFound
from server.services.policies.policies import Policies
from server.services.sessions.sessions import Schedule, Sessions, SessionService


class StaleEpoch(Conflict):
    """Another owner has taken the room since."""

    code = "stale_epoch"


class RoomStates(Protocol):
    async def take(self, clinic_id: str, session_id: str, now: datetime) -> tuple[int, Mapping[str, Any]]:
        """The next epoch, and the state as last saved ({} when never)."""
        ...

    async def save(self, clinic_id: str, session_id: str, epoch: int, state: Mapping[str, Any], now: datetime) -> bool:
        """False, and nothing is saved, when `epoch` is not the newest."""
        ...

    async def owns(self, clinic_id: str, session_id: str, epoch: int) -> bool:
        """Whether `epoch` is the newest; in a transaction it stays so until that ends."""
        ...


@dataclass(frozen=True)
class TakenRoom:
    """A room that the asking process owns from now on. `state`: plain JSON as last saved, {} when it never was."""

    schedule: Schedule
    policy: AttendancePolicy
    """As in force on the session's day."""
    epoch: int
    state: Mapping[str, Any]


class Rooms:
    def __init__(self, states: RoomStates, sessions: Sessions, schedules: SessionService, policies: Policies) -> None:
        self._states = states
        self._sessions = sessions
        self._schedules = schedules
        self._policies = policies

    async def take(self, clinic_id: str, session_id: str, now: datetime) -> TakenRoom:
        """Own the room under a new epoch. Raises Gone when the session is over, NotFound, StorageUnavailable."""
        session = await self._sessions.get(clinic_id, session_id)
        if session is None:
            raise NotFound
        if session.is_over:
            raise Gone("This session is over.")
        epoch, state = await self._states.take(clinic_id, session_id, now)
        schedule = (await self._schedules.schedules(clinic_id, [session]))[0]
        policies = await self._policies.of_session(clinic_id, session)
        return TakenRoom(schedule, policies.session, epoch, state)

    async def save(self, clinic_id: str, session_id: str, epoch: int, state: Mapping[str, Any], now: datetime) -> None:
        """Replace what is stored of the room. Raises StaleEpoch, StorageUnavailable."""
        if not await self._states.save(clinic_id, session_id, epoch, state, now):
            raise StaleEpoch("Another server has taken this room.")
