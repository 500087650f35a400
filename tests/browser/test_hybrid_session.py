"""A hybrid session: one client by video, two in the physical room, and a facilitator who is there by video too."""

from playwright.async_api import Page, expect

from tests.browser.conftest import Arrive
from tests.support.product import Product
from tests.support.waiting import until


async def test_who_is_in_the_room_counts_by_taps_and_who_is_online_by_video_alone(
    product: Product, arrive: Arrive
) -> None:
    facilitator, ana = await arrive(), await arrive()
    cast = product.cast
    await facilitator.sign_in(cast.facilitator)
    room = await facilitator.another_tab()
    await room.enter_as_staff()
    await ana.open_link(await product.link(0))
    await ana.wait_to_be_let_in()
    await room.button("Start session").click()
    await room.admit("Chosen 0")
    await ana.sees_and_hears(others=1)

    roster = facilitator.page
    await roster.set_viewport_size({"width": 360, "height": 740})
    await roster.goto(f"{product.url}/roster/{cast.running}")
    also_here = roster.get_by_role("checkbox", name="I am in the room too")
    assert not await also_here.is_checked(), "they are in the live room by video"
    await also_here.check()
    for one in (1, 2):
        await roster.get_by_role("switch", name=f"Here: {cast.names[one]}").press("Space")
    await roster.get_by_text("2 of 3 here in person").wait_for()
    leaving = roster.get_by_role("switch", name=f"Here: {cast.names[1]}")

    async with product.api(cast.admin) as api:

        async def saved() -> bool:
            lines = await api.get(f"/api/sessions/{cast.running}/roster")
            return sum(line["in_room"] for line in lines) == 3

        await until(saved)
        await leaving.press("Space")
        await facilitator.button("Left just now").click()
        await roster.get_by_text("1 of 3 here in person").wait_for()
        await room.button("End for all").click()
        await room.button("Everyone in the room is still here").click()
        await room.page.get_by_text("Everyone in the room is counted up to now.").wait_for()
        await room.page.get_by_role("dialog").get_by_role("button", name="End for all").click()

        async def records() -> list[dict]:
            found: list[dict] = (await api.get(f"/api/attendance/sessions/{cast.running}"))["records"]
            return [] if any(one["provisional"] for one in found) else found

        found = {one["participant"]["person_id"]: one for one in await until(records)}
    online, left, stayed = (found[one] for one in cast.clients)
    assert set(online["minutes_by_modality"]) == {"video"}
    assert "no video" not in online["flags"] and "estimated" not in stayed["flags"]
    assert set(left["minutes_by_modality"]) == set(stayed["minutes_by_modality"]) == {"in_room"}
    assert 0 < left["countable_minutes"] < stayed["countable_minutes"]


async def type_code(page: Page, code: str) -> None:
    await page.get_by_text("Your personal code").wait_for()
    await page.keyboard.type(code)
    await page.keyboard.press("Enter")


async def test_two_check_in_while_the_tablet_is_offline_and_the_room_joins_and_its_loss_alarms(
    product: Product, arrive: Arrive
) -> None:
    cast = product.cast
    facilitator, door, wall, ana = [await arrive() for _ in range(4)]
    await facilitator.sign_in(cast.facilitator)
    await facilitator.enter_as_staff()
    await facilitator.button("Start session").click()
    async with product.api(cast.admin) as api:
        codes = [(await api.post(f"/api/clients/{one}/code"))["secret"] for one in cast.clients[1:]]
        for device, kind, name in ((door, "door", "Front door"), (wall, "room", "Group room")):
            made = await api.post("/api/kiosks", {"name": name, "kind": kind})
            await device.page.goto(f"{product.url}/kiosk")
            await device.page.get_by_label("One-time code").fill(made["code"])
            await device.button("Set up").click()

        tablet = door.page
        await tablet.get_by_text("Your personal code").wait_for()
        kept = "caches.open('kiosk-page').then(one => one.keys()).then(all => all.length > 2)"
        await until(lambda: tablet.evaluate(kept))
        await tablet.context.set_offline(True)
        await type_code(tablet, codes[0])
        await tablet.get_by_text("Noted. Thank you").wait_for()
        await tablet.reload()
        await expect(tablet.get_by_role("alert")).to_contain_text("1 entry waits to be sent")
        await type_code(tablet, codes[1])
        await tablet.get_by_text("Noted. Thank you").wait_for()
        typed = await api.get("/api/kiosks")
        assert len(typed) == 2 and not any(
            one["in_room"] for one in await api.get(f"/api/sessions/{cast.running}/roster")
        )
        await tablet.context.set_offline(False)

        async def both() -> bool:
            lines = await api.get(f"/api/sessions/{cast.running}/roster")
            return {line["person_id"] for line in lines if line["in_room"]} == set(cast.clients[1:])

        await until(both)

    await ana.open_link(await product.link(0))
    await ana.wait_to_be_let_in()
    await facilitator.admit("Chosen 0")
    await facilitator.button("Bring in Group room").click()
    await wall.page.get_by_text("The camera and microphone of this room are on.").wait_for()
    await ana.sees_and_hears(others=2)
    await wall.sees_and_hears(others=2)
    await ana.page.get_by_role("listitem", name="Group room, In the room: 2 people").wait_for()

    alarm = facilitator.page.get_by_text("Group room has lost the connection")
    assert not await alarm.is_visible()
    await wall.page.goto("about:blank")
    await alarm.wait_for()
    await facilitator.button("Send away Group room").click()
    await alarm.wait_for(state="detached")
