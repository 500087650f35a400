"""The admin's desk, by its pages as a person uses them."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from playwright.async_api import Locator, Page

from tests.support.clinics import PASSWORD, PIN
from tests.support.pages import Visitor


class Desk:
    """Of an admin who is signed in."""

    def __init__(self, admin: Visitor) -> None:
        self.admin = admin

    @property
    def page(self) -> Page:
        return self.admin.page

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    async def open(self, area: str) -> None:
        """By the navigation."""
        await self.page.get_by_role("navigation").get_by_role("link", name=area, exact=True).click()
        await self.page.get_by_role("heading", level=1, name=area).wait_for()

    async def add_program(self, name: str, level: str, hours: int, tracks: Sequence[str] = ()) -> None:
        await self.open("Programs")
        await self.admin.button("Add a program").click()
        await self.dialog.get_by_label("Name").fill(name)
        await self.dialog.get_by_label("Level of care").select_option(level)
        await self.dialog.get_by_label("Planned hours a week").fill(str(hours))
        await self._save("Save")
        for track in tracks:
            if track == tracks[0]:
                await self.page.get_by_role("link", name=name).click()
            await self.admin.button("Add a track").click()
            await self.dialog.get_by_label("Name of the track").fill(track)
            await self._save("Save")

    async def add_staff(self, name: str, called: str) -> str:
        """Their link."""
        await self.open("People")
        await self.page.get_by_role("link", name="Staff", exact=True).click()
        await self.admin.button("Add somebody").click()
        await self.dialog.get_by_label("Legal name").fill(name)
        await self.dialog.get_by_label("Name that clients see").fill(called)
        await self.dialog.get_by_label("E-mail, to sign in").fill(f"{called.lower()}@harbor.example")
        await self.dialog.get_by_role("button", name="Add and make the link").click()
        link = await self.dialog.get_by_text("/invitation#").inner_text()
        await self._save("Close")
        return link

    async def add_client(self, name: str, called: str, record_number: str) -> str:
        """Their personal code; the page then is the client's."""
        await self.open("People")
        await self.admin.button("Add a client").click()
        await self.dialog.get_by_label("Legal name").fill(name)
        await self.dialog.get_by_label("Chosen name").fill(called)
        await self.dialog.get_by_label("Record number").fill(record_number)
        await self.dialog.get_by_label("PIN").fill(PIN)
        await self.dialog.get_by_role("button", name="Add a client").click()
        code = await self.dialog.locator("dt", has_text="Personal code").locator("+ dd").inner_text()
        await self.dialog.get_by_role("button", name="Go to the client").click()
        await self.page.get_by_role("heading", level=1, name=name).wait_for()
        return code

    async def assess(self, session: str, program: str, track: str, first_day: date) -> None:
        """Whose assessment session it is: care from a distance suits them, and they are enrolled in it."""
        await self.page.goto(f"{self.admin.product.url}/roster/{session}")
        await self.admin.button("Record an assessment").click()
        for topic in ("A stable, private and safe place", "Equipment and connection", "A safety plan in place"):
            asked = self.dialog.get_by_role("group", name=topic, exact=True)
            await asked.get_by_role("radio", name="Yes").check()
            await asked.get_by_role("checkbox").check()
        reached = self.dialog.get_by_role("group", name="Whom to reach in an emergency")
        await reached.get_by_label("Name").fill("Rosa Quist")
        await reached.get_by_label("Phone number").fill("+1 555 0199")
        await self.dialog.get_by_role("radio", name="Telehealth").check()
        await self._plan(program, track, first_day)
        await self._save("Save and enroll")

    async def enroll(self, program: str, track: str, first_day: date) -> None:
        """Whose page is open."""
        await self.admin.button("Enroll").click()
        await self._plan(program, track, first_day)
        await self._save("Enroll")

    async def _plan(self, program: str, track: str, first_day: date) -> None:
        await self.dialog.get_by_label("Program", exact=True).select_option(label=program)
        await self.dialog.get_by_label("Track").select_option(track)
        await self.dialog.get_by_label("First day").fill(first_day.isoformat())

    async def plan(self, title: str, days: Sequence[str], first: date, at: str, **more: Any) -> str:
        """A series of two hours for all who are enrolled in the one track; what the page says that was done."""
        await self.open("Schedule")
        await self.page.get_by_role("link", name="Plan sessions").first.click()
        await self.page.get_by_label("Title").fill(title)
        await self.page.get_by_label("Service code").fill("H0015")
        for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"):
            button = self.page.get_by_role("button", name=day, exact=True)
            if (await button.get_attribute("aria-pressed") == "true") != (day in days):
                await button.click()
        await self.page.get_by_label("First day").fill(first.isoformat())
        await self.page.get_by_label("Begins at").fill(at)
        await self.page.get_by_label("Minutes in all").fill("120")
        for one in more["led_by"]:
            await self.page.get_by_role("button", name=one, exact=True).click()
        await self.page.get_by_label("Program", exact=True).select_option(more["program"])
        await self.page.get_by_label("Track", exact=True).select_option(more["track"])
        await self.page.get_by_label("Expected are").select_option("all who are enrolled in the program")
        preview = self.page.get_by_role("region", name="What saving does")
        await preview.get_by_text(re.compile("^[0-9]+ sessions until")).wait_for()
        await preview.get_by_role("button", name="Save").click()
        return await self.page.get_by_role("status").get_by_text("made").inner_text()

    async def cancel(self, title: str, reason: str) -> None:
        """This week's session of that title."""
        await self.open("Schedule")
        await self.page.get_by_role("main").get_by_role("button", name=title).click()
        await self.admin.button("Cancel this session").click()
        await self.dialog.get_by_label("Why").fill(reason)
        await self.dialog.get_by_role("button", name="Cancel the session").click()
        await self.dialog.get_by_text(reason).wait_for()
        await self._save("Close")

    async def make_up(self, session: str, who: str, where: str) -> None:
        """For that session, at another."""
        await self.page.goto(f"{self.admin.product.url}/roster/{session}")
        await self.admin.button(f"Make-up: {who}").click()
        await self.dialog.get_by_role("radio", name=where).check()
        await self.dialog.get_by_label("Reason").fill("A wedding")
        await self._save("Save")
        row = self.page.get_by_role("row").filter(has_text=who).filter(has_text="Makes up at")
        await row.wait_for()

    async def move(self, who: str, program: str, first_day: date) -> None:
        await self.open("People")
        await self.page.get_by_role("link", name=who).click()
        await self.admin.button("Move: Evening IOP").click()
        await self.dialog.get_by_label("Program").select_option(label=program)
        await self.dialog.get_by_text("This is a step down.").wait_for()
        await self.dialog.get_by_label("First day").fill(first_day.isoformat())
        await self._save("Move")

    async def _save(self, button: str) -> None:
        await self.dialog.get_by_role("button", name=button, exact=True).click()
        await self.dialog.wait_for(state="hidden")


async def accept(newcomer: Visitor, link: str) -> None:
    """A new member of staff chooses a password."""
    page = newcomer.page
    await page.goto(link)
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_label("The same again").fill(PASSWORD)
    await newcomer.button("Set the password").click()
    await page.get_by_text("Your password is set").wait_for()
