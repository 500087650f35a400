"""Every page of a running session, of clients and of staff, in English and Spanish: axe finds nothing, nothing scrolls
sideways on a phone or at twice the size, everything can be reached by keyboard and shows it, each dialog takes the
focus and gives it back, and nothing is left in the other language.

Of each role one person reads English and one Spanish, so that no page is loaded again for the language.
`SCREENSHOTS=folder pytest tests/browser/test_every_room_page.py` also saves what each page looks like.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from server.clinic import Clinic
from server.services.sessions.sessions import RosterEntry
from tests.support.clinics import OWN, PASSWORD, PIN, Cast
from tests.support.every_page import CHECKS
from tests.support.page_reader import LOCALES, WIDE, wrong_with
from tests.support.product import Product, running_product

HEARS = """
const Socket = window.WebSocket;
window.WebSocket = class extends Socket {
  constructor(...address) {
    super(...address);
    this.addEventListener('message', ({ data }) => {
      const message = JSON.parse(data);
      if (message.type === 'view') window.seen = { socket: this, message };
    });
  }
};
window.onHold = () => {
  const { socket, message } = window.seen;
  const room = { ...message.room, me: { ...message.room.me, on_hold: true }, participants: [] };
  socket.dispatchEvent(new MessageEvent('message', { data: JSON.stringify({ type: 'view', room }) }));
};
"""
"""Lets a page be told that it is on hold, as the server tells it after half a minute without staff."""
QUIET = """if (!localStorage.getItem('viop.devices'))
  localStorage.setItem('viop.devices', JSON.stringify({ microphoneOn: false, cameraOn: false }));"""


@pytest.fixture
async def product(tmp_path: Path) -> AsyncIterator[Product]:
    """Of a clinic whose group has two who run it."""

    async def both(clinic: Clinic, cast: Cast) -> None:
        entry = RosterEntry(cast.other_facilitator, "facilitator")
        await clinic.sessions.enlist(cast.clinic, cast.running, entry)

    async with running_product(tmp_path, both) as product:
        yield product


@dataclass
class Person:
    """Somebody in the session who reads one language. `wrong`: everything that is wrong in it."""

    product: Product
    page: Page
    name: str
    language: str
    wrong: list[str] = field(default_factory=list)

    @classmethod
    async def arrive(cls, product: Product, browser: Browser, name: str, language: str) -> Self:
        context = await browser.new_context(locale=LOCALES[language], viewport=WIDE, reduced_motion="reduce")
        for script in (HEARS, QUIET):
            await context.add_init_script(script)
        await context.add_init_script(path=CHECKS)
        page = await context.new_page()
        page.set_default_timeout(15_000)
        person = cls(product, page, name, language)
        page.on("pageerror", lambda error: person.wrong.append(f"{name}: {error}"))
        return person

    def says(self, english: str, spanish: str) -> str:
        return english if self.language == "en" else spanish

    def button(self, english: str, spanish: str) -> Locator:
        return self.page.get_by_role("button", name=self.says(english, spanish)).first

    def heading(self, english: str, spanish: str) -> Locator:
        return self.page.get_by_role("heading", name=self.says(english, spanish))

    async def reads(self, what: str) -> None:
        """The page as it is."""
        await self.page.evaluate("checks.settles()")
        for one in await wrong_with(self.page, self.language, f"room-{what.replace(' ', '-')}"):
            self.wrong.append(f"{what} in {self.language}: {one}")

    async def asks(self, what: str, opener: Locator, key: str = "Enter") -> None:
        """A dialog, opened by keyboard and closed by Escape."""
        dialog = self.page.locator("dialog:modal")
        await opener.focus()
        await self.page.keyboard.press(key)
        await dialog.wait_for()
        if not await self.page.evaluate("document.querySelector('dialog:modal').contains(document.activeElement)"):
            self.wrong.append(f"{what} in {self.language}: the focus is not in it")
        await self.reads(what)
        await self.page.keyboard.press("Escape")
        await dialog.wait_for(state="detached")
        await expect(opener, f"{what} gives the focus back").to_be_focused()


@dataclass
class Client(Person):
    async def comes(self, number: int, alone: bool) -> None:
        """By their link, through the questions and the device check, into the waiting room."""
        await self.page.goto(await self.product.link(number))
        await self.page.locator("#pin").fill(PIN)
        await self.page.keyboard.press("Enter")
        await self.page.locator("input[type=radio]").first.wait_for()
        await self.reads("questions")
        await self.page.get_by_label(self.says("Yes", "Sí"), exact=True).first.click()
        await self.button("I have parked", "Ya me estacioné").wait_for()
        await self.reads("parking")
        await self.button("I have parked", "Ya me estacioné").click()
        await self.button("Continue", "Continuar").click()
        await self.reads("questions left open")
        await self.page.get_by_label(self.says("At home", "En casa"), exact=True).check()
        await self.page.get_by_role("combobox").select_option("CO")
        await self.page.get_by_label(self.says("A number to call", "Un número para")).fill("555-010-0142")
        safe = self.page.get_by_role("group", name=self.says("Are you alone", "¿Está a solas"))
        await safe.get_by_role("radio").nth(0 if alone else 1).check()
        await self.page.get_by_label(self.says("I agree", "Estoy de acuerdo")).check()
        await self.button("Continue", "Continuar").click()
        await self.button("Join", "Entrar").wait_for()
        await self.reads("device check")
        await self.goes_in()
        await self.reads("waiting room")

    async def goes_in(self) -> None:
        await self.button("Join", "Entrar").click()
        await self.waits()

    async def waits(self) -> None:
        await self.heading("You are in the right place", "Está en el lugar correcto").wait_for()

    async def is_inside(self) -> None:
        await self.button("Leave", "Salir").wait_for()
        await self.page.get_by_role("region", name=self.says("Controls", "Controles")).wait_for()

    async def looks_around(self) -> None:
        """The room and all its panels."""
        await self.is_inside()
        await self.reads("room of a client")
        for english, spanish in (("People", "Personas"), ("Chat", "Chat"), ("More", "Más")):
            await self.button(english, spanish).click()
            await self.page.get_by_role("complementary").wait_for()
            await self.reads(f"{english} of a client")
        await self.asks("something has changed", self.button("Something has changed", "Algo ha cambiado"))
        await self.button("More", "Más").click()
        await self.asks("leaving", self.button("Leave", "Salir"))


@dataclass
class Staff(Person):
    async def comes(self, who: str) -> None:
        body = {"email": self.product.email(who), "password": PASSWORD}
        headers = {**OWN, "Origin": self.product.url}
        answer = await self.page.context.request.post(f"{self.product.url}/api/login", data=body, headers=headers)
        assert answer.ok, await answer.text()
        await self.page.goto(f"{self.product.url}/session/{self.product.meeting}")
        enter = self.button("Enter the room", "Entrar a la sala")
        await enter.wait_for()
        await self.reads("device check of staff")
        await enter.click()
        await self.button("Leave", "Salir").wait_for()

    async def looks_at_those_who_wait(self) -> None:
        """Client 1 is not alone."""
        await self.button("Admit Chosen 1", "Admitir a Chosen 1").wait_for()
        await self.reads("those who wait")
        for what, english, spanish in (
            ("admit", "Admit Chosen 0", "Admitir a Chosen 0"),
            ("admit against what was answered", "Admit Chosen 1", "Admitir a Chosen 1"),
            ("admit all", "Admit all", "Admitir a todos"),
            ("not today", "Not today: Turn Chosen 0 away", "Hoy no: No admitir hoy a Chosen 0"),
            ("correct answers", "Correct answers of Chosen 1", "Corregir respuestas de Chosen 1"),
        ):
            await self.asks(what, self.button(english, spanish))

    async def talks_first_with(self, client: str) -> None:
        await self.button(f"Talk first with {client}", f"Hablar antes con {client}").click()
        await self.heading("A private word first", "Primero, unas palabras a solas").wait_for()

    async def admits(self, client: str, reason: str = "") -> None:
        await self.button(f"Admit {client}", f"Admitir a {client}").click()
        dialog = self.page.get_by_role("dialog")
        if reason:
            await dialog.get_by_role("textbox").fill(reason)
        await dialog.get_by_role("button", name=self.says("I know who this is", "Sé quién es")).click()

    async def looks_around(self) -> None:
        """The panel with a line's menu, and the dialogs of who runs the session."""
        menu = self.button("Actions for Chosen 0", "Acciones para Chosen 0")
        await menu.click()
        await self.reads("room of staff")
        await self.asks("remove", self.button("Remove", "Retirar"))
        await menu.click()
        card = self.button("Emergency card of Chosen 0", "Ficha de emergencia de Chosen 0")
        await self.asks("emergency card", card)
        await self.asks("breakouts", self.button("Breakouts", "Grupos"))
        await self.asks("end for all", self.button("End for all", "Terminar para todos"))
        await self.button("More", "Más").click()
        await self.reads("More of staff")
        await self.button("People", "Personas").click()

    async def does_to(self, client: str, english: str, spanish: str) -> None:
        """By the menu of their line."""
        await self.button(f"Actions for {client}", f"Acciones para {client}").click()
        await self.button(english, spanish).click()


