"""Policies as admins see and write them. A version is added and never changed; who saves one says why."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from server.domain.attendance.policy import DEFAULT_POLICY, AttendancePolicy
from server.domain.attendance.policy_versions import (
    Contradiction,
    Holder,
    PolicyVersion,
    Scope,
    clashes,
    compose,
    in_force,
    newest,
)
from server.domain.attendance.policy_words import Difference, differences
from server.domain.log import kinds
from server.services.access.logins import LoginSession
from server.services.errors import Conflict, Invalid, NotFound
from server.services.log.audit import Audit, AuditEntry
from server.services.log.log import Log
from server.services.people import People
from server.services.policies.policies import PolicyStore, SavedVersion
from server.services.records.changes import Changes
from server.services.sessions.sessions import Sessions

LONGEST_AHEAD = timedelta(days=366)
MOST_VERSIONS = 500
"""Of one holder. Nobody has reasons for more; the book is read as a whole."""


@dataclass(frozen=True)
class Draft:
    """`base`: the newest version that whoever wrote this had before them; 0 for none."""

    base: int
    effective_from: date
    rules: Mapping[str, Any]
    reason: str


@dataclass(frozen=True)
class Edition:
    """A saved version, who saved it, and what it changed. `state` is as of today."""

    saved: SavedVersion
    author: str | None
    state: str
    """in_force, planned, past, or replaced: by a newer version that began no later."""
    changes: tuple[Difference, ...]


@dataclass(frozen=True)
class Shelf:
    """One holder's rules today."""

    holder: Holder
    name: str
    newest: int
    """The number of the newest version; 0 without any."""
    in_force: PolicyVersion | None
    planned: PolicyVersion | None
    withdrawn_on: date | None = None
    """Since when a payer authorizes nothing new."""


@dataclass(frozen=True)
class Opened:
    """One holder's rules, those that it overrides, and its history."""

    shelf: Shelf
    today: date
    beneath: AttendancePolicy
    """What judges where this holder says nothing."""
    beneath_said_by: Mapping[str, Scope]
    """Rules that do not come from the defaults."""
    policy: AttendancePolicy
    editions: tuple[Edition, ...]
    """Newest first."""


class PolicyEditing:
    def __init__(
        self,
        store: PolicyStore,
        people: People,
        sessions: Sessions,
        log: Log,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        new_id: Callable[[], str],
        changed: Changes,
    ) -> None:
        self._store = store
        self._people = people
        self._sessions = sessions
        self._log = log
        self._audit = audit
        self._atomic = atomic
        self._new_id = new_id
        self._changed = changed

    async def shelves(self, clinic_id: str, now: datetime) -> tuple[date, list[Shelf]]:
        """Today, and whoever has rules or may have: the clinic, its programs, its payers; withdrawn ones with rules."""
        today = await self.today(clinic_id, now)
        versions = [one.version for one in await self._store.saved(clinic_id)]
        names = await self._names(clinic_id)
        gone = await self._withdrawn(clinic_id)
        found = [_shelf(holder, name, versions, today, gone.get(holder)) for holder, name in names.items()]
        return today, [one for one in found if one.withdrawn_on is None or one.newest]

    async def open(self, clinic_id: str, holder: Holder, now: datetime) -> Opened:
        """Raises NotFound for a holder that is not this clinic's."""
        today = await self.today(clinic_id, now)
        name = await self.name_of(clinic_id, holder)
        saved = await self._store.saved(clinic_id)
        versions = [one.version for one in saved]
        clinic = in_force(versions, Holder(Scope.CLINIC, clinic_id), today)
        under = [clinic] if holder.scope is not Scope.CLINIC else []
        shelf = _shelf(holder, name, versions, today, (await self._withdrawn(clinic_id)).get(holder))
        own = [one for one in saved if one.version.holder == holder]
        authors = await self._people.persons(clinic_id, {one.saved_by for one in own if one.saved_by})
        names = {person: one.chosen_name for person, one in authors.items()}
        return Opened(
            shelf=shelf,
            today=today,
            beneath=compose(under),
            beneath_said_by=dict.fromkeys(clinic.rules, Scope.CLINIC) if clinic is not None and under else {},
            policy=compose([*under, shelf.in_force]),
            editions=tuple(_editions(own, shelf, names)),
        )

    async def save(self, login: LoginSession, holder: Holder, draft: Draft, now: datetime) -> SavedVersion:
        """The next version. Raises NotFound; Conflict when there is a newer version than the draft's base; Invalid for
        a day in the past, and for rules that contradict each other or those of another holder."""
        clinic_id = login.clinic_id
        await self.name_of(clinic_id, holder)
        today = await self.today(clinic_id, now)
        _check_day(draft.effective_from, today)
        async with self._atomic():
            versions = [one.version for one in await self._store.saved(clinic_id)]
            before = newest(versions, holder)
            number = before.number if before else 0
            if draft.base != number:
                raise Conflict(
                    f"Version {number} was saved meanwhile; this was written over version {draft.base}. Nothing is "
                    "lost: look at what is new, and decide again."
                )
            if number >= MOST_VERSIONS:
                raise Invalid(f"There are {MOST_VERSIONS} versions already.")
            version = PolicyVersion(holder, number + 1, draft.effective_from, whole(holder, draft.rules), now)
            await self._check(clinic_id, versions, version)
            saved = SavedVersion(self._new_id(), version, draft.reason, login.person_id)
            await self._keep(clinic_id, saved, now)
        return saved

    async def seed(self, clinic_id: str, saved: SavedVersion, now: datetime) -> None:
        """A version that comes with the clinic, kept and sealed as others are."""
        async with self._atomic():
            await self._keep(clinic_id, saved, now)

    async def check(self, clinic_id: str, version: PolicyVersion) -> None:
        """Raises Invalid like `save`."""
        await self._check(clinic_id, [one.version for one in await self._store.saved(clinic_id)], version)

    async def today(self, clinic_id: str, now: datetime) -> date:
        """In the clinic's calendar."""
        clinic = await self._people.clinic(clinic_id)
        if clinic is None:
            raise NotFound
        return now.astimezone(ZoneInfo(clinic.time_zone)).date()

    async def name_of(self, clinic_id: str, holder: Holder) -> str:
        """Raises NotFound for a holder that is not this clinic's."""
        name = (await self._names(clinic_id)).get(holder)
        if name is None:
            raise NotFound
        return name

    async def _names(self, clinic_id: str) -> dict[Holder, str]:
        clinic = await self._people.clinic(clinic_id)
        if clinic is None:
            raise NotFound
        programs = sorted((await self._sessions.programs(clinic_id)).values(), key=lambda one: (one.name, one.id))
        return {
            Holder(Scope.CLINIC, clinic_id): clinic.name,
            **{Holder(Scope.PROGRAM, one.id): one.name for one in programs},
            **{Holder(Scope.PAYER, one.id): one.name for one in await self._store.payers(clinic_id)},
        }

    async def _withdrawn(self, clinic_id: str) -> dict[Holder, date]:
        clinic = await self._people.clinic(clinic_id)
        if clinic is None:
            raise NotFound
        zone, payers = ZoneInfo(clinic.time_zone), await self._store.payers(clinic_id)
        gone = {one.id: one.withdrawn_at for one in payers if one.withdrawn_at is not None}
        return {Holder(Scope.PAYER, one): at.astimezone(zone).date() for one, at in gone.items()}

    async def _check(self, clinic_id: str, versions: Sequence[PolicyVersion], version: PolicyVersion) -> None:
        found = clashes(versions, version)
        if found:
            names = await self._names(clinic_id)
            fields = [(f"body.rules.{one.rule}", _explained(one, version, names)) for one in found]
            raise Invalid("Some of these rules contradict each other.", fields)

    async def _keep(self, clinic_id: str, saved: SavedVersion, now: datetime) -> None:
        """In the caller's transaction."""
        await self._store.add(clinic_id, saved)
        await self._log.append([kinds.policy_saved(clinic_id, now, saved.to_row())])
        version = saved.version
        detail = {"scope": version.holder.scope.value, "scope_id": version.holder.id, "version": version.number}
        await self._audit(AuditEntry(clinic_id, now, "policy.saved", saved.saved_by, subject=saved.id, detail=detail))
        self._changed(clinic_id)


