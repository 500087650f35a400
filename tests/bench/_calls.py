"""Two people in Chromium who see and hear each other over lines that one can spoil: in our product, and over Janus."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Page

from tests.browser.test_layers import FAST
from tests.browser.test_reach import TIMES
from tests.support.bad_line import Line, behind_a_line
from tests.support.janus_call import janus_call
from tests.support.lossy_network import GOOD, Conditions
from tests.support.namespace import Cable
from tests.support.pages import Visitor, chromium
from tests.support.product import Product, running_product


@dataclass(frozen=True)
class Lines:
    """Both ways of each person's line, as they are when the call begins. Without `udp` TCP alone gets through."""

    far: Conditions = GOOD
    near: Conditions = GOOD
    udp: bool = True


@dataclass(frozen=True)
class Call:
    """`far` is who looks and listens, `near` who is looked at: 1280x720 in three layers."""

    far: Page
    near: Page
    far_line: Line
    near_line: Line


@asynccontextmanager
async def our_call(lines: Lines) -> AsyncIterator[Call]:
    """With the real pages and the real server."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        product = await stack.enter_async_context(running_product(Path(folder)))
        browser = await stack.enter_async_context(chromium())
        far = await Visitor.arrive(product, browser, viewport={"width": 1920, "height": 1080})
        near = await Visitor.arrive(product, browser)
        await near.context.add_init_script(FAST)
        laid: list[Line] = []
        for visitor in (far, near):
            await visitor.context.add_init_script(TIMES)
            laid.append(await stack.enter_async_context(behind_a_line(visitor.context, tcp=not lines.udp)))
        _begin(laid, lines)
        await _meet(product, far, near)
        yield Call(far.page, near.page, *laid)


@asynccontextmanager
async def call_over_janus(cable: Cable, lines: Lines) -> AsyncIterator[Call]:
    """With pages that do what ours do, as far as Janus lets them."""
    async with AsyncExitStack() as stack:
        browser = await stack.enter_async_context(chromium())
        contexts = [await browser.new_context() for _ in range(2)]
        laid: list[Line] = []
        for context in contexts:
            await context.add_init_script(TIMES)
            laid.append(await stack.enter_async_context(behind_a_line(context, cable.near, tcp=not lines.udp)))
        _begin(laid, lines)
        far, near = await stack.enter_async_context(janus_call(cable, contexts, tcp=not lines.udp))
        yield Call(far, near, *laid)


def _begin(laid: list[Line], lines: Lines) -> None:
    for line, conditions in zip(laid, (lines.far, lines.near), strict=True):
        line.be(up=conditions, down=conditions)
        line.blackhole(not lines.udp)


async def _meet(product: Product, facilitator: Visitor, client: Visitor) -> None:
    # Who is looked at first: pages of one browser share its camera as it was opened.
    await client.open_link(await product.link(0))
    await client.wait_to_be_let_in()
    await facilitator.sign_in(product.cast.facilitator)
    await facilitator.enter_as_staff()
    await facilitator.admit("Chosen 0")
    await facilitator.sees_and_hears(others=1)
    await client.sees_and_hears(others=1)
