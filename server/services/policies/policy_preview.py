"""What rules would change in the records of past sessions, before anybody saves them. Writes nothing.

Records are derived from the stored facts twice: as if the newest versions had been in force all the time, and as if the
proposed rules were in the place of one. Facts are read, and records derived, session by session and off the event loop,
one preview at a time: whoever is in a live room waits for none of it.
"""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, Protocol

from server.domain.attendance import derive
from server.domain.attendance.absorb import apply_all
from server.domain.attendance.fact_codec import fact_from_data
from server.domain.attendance.plan import SessionPlan
from server.domain.attendance.policy_versions import Holder, PolicyVersion, Scope, in_force, newest
from server.domain.attendance.policy_words import Difference
from server.domain.attendance.record import AttendanceRecord
from server.domain.attendance.state import AttendanceState
from server.domain.roles import Role
from server.services.access.logins import LoginSession
from server.services.errors import Invalid, NotFound, TooManyRequests
from server.services.log.audit import Audit, AuditEntry
from server.services.people import People, Person
from server.services.policies.policies import PolicyBook, PolicyStore, SessionPolicies
from server.services.policies.policy_editing import PolicyEditing, changes, whole
from server.services.sessions.plans import plan_of, visitors
from server.services.sessions.sessions import Session, Sessions

MOST_SESSIONS = 400
MOST_CHANGES = 500
MOST_WAITING = 3
Pair = tuple[AttendanceRecord, AttendanceRecord]
"""Of one client in one session, before and after."""
EVER = datetime.min.replace(tzinfo=UTC)


class FactTexts(Protocol):
    async def texts_of_session(self, clinic_id: str, session_id: str) -> Sequence[str]:
        """The session's facts as they are stored, each as JSON."""
        ...


@dataclass(frozen=True)
class Changed:
    """A record that would not be the same."""

    session: Session
    person: Person
    before: AttendanceRecord
    after: AttendanceRecord


@dataclass
class Preview:
    """`outcomes` and `flags` count records: (before, after). `left_out`: changes beyond those that are listed."""

    differences: Sequence[Difference] = ()
    sessions: int = 0
    records: int = 0
    outcomes: tuple[Counter[str], Counter[str]] = field(default_factory=lambda: (Counter(), Counter()))
    flags: tuple[Counter[str], Counter[str]] = field(default_factory=lambda: (Counter(), Counter()))
    changed: list[Changed] = field(default_factory=list)
    left_out: int = 0

    def take(self, pairs: Sequence[Pair]) -> None:
        """Count the records of one session."""
        self.sessions += 1
        self.records += len(pairs)
        for pair in pairs:
            for side, record in enumerate(pair):
                self.outcomes[side][record.outcome.value] += 1
                self.flags[side].update(flag.value for flag in record.flags)


