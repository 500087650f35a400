"""Guardians of minors, consents to their treatment, and the one place that says what a guardian may learn."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal, Protocol
from zoneinfo import ZoneInfo

from server.domain.disclosure.terms import same
from server.domain.enrollment.rules import age_on
from server.domain.log.register_check import Register
from server.domain.minors.age import OF_AGE, is_minor
from server.domain.minors.states import Treats, consents_alone
from server.domain.minors.telling import GivenBy, TreatmentConsent, may_be_told
from server.domain.states import STATES
from server.domain.touch.contact import address_of, reaches_same
from server.services.access.logins import LoginSession
from server.services.access.scope import VisibleClients
from server.services.disclosures.consents import Consents
from server.services.errors import Conflict, Invalid, NotFound
from server.services.log.audit import Audit, AuditEntry, Written
from server.services.minors.ages import ConsentAges
from server.services.people import People, Person

Authority = Literal["parent", "legal_guardian", "court_order", "agency", "other"]


@dataclass(frozen=True)
class Guardian:
    """A person apart from the client. `since` and `until`: of their authority, both included."""

    id: str
    clinic_id: str
    person_id: str
    name: str
    relation: str
    phone: str
    email: str
    authority: Authority
    authority_note: str
    since: date
    until: date | None
    added_by: str
    added_at: datetime

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class StoredTreatmentConsent:
    """Who consented to treatment in writing, and by what law. `age` and `needed`: as they were on that day."""

    id: str
    clinic_id: str
    person_id: str
    given_by: GivenBy
    guardian_id: str | None
    treats: Treats
    state: str
    age: int
    needed: int | None
    source: str
    version: str
    """Of the clinic's form that was signed."""
    given_on: date
    recorded_by: str
    recorded_at: datetime
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None

    def terms(self, age: int) -> TreatmentConsent:
        """At that age, by the law as it was known on that day: who grows older comes to consent alone."""
        alone = self.needed is not None and age >= self.needed
        return TreatmentConsent(self.given_by, self.treats, self.state, alone)


class GuardianStore(Protocol):
    async def guardians(self, clinic_id: str, person_ids: Collection[str]) -> Sequence[Guardian]: ...
    async def add_guardian(self, guardian: Guardian) -> None: ...
    async def end_guardian(self, clinic_id: str, guardian_id: str, until: date) -> None: ...
    async def treatment_consents(self, clinic_id: str, person_ids: Collection[str]) -> Sequence[StoredTreatmentConsent]:
        """Newest first, also withdrawn ones."""
        ...

    async def add_treatment_consent(self, consent: StoredTreatmentConsent) -> Mapping[str, Any]: ...
    async def withdraw_treatment_consent(
        self, clinic_id: str, consent_id: str, by: str, at: datetime
    ) -> Mapping[str, Any]: ...


@dataclass(frozen=True)
class GuardianDraft:
    name: str
    relation: str
    phone: str
    email: str
    authority: Authority
    authority_note: str
    since: date
    until: date | None


@dataclass(frozen=True)
class TreatmentDraft:
    given_by: GivenBy
    guardian_id: str | None
    treats: Treats
    state: str
    version: str
    given_on: date


@dataclass(frozen=True)
class Told:
    guardian: Guardian
    holds: bool
    may_be_told: bool


@dataclass(frozen=True)
class Standing:
    """How a client stands today, where their program is."""

    person: Person
    today: date
    minor: bool
    guardians: Sequence[Told]
    treatment: Sequence[StoredTreatmentConsent]


