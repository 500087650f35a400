"""Staff sign in with e-mail and password."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.services.access.logins import LoginSession, LoginSessions
from server.services.access.passwords import Passwords
from server.services.access.throttle import Throttles
from server.services.errors import Invalid, Unauthenticated
from server.services.log.audit import Audit, AuditEntry
from server.services.people import People, StaffLogin

REFUSED = "That e-mail address and password do not go together."


class WrongPassword(Invalid):
    """Somebody who is signed in gave another password than theirs: they stay signed in."""

    code = "wrong_password"

    def __init__(self) -> None:
        super().__init__("That is not your password. Nothing was signed.", [("body.password", "is not your password")])


@dataclass(frozen=True)
class SignInLimits:
    """Attempts within `window`. An address may be a whole clinic's.

    Who guesses at an account from elsewhere does not keep its owner out, unless they have very many addresses.
    """

    per_account_at_address: int = 8
    per_account: int = 100
    per_address: int = 60
    window: timedelta = timedelta(minutes=5)


class SignIn:
    def __init__(
        self,
        people: People,
        logins: LoginSessions,
        passwords: Passwords,
        audit: Audit,
        lasts: timedelta,
        limits: SignInLimits,
        throttle: Throttles,
    ) -> None:
        self._people = people
        self._logins = logins
        self._passwords = passwords
        self._audit = audit
        self._lasts = lasts
        self._accounts_at_addresses = throttle(
            "sign_in.accounts_at_addresses", limits.per_account_at_address, limits.window
        )
        self._accounts = throttle("sign_in.accounts", limits.per_account, limits.window)
        self._addresses = throttle("sign_in.addresses", limits.per_address, limits.window)

    async def __call__(self, email: str, password: str, address: str, now: datetime) -> tuple[LoginSession, str]:
        """The login session and its cookie token. Raises Unauthenticated, alike and in the same time whether the
        account exists or not, TooManyRequests (alike, too) or StorageUnavailable."""
        account = email.strip().casefold()
        known = await self._matching(account, password, address, now)
        if known is None:
            raise Unauthenticated(REFUSED)
        login, token = await self._logins.begin(
            known.clinic_id, known.person_id, known.role, now, expires_at=now + self._lasts
        )
        await self._audit(AuditEntry(known.clinic_id, now, "login.begun", actor_id=known.person_id))
        return login, token

    async def again(self, login: LoginSession, password: str, address: str, now: datetime) -> None:
        """Whoever is signed in shows once more that it is them, as for a signature. Raises WrongPassword, and
        TooManyRequests as signing in does: their tries are counted together."""
        logins = await self._people.staff_logins(login.clinic_id)
        known = next((one for one in logins if one.person_id == login.person_id), None)
        if known is None or await self._matching(known.email, password, address, now) is None:
            raise WrongPassword

    async def _matching(self, account: str, password: str, address: str, now: datetime) -> StaffLogin | None:
        here = f"{address} {account}"
        await self._addresses.attempt(address, now)
        await self._accounts_at_addresses.attempt(here, now)
        await self._accounts.attempt(account, now)
        known = await self._people.staff_login_by_email(account)
        usable = known is not None and known.disabled_at is None
        hashed = known.password_hash if known is not None and usable else None
        matches, _ = await asyncio.gather(self._passwords.verify(password, hashed), self._note(here, known, now))
        if known is None or not matches:
            return None
        await self._accounts_at_addresses.succeeded(here)
        await self._accounts.refund(account)
        await self._addresses.refund(address)
        return known

    async def _note(self, here: str, known: StaffLogin | None, now: datetime) -> None:
        """Written while the hash is reckoned, so that it does not show in the time of the answer."""
        if known is not None:
            action = "login.guessing" if await self._accounts_at_addresses.is_used_up(here) else "login.attempted"
            await self._audit(AuditEntry(known.clinic_id, now, action, subject=known.person_id))
