"""Login sessions: what a browser's opaque cookie stands for. Only a hash of the cookie is stored."""

import hashlib
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from server.services.access.grants import Window
from server.services.people import Role


@dataclass(frozen=True)
class LoginSession:
    """One sign-in of one person on one browser; a client's is bound to the one session that the join link names."""

    id: str
    clinic_id: str
    person_id: str
    role: Role
    session_id: str | None
    link_id: str | None
    created_at: datetime
    expires_at: datetime
    windows: tuple[Window, ...] = ()
    """An auditor's: what is granted at the moment of the request."""

    @property
    def is_staff(self) -> bool:
        return self.role in ("facilitator", "admin")


class Logins(Protocol):
    async def add(self, login: LoginSession, token_hash: str) -> None: ...
    async def by_token_hash(self, token_hash: str, now: datetime) -> LoginSession | None:
        """None when unknown, expired, revoked, or its person's login is disabled."""
        ...

    async def lives(self, login_id: str, now: datetime) -> bool:
        """False where `by_token_hash` would find None."""
        ...

    async def revoke(self, login_id: str, now: datetime) -> None: ...
    async def revoke_in(self, clinic_id: str, session_id: str, person_id: str, now: datetime) -> Sequence[str]:
        """End what that client's links to that session opened: the ids of the login sessions."""
        ...

    async def revoke_of(self, clinic_id: str, person_id: str, now: datetime) -> Sequence[str]:
        """End all of that person's: their ids."""
        ...


def token_hash(token: str) -> str:
    """SHA-256 in hex: a token is 256 random bits, so nothing slower is needed."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


class LoginSessions:
    """Begins, finds and ends login sessions. `on_revoked` is called with the id of each that ends, so that its sockets
    close. `windows(clinic, auditor, now)`: what is granted to an auditor."""

    def __init__(
        self,
        logins: Logins,
        new_id: Callable[[], str],
        windows: Callable[[str, str, datetime], Awaitable[tuple[Window, ...]]],
    ) -> None:
        self._logins = logins
        self._new_id = new_id
        self._windows = windows
        self._on_revoked: list[Callable[[str], None]] = []

    def subscribe(self, on_revoked: Callable[[str], None]) -> None:
        """`on_revoked(login_session_id)` runs on the event loop after the revocation is stored."""
        self._on_revoked.append(on_revoked)

    async def begin(
        self,
        clinic_id: str,
        person_id: str,
        role: Role,
        now: datetime,
        expires_at: datetime,
        session_id: str | None = None,
        link_id: str | None = None,
    ) -> tuple[LoginSession, str]:
        """The login session and the token for the cookie, which is never seen again."""
        token = secrets.token_urlsafe(32)
        login = LoginSession(self._new_id(), clinic_id, person_id, role, session_id, link_id, now, expires_at)
        await self._logins.add(login, token_hash(token))
        return login, token

    async def find(self, token: str, now: datetime) -> LoginSession | None:
        """With what an auditor may read as of `now`: a grant that has ended opens nothing from the next request on."""
        login = await self._logins.by_token_hash(token_hash(token), now)
        if login is None or login.role != "auditor":
            return login
        return replace(login, windows=await self._windows(login.clinic_id, login.person_id, now))

    async def lives(self, login_id: str, now: datetime) -> bool:
        """False when it expired or was ended, or its person's login is disabled."""
        return await self._logins.lives(login_id, now)

    async def end(self, login_id: str, now: datetime) -> None:
        await self._logins.revoke(login_id, now)
        self.tell([login_id])

    async def revoke_in(self, clinic_id: str, session_id: str, person_id: str, now: datetime) -> Sequence[str]:
        """End what that client's links to that session opened: the ids of the login sessions. Part of a larger change:
        `tell` of them when it is committed."""
        return await self._logins.revoke_in(clinic_id, session_id, person_id, now)

    async def revoke_of(self, clinic_id: str, person_id: str, now: datetime) -> Sequence[str]:
        """End all that this person opened. Part of a larger change, as `revoke_in`."""
        return await self._logins.revoke_of(clinic_id, person_id, now)

    def tell(self, login_ids: Sequence[str]) -> None:
        """These login sessions ended: their sockets close."""
        for login_id in login_ids:
            for hook in self._on_revoked:
                hook(login_id)
