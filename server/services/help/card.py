"""The emergency card: where a client is, how to reach them and whom to call; and whom the clinic told, why and when."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from server.domain.attendance.evidence import Answered, FactKind
from server.domain.attendance.facts import PresenceFact
from server.domain.disclosure.terms import Basis, Terms, problems_of
from server.domain.log.register_check import Register
from server.domain.touch.contact import Contact
from server.services.access.logins import LoginSession
from server.services.access.scope import VisibleClients
from server.services.disclosures.disclosures import DisclosedClient, Disclosure, DisclosureEnd, Disclosures, Format
from server.services.errors import Invalid, NotFound
from server.services.log.audit import Audit, AuditEntry, Written
from server.services.log.log import Log
from server.services.people import Clinic, People, Person
from server.services.sessions.sessions import SessionService

AFTERWARDS = timedelta(days=30)
"""How long afterwards it can be written down whom somebody told."""
SLACK = timedelta(minutes=5)
"""By how much a browser's clock may be fast."""


@dataclass(frozen=True)
class EmergencyContact:
    person_id: str
    clinic_id: str
    name: str
    relation: str
    phone: str


@dataclass(frozen=True)
class Whereabouts:
    """Where a client said that they are, and when they said so. Texts may be empty."""

    at: datetime
    at_home: bool
    address: str
    state: str
    phone: str
    """To call them back."""
    others: str
    """Who else is there."""
    adult_name: str = ""
    """Of a minor: who of age was reachable."""
    adult_phone: str = ""


class AnswersGiven(Protocol):
    async def last_of(self, clinic_id: str, person_id: str, kind: FactKind) -> PresenceFact | None:
        """The newest of that kind, of any session."""
        ...


class Reached(Protocol):
    async def of(self, clinic_id: str, person_ids: Collection[str]) -> Mapping[str, Contact]: ...


class ContactStore(Protocol):
    async def get(self, clinic_id: str, person_id: str) -> EmergencyContact | None: ...
    async def put(self, contact: EmergencyContact) -> None: ...
    async def remove(self, clinic_id: str, person_id: str) -> None: ...


@dataclass(frozen=True)
class Card:
    clinic: Clinic
    person: Person
    where: Whereabouts | None
    phone: str | None
    """On file, besides the one that they said on joining."""
    contact: EmergencyContact | None


@dataclass(frozen=True)
class Told:
    """Medical personnel whom somebody of the clinic told, in a medical emergency (42 CFR 2.51(c))."""

    recipient: str
    affiliation: str
    """The facility or service that they belong to."""
    purpose: str
    emergency: str
    """What it was."""
    at: datetime


