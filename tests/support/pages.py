"""The pages as a person uses them, in a real Chromium."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from playwright.async_api import Browser, BrowserContext, Locator, Page, async_playwright

from tests.support.clinics import PASSWORD, PIN
from tests.support.waiting import until

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--autoplay-policy=no-user-gesture-required",
)
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}

# Lets a test read the statistics of every connection that a page makes, and how long each picture took to appear.
WATCH = """
window.connections = [];
window.firstFrames = [];
window.clickedAt = 0;
window.forgotten = new Map();
window.inbound = async () => {
  const found = [];
  for (const [at, connection] of window.connections.entries())
    for (const one of (await connection.getStats()).values())
      if (one.type === 'inbound-rtp') found.push({ ...one, id: `${at} ${one.id} ${one.ssrc}` });
  return found;
};
document.addEventListener('click', () => { window.clickedAt = performance.now(); }, true);
const decoded = async (receiver) => {
  let frames = 0;
  for (const one of (await receiver.getStats()).values()) if (one.type === 'inbound-rtp') frames += one.framesDecoded;
  return frames;
};
const watch = async (connection, { receiver, track }) => {
  if (track.kind !== 'video') return;
  const at = performance.now();
  const connected = connection.connectionState === 'connected';
  const before = await decoded(receiver);
  while (await decoded(receiver) <= before) await new Promise((resolve) => setTimeout(resolve, 4));
  const now = performance.now();
  window.firstFrames.push({ connected, sinceTrack: now - at, sinceClick: now - window.clickedAt });
};
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...options) {
    super(...options);
    window.connections.push(this);
    this.addEventListener('track', (event) => void watch(this, event));
  }
};
"""
RECEIVED = """async () => {
  const received = { video: 0, audio: 0, frames: 0, energy: 0 };
  for (const { id, kind, framesDecoded = 0, totalAudioEnergy = 0 } of await window.inbound()) {
    const before = window.forgotten.get(id) ?? { frames: 0, energy: 0 };
    const [frames, energy] = [framesDecoded - before.frames, totalAudioEnergy - before.energy];
    if (kind === 'video' && frames > 0) { received.video += 1; received.frames += frames; }
    if (kind === 'audio' && energy > 0) { received.audio += 1; received.energy += energy; }
  }
  return received;
}"""
FORGET = """async () => {
  for (const { id, framesDecoded = 0, totalAudioEnergy = 0 } of await window.inbound())
    window.forgotten.set(id, { frames: framesDecoded, energy: totalAudioEnergy });
}"""


@asynccontextmanager
async def chromium(*flags: str) -> AsyncIterator[Browser]:
    """One headless Chromium with a fake camera and microphone. `flags`: more of its own, which win."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *flags])
        try:
            yield browser
        finally:
            await browser.close()


class Served(Protocol):
    """An app that pages are visited of."""

    @property
    def url(self) -> str: ...
    @property
    def meeting(self) -> str:
        """The session that is meant where none is named."""
        ...

    def email(self, who: str) -> str: ...


