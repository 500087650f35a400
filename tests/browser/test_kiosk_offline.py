"""The tablet at the door while the network is away."""

from playwright.async_api import Page, expect

from tests.browser.conftest import Arrive
from tests.support.product import Product
from tests.support.waiting import until


async def type_code(page: Page, code: str) -> None:
    await page.get_by_text("Your personal code").wait_for()
    await page.keyboard.type(code)
    await page.keyboard.press("Enter")


async def test_two_check_in_offline_and_both_are_on_the_roster_when_the_tablet_is_back(
    product: Product, arrive: Arrive
) -> None:
    cast = product.cast
    door = await arrive()
    async with product.api(cast.admin) as api:
        made = await api.post("/api/kiosks", {"name": "Front door"})
        codes = [(await api.post(f"/api/clients/{one}/code"))["secret"] for one in cast.clients[:2]]
        page = door.page
        await page.goto(f"{product.url}/kiosk")
        await page.get_by_label("One-time code").fill(made["code"])
        await page.get_by_role("button", name="Set up").click()
        await page.get_by_text("Your personal code").wait_for()
        await until(
            lambda: page.evaluate("caches.open('kiosk-page').then(one => one.keys()).then(all => all.length > 2)")
        )

        await page.context.set_offline(True)
        await type_code(page, codes[0])
        await page.get_by_text("Noted. Thank you").wait_for()
        await page.reload()
        await expect(page.get_by_role("alert")).to_contain_text("1 entry waits to be sent")
        await type_code(page, codes[1])
        await page.get_by_text("Noted. Thank you").wait_for()
        before = await api.get(f"/api/sessions/{cast.running}/roster")
        assert not any(line["in_room"] for line in before)

        await page.context.set_offline(False)

        async def both() -> bool:
            lines = await api.get(f"/api/sessions/{cast.running}/roster")
            return {line["person_id"] for line in lines if line["in_room"]} == set(cast.clients[:2])

        await until(both, 20)
        await page.get_by_role("alert").wait_for(state="detached")
        stored = await page.evaluate("indexedDB.databases().then(all => all.map(one => one.name))")
        assert stored == ["kiosk"]
