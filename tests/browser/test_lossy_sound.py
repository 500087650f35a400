"""Sound through a line that loses every fifth packet, in a real Chromium."""

from typing import Any

import pytest

from tests.browser.conftest import Arrive
from tests.support.bad_line import behind_a_line
from tests.support.lossy_network import Conditions
from tests.support.pages import Visitor
from tests.support.product import Product
from tests.support.waiting import until

pytestmark = pytest.mark.alone

FAR = Conditions(delay=0.05)
LOSSY = Conditions(delay=0.05, loss=0.2)

HEARD = """async () => {
  const sounds = (await window.inbound()).filter((one) => one.kind === 'audio');
  const longest = sounds.sort((a, b) => b.packetsReceived - a.packetsReceived)[0];
  return { samples: longest.totalSamplesReceived, concealed: longest.concealedSamples,
           packets: longest.packetsReceived, lost: longest.packetsLost };
}"""


async def heard(visitor: Visitor) -> dict[str, Any]:
    """What came so far of the one voice that this page hears."""
    found: dict[str, Any] = await visitor.page.evaluate(HEARD)
    return found


async def test_of_20_percent_loss_on_a_downlink_at_most_three_are_heard(product: Product, arrive: Arrive) -> None:
    facilitator, client = await arrive(), await arrive()
    async with behind_a_line(client.context) as line:
        line.be(up=FAR, down=FAR)
        await facilitator.sign_in(product.cast.facilitator)
        await facilitator.enter_as_staff()
        await client.open_link(await product.link(0))
        await client.wait_to_be_let_in()
        await facilitator.admit("Chosen 0")
        await client.sees_and_hears(others=1)
        line.be(up=FAR, down=LOSSY)
        stretches = [await during(client, 8) for _ in range(2)]
        while stretches[-1]["concealed"] > 0.03 and len(stretches) < 5:  # a busy machine conceals some of its own
            stretches.append(await during(client, 8))
        assert min(it["lost"] for it in stretches) > 0.1, "the line is as bad as it was to be"
        assert stretches[-1]["concealed"] <= 0.03, stretches


async def during(visitor: Visitor, seconds: int) -> dict[str, float]:
    """Parts of the samples that were concealed, and of the packets that were lost, in so much sound."""
    before = await heard(visitor)

    async def passed() -> dict[str, Any] | None:
        now = await heard(visitor)
        return now if now["samples"] >= before["samples"] + seconds * 48_000 else None

    after = await until(passed, patience=3 * seconds) or {}
    grown = {name: after[name] - before[name] for name in after}
    lost = grown["lost"] / (grown["packets"] + grown["lost"])
    return {"concealed": grown["concealed"] / grown["samples"], "lost": lost}
