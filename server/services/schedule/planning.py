"""Series as admins write, change and end them."""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from server.domain.schedule.planning import Meeting, planned, steps
from server.services.access.logins import LoginSession
from server.services.errors import Conflict, Invalid, NotFound
from server.services.log.audit import Audit, AuditEntry
from server.services.schedule.conflicts import Conflicts, Finding, Plan, settle
from server.services.schedule.drafts import CheckedDraft, Drafts, SeriesDraft
from server.services.schedule.making import AHEAD, Making, Outcome, as_planned, meets_once, today_of
from server.services.schedule.series import Series, SeriesPerson
from server.services.schedule.store import ScheduleStore
from server.services.sessions.sessions import Session

MOST_SERIES = 2000
"""Of a clinic, that may still meet. Nobody has use for more."""


@dataclass(frozen=True)
class Preview:
    """What saving a draft would do. `meetings`: of the next weeks; `until`: how far they were looked at."""

    last_on: date
    until: date
    meetings: Sequence[Meeting]
    holidays: Sequence[tuple[date, str]]
    findings: Sequence[Finding]
    apart: Sequence[tuple[str, str]]
    """Kept apart and both expected: one of the two is left out."""
    moved: int
    """Sessions that were made already and become these."""
    dropped: Sequence[Meeting]
    """Sessions that were made already and would be cancelled."""
    passed_by: Sequence[Session]
    """Changed by themselves, they stay as they are."""


@dataclass(frozen=True)
class Saved:
    series: Series
    outcome: Outcome


@dataclass(frozen=True)
class Opened:
    series: Series
    people: Sequence[SeriesPerson]
    goes_on: Series | None
    """The series that follows it."""


