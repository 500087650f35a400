"""Assessments of whether care from a distance suits a client. Each is another version; none is written over. One may
end in an enrollment, which is made in the same transaction."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from server.domain.assessment.findings import Findings, problems_of
from server.domain.enrollment.transitions import Place
from server.services.access.logins import LoginSession
from server.services.access.scope import VisibleClients
from server.services.clients.enrollments import Confirmed, Enrollments
from server.services.errors import Conflict, Invalid, NotFound
from server.services.help.card import ContactStore, EmergencyContact
from server.services.log.audit import Audit, AuditEntry
from server.services.people import People, Person
from server.services.sessions.sessions import SessionService


@dataclass(frozen=True)
class Assessment:
    """As stored. `version`: from 1, of each client."""

    id: str
    clinic_id: str
    person_id: str
    version: int
    session_id: str | None
    """In which it was made, if in one."""
    findings: Findings
    enrollment_id: str | None
    """In which it ended."""
    made_by: str
    made_at: datetime


@dataclass(frozen=True)
class Admission:
    place: Place
    starts_on: date
    confirmed: Confirmed


class AssessmentStore(Protocol):
    async def of_person(self, clinic_id: str, person_id: str) -> Sequence[Assessment]:
        """Newest first."""
        ...

    async def add(self, assessment: Assessment) -> None: ...


class Assessments:
    """For staff who may see the client; anybody else gets NotFound."""

    def __init__(
        self,
        store: AssessmentStore,
        enrollments: Enrollments,
        contacts: ContactStore,
        sessions: SessionService,
        people: People,
        clients: VisibleClients,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        new_id: Callable[[], str],
    ) -> None:
        self._store = store
        self._enrollments = enrollments
        self._contacts = contacts
        self._sessions = sessions
        self._people = people
        self._clients = clients
        self._audit = audit
        self._atomic = atomic
        self._new_id = new_id

    async def of_client(
        self, login: LoginSession, client_id: str, now: datetime
    ) -> tuple[Sequence[Assessment], Mapping[str, Person]]:
        """All versions, newest first, and the staff who made them."""
        await self._clients.get(login, client_id)
        await self._audit(AuditEntry(login.clinic_id, now, "assessments.read", login.person_id, client_id))
        found = await self._store.of_person(login.clinic_id, client_id)
        return found, await self._people.persons(login.clinic_id, {one.made_by for one in found})

    async def record(
        self,
        login: LoginSession,
        client_id: str,
        findings: Findings,
        seen: int,
        session_id: str | None,
        admission: Admission | None,
        now: datetime,
    ) -> Assessment:
        """`seen`: the version that whoever judges saw, 0 for none. Raises NotFound, Conflict when there is a newer one,
        Invalid for what is missing, and all that an admission raises: then nothing was written."""
        wrong = problems_of(findings, enrolls=admission is not None)
        if wrong:
            raise Invalid("The assessment is not complete yet.", [(f"body.{field}", words) for field, words in wrong])
        async with self._atomic():
            await self._clients.get(login, client_id)
            if session_id is not None:
                await self._check_session(login, client_id, session_id)
            before = await self._store.of_person(login.clinic_id, client_id)
            version = before[0].version if before else 0
            if version != seen:
                raise Conflict("There is a newer assessment than the one that you saw. Look at it first.")
            enrolled = None
            if admission is not None:
                enrolled = await self._enrollments.admit(
                    *(login, client_id, admission.place, admission.starts_on, admission.confirmed, now),
                    findings.suitability,
                )
            made = Assessment(
                *(self._new_id(), login.clinic_id, client_id, version + 1, session_id, findings),
                *(enrolled.id if enrolled else None, login.person_id, now),
            )
            await self._store.add(made)
            await self._keep_contact(login, made, now)
            detail = {"assessment": made.id, "version": made.version, "enrollment": made.enrollment_id}
            entry = AuditEntry(
                login.clinic_id, now, "assessment.recorded", login.person_id, client_id, session_id, detail
            )
            await self._audit(entry)
        return made

    async def _check_session(self, login: LoginSession, client_id: str, session_id: str) -> None:
        schedule = await self._sessions.detail(login, session_id)
        if schedule.session.kind != "assessment" or all(one.id != client_id for one in schedule.clients):
            raise NotFound

    async def _keep_contact(self, login: LoginSession, made: Assessment, now: datetime) -> None:
        """So that the emergency card has them, too."""
        said = made.findings
        if not said.contact_name.strip() or not said.contact_phone.strip():
            return
        contact = EmergencyContact(
            *(made.person_id, login.clinic_id),
            *(said.contact_name, said.contact_relation, said.contact_phone),
        )
        if await self._contacts.get(login.clinic_id, made.person_id) == contact:
            return
        await self._contacts.put(contact)
        await self._audit(
            AuditEntry(login.clinic_id, now, "emergency_contact.changed", login.person_id, made.person_id)
        )
