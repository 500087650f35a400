"""A whole week of a program in a clinic: in the end each client's hours are what a hand-made table says."""

from collections.abc import AsyncIterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.support.desk import Desk, accept
from tests.support.lived_clinic import ZONE, lived_clinic
from tests.support.town import QUIET, Town

BEFORE, MONDAY = date(2026, 2, 27), date(2026, 3, 2)
"""The Friday on which all is set up, and the first day. The clocks go forward on the Sunday after."""
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (MONDAY + timedelta(days=days) for days in range(1, 5))
AFTER = MONDAY + timedelta(weeks=1)

AT_HOME, AT_THE_CLINIC = ("Ana", "Ben", "Cleo", "Dara"), ("Eli", "Femi")
SIX = (*AT_HOME, *AT_THE_CLINIC)
MINUTES = {
    #        Mon  Tue  Wed  Thu  Fri
    "Ana": (110, 120, 120, 120, 110),
    "Ben": (110, 120, 120, 120, 110),
    "Cleo": (110, 0, 0, 100, 110),
    "Dara": (80, 120, 0, 240, 110),
    "Eli": (110, 120, 120, 120, 110),
    "Femi": (95, 90, 120, 120, 110),
    "Gil": (0, 120, 0, 120, 0),
}
"""The hand-made table. The evening group meets from 17:30 to 19:30, with Monday's break of ten minutes, and from 17:40
on Friday. Dara leaves half an hour early on Monday and makes Wednesday up on Thursday morning; Cleo is away for two
days and comes 20 minutes late on Thursday; Femi checks out early twice, the second time while the tablet is offline."""


@pytest.fixture
async def town(tmp_path: Path, browser: Browser) -> AsyncIterator[Town]:
    async with lived_clinic(tmp_path, datetime.combine(BEFORE, time(9), ZONE), browser) as lived:
        ruth, fay = await lived.visitor(), await lived.visitor()
        await fay.context.add_init_script(QUIET)
        yield Town(lived, ruth, fay)


async def test_a_week_of_a_program(town: Town) -> None:
    await set_up(town)
    await monday(town)


async def set_up(town: Town) -> None:
    """By the admin's pages, and what repeats itself by the API."""
    await town.ruth.sign_in("ruth")
    desk = Desk(town.ruth)
    await desk.add_program("Evening IOP", "2.1", 9, ["Evening", "Morning"])
    await desk.add_program("Weekly care", "1", 2)
    await accept(town.fay, await desk.add_staff("Fay Moreno", "Fay"))
    await town.add_staff("Gus")
    town.codes["Ana"] = await desk.add_client("Ana Quist", "Ana", "H-Ana")
    await town.know()
    await desk.enroll("Evening IOP, IOP (2.1)", "Evening", MONDAY)
    for one in (*AT_HOME[1:], *AT_THE_CLINIC):
        await town.add_client(one, "Evening IOP", "Evening", MONDAY)
    await town.add_client("Gil", "Evening IOP", "Morning", MONDAY)
    evenings = ("Mon", "Tue", "Wed", "Thu", "Fri")
    led = {"program": "Evening IOP", "led_by": ["Fay", "Gus"]}
    assert "made" in await desk.plan("Evening group", evenings, MONDAY, "17:30", track="Evening", **led)
    await desk.plan("Morning group", ("Tue", "Thu"), MONDAY, "09:00", track="Morning", **{**led, "led_by": ["Gus"]})


async def monday(town: Town) -> None:
    """Six come; there is a break; one leaves early, another checks out early."""
    lived, fay = town.lived, town.fay
    session = (await town.session(MONDAY, "Evening group"))["id"]
    await lived.until(MONDAY, "17:20")
    await town.open_door()
    for one in AT_THE_CLINIC:
        await town.at_the_door(one, "Check in")
    await fay.sign_in("fay")
    await town.is_here_too(session)
    await town.come(session, "gus", "Ben", "Cleo", "Dara")
    await lived.until(MONDAY, "17:30")
    ana = await lived.visitor()
    await ana.context.add_init_script(QUIET)
    await ana.open_link(await town.link(session, "Ana"))
    await ana.wait_to_be_let_in()
    await fay.enter_as_staff(session)
    await fay.button("Start session").click()
    await fay.admit_all(4)
    await ana.button("Leave").wait_for()
    await town.leave(fay)
    await town.come(session, "Ana")
    await ana.page.get_by_text("You opened this session somewhere else").wait_for()
    await lived.until(MONDAY, "18:30")
    await town.there["gus"].ask("start_break", minutes=10)
    await lived.until(MONDAY, "18:40")
    await town.there["gus"].ask("end_break")
    await lived.until(MONDAY, "19:00")
    await town.go("Dara")
    await lived.until(MONDAY, "19:15")
    await town.at_the_door("Femi", "Check out")
    await lived.until(MONDAY, "19:30")
    await town.end(session)
    await town.sign(session)
    assert await town.minutes(MONDAY, "Evening group") == {one: MINUTES[one][0] for one in SIX}
