"""A line that becomes narrow for a while: the picture gives way, the sound does not, and the picture comes back."""

import asyncio

import pytest

from tests.browser.conftest import Arrive
from tests.browser.test_layers import FAST
from tests.support.bad_line import behind_a_line
from tests.support.lossy_network import Conditions
from tests.support.product import Product
from tests.support.watched_page import Seen

pytestmark = pytest.mark.alone

UP, GOOD, NARROW = Conditions(delay=0.02), Conditions(delay=0.02, rate=5e6), Conditions(delay=0.02, rate=300e3)


async def test_the_picture_gives_way_to_the_sound_on_a_narrow_line_and_comes_back(
    product: Product, arrive: Arrive
) -> None:
    facilitator, ana = await arrive(viewport={"width": 1920, "height": 1080}), await arrive()
    await ana.context.add_init_script(FAST)
    async with behind_a_line(facilitator.context) as line:
        line.be(up=UP, down=GOOD)
        await ana.open_link(await product.link(0))
        await ana.wait_to_be_let_in()
        await facilitator.sign_in(product.cast.facilitator)
        await facilitator.enter_as_staff()
        await facilitator.admit("Chosen 0")
        await facilitator.sees_and_hears(others=1)
        await ana.sees_and_hears(others=1)
        seen, unhurt = await Seen.begin(facilitator.page), await Seen.begin(ana.page)
        await seen.picture_of(720, patience=90)

        line.be(up=UP, down=NARROW)
        began, began_there = await seen.now(), await unhurt.now()
        await asyncio.sleep(12)
        line.be(up=UP, down=GOOD)
        ended, ended_there = await seen.now(), await unhurt.now()
        await unhurt.read()
        await seen.read()
        lowered = seen.lowered(began)
        assert lowered is not None and lowered < 4
        # What a page with a good line had to make up, the machine was too busy for.
        assert seen.concealed(began, ended) - unhurt.concealed(began_there, ended_there) <= 0.1
        await seen.picture_of(360, since=ended, patience=30)
