"""Personal join links: a signed token for one person and one session, which a PIN must complete.

The token (a JWT, HS256) says only which link it is; who and where stands in the database. What a stranger learns from a
link is nothing, and guessing the PIN is limited per link and noticed.
"""

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import jwt

from server.services.access.logins import LoginSession, LoginSessions
from server.services.access.passwords import Passwords
from server.services.access.throttle import Throttles
from server.services.errors import Gone, NotFound, TooManyRequests, Unauthenticated
from server.services.log.audit import Audit, AuditEntry
from server.services.people import People
from server.services.sessions.sessions import Session, Sessions

ALGORITHM = "HS256"
AUDIENCE = "viop:join"
ISSUER = "viop"
GUESSES = 5
GUESSING_WINDOW = timedelta(minutes=15)
GUESSES_IN_ALL = 20
PER_ADDRESS = 60
INVALID = "This link is not valid."
EARLY = "This link opens shortly before the session. Please come back then."
ENDED = "This link is not valid any more. Your clinic can send you a new one."
REFUSED = "That PIN does not go with this link."
LOCKED = "This link was tried too often. Please wait, or call your clinic: they can send you a new link at once."


@dataclass(frozen=True)
class JoinLink:
    id: str
    """The token's `jti`."""
    clinic_id: str
    session_id: str
    person_id: str
    created_by: str | None
    created_at: datetime
    not_before: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    guesses_in_all: int = 0
    """Wrong PINs since the last right one."""


class JoinLinks(Protocol):
    async def add(self, link: JoinLink) -> None: ...
    async def by_id(self, link_id: str) -> JoinLink | None: ...
    async def of(self, clinic_id: str, session_id: str) -> dict[str, JoinLink]:
        """The newest link of each person to that session."""
        ...

    async def live_of(self, clinic_id: str, session_id: str, person_id: str) -> list[JoinLink]: ...
    async def revoke(self, link_id: str, now: datetime) -> None: ...
    async def reschedule(self, clinic_id: str, session_id: str, not_before: datetime, expires_at: datetime) -> None:
        """Those to that session which were not revoked open and end then."""
        ...

    async def count_guess(self, link_id: str, now: datetime, window: timedelta) -> tuple[int, int]:
        """Count one before it is checked. (guesses in this window, guesses since the last right one)."""
        ...

    async def guessed_right(self, link_id: str) -> None: ...


@dataclass(frozen=True)
class LinkTimes:
    """How long before the planned start a link opens, and how long after the planned end it (and the login that it
    makes) lasts."""

    early: timedelta
    late: timedelta


