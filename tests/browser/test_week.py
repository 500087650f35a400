"""A whole week of a program in a clinic: in the end each client's hours are what a hand-made table says."""

from collections.abc import AsyncIterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

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
    "Ana": (110, 180, 120, 120, 110),
    "Ben": (110, 120, 0, 120, 110),
    "Cleo": (110, 0, 0, 80, 110),
    "Dara": (80, 120, 0, 220, 110),
    "Eli": (110, 120, 120, 120, 110),
    "Femi": (95, 90, 120, 120, 110),
    "Gil": (0, 120, 0, 120, 0),
}
"""The hand-made table. The evening group meets from 17:30 to 19:30, with a break of ten minutes on Monday, and from
17:40 on Friday; the morning group, Gil's, for two hours on Tuesday and Thursday. Ana was assessed the week before.

Ana has an hour with her family on Tuesday. Ben is talked with first on Wednesday and sent elsewhere. Cleo is away for
two days and comes 20 minutes late on Thursday. Dara leaves half an hour early on Monday, and makes Wednesday up on
Thursday morning. Those two are in a breakout for 20 minutes without staff. Femi checks out a quarter of an hour early
on Monday, and half an hour on Tuesday while the tablet is offline. Whole minutes count, as everywhere."""


@pytest.fixture
async def town(tmp_path: Path, browser: Browser) -> AsyncIterator[Town]:
    async with lived_clinic(tmp_path, datetime.combine(BEFORE, time(9), ZONE), browser) as lived:
        ruth, fay = await lived.visitor(), await lived.visitor()
        await fay.context.add_init_script(QUIET)
        yield Town(lived, ruth, fay)


@pytest.mark.timeout(400)
async def test_each_clients_hours_of_a_whole_week_are_what_the_table_says(town: Town) -> None:
    for live in (set_up, monday, tuesday, wednesday, thursday, friday):
        await live(town)
    for number, day in enumerate((MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY)):
        counted = {one: int(minutes) for one, minutes in (await town.minutes(day)).items()}
        assert counted == {one: minutes[number] for one, minutes in MINUTES.items()}, "\n".join(town.reasons)
    await weeks_hours(town)


async def weeks_hours(town: Town) -> None:
    """As a client's page, the program's and the file for an audit have them."""
    admin, page = await town.staff("ruth"), town.ruth.page
    totals = {one: sum(minutes) for one, minutes in MINUTES.items()}
    for one, person in town.clients.items():
        week = (await admin.get(f"/api/attendance/clients/{person}/hours?from={MONDAY}&to={MONDAY}"))["weeks"][0]
        assert int(week["countable_minutes"]) == totals[one], one
    await page.goto(f"{town.lived.url}/attendance/programs?program={town.programs['Evening IOP']['id']}&week={MONDAY}")
    for one, minutes in totals.items():
        row = page.get_by_role("row").filter(has_text=f"H-{one}")
        await expect(row).to_contain_text(in_words(minutes))
    exported = await town.exported_minutes(MONDAY, FRIDAY)
    assert {one: int(minutes) for one, minutes in exported.items()} == totals
    await page.get_by_role("link", name="Ana Quist").click()
    await expect(page.get_by_role("table", name="Hours a week").get_by_role("row").nth(1)).to_contain_text(
        in_words(640)
    )


def in_words(minutes: int) -> str:
    return f"{minutes // 60} h" + (f" {minutes % 60:02} min" if minutes % 60 else "")


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
    await town.plan_once("Assessment", "assessment", BEFORE, "10:00", 60, ["Ana"], program=None)
    await town.hold("Assessment", BEFORE, "10:00", "11:00", "gus", "Ana")
    assessed = (await town.session(BEFORE, "Assessment"))["id"]
    await desk.assess(assessed, "Evening IOP, IOP (2.1)", "Evening", MONDAY)
    await town.may_be_written_to("Ana")
    for one in (*AT_HOME[1:], *AT_THE_CLINIC):
        await town.add_client(one, "Evening IOP", "Evening", MONDAY)
    await town.add_client("Gil", "Evening IOP", "Morning", MONDAY)
    evenings = ("Mon", "Tue", "Wed", "Thu", "Fri")
    led = {"program": "Evening IOP", "led_by": ["Fay", "Gus"]}
    assert "made" in await desk.plan("Evening group", evenings, MONDAY, "17:30", track="Evening", **led)
    await town.plan_once("Together", "family", TUESDAY, "16:00", 60, ["Ana"], guests=True)
    await town.plan_once("Workshop", "workshop", WEDNESDAY, "15:00", 60, SIX)
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
    await town.gus("start_break", minutes=10)
    await lived.until(MONDAY, "18:40")
    await town.gus("end_break")
    await lived.until(MONDAY, "19:00")
    await town.go("Dara")
    await lived.until(MONDAY, "19:15")
    await town.at_the_door("Femi", "Check out")
    await lived.until(MONDAY, "19:30")
    await town.end(session)
    await town.sign(session)


