"""Auditors of a clinic: added by an admin, who hands over a link; by it they set their password themselves."""

import secrets
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from server.services.access.logins import token_hash
from server.services.access.passwords import Passwords
from server.services.access.throttle import Throttle
from server.services.errors import Conflict, Gone, NotFound
from server.services.log.audit import Audit, AuditEntry
from server.services.people import Person, StaffLogin

INVITATION_LASTS = timedelta(days=3)
TRIES, TRY_WINDOW = 30, timedelta(minutes=15)
ENDED = "This link is not valid any more. Your clinic can give you a new one."


@dataclass(frozen=True)
class Invitation:
    id: str
    clinic_id: str
    person_id: str
    token_hash: str
    created_by: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None


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

    async def invite(self, invitation: Invitation) -> None:
        """Earlier ones of the same person open nothing more."""
        ...

    async def invitation(self, hash: str) -> Invitation | None: ...
    async def accept(self, invitation: Invitation, password_hash: str, now: datetime) -> bool:
        """Used from now on, the password set, earlier login sessions ended. False when it was used meanwhile."""
        ...

    async def disable(self, clinic_id: str, person_id: str, now: datetime) -> bool:
        """No login, no invitation. False when there is nothing to disable."""
        ...


class AuditorService:
    def __init__(
        self,
        auditors: Auditors,
        passwords: Passwords,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        new_id: Callable[[], str],
    ) -> None:
        self._auditors = auditors
        self._passwords = passwords
        self._audit = audit
        self._atomic = atomic
        self._new_id = new_id
        self._addresses = Throttle(TRIES, TRY_WINDOW)

    async def of_clinic(self, clinic_id: str, now: datetime) -> Sequence[Auditor]:
        return await self._auditors.of_clinic(clinic_id, now)

    async def add(self, clinic_id: str, name: str, email: str, by: str, now: datetime) -> tuple[str, str]:
        """The new auditor's id and the token of the link, which is never seen again. Raises Conflict when the address
        has an account already."""
        email = email.strip().casefold()
        unusable = await self._passwords.hash(secrets.token_urlsafe(32))
        person = Person(self._new_id(), clinic_id, "staff", name, name)
        async with self._atomic():
            if await self._auditors.has_login(email):
                raise Conflict("That e-mail address has an account already.")
            await self._auditors.add(person, StaffLogin(person.id, clinic_id, email, unusable, "auditor"))
            token = await self._invite(clinic_id, person.id, by, now)
        return person.id, token

    async def invite(self, clinic_id: str, auditor_id: str, by: str, now: datetime) -> str:
        """A new link; it lets a disabled auditor in again, and a new password ends what the old one opened. Raises
        NotFound."""
        async with self._atomic():
            if await self._auditors.auditor(clinic_id, auditor_id) is None:
                raise NotFound
            return await self._invite(clinic_id, auditor_id, by, now)

    async def accept(self, token: str, password: str, address: str, now: datetime) -> None:
        """Set the password, once. Raises Gone for a link that is unknown, used, replaced or too old, and
        TooManyRequests."""
        self._addresses.attempt(address, now)
        await self._usable(token, now)
        hashed = await self._passwords.hash(password)
        async with self._atomic():
            invitation = await self._usable(token, now)
            if not await self._auditors.accept(invitation, hashed, now):
                raise Gone(ENDED)
            who = invitation.person_id
            await self._audit(AuditEntry(invitation.clinic_id, now, "auditor.joined", who, who))

    async def disable(self, clinic_id: str, auditor_id: str, by: str, now: datetime) -> None:
        """They are signed out, and their link opens nothing. Raises NotFound."""
        async with self._atomic():
            if not await self._auditors.disable(clinic_id, auditor_id, now):
                raise NotFound
            await self._audit(AuditEntry(clinic_id, now, "auditor.disabled", by, auditor_id))

    async def _invite(self, clinic_id: str, auditor_id: str, by: str, now: datetime) -> str:
        token = secrets.token_urlsafe(32)
        ends = now + INVITATION_LASTS
        invitation = Invitation(self._new_id(), clinic_id, auditor_id, token_hash(token), by, now, ends)
        await self._auditors.invite(invitation)
        await self._audit(AuditEntry(clinic_id, now, "auditor.invited", by, auditor_id))
        return token

    async def _usable(self, token: str, now: datetime) -> Invitation:
        found = await self._auditors.invitation(token_hash(token))
        if found is None or found.used_at or found.revoked_at or found.expires_at <= now:
            raise Gone(ENDED)
        return found
