"""A hybrid session: one client by video, two in the physical room, and a facilitator who is there by video too."""

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
