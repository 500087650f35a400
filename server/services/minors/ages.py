"""From which age minors consent alone: as it is shipped, or as the clinic has set it."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from server.domain.minors.states import SHIPPED, UNKNOWN, Ages
from server.domain.states import STATES
from server.services.access.logins import LoginSession
from server.services.errors import Invalid, NotFound
from server.services.log.audit import Audit, AuditEntry


@dataclass(frozen=True)
class OwnAges:
    """A clinic's own."""

    clinic_id: str
    state: str
    substance_use: int | None
    mental_health: int | None
    source: str
    changed_by: str | None
    changed_at: datetime

    @property
    def ages(self) -> Ages:
        return Ages(self.substance_use, self.mental_health, self.source)


class AgesStore(Protocol):
    async def ages(self, clinic_id: str) -> Mapping[str, OwnAges]: ...
    async def put_ages(self, ages: OwnAges) -> None: ...


class ConsentAges:
    def __init__(self, store: AgesStore, audit: Audit, atomic: Callable[[], AbstractAsyncContextManager[None]]) -> None:
        self._store = store
        self._audit = audit
        self._atomic = atomic

    async def all(self, clinic_id: str) -> Sequence[tuple[str, Ages, bool]]:
        """State, its ages, and whether they are the clinic's own; by state, those alone of which anything is said."""
        own = await self._store.ages(clinic_id)
        known = {**SHIPPED, **{state: one.ages for state, one in own.items()}}
        return [(state, known[state], state in own) for state in sorted(known)]

    async def of(self, clinic_id: str, state: str) -> Ages:
        own = (await self._store.ages(clinic_id)).get(state)
        return own.ages if own else SHIPPED.get(state, UNKNOWN)

    async def change(self, login: LoginSession, state: str, ages: Ages, now: datetime) -> None:
        """Raises NotFound for what is no state, Invalid for an age without a source."""
        if state not in STATES:
            raise NotFound
        if not ages.source.strip() and (ages.substance_use is not None or ages.mental_health is not None):
            raise Invalid("Please name the law.", [("body.source", "is needed where there is an age")])
        async with self._atomic():
            await self._store.put_ages(
                OwnAges(
                    *(login.clinic_id, state, ages.substance_use, ages.mental_health, ages.source),
                    *(login.person_id, now),
                )
            )
            detail = {"state": state, "substance_use": ages.substance_use, "mental_health": ages.mental_health}
            await self._audit(AuditEntry(login.clinic_id, now, "consent_ages.changed", login.person_id, detail=detail))