class SeriesService:
    def __init__(
        self,
        store: ScheduleStore,
        drafts: Drafts,
        conflicts: Conflicts,
        making: Making,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        new_id: Callable[[], str],
    ) -> None:
        self._store = store
        self._drafts = drafts
        self._conflicts = conflicts
        self._making = making
        self._audit = audit
        self._atomic = atomic
        self._new_id = new_id

    async def open(self, clinic_id: str, series_id: str) -> Opened:
        """Raises NotFound."""
        series = await self._series(clinic_id, series_id)
        people = (await self._store.named(clinic_id, [series_id])).get(series_id, [])
        return Opened(series, people, await self._store.follower(clinic_id, series_id))

    async def check(self, clinic_id: str, draft: SeriesDraft) -> CheckedDraft:
        """Whether all that it names is there. Raises NotFound and Invalid."""
        return await self._drafts.check(clinic_id, draft)

    async def preview(
        self,
        clinic_id: str,
        draft: SeriesDraft,
        follows: str | None,
        now: datetime,
        instead_of: Collection[str] = (),
    ) -> Preview:
        """Of a new series, or of one that goes on as another from the draft's first day on. `instead_of`: sessions that
        will not be as they are, so that nothing stands against it because of them. Raises like `add` and `change`, but
        for what stands against it."""
        before = await self._series(clinic_id, follows) if follows is not None else None
        checked = await self._drafts.check(clinic_id, draft)
        series = _series_of(checked, "", before, None, now)
        _check_first_day(series, before, now)
        await self._check_ancestors(series)
        return await self._preview(series, checked, before, now, instead_of)

    async def add(self, login: LoginSession, draft: SeriesDraft, reason: str, now: datetime) -> Saved:
        """Raises NotFound and Invalid as the drafts' check, Invalid for a first day in the past, Unresolved."""
        async with self._atomic():
            checked = await self._drafts.check(login.clinic_id, draft)
            if len(await self._store.series_since(login.clinic_id, now.date())) >= MOST_SERIES:
                raise Invalid(f"There are {MOST_SERIES} series already.")
            series = _series_of(checked, self._new_id(), None, login.person_id, now)
            _check_first_day(series, None, now)
            found = await self._preview(series, checked, None, now)
            if meets_once(series) and not found.meetings:
                raise Invalid("That time has passed.", [("body.draft.at", "later than now")])
            overridden = settle(found.findings, reason)
            return await self._keep(series, checked, "series.added", overridden, reason, now)

    async def change(
        self, login: LoginSession, series_id: str, version: int, draft: SeriesDraft, reason: str, now: datetime
    ) -> Saved:
        """This series ends the day before the draft's first one, and goes on from that day as the draft says. Raises as
        `add`, and Conflict when the series has changed since that version."""
        async with self._atomic():
            before = await self.current(login.clinic_id, series_id, version)
            checked = await self._drafts.check(login.clinic_id, draft)
            series = _series_of(checked, self._new_id(), before, login.person_id, now)
            _check_first_day(series, before, now)
            await self._check_ancestors(series)
            if series.last_on > before.last_on and await self._store.follower(login.clinic_id, before.id) is not None:
                message = f"{before.last_on} or earlier: the series goes on as another from then on"
                raise Invalid("Change the series that follows as well.", [("body.draft.last_on", message)])
            found = await self._preview(series, checked, before, now)
            overridden = settle(found.findings, reason)
            await self._store.end(login.clinic_id, before.id, series.first_on - timedelta(days=1))
            saved = await self._keep(series, checked, "series.changed", overridden, reason, now)
            ended = await self._making(await self._series(login.clinic_id, before.id), login.person_id, now)
            return replace(saved, outcome=_together(saved.outcome, ended))

    async def end(self, login: LoginSession, series_id: str, version: int, last_on: date, now: datetime) -> Saved:
        """It meets on that day for the last time; today at the earliest, and yesterday to say: no more at all. Raises
        NotFound, Conflict as `change`, Invalid for an end that is past, or later than now planned."""
        async with self._atomic():
            series = await self.current(login.clinic_id, series_id, version)
            earliest = today_of(series, now) - timedelta(days=1)
            if not earliest <= last_on < series.last_on:
                message = f"from {earliest} to the day before {series.last_on}"
                raise Invalid("A series cannot end on that day.", [("body.last_on", message)])
            await self._store.end(login.clinic_id, series_id, last_on)
            series = await self._series(login.clinic_id, series_id)
            outcome = await self._making(series, login.person_id, now)
            detail = {"last_on": last_on.isoformat(), "cancelled": len(outcome.dropped)}
            await self._audit(_entry(series, "series.ended", login.person_id, detail, now))
            return Saved(series, outcome)

    async def _keep(
        self, series: Series, checked: CheckedDraft, action: str, overridden: list[str], reason: str, now: datetime
    ) -> Saved:
        await self._store.add(series, checked.people)
        outcome = await self._making(series, series.created_by, now)
        detail: dict[str, object] = {"made": len(outcome.made), "changed": len(outcome.changed)}
        if series.follows_id is not None:
            detail |= {"follows": series.follows_id, "from": series.first_on.isoformat()}
        if overridden:
            detail |= {"overridden": overridden, "reason": reason}
        await self._audit(_entry(series, action, series.created_by, detail, now))
        return Saved(series, outcome)

    async def _preview(
        self,
        series: Series,
        checked: CheckedDraft,
        before: Series | None,
        now: datetime,
        instead_of: Collection[str] = (),
    ) -> Preview:
        today = today_of(series, now)
        window = today, today + AHEAD
        made = {one.id: one for one in await self._making.made(series, now)} if before is not None else {}
        holidays = await self._making.holidays(series, window)
        known = [await self._making.known(one, now) for one in made.values()]
        todo = steps(series.recurrence, known, holidays, window, now)
        meetings = sorted([*todo.make, *(meeting for _, meeting in todo.keep)], key=lambda one: one.day)
        first = meetings[0] if meetings else Meeting(series.first_on, *series.recurrence.times(series.first_on))
        blank = Session("", series.clinic_id, None, series.kind, "", "planned", first.starts_at, first.ends_at)
        like = as_planned(blank, series, first)
        expects = checked.draft.expects == "enrolled"
        facilitators, clients = checked.draft.facilitators, checked.draft.clients
        free = {one.id for one in known if one.free} | set(instead_of)
        plan = Plan(like, meetings, facilitators, clients, expects, free)
        findings = await self._conflicts.of(plan)
        if meets_once(series):
            findings = [*findings, *await self._conflicts.holiday(like, series.first_on)]
        left_out = [
            (one.day, holidays[one.day]) for one in planned(series.recurrence, (), {}, window) if one.day in holidays
        ]
        return Preview(
            last_on=series.last_on,
            until=min(window[1], series.last_on),
            meetings=meetings,
            holidays=left_out,
            findings=findings,
            apart=await self._conflicts.pairs(plan),
            moved=len(todo.keep),
            dropped=[_as_it_is(made[session_id]) for session_id, _ in todo.drop],
            passed_by=[one for one in made.values() if one.altered and one.starts_at > now],
        )

    async def _check_ancestors(self, series: Series) -> None:
        """What it follows must not meet any more when it begins, but for the one whose place it takes: that is ended
        the day before. Raises Invalid."""
        before = series.follows_id and await self._series(series.clinic_id, series.follows_id)
        while before and before.follows_id is not None:
            before = await self._series(series.clinic_id, before.follows_id)
            if before.first_on <= before.last_on and series.first_on <= before.last_on:
                message = f"later than {before.last_on}: until then it meets as it did before"
                raise Invalid("Change the series that it follows.", [("body.draft.first_on", message)])

    async def _series(self, clinic_id: str, series_id: str) -> Series:
        series = await self._store.series(clinic_id, series_id)
        if series is None:
            raise NotFound
        return series

    async def current(self, clinic_id: str, series_id: str, version: int) -> Series:
        """As it was seen in that version. Raises NotFound, and Conflict."""
        series = await self._series(clinic_id, series_id)
        if series.version == version:
            return series
        follower = await self._store.follower(clinic_id, series_id)
        since = f" and goes on as another from {follower.first_on} on" if follower is not None else ""
        raise Conflict(
            f"This series was changed meanwhile: it meets until {series.last_on} now{since}. Nothing was saved; look "
            "at it again, and decide."
        )


