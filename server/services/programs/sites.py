"""Where care is given: sites with a clock of their own, and days on which nothing meets there."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo, available_timezones

from server.services.access.logins import LoginSession
from server.services.errors import Conflict, Invalid, NotFound
from server.services.log.audit import Audit, AuditEntry
from server.services.people import People, Program
from server.services.programs.programs import Holiday, Site


@dataclass(frozen=True)
class SiteDraft:
    name: str
    address: str
    phone: str
    time_zone: str
    closed: bool = False


class SiteStore(Protocol):
    async def sites(self, clinic_id: str) -> Sequence[Site]:
        """By name."""
        ...

    async def add(self, site: Site) -> None: ...
    async def save(self, site: Site) -> None: ...
    async def holidays(self, clinic_id: str, first: date) -> Sequence[Holiday]:
        """From that day on, by day."""
        ...

    async def add_holiday(self, holiday: Holiday) -> None: ...
    async def remove_holiday(self, clinic_id: str, holiday_id: str) -> bool: ...


class ProgramRows(Protocol):
    async def programs(self, clinic_id: str) -> Sequence[Program]: ...


class SiteService:
    def __init__(
        self,
        store: SiteStore,
        programs: ProgramRows,
        people: People,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        new_id: Callable[[], str],
        make_ahead: Callable[[str, datetime], Awaitable[None]],
    ) -> None:
        """`make_ahead`: has the sessions of the clinic be as its holidays now say."""
        self._make_ahead = make_ahead
        self._store = store
        self._programs = programs
        self._people = people
        self._audit = audit
        self._atomic = atomic
        self._new_id = new_id

    async def all(self, clinic_id: str) -> Sequence[Site]:
        """By name, closed ones last."""
        return sorted(await self._store.sites(clinic_id), key=lambda one: one.closed_at is not None)

    async def add(self, login: LoginSession, draft: SiteDraft, now: datetime) -> Site:
        """Raises Invalid for a time zone that is none, Conflict for a name that another site has."""
        async with self._atomic():
            await self._check(login.clinic_id, draft, None)
            site = Site(self._new_id(), login.clinic_id, draft.name, draft.address, draft.phone, draft.time_zone)
            await self._store.add(site)
            await self._audit(AuditEntry(login.clinic_id, now, "site.added", login.person_id, site.id))
        return site

    async def change(self, login: LoginSession, site_id: str, draft: SiteDraft, now: datetime) -> Site:
        """Raises NotFound; Conflict also for a site that is to be closed with programs at it."""
        async with self._atomic():
            before = await self._site(login.clinic_id, site_id)
            await self._check(login.clinic_id, draft, site_id)
            if draft.closed and before.closed_at is None:
                programs = await self._programs.programs(login.clinic_id)
                if any(one.site_id == site_id and one.closed_at is None for one in programs):
                    raise Conflict("Programs are at this site. Close them or put them elsewhere first.")
            site = replace(
                before,
                name=draft.name,
                address=draft.address,
                phone=draft.phone,
                time_zone=draft.time_zone,
                closed_at=(before.closed_at or now) if draft.closed else None,
            )
            await self._store.save(site)
            await self._audit(AuditEntry(login.clinic_id, now, "site.changed", login.person_id, site_id))
        return site

    async def holidays(self, clinic_id: str, now: datetime) -> Sequence[Holiday]:
        """From the first of this year on."""
        clinic = await self._people.clinic(clinic_id)
        if clinic is None:
            raise NotFound
        today = now.astimezone(ZoneInfo(clinic.time_zone)).date()
        return await self._store.holidays(clinic_id, today.replace(month=1, day=1))

    async def add_holiday(
        self, login: LoginSession, day: date, name: str, site_id: str | None, now: datetime
    ) -> Holiday:
        """Of one site, or of all. Raises NotFound for a site that is not there, Conflict for a day that is one."""
        clinic_id = login.clinic_id
        async with self._atomic():
            if site_id is not None:
                await self._site(clinic_id, site_id)
            for one in await self._store.holidays(clinic_id, day):
                if one.day == day and one.site_id in (None, site_id):
                    raise Conflict("That day is a holiday already.")
            holiday = Holiday(self._new_id(), clinic_id, day, name, site_id)
            await self._store.add_holiday(holiday)
            detail = {"day": day.isoformat(), "site": site_id}
            await self._audit(AuditEntry(clinic_id, now, "holiday.added", login.person_id, holiday.id, detail=detail))
            await self._make_ahead(clinic_id, now)
        return holiday

    async def remove_holiday(self, login: LoginSession, holiday_id: str, now: datetime) -> None:
        """Raises NotFound."""
        async with self._atomic():
            if not await self._store.remove_holiday(login.clinic_id, holiday_id):
                raise NotFound
            await self._audit(AuditEntry(login.clinic_id, now, "holiday.removed", login.person_id, holiday_id))
            await self._make_ahead(login.clinic_id, now)

    async def _site(self, clinic_id: str, site_id: str) -> Site:
        for one in await self._store.sites(clinic_id):
            if one.id == site_id:
                return one
        raise NotFound

    async def _check(self, clinic_id: str, draft: SiteDraft, site_id: str | None) -> None:
        if draft.time_zone not in available_timezones():
            raise Invalid("There is no such time zone.", [("body.time_zone", "must be a name like America/Chicago")])
        for one in await self._store.sites(clinic_id):
            if one.id != site_id and one.name.casefold() == draft.name.casefold():
                raise Conflict("There is a site of that name already.")
