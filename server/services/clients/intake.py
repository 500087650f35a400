"""Clients as the clinic takes them in: names, record number, and the secrets by which they are known."""

import secrets
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from typing import Protocol
from zoneinfo import ZoneInfo

from server.services.access.logins import LoginSession
from server.services.access.passwords import Passwords
from server.services.access.scope import Scope, VisibleClients, scope_of
from server.services.errors import Conflict, Invalid, NotFound
from server.services.log.audit import Audit, AuditEntry
from server.services.people import ClientSecrets, Enrollment, People, Person
from server.services.sessions.kiosks import personal_code_hash

PIN_DIGITS = 6
CODE_DIGITS = 6
PAGE = 50
TAKEN = "Another client has that record number."


@dataclass(frozen=True)
class ClientDraft:
    legal_name: str
    chosen_name: str
    """What peers see."""
    name_used: str = ""
    pronouns: str = ""
    record_number: str | None = None
    date_of_birth: date | None = None


@dataclass(frozen=True)
class ClientQuery:
    """`enrolled`: in a program as of today, or coming to be; None: whether or not."""

    text: str = ""
    enrolled: bool | None = None
    program_id: str | None = None


@dataclass(frozen=True)
class ClientLine:
    """A client with their enrollments that hold as of today or later."""

    person: Person
    enrollments: tuple[Enrollment, ...]


@dataclass(frozen=True)
class ClientPage:
    clients: tuple[ClientLine, ...]
    next: str | None
    """The id of the last, when there are more."""


class ClientStore(Protocol):
    async def add(self, person: Person, secrets: ClientSecrets | None) -> None: ...
    async def save(self, person: Person) -> None: ...
    async def by_record_number(self, clinic_id: str, record_number: str) -> str | None: ...
    async def set_pin(self, clinic_id: str, person_id: str, pin_hash: str) -> None: ...
    async def set_code(self, clinic_id: str, person_id: str, code_hash: str) -> None: ...
    async def find(
        self, scope: Scope, query: ClientQuery, today: date, after: str | None, size: int
    ) -> Sequence[ClientLine]:
        """By legal name, those whom this scope may see."""
        ...


