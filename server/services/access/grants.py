"""What an auditor may read, and until when: the clinic's admins grant it, for chosen clients and dates."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from server.domain.log.register_check import Register
from server.services.errors import Invalid, NotFound
from server.services.log.audit import Audit, AuditEntry, Written
from server.services.people import People, StaffLogin

LONGEST = timedelta(days=366)
"""A grant is for a purpose; whoever needs more than a year of it asks again."""
EVER = (datetime(1971, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC))


@dataclass(frozen=True)
class Window:
    """What one grant opens: those clients (None: all) in the sessions whose planned start is in [start, end)."""

    clients: frozenset[str] | None
    start: datetime
    end: datetime

    def spans(self, starts_at: datetime) -> bool:
        return self.start <= starts_at < self.end

    def opens(self, starts_at: datetime, client: str) -> bool:
        return self.spans(starts_at) and (self.clients is None or client in self.clients)


@dataclass(frozen=True)
class AuditorGrant:
    """`clients`: ids, None for all of the clinic. Days are the clinic's, both included; None: without bound."""

    id: str
    clinic_id: str
    auditor_id: str
    purpose: str
    clients: Sequence[str] | None
    from_on: date | None
    to_on: date | None
    granted_by: str
    granted_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    revoked_by: str | None = None

    def is_live(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at

    def window(self, zone: ZoneInfo) -> Window:
        start, end = EVER
        if self.from_on is not None:
            start = datetime.combine(self.from_on, time(), zone).astimezone(UTC)
        if self.to_on is not None:
            end = datetime.combine(self.to_on + timedelta(days=1), time(), zone).astimezone(UTC)
        return Window(None if self.clients is None else frozenset(self.clients), start, end)


class Grants(Protocol):
    """What is written comes back as a row for the log, too."""

    async def add(self, grant: AuditorGrant) -> Mapping[str, Any]: ...
    async def of_clinic(self, clinic_id: str) -> Sequence[AuditorGrant]:
        """Newest first, live or not."""
        ...

    async def live_of(self, clinic_id: str, auditor_id: str, now: datetime) -> Sequence[AuditorGrant]: ...
    async def revoke(
        self, clinic_id: str, grant_id: str, by: str, now: datetime
    ) -> tuple[AuditorGrant, Mapping[str, Any]] | None:
        """The grant as it was; None when there is none that could be revoked."""
        ...


@dataclass(frozen=True)
class Wish:
    """A grant as an admin asks for it."""

    purpose: str
    clients: Sequence[str] | None
    from_on: date | None
    to_on: date | None
    expires_at: datetime


class AuditorLogins(Protocol):
    async def auditor(self, clinic_id: str, person_id: str) -> StaffLogin | None: ...


class GrantService:
    def __init__(
        self,
        grants: Grants,
        people: People,
        staff: AuditorLogins,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        new_id: Callable[[], str],
    ) -> None:
        self._grants = grants
        self._people = people
        self._staff = staff
        self._audit = audit
        self._atomic = atomic
        self._new_id = new_id

    async def give(self, clinic_id: str, auditor_id: str, wish: Wish, by: str, now: datetime) -> AuditorGrant:
        """Raises NotFound for somebody who is no auditor of the clinic, Invalid."""
        auditor = await self._staff.auditor(clinic_id, auditor_id)
        if auditor is None or auditor.disabled_at is not None:
            raise NotFound
        if wish.from_on is not None and wish.to_on is not None and wish.to_on < wish.from_on:
            raise Invalid("The days run backwards.", [("body.to_on", "must not be before `from_on`")])
        if not now < wish.expires_at <= now + LONGEST:
            raise Invalid(
                "Access must end, within a year.", [("body.expires_at", "must be in the future, within a year")]
            )
        await self._check_clients(clinic_id, wish.clients)
        clients = None if wish.clients is None else sorted(set(wish.clients))
        grant = AuditorGrant(
            self._new_id(),
            clinic_id,
            auditor_id,
            wish.purpose,
            clients,
            wish.from_on,
            wish.to_on,
            by,
            now,
            wish.expires_at,
        )
        detail = {
            "grant": grant.id,
            "clients": clients,
            "from": wish.from_on.isoformat() if wish.from_on else None,
            "to": wish.to_on.isoformat() if wish.to_on else None,
            "expires_at": wish.expires_at.astimezone(UTC).isoformat(),
        }
        async with self._atomic():
            row = await self._grants.add(grant)
            entry = AuditEntry(clinic_id, now, "grant.given", by, auditor_id, detail=detail)
            await self._audit(entry, [Written(Register.GRANT, row)])
        return grant

    async def revoke(self, clinic_id: str, grant_id: str, by: str, now: datetime) -> None:
        """At once: the auditor's next request finds nothing. Raises NotFound."""
        async with self._atomic():
            revoked = await self._grants.revoke(clinic_id, grant_id, by, now)
            if revoked is None:
                raise NotFound
            grant, row = revoked
            entry = AuditEntry(clinic_id, now, "grant.revoked", by, grant.auditor_id, detail={"grant": grant_id})
            await self._audit(entry, [Written(Register.GRANT, row)])

    async def of_clinic(self, clinic_id: str) -> Sequence[AuditorGrant]:
        return await self._grants.of_clinic(clinic_id)

    async def live_of(self, clinic_id: str, auditor_id: str, now: datetime) -> Sequence[AuditorGrant]:
        return await self._grants.live_of(clinic_id, auditor_id, now)

    async def windows(self, clinic_id: str, auditor_id: str, now: datetime) -> tuple[Window, ...]:
        """What all live grants of the auditor open together, as of now."""
        grants = await self._grants.live_of(clinic_id, auditor_id, now)
        clinic = await self._people.clinic(clinic_id) if grants else None
        return tuple(one.window(ZoneInfo(clinic.time_zone)) for one in grants) if clinic is not None else ()

    async def _check_clients(self, clinic_id: str, clients: Collection[str] | None) -> None:
        if clients is None:
            return
        known = await self._people.persons(clinic_id, clients)
        for place, one in enumerate(clients):
            if one not in known or known[one].kind != "client":
                raise Invalid("Somebody is no client of this clinic.", [(f"body.clients.{place}", "is not known")])