def whole(holder: Holder, rules: Mapping[str, Any]) -> dict[str, Any]:
    """The rules as they are kept: the clinic's are complete, so that no default of another release changes them."""
    defaults = {name: value for name, value in DEFAULT_POLICY.to_data().items() if name != "version"}
    return {**defaults, **rules} if holder.scope is Scope.CLINIC else dict(rules)


def changes(holder: Holder, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Between two sets of a holder's rules. What the clinic does not say is as by default."""
    return differences(whole(holder, before), whole(holder, after))


def _check_day(effective_from: date, today: date) -> None:
    if effective_from < today:
        raise Invalid("Rules change from today on, never before.", [("body.effective_from", f"{today} or later")])
    if effective_from > today + LONGEST_AHEAD:
        raise Invalid("That is too far ahead.", [("body.effective_from", f"by {today + LONGEST_AHEAD}")])


def _shelf(
    holder: Holder, name: str, versions: Sequence[PolicyVersion], today: date, withdrawn_on: date | None
) -> Shelf:
    latest = newest(versions, holder)
    planned = latest if latest is not None and latest.effective_from > today else None
    number = latest.number if latest else 0
    return Shelf(holder, name, number, in_force(versions, holder, today), planned, withdrawn_on)


def _editions(own: Sequence[SavedVersion], shelf: Shelf, names: Mapping[str, str]) -> list[Edition]:
    ordered = sorted(own, key=lambda one: one.version.number)
    found: list[Edition] = []
    before: Mapping[str, Any] = {}
    for index, saved in enumerate(ordered):
        later = [one.version for one in ordered[index + 1 :]]
        said = tuple(changes(shelf.holder, before, saved.version.rules))
        author = names.get(saved.saved_by or "")
        found.append(Edition(saved, author, _state(saved.version, later, shelf), said))
        before = saved.version.rules
    return found[::-1]


def _state(version: PolicyVersion, later: Sequence[PolicyVersion], shelf: Shelf) -> str:
    if version == shelf.in_force:
        return "in_force"
    if any(one.effective_from <= version.effective_from for one in later):
        return "replaced"
    return "planned" if shelf.in_force is None or version.number > shelf.in_force.number else "past"


def _explained(found: Contradiction, version: PolicyVersion, names: Mapping[Holder, str]) -> str:
    """With whose rules it does not go together, where they are somebody else's."""
    others = [
        f"{one.holder.scope} {names.get(one.holder, '')} (version {one.number})"
        for one in found.others
        if one.holder != version.holder
    ]
    return f"{found.words}, by the rules of {' and '.join(others)}" if others else found.words
