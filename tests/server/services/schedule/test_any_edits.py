"""Whatever is done to a series, in whatever order: what is past stays, nothing meets twice, and no day is lost."""

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from server.clinic import Clinic, open_clinic
from server.domain.schedule.recurrence import Recurrence
from server.services.errors import ServiceError
from server.services.schedule.making import AHEAD, day_of, today_of
from server.services.schedule.one_session import Move, Substitute
from server.services.schedule.series import Series
from server.services.schedule.splitting import Half
from server.services.sessions.sessions import Session
from tests.support.clinics import NOON, Cast, add_clinic, cheap_settings, hold_session
from tests.support.databases import with_database
from tests.support.schedule import add_holiday, admin_of, draft, planned, seen

RULES = ["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,WE,TH", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,FR", "FREQ=DAILY;INTERVAL=2"]
DAYS = st.integers(0, 20)
TIMES = st.sampled_from([time(0, 30), time(2, 30), time(9), time(17, 30), time(23, 45)])
"""Also one that the clocks skip on 8 March, and some next to midnight."""
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("change"), DAYS, st.sampled_from(RULES), TIMES),
        st.tuples(st.just("end"), DAYS),
        st.tuples(st.just("move"), DAYS, DAYS, TIMES),
        st.tuples(st.just("cancel"), DAYS),
        st.tuples(st.just("restore"), DAYS),
        st.tuples(st.just("substitute"), DAYS),
        st.tuples(st.just("hold"), DAYS),
        st.tuples(st.just("holiday"), DAYS),
        st.tuples(st.just("wait"), st.integers(1, 6)),
        st.tuples(st.just("split"), DAYS),
    ),
    min_size=1,
    max_size=8,
)


class Desk:
    """An admin who does things to one series as time goes on."""

    def __init__(self, clinic: Clinic, cast: Cast) -> None:
        self.clinic, self.cast, self.now = clinic, cast, NOON
        self.newest: Series | None = None
        self.beside: list[str] = []

    async def do(self, act: tuple) -> None:
        with suppress(ServiceError):  # refused: then nothing may have changed, which is looked at all the same
            await getattr(self, act[0])(*act[1:])

    async def change(self, days: int, rule: str, at: time) -> None:
        series = self.newest
        assert series is not None
        current = (await self.clinic.services.series.open(self.cast.clinic, series.id)).series
        first = self.today + timedelta(days=days)
        wanted = draft(self.cast, rule=rule, first_on=first, at=at, last_on=date(2026, 4, 1))
        saved = await self.clinic.services.series.change(
            admin_of(self.cast), series.id, current.version, wanted, "so be it", self.now
        )
        self.newest = saved.series

    async def end(self, days: int) -> None:
        assert self.newest is not None
        current = (await self.clinic.services.series.open(self.cast.clinic, self.newest.id)).series
        last = self.today + timedelta(days=days)
        await self.clinic.services.series.end(admin_of(self.cast), current.id, current.version, last, self.now)

    async def split(self, days: int) -> None:
        """The series goes on as the first of the two; the second one runs beside it."""
        assert self.newest is not None
        first = self.today + timedelta(days=days)
        splitting = self.clinic.services.splitting
        offer = await splitting.offer(self.cast.clinic, self.newest.id, first, [], self.now)
        there = [one.id for one in offer.clients if one.id not in offer.second]
        halves = (
            Half("One", offer.series.at, [self.cast.facilitator], there),
            Half("Two", offer.series.at, [self.cast.other_facilitator], offer.second),
        )
        saved = await splitting.split(
            admin_of(self.cast), self.newest.id, offer.series.version, first, halves, "so be it", self.now
        )
        self.newest = saved[0].series
        self.beside.append(saved[1].series.id)

    async def move(self, which: int, days: int, at: time) -> None:
        one = await self._nth(which)
        to = Move(self.today + timedelta(days=days), at, 60, "Moved", "")
        await self.clinic.services.one_session.move(
            admin_of(self.cast), one, await seen(self.clinic, self.cast, one), to, "so be it", self.now
        )

    async def cancel(self, which: int) -> None:
        one = await self._nth(which)
        look = await seen(self.clinic, self.cast, one)
        await self.clinic.services.one_session.cancel(admin_of(self.cast), one, look, "ill", self.now)

    async def restore(self, which: int) -> None:
        one = await self._nth(which)
        look = await seen(self.clinic, self.cast, one)
        await self.clinic.services.one_session.restore(admin_of(self.cast), one, look, "so be it", self.now)

    async def substitute(self, which: int) -> None:
        one = await self._nth(which)
        look = await seen(self.clinic, self.cast, one)
        wish = Substitute(self.cast.admin, next(iter(look.facilitators), None))
        await self.clinic.services.one_session.substitute(admin_of(self.cast), one, look, wish, "ill", self.now)

    async def hold(self, which: int) -> None:
        """The clock goes on until that session, which is held."""
        one = await self.clinic.sessions.get(self.cast.clinic, await self._nth(which))
        if one is not None and one.status == "planned" and one.starts_at > self.now:
            self.now = one.starts_at
            self.now = await hold_session(self.clinic, replace(self.cast, running=one.id), one.starts_at, 1)

    async def holiday(self, days: int) -> None:
        await add_holiday(self.clinic, self.cast, self.today + timedelta(days=days))

    async def wait(self, days: int) -> None:
        self.now += timedelta(days=days)

    @property
    def today(self) -> date:
        assert self.newest is not None
        return today_of(self.newest, self.now)

    async def _nth(self, which: int) -> str:
        found = await planned(self.clinic, self.cast)
        return found[which % len(found)].id


