"""Who lives the week of a program: staff and one client by their pages, the others by light ones."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.signaling.websocket.pages import Page
from tests.support.browser import Browser
from tests.support.clinics import OWN, PASSWORD, PIN
from tests.support.lived_clinic import ZONE, LivedClinic
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
    reasons: list[str] = field(default_factory=list)
    """Of what `minutes` found, as the records have it."""
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

    async def may_be_written_to(self, client: str) -> None:
        """By e-mail, of what changes."""
        channel = {"kind": "email", "address": "somebody@example.net", "safe": True, "purposes": ["changes"]}
        reach = {"language": "en", "quiet": None, "channels": [channel], "version": 0}
        await (await self.staff("ruth")).put(f"/api/clients/{self.clients[client]}/contact", reach)

    async def is_told(self, name: str, what: str) -> None:
        """Once it has been sent, and to nobody else."""
        admin = await self.staff("ruth")

        async def sent() -> bool:
            found = [one for one in (await admin.get("/api/outbox"))["lines"] if one["what"] == what]
            assert [one["name"] for one in found] == [name]
            await self.lived.seconds_pass(30)
            return bool(found[0]["status"] == "sent")

        await until(sent)

    async def missed(self, client: str) -> list[date]:
        """Of a client whom staff are to look after, once the rules have looked: on which days they were absent."""
        admin = await self.staff("ruth")

        async def listed() -> list[date]:
            found = (await admin.get("/api/follow-ups"))["lines"]
            absences = [one for one in found if one["kind"] == "absences"]
            mine = [one["missed"] for one in absences if one["person_id"] == self.clients[client]]
            return [date.fromisoformat(one["day"]) for missed in mine for one in missed]

        return await until(listed)

    async def plan_once(
        self,
        title: str,
        kind: str,
        day: date,
        at: str,
        minutes: int,
        people: Iterable[str],
        program: str | None = "Evening IOP",
        guests: bool = False,
    ) -> None:
        """One session, which Gus leads."""
        admin = await self.staff("ruth")
        leaders = (await admin.get("/api/schedule/choices"))["facilitators"]
        draft = {
            "program_id": self.programs[program]["id"] if program else None,
            "kind": kind,
            "title": title,
            "rule": "FREQ=DAILY",
            "first_on": day.isoformat(),
            "last_on": day.isoformat(),
            "at": at,
            "minutes": minutes,
            "facilitators": [one["id"] for one in leaders if one["name"] == "Gus"],
            "expects": "named",
            "clients": [self.clients[one] for one in people],
            "setting": "remote",
            "guests": guests,
        }
        await admin.post("/api/schedule/series", {"draft": draft, "override": ""})

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

    async def come_as_guest(self, session: str, name: str, of: str) -> None:
        """Invited by a client's consent, which the guest's own then joins."""
        form = {"version": "F-2", "given_on": self.lived.clock.wall_now().astimezone(ZONE).date().isoformat()}
        guest = {"role": "guest", "name": name, "relation": "mother", "channel": "phone", "client": self.clients[of]}
        link = await (await self.staff("ruth")).post(f"/api/sessions/{session}/guests", {**guest, "given": form})
        token, browser = link["url"].partition("#")[2], self.lived.browser()
        offer = await browser.post("/api/guest", {"token": token})
        joined = await browser.post("/api/guest/accept", {"token": token, "version": offer["version"], "name": name})
        browser.tab = {"X-Viop-Tab": joined["tab"]}
        self.there[name] = await browser.enter(session)

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
        await box.wait_for()
        if await box.is_checked():
            await box.uncheck()
        await box.check()
        await page.get_by_text("No staff are marked").wait_for(state="detached")

    async def take_headcount(self, *people: str) -> None:
        """Fay, on the roster's page, which is open: these alone sit with her."""
        page = self.fay.page
        await self.fay.button("Take a headcount").click()
        dialog = page.get_by_role("dialog")
        for box in await dialog.get_by_role("checkbox").all():
            label = await box.evaluate("one => one.labels[0].textContent")
            await box.set_checked(any(one in label for one in people) or "I am in the room" in label)
        await dialog.get_by_role("button", name="Save headcount").click()
        await page.get_by_text("Headcount saved").wait_for()

    async def gus(self, act: str, **fields: Any) -> None:
        """Gus does that in the room."""
        answer = await self.there["gus"].ask(act, **fields)
        assert answer["type"] == "result", (act, answer)

    async def start(self, *clients: str) -> None:
        """Gus starts, and lets in who waits."""
        await self.gus("start_session")
        await self.admit(*clients)

    async def admit(self, *clients: str) -> None:
        for one in clients:
            await self.gus("admit", participant=self.clients[one], identity_confirmed=True)

    async def visit(self, number: int) -> None:
        """Gus goes into that one of the breakouts."""
        view = await self.there["gus"].sees(lambda view: len(view["staff"]["breakouts"]) > number)
        await self.gus("visit_breakout", breakout=view["staff"]["breakouts"][number]["breakout"])

    async def hold(self, title: str, day: date, start: str, end: str, *people: str) -> None:
        """A session at home as it should be, from its first minute to its last."""
        session = (await self.session(day, title))["id"]
        await self.lived.until(day, start)
        await self.come(session, *people)
        guests = [one for one in self.there if one not in people]
        await self.start(*(one for one in people if one in self.clients))
        for one in guests:
            self.lived.comes(self.there[one])
            await self.gus("admit_all", identity_confirmed=True)
            await self.there[one].sees(lambda view: view["me"]["place"] == "in_room")
        await self.lived.until(day, end)
        await self.gus("end_session")
        for one in [*self.there]:
            await self.there.pop(one).closes()

    async def leave(self, visitor: Visitor) -> None:
        """The live room, not the one at the clinic."""
        await visitor.button("Leave").click()
        await visitor.page.get_by_role("dialog").get_by_role("button", name="Leave").click()
        await visitor.page.get_by_role("heading", level=1).wait_for()

    async def end(self, session: str, counted: bool = True) -> None:
        """Fay ends it for all, and counts up to now who sits with her, unless she has."""
        page = self.fay.page
        await self.fay.enter_as_staff(session)
        await self.fay.button("End for all").click()
        if counted:
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

    async def minutes(self, day: date) -> dict[str, float]:
        """What counts of each client on that day, when its records are final."""
        admin = await self.staff("ruth")
        counted = dict.fromkeys(self.clients, 0.0)
        names = {person: name for name, person in self.clients.items()}
        for session in (await admin.get(f"/api/schedule?from={day}&to={day}"))["sessions"]:

            async def final() -> list[dict[str, Any]]:
                found = (await admin.get(f"/api/attendance/sessions/{session['id']}"))["records"]  # noqa: B023
                return [] if any(one["provisional"] for one in found) else list(found)

            if session["status"] == "finished":
                for one in await until(final):
                    who = one["participant"]["legal_name"]
                    self.reasons.append(f"{day} {session['title']}, {who}: {one['outcome']}. {one['reason']}")
                    if (person := one["participant"]["person_id"]) in names:  # guests have no hours
                        counted[names[person]] += one["countable_minutes"]
        return counted

    async def is_counted(self, who: str, day: date, minutes: int) -> None:
        """Until it is."""

        async def counted() -> bool:
            return int((await self.minutes(day))[who]) == minutes

        await until(counted)

    async def exported_minutes(self, first: date, last: date) -> dict[str, float]:
        """What the file for an audit has of each client, of all sessions together."""
        admin = await self.staff("ruth")
        terms = {
            "format": "csv",
            "basis": "audit",
            "recipient": "Tidewater County Drug Court",
            "purpose": "Audit",
            "particulars": "Agreement of 2026",
        }
        body = {**terms, "first": first.isoformat(), "last": last.isoformat()}
        async with admin.http.post("/api/exports", json=body, headers={**OWN, "Origin": admin.origin}) as answer:
            assert answer.status == 200, await answer.text()
            rows = csv.DictReader((await answer.text()).lstrip("\ufeff").splitlines())
        found = dict.fromkeys(self.clients, 0.0)
        for row in rows:
            if row["record_number"]:  # guests have no hours
                found[row["record_number"].removeprefix("H-")] += float(row["countable_minutes"])
        return found
