"""The questions at each join: all of them the first time, one tap the second; and what a "no" leads to."""

from datetime import UTC, datetime
from pathlib import Path

from playwright.async_api import expect

from tests.browser.conftest import Arrive
from tests.support.pages import PHONE, Visitor
from tests.support.product import REPOSITORY, Product
from tests.support.waiting import until

AXE = (REPOSITORY / "client_web" / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
MOST_TAPS = 4
COUNT_TAPS = "window.taps = 0; document.addEventListener('click', () => { window.taps += 1; }, true);"
REASON = "Somebody listens at her door."


async def test_a_client_is_asked_once_and_a_no_leads_to_a_private_word(
    product: Product, arrive: Arrive, tmp_path: Path
) -> None:
    cast = product.cast
    sixteen = {"date_of_birth": f"{datetime.now(UTC).year - 16}-01-01"}
    called = {"legal_name": cast.names[1], "chosen_name": "Chosen 1", "record_number": "MRN1"}
    async with product.api(cast.admin) as api:
        await api.put(f"/api/clients/{cast.clients[1]}", called | sixteen)
    ana, ben = await arrive(viewport=PHONE), await arrive(viewport=PHONE)
    facilitator = await arrive()
    await facilitator.sign_in(cast.facilitator)
    await facilitator.enter_as_staff()

    await ana.enter_pin(await product.link(0, cast.alone))
    await ana.page.get_by_role("heading", name="Before you come in").wait_for()
    await is_accessible(ana)
    await ana.answer()
    await ana.wait_to_be_let_in()

    await ana.enter_pin(await product.link(0))
    await ana.page.get_by_role("link", name="Your week and hours").click()
    await ana.page.get_by_role("heading", name="Hours this week").wait_for()
    assert cast.running not in ana.page.url and await ana.page.title() == "Home"
    await is_accessible(ana)
    await ana.page.get_by_role("link", name="Join").click()
    await ana.page.evaluate(COUNT_TAPS)
    await ana.button("Same as last time").wait_for()
    await is_accessible(ana)
    await ana.button("Same as last time").click()
    await ana.wait_to_be_let_in()
    assert await ana.page.evaluate("window.taps") <= MOST_TAPS
    await is_accessible(ana)

    await ben.enter_pin(await product.link(1))
    await ben.answer(alone=False, minor=True)
    await ben.wait_to_be_let_in()
    assert await offers(ben) == await offers(ana)

    waiting = facilitator.page.get_by_role("region", name="Waiting")
    await expect(waiting.get_by_text("not alone, or not safe to talk", exact=False).first).to_be_visible()
    await expect(waiting.get_by_text("no adult can be reached now", exact=False).first).to_be_visible()
    await facilitator.admit_all(2)
    await ana.button("Leave").wait_for()
    await ana.page.get_by_text("You are in the right place").wait_for(state="hidden")
    await facilitator.button("Talk first with Chosen 1").click()
    await ben.page.get_by_role("heading", name="A private word first").wait_for()
    await is_accessible(facilitator)
    await facilitator.button("Redirect").click()
    dialog = facilitator.page.get_by_role("dialog")
    await dialog.get_by_label("By phone").check()
    await dialog.get_by_label("Why").fill(REASON)
    await is_accessible(facilitator)
    await dialog.get_by_role("button", name="Redirect").click()
    await ben.page.get_by_text("They will call you").wait_for()
    assert REASON not in await ben.page.content()

    await facilitator.button("Start session").click()
    await facilitator.end_for_all()
    async with product.api(cast.admin) as api:

        async def record() -> dict:
            session = await api.get(f"/api/attendance/sessions/{cast.running}")
            theirs = [one for one in session["records"] if one["participant"]["person_id"] == cast.clients[1]]
            return theirs[0] if theirs and not theirs[0]["provisional"] else {}

        assert (await until(record))["outcome"] == "excused"
        evidence = await api.get(f"/api/attendance/sessions/{cast.running}/participants/{cast.clients[1]}")
    assert any(REASON in fact["text"] for fact in evidence["facts"])
    assert REASON not in product.output and "555-010-0142" not in product.output


async def offers(client: Visitor) -> list[str]:
    """What the page says and offers, apart from the sentence of calm that changes with the time."""
    found: list[str] = await client.page.locator("h1, [role=status], button, a").all_inner_texts()
    return found


async def is_accessible(visitor: Visitor) -> None:
    """No violation that axe knows, and nothing beyond the edge of the screen."""
    await visitor.page.evaluate(AXE)
    found = await visitor.page.evaluate(
        "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })"
        ".then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html]))"
    )
    assert found == []
    assert await visitor.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
