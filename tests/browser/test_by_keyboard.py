"""A session from the link to the signature, a correction and a plan by the keyboard alone: what is wanted next can be
reached by Tab, it shows that the focus is there, and no panel or dialog keeps it."""

import re

from playwright.async_api import Locator, Page

from tests.browser.conftest import Arrive
from tests.support.clinics import PASSWORD, PIN
from tests.support.product import Product

MOST = 90
"""Presses of Tab, from anywhere on a page to anywhere else."""
SHOWS = """one => {
  const rings = (element) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
  };
  const { top, bottom } = one.getBoundingClientRect();
  const around = [one, one.parentElement, one.nextElementSibling, ...one.children].filter(Boolean);
  return one.matches(':focus-visible') && around.some(rings) && bottom > 0 && top < innerHeight;
}"""


class Keys:
    """Somebody who has no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def to(self, target: Locator) -> None:
        """By Tab."""
        await target.first.wait_for()
        passed = []
        for _ in range(MOST):
            await self.page.keyboard.press("Tab")
            if await target.first.evaluate("one => one === document.activeElement"):
                assert await target.first.evaluate(SHOWS), f"{target} has the focus, and does not show it"
                return
            passed.append(await self.page.evaluate("document.activeElement.outerHTML.slice(0, 60)"))
        raise AssertionError(f"Tab does not come to {target}, but to {passed}")

    async def press(self, target: Locator) -> None:
        await self.to(target)
        await self.page.keyboard.press("Enter")

    async def choose(self, target: Locator) -> None:
        await self.to(target)
        await self.page.keyboard.press("Space")

    async def type(self, target: Locator, words: str) -> None:
        """Instead of what stands there."""
        await self.to(target)
        await self.page.keyboard.press("Control+a")
        await self.page.keyboard.type(words)

    async def press_button(self, name: str | re.Pattern[str]) -> None:
        await self.press(self.page.get_by_role("button", name=name))

    async def sign_in(self, product: Product, who: str) -> None:
        await self.page.goto(product.url)
        await self.type(self.page.get_by_label("E-mail"), product.email(who))
        await self.type(self.page.get_by_role("textbox", name="Password"), PASSWORD)
        await self.page.keyboard.press("Enter")


async def test_a_session_is_joined_led_signed_and_corrected_and_another_planned_by_keyboard(
    product: Product, arrive: Arrive
) -> None:
    client, staff, cast = await arrive(), await arrive(), product.cast
    ana, fay = Keys(client.page), Keys(staff.page)

    await ana.page.goto(await product.link(0))
    await ana.page.get_by_label("Your PIN").wait_for()
    await ana.page.keyboard.type(PIN)  # where the focus is from the start
    await ana.page.keyboard.press("Enter")
    for answer in ("I am not driving", "At home"):
        await ana.choose(ana.page.get_by_label(answer, exact=True))
    await ana.to(ana.page.get_by_role("combobox"))
    await ana.page.keyboard.type("Colo")
    await ana.type(ana.page.get_by_label("A number to call you back"), "555-010-0142")
    await ana.choose(ana.page.get_by_role("group", name="Are you alone").get_by_label("Yes"))
    await ana.choose(ana.page.get_by_label("I agree"))
    await ana.press_button("Continue")
    await ana.press_button("Join")
    await ana.page.get_by_role("heading", name="You are in the right place").wait_for()

    await fay.sign_in(product, cast.facilitator)
    await fay.press(fay.page.get_by_role("main").get_by_role("link", name="Open session").first)
    await fay.press_button("Enter the room")
    await fay.press_button("Start session")
    await fay.page.get_by_role("button", name="Admit Chosen 0").wait_for()
    await fay.page.keyboard.press("a")
    await fay.page.get_by_role("dialog").wait_for()
    await fay.page.keyboard.press("Enter")
    await ana.page.get_by_role("button", name="Leave").wait_for()
    await fay.press_button("Actions for Chosen 0")
    await fay.to(fay.page.get_by_role("button", name="Take aside"))
    await fay.press_button("Chat")
    await fay.page.get_by_role("complementary", name="Chat").wait_for()
    await fay.page.keyboard.press("Escape")
    await fay.page.keyboard.press("g")
    await fay.page.get_by_role("button", name="Start breakouts").wait_for()
    await fay.page.keyboard.press("Enter")
    await ana.page.get_by_text("You are in Breakout").first.wait_for()
    await fay.press(fay.page.get_by_role("region", name="Controls").get_by_role("button", name="Call back"))
    await fay.press_button("Leave")
    await fay.press(fay.page.get_by_role("dialog").get_by_role("button", name="Stay"))
    await ana.press_button("Leave")
    await ana.press(ana.page.get_by_role("dialog").get_by_role("button", name="Leave"))
    await ana.page.get_by_role("heading", name="You have left the session").wait_for()
    await fay.press_button("End for all")
    await fay.press(fay.page.get_by_role("dialog").get_by_role("button", name="End for all"))

    await fay.press(fay.page.get_by_role("link", name="Sign now?"))
    await fay.type(fay.page.get_by_label("Your password", exact=True), PASSWORD)
    await fay.page.keyboard.press("Enter")
    await fay.page.get_by_role("status").get_by_text("3 records are signed.").wait_for()
    await fay.press_button(f"Correct the record of {cast.names[1]}")
    dialog = fay.page.get_by_role("dialog", name="Correct this record")
    await fay.type(dialog.get_by_label("Reason"), "She was at a funeral")
    await fay.to(dialog.get_by_label("Outcome"))
    await fay.page.keyboard.type("Exc")
    await fay.press(dialog.get_by_role("button", name="Save the correction"))
    await fay.page.get_by_text("Amended, to be signed anew").wait_for()

    admin = Keys((await arrive()).page)
    await admin.sign_in(product, cast.admin)
    await admin.press(admin.page.get_by_role("navigation").get_by_role("link", name="Schedule"))
    await admin.press(admin.page.get_by_role("link", name="Plan sessions"))
    await admin.type(admin.page.get_by_label("Title"), "Skills")
    await admin.to(admin.page.get_by_label("Begins at"))
    await admin.page.keyboard.type("0530PM")
    await admin.press_button(f"Dr {cast.facilitator}")
    preview = admin.page.get_by_role("region", name="What saving does")
    await preview.get_by_text(re.compile("^[0-9]+ sessions until")).wait_for()
    await admin.press(preview.get_by_role("button", name="Save"))
    await admin.page.get_by_role("status").get_by_text("made").wait_for()