class EmergencyCards:
    def __init__(
        self,
        contacts: ContactStore,
        given: AnswersGiven,
        reached: Reached,
        disclosures: Disclosures,
        people: People,
        clients: VisibleClients,
        sessions: SessionService,
        log: Log,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        new_id: Callable[[], str],
    ) -> None:
        self._contacts = contacts
        self._given = given
        self._reached = reached
        self._disclosures = disclosures
        self._people = people
        self._clients = clients
        self._sessions = sessions
        self._log = log
        self._audit = audit
        self._atomic = atomic
        self._new_id = new_id

    async def open(self, login: LoginSession, client_id: str, session_id: str | None, now: datetime) -> Card:
        """For staff who may see the client; written down as an access. `session_id`: from whose room. Raises
        NotFound."""
        person = await self._clients.get(login, client_id)
        if session_id is not None:
            await self._sessions.visible(login, session_id)
        await self._written("emergency_card.read", login, client_id, session_id, now)
        clinic = await self._people.clinic(login.clinic_id)
        if clinic is None:
            raise NotFound
        reached = (await self._reached.of(login.clinic_id, [client_id])).get(client_id)
        channels = reached.channels if reached else ()
        return Card(
            clinic,
            person,
            await self._where(login.clinic_id, client_id),
            next((one.address for one in channels if one.kind == "sms"), None),
            await self._contacts.get(login.clinic_id, client_id),
        )

    async def _where(self, clinic_id: str, client_id: str) -> Whereabouts | None:
        """What they said last on joining, or staff wrote down for them, in whichever session."""
        fact = await self._given.last_of(clinic_id, client_id, FactKind.ANSWERED)
        if fact is None or not isinstance(fact.evidence, Answered):
            return None
        said = fact.evidence.answers
        return Whereabouts(
            *(fact.observed_at, said.at_home, said.address, said.state, said.phone, said.others),
            *(said.adult_name, said.adult_phone),
        )

    async def set_contact(
        self, login: LoginSession, client_id: str, name: str, relation: str, phone: str, now: datetime
    ) -> None:
        """Whom to call for this client. Raises NotFound."""
        async with self._atomic():
            await self._clients.get(login, client_id)
            await self._contacts.put(EmergencyContact(client_id, login.clinic_id, name, relation, phone))
            await self._written("emergency_contact.changed", login, client_id, None, now)

    async def remove_contact(self, login: LoginSession, client_id: str, now: datetime) -> None:
        """Raises NotFound for a client whom they may not see."""
        async with self._atomic():
            await self._clients.get(login, client_id)
            await self._contacts.remove(login.clinic_id, client_id)
            await self._written("emergency_contact.removed", login, client_id, None, now)

    async def told(
        self, login: LoginSession, client_id: str, told: Told, session_id: str | None, now: datetime
    ) -> None:
        """A disclosure like every other: in the client's account and in the log. Raises NotFound, Invalid."""
        terms = Terms(Basis.EMERGENCY, *_plain(told.recipient, told.purpose, told.emergency, told.affiliation))
        problems = problems_of(terms)
        if not now - AFTERWARDS <= told.at <= now + SLACK:
            problems.append(("at", "It was within the last 30 days."))
        if problems:
            raise Invalid(
                " ".join(words for _, words in problems),
                [(f"body.{_FIELDS.get(field, field)}", words) for field, words in problems],
            )
        clinic = await self._people.clinic(login.clinic_id)
        if clinic is None:
            raise NotFound
        async with self._atomic():
            await self._clients.get(login, client_id)
            if session_id is not None:
                await self._sessions.visible(login, session_id)
            await self._write_down(login, client_id, terms, min(told.at, now), session_id, clinic, now)
        await self._log.try_to_sign(login.clinic_id, now)

    async def _write_down(
        self,
        login: LoginSession,
        client_id: str,
        terms: Terms,
        at: datetime,
        session_id: str | None,
        clinic: Clinic,
        now: datetime,
    ) -> None:
        day = at.astimezone(ZoneInfo(clinic.time_zone)).date()
        disclosure = Disclosure(
            *(self._new_id(), clinic.id, at, login.person_id, Format.TOLD, terms.basis),
            *(terms.recipient, terms.affiliation, terms.purpose, terms.particulars),
            *(day, day, session_id, 0),
        )
        client = DisclosedClient(disclosure.id, client_id, clinic.id, None, 0)
        end = DisclosureEnd(disclosure.id, clinic.id, at, complete=True, records=0)
        rows = [
            Written(Register.DISCLOSURE, await self._disclosures.add(disclosure, [client])),
            Written(Register.DISCLOSURE_END, await self._disclosures.end(end)),
        ]
        detail = {"basis": terms.basis.value, "disclosure": disclosure.id}
        entry = AuditEntry(clinic.id, now, "emergency.told", login.person_id, client_id, session_id, detail)
        await self._audit(entry, rows)

    async def _written(
        self, act: str, login: LoginSession, client_id: str, session_id: str | None, now: datetime
    ) -> None:
        await self._audit(AuditEntry(login.clinic_id, now, act, login.person_id, client_id, session_id))


_FIELDS = {"particulars": "emergency"}


def _plain(*texts: str) -> Sequence[str]:
    return [" ".join(one.split()) for one in texts]
