"""A camera in three layers, of which a tile gets the one that fits it."""

import pytest
from playwright.async_api import ViewportSize

from tests.browser.conftest import Arrive
from tests.support.product import Product
from tests.support.waiting import until

pytestmark = pytest.mark.alone

FAST = "Object.defineProperty(navigator, 'hardwareConcurrency', { get: () => 8 })"
"""Pages on a machine of two cores send small pictures; this one thinks that it has more."""

SENT = """async () => {
  const layers = {};
  for (const connection of window.connections)
    for (const it of (await connection.getStats()).values())
      if (it.type === 'outbound-rtp' && it.kind === 'video')
        layers[it.rid] = { height: it.frameHeight ?? 0, frames: it.framesEncoded, active: it.active };
  return layers;
}"""
RECEIVED = """async () => {
  const pictures = (await window.inbound()).filter((it) => it.kind === 'video' && it.framesDecoded > 0);
  return pictures.map((it) => it.frameHeight ?? 0);
}"""

PROGRESS = """async () => {
  const progress = { frames: 0, sound: 0 };
  for (const { kind, framesDecoded, packetsReceived } of await window.inbound())
    if (kind === 'video') progress.frames += framesDecoded; else progress.sound += packetsReceived;
  return progress;
}"""
LOOK = """(state) => {
  Object.defineProperty(document, 'visibilityState', { get: () => state, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}"""


async def test_a_small_tile_gets_the_low_layer_and_a_large_one_the_high(product: Product, arrive: Arrive) -> None:
    small, large = ViewportSize(width=480, height=400), ViewportSize(width=1920, height=1080)
    facilitator, ana = await arrive(), await arrive()
    await ana.context.add_init_script(FAST)
    await ana.open_link(await product.link(0))  # first: pages of one browser share its camera as it was opened
    await ana.wait_to_be_let_in()
    await facilitator.sign_in(product.cast.facilitator)
    await facilitator.enter_as_staff()
    await facilitator.admit("Chosen 0")

    async def sends(*rids: str) -> bool:
        layers = await ana.page.evaluate(SENT)
        return {rid for rid, it in layers.items() if it["active"]} == set(rids)

    async def sees(height: int) -> bool:
        return bool(await facilitator.page.evaluate(RECEIVED) == [height])

    async def progresses() -> bool:
        """Whether a picture comes with a second's sound."""
        before = await facilitator.page.evaluate(PROGRESS)

        async def later() -> dict[str, int] | None:
            now: dict[str, int] = await facilitator.page.evaluate(PROGRESS)
            return now if now["sound"] >= before["sound"] + 50 else None

        after = await until(later)
        return after is not None and after["frames"] > before["frames"]

    async def only_hears() -> bool:
        return not await progresses()

    await until(lambda: sees(360))
    await facilitator.page.set_viewport_size(small)
    await until(lambda: sees(180))
    await until(lambda: sends("l"))
    await facilitator.page.set_viewport_size(large)
    await until(lambda: sees(720))
    await until(lambda: sends("l", "h"))
    await facilitator.page.set_viewport_size(small)
    await until(lambda: sees(180))
    await facilitator.page.evaluate(LOOK, "hidden")
    await until(only_hears)
    await facilitator.page.evaluate(LOOK, "visible")
    await until(progresses)
    layers = await ana.page.evaluate(SENT)
    assert all(layers[rid]["frames"] > 0 for rid in "lmh")
