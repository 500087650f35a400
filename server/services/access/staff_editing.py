"""Admins keep the clinic's staff: who they are, what they may do, who supervises them, and their licences by state."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from server.domain.states import STATES
from server.services.access.invitations import Invitations
from server.services.access.logins import LoginSession, LoginSessions
from server.services.access.staff import Staff
from server.services.errors import Conflict, Invalid, NotFound
from server.services.log.audit import Audit, AuditEntry
from server.services.people import People, Person, StaffLogin
from server.services.programs.programs import Licence

LAST_ADMIN = "The clinic needs an admin who can sign in. Make somebody else one first."


@dataclass(frozen=True)
class StaffDraft:
    legal_name: str
    chosen_name: str
    """What clients see."""
    email: str
    role: Literal["facilitator", "admin"]
    pronouns: str = ""
    credential: str = ""
    licence: str = ""
    """Its number as it follows a signature."""
    supervisor_id: str | None = None


@dataclass(frozen=True)
class LicenceDraft:
    state: str
    profession: str
    number: str
    starts_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True)
class StaffAccount:
    """`invited_until`: the end of a link that was not used yet. `joined`: has set a password."""

    person: Person
    login: StaffLogin
    invited_until: datetime | None
    joined: bool


@dataclass(frozen=True)
class StaffMember:
    account: StaffAccount
    licences: tuple[Licence, ...]
    """Not the revoked ones; by state, the one that holds longest first."""


class StaffStore(Protocol):
    async def accounts(self, clinic_id: str, now: datetime) -> Sequence[StaffAccount]:
        """By name; no auditors."""
        ...

    async def add(self, person: Person, login: StaffLogin) -> None: ...
    async def save(self, person: Person, login: StaffLogin) -> None:
        """All but the password."""
        ...

    async def revoke_invitations(self, clinic_id: str, person_id: str, now: datetime) -> None: ...
    async def owner_of(self, email: str) -> str | None:
        """Of any clinic."""
        ...

    async def licences(self, clinic_id: str) -> Sequence[Licence]: ...
    async def add_licence(self, licence: Licence) -> None: ...
    async def revoke_licence(self, clinic_id: str, person_id: str, licence_id: str, now: datetime) -> bool: ...


class StaffEditing:
    def __init__(
        self,
        store: StaffStore,
        people: People,
        invitations: Invitations,
        logins: LoginSessions,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        new_id: Callable[[], str],
    ) -> None:
        self._store = store
        self._people = people
        self._invitations = invitations
        self._logins = logins
        self._audit = audit
        self._atomic = atomic
        self._new_id = new_id

    async def all(self, clinic_id: str, now: datetime) -> tuple[date, Sequence[StaffMember]]:
        """Today in the clinic, and its staff by name."""
        clinic = await self._people.clinic(clinic_id)
        if clinic is None:
            raise NotFound
        licences = await self._store.licences(clinic_id)
        members = [
            StaffMember(one, tuple(each for each in licences if each.person_id == one.person.id))
            for one in await self._store.accounts(clinic_id, now)
        ]
        return now.astimezone(ZoneInfo(clinic.time_zone)).date(), members

    async def add(self, login: LoginSession, draft: StaffDraft, now: datetime) -> tuple[str, str]:
        """The new one's id and the token of the link by which they set a password. Raises Conflict when the address
        has an account, Invalid for a supervisor who cannot be."""
        unusable = await self._invitations.unusable()
        who, clinic_id = self._new_id(), login.clinic_id
        async with self._atomic():
            await self._check(clinic_id, who, draft, now)
            person = Person(who, clinic_id, "staff", draft.legal_name, draft.chosen_name, draft.pronouns)
            await self._store.add(person, _login(StaffLogin(who, clinic_id, "", unusable, draft.role), draft))
            await self._audit(AuditEntry(clinic_id, now, "staff.added", login.person_id, who))
            token = await self._invitations.make(clinic_id, who, login.person_id, now)
        return who, token

    async def change(self, login: LoginSession, person_id: str, draft: StaffDraft, now: datetime) -> None:
        """Another role signs them out. Raises NotFound, and like `add`; Conflict where no admin would be left."""
        ended: Sequence[str] = ()
        async with self._atomic():
            account = await self._account(login.clinic_id, person_id, now)
            await self._check(login.clinic_id, person_id, draft, now)
            before = account.login
            if before.role == "admin" and draft.role != "admin":
                await self._leave_an_admin(login.clinic_id, person_id, now)
            person = replace(
                account.person, legal_name=draft.legal_name, chosen_name=draft.chosen_name, pronouns=draft.pronouns
            )
            await self._store.save(person, _login(before, draft))
            if draft.role != before.role:
                ended = await self._logins.revoke_of(login.clinic_id, person_id, now)
            changed = [name for name, value in vars(draft).items() if value != _now(account, name)]
            detail = {"fields": changed}
            await self._audit(
                AuditEntry(login.clinic_id, now, "staff.changed", login.person_id, person_id, detail=detail)
            )
        self._logins.tell(ended)

    async def disable(self, login: LoginSession, person_id: str, now: datetime) -> None:
        """They are signed out at once, out of rooms too, and an open link opens nothing. Raises NotFound; Conflict for
        oneself, and where no admin would be left."""
        if person_id == login.person_id:
            raise Conflict("Nobody can lock themselves out. Another admin can.")
        async with self._atomic():
            account = await self._account(login.clinic_id, person_id, now)
            if account.login.disabled_at is not None:
                raise NotFound
            if account.login.role == "admin":
                await self._leave_an_admin(login.clinic_id, person_id, now)
            await self._store.save(account.person, replace(account.login, disabled_at=now))
            await self._store.revoke_invitations(login.clinic_id, person_id, now)
            ended = await self._logins.revoke_of(login.clinic_id, person_id, now)
            await self._audit(AuditEntry(login.clinic_id, now, "staff.disabled", login.person_id, person_id))
        self._logins.tell(ended)

    async def invite(self, login: LoginSession, person_id: str, now: datetime) -> str:
        """The token of a new link; by it a disabled one comes back. Raises NotFound."""
        async with self._atomic():
            await self._account(login.clinic_id, person_id, now)
            return await self._invitations.make(login.clinic_id, person_id, login.person_id, now)

    async def add_licence(self, login: LoginSession, person_id: str, draft: LicenceDraft, now: datetime) -> Licence:
        """Raises NotFound; Invalid for a state or days that cannot be."""
        wrong = []
        if draft.state not in STATES:
            wrong.append(("body.state", "no state has this code"))
        if draft.starts_on and draft.expires_on and draft.expires_on < draft.starts_on:
            wrong.append(("body.expires_on", f"must not be before {draft.starts_on}"))
        if wrong:
            raise Invalid("The licence does not fit together.", wrong)
        async with self._atomic():
            await self._account(login.clinic_id, person_id, now)
            licence = Licence(self._new_id(), login.clinic_id, person_id, **vars(draft))
            await self._store.add_licence(licence)
            detail = {"licence": licence.id}
            await self._audit(
                AuditEntry(login.clinic_id, now, "licence.added", login.person_id, person_id, detail=detail)
            )
        return licence

    async def revoke_licence(self, login: LoginSession, person_id: str, licence_id: str, now: datetime) -> None:
        """It holds no more; what was signed by it keeps it. Raises NotFound."""
        async with self._atomic():
            if not await self._store.revoke_licence(login.clinic_id, person_id, licence_id, now):
                raise NotFound
            detail = {"licence": licence_id}
            await self._audit(
                AuditEntry(login.clinic_id, now, "licence.revoked", login.person_id, person_id, detail=detail)
            )

    async def _account(self, clinic_id: str, person_id: str, now: datetime) -> StaffAccount:
        for one in await self._store.accounts(clinic_id, now):
            if one.person.id == person_id:
                return one
        raise NotFound

    async def _check(self, clinic_id: str, person_id: str, draft: StaffDraft, now: datetime) -> None:
        if await self._store.owner_of(_email(draft)) not in (None, person_id):
            raise Conflict("That e-mail address has an account already.")
        if draft.supervisor_id is None:
            return
        logins = [one.login for one in await self._store.accounts(clinic_id, now)]
        above = next((one for one in logins if one.person_id == draft.supervisor_id), None)
        if above is None or above.disabled_at is not None:
            raise Invalid("There is no such supervisor.", [("body.supervisor_id", "is nobody of this clinic's staff")])
        seen = {person_id}
        while above is not None:
            if above.person_id in seen:
                wrong = [("body.supervisor_id", "is supervised by them")]
                raise Invalid("Nobody supervises whoever supervises them.", wrong)
            seen.add(above.person_id)
            above = Staff(logins).login(above.supervisor_id or "")

    async def _leave_an_admin(self, clinic_id: str, person_id: str, now: datetime) -> None:
        others = [one for one in await self._store.accounts(clinic_id, now) if one.person.id != person_id]
        if not any(one.login.role == "admin" and one.login.disabled_at is None and one.joined for one in others):
            raise Conflict(LAST_ADMIN)


def _email(draft: StaffDraft) -> str:
    return draft.email.strip().casefold()


def _login(before: StaffLogin, draft: StaffDraft) -> StaffLogin:
    return replace(
        before,
        email=_email(draft),
        role=draft.role,
        credential=draft.credential,
        licence=draft.licence,
        supervisor_id=draft.supervisor_id,
    )


def _now(account: StaffAccount, name: str) -> object:
    of = account.person if name in ("legal_name", "chosen_name", "pronouns") else account.login
    return getattr(of, name)
