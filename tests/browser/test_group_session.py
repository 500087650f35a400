"""A group session as three people live it, with real pictures and sound through the real relay."""

import time

import pytest

from tests.browser.conftest import Arrive
from tests.support.product import Product
from tests.support.waiting import until


async def test_a_group_meets_and_its_attendance_is_there_without_anybody_typing_it(
    product: Product, arrive: Arrive
) -> None:
    facilitator, ana, ben = await arrive(), await arrive(), await arrive()
    cast = product.cast

    await facilitator.sign_in(cast.facilitator)
    await facilitator.enter_as_staff()
    for client, number in ((ana, 0), (ben, 1)):
        await client.open_link(await product.link(number))
        await client.wait_to_be_let_in()
        assert await client.received() == {"video": 0, "audio": 0, "frames": 0, "energy": 0}
        assert "Chosen" not in await client.page.inner_text("main")

    await facilitator.button("Start session").click()
    await facilitator.admit_all(2)
    let_in = time.monotonic()
    for person in (facilitator, ana, ben):
        await person.sees_and_hears(others=2)
    assert "Legal" not in await ana.page.content()

    await ana.write("Glad to be here")
    await ben.reads("Glad to be here")
    await facilitator.reads("Glad to be here")

    held = time.monotonic() - let_in
    await facilitator.end_for_all()
    for client in (ana, ben):
        await client.page.get_by_role("heading", name="The session has ended").wait_for()

    async with product.api(cast.admin) as api:

        async def records() -> list[dict]:
            found: list[dict] = (await api.get(f"/api/attendance/sessions/{cast.running}"))["records"]
            return [] if any(one["provisional"] for one in found) else found

        found = {one["participant"]["person_id"]: one for one in await until(records)}
    assert set(found) == set(cast.clients)
    assert [found[one]["outcome"] for one in cast.clients] == ["present", "present", "no_show"]
    for one in cast.clients[:2]:
        assert found[one]["countable_minutes"] * 60 == pytest.approx(held, abs=10)
