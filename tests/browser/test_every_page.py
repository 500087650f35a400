"""Every page, as each role, in English and Spanish: axe finds nothing, nothing scrolls sideways on a phone or at twice
the size, everything can be reached by keyboard and shows it, and nothing is left in the other language.

`SCREENSHOTS=folder pytest tests/browser/test_every_page.py` also saves what each page looks like.
"""

import asyncio
import re
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page
from sqlalchemy import text

from server import demo
from server.clinic import open_clinic
from server.services import demo as demo_data
from server.services.demo_people import AUDITED, CEDAR, PASSWORD, PIN, YOU
from server.settings import Settings
from server.storage.migrate import migrate
from server.storage.place import place_of
from tests.support.clinics import OWN, Cast
from tests.support.every_page import CHECKS, DIALOGS, PAGES, At, routes
from tests.support.page_reader import LOCALES, SCREENSHOTS, WIDE, wrong_with
from tests.support.ports import free_port
from tests.support.product import Product

EMAILS = {staff.role: staff.email for staff in reversed(CEDAR.staff)}
IDS = {
    "client": f"SELECT '{CEDAR.key}-{AUDITED[0]}'",
    "program": f"SELECT id FROM programs WHERE clinic_id = '{CEDAR.key}' LIMIT 1",
    "series": f"SELECT id FROM series WHERE clinic_id = '{CEDAR.key}' ORDER BY last_on DESC, id LIMIT 1",
    "signed": f"SELECT session_id FROM attestations WHERE signed_by = '{CEDAR.key}-{CEDAR.staff[0].key}' LIMIT 1",
    "held": f"""SELECT session_id FROM attendance_records JOIN sessions ON sessions.id = session_id
                WHERE participant_id = '{CEDAR.key}-{AUDITED[0]}' ORDER BY starts_at DESC LIMIT 1""",
}


@dataclass(frozen=True)
class Demo:
    """The demo's clinic without its bots. `ids`: what stands in addresses where something varies."""

    product: Product
    ids: dict[str, str]
    link: str


@pytest.fixture
async def clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Demo]:
    if SCREENSHOTS is None:
        monkeypatch.setattr(demo_data, "WEEKS_BACK", 1)
    var = tmp_path / "var"
    var.mkdir(mode=0o700)
    settings = Settings(var=var, password_memory_kib=8, password_rounds=1)
    migrate(place_of(settings))
    async with open_clinic(settings, boot="seed") as opened:
        now = datetime.now(UTC)
        running = await demo.seed(opened).refresh(now)
        token = await opened.services.join_links.living(CEDAR.key, running.skills.id, f"{CEDAR.key}-{YOU}", now)
        async with opened.database.read() as connection:
            ids = {name: (await connection.execute(text(query))).scalar_one() for name, query in IDS.items()}
    ids |= {"group": running.group.id, "skills": running.skills.id}
    nobody = Cast(CEDAR.key, "", "", "", (), "", "", "")
    product = Product(var, free_port("127.0.0.1"), nobody, free_port("127.0.0.1"))
    try:
        await product.start()
        yield Demo(product, ids, f"{product.url}/join#{token}")
    finally:
        await product.kill(signal.SIGTERM)


@dataclass
class Reader:
    """One person's browser in one language, and everything that is wrong in it."""

    clinic: Demo
    context: BrowserContext
    page: Page
    who: str
    language: str
    at_home: bool = False
    """On a page from which others can be reached without loading all anew."""
    wrong: list[str] = field(default_factory=list)

    @classmethod
    async def arrive(cls, clinic: Demo, browser: Browser, who: str, language: str) -> "Reader":
        context = await browser.new_context(locale=LOCALES[language], viewport=WIDE, reduced_motion="reduce")
        await context.add_init_script(path=CHECKS)
        page = await context.new_page()
        page.set_default_timeout(15_000)
        reader = cls(clinic, context, page, who, language)
        page.on("pageerror", lambda error: reader.wrong.append(f"{page.url}: {error}"))
        page.on("console", lambda said: reader.hear(said.type, said.text))
        if who in EMAILS:
            body = {"email": EMAILS[who], "password": PASSWORD}
            headers = {**OWN, "Origin": clinic.product.url}
            answer = await context.request.post(f"{clinic.product.url}/api/login", data=body, headers=headers)
            assert answer.ok, await answer.text()
        if who == "client":
            await page.goto(clinic.link)
            await page.locator("#pin").fill(PIN)
            await page.keyboard.press("Enter")
            await page.wait_for_url("**/session/*")
        return reader

    def hear(self, kind: str, said: str) -> None:
        if kind == "error" and "status of 4" not in said:  # what the browser says of refusals that the page handles
            self.wrong.append(f"{self.page.url}: console: {said}")

    async def read(self, at: At) -> None:
        """Open it, and ask all there is to ask of it."""
        await self._open(at.address.format(**self.clinic.ids))
        await self.page.keyboard.press("Tab")
        said = await wrong_with(self.page, self.language, at.name)
        for names in DIALOGS.get((at.who, at.address), ()):
            said += await self._ask(names[self.language == "es"], f"{at.name} {names[0]}".replace(" ", "-"))
        self.wrong += [f"{at.who} at {at.address} in {self.language}: {one}" for one in said]

    async def _ask(self, opener: str, name: str) -> list[str]:
        """Open a dialog, by keyboard, and close it."""
        button, dialog = self.page.get_by_role("button", name=re.compile(f"^{opener}")).first, "dialog:modal"
        if not await button.count():
            return [f"{opener}: is not there"]
        await button.focus()
        await self.page.keyboard.press("Enter")
        await self.page.locator(dialog).wait_for()
        await self.page.evaluate("checks.settles()")
        focused = f"document.querySelector('{dialog}').contains(document.activeElement)"
        said = [] if await self.page.evaluate(focused) else ["the focus is not in it"]
        said += await wrong_with(self.page, self.language, name)
        await self.page.keyboard.press("Escape")
        await self.page.locator(dialog).wait_for(state="detached")
        if not await button.evaluate("button => button === document.activeElement"):
            said.append("the focus is not given back")
        return [f"{opener}: {one}" for one in said]

    async def _open(self, address: str) -> None:
        """As a link on the page does, where there is one already."""
        if self.at_home and not address.startswith("/session"):
            await self.page.evaluate("address => history.pushState(null, '', address)", address)
        else:
            await self.page.goto("about:blank")
            await self.page.goto(self.clinic.product.url + address)
        self.at_home = self.who in EMAILS and not address.startswith("/session")
        await self.page.evaluate("checks.settles()")


def test_every_page_is_in_the_table() -> None:
    assert {at.route for at in PAGES} - {""} == routes()


@pytest.mark.timeout(400)
async def test_every_page_can_be_read_and_reached_in_both_languages(clinic: Demo, browser: Browser) -> None:
    async def read(language: str) -> list[str]:
        wrong: list[str] = []
        for who in dict.fromkeys(at.who for at in PAGES):
            reader = await Reader.arrive(clinic, browser, who, language)
            for at in PAGES:
                if at.who == who:
                    await reader.read(at)
            wrong += reader.wrong
            await reader.context.close()
        return wrong

    both = await asyncio.gather(*(read(language) for language in LOCALES))
    assert [one for wrong in both for one in wrong] == []
