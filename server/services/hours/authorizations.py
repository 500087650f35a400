"""What payers authorized for a client: added and withdrawn by admins, never changed."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from server.domain.hours.units import Authorized, Unit
from server.services.access.logins import LoginSession
from server.services.errors import Conflict, Invalid, NotFound
from server.services.log.audit import Audit, AuditEntry
from server.services.people import People
from server.services.policies.policies import Payer
from server.services.records.changes import Changes

LONGEST_DAYS = 1100
"""Three years: a longer authorization is a slip of the pen."""


@dataclass(frozen=True)
class Authorization:
    id: str
    clinic_id: str
    person_id: str
    payer_id: str
    number: str
    """As the payer has it."""
    service_code: str
    unit: str
    units: int
    starts_on: date
    ends_on: date
    """The last day."""
    created_at: datetime
    revoked_at: datetime | None = None

    @property
    def authorized(self) -> Authorized:
        return Authorized(self.id, self.service_code, Unit(self.unit), self.units, self.starts_on, self.ends_on)

    def overlaps(self, other: "Authorization") -> bool:
        """Both authorize the same service on some day."""
        same = self.person_id == other.person_id and self.service_code == other.service_code
        return same and self.starts_on <= other.ends_on and other.starts_on <= self.ends_on


@dataclass(frozen=True)
class NewAuthorization:
    payer_id: str
    number: str
    service_code: str
    unit: Unit
    units: int
    starts_on: date
    ends_on: date


class Payers(Protocol):
    async def payers(self, clinic_id: str) -> Sequence[Payer]:
        """By name, withdrawn ones too."""
        ...

    async def add_payer(self, payer: Payer) -> None: ...
    async def withdraw_payer(self, clinic_id: str, payer_id: str, at: datetime | None) -> None:
        """None: it is offered again."""
        ...


class Authorizations(Protocol):
    """Never another clinic's."""

    async def of_persons(self, clinic_id: str, person_ids: Collection[str]) -> Mapping[str, Sequence[Authorization]]:
        """Withdrawn ones too, by their first day."""
        ...

    async def get(self, clinic_id: str, authorization_id: str) -> Authorization | None: ...
    async def add(self, authorization: Authorization) -> None: ...
    async def withdraw(self, clinic_id: str, authorization_id: str, at: datetime) -> None:
        """One that is withdrawn stays as it is."""
        ...


class AuthorizationService:
    """For admins. What may be looked at is a matter of `services.hours`."""

    def __init__(
        self,
        stored: Authorizations,
        payers: Payers,
        people: People,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        changed: Changes,
        new_id: Callable[[], str],
    ) -> None:
        self._stored = stored
        self._payers = payers
        self._people = people
        self._audit = audit
        self._atomic = atomic
        self._changed = changed
        self._new_id = new_id

    async def payers(self, clinic_id: str) -> Sequence[Payer]:
        """Those that may authorize something."""
        return [one for one in await self._payers.payers(clinic_id) if one.withdrawn_at is None]

    async def add_payer(self, login: LoginSession, name: str, now: datetime) -> Payer:
        """One that was withdrawn is there again, with its rules. Raises Conflict when the clinic has one of that
        name."""
        payer = Payer(self._new_id(), login.clinic_id, name)
        async with self._atomic():
            before = next((one for one in await self._payers.payers(login.clinic_id) if one.name == name), None)
            if before is None:
                await self._payers.add_payer(payer)
            elif before.withdrawn_at is None:
                raise Conflict("There is a payer of that name.")
            else:
                payer = replace(before, withdrawn_at=None)
                await self._payers.withdraw_payer(login.clinic_id, payer.id, None)
            await self._audit(AuditEntry(login.clinic_id, now, "payer.added", login.person_id, detail={"id": payer.id}))
        return payer

    async def withdraw_payer(self, login: LoginSession, payer_id: str, now: datetime) -> None:
        """Nothing new is authorized by it; what it authorized, and its rules for that, stay. A second time changes
        nothing. Raises NotFound."""
        async with self._atomic():
            known = {one.id: one for one in await self._payers.payers(login.clinic_id)}
            if payer_id not in known:
                raise NotFound
            if known[payer_id].withdrawn_at is None:
                await self._payers.withdraw_payer(login.clinic_id, payer_id, now)
                detail = {"id": payer_id}
                await self._audit(AuditEntry(login.clinic_id, now, "payer.withdrawn", login.person_id, detail=detail))

    async def add(
        self, login: LoginSession, person_id: str, new: NewAuthorization, now: datetime
    ) -> tuple[Authorization, Sequence[Authorization]]:
        """The authorization, and those of the same payer for the same service that it overlaps: both hold, and the one
        that ends first is used first. Raises NotFound for no client of this clinic, Invalid."""
        person = await self._people.person(login.clinic_id, person_id)
        if person is None or person.kind != "client":
            raise NotFound
        await self._check(login.clinic_id, new)
        made = Authorization(
            id=self._new_id(),
            clinic_id=login.clinic_id,
            person_id=person_id,
            payer_id=new.payer_id,
            number=new.number,
            service_code=new.service_code,
            unit=new.unit.value,
            units=new.units,
            starts_on=new.starts_on,
            ends_on=new.ends_on,
            created_at=now,
        )
        before = (await self._stored.of_persons(login.clinic_id, [person_id])).get(person_id, ())
        async with self._atomic():
            await self._stored.add(made)
            detail = {"id": made.id, "unit": made.unit, "units": made.units}
            await self._audit(
                AuditEntry(login.clinic_id, now, "authorization.added", login.person_id, person_id, detail=detail)
            )
            self._changed(login.clinic_id)
        overlapping = [one for one in before if one.revoked_at is None and one.payer_id == made.payer_id]
        return made, [one for one in overlapping if one.overlaps(made)]

    async def withdraw(self, login: LoginSession, authorization_id: str, now: datetime) -> None:
        """It counts for nothing any more, for days of the past neither; it stays to be seen. Raises NotFound."""
        async with self._atomic():
            found = await self._stored.get(login.clinic_id, authorization_id)
            if found is None:
                raise NotFound
            if found.revoked_at is not None:
                return
            await self._stored.withdraw(login.clinic_id, authorization_id, now)
            detail = {"id": found.id}
            await self._audit(
                AuditEntry(
                    login.clinic_id, now, "authorization.withdrawn", login.person_id, found.person_id, detail=detail
                )
            )
            self._changed(login.clinic_id)

    async def _check(self, clinic_id: str, new: NewAuthorization) -> None:
        wrong = []
        if new.ends_on < new.starts_on:
            wrong.append(("body.ends_on", "must not be before the first day"))
        elif (new.ends_on - new.starts_on).days > LONGEST_DAYS:
            wrong.append(("body.ends_on", f"at most {LONGEST_DAYS} days after the first day"))
        if new.payer_id not in {payer.id for payer in await self.payers(clinic_id)}:
            wrong.append(("body.payer_id", "is no payer of this clinic, or was withdrawn"))
        if wrong:
            raise Invalid("This authorization cannot be.", wrong)