def _series_of(checked: CheckedDraft, series_id: str, before: Series | None, by: str | None, now: datetime) -> Series:
    draft = checked.draft
    return Series(
        id=series_id,
        clinic_id=checked.clinic.id,
        program_id=draft.program_id,
        track_id=draft.track_id,
        site_id=draft.site_id,
        kind=draft.kind,
        title=draft.title,
        topic=draft.topic,
        service_code=draft.service_code,
        rule=checked.rule,
        first_on=draft.first_on,
        last_on=checked.last_on,
        at=draft.at,
        time_zone=checked.time_zone,
        minutes=draft.minutes,
        break_minutes=draft.break_minutes,
        setting=draft.setting,
        expects=draft.expects,
        guests=draft.guests,
        follows_id=before.id if before else None,
        version=1,
        created_by=by,
        created_at=now,
        reference=before.reference if before else draft.reference,
    )


def _check_first_day(series: Series, before: Series | None, now: datetime) -> None:
    today = today_of(series, now)
    if series.first_on < today:
        raise Invalid("What has begun stays as it was.", [("body.draft.first_on", f"{today} or later")])
    if before is None:
        return
    if series.first_on > before.last_on:
        message = f"{before.last_on} or earlier: on that day it meets for the last time"
        raise Invalid("The series has ended by then.", [("body.draft.first_on", message)])
    if meets_once(before):
        raise Invalid("This meets once: change that session.")
    meets_today = all(list(one.recurrence.days(today, today)) for one in (before, series))
    if meets_today and before.recurrence.times(today)[0] > now >= series.recurrence.times(today)[0]:
        message = "by the new time today's session would have begun already: change it from the next one on"
        raise Invalid("Today's session cannot be moved into the past.", [("body.draft.first_on", message)])


def _together(one: Outcome, other: Outcome) -> Outcome:
    return replace(
        one,
        dropped=[*one.dropped, *other.dropped],
        passed_by=sorted({*one.passed_by, *other.passed_by}),
    )


def _as_it_is(session: Session) -> Meeting:
    return Meeting(session.series_day or session.starts_at.date(), session.starts_at, session.ends_at)


def _entry(series: Series, action: str, by: str | None, detail: dict[str, object], now: datetime) -> AuditEntry:
    return AuditEntry(series.clinic_id, now, action, by, detail={"series": series.id, **detail})
