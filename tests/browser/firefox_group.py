"""A group of two, a facilitator in Chromium and a client in Firefox, as a program: `… firefox_group <directory>` prints
what each has received of the other. It wants a network as tests/support/namespace.py makes it."""

import asyncio
import json
import sys
from pathlib import Path

from tests.support import namespace
from tests.support.firefox import firefox
from tests.support.pages import Visitor, chromium
from tests.support.product import running_product


async def meet(directory: Path) -> dict[str, dict[str, float]]:
    """What each browser has received of the other, by the browser's name."""
    announced = {"VIOP_MEDIA_HOST": namespace.ADDRESS, "VIOP_MEDIA_ANNOUNCE": json.dumps([namespace.ADDRESS])}
    async with (
        asyncio.timeout(75),
        running_product(directory, **announced) as product,
        chromium() as browser,
        firefox(directory) as client,
    ):
        facilitator = await Visitor.arrive(product, browser)
        await facilitator.sign_in(product.cast.facilitator)
        await facilitator.enter_as_staff()
        await client.open_link(await product.link(0))
        await client.wait_to_be_let_in()
        assert await client.received() == {"video": 0, "audio": 0, "frames": 0, "energy": 0}
        await facilitator.button("Start session").click()
        await facilitator.admit("Chosen 0")
        return {
            "firefox": await client.sees_and_hears(others=1),
            "chromium": await facilitator.sees_and_hears(others=1),
        }


if __name__ == "__main__":
    print(json.dumps(asyncio.run(meet(Path(sys.argv[1])))))
