"""Enrollments as they would be: the acts of `Enrollments` by the same code, of which nothing stays."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime

from server.domain.attendance.policy import AttendancePolicy
from server.services.clients.enrollments import EnrollmentChange, EnrollmentStore, ProgramPolicies, ProgramRows
from server.services.log.audit import AuditEntry
from server.services.people import Enrollment, Program
from server.services.programs.programs import Track


class Rehearsal:
    """Stands for the store, for all that acts of `Enrollments` have an effect on, and for what is the same for every
    line, which is read once."""

    def __init__(self, store: EnrollmentStore, programs: ProgramRows, policies: ProgramPolicies) -> None:
        self._store = store
        self._rows = programs
        self._policies = policies
        self._put: dict[str, Enrollment] = {}
        self._programs: Sequence[Program] | None = None
        self._tracks: Sequence[Track] | None = None
        self._rules: dict[tuple[str | None, date], AttendancePolicy] = {}

    async def programs(self, clinic_id: str) -> Sequence[Program]:
        if self._programs is None:
            self._programs = await self._rows.programs(clinic_id)
        return self._programs

    async def tracks(self, clinic_id: str) -> Sequence[Track]:
        if self._tracks is None:
            self._tracks = await self._rows.tracks(clinic_id)
        return self._tracks

    async def of_program(self, clinic_id: str, program_id: str | None, day: date) -> AttendancePolicy:
        key = program_id, day
        if key not in self._rules:
            self._rules[key] = await self._policies.of_program(clinic_id, program_id, day)
        return self._rules[key]

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
