"""A clinic whose time a test lets pass: the whole app in this process, real pages, and light pages for the crowd."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from playwright.async_api import Browser as Chromium

from server.clinic import open_clinic
from server.main import Running, running
from server.services.people import Clinic, Person, StaffLogin
from tests.signaling.websocket.pages import Page
from tests.support.browser import Browser
from tests.support.clinics import PASSWORD, cheap_settings
from tests.support.databases import with_database
from tests.support.moved_clock import MovedClock
from tests.support.pages import Visitor
from tests.support.product import REPOSITORY

BEAT = 300.0
"""Seconds, which pass at once while anybody is in a room. A real page would take so long a silence for a dead line: it
is in a room for what it does there, while the clock stands, and a light page is there for it until it comes back."""
ZONE = ZoneInfo("America/Los_Angeles")


@dataclass
class LivedClinic:
    """Nothing is in it at first but an admin."""

    app: Running
    clock: MovedClock
    chromium: Chromium
    _stack: AsyncExitStack
    visitors: list[Visitor] = field(default_factory=list)
    in_rooms: list[Page] = field(default_factory=list)
    """Whose pages say that they are there while time passes: staff first, without whom a room goes on hold."""

    @property
    def url(self) -> str:
        return f"http://localhost:{self.app.port}"

    @property
    def meeting(self) -> str:
        raise LookupError("there are many sessions: name one")

    def email(self, who: str) -> str:
        return f"{who}@harbor.example"

    async def visitor(self, **options: Any) -> Visitor:
        """One more person's Chromium, whose clock goes with the clinic's."""
        visitor = await Visitor.arrive(self, self.chromium, **options)
        await visitor.context.clock.install(time=self.clock.wall_now())
        await visitor.context.clock.set_fixed_time(self.clock.wall_now())
        self._stack.push_async_callback(visitor.context.close)
        self.visitors.append(visitor)
        return visitor

    def browser(self) -> Browser:
        """One more person's, without a screen."""
        browser = Browser(self.url)
        self._stack.push_async_callback(browser.http.close)
        return browser

    def comes(self, who: Page) -> None:
        """Is in a room, or waits before it, from now on."""
        who.hush()
        self.in_rooms.append(who)

    async def until(self, day: date, clock: str) -> None:
        """Let time pass until that time of the clinic's clock."""
        then = datetime.combine(day, time.fromisoformat(clock), ZONE)
        await self.seconds_pass((then - self.clock.wall_now()).total_seconds())

    async def seconds_pass(self, seconds: float) -> None:
        assert seconds >= 0, f"it is {self.clock.wall_now().astimezone(ZONE):%A %H:%M} already"
        while seconds > 0 and self._leave_out_closed():
            step = min(BEAT, seconds)
            await self.clock.forward(step, self._are_there)
            seconds -= step
        await self.clock.forward(seconds)
        for visitor in self.visitors:
            await visitor.context.clock.set_fixed_time(self.clock.wall_now())

    def _leave_out_closed(self) -> bool:
        """Whether anybody is left."""
        self.in_rooms = [one for one in self.in_rooms if not one.is_closed]
        return self.in_rooms != []

    async def _are_there(self) -> None:
        for one in self.in_rooms:
            await one.ping()


@asynccontextmanager
async def lived_clinic(directory: Path, start: datetime, chromium: Chromium) -> AsyncIterator[LivedClinic]:
    settings = with_database(cheap_settings(directory / "var")).model_copy(
        update={
            "port": 0,
            "media_port": 0,
            "media_host": "127.0.0.1",
            "media_announce": ["127.0.0.1"],
            "beat_seconds": BEAT,
            "keep_messages": True,
            "static": REPOSITORY / "client_web" / "dist",
        }
    )
    clock = MovedClock(start)
    async with open_clinic(settings, boot="seed") as clinic, clinic.database.atomic():
        await clinic.people.add_clinic(Clinic("harbor", "Harbor Clinic", "+1 555 0100", ZONE.key))
        await clinic.people.add_person(Person("ruth", "harbor", "staff", "Ruth Adler", "Ruth"))
        hashed = clinic.passwords.hash_now(PASSWORD)
        await clinic.people.add_staff_login(StaffLogin("ruth", "harbor", "ruth@harbor.example", hashed, "admin"))
    async with running(settings, clock) as app, AsyncExitStack() as stack:
        lived = LivedClinic(app, clock, chromium, stack)
        yield lived
        assert [error for visitor in lived.visitors for error in visitor.errors] == []
