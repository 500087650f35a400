"""Enrollments as they would be: the acts of `Enrollments` by the same code, of which nothing stays."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime

from server.services.clients.enrollments import EnrollmentChange, EnrollmentStore
from server.services.log.audit import AuditEntry
from server.services.people import Enrollment


class Rehearsal:
    """Stands for the store, and for all that acts of `Enrollments` have an effect on."""

    def __init__(self, store: EnrollmentStore) -> None:
        self._store = store
        self._put: dict[str, Enrollment] = {}

    async def of_person(self, clinic_id: str, person_id: str) -> Sequence[Enrollment]:
        there = {one.id: one for one in await self._store.of_person(clinic_id, person_id)}
        there |= {one.id: one for one in self._put.values() if one.person_id == person_id}
        return sorted(there.values(), key=lambda one: (one.starts_on, one.id))

    async def put(self, enrollment: Enrollment, change: EnrollmentChange) -> None:
        self._put[enrollment.id] = enrollment

    async def changes_of(self, clinic_id: str, person_id: str) -> Sequence[EnrollmentChange]:
        return await self._store.changes_of(clinic_id, person_id)

    async def refresh_person(self, clinic_id: str, person_id: str, from_day: date, now: datetime) -> None: ...

    def changed(self, clinic_id: str) -> None: ...

    async def audit(self, entry: AuditEntry) -> None: ...

    @asynccontextmanager
    async def atomic(self) -> AsyncIterator[None]:
        before = dict(self._put)
        try:
            yield
        except BaseException:
            self._put = before
            raise
