"""Makes the sessions of series some weeks ahead, and keeps those that were made as their series says.

What has begun, and what somebody changed by itself, is never touched.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from server.domain.schedule.planning import Made, Meeting, steps
from server.services.log.audit import Audit, AuditEntry
from server.services.rosters.rosters import Absentee
from server.services.schedule.drafts import ONCE
from server.services.schedule.series import Series
from server.services.schedule.store import ScheduleStore
from server.services.sessions.sessions import Session

AHEAD = timedelta(weeks=8)
"""How far sessions are made ahead."""
SOON = timedelta(hours=5)
"""Nobody can be in a session that begins later than this: links open four hours before at most."""
NO_LONGER = "The schedule was changed."
Occupied = Callable[[str, str, datetime], Awaitable[bool]]
"""(clinic, session, now) -> whether anybody is in its room, its waiting room or there in person."""
Reschedule = Callable[[Session], Awaitable[None]]
"""Lets the join links to a session open and end by its new times; in the caller's transaction."""
Tell = Callable[[Session, Session, bool, datetime], Awaitable[None]]
"""(before, after, by its series, now): lets its clients know of it; in the caller's transaction."""


class RefreshRosters(Protocol):
    async def __call__(self, clinic_id: str, session_ids: Collection[str], now: datetime, /) -> Sequence[Absentee]: ...


@dataclass(frozen=True)
class Outcome:
    """What making a series' sessions did, by the sessions' ids. `passed_by`: stayed as somebody had changed them."""

    made: Sequence[str]
    changed: Sequence[str]
    dropped: Sequence[str]
    passed_by: Sequence[str]
    holidays: Mapping[date, str]
    """Days of the rule on which nothing meets therefore."""
    absentees: Sequence[Absentee]
    """Who would be expected, and is not: for people to decide."""


class Making:
    def __init__(
        self,
        store: ScheduleStore,
        refresh: RefreshRosters,
        occupied: Occupied,
        reschedule: Reschedule,
        tell: Tell,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        new_id: Callable[[], str],
    ) -> None:
        self._store = store
        self._refresh = refresh
        self._occupied = occupied
        self._reschedule = reschedule
        self._tell = tell
        self._audit = audit
        self._atomic = atomic
        self._new_id = new_id

    async def make_ahead(self, clinic_id: str, now: datetime) -> None:
        """Of every series of the clinic, what is due. Done again, it does nothing."""
        for series in await self._store.series_since(clinic_id, now.date() - timedelta(days=2)):
            async with self._atomic():
                current = await self._store.series(clinic_id, series.id)
                if current is not None:
                    await self(current, None, now)

    async def __call__(self, series: Series, actor: str | None, now: datetime) -> Outcome:
        """Of one series, in the caller's transaction."""
        window = _window(series, now)
        made = {one.id: one for one in await self.made(series, now)}
        known = [await self.known(one, now) for one in made.values()]
        holidays = await self.holidays(series, window)
        todo = steps(series.recurrence, known, holidays, window, now)
        fresh = [self._session(series, one) for one in todo.make]
        await self._store.add_sessions(fresh)
        changed = [one for one in (as_planned(made[id], series, to) for id, to in todo.keep) if one != made[one.id]]
        for one in changed:
            await self._change(made[one.id], one, actor, now)
        for session_id, holiday in todo.drop:
            await self._drop(made[session_id], holiday, actor, now)
        touched = [one.id for one in (*fresh, *changed)]
        absentees = await self._refresh(series.clinic_id, touched, now) if touched else []
        first, last = window
        return Outcome(
            made=[one.id for one in fresh],
            changed=[one.id for one in changed],
            dropped=[session_id for session_id, _ in todo.drop],
            passed_by=[one.id for one in made.values() if one.altered and one.starts_at > now],
            holidays={day: holidays[day] for day in series.recurrence.days(first, last) if day in holidays},
            absentees=absentees,
        )

    async def made(self, series: Series, now: datetime) -> Sequence[Session]:
        """All sessions of the series for days from yesterday on, and those of the series that it follows which were
        made for days that are its own now."""
        lineage = [series.id]
        before = series.follows_id
        while before is not None:
            lineage.append(before)
            found = await self._store.series(series.clinic_id, before)
            before = found.follows_id if found is not None else None
        sessions = await self._store.made(series.clinic_id, lineage, now - timedelta(days=2))
        return [one for one in sessions if one.series_id == series.id or day_of(one) >= series.first_on]

    async def holidays(self, series: Series, window: tuple[date, date]) -> Mapping[date, str]:
        """Those of its place. What meets once was asked for on that very day."""
        if meets_once(series):
            return {}
        found = await self._store.holidays(series.clinic_id, *window)
        return {one.day: one.name for one in found if one.site_id in (None, series.site_id)}

    async def is_free(self, session: Session, now: datetime) -> bool:
        """Whether the series may change it."""
        if session.altered or session.status not in ("planned", "cancelled") or session.starts_at <= now:
            return False
        soon = session.status == "planned" and session.starts_at <= now + SOON
        return not (soon and await self._occupied(session.clinic_id, session.id, now))

    async def known(self, session: Session, now: datetime) -> Made:
        free = await self.is_free(session, now)
        return Made(session.id, day_of(session), free, session.status == "cancelled")

    def _session(self, series: Series, meeting: Meeting) -> Session:
        starts_at, ends_at = meeting.starts_at, meeting.ends_at
        blank = Session(self._new_id(), series.clinic_id, None, series.kind, "", "planned", starts_at, ends_at)
        return as_planned(blank, series, meeting)

    async def _change(self, before: Session, after: Session, actor: str | None, now: datetime) -> None:
        await self._store.change_session(after)
        if (before.starts_at, before.ends_at) != (after.starts_at, after.ends_at):
            await self._reschedule(after)
        await self._tell(before, after, True, now)
        action = "session.restored" if before.status == "cancelled" else "session.changed"
        await self._audit(_entry(after, action, actor, now))

    async def _drop(self, session: Session, holiday: str, actor: str | None, now: datetime) -> None:
        cancelled = replace(session, status="cancelled", cancel_reason=holiday or NO_LONGER)
        await self._store.change_session(cancelled)
        await self._tell(session, cancelled, True, now)
        await self._audit(_entry(session, "session.cancelled", actor, now))


def as_planned(session: Session, series: Series, meeting: Meeting) -> Session:
    """The session as its series has it on that day."""
    return replace(
        session,
        program_id=series.program_id,
        track_id=series.track_id,
        site_id=series.site_id,
        kind=series.kind,
        title=series.title,
        topic=series.topic,
        service_code=series.service_code,
        status="planned",
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        planned_break_ms=series.break_minutes * 60_000,
        series_id=series.id,
        series_day=meeting.day,
        setting=series.setting,
        guests=series.guests,
        altered=False,
        cancel_reason="",
    )


def meets_once(series: Series) -> bool:
    return series.rule == ONCE and series.first_on == series.last_on


def today_of(series: Series, now: datetime) -> date:
    return now.astimezone(ZoneInfo(series.time_zone)).date()


def day_of(session: Session) -> date:
    """For which its series made it. Only of sessions of a series."""
    if session.series_day is None:
        raise ValueError("this session is of no series")
    return session.series_day


def _window(series: Series, now: datetime) -> tuple[date, date]:
    today = today_of(series, now)
    return today, today + AHEAD


def _entry(session: Session, action: str, actor: str | None, now: datetime) -> AuditEntry:
    return AuditEntry(
        session.clinic_id, now, action, actor, session_id=session.id, detail={"series": session.series_id}
    )