async def tuesday(town: Town) -> None:
    """A morning, a family and an evening in which the tablet loses its network."""
    lived = town.lived
    await town.hold("Morning group", TUESDAY, "09:00", "11:00", "gus", "Gil")
    await lived.until(TUESDAY, "16:00")
    family = (await town.session(TUESDAY, "Together"))["id"]
    await town.come_as_guest(family, "Rosa", "Ana")
    await town.hold("Together", TUESDAY, "16:00", "17:00", "gus", "Ana")
    session = (await town.session(TUESDAY, "Evening group"))["id"]
    await lived.until(TUESDAY, "17:25")
    for one in AT_THE_CLINIC:
        await town.at_the_door(one, "Check in")
    await town.fay.sign_in("fay")
    await town.is_here_too(session)
    await town.come(session, "gus", "Ana", "Ben", "Dara")
    await lived.until(TUESDAY, "17:30")
    await town.start("Ana", "Ben", "Dara")
    await lived.until(TUESDAY, "18:00")
    await town.door.context.set_offline(True)
    await lived.until(TUESDAY, "19:00:20")
    await town.at_the_door("Femi", "Check out", says="Noted. Thank you")
    await lived.until(TUESDAY, "19:30")
    await town.take_headcount("Eli")
    await town.end(session, counted=False)
    await lived.until(TUESDAY, "19:40")
    await town.door.context.set_offline(False)
    await town.is_counted("Femi", TUESDAY, MINUTES["Femi"][1])


async def wednesday(town: Town) -> None:
    """A workshop is cancelled, one makes up another day, one is talked with first and sent elsewhere."""
    lived, fay = town.lived, town.fay
    session = (await town.session(WEDNESDAY, "Evening group"))["id"]
    await lived.until(WEDNESDAY, "09:00")
    desk = Desk(town.ruth)
    await town.ruth.sign_in("ruth")
    await desk.cancel("Workshop", "The leader is ill")
    await town.is_told("Ana Quist", "cancelled")
    await desk.make_up(session, "Dara Legal", "Morning group")
    await lived.until(WEDNESDAY, "17:25")
    for one in AT_THE_CLINIC:
        await town.at_the_door(one, "Check in")
    await fay.sign_in("fay")
    await town.is_here_too(session)
    await town.come(session, "gus", "Ana", "Ben")
    await lived.until(WEDNESDAY, "17:30")
    await fay.enter_as_staff(session)
    await fay.button("Start session").click()
    await fay.button("Talk first with Ben").click()
    await fay.page.get_by_role("button", name="Redirect", exact=True).click()
    dialog = fay.page.get_by_role("dialog")
    await dialog.get_by_label("Why").fill("His brother is in the room with him")
    await dialog.get_by_role("button", name="Redirect").click()
    await town.there["Ben"].closes()
    await fay.admit("Ana")
    await town.leave(fay)
    await lived.until(WEDNESDAY, "19:30")
    await town.end(session)
    assert await town.missed("Cleo") == [TUESDAY, WEDNESDAY]


async def thursday(town: Town) -> None:
    """The morning that is made up; in the evening breakouts, one of them without staff."""
    lived = town.lived
    await town.hold("Morning group", THURSDAY, "09:00", "11:00", "gus", "Gil", "Dara")
    session = (await town.session(THURSDAY, "Evening group"))["id"]
    await lived.until(THURSDAY, "17:25")
    for one in AT_THE_CLINIC:
        await town.at_the_door(one, "Check in")
    await town.fay.sign_in("fay")
    await town.is_here_too(session)
    await town.come(session, "gus", "Ana", "Ben", "Dara")
    await lived.until(THURSDAY, "17:30")
    await town.start("Ana", "Ben", "Dara")
    await lived.until(THURSDAY, "17:50")
    await town.come(session, "Cleo")
    await town.admit("Cleo")
    await lived.until(THURSDAY, "18:00")
    people = [[town.clients[one] for one in pair] for pair in (("Ana", "Ben"), ("Cleo", "Dara"))]
    rooms = [{"name": name, "people": pair} for name, pair in zip(("One", "Two"), people, strict=True)]
    await town.gus("start_breakouts", breakouts=rooms)
    await town.visit(0)
    await lived.until(THURSDAY, "18:20")
    await town.gus("call_back", seconds=0)
    await lived.until(THURSDAY, "19:30")
    await town.end(session)


async def friday(town: Town) -> None:
    """A late start, a sidebar while the co-facilitator goes on, and a step down."""
    lived = town.lived
    session = (await town.session(FRIDAY, "Evening group"))["id"]
    await lived.until(FRIDAY, "17:35")
    for one in AT_THE_CLINIC:
        await town.at_the_door(one, "Check in")
    await town.fay.sign_in("fay")
    await town.is_here_too(session)
    await town.come(session, "gus", "fay", *AT_HOME)
    await lived.until(FRIDAY, "17:40")
    await town.start(*AT_HOME)
    await lived.until(FRIDAY, "18:00")
    await town.gus("start_sidebar", participant=town.clients["Cleo"])
    await lived.until(FRIDAY, "18:15")
    await town.gus("end_sidebar", participant=town.clients["Cleo"])
    await lived.until(FRIDAY, "19:30")
    await town.end(session)
    await town.ruth.sign_in("ruth")
    await Desk(town.ruth).move("Ana Quist", "Weekly care, Outpatient (1)", AFTER)
