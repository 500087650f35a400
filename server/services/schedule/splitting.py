"""One group becomes two from a day on. What has begun stays as it was, as with every change of a series.

The series goes on as the first of the two; the second is a new one. Both name their clients: whoever is enrolled
later is put into one of them by hand; whoever leaves the program is expected in neither.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from server.domain.schedule.planning import Meeting
from server.domain.schedule.splitting import evenly
from server.services.access.logins import LoginSession
from server.services.errors import Conflict, Invalid
from server.services.log.audit import Audit, AuditEntry
from server.services.people import People, Person
from server.services.rosters.keep_apart import PairStore
from server.services.schedule.conflicts import Finding, settle
from server.services.schedule.drafts import SeriesDraft
from server.services.schedule.making import AHEAD, Making, day_of, today_of
from server.services.schedule.planning import Preview, Saved, SeriesService
from server.services.schedule.series import Series
from server.services.schedule.store import ScheduleStore


@dataclass(frozen=True)
class Half:
    """One of the two groups; all else is as it was."""

    title: str
    at: time
    facilitators: Sequence[str]
    clients: Sequence[str]


@dataclass(frozen=True)
class Offer:
    """Whom there is to divide, by name, and who is in the second group if it is done evenly."""

    series: Series
    from_on: date
    facilitators: Sequence[str]
    clients: Sequence[Person]
    second: Sequence[str]


@dataclass(frozen=True)
class SplitPreview:
    first: Preview
    second: Preview


class Splitting:
    def __init__(
        self,
        store: ScheduleStore,
        series: SeriesService,
        making: Making,
        kept: PairStore,
        people: People,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
    ) -> None:
        self._store = store
        self._series = series
        self._making = making
        self._kept = kept
        self._people = people
        self._audit = audit
        self._atomic = atomic

    async def offer(
        self, clinic_id: str, series_id: str, wanted: date | None, second_staff: Sequence[str], now: datetime
    ) -> Offer:
        """Divided evenly, apart from whoever must not meet, their staff included. `wanted`: from when on, at its place;
        None: today. It is from the next day on that the series meets: a rule counts its weeks from its first day.
        Raises NotFound, and Conflict where there is no such day."""
        opened = await self._series.open(clinic_id, series_id)
        day = max(wanted or today_of(opened.series, now), opened.series.first_on)
        from_on = next(opened.series.recurrence.days(day, opened.series.last_on), None)
        if from_on is None:
            raise Conflict("This series meets no more from that day on: there is nothing to divide.")
        staff = [one.person_id for one in opened.people if one.role == "facilitator"]
        ids = await self._clients(opened.series, from_on)
        persons = await self._people.persons(clinic_id, ids)
        clients = sorted(persons.values(), key=lambda one: (one.legal_name, one.id))
        pairs = await self._kept.pairs(clinic_id)
        _, second = evenly([one.id for one in clients], pairs, staff, second_staff)
        return Offer(opened.series, from_on, staff, clients, second)

    async def preview(
        self, clinic_id: str, series_id: str, from_on: date, halves: tuple[Half, Half], now: datetime
    ) -> SplitPreview:
        """What stands against either. Raises as `split`, but for that."""
        opened = await self._series.open(clinic_id, series_id)
        drafts = await self._drafts(opened.series, from_on, halves)
        first = await self._series.preview(clinic_id, drafts[0], series_id, now)
        made = await self._making.made(opened.series, now)
        ended = {one.id for one in made if await self._making.is_free(one, now) and day_of(one) >= from_on}
        second = await self._series.preview(clinic_id, drafts[1], None, now, ended)
        twice = _twice(halves, first.meetings, second.meetings)
        return SplitPreview(first, replace(second, findings=[*second.findings, *twice]))

    async def split(
        self,
        login: LoginSession,
        series_id: str,
        version: int,
        from_on: date,
        halves: tuple[Half, Half],
        reason: str,
        now: datetime,
    ) -> tuple[Saved, Saved]:
        """Raises like a change of a series, and Conflict when those who are expected are not those who were divided."""
        async with self._atomic():
            await self._series.current(login.clinic_id, series_id, version)
            found = await self.preview(login.clinic_id, series_id, from_on, halves, now)
            settle([*found.first.findings, *found.second.findings], reason)
            opened = await self._series.open(login.clinic_id, series_id)
            drafts = await self._drafts(opened.series, from_on, halves)
            first = await self._series.change(login, series_id, version, drafts[0], reason, now)
            second = await self._series.add(login, drafts[1], reason, now)
            detail = {"series": series_id, "from": from_on.isoformat()}
            detail |= {"first": first.series.id, "second": second.series.id}
            await self._audit(AuditEntry(login.clinic_id, now, "series.split", login.person_id, detail=detail))
        return first, second

    async def _drafts(
        self, series: Series, from_on: date, halves: tuple[Half, Half]
    ) -> tuple[SeriesDraft, SeriesDraft]:
        divided = [*halves[0].clients, *halves[1].clients]
        if not halves[0].clients or not halves[1].clients:
            raise Invalid("Each of the two groups needs somebody.", [("body.first.clients", "somebody in each")])
        if len(set(divided)) < len(divided):
            raise Invalid("Nobody can be in both groups.", [("body.second.clients", "each person once")])
        if set(divided) != set(await self._clients(series, from_on)):
            raise Conflict("Who is expected has changed meanwhile. Look at the group again, and divide it anew.")
        return _draft(series, from_on, halves[0]), _draft(series, from_on, halves[1])

    async def _clients(self, series: Series, from_on: date) -> Sequence[str]:
        """Whom it expects from that day on, with those of whom it is known that they come later."""
        if series.expects == "named" or series.program_id is None:
            named = (await self._store.named(series.clinic_id, [series.id])).get(series.id, ())
            return [one.person_id for one in named if one.role == "client"]
        found: dict[str, None] = {}
        for day in (from_on, min(series.last_on, from_on + AHEAD)):
            enrolled = await self._store.enrolled(series.clinic_id, series.program_id, series.track_id, day)
            found |= dict.fromkeys(enrolled)
        return list(found)


def _draft(series: Series, from_on: date, half: Half) -> SeriesDraft:
    return SeriesDraft(
        program_id=series.program_id,
        track_id=series.track_id,
        site_id=series.site_id,
        kind=series.kind,
        title=half.title,
        topic=series.topic,
        service_code=series.service_code,
        rule=series.rule,
        first_on=from_on,
        last_on=series.last_on,
        at=half.at,
        minutes=series.minutes,
        break_minutes=series.break_minutes,
        facilitators=half.facilitators,
        expects="named",
        clients=half.clients,
        setting=series.setting,
        guests=series.guests,
    )


def _twice(halves: tuple[Half, Half], first: Sequence[Meeting], second: Sequence[Meeting]) -> list[Finding]:
    """Whoever would run both at the same time."""
    days = [
        one.day
        for one in second
        if any(one.starts_at < other.ends_at and other.starts_at < one.ends_at for other in first)
    ]
    both = [one for one in halves[1].facilitators if one in halves[0].facilitators]
    return [Finding("elsewhere", days, one, halves[0].title) for one in both if days]