class PolicyPreview:
    def __init__(
        self,
        editing: PolicyEditing,
        book: PolicyBook,
        store: PolicyStore,
        sessions: Sessions,
        people: People,
        facts: FactTexts,
        audit: Audit,
    ) -> None:
        self._editing = editing
        self._book = book
        self._store = store
        self._sessions = sessions
        self._people = people
        self._facts = facts
        self._audit = audit
        self._turn = asyncio.Lock()
        self._waiting = 0

    async def __call__(
        self,
        login: LoginSession,
        holder: Holder,
        rules: Mapping[str, Any],
        start: datetime,
        end: datetime,
        now: datetime,
    ) -> Preview:
        """Over the finished sessions that began in [start, end). Raises NotFound; Invalid for rules that contradict
        each other or those of others, and for more sessions than fit into one preview; TooManyRequests."""
        clinic_id = login.clinic_id
        await self._editing.name_of(clinic_id, holder)
        versions = [one.version for one in await self._store.saved(clinic_id)]
        base = newest(versions, holder)
        day = await self._editing.today(clinic_id, now)
        if base is not None:
            day = max(day, base.effective_from)
        proposed = PolicyVersion(holder, base.number + 1 if base else 1, day, whole(holder, rules), now)
        await self._editing.check(clinic_id, proposed)
        others = [in_force(versions, one, day) for one in {one.holder for one in versions} - {holder}]
        sides = _for_ever([*others, base]), _for_ever([*others, proposed])
        preview = Preview(differences=changes(holder, base.rules if base else {}, rules))
        held = await self._held(clinic_id, holder, start, end)
        async with self._turn_of_ones_own():
            for session in held:
                before, after = await self._book.by(sides[0], session), await self._book.by(sides[1], session)
                await self._look_at(preview, session, (before, after), now)
        detail = {"sessions": preview.sessions, "records": preview.records, "scope": holder.scope.value}
        await self._audit(AuditEntry(clinic_id, now, "policy.previewed", login.person_id, detail=detail))
        return preview

    @asynccontextmanager
    async def _turn_of_ones_own(self) -> AsyncIterator[None]:
        if self._waiting >= MOST_WAITING:
            raise TooManyRequests("Others are looking at changes of rules just now.", retry_after=5)
        self._waiting += 1
        try:
            async with self._turn:
                yield
        finally:
            self._waiting -= 1

    async def _held(self, clinic_id: str, holder: Holder, start: datetime, end: datetime) -> list[Session]:
        found = await self._sessions.between(clinic_id, start, end)
        held = [
            one
            for one in found
            if one.status == "finished"
            and start <= one.starts_at < end
            and (holder.scope is not Scope.PROGRAM or one.program_id == holder.id)
        ]
        if len(held) > MOST_SESSIONS:
            raise Invalid(
                f"There are {len(held)} sessions on these days, more than {MOST_SESSIONS}.",
                [("body.to", "choose fewer days")],
            )
        return held

    async def _look_at(
        self, preview: Preview, session: Session, policies: tuple[SessionPolicies, SessionPolicies], now: datetime
    ) -> None:
        texts = await self._facts.texts_of_session(session.clinic_id, session.id)
        state = await asyncio.to_thread(_state_of, session.id, texts)
        plan = await self._plan(session, state)
        pairs = await asyncio.to_thread(_pairs, state, plan, policies, now)
        preview.take(pairs)
        changed = [pair for pair in pairs if _differ(*pair)]
        room = MOST_CHANGES - len(preview.changed)
        preview.left_out += max(0, len(changed) - room)
        people = await self._people.persons(session.clinic_id, [one.participant for one, _ in changed[:room]])
        for one, other in changed[:room]:
            if one.participant in people:
                preview.changed.append(Changed(session, people[one.participant], one, other))

    async def _plan(self, session: Session, state: AttendanceState) -> SessionPlan:
        clinic = await self._people.clinic(session.clinic_id)
        if clinic is None:
            raise NotFound
        roster = await self._sessions.roster(session.clinic_id, session.id)
        others = state.people.keys() - {entry.person_id for entry in roster}
        known = await self._people.persons(session.clinic_id, others)
        return plan_of(session, roster, visitors(known.values()), session.time_zone or clinic.time_zone)


def _for_ever(versions: Iterable[PolicyVersion | None]) -> list[PolicyVersion]:
    """These versions as if they had always been in force."""
    return [replace(one, effective_from=date.min, saved_at=EVER) for one in versions if one is not None]


def _state_of(session_id: str, texts: Sequence[str]) -> AttendanceState:
    return apply_all(AttendanceState(session_id), [fact_from_data(json.loads(text)) for text in texts])


def _pairs(
    state: AttendanceState, plan: SessionPlan, policies: tuple[SessionPolicies, SessionPolicies], now: datetime
) -> list[Pair]:
    """Each client's record under both."""
    before, after = (derive.record(state, plan, one.session, now, one.own) for one in policies)
    return [(one, other) for one, other in zip(before, after, strict=True) if one.role is Role.CLIENT]


def _differ(before: AttendanceRecord, after: AttendanceRecord) -> bool:
    def said(record: AttendanceRecord) -> tuple[Any, ...]:
        return record.outcome, record.countable_ms, record.counts_towards_hours

    return said(before) != said(after)
