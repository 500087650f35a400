"""A client's pages in a real Firefox ESR, driven over Marionette."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marionette_driver.by import By
from marionette_driver.marionette import Marionette

from tests.support.clinics import PIN
from tests.support.pages import RECEIVED, WATCH
from tests.support.waiting import until

FIREFOX = "/usr/bin/firefox-esr"
PREFERENCES = {
    "media.navigator.permission.disabled": True,
    "media.navigator.streams.fake": True,
    "media.autoplay.default": 0,
    "media.peerconnection.ice.obfuscate_host_addresses": False,
    "media.gmp-manager.updateEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
}
# Sandbox `None` is the page's own world: what a script leaves there is what the page finds.
PAGE = None
NOTICE = """
window.thrown = [];
window.addEventListener('error', ({ message }) => window.thrown.push(message));
window.addEventListener('unhandledrejection', ({ reason }) => window.thrown.push(String(reason)));
"""


@asynccontextmanager
async def firefox(directory: Path) -> AsyncIterator["FirefoxVisitor"]:
    """One headless Firefox with a fake camera and microphone; it logs into `directory`."""
    marionette = await asyncio.to_thread(
        Marionette,
        app="fxdesktop",
        bin=FIREFOX,
        port=0,
        headless=True,
        prefs=PREFERENCES,
        workspace=str(directory),
        gecko_log=str(directory / "firefox.log"),
        startup_timeout=30,
        socket_timeout=30,
    )
    try:
        await asyncio.to_thread(marionette.start_session)
        marionette.timeout.implicit = 15
        yield FirefoxVisitor(marionette)
    finally:
        await asyncio.to_thread(marionette.cleanup)


@dataclass
class FirefoxVisitor:
    """One client in front of one Firefox."""

    marionette: Marionette

    async def open_link(self, link: str) -> None:
        """A client, up to the device check."""
        await asyncio.to_thread(self.marionette.navigate, link)
        field = await self.find("//input[@id = //label[contains(., 'Your PIN')]/@for]")
        await asyncio.to_thread(field.send_keys, PIN)
        await self.press("Continue")
        await self.answer()
        await self.find("//button[normalize-space() = 'Join']")
        await self.run(NOTICE + WATCH)

    async def answer(self) -> None:
        """What a client is asked on joining, so that nothing wants a private word first."""
        for question, answer in (
            ("driving", "I am not"),
            ("place", "At home"),
            ("alone", "Yes"),
            ("agreement", "I agree"),
        ):
            option = await self.find(f"//*[@data-question = '{question}']//label[contains(., '{answer}')]")
            await asyncio.to_thread(option.click)
        for question, field, text in (("place", "select", "Colorado"), ("number", "input", "555-010-0142")):
            typed = await self.find(f"//*[@data-question = '{question}']//{field}")
            await asyncio.to_thread(typed.send_keys, text)
        await self.press("Continue")

    async def wait_to_be_let_in(self) -> None:
        await self.press("Join")
        await self.find("//*[contains(text(), 'You are in the right place')]")

    async def received(self) -> dict[str, float]:
        """Tracks from others that were decoded: how many of each kind, frames, and how loud."""
        received: dict[str, float] = await self.run(f"return ({RECEIVED})();")
        return received

    async def sees_and_hears(self, others: int) -> dict[str, float]:
        """Wait until pictures and sound of so many others are decoded."""

        async def both() -> dict[str, float] | None:
            received = await self.received()
            return received if received["video"] >= others and received["audio"] >= others else None

        return await until(both) or {}

    async def errors(self) -> list[str]:
        """What the page has thrown since the device check."""
        thrown: list[str] = await self.run("return window.thrown;")
        return thrown

    async def press(self, button: str) -> None:
        found = await self.find(f"//button[normalize-space() = '{button}']")
        await asyncio.to_thread(found.click)

    async def find(self, xpath: str) -> Any:
        return await asyncio.to_thread(self.marionette.find_element, By.XPATH, xpath)

    async def run(self, script: str) -> Any:
        return await asyncio.to_thread(self.marionette.execute_script, script, sandbox=PAGE)