@pytest.mark.timeout(400)
async def test_every_page_of_a_session_can_be_read_and_reached_in_both_languages(
    product: Product, browser: Browser
) -> None:
    fay = await Staff.arrive(product, browser, "fay", "en")
    gus = await Staff.arrive(product, browser, "gus", "es")
    ana = await Client.arrive(product, browser, "ana", "en")
    ben = await Client.arrive(product, browser, "ben", "es")
    cast, everybody = product.cast, (fay, gus, ana, ben)

    async def all_read(what: str, *who: Person) -> None:
        await asyncio.gather(*(one.reads(f"{what} of {one.__class__.__name__.lower()}") for one in who or everybody))

    await asyncio.gather(ana.comes(0, alone=True), ben.comes(1, alone=False))
    await asyncio.gather(fay.comes(cast.facilitator), gus.comes(cast.other_facilitator))
    await asyncio.gather(fay.looks_at_those_who_wait(), gus.looks_at_those_who_wait())

    await asyncio.gather(fay.talks_first_with("Chosen 1"), gus.talks_first_with("Chosen 0"))
    await all_read("a private word")
    await asyncio.gather(*(one.asks("redirect", one.button("Redirect", "Atender de otro modo")) for one in (fay, gus)))
    for one in (fay, gus):
        await one.button("Back to waiting", "Volver a la sala de espera").click()
    await fay.button("Start session", "Empezar la sesión").click()
    await fay.admits("Chosen 0")
    await gus.admits("Chosen 1", "Está en su coche, a solas")
    await asyncio.gather(*(one.looks_around() for one in (fay, gus, ana, ben)))

    await gus.button("Breakouts", "Grupos").click()
    await gus.button("Start breakouts", "Formar grupos").click()
    await ana.page.get_by_text("You are in Grupo").first.wait_for()
    for one, number in ((fay, 0), (gus, 1)):
        visit = one.page.get_by_role("button", name=one.says("Visit", "Visitar"))
        await visit.nth(number).click()
    await all_read("breakouts")
    for _ in range(2):
        await fay.page.get_by_role("region", name="Breakouts").get_by_role("button").first.click()
    await fay.button("Start break", "Empezar descanso").click()
    await ben.page.get_by_text("Descanso").first.wait_for()
    await all_read("break")
    await fay.button("End break", "Terminar descanso").click()
    for one, whom in ((fay, "Chosen 0"), (gus, "Chosen 1")):
        await one.does_to(whom, "Take aside", "Hablar a solas")
        await one.heading("A private word", "Un momento a solas").wait_for()
    await all_read("a word aside")
    for one in (fay, gus):
        await one.button("Back to the group", "Volver al grupo").click()
    await fay.does_to("Chosen 1", "Show in front", "Mostrar al frente")
    await all_read("somebody in front", ana, ben)
    for client in (ana, ben):
        await client.page.evaluate("onHold()")
        await client.heading("One moment, please", "Un momento, por favor").wait_for()
    await all_read("hold", ana, ben)

    for number, client in enumerate((ana, ben)):
        await fay.does_to(f"Chosen {number}", "Remove", "")
        await fay.page.get_by_role("dialog").get_by_role("button", name="Remove").click()
        await client.button("Come back in", "Volver a entrar").wait_for()
    await all_read("removed", ana, ben)
    for number, client in enumerate((ana, ben)):
        await client.button("Come back in", "Volver a entrar").click()
        await client.goes_in()
        await fay.talks_first_with(f"Chosen {number}")
        await fay.button("Redirect", "").click()
        dialog = fay.page.get_by_role("dialog")
        await dialog.get_by_label("Why").fill("Not alone today")
        await dialog.get_by_role("button", name="Redirect").click()
        await client.button("I was asked to come back", "Me pidieron que volviera").wait_for()
    await all_read("redirected", ana, ben)
    await fay.button("End for all", "").click()
    await fay.page.get_by_role("dialog").get_by_role("button", name="End for all").click()
    for one in (fay, gus):
        await one.heading("The session has ended", "La sesión ha terminado").wait_for()
    await all_read("ended", fay, gus)
    wrong = [wrong for one in everybody for wrong in one.wrong]
    assert wrong == [], "\n".join(wrong)