class Guardians:
    """For staff who may see the client; anybody else gets NotFound."""

    def __init__(
        self,
        store: GuardianStore,
        ages: ConsentAges,
        consents: Consents,
        people: People,
        clients: VisibleClients,
        zone_of: "ZoneOf",
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        new_id: Callable[[], str],
    ) -> None:
        self._store = store
        self._ages = ages
        self._consents = consents
        self._people = people
        self._clients = clients
        self._zone_of = zone_of
        self._audit = audit
        self._atomic = atomic
        self._new_id = new_id

    async def standing(self, login: LoginSession, client_id: str, now: datetime) -> Standing:
        person = await self._clients.get(login, client_id)
        await self._audit(AuditEntry(login.clinic_id, now, "guardians.read", login.person_id, client_id))
        return await self._standing(person, now)

    async def _standing(self, person: Person, now: datetime) -> Standing:
        zone = await self._zone_of(person.clinic_id, person.id, now)
        today = now.astimezone(ZoneInfo(zone)).date()
        minor = is_minor(person.date_of_birth, now, zone)
        guardians = await self._store.guardians(person.clinic_id, [person.id])
        treatment = await self._store.treatment_consents(person.clinic_id, [person.id])
        given = (await self._consents.of_persons(person.clinic_id, [person.id])).get(person.id, ())
        consents = [one.on(zone) for one in given]
        rests_on = []
        if person.date_of_birth is not None:
            age = age_on(person.date_of_birth, today)
            rests_on = [one.terms(age) for one in treatment if one.withdrawn_at is None]
        told = []
        for one in guardians:
            holds = one.holds_on(today)
            told.append(Told(one, holds, may_be_told(one.name, minor and holds, rests_on, consents, today)))
        return Standing(person, today, minor, told, treatment)

    async def withheld(self, clinic_id: str, person_id: str, address: str, now: datetime) -> bool:
        """Whether a number or an address is that of a guardian who may learn nothing of this client."""
        guardians = await self._store.guardians(clinic_id, [person_id])
        theirs = {one.id for one in guardians if any(reaches_same(address, each) for each in (one.phone, one.email))}
        if not theirs:
            return False
        person = await self._people.person(clinic_id, person_id)
        if person is None:
            return True
        guardians_now = (await self._standing(person, now)).guardians
        told = [one.guardian.name for one in guardians_now if one.may_be_told]
        reached = [one.guardian.name for one in guardians_now if one.guardian.id in theirs]
        return any(not any(same(one, name) for name in told) for one in reached)

    async def withheld_from(
        self, clinic_id: str, person_ids: Collection[str], recipient: str, now: datetime
    ) -> Collection[str]:
        """Those of these clients of whom this recipient is a guardian who may learn nothing."""
        guardians = await self._store.guardians(clinic_id, person_ids)
        concerned = {one.person_id for one in guardians if same(one.name, recipient)}
        people = await self._people.persons(clinic_id, concerned)
        found = set()
        for person in people.values():
            standing = await self._standing(person, now)
            mine = [one for one in standing.guardians if same(one.guardian.name, recipient)]
            if not any(one.may_be_told for one in mine):
                found.add(person.id)
        return found

    async def unconsented(self, person: Person, day: date, now: datetime) -> bool:
        """Whether somebody who is a minor on that day has no consent to treatment that rests on who may give it."""
        if person.date_of_birth is None or age_on(person.date_of_birth, day) >= OF_AGE:
            return False
        found = await self._store.treatment_consents(person.clinic_id, [person.id])
        return not any(
            one.withdrawn_at is None and (one.given_by != "client" or one.terms(one.age).alone) for one in found
        )

    async def add(self, login: LoginSession, client_id: str, draft: GuardianDraft, now: datetime) -> Guardian:
        if draft.until is not None and draft.until < draft.since:
            raise Invalid("An authority does not end before it began.", [("body.until", "is before it began")])
        if draft.email and address_of("email", draft.email) is None:
            raise Invalid("That is no e-mail address.", [("body.email", "is no e-mail address")])
        guardian = Guardian(
            *(self._new_id(), login.clinic_id, client_id),
            **vars(draft),
            added_by=login.person_id,
            added_at=now,
        )
        async with self._atomic():
            await self._clients.get(login, client_id)
            await self._store.add_guardian(guardian)
            await self._note("guardian.added", login, client_id, {"guardian": guardian.id}, now)
        return guardian

    async def end(self, login: LoginSession, client_id: str, guardian_id: str, now: datetime) -> None:
        """Their authority ended yesterday, if not before: from today on they are told nothing by it. Raises
        NotFound."""
        async with self._atomic():
            person = await self._clients.get(login, client_id)
            found = {one.id: one for one in await self._store.guardians(login.clinic_id, [client_id])}
            if guardian_id not in found:
                raise NotFound
            yesterday = (await self._standing(person, now)).today - timedelta(days=1)
            until = min(yesterday, found[guardian_id].until or yesterday)
            await self._store.end_guardian(login.clinic_id, guardian_id, until)
            await self._note("guardian.ended", login, client_id, {"guardian": guardian_id}, now)

    async def consent(
        self, login: LoginSession, client_id: str, draft: TreatmentDraft, now: datetime
    ) -> StoredTreatmentConsent:
        """Record what a signed form says. Raises NotFound; Invalid where the client alone has signed and may not, or
        for what no form can say."""
        async with self._atomic():
            person = await self._clients.get(login, client_id)
            standing = await self._standing(person, now)
            ages = await self._ages.of(login.clinic_id, draft.state)
            age = self._checked(draft, standing)
            if draft.given_by == "client" and age < OF_AGE and not consents_alone(ages, draft.treats, age):
                raise Invalid(
                    "A guardian's consent is needed: at this age they do not consent alone in that state, or nobody "
                    "has set yet from which age they do.",
                    [("body.given_by", "a guardian's consent is needed")],
                )
            consent = StoredTreatmentConsent(
                *(self._new_id(), login.clinic_id, client_id, draft.given_by, draft.guardian_id, draft.treats),
                *(draft.state, age, ages.needed(draft.treats), ages.source, draft.version, draft.given_on),
                *(login.person_id, now),
            )
            row = await self._store.add_treatment_consent(consent)
            await self._tell("treatment_consent.recorded", login, consent, row, now)
        return consent

    def _checked(self, draft: TreatmentDraft, standing: Standing) -> int:
        """How old the client was on that day."""
        person = standing.person
        wrong = []
        if draft.state not in STATES:
            wrong.append(("body.state", "must be the postal code of a state"))
        if draft.given_on > standing.today:
            wrong.append(("body.given_on", "lies in the future"))
        if person.date_of_birth is None:
            wrong.append(("body.given_on", "the client's birth date is needed first"))
        guardian = next((one for one in standing.guardians if one.guardian.id == draft.guardian_id), None)
        if draft.given_by != "client" and (guardian is None or not guardian.guardian.holds_on(draft.given_on)):
            wrong.append(("body.guardian_id", "name a guardian who had authority on that day"))
        if draft.given_by == "client" and draft.guardian_id is not None:
            wrong.append(("body.guardian_id", "is for a consent that a guardian has signed"))
        if wrong or person.date_of_birth is None:
            raise Invalid("The consent cannot be so.", wrong)
        return age_on(person.date_of_birth, draft.given_on)

    async def withdraw(self, login: LoginSession, client_id: str, consent_id: str, now: datetime) -> None:
        """Raises NotFound, Conflict when it was withdrawn before."""
        async with self._atomic():
            await self._clients.get(login, client_id)
            found = {one.id: one for one in await self._store.treatment_consents(login.clinic_id, [client_id])}
            if consent_id not in found:
                raise NotFound
            if found[consent_id].withdrawn_at is not None:
                raise Conflict("This consent was withdrawn before.")
            row = await self._store.withdraw_treatment_consent(login.clinic_id, consent_id, login.person_id, now)
            await self._tell("treatment_consent.withdrawn", login, found[consent_id], row, now)

    async def _tell(
        self, action: str, login: LoginSession, consent: StoredTreatmentConsent, row: Mapping[str, Any], now: datetime
    ) -> None:
        detail = {"treatment_consent": consent.id}
        entry = AuditEntry(login.clinic_id, now, action, login.person_id, consent.person_id, detail=detail)
        await self._audit(entry, [Written(Register.TREATMENT_CONSENT, row)])

    async def _note(
        self, action: str, login: LoginSession, client_id: str, detail: Mapping[str, object], now: datetime
    ) -> None:
        await self._audit(AuditEntry(login.clinic_id, now, action, login.person_id, client_id, detail=detail))


class ZoneOf(Protocol):
    async def __call__(self, clinic_id: str, person_id: str, now: datetime) -> str:
        """The time zone of the site at which somebody is cared for, or else the clinic's."""
        ...
