"""How long clients' records are kept, and what becomes of them then.

By itself nothing is ever erased: the list says whose keeping time is over, and an admin erases them one by one, having
seen what will go, with a reason. A legal hold keeps everything of a client from being erased, however it is asked for.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from server.domain.retention.keeping import KeepingRule, kept_until, years_before
from server.services.access.logins import LoginSession
from server.services.errors import Conflict, Invalid, NotFound
from server.services.log.audit import Audit, AuditEntry
from server.services.log.log import Log
from server.services.people import People, Person

MOST = 500
"""Lines of the list. When these are erased the next come."""


@dataclass(frozen=True)
class ClinicRule:
    """Version 0: nobody has set it, and it is the usual one."""

    clinic_id: str
    rule: KeepingRule
    version: int = 0
    changed_by: str | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True)
class LegalHold:
    id: str
    clinic_id: str
    person_id: str
    reason: str
    placed_by: str
    placed_at: datetime
    release_reason: str = ""
    released_by: str | None = None
    released_at: datetime | None = None


@dataclass(frozen=True)
class Left:
    """A client who is enrolled in nothing any more. `last_day`: of their enrollments and of the sessions that they have
    a record of, whichever is later."""

    person: Person
    last_day: date


@dataclass(frozen=True)
class Erasure:
    id: str
    clinic_id: str
    person_id: str
    reason: str
    leaves: int
    again_on: date | None
    """When what must still be accounted for may go too; None: nothing is left."""
    erased_by: str
    erased_at: datetime


@dataclass(frozen=True)
class Counts:
    """What there is of a client."""

    sessions: int
    facts: int
    records: int
    signatures: int
    consents: int
    disclosures: int
    """That stay, since they must be accounted for."""


@dataclass(frozen=True)
class Line:
    left: Left | None
    """None: they are still enrolled, or never were."""
    person: Person
    kept_until: date | None
    due: bool
    hold: LegalHold | None
    held_by: str = ""


@dataclass(frozen=True)
class Listing:
    rule: ClinicRule
    changed_by: str
    lines: Sequence[Line]
    """Those that are due first, the longest first; then those that are held and not due."""
    undated: int
    """Clients who left long ago and whose date of birth nobody wrote down: nobody can say whether they are due."""


@dataclass(frozen=True)
class Preview:
    line: Line
    counts: Counts
    accounted_until: date | None
    """Until then disclosures must be accounted for, and with them who the client is."""


class RetentionStore(Protocol):
    """Every method asks within one clinic."""

    async def rule(self, clinic_id: str) -> ClinicRule | None: ...
    async def set_rule(self, rule: ClinicRule) -> None: ...
    async def holds(self, clinic_id: str) -> Mapping[str, LegalHold]:
        """Those in force, by client."""
        ...

    async def put_hold(self, hold: LegalHold) -> None:
        """Add it, or release it."""
        ...

    async def left(self, clinic_id: str, before: date, today: date, time_zone: str) -> Sequence[Left]:
        """Clients whose last day is earlier than `before`, and of whom there is something to erase today."""
        ...

    async def left_by(self, clinic_id: str, person_id: str, time_zone: str) -> Left | None:
        """None for whoever is still enrolled, or never was."""
        ...

    async def by_record_number(self, clinic_id: str, record_number: str) -> Person | None: ...
    async def counts(self, clinic_id: str, person_id: str, now: datetime) -> tuple[Counts, date | None]:
        """And until when disclosures must be accounted for."""
        ...

    async def session_is_on(self) -> bool:
        """Anywhere in this database: erasing lets nobody else store anything meanwhile."""
        ...

    async def forget(self, erasure: Erasure) -> None:
        """Keep the erasure. Where nothing is left to account for, who they were goes too: names, numbers, date of
        birth, secrets, payers."""
        ...


class Retention:
    def __init__(
        self,
        store: RetentionStore,
        people: People,
        log: Log,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        new_id: Callable[[], str],
    ) -> None:
        self._store = store
        self._people = people
        self._log = log
        self._audit = audit
        self._atomic = atomic
        self._new_id = new_id

    async def listing(self, login: LoginSession, now: datetime) -> Listing:
        today, zone = await self._today(login.clinic_id, now)
        rule = await self._rule(login.clinic_id)
        holds = await self._store.holds(login.clinic_id)
        before = years_before(today, rule.rule.adult_years)
        left = await self._store.left(login.clinic_id, before, today, zone)
        dated = {one.person.id: one for one in left if one.person.date_of_birth is not None}
        names = await self._names(login.clinic_id, holds, rule)
        lines = [
            self._line(one.person, one, rule.rule, holds.get(one.person.id), names, today) for one in dated.values()
        ]
        due = sorted((one for one in lines if one.due), key=lambda one: (str(one.kept_until), one.person.id))
        shown = due[:MOST]
        seen = {one.person.id for one in shown}
        others = await self._people.persons(login.clinic_id, holds.keys() - seen)
        held = [self._line(one, dated.get(one.id), rule.rule, holds[one.id], names, today) for one in others.values()]
        shown += sorted(held, key=lambda one: (one.person.legal_name, one.person.id))
        await self._tell(login, now, "retention.read", None, clients=len(shown))
        return Listing(rule, names.get(rule.changed_by or "", ""), shown, _undated(left))

    async def set_rule(self, login: LoginSession, version: int, rule: KeepingRule, now: datetime) -> None:
        """Raises Conflict when somebody changed it meanwhile."""
        async with self._atomic():
            if (await self._rule(login.clinic_id)).version != version:
                raise Conflict("Somebody changed these rules meanwhile. Look at them again, and decide.")
            await self._store.set_rule(ClinicRule(login.clinic_id, rule, version + 1, login.person_id, now))
            await self._tell(login, now, "retention.rule_set", None, version=version + 1, **asdict(rule))

    async def hold(self, login: LoginSession, record_number: str, reason: str, now: datetime) -> None:
        """Raises Invalid when nobody has that number, Conflict when a hold is in force already."""
        async with self._atomic():
            client = await self._store.by_record_number(login.clinic_id, record_number)
            if client is None:
                raise Invalid("No client has this record number.", [("body.record_number", "is no client's")])
            if client.id in await self._store.holds(login.clinic_id):
                raise Conflict("There is a legal hold on this client already.")
            hold = LegalHold(self._new_id(), login.clinic_id, client.id, reason, login.person_id, now)
            await self._store.put_hold(hold)
            await self._tell(login, now, "legal_hold.placed", client.id, hold=hold.id)

    async def release(self, login: LoginSession, person_id: str, reason: str, now: datetime) -> None:
        """Raises NotFound when none is in force."""
        async with self._atomic():
            hold = (await self._store.holds(login.clinic_id)).get(person_id)
            if hold is None:
                raise NotFound
            released = replace(hold, release_reason=reason, released_by=login.person_id, released_at=now)
            await self._store.put_hold(released)
            await self._tell(login, now, "legal_hold.released", person_id, hold=hold.id)

    async def preview(self, login: LoginSession, person_id: str, now: datetime) -> Preview:
        """Raises NotFound for whoever is no client."""
        person = await self._people.person(login.clinic_id, person_id)
        if person is None or person.kind != "client":
            raise NotFound
        today, zone = await self._today(login.clinic_id, now)
        rule, holds = await self._rule(login.clinic_id), await self._store.holds(login.clinic_id)
        names = await self._names(login.clinic_id, holds, rule)
        left = await self._store.left_by(login.clinic_id, person_id, zone)
        line = self._line(person, left, rule.rule, holds.get(person_id), names, today)
        counts, accounted_until = await self._store.counts(login.clinic_id, person_id, now)
        await self._tell(login, now, "retention.previewed", person_id)
        return Preview(line, counts, accounted_until)

    async def erase(self, login: LoginSession, person_id: str, reason: str, seen: Counts, now: datetime) -> Erasure:
        """What was observed and said of a client whose keeping time is over. `seen`: what whoever decided had before
        them. Raises NotFound, Conflict for anything that stands against it; a hold is looked for once more where it is
        done."""
        found = await self.preview(login, person_id, now)
        if found.line.hold is not None:
            raise Conflict("There is a legal hold on this client: nothing of theirs may be erased.")
        if not found.line.due:
            raise Conflict("The time for which their records must be kept is not over.")
        if found.counts != seen:
            raise Conflict("Something was added or taken away meanwhile. Look at it again, and decide.")
        if await self._store.session_is_on():
            raise Conflict("A session is on, and nothing else can be stored while somebody is erased. Try again later.")
        try:
            leaves = await self._log.erase(login.clinic_id, person_id, login.person_id, reason, now)
        except NotFound:  # nothing was ever observed of them, or it went before
            leaves = 0
        erasure = Erasure(
            *(self._new_id(), login.clinic_id, person_id, reason, leaves, found.accounted_until, login.person_id, now)
        )
        async with self._atomic():
            await self._store.forget(erasure)
            await self._tell(login, now, "client.erased", person_id, leaves=leaves, **asdict(seen))
        return erasure

    def _line(
        self,
        person: Person,
        left: Left | None,
        rule: KeepingRule,
        hold: LegalHold | None,
        names: Mapping[str, str],
        today: date,
    ) -> Line:
        born = person.date_of_birth
        until = kept_until(rule, left.last_day, born) if left is not None and born is not None else None
        due = until is not None and until < today
        return Line(left, person, until, due, hold, names.get(hold.placed_by, "") if hold else "")

    async def _names(self, clinic_id: str, holds: Mapping[str, LegalHold], rule: ClinicRule) -> dict[str, str]:
        ids = {one.placed_by for one in holds.values()} | ({rule.changed_by} if rule.changed_by else set())
        return {who: one.legal_name for who, one in (await self._people.persons(clinic_id, ids)).items()}

    async def _rule(self, clinic_id: str) -> ClinicRule:
        return await self._store.rule(clinic_id) or ClinicRule(clinic_id, KeepingRule())

    async def _today(self, clinic_id: str, now: datetime) -> tuple[date, str]:
        clinic = await self._people.clinic(clinic_id)
        if clinic is None:
            raise NotFound
        return now.astimezone(ZoneInfo(clinic.time_zone)).date(), clinic.time_zone

    async def _tell(self, login: LoginSession, now: datetime, act: str, subject: str | None, **detail: object) -> None:
        await self._audit(AuditEntry(login.clinic_id, now, act, login.person_id, subject, detail=detail))


def _undated(left: Sequence[Left]) -> int:
    return sum(one.person.date_of_birth is None for one in left)
