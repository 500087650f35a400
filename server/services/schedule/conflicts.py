"""What stands against sessions that somebody is about to plan: said before saving, overridden with a reason."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from server.domain.roster.keep_apart import Pairs
from server.domain.schedule.planning import Meeting
from server.services.errors import Conflict
from server.services.people import Program
from server.services.policies.policies import Policies
from server.services.schedule.store import ScheduleStore
from server.services.sessions.sessions import Session

Against = Literal["no_facilitator", "nobody_expected", "elsewhere", "holiday", "licence", "over_cap"]


@dataclass(frozen=True)
class Finding:
    """`days`: on which of the planned days. `person_id`: whom it is about."""

    against: Against
    days: Sequence[date]
    person_id: str | None = None
    other: str = ""
    """Where they are at the time, by its title; or which holiday it is."""
    expected: int = 0
    cap: int = 0
    states: Sequence[str] = ()
    """In one of which a licence is needed."""


@dataclass(frozen=True)
class Plan:
    """What is to be looked at: sessions that are alike but for their times. `enrolled`: all who are enrolled in its
    program and track are expected, beside the `clients`."""

    like: Session
    meetings: Sequence[Meeting]
    facilitators: Collection[str]
    clients: Collection[str]
    enrolled: bool
    instead_of: Collection[str]
    """Sessions whose place these take."""


class Unresolved(Conflict):
    """Something stands against it, and nobody said why it is to be so all the same."""

    code = "conflicts"


class Conflicts:
    def __init__(self, store: ScheduleStore, policies: Policies, apart: Callable[[str], Awaitable[Pairs]]) -> None:
        """`apart(clinic)`: who is kept apart."""
        self._store = store
        self._policies = policies
        self._apart = apart

    async def of(self, plan: Plan) -> Sequence[Finding]:
        if not plan.meetings:
            return []
        expected = await self._expected(plan)
        found: list[Finding] = []
        days = [one.day for one in plan.meetings]
        if not plan.facilitators:
            found.append(Finding("no_facilitator", days))
        if not expected:
            found.append(Finding("nobody_expected", days))
        found += await self._licences(plan)
        found += await self._cap(plan, len(expected))
        return [*found, *await self._elsewhere(plan, {*plan.facilitators, *expected})]

    async def pairs(self, plan: Plan) -> Sequence[tuple[str, str]]:
        """Who would be expected together and is kept apart, so that one of the two is left out: nothing to override."""
        if not plan.meetings:
            return []
        apart = await self._apart(plan.like.clinic_id)
        within = apart.within({*plan.facilitators, *await self._expected(plan)})
        return sorted((min(pair), max(pair)) for pair in within)

    async def holiday(self, session: Session, day: date) -> Sequence[Finding]:
        """For what is asked for on one day; a series leaves its holidays out."""
        holidays = await self._store.holidays(session.clinic_id, day, day)
        return [Finding("holiday", [day], other=one.name) for one in holidays if one.site_id in (None, session.site_id)]

    async def _expected(self, plan: Plan) -> set[str]:
        """On the first day and on the last of those that are looked at."""
        session, found = plan.like, set(plan.clients)
        if plan.enrolled and session.program_id is not None:
            for day in {plan.meetings[0].day, plan.meetings[-1].day}:
                found |= {*await self._store.enrolled(session.clinic_id, session.program_id, session.track_id, day)}
        return found

    async def _elsewhere(self, plan: Plan, people: Collection[str]) -> list[Finding]:
        start, end = plan.meetings[0].starts_at, max(one.ends_at for one in plan.meetings)
        days: dict[tuple[str, str], list[date]] = defaultdict(list)
        for person, other in await self._store.meetings_of(plan.like.clinic_id, people, start, end):
            if other.id in plan.instead_of:
                continue
            for one in plan.meetings:
                if one.starts_at < other.ends_at and other.starts_at < one.ends_at:
                    days[person, other.title].append(one.day)
        return [Finding("elsewhere", sorted(set(on)), who, title) for (who, title), on in days.items()]

    async def _licences(self, plan: Plan) -> list[Finding]:
        program = await self._program(plan)
        clinic_id = plan.like.clinic_id
        if program is None or not program.states or not await self._store.has_licences(clinic_id):
            return []
        held = await self._store.licences(clinic_id, plan.facilitators)
        found = []
        for person in plan.facilitators:
            own = [one for one in held if one.person_id == person and one.state in program.states]
            lacks = [
                meeting.day
                for meeting in plan.meetings
                if not any(
                    one.revoked_at is None
                    and (one.starts_on is None or one.starts_on <= meeting.day)
                    and (one.expires_on is None or meeting.day <= one.expires_on)
                    for one in own
                )
            ]
            if lacks:
                found.append(Finding("licence", lacks, person, states=tuple(program.states)))
        return found

    async def _program(self, plan: Plan) -> Program | None:
        wanted = plan.like.program_id
        return await self._store.program(plan.like.clinic_id, wanted) if wanted is not None else None

    async def _cap(self, plan: Plan, expected: int) -> list[Finding]:
        if plan.like.kind != "group":
            return []
        on = replace(plan.like, starts_at=plan.meetings[0].starts_at, ends_at=plan.meetings[0].ends_at)
        cap = (await self._policies.of_session(plan.like.clinic_id, on)).session.group_cap
        over = 0 < cap < expected
        return [Finding("over_cap", [one.day for one in plan.meetings], expected=expected, cap=cap)] if over else []


def settle(found: Iterable[Finding], reason: str) -> list[str]:
    """What is overridden, as the audit trail keeps it. Raises Unresolved without a reason."""
    against = sorted({one.against for one in found})
    if against and not reason:
        raise Unresolved("Something stands against this. Look at it, and say why it is to be so all the same.")
    return list(against)
