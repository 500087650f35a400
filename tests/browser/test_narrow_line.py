"""A line that becomes narrow for a while: the picture gives way, the sound does not, and the picture comes back."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from tests.browser.conftest import Arrive
from tests.browser.test_layers import FAST, RECEIVED
from tests.support.lossy_network import Conditions, LossyNetwork
from tests.support.pages import Visitor
from tests.support.product import Product
from tests.support.waiting import until

THROUGH = """
const set = RTCPeerConnection.prototype.setRemoteDescription;
RTCPeerConnection.prototype.setRemoteDescription = async function (description) {
  const lines = [];
  for (const line of description.sdp.split('\\r\\n')) {
    const found = line.match(/^(a=candidate:\\S+ 1 udp \\d+ 127\\.0\\.0\\.1) (\\d+)(.*)$/);
    if (found) lines.push(`${found[1]} ${await window.through(Number(found[2]))}${found[3]}`);
    else if (!line.startsWith('a=candidate:')) lines.push(line);
  }
  return set.call(this, { type: description.type, sdp: lines.join('\\r\\n') });
};
"""
SOUND = """async () => {
  const heard = (await window.inbound()).filter((it) => it.kind === 'audio');
  return { concealed: heard.reduce((sum, it) => sum + it.concealedSamples - it.silentConcealedSamples, 0),
           samples: heard.reduce((sum, it) => sum + it.totalSamplesReceived, 0) };
}"""
FRAMES = """async () => (await window.inbound()).reduce((sum, it) => sum + (it.framesDecoded ?? 0), 0)"""
GOOD, NARROW = Conditions(delay=0.02, rate=5e6), Conditions(delay=0.02, rate=300e3)


@contextlib.asynccontextmanager
async def behind_a_line(visitor: Visitor) -> AsyncIterator[list[LossyNetwork]]:
    """All that the visitor's page sends and receives goes through a network; the list has it once it is there."""
    networks: list[LossyNetwork] = []

    def through(port: int) -> int:
        if not networks:
            networks.append(LossyNetwork(("127.0.0.1", port), seed=7, up=Conditions(delay=0.02), down=GOOD))
        return networks[0].address[1]

    await visitor.context.expose_function("through", through)
    await visitor.context.add_init_script(THROUGH)
    try:
        yield networks
    finally:
        for network in networks:
            network.close()


async def test_the_picture_gives_way_to_the_sound_on_a_narrow_line_and_comes_back(
    product: Product, arrive: Arrive
) -> None:
    facilitator, ana = await arrive(viewport={"width": 1920, "height": 1080}), await arrive()
    await ana.context.add_init_script(FAST)
    async with behind_a_line(facilitator) as networks:
        await ana.open_link(await product.link(0))
        await ana.wait_to_be_let_in()
        await facilitator.sign_in(product.cast.facilitator)
        await facilitator.enter_as_staff()
        await facilitator.admit("Chosen 0")

        async def height() -> int:
            return max(await facilitator.page.evaluate(RECEIVED), default=0)

        async def at_least(lines: int) -> bool:
            return await height() >= lines

        async def lowered() -> bool:
            """In a lower layer, or none at all."""
            frames = await facilitator.page.evaluate(FRAMES)
            await asyncio.sleep(0.4)
            return await height() < 360 or await facilitator.page.evaluate(FRAMES) == frames

        await until(lambda: at_least(720), patience=40)
        networks[0].down = NARROW
        before = await facilitator.page.evaluate(SOUND)
        await until(lowered, patience=4)
        await asyncio.sleep(8)
        after = await facilitator.page.evaluate(SOUND)
        networks[0].down = GOOD
        await until(lambda: at_least(360), patience=30)
        concealed = after["concealed"] - before["concealed"]
        assert concealed <= 0.1 * (after["samples"] - before["samples"])
