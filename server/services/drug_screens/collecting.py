"""Whoever is asked for a drug screen, and what became of it: collected, refused or excused. Results are not kept.

Staff see it of clients whom they see, and on the roster of sessions that they run; a client sees on their own page that
they are asked, and nobody else ever does.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from server.domain.drug_screens.drawing import WEEK
from server.services.access.logins import LoginSession
from server.services.access.scope import VisibleClients
from server.services.drug_screens.drawing import Drawing, Notice
from server.services.drug_screens.screens import Draw, DrugScreenStore, Mark, ProgramRule, Screen, State, state_of
from server.services.errors import Conflict, Invalid, NotFound
from server.services.log.audit import Audit, AuditEntry
from server.services.people import People, Person, Program
from server.services.sessions.sessions import SessionService

SHOWN = 26 * WEEK
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Line:
    screen: Screen
    client: Person
    state: State
    late: bool
    """Open, and its week is over."""
    history: Sequence[tuple[Mark, str]]
    """Each with the name of whoever said so."""
    added_by: str
    """A name; empty where nobody added it."""


@dataclass(frozen=True)
class WeekOfDraw:
    week: date
    draw: Draw | None
    drawn_by: str
    lines: Sequence[Line]
    """Of clients whom whoever asks may see."""
    unseen: int
    """How many others there are."""


@dataclass(frozen=True)
class ProgramDraws:
    program: Program
    rule: ProgramRule
    this_week: date
    drawn: bool
    """Whether this week's draw was made."""
    weeks: Sequence[WeekOfDraw]
    """The newest first, half a year of them."""
    choices: Sequence[Person]
    """Who can be added for cause: in the program now, and to be seen by whoever asks; by name."""


@dataclass(frozen=True)
class Asked:
    """What a client is told on their own page."""

    at_random: bool
    days: tuple[date, ...]
    """That are left, today among them."""


