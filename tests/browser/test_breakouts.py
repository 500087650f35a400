"""A group is divided: two hear only their own breakout, are called back, and the minutes are those with staff. What
staff show comes before everybody: a hand-out, and a screen, which is seen in the main room alone."""

import io
import re
import time

import pytest
from playwright.async_api import FilePayload
from reportlab.pdfgen.canvas import Canvas

from tests.browser.conftest import Arrive
from tests.support.pages import PHONE, Visitor
from tests.support.product import Product
from tests.support.waiting import until


@pytest.mark.alone
async def test_a_divided_group_hears_its_own_breakout_is_called_back_and_its_minutes_are_those_with_staff(
    product: Product, arrive: Arrive
) -> None:
    facilitator, ana, ben = await arrive(), await arrive(viewport=PHONE), await arrive()
    cast = product.cast
    await facilitator.sign_in(cast.facilitator)
    await facilitator.enter_as_staff()
    for client, number in ((ana, 0), (ben, 1)):
        await client.open_link(await product.link(number))
        await client.wait_to_be_let_in()
    await facilitator.button("Start session").click()
    await facilitator.admit_all(2)
    for person in (facilitator, ana, ben):
        await person.sees_and_hears(others=2)
    let_in = time.monotonic()

    await _add_hand_out(facilitator)
    await facilitator.button("Show now: Coping cards, to everybody").click()
    await facilitator.page.get_by_role("button", name=re.compile("^People")).click()
    for client in (ana, ben):
        await client.page.get_by_role("img", name="Coping cards, Page 1 of 2").wait_for()
    await ana.page.get_by_text("Breathe out slowly").wait_for(state="attached")
    await ana.button("Next page").click()
    await ana.page.get_by_text("Call a friend").wait_for(state="attached")
    assert await ana.page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    await facilitator.page.keyboard.press("s")
    await facilitator.page.get_by_role("dialog").get_by_text("Close what the group should not see").wait_for()
    await facilitator.button("Choose what to show").click()
    await facilitator.page.get_by_text("You are sharing your screen.").first.wait_for()
    for client in (ana, ben):
        await _is_shown_a_screen(client)
        assert await client.page.get_by_label("Hand-out: Coping cards").count() == 0, "one thing at a time"
    assert await ana.button("Share").count() == 0, "nobody let them"

    await facilitator.button("Breakouts").click()
    await facilitator.page.get_by_role("dialog").get_by_role("button", name="Start breakouts").click()
    for client in (ana, ben):
        await client.page.get_by_text("You are in Breakout").wait_for()
        await _hears_nobody(client)
        assert await client.page.locator("[data-screen]").count() == 0
    divided = time.monotonic()
    spoken = await ana.page.locator("[aria-live=polite]").all_inner_texts()
    assert any("Nobody else is here yet" in one for one in spoken)
    assert await ana.page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    cards = facilitator.page.get_by_role("region", name="Breakouts").get_by_role("listitem")
    with_ana = cards.filter(has=facilitator.page.get_by_label("Where Chosen 0 is")).first
    await with_ana.get_by_role("button", name="Visit").click()
    await ana.sees_and_hears(others=1)
    await facilitator.sees_and_hears(others=1)
    visited = time.monotonic()
    assert await ana.page.locator("[data-screen]").count() == 0, "the screen was begun for the main room"
    await facilitator.button("Share").wait_for()
    await _hears_nobody(ben)

    await facilitator.page.get_by_role("region", name="Controls").get_by_role("button", name="Call back").click()
    await ben.page.get_by_text("Back to the group in").first.wait_for()
    await facilitator.button("Back now").click()
    await ben.page.get_by_text("You are in Breakout").wait_for(state="detached")
    back = time.monotonic()
    for person in (facilitator, ana, ben):
        await person.forget_received()
        await person.sees_and_hears(others=2)
    await facilitator.end_for_all()
    ended = time.monotonic()

    async with product.api(cast.admin) as api:

        async def records() -> dict[str, float] | None:
            found = (await api.get(f"/api/attendance/sessions/{cast.running}"))["records"]
            if any(one["provisional"] for one in found):
                return None
            return {one["participant"]["person_id"]: one["countable_minutes"] * 60 for one in found}

        found = await until(records) or {}
    whole, alone = ended - let_in, visited - divided
    assert abs(found[cast.clients[0]] - (whole - alone)) < 10
    assert abs(found[cast.clients[1]] - (whole - (back - divided))) < 10


async def _hears_nobody(person: Visitor) -> None:
    """Once what was on the way has come, nothing more does."""
    same, last = 0, await person.received()

    async def silent() -> bool:
        nonlocal same, last
        now = await person.received()
        same, last = (same + 1 if now == last else 0), now
        return same >= 20

    await until(silent)


async def _add_hand_out(facilitator: Visitor) -> None:
    file = io.BytesIO()
    pdf = Canvas(file)
    for line in ("Breathe out slowly", "Call a friend"):
        pdf.setFont("Helvetica", 24)
        pdf.drawString(72, 700, line)
        pdf.showPage()
    pdf.save()
    await facilitator.button("More").click()
    await facilitator.button("Add a hand-out").click()
    await facilitator.page.get_by_label("What it is").fill("Coping cards")
    cards: FilePayload = {"name": "cards.pdf", "mimeType": "application/pdf", "buffer": file.getvalue()}
    await facilitator.page.get_by_label("File").set_input_files(cards)
    await facilitator.page.get_by_role("button", name="Add", exact=True).click()


async def _is_shown_a_screen(visitor: Visitor) -> None:
    """It is larger than any person's picture."""
    await visitor.page.wait_for_function(
        """() => {
          const video = document.querySelector('[data-screen] video');
          const faces = [...document.querySelectorAll('[data-participant]')].map((tile) => tile.clientHeight);
          return video !== null && video.videoWidth > 0 && video.clientHeight > Math.max(...faces);
        }"""
    )