@given(ACTS)
@example([("change", 8, RULES[0], time(0, 30)), ("change", 1, RULES[0], time(0, 30))])
@example([("holiday", 0), ("holiday", 0)])
@example([("hold", 0), ("move", 2, 5, time(9)), ("split", 3), ("wait", 6), ("split", 0)])
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_edits_keep_the_past_and_each_day_of_the_rule_has_one_session(acts):
    with TemporaryDirectory() as var:
        configured = with_database(cheap_settings(Path(var) / "var"))
        async with open_clinic(configured, boot="boot-1") as clinic:
            desk = Desk(clinic, await add_clinic(clinic, "north"))
            wanted = draft(desk.cast, rule=RULES[1], last_on=date(2026, 4, 1))
            desk.newest = (await clinic.services.series.add(admin_of(desk.cast), wanted, "", NOON)).series
            kept: dict[str, object] = {}
            for act in acts:
                by_hand = {one.id: one for one in await planned(clinic, desk.cast) if one.altered}
                await desk.do(act)
                await clinic.services.making.make_ahead(desk.cast.clinic, desk.now)
                if act[0] in ("change", "end", "holiday", "wait", "split"):
                    assert by_hand.items() <= {one.id: one for one in await planned(clinic, desk.cast)}.items()
                kept = await check(desk, kept)


async def check(desk: Desk, kept: dict[str, object]) -> dict[str, object]:
    """The past is as it was when it became the past; it now. Every day of the rules has one session at most, and one
    that is due has one, or is a holiday."""
    found = await planned(desk.clinic, desk.cast)
    past = {one.id: await whole(desk, one) for one in found if one.ends_at <= desk.now or one.status == "finished"}
    assert kept.items() <= past.items()
    days = Counter(day_of(one) for one in found if one.series_id not in desk.beside)
    beside = Counter((one.series_id, day_of(one)) for one in found if one.series_id in desk.beside)
    assert not [day for day, times in (*days.items(), *beside.items()) if times > 1]
    holidays = {one.day for one in await desk.clinic.services.sites._store.holidays("north", date(2026, 1, 1))}
    for series in await chain(desk):
        window = today_of(series, desk.now), today_of(series, desk.now) + AHEAD
        for day in series.recurrence.days(*window):
            if is_due(series.recurrence, day, desk.now) and day not in holidays:
                assert days[day] == 1, day
    return past


def is_due(recurrence: Recurrence, day: date, now: datetime) -> bool:
    return recurrence.times(day)[0] > now


async def whole(desk: Desk, session: Session) -> object:
    """The session, its roster, and its records with how often they were derived."""
    lines = await desk.clinic.services.finish._records.lines(desk.cast.clinic, [session.id])
    return session, await desk.clinic.sessions.roster(desk.cast.clinic, session.id), sorted(map(str, lines))


async def chain(desk: Desk) -> list[Series]:
    found = []
    at = desk.newest.id if desk.newest else None
    while at is not None:
        series = (await desk.clinic.services.series.open(desk.cast.clinic, at)).series
        found.append(series)
        at = series.follows_id
    return found