class Intake:
    def __init__(
        self,
        store: ClientStore,
        people: People,
        visible: VisibleClients,
        passwords: Passwords,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        new_id: Callable[[], str],
        code_key: str,
    ) -> None:
        self._store = store
        self._people = people
        self._visible = visible
        self._passwords = passwords
        self._audit = audit
        self._atomic = atomic
        self._new_id = new_id
        self._code_key = code_key

    async def find(self, login: LoginSession, query: ClientQuery, after: str | None, now: datetime) -> ClientPage:
        """Some clients at a time, by legal name: admins all of the clinic's, facilitators their own."""
        clinic = await self._people.clinic(login.clinic_id)
        if clinic is None:
            raise NotFound
        today = now.astimezone(ZoneInfo(clinic.time_zone)).date()
        found = await self._store.find(scope_of(login), query, today, after, PAGE + 1)
        more = len(found) > PAGE
        await self._audit(AuditEntry(login.clinic_id, now, "clients.read", login.person_id))
        return ClientPage(tuple(found[:PAGE]), found[PAGE - 1].person.id if more else None)

    async def get(self, login: LoginSession, client_id: str, now: datetime) -> Person:
        """Raises NotFound, whatever the cause."""
        person = await self._visible.get(login, client_id)
        await self._audit(AuditEntry(login.clinic_id, now, "client.read", login.person_id, client_id))
        return person

    async def add(
        self, login: LoginSession, draft: ClientDraft, pin: str | None, now: datetime
    ) -> tuple[Person, str, str]:
        """The client, the PIN (theirs, or one that is made) and the personal code for the kiosk: these are kept as
        hashes alone, and never seen again. Raises Conflict for a record number that is taken."""
        pin = pin or _digits(PIN_DIGITS)
        pin_hash = await self._passwords.hash(pin)
        person = Person(self._new_id(), login.clinic_id, "client", **vars(draft))
        async with self._atomic():
            await self.check(login.clinic_id, draft, None, now)
            code, code_hash = await self._fresh_code(login.clinic_id)
            await self._store.add(person, ClientSecrets(person.id, login.clinic_id, pin_hash, code_hash))
            await self._audit(AuditEntry(login.clinic_id, now, "client.added", login.person_id, person.id))
        return person, pin, code

    async def take_in(self, login: LoginSession, draft: ClientDraft, now: datetime) -> Person:
        """A client whom nobody has met yet: PIN and personal code are set when they come. Raises like `add`."""
        person = Person(self._new_id(), login.clinic_id, "client", **vars(draft))
        async with self._atomic():
            await self.check(login.clinic_id, draft, None, now)
            await self._store.add(person, None)
            await self._audit(AuditEntry(login.clinic_id, now, "client.added", login.person_id, person.id))
        return person

    async def change(self, login: LoginSession, client_id: str, draft: ClientDraft, now: datetime) -> Person:
        """Raises NotFound, and Conflict like `add`. Records that were made keep what they say."""
        async with self._atomic():
            before = await self._visible.get(login, client_id)
            await self.check(login.clinic_id, draft, client_id, now)
            person = replace(before, **vars(draft))
            await self._store.save(person)
            changed = [name for name, value in vars(draft).items() if getattr(before, name) != value]
            detail = {"fields": changed}
            await self._audit(
                AuditEntry(login.clinic_id, now, "client.changed", login.person_id, client_id, detail=detail)
            )
        return person

    async def set_pin(self, login: LoginSession, client_id: str, pin: str | None, now: datetime) -> str:
        """Theirs, or one that is made; the one before opens nothing any more. Raises NotFound."""
        await self._visible.get(login, client_id)
        pin = pin or _digits(PIN_DIGITS)
        hashed = await self._passwords.hash(pin)
        async with self._atomic():
            await self._store.set_pin(login.clinic_id, client_id, hashed)
            await self._audit(AuditEntry(login.clinic_id, now, "client.pin_set", login.person_id, client_id))
        return pin

    async def set_code(self, login: LoginSession, client_id: str, now: datetime) -> str:
        """A new personal code in the place of the one before. Raises NotFound."""
        async with self._atomic():
            await self._visible.get(login, client_id)
            code, hashed = await self._fresh_code(login.clinic_id)
            await self._store.set_code(login.clinic_id, client_id, hashed)
            await self._audit(AuditEntry(login.clinic_id, now, "client.code_set", login.person_id, client_id))
        return code

    async def check(self, clinic_id: str, draft: ClientDraft, client_id: str | None, now: datetime) -> None:
        """Whether a client can be so. `client_id`: whom it is about, None for a new one. Raises like `add`."""
        if draft.date_of_birth is not None and draft.date_of_birth >= now.date():
            raise Invalid("Nobody is born yet on that day.", [("body.date_of_birth", "must be a day of the past")])
        if draft.record_number is None:
            return
        if await self._store.by_record_number(clinic_id, draft.record_number) not in (None, client_id):
            raise Conflict(TAKEN)

    async def _fresh_code(self, clinic_id: str) -> tuple[str, str]:
        """A code that nobody in the clinic has, and its hash."""
        while True:
            code = _digits(CODE_DIGITS)
            hashed = personal_code_hash(self._code_key, code)
            if await self._people.person_by_code(clinic_id, hashed) is None:
                return code, hashed


def _digits(count: int) -> str:
    """At random; not all the same, and no run up or down."""
    while True:
        digits = "".join(secrets.choice("0123456789") for _ in range(count))
        steps = {ord(after) - ord(before) for before, after in pairwise(digits)}
        if steps not in ({0}, {1}, {-1}):
            return digits