class Collecting:
    def __init__(
        self,
        store: DrugScreenStore,
        drawing: Drawing,
        people: People,
        clients: VisibleClients,
        sessions: SessionService,
        notice: Notice,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        new_id: Callable[[], str],
    ) -> None:
        self._store = store
        self._drawing = drawing
        self._people = people
        self._clients = clients
        self._sessions = sessions
        self._notice = notice
        self._audit = audit
        self._atomic = atomic
        self._new_id = new_id

    async def of_program(self, login: LoginSession, program_id: str, now: datetime) -> ProgramDraws:
        """Raises NotFound."""
        clinic_id = login.clinic_id
        program, rule = await self._drawing.of_program(clinic_id, program_id)
        today = await self._drawing.today(clinic_id, now)
        week = await self._drawing.week_of(program, today)
        draws = await self._store.draws(clinic_id, program_id, today - SHOWN)
        screens = await self._store.screens(clinic_id, program_id, today - SHOWN)
        seen = set(await self._clients.among(login, {one.person_id for one in screens}))
        lines = await self._lines(clinic_id, [one for one in screens if one.person_id in seen], today)
        drawn_by = await self._names(clinic_id, {one.drawn_by for one in draws if one.drawn_by})
        by_week = {one.week: one for one in draws}
        detail = {"program": program_id, "clients": len(seen)}
        await self._audit(AuditEntry(clinic_id, now, "drug_screens.read", login.person_id, detail=detail))
        return ProgramDraws(
            program,
            rule,
            week,
            any(today - WEEK < one.week <= today for one in draws),
            [
                WeekOfDraw(
                    each,
                    by_week.get(each),
                    drawn_by.get(by_week[each].drawn_by or "", "") if each in by_week else "",
                    [one for one in lines if one.screen.week == each],
                    sum(one.week == each and one.person_id not in seen for one in screens),
                )
                for each in sorted({*by_week, *(one.week for one in screens)}, reverse=True)
            ],
            await self._choices(login, program_id, today),
        )

    async def of_session(self, login: LoginSession, session_id: str, now: datetime) -> Sequence[Line]:
        """Of clients on its roster who are asked for a screen on its day, for staff who run it. Raises NotFound."""
        schedule = await self._sessions.detail(login, session_id)
        zone = ZoneInfo(schedule.clinic.time_zone)
        day = schedule.session.starts_at.astimezone(zone).date()
        ids = [one.person_id for one in schedule.roster if one.role == "client"]
        screens = await self._store.of_persons(login.clinic_id, ids, day - WEEK)
        lines = await self._lines(
            login.clinic_id, [one for one in screens if day in one.days], now.astimezone(zone).date()
        )
        if lines:
            detail = {"clients": len({one.client.id for one in lines})}
            await self._audit(
                AuditEntry(
                    login.clinic_id, now, "drug_screens.read", login.person_id, session_id=session_id, detail=detail
                )
            )
        return lines

    async def of_client(self, clinic_id: str, person_id: str, now: datetime) -> Asked | None:
        """What this client is asked for today; None: nothing."""
        screens = await self._store.of_persons(clinic_id, [person_id], now.date() - WEEK - DAY)
        if not screens:
            return None
        today = await self._drawing.today(clinic_id, now)
        marks = await self._store.marks(clinic_id, [one.id for one in screens])
        asked = [one for one in screens if today in one.days and state_of(marks.get(one.id, ())) == "open"]
        if not asked:
            return None
        days = {day for one in asked for day in one.days if day >= today}
        return Asked(all(one.draw_id is not None for one in asked), tuple(sorted(days)))

    async def add(self, login: LoginSession, program_id: str, person_id: str, reason: str, now: datetime) -> Screen:
        """Ask somebody for cause, beside the draw: from today to the week's end. Raises NotFound, and Conflict when
        they are asked already."""
        clinic_id = login.clinic_id
        async with self._atomic():
            program, _ = await self._drawing.of_program(clinic_id, program_id)
            today = await self._drawing.today(clinic_id, now)
            if all(one.id != person_id for one in await self._choices(login, program_id, today)):
                raise NotFound
            week = await self._drawing.week_of(program, today)
            screens = await self._store.of_persons(clinic_id, [person_id], today - WEEK + DAY)
            marks = await self._store.marks(clinic_id, [one.id for one in screens])
            if any(one.week == week and state_of(marks.get(one.id, ())) == "open" for one in screens):
                raise Conflict("They are asked for a screen this week already.")
            days = tuple(week + after * DAY for after in range(7) if week + after * DAY >= today)
            screen = Screen(
                self._new_id(), clinic_id, program_id, week, person_id, None, days, reason, login.person_id, now
            )
            await self._store.add_screen(screen)
            await self._notice.asked([screen], now)
            detail = {"screen": screen.id, "program": program_id, "week": week.isoformat()}
            await self._audit(
                AuditEntry(clinic_id, now, "drug_screen.added", login.person_id, person_id, detail=detail)
            )
        return screen

    async def mark(
        self, login: LoginSession, program_id: str, screen_id: str, state: State, reason: str, now: datetime
    ) -> Mark:
        """What became of it; what was said before stays in its history. Raises NotFound, and Invalid without a reason
        where one is wanted."""
        async with self._atomic():
            screen = await self._store.screen(login.clinic_id, screen_id)
            if screen is None or screen.program_id != program_id:
                raise NotFound
            await self._clients.get(login, screen.person_id)
            before = (await self._store.marks(login.clinic_id, [screen_id])).get(screen_id, ())
            if state_of(before) == state:
                raise Conflict("That is what it says already.")
            if not reason and (before or state == "excused"):
                raise Invalid("Please say why.", [("body.reason", "says why, never what a screen found")])
            mark = Mark(
                self._new_id(), screen.clinic_id, screen_id, len(before) + 1, state, reason, login.person_id, now
            )
            await self._store.add_mark(mark)
            if state != "open":
                await self._notice.said(screen, now)
            detail = {"screen": screen_id, "state": state, "number": mark.number}
            await self._audit(
                AuditEntry(
                    screen.clinic_id, now, "drug_screen.marked", login.person_id, screen.person_id, detail=detail
                )
            )
        return mark

    async def _lines(self, clinic_id: str, screens: Sequence[Screen], today: date) -> list[Line]:
        marks = await self._store.marks(clinic_id, [one.id for one in screens])
        clients = await self._people.persons(clinic_id, {one.person_id for one in screens})
        staff = {one.added_by for one in screens if one.added_by and one.draw_id is None}
        staff |= {one.marked_by for each in marks.values() for one in each}
        names = await self._names(clinic_id, staff)
        lines = []
        for one in screens:
            said = marks.get(one.id, ())
            state = state_of(said)
            added_by = names.get(one.added_by or "", "") if one.draw_id is None else ""
            history = [(each, names.get(each.marked_by, "")) for each in said]
            late = state == "open" and one.is_late(today)
            lines.append(Line(one, clients[one.person_id], state, late, history, added_by))
        return sorted(lines, key=lambda one: (one.client.legal_name, one.client.id, one.screen.added_at))

    async def _choices(self, login: LoginSession, program_id: str, today: date) -> Sequence[Person]:
        stays = await self._store.stays(login.clinic_id, program_id, today)
        there = {who for who, days in stays.items() if any(one.last is None or today <= one.last for one in days)}
        persons = await self._people.persons(login.clinic_id, await self._clients.among(login, there))
        return sorted(persons.values(), key=lambda one: (one.legal_name, one.id))

    async def _names(self, clinic_id: str, ids: Collection[str]) -> Mapping[str, str]:
        return {who: one.legal_name for who, one in (await self._people.persons(clinic_id, ids)).items()}
