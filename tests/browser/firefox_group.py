"""A group as a program: a facilitator in Chromium, a client in Firefox, and one more in Chromium who comes later.

`python -m tests.browser.firefox_group <directory>` prints what each has received. It wants a network as
tests/support/namespace.py makes it.
"""

import asyncio
import json
import sys
from pathlib import Path

from tests.support import namespace
from tests.support.firefox import firefox
from tests.support.pages import Visitor, chromium
from tests.support.product import running_product


async def meet(directory: Path) -> dict[str, dict[str, float]]:
    """What each has received of the two others, by browser."""
    announced = {"VIOP_MEDIA_HOST": namespace.ADDRESS, "VIOP_MEDIA_ANNOUNCE": json.dumps([namespace.ADDRESS])}
    async with (
        asyncio.timeout(75),
        running_product(directory, **announced) as product,
        chromium() as browser,
        firefox(directory) as ana,
    ):
        facilitator = await Visitor.arrive(product, browser)
        await facilitator.sign_in(product.cast.facilitator)
        await facilitator.enter_as_staff()
        await ana.open_link(await product.link(0))
        await ana.wait_to_be_let_in()
        assert await ana.received() == {"video": 0, "audio": 0, "frames": 0, "energy": 0}
        await facilitator.button("Start session").click()
        await facilitator.admit("Chosen 0")
        await ana.sees_and_hears(others=1)
        await facilitator.sees_and_hears(others=1)

        ben = await Visitor.arrive(product, browser)
        await ben.open_link(await product.link(1))
        await ben.wait_to_be_let_in()
        await facilitator.admit("Chosen 1")
        received = {
            "firefox": await ana.sees_and_hears(others=2),
            "facilitator's chromium": await facilitator.sees_and_hears(others=2),
            "client's chromium": await ben.sees_and_hears(others=2),
        }
        assert await ana.errors() + facilitator.errors + ben.errors == []
        return received


if __name__ == "__main__":
    print(json.dumps(asyncio.run(meet(Path(sys.argv[1])))))
