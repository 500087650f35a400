"""Auditors of a clinic: added by an admin, who hands over a link; by it they set their password themselves."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from server.services.access.invitations import Invitations
from server.services.errors import Conflict, NotFound
from server.services.log.audit import Audit, AuditEntry
from server.services.people import Person, StaffLogin


@dataclass(frozen=True)
class Auditor:
    """`invited_until`: the end of a link that was not used yet. `joined`: has set a password."""

    person_id: str
    name: str
    email: str
    invited_until: datetime | None
    joined: bool
    disabled_at: datetime | None


class Auditors(Protocol):
    async def add(self, person: Person, login: StaffLogin) -> None: ...
    async def auditor(self, clinic_id: str, person_id: str) -> StaffLogin | None: ...
    async def of_clinic(self, clinic_id: str, now: datetime) -> Sequence[Auditor]: ...
    async def has_login(self, email: str) -> bool:
        """Of any clinic."""
        ...

    async def disable(self, clinic_id: str, person_id: str, now: datetime) -> bool:
        """No login, no invitation. False when there is nothing to disable."""
        ...


class AuditorService:
    def __init__(
        self,
        auditors: Auditors,
        invitations: Invitations,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        new_id: Callable[[], str],
    ) -> None:
        self._auditors = auditors
        self._invitations = invitations
        self._audit = audit
        self._atomic = atomic
        self._new_id = new_id

    async def of_clinic(self, clinic_id: str, now: datetime) -> Sequence[Auditor]:
        return await self._auditors.of_clinic(clinic_id, now)

    async def add(self, clinic_id: str, name: str, email: str, by: str, now: datetime) -> tuple[str, str]:
        """The new auditor's id and the token of the link, which is never seen again. Raises Conflict when the address
        has an account already."""
        email = email.strip().casefold()
        unusable = await self._invitations.unusable()
        person = Person(self._new_id(), clinic_id, "staff", name, name)
        async with self._atomic():
            if await self._auditors.has_login(email):
                raise Conflict("That e-mail address has an account already.")
            await self._auditors.add(person, StaffLogin(person.id, clinic_id, email, unusable, "auditor"))
            token = await self._invitations.make(clinic_id, person.id, by, now)
        return person.id, token

    async def invite(self, clinic_id: str, auditor_id: str, by: str, now: datetime) -> str:
        """A new link; it lets a disabled auditor in again, and a new password ends what the old one opened. Raises
        NotFound."""
        async with self._atomic():
            if await self._auditors.auditor(clinic_id, auditor_id) is None:
                raise NotFound
            return await self._invitations.make(clinic_id, auditor_id, by, now)

    async def disable(self, clinic_id: str, auditor_id: str, by: str, now: datetime) -> None:
        """They are signed out, and their link opens nothing. Raises NotFound."""
        async with self._atomic():
            if not await self._auditors.disable(clinic_id, auditor_id, now):
                raise NotFound
            await self._audit(AuditEntry(clinic_id, now, "auditor.disabled", by, auditor_id))
