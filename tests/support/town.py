"""Who lives the week of a program: staff and one client by their pages, the others by light ones."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.signaling.websocket.pages import Page
from tests.support.browser import Browser
from tests.support.clinics import PASSWORD, PIN
from tests.support.lived_clinic import LivedClinic
from tests.support.pages import Visitor
from tests.support.waiting import until

QUIET = 'localStorage.setItem("viop.devices", JSON.stringify({ cameraOn: false, microphoneOn: false }))'
"""Sound and picture have tests of their own, and cost time here."""


@dataclass
class Town:
    lived: LivedClinic
    ruth: Visitor
    """The admin."""
    fay: Visitor
    """Leads the evening group, in its room at the clinic; Gus is with her from home."""
    clients: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    """Personal codes for the kiosk."""
    programs: dict[str, Any] = field(default_factory=dict)
    door: Visitor = field(init=False)
    there: dict[str, Page] = field(default_factory=dict)
    """The light pages of those who are in the room or wait for it."""

    async def staff(self, who: str) -> Browser:
        """Signed in just now: a login lasts a working day."""
        browser = self.lived.browser()
        await browser.post("/api/login", {"email": self.lived.email(who), "password": PASSWORD})
        return browser

    async def know(self) -> None:
        """Learn who and what there is."""
        admin = await self.staff("ruth")
        found = (await admin.post("/api/clients/search", {}))["clients"]
        self.clients |= {one["chosen_name"]: one["person_id"] for one in found}
        self.programs |= {one["name"]: one for one in (await admin.get("/api/programs"))["programs"]}

    async def add_staff(self, called: str) -> None:
        admin = await self.staff("ruth")
        person = {"legal_name": f"{called} Staff", "chosen_name": called, "email": self.lived.email(called.lower())}
        made = await admin.post("/api/staff", {**person, "role": "facilitator"})
        token = made["url"].partition("#")[2]
        await admin.post("/api/invitations/accept", {"token": token, "password": PASSWORD})

    async def add_client(self, called: str, program: str, track: str, first_day: date) -> None:
        admin = await self.staff("ruth")
        person = {"legal_name": f"{called} Legal", "chosen_name": called, "record_number": f"H-{called}", "pin": PIN}
        made = await admin.post("/api/clients", person)
        self.clients[called], self.codes[called] = made["person_id"], made["code"]
        into = self.programs[program]
        stream = next(one["id"] for one in into["tracks"] if one["name"] == track)
        wish = {"program_id": into["id"], "track_id": stream, "starts_on": first_day.isoformat()}
        await admin.post(f"/api/clients/{made['person_id']}/enrollments", wish)

    async def session(self, day: date, title: str) -> dict[str, Any]:
        admin = await self.staff("ruth")
        found = (await admin.get(f"/api/schedule?from={day}&to={day}"))["sessions"]
        return next(one for one in found if one["title"] == title)

    async def link(self, session: str, who: str) -> str:
        made = await (await self.staff("ruth")).post(
            f"/api/sessions/{session}/links", {"participant": self.clients[who]}
        )
        return str(made["url"]).replace("127.0.0.1", "localhost")

    async def come(self, session: str, *people: str) -> None:
        """By light pages: staff into the room, clients to wait. Staff first."""
        for one in people:
            if one in self.clients:
                browser = self.lived.browser()
                await browser.join((await self.link(session, one)).partition("#")[2])
            else:
                browser = await self.staff(one)
            self.there[one] = await browser.enter(session)
            self.lived.comes(self.there[one])

    async def go(self, *people: str) -> None:
        for one in people:
            await self.there.pop(one).socket.close()

    async def open_door(self) -> None:
        """The tablet at the door, which an admin makes a kiosk."""
        made = await (await self.staff("ruth")).post("/api/kiosks", {"name": "Front door"})
        self.door = await self.lived.visitor()
        await self.door.page.goto(f"{self.lived.url}/kiosk")
        await self.door.page.get_by_label("One-time code").fill(made["code"])
        await self.door.button("Set up").click()

    async def at_the_door(self, who: str, act: str, says: str = "You are checked") -> None:
        page = self.door.page
        await page.get_by_text("Your personal code").wait_for()
        await page.keyboard.type(self.codes[who])
        await self.door.button(act).click()
        await page.get_by_text(says).wait_for()
        await self.door.button("Next person").click()

    async def is_here_too(self, session: str) -> None:
        """Fay says on her tablet that she is in the group's room."""
        page = self.fay.page
        await page.goto(f"{self.lived.url}/roster/{session}")
        box = page.get_by_role("checkbox", name="I am in the room too")
        if not await box.is_checked():
            await box.check()
        await page.get_by_text("No staff are marked").wait_for(state="detached")

    async def leave(self, visitor: Visitor) -> None:
        """The live room, not the one at the clinic."""
        await visitor.button("Leave").click()
        await visitor.page.get_by_role("dialog").get_by_role("button", name="Leave").click()
        await visitor.page.get_by_role("heading", level=1).wait_for()

    async def end(self, session: str) -> None:
        """Fay ends it for all, and counts up to now who sits with her."""
        page = self.fay.page
        await self.fay.enter_as_staff(session)
        await self.fay.button("End for all").click()
        await self.fay.button("Everyone in the room is still here").click()
        await page.get_by_text("Everyone in the room is counted up to now.").wait_for()
        await page.get_by_role("dialog").get_by_role("button", name="End for all").click()
        await page.get_by_role("heading", name="The session has ended").wait_for()
        for one in [*self.there]:
            await self.there.pop(one).closes()

    async def sign(self, session: str) -> None:
        """Fay signs all records of it with one password."""
        page = self.fay.page
        await page.goto(f"{self.lived.url}/sign/{session}")
        await page.get_by_label("Your password", exact=True).fill(PASSWORD)
        await self.fay.button(re.compile("^Sign [0-9]+ records?$")).click()
        await page.get_by_text("All records of this session are signed").wait_for()

    async def record(self, session: str) -> dict[str, Any]:
        """By client; once they are final."""
        admin = await self.staff("ruth")

        async def final() -> dict[str, Any]:
            found = (await admin.get(f"/api/attendance/sessions/{session}"))["records"]
            done = not any(one["provisional"] for one in found)
            return {one["participant"]["person_id"]: one for one in found} if done else {}

        return await until(final)

    async def minutes(self, day: date, title: str) -> dict[str, float]:
        """What is counted of each client whose record there is of that session."""
        found = await self.record((await self.session(day, title))["id"])
        names = {person: name for name, person in self.clients.items()}
        return {names[one]: record["countable_minutes"] for one, record in found.items()}
