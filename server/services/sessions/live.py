"""Attendance of sessions that go on, kept in memory: each stored fact is applied to its session's state once it is
durable, so that one more beat costs the same at the end as at the start."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from weakref import WeakValueDictionary

from server.domain.attendance import abandoned, derive, live
from server.domain.attendance.absorb import apply, apply_all
from server.domain.attendance.evidence import Cause, Place, Way
from server.domain.attendance.facts import PresenceFact
from server.domain.attendance.plan import SessionPlan
from server.domain.attendance.record import AttendanceRecord, Minutes, SessionSummary
from server.domain.attendance.state import AttendanceState, Said
from server.domain.attendance.summary import summary
from server.domain.roles import Role
from server.services.errors import NotFound
from server.services.people import People
from server.services.policies.policies import Policies, SessionPolicies
from server.services.sessions.facts import Facts
from server.services.sessions.plans import plan_of, visitors
from server.services.sessions.reckoning import Reckon
from server.services.sessions.sessions import Sessions

MAX_STATES = 200


class _Known(NamedTuple):
    """What a record is derived from."""

    state: AttendanceState
    plan: SessionPlan
    policies: SessionPolicies
    now: datetime


class LiveStates:
    """States are read from the stored facts when first asked for, and follow what `Facts` records from then on. Where
    others store facts too (`shared`) they hold only as long as none but these are stored."""

    def __init__(
        self,
        facts: Facts,
        sessions: Sessions,
        people: People,
        policies: Policies,
        reckon: Reckon,
        shared: bool = False,
    ) -> None:
        self._facts = facts
        self._sessions = sessions
        self._people = people
        self._policies = policies
        self._reckon = reckon
        self._shared = shared
        self._states: dict[str, AttendanceState] = {}
        self._counts: dict[str, int] = {}
        """How many facts each state is of."""
        self._reading: dict[str, list[PresenceFact]] = {}
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        """A session is read by one at a time; who comes meanwhile gets what was read."""
        facts.subscribe(self._heard)

    async def minutes(self, clinic_id: str, session_id: str, now: datetime) -> Mapping[str, Minutes]:
        """By participant. Raises NotFound, StorageUnavailable."""
        known = await self._known(clinic_id, session_id, now)
        return live.minutes(known.state, known.plan, known.policies.session, known.now, known.policies.own)

    async def records(self, clinic_id: str, session_id: str, now: datetime) -> Sequence[AttendanceRecord]:
        """The clients' records as the facts say now. Raises NotFound, StorageUnavailable."""
        known = await self._known(clinic_id, session_id, now)
        records = derive.record(known.state, known.plan, known.policies.session, known.now, known.policies.own)
        return [one for one in records if one.role is Role.CLIENT]

    async def summary(self, clinic_id: str, session_id: str, now: datetime) -> SessionSummary:
        """How the session was held so far. Raises NotFound, StorageUnavailable."""
        known = await self._known(clinic_id, session_id, now)
        return summary(known.state, known.plan, known.policies.session, known.now)

    async def abandoned_at(self, clinic_id: str, session_id: str, now: datetime) -> datetime | None:
        """When a session that nobody ended, and nobody is in any more, is taken to have ended; None: it never started.
        Raises NotFound, StorageUnavailable."""
        known = await self._known(clinic_id, session_id, now)
        return abandoned.abandoned_at(known.state, known.plan, known.policies.session, known.now)

    async def inside(self, clinic_id: str, session_id: str, now: datetime) -> Collection[str]:
        """Who is there, in the physical room or let in online. Raises like `minutes`."""
        known = await self.minutes(clinic_id, session_id, now)
        return {one for one, so_far in known.items() if so_far.in_room or so_far.with_group}

    async def said(self, clinic_id: str, session_id: str) -> Mapping[str, Said]:
        """What clients answered on joining, as it holds now, by participant. Raises StorageUnavailable."""
        people = (await self._state(clinic_id, session_id)).people
        return {who: person.joining.said for who, person in people.items() if person.joining.said is not None}

    async def sent(self, clinic_id: str, session_id: str, person_id: str) -> Way | None:
        """The other way that staff sent them after a private word, unless they have been let in or turned away since.
        Raises StorageUnavailable."""
        person = (await self._state(clinic_id, session_id)).people.get(person_id)
        if person is None or not person.joining.redirects:
            return None
        last = person.joining.redirects[-1]
        held = person.connections.values()
        let_in = any(it.at > last.at and it.place is Place.GROUP for one in held for it in one.placements)
        denied = any(one.end.at > last.at and one.end.cause is Cause.DENIED for one in held if one.end is not None)
        return None if let_in or denied else last.way

    async def took_over(self, clinic_id: str, session_id: str) -> Collection[str]:
        """Staff who were not planned for the session and run it. Raises StorageUnavailable."""
        return (await self._state(clinic_id, session_id)).took_over.keys()

    async def occupied(self, clinic_id: str, session_id: str, now: datetime) -> bool:
        """Whether anybody is in it, in any place: waiting, in its room, or there in person. Raises NotFound,
        StorageUnavailable."""
        minutes = await self.minutes(clinic_id, session_id, now)
        return any(one.online or one.in_room for one in minutes.values())

    def forget(self, session_id: str) -> None:
        """The next question reads the stored facts again."""
        self._states.pop(session_id, None)
        self._counts.pop(session_id, None)

    async def _known(self, clinic_id: str, session_id: str, now: datetime) -> _Known:
        state = await self._state(clinic_id, session_id)
        session = await self._sessions.get(clinic_id, session_id)
        clinic = await self._people.clinic(clinic_id)
        if session is None or clinic is None:
            raise NotFound
        roster = await self._sessions.roster(clinic_id, session.id)
        others = state.people.keys() - {entry.person_id for entry in roster}
        known = await self._people.persons(clinic_id, others)
        plan = plan_of(session, roster, visitors(known.values()), session.time_zone or clinic.time_zone)
        policies = await self._policies.of_session(clinic_id, session)
        return _Known(state, plan, policies, self._reckon(session_id, now))

    async def _state(self, clinic_id: str, session_id: str) -> AttendanceState:
        turn = self._turns.setdefault(session_id, asyncio.Lock())
        async with turn:
            if await self._is_outdated(clinic_id, session_id):
                await self._read(clinic_id, session_id)
            known = self._states[session_id] = self._states.pop(session_id)  # the one asked for last
        while len(self._states) > MAX_STATES:
            self.forget(next(iter(self._states)))
        return known

    async def _is_outdated(self, clinic_id: str, session_id: str) -> bool:
        """Whether it must be read. Facts are only ever added, except by erasure: another count is another state."""
        if self._shared and session_id in self._states:
            before = self._counts[session_id]
            stored = await self._facts.count(clinic_id, session_id)
            if stored not in (before, self._counts.get(session_id)):
                return True
        return session_id not in self._states  # it may have been forgotten meanwhile

    async def _read(self, clinic_id: str, session_id: str) -> None:
        """Facts that become durable while the stored ones are read are applied after them; twice counts once."""
        meanwhile = self._reading[session_id] = []
        try:
            stored = await self._facts.of_session(clinic_id, session_id)
        finally:
            self._reading.pop(session_id, None)
        state = apply_all(AttendanceState(session_id), stored)
        self._states[session_id] = apply_all(state, meanwhile)
        self._counts[session_id] = len({fact.id for fact in (*stored, *meanwhile)})

    def _heard(self, clinic_id: str, facts: Sequence[PresenceFact]) -> None:
        for fact in facts:
            if fact.session in self._reading:
                self._reading[fact.session].append(fact)
            if fact.session in self._states:
                self._states[fact.session] = apply(self._states[fact.session], fact)
                self._counts[fact.session] += 1
