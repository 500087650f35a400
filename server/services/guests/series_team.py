"""Staff who take part in all that a series meets for, from a day on: another facilitator, a trainee, an interpreter.

They are on the rosters of its planned sessions, and of those that are made later, as whoever the series names is; one
session alone can go without them (see `team`). What has begun stays as it was.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from server.services.access.logins import LoginSession
from server.services.access.scope import scope_of
from server.services.errors import Conflict, Invalid, NotFound, Warned
from server.services.guests.team import TeamAddition, staff_member
from server.services.log.audit import Audit, AuditEntry
from server.services.people import People, Person
from server.services.rosters.adding import Adding
from server.services.rosters.helpers import SeriesHelpers, helping_at
from server.services.rosters.rosters import meeting_day
from server.services.schedule.drafts import runs_sessions
from server.services.schedule.making import today_of
from server.services.schedule.series import Series, SeriesHelper, SeriesPerson
from server.services.schedule.store import ScheduleStore
from server.services.sessions.sessions import RosterEntry, Session

NAMED_DAYS = 6
"""Of a warning: more are only counted."""


@dataclass(frozen=True)
class SeriesTeam:
    """Who takes part now or later, and of the staff who could too, with whether they are admins, who observe
    nothing."""

    members: Sequence[tuple[SeriesHelper, Person]]
    choices: Sequence[tuple[Person, bool]]


@dataclass(frozen=True)
class _Course:
    """What follows one another as one series, as far as it still meets."""

    first: str
    ids: Sequence[str]
    meets: Sequence[Series]
    named: Sequence[SeriesPerson]
    helpers: Sequence[SeriesHelper]
    today: date


class SeriesTeamService:
    """For admins, and for facilitators of all that the series still meets for; others get NotFound."""

    def __init__(
        self,
        store: ScheduleStore,
        helpers: SeriesHelpers,
        adding: Adding,
        people: People,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        new_id: Callable[[], str],
    ) -> None:
        self._store = store
        self._helpers = helpers
        self._adding = adding
        self._people = people
        self._audit = audit
        self._atomic = atomic
        self._new_id = new_id

    async def of(self, login: LoginSession, series_id: str, now: datetime) -> SeriesTeam:
        course = await self._course(login, series_id, now)
        current = [one for one in course.helpers if _lasts(one, max(course.today, one.from_on))]
        taken = {one.person_id for one in course.named} | {one.person_id for one in current}
        logins = [one for one in await self._people.staff_logins(login.clinic_id) if runs_sessions(one)]
        admins = {one.person_id for one in logins if one.role == "admin"}
        ids = {one.person_id for one in logins} | {one.person_id for one in current}
        people = await self._people.persons(login.clinic_id, ids)
        by_name = sorted(people.values(), key=lambda one: (one.legal_name, one.id))
        return SeriesTeam(
            [(one, people[one.person_id]) for one in current],
            [(one, one.id in admins) for one in by_name if one.id not in taken],
        )

    async def at(
        self, login: LoginSession, session: Session, now: datetime
    ) -> tuple[str | None, Mapping[str, SeriesHelper]]:
        """The series of a session, for whoever may say who takes part in it; and who does at this one by that."""
        if session.series_id is None:
            return None, {}
        found = await helping_at(self._helpers, session)
        try:
            await self._course(login, session.series_id, now)
        except NotFound:
            return None, found
        return session.series_id, found

    async def add(
        self, login: LoginSession, series_id: str, wish: TeamAddition, from_on: date, now: datetime
    ) -> SeriesHelper:
        """Raises NotFound, Conflict, NotTogether, Invalid, and Warned of what else they have at that time."""
        async with self._atomic():
            course = await self._course(login, series_id, now)
            last_on = max(one.last_on for one in course.meets)
            if not course.today <= from_on <= last_on:
                message = f"from {course.today} to {last_on}"
                raise Invalid("The series does not meet then any more.", [("body.from_on", message)])
            person = await staff_member(self._people, login.clinic_id, wish)
            if any(one.person_id == person.id for one in course.named) or any(
                one.person_id == person.id and _lasts(one, max(from_on, one.from_on)) for one in course.helpers
            ):
                raise Conflict("They take part in this series already.")
            ahead = await self._ahead(login.clinic_id, course, from_on, now)
            there = [one for roster in (await self._adding.rosters(ahead)).values() for one in roster]
            named = [RosterEntry(one.person_id, one.role) for one in course.named]
            await self._adding.refuse_pair(login.clinic_id, person.id, [*there, *named])
            clashing = [meeting_day(one).isoformat() for one in await self._adding.clashing(ahead, person.id)]
            if clashing and not wish.despite:
                days = ", ".join(clashing[:NAMED_DAYS]) + (" …" if len(clashing) > NAMED_DAYS else "")
                raise Warned(f"They have another session at the same time as {len(clashing)} of these: {days}.")
            helper = SeriesHelper(
                *(self._new_id(), course.first, login.clinic_id, person.id, wish.role, from_on, None),
                *(login.person_id, now),
            )
            await self._helpers.add(helper)
            await self._adding.refresh(login.clinic_id, [one.id for one in ahead], now)
            detail: dict[str, object] = {"series": series_id, "role": wish.role, "from": from_on.isoformat()}
            await self._note(login, "series.team_added", helper, detail, now)
            return helper

    async def end(self, login: LoginSession, series_id: str, helper_id: str, last_on: date, now: datetime) -> None:
        """They take part until that day; yesterday at the earliest: no more at all. Raises NotFound, and Invalid for
        an end that is past, or later than one that was set."""
        async with self._atomic():
            course = await self._course(login, series_id, now)
            helper = next((one for one in course.helpers if one.id == helper_id), None)
            if helper is None:
                raise NotFound
            yesterday = course.today - timedelta(days=1)
            if last_on < yesterday or not _lasts(helper, last_on + timedelta(days=1)):
                message = f"{yesterday} or later" + (f", before {helper.until_on}" if helper.until_on else "")
                raise Invalid("They cannot end on that day.", [("body.last_on", message)])
            await self._helpers.end(login.clinic_id, helper.id, last_on)
            ahead = await self._ahead(login.clinic_id, course, last_on + timedelta(days=1), now)
            await self._adding.refresh(login.clinic_id, [one.id for one in ahead], now)
            detail: dict[str, object] = {"series": series_id, "last_on": last_on.isoformat()}
            await self._note(login, "series.team_ended", helper, detail, now)

    async def _course(self, login: LoginSession, series_id: str, now: datetime) -> _Course:
        """Raises NotFound for who may not say who takes part in it, and where nothing meets any more."""
        clinic_id = login.clinic_id
        if await self._store.series(clinic_id, series_id) is None:
            raise NotFound
        ids = await self._helpers.lineage(clinic_id, series_id)
        found = [one for one in [await self._store.series(clinic_id, each) for each in ids] if one is not None]
        today = today_of(found[-1], now)
        meets = [one for one in found if max(one.first_on, today) <= one.last_on]
        named = await self._store.named(clinic_id, [one.id for one in meets])
        helpers = (await self._helpers.of_series(clinic_id, [ids[0]])).get(ids[0], ())
        everywhere = [one for one in helpers if one.role == "facilitator" and one.until_on is None]
        runs = any(one.person_id == login.person_id for one in everywhere) or all(
            any(one.person_id == login.person_id and one.role == "facilitator" for one in named.get(each.id, ()))
            for each in meets
        )
        if not meets or not (scope_of(login).everything or runs):
            raise NotFound
        return _Course(ids[0], ids, meets, [one for each in named.values() for one in each], helpers, today)

    async def _ahead(self, clinic_id: str, course: _Course, from_on: date, now: datetime) -> Sequence[Session]:
        made = await self._store.made(clinic_id, course.ids, now - timedelta(days=2))
        return [one for one in made if one.status == "planned" and meeting_day(one) >= from_on]

    async def _note(
        self, login: LoginSession, action: str, helper: SeriesHelper, detail: dict[str, object], now: datetime
    ) -> None:
        await self._audit(AuditEntry(login.clinic_id, now, action, login.person_id, helper.person_id, detail=detail))


def _lasts(helper: SeriesHelper, day: date) -> bool:
    return helper.until_on is None or helper.until_on >= day
