"""Invitations of staff and auditors: an admin hands over a link, and by it they set their password themselves."""

import secrets
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from server.services.access.logins import token_hash
from server.services.access.passwords import Passwords
from server.services.access.throttle import Throttles
from server.services.errors import Gone
from server.services.log.audit import Audit, AuditEntry

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


class InvitationStore(Protocol):
    async def invite(self, invitation: Invitation) -> None:
        """Earlier ones of the same person open nothing more."""
        ...

    async def invitation(self, hash: str) -> Invitation | None: ...
    async def accept(self, invitation: Invitation, password_hash: str, now: datetime) -> bool:
        """Used from now on, the password set, earlier login sessions ended. False when it was used meanwhile."""
        ...

    async def is_auditor(self, clinic_id: str, person_id: str) -> bool: ...


class Invitations:
    def __init__(
        self,
        store: InvitationStore,
        passwords: Passwords,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        new_id: Callable[[], str],
        throttle: Throttles,
    ) -> None:
        self._store = store
        self._passwords = passwords
        self._audit = audit
        self._atomic = atomic
        self._new_id = new_id
        self._addresses = throttle("invitations.addresses", TRIES, TRY_WINDOW)

    async def unusable(self) -> str:
        """The hash of a password that nobody knows, until one is set."""
        return await self._passwords.hash(secrets.token_urlsafe(32))

    async def make(self, clinic_id: str, person_id: str, by: str, now: datetime) -> str:
        """The token of a new link, in the caller's transaction; it is never seen again."""
        token = secrets.token_urlsafe(32)
        ends = now + INVITATION_LASTS
        await self._store.invite(Invitation(self._new_id(), clinic_id, person_id, token_hash(token), by, now, ends))
        who = "auditor" if await self._store.is_auditor(clinic_id, person_id) else "staff"
        await self._audit(AuditEntry(clinic_id, now, f"{who}.invited", by, person_id))
        return token

    async def accept(self, token: str, password: str, address: str, now: datetime) -> None:
        """Set the password, once. Raises Gone for a link that is unknown, used, replaced or too old,
        TooManyRequests, StorageUnavailable."""
        await self._addresses.attempt(address, now)
        await self._usable(token, now)
        hashed = await self._passwords.hash(password)
        async with self._atomic():
            invitation = await self._usable(token, now)
            if not await self._store.accept(invitation, hashed, now):
                raise Gone(ENDED)
            clinic_id, person_id = invitation.clinic_id, invitation.person_id
            who = "auditor" if await self._store.is_auditor(clinic_id, person_id) else "staff"
            await self._audit(AuditEntry(clinic_id, now, f"{who}.joined", person_id, person_id))

    async def _usable(self, token: str, now: datetime) -> Invitation:
        found = await self._store.invitation(token_hash(token))
        if found is None or found.used_at or found.revoked_at or found.expires_at <= now:
            raise Gone(ENDED)
        return found
