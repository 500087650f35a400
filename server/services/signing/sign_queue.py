"""What waits to be signed, decided or co-signed: for whoever has to, and for admins over the whole clinic."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.domain.signing.case import TO_SIGN, Case, Status
from server.services.access.logins import LoginSession
from server.services.access.staff import Staff
from server.services.access.to_sign import acting
from server.services.people import People
from server.services.policies.policies import Policies
from server.services.sessions.sessions import Schedule, Sessions, SessionService
from server.services.signing.signing import SigningStore

MOST = 200
"""Sessions that one look at the queue tells of."""


@dataclass(frozen=True)
class Waiting:
    """A session with open records. `mine`: how many of them are for whoever looks. `left`: facilitators who have left,
    where nobody else ran it. `for_whom`: who has to act."""

    schedule: Schedule
    to_sign: int
    to_decide: int
    to_cosign: int
    mine: int
    overdue: int
    since: datetime
    due_at: datetime | None
    left: tuple[str, ...]
    for_whom: tuple[str, ...]


class SignQueue:
    def __init__(
        self,
        sessions: Sessions,
        service: SessionService,
        people: People,
        signing: SigningStore,
        policies: Policies,
    ) -> None:
        self._sessions = sessions
        self._service = service
        self._people = people
        self._signing = signing
        self._policies = policies

    async def waiting(self, login: LoginSession, now: datetime, everybodys: bool = False) -> list[Waiting]:
        """The longest waiting first: what this login has to act on, or with `everybodys`, for admins, all of the
        clinic's."""
        staff = Staff(await self._people.staff_logins(login.clinic_id))
        everybodys = everybodys and login.role == "admin"
        me = login.person_id
        mine = None if everybodys else {me, *staff.left_to(me)}
        ids = await self._signing.waiting(login.clinic_id, mine, staff.supervised_by(me), MOST)
        found = [one for session in ids if (one := await self._sessions.get(login.clinic_id, session)) is not None]
        cases = await self._signing.cases(login.clinic_id, ids)
        waiting = []
        for schedule in await self._service.schedules(login.clinic_id, found):
            of_it = [case for of, case in cases.items() if of.session == schedule.session.id]
            told = await self._of(schedule, of_it, staff, me, now)
            if told is not None and (told.mine or everybodys):
                waiting.append(told)
        return sorted(waiting, key=lambda one: (one.since, one.schedule.session.id))

    async def _of(
        self, schedule: Schedule, cases: Sequence[Case], staff: Staff, me: str, now: datetime
    ) -> Waiting | None:
        session = schedule.session
        policies = await self._policies.of_session(session.clinic_id, session)
        within = timedelta(hours=policies.session.sign_within_hours)
        ended_at = session.ended_at or session.ends_at
        standings = [(case, case.standing(ended_at, within, now)) for case in cases]
        open_ones = [(case, standing) for case, standing in standings if standing.since is not None]
        if not open_ones:
            return None
        facilitators = [person.id for person in schedule.facilitators]
        responsible = staff.responsible(facilitators)
        whose = [acting(case, standing.status, staff, responsible) for case, standing in open_ones]
        count = Counter(standing.status for _, standing in open_ones)
        return Waiting(
            schedule,
            sum(count[one] for one in TO_SIGN),
            count[Status.PROPOSED],
            count[Status.COSIGNATURE],
            sum(me in who for who in whose),
            sum(standing.overdue for _, standing in open_ones),
            min(standing.since for _, standing in open_ones if standing.since is not None),
            min((standing.due_at for _, standing in open_ones if standing.due_at is not None), default=None),
            () if any(staff.able(one) for one in facilitators) else tuple(facilitators),
            tuple(sorted(set().union(*whose))),
        )
