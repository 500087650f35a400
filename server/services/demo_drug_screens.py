"""The demo's draws for drug screens: last week's and this week's of one program, with what became of each."""

from contextlib import suppress
from datetime import datetime, timedelta

from server.domain.drug_screens.drawing import DrawRule
from server.services.access.logins import LoginSession
from server.services.demo_people import CEDAR, YOU
from server.services.drug_screens.collecting import Collecting
from server.services.drug_screens.drawing import Drawing
from server.services.drug_screens.screens import State
from server.services.errors import Conflict

WEEK = timedelta(days=7)
RULE = DrawRule(on=True, how_many=3, at_least_every=4, days=tuple(range(7)), by_itself=True)
LAST_WEEK: tuple[tuple[State, str], ...] = (("collected", ""), ("excused", "Away with a letter from the court"))
"""What became of last week's, in order; whoever is left shows as late."""


class DemoDrugScreens:
    def __init__(self, draws: Drawing, screens: Collecting) -> None:
        self._draws = draws
        self._screens = screens

    async def add_missing(self, now: datetime) -> None:
        program = f"{CEDAR.key}-iop"
        admin = next(f"{CEDAR.key}-{staff.key}" for staff in CEDAR.staff if staff.role == "admin")
        login = LoginSession("demo", CEDAR.key, admin, "admin", None, None, now, now)
        _, rule = await self._draws.of_program(CEDAR.key, program)
        if rule.version == 0:
            await self._draws.set_rule(login, program, 0, RULE, now - 2 * WEEK)
        for at in (now - WEEK, now):
            with suppress(Conflict):  # it was made before
                draw = await self._draws.draw(login, program, at)
                await self._say(login, program, draw.id, at, this_week=at == now)

    async def _say(self, login: LoginSession, program: str, draw: str, now: datetime, this_week: bool) -> None:
        """This week's is open but for yours: whoever tries the demo as a client goes straight to the session."""
        found = await self._screens.of_program(login, program, now)
        lines = [line for week in found.weeks for line in week.lines if line.screen.draw_id == draw]
        if this_week:
            mine = [one for one in lines if one.client.id == f"{CEDAR.key}-{YOU}"]
            for line in mine:
                await self._screens.mark(login, program, line.screen.id, "collected", "", now)
            return
        for line, (state, reason) in zip(lines, LAST_WEEK, strict=False):
            await self._screens.mark(login, program, line.screen.id, state, reason, now)
