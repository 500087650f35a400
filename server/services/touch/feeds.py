"""A calendar for each person at an address of their own, that tells when they have an appointment and nothing else.

Whoever has the address reads it; so it is 256 random bits, of which a hash is kept, and a new one or none takes its
place at once.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from server.domain.touch.contact import Contact, Language
from server.services.access.logins import LoginSession, token_hash
from server.services.access.scope import VisibleClients
from server.services.access.throttle import Throttles
from server.services.errors import NotFound
from server.services.log.audit import Audit, AuditEntry
from server.services.sessions.sessions import Sessions
from server.services.touch.contact import Contacts

BACK, AHEAD = timedelta(days=30), timedelta(days=90)
WRONG, WINDOW = 30, timedelta(minutes=15)
READS, AN_HOUR = 120, timedelta(hours=1)


@dataclass(frozen=True)
class Feed:
    person_id: str
    clinic_id: str
    made_at: datetime
    read_at: datetime | None
    """About when a calendar fetched it last."""


@dataclass(frozen=True)
class Appointment:
    uid: str
    """The same for the same session, and no session's id."""
    sequence: int
    starts_at: datetime
    ends_at: datetime
    cancelled: bool


class Feeds(Protocol):
    async def of(self, clinic_id: str, person_id: str) -> Feed | None: ...
    async def by_hash(self, token_hash: str) -> Feed | None:
        """None also for staff whose login is disabled."""
        ...

    async def put(self, feed: Feed, token_hash: str) -> None:
        """In the place of the one before."""
        ...

    async def remove(self, clinic_id: str, person_id: str) -> bool: ...
    async def fetched(self, person_id: str, at: datetime) -> None: ...


class FeedService:
    def __init__(
        self,
        feeds: Feeds,
        sessions: Sessions,
        contacts: Contacts,
        clients: VisibleClients,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        key: str,
        write: Callable[[Sequence[Appointment], Language, datetime], str],
        throttle: Throttles,
    ) -> None:
        self._feeds = feeds
        self._sessions = sessions
        self._contacts = contacts
        self._clients = clients
        self._audit = audit
        self._atomic = atomic
        self._key = key
        self._write = write
        self._wrong = throttle("feeds.wrong", WRONG, WINDOW)
        self._reads = throttle("feeds.reads", READS, AN_HOUR)

    async def state(self, login: LoginSession, client_id: str | None) -> Feed | None:
        """Of a client, for staff who may see them; None: one's own. Raises NotFound."""
        return await self._feeds.of(login.clinic_id, await self._whose(login, client_id))

    async def make(self, login: LoginSession, client_id: str | None, now: datetime) -> str:
        """A token, seen this once; the one before opens nothing any more. Raises NotFound."""
        who, token = await self._whose(login, client_id), secrets.token_urlsafe(32)
        async with self._atomic():
            await self._feeds.put(Feed(who, login.clinic_id, now, None), token_hash(token))
            await self._audit(AuditEntry(login.clinic_id, now, "calendar.made", login.person_id, who))
        return token

    async def revoke(self, login: LoginSession, client_id: str | None, now: datetime) -> None:
        """Raises NotFound, also when there is none."""
        who = await self._whose(login, client_id)
        async with self._atomic():
            if not await self._feeds.remove(login.clinic_id, who):
                raise NotFound
            await self._audit(AuditEntry(login.clinic_id, now, "calendar.revoked", login.person_id, who))

    async def read(self, token: str, address: str, now: datetime) -> str:
        """The calendar itself. Raises NotFound for a token that opens nothing, TooManyRequests,
        StorageUnavailable."""
        await self._wrong.attempt(address, now)
        feed = await self._feeds.by_hash(token_hash(token))
        if feed is None:
            raise NotFound
        await self._wrong.refund(address)
        await self._reads.attempt(feed.person_id, now)
        if feed.read_at is None or now - feed.read_at > AN_HOUR:
            await self._feeds.fetched(feed.person_id, now)
        contact = (await self._contacts.of(feed.clinic_id, [feed.person_id])).get(feed.person_id, Contact())
        return self._write(await self._appointments(feed, now), contact.language, now)

    async def _appointments(self, feed: Feed, now: datetime) -> Sequence[Appointment]:
        found = await self._sessions.between(feed.clinic_id, now - BACK, now + AHEAD, feed.person_id)
        rosters = await self._sessions.rosters(feed.clinic_id, [one.id for one in found])
        excused = {
            session
            for session, roster in rosters.items()
            if any(one.person_id == feed.person_id and one.status == "excused" for one in roster)
        }
        return [
            Appointment(
                self._uid(feed.person_id, one.id),
                one.sequence,
                one.starts_at,
                one.ends_at,
                cancelled=one.status == "cancelled" or one.id in excused,
            )
            for one in found
        ]

    async def _whose(self, login: LoginSession, client_id: str | None) -> str:
        return login.person_id if client_id is None else (await self._clients.get(login, client_id)).id

    def _uid(self, person_id: str, session_id: str) -> str:
        """Of two people in one session it is not the same: whoever sees both calendars learns nothing by it."""
        said = f"calendar\n{person_id}\n{session_id}".encode()
        return f"{hmac.new(self._key.encode(), said, hashlib.sha256).hexdigest()[:32]}@viop"