@dataclass
class Visitor:
    """One person's browser: cookies and a tab of its own. `errors`: what the page threw or logged as an error."""

    product: Served
    context: BrowserContext
    page: Page
    errors: list[str]

    @classmethod
    async def arrive(cls, product: Served, browser: Browser, **options: Any) -> "Visitor":
        context = await browser.new_context(**{"viewport": DESKTOP, **options})
        await context.add_init_script(WATCH)
        page = await context.new_page()
        page.set_default_timeout(15_000)
        visitor = cls(product, context, page, [])
        page.on("pageerror", lambda error: visitor.errors.append(str(error)))
        return visitor

    def button(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("button", name=name)

    async def sign_in(self, who: str) -> None:
        """Staff, on the first page."""
        await self.page.goto(self.product.url)
        await self.page.get_by_label("E-mail").fill(self.product.email(who))
        await self.page.get_by_role("textbox", name="Password").fill(PASSWORD)
        await self.button("Sign in").click()
        await self.page.get_by_role("link", name="Sign out").or_(self.button("Sign out")).wait_for()

    async def enter_as_staff(self, session: str | None = None) -> None:
        """From the device check into the room."""
        await self.page.goto(f"{self.product.url}/session/{session or self.product.meeting}")
        await self.button("Enter the room").click()
        await self.button("Leave").wait_for()

    async def open_link(self, link: str) -> None:
        """A client, who answers what they are asked, up to the device check."""
        await self.enter_pin(link)
        await self.answer()
        await self.button("Join").wait_for()

    async def enter_pin(self, link: str) -> None:
        await self.page.goto(link)
        await self.page.get_by_label("Your PIN").fill(PIN)
        await self.button("Continue").click()

    async def answer(self, alone: bool = True, state: str = "CO", minor: bool = False) -> None:
        """What a client is asked on joining, where they are asked: as last time if all was well then, or in full. A
        minor has nobody of age who is reachable."""
        same, form, check = self.button("Same as last time"), self.page.get_by_label("State"), self.button("Join")
        await same.or_(form).or_(check).first.wait_for()
        if await same.count() and alone:
            await same.click()
        elif not await check.count():
            if await same.count():
                await self.button("Something is different").click()
            await self.page.get_by_label("I am not driving").check()
            await self.page.get_by_label("At home").check()
            await form.select_option(state)
            await self.page.get_by_label("A number to call you back").fill("555-010-0142")
            if minor:
                await self.page.get_by_label("Nobody", exact=True).check()
            safe = self.page.get_by_role("group", name="Are you alone, and is it safe to talk?")
            await safe.get_by_label("Yes" if alone else "No", exact=True).check()
            await self.page.get_by_label("I agree").check()
            await self.button("Continue").click()

    async def wait_to_be_let_in(self) -> None:
        await self.button("Join").click()
        await self.page.get_by_text("You are in the right place").wait_for()

    async def received(self) -> dict[str, float]:
        """Tracks from others that were decoded: how many of each kind, frames, and how loud."""
        received: dict[str, float] = await self.page.evaluate(RECEIVED)
        return received

    async def first_frames(self) -> list[dict[str, float]]:
        """Of each picture since the page was loaded: ms from its track and from the last click to its first frame."""
        frames: list[dict[str, float]] = await self.page.evaluate("window.firstFrames")
        return frames

    async def connections(self) -> list[str]:
        """The state of every connection that the page has made since it was loaded."""
        states: list[str] = await self.page.evaluate("window.connections.map((one) => one.connectionState)")
        return states

    async def forget_received(self) -> None:
        """From now on `received` counts only what connections get beyond what they have by now."""
        await self.page.evaluate(FORGET)

    async def another_tab(self) -> "Visitor":
        """The same person's browser, one more tab."""
        tab = Visitor(self.product, self.context, await self.context.new_page(), self.errors)
        tab.page.set_default_timeout(15_000)
        return tab

    async def sees_and_hears(self, others: int, patience: float = 20.0) -> dict[str, float]:
        """Wait until pictures and sound of so many others are decoded."""

        async def both() -> dict[str, float] | None:
            received = await self.received()
            return received if received["video"] >= others and received["audio"] >= others else None

        return await until(both, patience) or {}

    async def admit_all(self, count: int) -> None:
        """Staff: once so many wait, let them in and confirm who they are."""
        waiting = self.page.get_by_role("button", name=re.compile("^Admit .+")).and_(
            self.page.get_by_role("button", name=re.compile("^(?!Admit all)"))
        )

        async def all_wait() -> bool:
            return await waiting.count() >= count

        await until(all_wait)
        await self.button("Admit all").first.click()
        await self.page.get_by_role("dialog").get_by_role("button", name="I know who they are").click()

    async def admit(self, name: str) -> None:
        """Staff: let one in and confirm who it is."""
        await self.button(f"Admit {name}").click()
        await self.page.get_by_role("dialog").get_by_role("button", name="I know who this is").click()

    async def end_for_all(self) -> None:
        await self.button("End for all").click()
        await self.page.get_by_role("dialog").get_by_role("button", name="End for all").click()

    async def write(self, words: str) -> None:
        """To everyone in the room."""
        await self.show_chat()
        await self.page.get_by_label("Message", exact=True).fill(words)
        await self.button("Send").click()

    async def reads(self, words: str) -> None:
        await self.show_chat()
        await self.page.get_by_role("log").get_by_text(words).wait_for()

    async def show_chat(self) -> None:
        chat = self.button(re.compile("^Chat"))
        if await chat.get_attribute("aria-pressed") != "true":
            await chat.click()
