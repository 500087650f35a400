"""Who saw, exported, signed and changed what: the access log in answer to that, and how the log holds it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from server.domain.log.coverage import digest
from server.domain.log.head import SignedHead
from server.services.access.logins import LoginSession
from server.services.access.scope import Scope, scope_of
from server.services.log.audit import Audit, AuditEntry
from server.services.log.log import StoredLeaf
from server.services.people import Clinic, People, Person

WHOLE_CLINIC = ("log.exported",)
"""Acts that disclose records of everybody, and name nobody."""
EXPORTS = ("attendance.exported", "attendance.export_ended")
"""Acts of a disclosure, whose rows name its clients."""
FOR_AUDITORS = (
    "amendment.",
    "attendance.",
    "consent.",
    "disclosures.",
    "hours.",
    "log.",
    "record.",
    "records.",
)
"""Areas that an auditor may know of: of records, not of sign-ins, links, rooms and devices. What is not named is not
shown."""


@dataclass(frozen=True)
class Asked:
    """Acts in [start, end). `client`: what concerns them; `actor`: what they did."""

    start: datetime
    end: datetime
    client: str | None = None
    actor: str | None = None


@dataclass(frozen=True)
class Act:
    id: str
    at: datetime
    action: str
    actor_id: str | None
    subject: str | None
    session_id: str | None
    session_title: str | None
    session_starts_at: datetime | None
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class TrailPage:
    acts: tuple[Act, ...]
    people: Mapping[str, Person]
    next: tuple[datetime, str] | None


class Sealed(StrEnum):
    OPEN = "open"
    """The day is not over, or its digest not written yet."""
    VERIFIED = "verified"
    UNSIGNED = "unsigned"
    """In the log, under no signed head yet."""
    FAILED = "failed"


@dataclass(frozen=True)
class SealedDay:
    state: Sealed
    position: int | None = None
    signed: SignedHead | None = None


class Acts(Protocol):
    async def page(
        self, scope: Scope, asked: Asked, after: tuple[datetime, str] | None, size: int
    ) -> Sequence[Act]: ...
    async def digest_after(self, clinic_id: str, until: datetime) -> StoredLeaf | None:
        """The first digest that reaches so far."""
        ...


class DayRows(Protocol):
    async def entries(self, clinic_id: str, start: datetime, until: datetime) -> Sequence[Mapping[str, Any]]: ...


class SignedHeads(Protocol):
    async def newest_signed(self, clinic_id: str) -> SignedHead | None: ...


class Trail:
    def __init__(self, acts: Acts, rows: DayRows, heads: SignedHeads, people: People, audit: Audit) -> None:
        self._acts = acts
        self._rows = rows
        self._heads = heads
        self._people = people
        self._audit = audit

    async def page(
        self, login: LoginSession, asked: Asked, after: tuple[datetime, str] | None, size: int, now: datetime
    ) -> TrailPage:
        """Newest first. Asking for the trail is in it. Of acts on several clients whoever may read of some learns that
        they were, and no number. Raises NotFound for a client of whom they may read nothing."""
        scope = scope_of(login)
        if asked.client is not None:
            scope = scope.of_client(asked.client)
        found = list(await self._acts.page(scope, asked, after, size + 1))
        more, found = len(found) > size, found[:size]
        people = await self._people.persons(
            login.clinic_id, {one for act in found for one in (act.actor_id, act.subject) if one is not None}
        )
        await self._audit(AuditEntry(login.clinic_id, now, "trail.read", login.person_id, asked.client))
        if not scope.everything:
            found = [act if act.subject is not None else replace(act, detail={}) for act in found]
        return TrailPage(tuple(found), people, (found[-1].at, found[-1].id) if more else None)

    async def day(self, clinic: Clinic, day: date) -> SealedDay:
        """How the log holds that day's entries: the digest is reckoned anew from the rows, and none may be missing."""
        zone = ZoneInfo(clinic.time_zone)
        start, end = (datetime.combine(one, time(), zone).astimezone(UTC) for one in (day, day + timedelta(days=1)))
        leaf = await self._acts.digest_after(clinic.id, end)
        if leaf is None:
            return SealedDay(Sealed.OPEN)
        try:
            holds = await self._holds(clinic.id, leaf, start, end)
        except (KeyError, TypeError, ValueError):  # somebody wrote what no leaf says
            holds = False
        if not holds:
            return SealedDay(Sealed.FAILED, leaf.position)
        signed = await self._heads.newest_signed(clinic.id)
        if signed is None or signed.head.size <= leaf.position:
            return SealedDay(Sealed.UNSIGNED, leaf.position)
        return SealedDay(Sealed.VERIFIED, leaf.position, signed)

    async def _holds(self, clinic_id: str, leaf: StoredLeaf, start: datetime, end: datetime) -> bool:
        """A digest covers the entries of its day, and of days before it what came late or was not covered."""
        covered = leaf.data["entries"]
        ids, until = set(covered["ids"]), datetime.fromisoformat(leaf.data["until"])
        rows = await self._rows.entries(clinic_id, start, until)
        if ids - {row["id"] for row in rows}:
            rows = await self._rows.entries(clinic_id, datetime(1971, 1, 1, tzinfo=UTC), until)
        known = {row["id"]: row for row in rows}
        if not ids <= set(known):
            return False
        of_day = {row["id"] for row in rows if start <= datetime.fromisoformat(row["at"]) < end}
        return of_day <= ids and digest([known[one] for one in covered["ids"]]).sha256 == covered["sha256"]
