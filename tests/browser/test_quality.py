"""How good a connection is, as those who have it, those beside them and staff see it, in a real Chromium."""

import pytest

from tests.browser.conftest import Arrive
from tests.support.bad_line import behind_a_line
from tests.support.lossy_network import Conditions
from tests.support.product import Product

pytestmark = pytest.mark.alone

BAD = Conditions(delay=0.05, loss=0.25)


async def test_a_bad_line_is_seen_by_all_explained_to_its_owner_and_in_figures_to_staff(
    product: Product, arrive: Arrive
) -> None:
    facilitator, client = await arrive(), await arrive()
    async with behind_a_line(client.context) as line:
        await facilitator.sign_in(product.cast.facilitator)
        await facilitator.enter_as_staff()
        await client.open_link(await product.link(0))
        await client.wait_to_be_let_in()
        await facilitator.admit("Chosen 0")
        await client.sees_and_hears(others=1)
        tile = facilitator.page.get_by_role("listitem", name="Chosen 0")
        await tile.locator('[data-quality="good"]').wait_for()

        line.be(up=BAD, down=BAD)
        await tile.locator('[data-quality="poor"]').wait_for(timeout=30_000)
        await client.page.get_by_text("Your connection is weak just now.").wait_for()
        await client.button("Turn my camera off").wait_for()
        connections = facilitator.page.get_by_role("region", name="Connections")
        await connections.get_by_text("Poor connection").click()
        await connections.get_by_role("row", name="Lost").get_by_text("%").first.wait_for()

        line.blackhole(True)
        await connections.get_by_text("Connection lost").wait_for()
        await client.page.get_by_text("Your sound and picture are interrupted.").wait_for()

        line.blackhole(False)
        line.be()
        await tile.locator('[data-quality="good"]').wait_for(timeout=30_000)
