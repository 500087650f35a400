"""The tablet at the door: enrolled by an admin with a one-time code, known by a device token, revocable.

Whoever stands before it types a personal code. The tablet learns whether it was taken, never whose it is.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from server.services.access.logins import token_hash
from server.services.access.throttle import Throttles
from server.services.errors import Conflict, NotFound, Unauthenticated
from server.services.log.audit import Audit, AuditEntry
from server.services.people import People
from server.services.sessions.in_person import NOTHING_PLANNED, InPerson, Sighting
from server.services.sessions.sessions import Session, Sessions

CODE_LIFETIME = timedelta(minutes=10)
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8
AROUND = timedelta(minutes=30)
OVERRUN = timedelta(hours=12)
"""How long after its planned end a session may go on and people be checked out of it."""
SCANS_PER_MINUTE = 20
ENROLS_PER_ADDRESS = 10

Action = Literal["check_in", "check_out"]


@dataclass(frozen=True)
class Kiosk:
    id: str
    clinic_id: str
    name: str
    created_at: datetime
    code_expires_at: datetime
    enrolled_at: datetime | None = None
    revoked_at: datetime | None = None
    kind: Literal["door", "room"] = "door"
    """The tablet at the door, or the camera, microphone and screen of a room."""
    site_id: str | None = None
    session_id: str | None = None
    """Of a room: the session that staff brought it in to, since `assigned_at`."""
    assigned_at: datetime | None = None

    @property
    def is_in_use(self) -> bool:
        return self.enrolled_at is not None and self.revoked_at is None


class Kiosks(Protocol):
    async def of_clinic(self, clinic_id: str) -> Sequence[Kiosk]: ...
    async def add(self, kiosk: Kiosk, code_hash: str) -> None: ...
    async def enrol(self, code_hash: str, device_hash: str, now: datetime) -> Kiosk | None:
        """Uses the code up. None when it is unknown, used, too old or revoked."""
        ...

    async def by_device(self, device_hash: str) -> Kiosk | None:
        """None when revoked."""
        ...

    async def revoke(self, clinic_id: str, kiosk_id: str, now: datetime) -> bool: ...


def personal_code_hash(key: str, code: str) -> str:
    """HMAC-SHA-256 in hex. A personal code is short, so its hash needs the server's key to be of use."""
    return hmac.new(key.encode(), code.strip().upper().encode("utf-8", "replace"), hashlib.sha256).hexdigest()


class SessionsOn:
    """Which sessions somebody at the door comes to, or leaves."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def on(self, clinic_id: str, person_id: str, action: Action, at: datetime) -> Sequence[Session]:
        """To check in to: those of theirs that are on at that time, give or take 30 minutes. To check out of: that are
        on, or ended in the 30 minutes before."""
        near = await self._sessions.between(clinic_id, at - OVERRUN, at + AROUND, person_id)
        on = [session for session in near if _is_on(session, action, at)]
        return [session for session in on if _has_begun(session, action, at)] or on[:1]


class KioskService:
    def __init__(
        self,
        kiosks: Kiosks,
        people: People,
        sessions: SessionsOn,
        in_person: InPerson,
        audit: Audit,
        new_id: Callable[[], str],
        code_key: str,
        throttle: Throttles,
    ) -> None:
        self._kiosks = kiosks
        self._people = people
        self._sessions = sessions
        self._in_person = in_person
        self._audit = audit
        self._new_id = new_id
        self._code_key = code_key
        self._scans = throttle("kiosks.scans", SCANS_PER_MINUTE, timedelta(minutes=1))
        self._enrols = throttle("kiosks.enrols", ENROLS_PER_ADDRESS, timedelta(minutes=10))

    async def of_clinic(self, clinic_id: str) -> Sequence[Kiosk]:
        return await self._kiosks.of_clinic(clinic_id)

    async def add(
        self,
        clinic_id: str,
        name: str,
        actor: str,
        now: datetime,
        kind: Literal["door", "room"] = "door",
        site_id: str | None = None,
    ) -> tuple[Kiosk, str]:
        """A kiosk that waits for its tablet, and the code to type there within ten minutes."""
        code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
        kiosk = Kiosk(self._new_id(), clinic_id, name, now, now + CODE_LIFETIME, kind=kind, site_id=site_id)
        await self._kiosks.add(kiosk, token_hash(code))
        await self._audit(AuditEntry(clinic_id, now, "kiosk.added", actor, kiosk.id))
        return kiosk, code

    async def revoke(self, clinic_id: str, kiosk_id: str, actor: str, now: datetime) -> None:
        if not await self._kiosks.revoke(clinic_id, kiosk_id, now):
            raise NotFound
        await self._audit(AuditEntry(clinic_id, now, "kiosk.revoked", actor, kiosk_id))

    async def enrol(self, code: str, address: str, now: datetime) -> tuple[Kiosk, str]:
        """The kiosk and the device's token for its cookie. Raises Unauthenticated, TooManyRequests or
        StorageUnavailable."""
        await self._enrols.attempt(address, now)
        token = secrets.token_urlsafe(32)
        typed = "".join(code.split()).upper()
        kiosk = await self._kiosks.enrol(token_hash(typed), token_hash(token), now)
        if kiosk is None:
            raise Unauthenticated("This code is not valid. Codes work once, for ten minutes.")
        await self._audit(AuditEntry(kiosk.clinic_id, now, "kiosk.enrolled", None, kiosk.id))
        return kiosk, token

    async def device(self, token: str) -> Kiosk | None:
        return await self._kiosks.by_device(token_hash(token))

    async def scan(self, kiosk: Kiosk, code: str, action: Action, now: datetime, entry: str | None = None) -> None:
        """Check the code's owner in to what is on for them, or out of it. `entry`: the tablet's own id of it; should it
        be delivered again later, it counts once. Raises Unauthenticated for an unknown code, Conflict when nothing is
        on for them, TooManyRequests, StorageUnavailable."""
        await self._scans.attempt(kiosk.id, now)
        person_id = await self._people.person_by_code(kiosk.clinic_id, personal_code_hash(self._code_key, code))
        if person_id is None:
            await self._audit(AuditEntry(kiosk.clinic_id, now, "kiosk.unknown_code", None, kiosk.id))
            raise Unauthenticated("We do not know this code. Please try again or ask at the desk.")
        await self._scans.refund(kiosk.id)
        on = await self._sessions.on(kiosk.clinic_id, person_id, action, now)
        if not on:
            raise Conflict(NOTHING_PLANNED)
        seen = Sighting(now, 0, entry_id(kiosk, entry)) if entry is not None else None
        for session in on:
            await self._in_person.scan(session, person_id, kiosk.id, action == "check_in", now, seen)


def entry_id(kiosk: Kiosk, entry: str) -> str:
    """One tablet's ids are nobody else's."""
    return hashlib.sha256(f"{kiosk.id}:{entry}".encode()).hexdigest()[:24]


def _is_on(session: Session, action: Action, at: datetime) -> bool:
    if action == "check_out" and session.started_at is not None:
        return session.takes_sightings(at)
    over = session.status == "cancelled" or (session.ended_at is not None and session.ended_at <= at)
    return not over and session.ends_at > at - AROUND


def _has_begun(session: Session, action: Action, now: datetime) -> bool:
    """Nobody is checked in to what should have ended while something else is on; out of it they are."""
    return session.starts_at <= now and (now < session.ends_at or action == "check_out")
