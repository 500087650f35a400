"""Under which policy whose attendance is judged."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from server.domain.attendance.policy import DEFAULT_POLICY, AttendancePolicy
from server.domain.attendance.policy_versions import Holder, PolicyVersion, Scope, compose, in_force
from server.services.errors import NotFound
from server.services.people import People
from server.services.sessions.sessions import Session


@dataclass(frozen=True)
class SessionPolicies:
    """`session`: the clinic's and the program's, by which the session as a whole is judged; `own`: of those clients
    whose payer has rules of its own."""

    session: AttendancePolicy
    own: Mapping[str, AttendancePolicy] = field(default_factory=dict)

    def of(self, participant: str) -> AttendancePolicy:
        return self.own.get(participant, self.session)


class Policies(Protocol):
    async def of_session(self, clinic_id: str, session: Session) -> SessionPolicies:
        """As in force on the session's day, for everybody on its roster."""
        ...

    async def of_clients(
        self, clinic_id: str, person_ids: Collection[str], day: date
    ) -> Mapping[str, AttendancePolicy]:
        """As in force that day, in the clinic's calendar, by the program and the payer of each."""
        ...


@dataclass(frozen=True)
class SavedVersion:
    """`saved_by` is None for what nobody who was signed in saved."""

    id: str
    version: PolicyVersion
    reason: str
    saved_by: str | None

    def to_row(self) -> dict[str, Any]:
        """As its row has it and as its leaf in the log covers it."""
        return {
            "id": self.id,
            "scope": self.version.holder.scope.value,
            "scope_id": self.version.holder.id,
            "version": self.version.number,
            "effective_from": self.version.effective_from.isoformat(),
            "rules": dict(self.version.rules),
            "reason": self.reason,
            "created_by": self.saved_by,
            "created_at": self.version.saved_at.astimezone(UTC).isoformat(),
        }


@dataclass(frozen=True)
class Payer:
    id: str
    clinic_id: str
    name: str
    withdrawn_at: datetime | None = None
    """From then on it authorizes nothing new; what it authorized before goes on."""


@dataclass(frozen=True)
class Cover:
    """A payer's authorisation of a person's care, on a day that it includes."""

    person_id: str
    payer_id: str
    service_code: str
    revoked_at: datetime | None


class PolicyStore(Protocol):
    async def saved(self, clinic_id: str) -> Sequence[SavedVersion]:
        """All of the clinic's."""
        ...

    async def add(self, clinic_id: str, saved: SavedVersion) -> None: ...
    async def payers(self, clinic_id: str) -> Sequence[Payer]:
        """By name, withdrawn ones too."""
        ...

    async def covers_of_roster(self, clinic_id: str, session_id: str, day: date) -> Sequence[Cover]:
        """Of everybody on the session's roster; what began last comes last."""
        ...

    async def covers(self, clinic_id: str, person_ids: Collection[str], day: date) -> Sequence[Cover]: ...
    async def programs_on(self, clinic_id: str, person_ids: Collection[str], day: date) -> Mapping[str, str]:
        """The program that each is enrolled in on that day."""
        ...


class PolicyBook:
    """Asked at every look at a live roster: the versions come from memory, and payers are looked up only where one has
    rules of its own."""

    def __init__(self, store: PolicyStore, people: People) -> None:
        self._store = store
        self._people = people

    async def of_session(self, clinic_id: str, session: Session) -> SessionPolicies:
        """Raises NotFound when there is no such clinic."""
        return await self.by([one.version for one in await self._store.saved(clinic_id)], session)

    async def by(self, versions: Sequence[PolicyVersion], session: Session) -> SessionPolicies:
        """The same by these versions instead of those that are stored."""
        if not versions:
            return SessionPolicies(DEFAULT_POLICY)
        day = session.starts_at.astimezone(await self._zone(session.clinic_id)).date()
        holders = _holders(session.clinic_id, session.program_id)
        shared = [in_force(versions, holder, day, session.starts_at) for holder in holders]
        policies: dict[str, AttendancePolicy] = {}
        for payer in {one.holder.id for one in versions if one.holder.scope is Scope.PAYER}:
            version = in_force(versions, Holder(Scope.PAYER, payer), day, session.starts_at)
            if version is not None:
                policies[payer] = compose([*shared, version])
        if not policies:
            return SessionPolicies(compose(shared))
        covers = await self._store.covers_of_roster(session.clinic_id, session.id, day)
        living = [one for one in covers if one.revoked_at is None or one.revoked_at > session.starts_at]
        payers = payers_of(living, session.service_code)
        own = {person: policies[payer] for person, payer in payers.items() if payer in policies}
        return SessionPolicies(compose(shared), own)

    async def of_clients(
        self, clinic_id: str, person_ids: Collection[str], day: date
    ) -> Mapping[str, AttendancePolicy]:
        """An authorisation is in force until the day before it was revoked. Raises NotFound like `of_session`."""
        versions = [one.version for one in await self._store.saved(clinic_id)]
        if not versions or not person_ids:
            return dict.fromkeys(person_ids, DEFAULT_POLICY)
        zone = await self._zone(clinic_id)
        programs = await self._store.programs_on(clinic_id, person_ids, day)
        covers = await self._store.covers(clinic_id, person_ids, day)
        living = [one for one in covers if one.revoked_at is None or one.revoked_at.astimezone(zone).date() > day]
        payers = payers_of(living)
        known: dict[tuple[Holder, ...], AttendancePolicy] = {}
        found: dict[str, AttendancePolicy] = {}
        for person in person_ids:
            holders = _holders(clinic_id, programs.get(person), payers.get(person))
            if holders not in known:
                known[holders] = compose([in_force(versions, holder, day) for holder in holders])
            found[person] = known[holders]
        return found

    async def of_program(self, clinic_id: str, program_id: str | None, day: date) -> AttendancePolicy:
        """As in force that day for whoever's payer has no rules; None: for a program that has none of its own."""
        versions = [one.version for one in await self._store.saved(clinic_id)]
        if not versions:
            return DEFAULT_POLICY
        return compose([in_force(versions, holder, day) for holder in _holders(clinic_id, program_id)])

    async def _zone(self, clinic_id: str) -> ZoneInfo:
        clinic = await self._people.clinic(clinic_id)
        if clinic is None:
            raise NotFound
        return ZoneInfo(clinic.time_zone)


def payers_of(covers: Iterable[Cover], service_code: str = "") -> dict[str, str]:
    """The payer of each person: of several authorisations one for this service before others, then the one that began
    last. `covers`: what began last comes last."""
    ordered = sorted(covers, key=lambda one: bool(service_code) and one.service_code == service_code)
    return {one.person_id: one.payer_id for one in ordered}


def _holders(clinic_id: str, program_id: str | None, payer_id: str | None = None) -> tuple[Holder, ...]:
    holders = [Holder(Scope.CLINIC, clinic_id)]
    if program_id is not None:
        holders.append(Holder(Scope.PROGRAM, program_id))
    if payer_id is not None:
        holders.append(Holder(Scope.PAYER, payer_id))
    return tuple(holders)