class JoinLinkService:
    def __init__(
        self,
        links: JoinLinks,
        sessions: Sessions,
        people: People,
        logins: LoginSessions,
        passwords: Passwords,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        new_id: Callable[[], str],
        signing_key: str,
        times: LinkTimes,
        told: Callable[[JoinLink, datetime], Awaitable[None]],
        throttle: Throttles,
    ) -> None:
        """`told` is called in the transaction in which staff make a link."""
        self._links = links
        self._sessions = sessions
        self._people = people
        self._logins = logins
        self._passwords = passwords
        self._audit = audit
        self._atomic = atomic
        self._new_id = new_id
        self._key = signing_key
        self._times = times
        self._told = told
        self._addresses = throttle("join_links.addresses", PER_ADDRESS, GUESSING_WINDOW)
        self._guesses = throttle("join_links.guesses", GUESSES, GUESSING_WINDOW)
        """By link and address: who guesses from elsewhere does not keep its owner out. All together they have
        `GUESSES_IN_ALL`, wherever they are."""

    async def issue(
        self, clinic_id: str, session_id: str, person_id: str, actor: str | None, now: datetime
    ) -> tuple[JoinLink, str]:
        """A new link and its token; earlier links of that person to that session open nothing more. Whoever came in by
        one stays in: most often a link is sent again because it was not found. Raises NotFound when the person is not a
        client on that session's roster, Gone when the session is over."""
        session = await self._sessions.get(clinic_id, session_id)
        roster = await self._sessions.roster(clinic_id, session_id)
        if session is None or not any(entry.person_id == person_id and entry.role == "client" for entry in roster):
            raise NotFound
        expires_at = session.ends_at + self._times.late
        if session.is_over or expires_at <= now:
            raise Gone("This session is over.")
        not_before = session.starts_at - self._times.early
        link = JoinLink(self._new_id(), clinic_id, session_id, person_id, actor, now, not_before, expires_at)
        async with self._atomic():
            await self._revoke_all(clinic_id, session_id, person_id, now)
            await self._links.add(link)
            await self._audit(AuditEntry(clinic_id, now, "join_link.issued", actor, person_id, session_id))
            if actor is not None:
                await self._told(link, now)
        return link, self._sign(link)

    async def living(self, clinic_id: str, session_id: str, person_id: str, now: datetime) -> str:
        """The token of that person's link as it is, and only without one that of a new one. Raises like `issue`."""
        for link in await self._links.live_of(clinic_id, session_id, person_id):
            if now < link.expires_at:
                return self._sign(link)
        return (await self.issue(clinic_id, session_id, person_id, None, now))[1]

    async def revoke(self, clinic_id: str, session_id: str, person_id: str, actor: str, now: datetime) -> None:
        """All links of that person to that session stop working, and what they and earlier ones opened closes. Raises
        NotFound when there is neither."""
        async with self._atomic():
            revoked = await self._revoke_all(clinic_id, session_id, person_id, now)
            ended = await self._logins.revoke_in(clinic_id, session_id, person_id, now)
            if not revoked and not ended:
                raise NotFound
            await self._audit(AuditEntry(clinic_id, now, "join_link.revoked", actor, person_id, session_id))
        self._logins.tell(ended)

    async def reschedule(self, session: Session) -> None:
        """The session meets at another time: so do its links."""
        opens, ends = session.starts_at - self._times.early, session.ends_at + self._times.late
        await self._links.reschedule(session.clinic_id, session.id, opens, ends)

    async def join(self, token: str, pin: str, address: str, now: datetime) -> tuple[LoginSession, str]:
        """A login session for the link's person and session, with its cookie token; to one that was cancelled too,
        where they read that it was and when they meet next. Raises Unauthenticated (link forged, PIN wrong), Gone
        (expired, revoked, session over), TooManyRequests or StorageUnavailable."""
        await self._addresses.attempt(address, now)
        link = await self._usable(self._verify(token), now)
        await self._check_pin(link, pin, address, now)
        await self._addresses.refund(address)
        async with self._atomic():
            # Checking the PIN took a while: what was revoked meanwhile opens nothing.
            await self._usable(link.id, now)
            return await self._logins.begin(
                link.clinic_id,
                link.person_id,
                "client",
                now,
                expires_at=link.expires_at,
                session_id=link.session_id,
                link_id=link.id,
            )

    async def opens(self, session: Session, person_id: str, now: datetime) -> bool:
        """Whether a link of theirs to it would let them in now; not where staff, or too many guesses, ended it."""
        opens, ends = session.starts_at - self._times.early, session.ends_at + self._times.late
        if session.is_over or not opens <= now < ends:
            return False
        link = (await self._links.of(session.clinic_id, session.id)).get(person_id)
        return link is None or link.revoked_at is None

    async def join_another(self, login: LoginSession, session_id: str, now: datetime) -> tuple[LoginSession, str]:
        """A login for another session of a client's who entered their PIN in this tab, by the link that they have or
        would get; the one before ends. Raises NotFound where they are not on its roster, Gone and Unauthenticated like
        `join`."""
        session = await self._sessions.get(login.clinic_id, session_id)
        if session is None:
            raise NotFound
        link = (await self._links.of(login.clinic_id, session_id)).get(login.person_id)
        roster = await self._sessions.roster(login.clinic_id, session_id)
        mine = next((one for one in roster if one.person_id == login.person_id), None)
        if mine is None or mine.role != "client":
            raise NotFound
        if link is not None and link.revoked_at is not None:
            raise Gone(ENDED)
        if link is None and now < session.starts_at - self._times.early:
            raise Unauthenticated(EARLY)
        token = await self.living(login.clinic_id, session_id, login.person_id, now)
        async with self._atomic():
            link = await self._usable(self._verify(token), now)
            begun = await self._logins.begin(
                link.clinic_id,
                link.person_id,
                "client",
                now,
                expires_at=link.expires_at,
                session_id=link.session_id,
                link_id=link.id,
            )
            await self._audit(
                AuditEntry(link.clinic_id, now, "home.joined", link.person_id, link.person_id, session_id)
            )
        await self._logins.end(login.id, now)
        return begun

    def tab_key(self, link_id: str) -> str:
        """What only a tab has in which the PIN of this link was entered; the same for all of them."""
        return hmac.new(self._key.encode(), b"tab:" + link_id.encode(), hashlib.sha256).hexdigest()

    async def _usable(self, link_id: str, now: datetime) -> JoinLink:
        link = await self._links.by_id(link_id)
        if link is None:
            raise Unauthenticated(INVALID)
        session = await self._sessions.get(link.clinic_id, link.session_id)
        if session is None or link.revoked_at is not None or link.expires_at <= now:
            raise Gone(ENDED)
        if session.status != "cancelled" and now < link.not_before:
            raise Unauthenticated(EARLY)
        if session.status == "finished":
            raise Gone(ENDED)
        return link

    async def _check_pin(self, link: JoinLink, pin: str, address: str, now: datetime) -> None:
        guesser = f"{link.id} {address}"
        try:
            await self._guesses.attempt(guesser, now)
        except TooManyRequests as refused:
            raise TooManyRequests(LOCKED, refused.retry_after) from None
        recent, in_all = await self._links.count_guess(link.id, now, GUESSING_WINDOW)
        if in_all > GUESSES_IN_ALL:
            await self._links.revoke(link.id, now)
            await self._notice(link, "join_link.revoked_after_guessing", now)
            raise Gone(ENDED)
        if recent == GUESSES:
            await self._notice(link, "join_link.pin_guessing", now)
        secrets = await self._people.client_secrets(link.clinic_id, link.person_id)
        if not await self._passwords.verify(pin, secrets.pin_hash if secrets else None):
            raise Unauthenticated(REFUSED)
        await self._links.guessed_right(link.id)
        await self._guesses.succeeded(guesser)

    async def _notice(self, link: JoinLink, action: str, now: datetime) -> None:
        await self._audit(AuditEntry(link.clinic_id, now, action, None, link.person_id, link.session_id))

    async def _revoke_all(self, clinic_id: str, session_id: str, person_id: str, now: datetime) -> int:
        """How many links this revoked."""
        live = await self._links.live_of(clinic_id, session_id, person_id)
        for link in live:
            await self._links.revoke(link.id, now)
        return len(live)

    def _sign(self, link: JoinLink) -> str:
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "jti": link.id,
            "nbf": int(link.not_before.timestamp()),
            "exp": int(link.expires_at.timestamp()),
        }
        return jwt.encode(claims, self._key, ALGORITHM, headers={"typ": "JWT"})

    def _verify(self, token: str) -> str:
        """The link's id. When it opens and ends stands in its row: its session may have been moved since."""
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                self._key,
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                issuer=ISSUER,
                options={
                    "require": ["iss", "aud", "jti", "nbf", "exp"],
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                },
            )
            for claim in ("nbf", "exp"):
                int(claims[claim])
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError) as error:
            raise Unauthenticated(INVALID) from error
        return str(claims["jti"])
