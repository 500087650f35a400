"""Clients' consents to disclosures: recorded when they were given in writing, withdrawn at once when they ask."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from server.domain.disclosure import decision
from server.domain.disclosure.terms import ALL_THREE, ANY_OF_THEM, NAME_IT, is_general, same
from server.domain.log.register_check import Register
from server.services.access.logins import LoginSession
from server.services.access.scope import VisibleClients
from server.services.errors import Conflict, Invalid, NotFound
from server.services.log.audit import Audit, AuditEntry, Written
from server.services.people import People, Person


@dataclass(frozen=True)
class Consent:
    """As stored. `version`: of the clinic's form that was signed."""

    id: str
    clinic_id: str
    person_id: str
    recipient: str
    purpose: str
    version: str
    given_at: datetime
    expires_on: date | None
    recorded_by: str
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None

    def on(self, time_zone: str) -> decision.Consent:
        """The same in days of the clinic's calendar."""
        zone = ZoneInfo(time_zone)
        withdrawn = self.withdrawn_at.astimezone(zone).date() if self.withdrawn_at else None
        given = self.given_at.astimezone(zone).date()
        return decision.Consent(self.id, self.recipient, self.purpose, self.version, given, self.expires_on, withdrawn)


class Consents(Protocol):
    """What is written comes back as a row for the log."""

    async def add(self, consent: Consent) -> Mapping[str, Any]: ...
    async def get(self, clinic_id: str, consent_id: str) -> Consent | None: ...
    async def of_persons(self, clinic_id: str, person_ids: Collection[str]) -> Mapping[str, Sequence[Consent]]:
        """Also withdrawn and expired ones, newest first."""
        ...

    async def withdraw(self, clinic_id: str, consent_id: str, by: str, at: datetime) -> Mapping[str, Any]: ...
    async def named(self, clinic_id: str) -> Sequence[tuple[str, str]]:
        """Recipients and purposes that consents which were not withdrawn name."""
        ...


@dataclass(frozen=True)
class Given:
    """What a signed form says."""

    recipient: str
    purpose: str
    version: str
    given_on: date
    """In the clinic's calendar."""
    expires_on: date | None


class ConsentService:
    """For staff who may see the client; anybody else gets NotFound."""

    def __init__(
        self,
        consents: Consents,
        people: People,
        clients: VisibleClients,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        new_id: Callable[[], str],
        withdrawn: Callable[[str, str, str, datetime], Awaitable[None]],
    ) -> None:
        """`withdrawn(clinic, consent, by, now)`: what rested on it ends, in the same transaction."""
        self._consents = consents
        self._people = people
        self._clients = clients
        self._audit = audit
        self._atomic = atomic
        self._new_id = new_id
        self._withdrawn = withdrawn

    async def of_client(self, login: LoginSession, person_id: str, now: datetime) -> tuple[Person, Sequence[Consent]]:
        """Newest first."""
        person = await self._clients.get(login, person_id)
        await self._audit(AuditEntry(login.clinic_id, now, "consents.read", login.person_id, person_id))
        return person, (await self._consents.of_persons(login.clinic_id, [person_id])).get(person_id, ())

    async def record(self, login: LoginSession, person_id: str, given: Given, now: datetime) -> Consent:
        """The same form once more is the consent that is there. Raises Invalid for what no form can say."""
        person = await self._clients.get(login, person_id)
        zone = await self._zone(login)
        given_at = _instant(given.given_on, zone, now)
        if is_general(given.recipient) and not (same(given.recipient, ANY_OF_THEM) and same(given.purpose, ALL_THREE)):
            raise Invalid("A consent names its recipient.", [("recipient", NAME_IT)])
        if given_at > now:
            raise Invalid("A consent is recorded once it was given.", [("given_on", "lies in the future")])
        if given.expires_on is not None and given.expires_on < given.given_on:
            raise Invalid("A consent does not end before it was given.", [("expires_on", "is before it was given")])
        consent = Consent(
            self._new_id(),
            login.clinic_id,
            person.id,
            " ".join(given.recipient.split()),
            " ".join(given.purpose.split()),
            given.version.strip(),
            given_at,
            given.expires_on,
            login.person_id,
        )
        async with self._atomic():
            there = await self._same_form(consent, zone.key)
            if there is not None:
                return there
            await self._tell(login, "consent.recorded", consent, await self._consents.add(consent), now)
        return consent

    async def withdraw(self, login: LoginSession, person_id: str, consent_id: str, now: datetime) -> None:
        """From now on nothing is disclosed by it, and guests who came by it leave. Raises Conflict when it was
        withdrawn before."""
        await self._clients.get(login, person_id)
        async with self._atomic():
            consent = await self._consents.get(login.clinic_id, consent_id)
            if consent is None or consent.person_id != person_id:
                raise NotFound
            if consent.withdrawn_at is not None:
                raise Conflict("This consent was withdrawn before.")
            row = await self._consents.withdraw(login.clinic_id, consent_id, login.person_id, now)
            await self._tell(login, "consent.withdrawn", consent, row, now)
            await self._withdrawn(login.clinic_id, consent_id, login.person_id, now)

    async def _same_form(self, consent: Consent, time_zone: str) -> Consent | None:
        """The one that says just this and was not withdrawn."""
        of_person = await self._consents.of_persons(consent.clinic_id, [consent.person_id])
        said = consent.on(time_zone)
        there = (one for one in of_person.get(consent.person_id, ()) if replace(one.on(time_zone), id=said.id) == said)
        return next(there, None)

    async def _zone(self, login: LoginSession) -> ZoneInfo:
        clinic = await self._people.clinic(login.clinic_id)
        if clinic is None:
            raise NotFound
        return ZoneInfo(clinic.time_zone)

    async def _tell(
        self, login: LoginSession, action: str, consent: Consent, row: Mapping[str, Any], now: datetime
    ) -> None:
        detail = {"consent": consent.id}
        entry = AuditEntry(login.clinic_id, now, action, login.person_id, consent.person_id, detail=detail)
        await self._audit(entry, [Written(Register.CONSENT, row)])


def _instant(day: date, zone: ZoneInfo, now: datetime) -> datetime:
    """Now for today, otherwise noon of that day: a form has no time."""
    return now if day == now.astimezone(zone).date() else datetime.combine(day, time(12), zone).astimezone(UTC)
