"""Two people in Chromium who get through by TURN alone: `python -m tests.browser.turn_pair DIRECTORY PROTOCOL`.

PROTOCOL is how they reach the TURN server, udp or tcp. Prints what each has received, and which way. It wants a network
as tests/support/namespace.py makes it, and adds an address to it.
"""

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.browser.test_reach import PATHS
from tests.support import namespace
from tests.support.coturn import running_coturn
from tests.support.pages import Visitor, chromium
from tests.support.product import running_product

RELAY = "192.0.2.3"
RELAY_ONLY = """
const Direct = window.RTCPeerConnection;
window.RTCPeerConnection = class extends Direct {
  constructor(configuration) {
    super({ ...configuration, iceTransportPolicy: 'relay' });
  }
};
"""


async def meet(directory: Path, protocol: str) -> list[dict[str, Any]]:
    with running_coturn(directory, namespace.ADDRESS, [RELAY]) as coturn:
        settings = {
            "VIOP_MEDIA_HOST": RELAY,
            "VIOP_MEDIA_ANNOUNCE": RELAY,
            "VIOP_TURN_URLS": f"turn:{coturn.address[0]}:{coturn.address[1]}?transport={protocol}",
            "VIOP_TURN_SECRET": coturn.secret,
        }
        async with asyncio.timeout(150), running_product(directory, **settings) as product, chromium() as browser:
            facilitator, client = [await Visitor.arrive(product, browser) for _ in range(2)]
            for one in (facilitator, client):
                await one.context.add_init_script(RELAY_ONLY)
            await facilitator.sign_in(product.cast.facilitator)
            await facilitator.enter_as_staff()
            await client.open_link(await product.link(0))
            await client.wait_to_be_let_in()
            await facilitator.admit("Chosen 0")
            return [
                {"received": await one.sees_and_hears(others=1), "paths": await one.page.evaluate(PATHS)}
                for one in (facilitator, client)
            ]


if __name__ == "__main__":
    subprocess.run(["ip", "address", "add", f"{RELAY}/24", "dev", "cable"], check=True)
    print(json.dumps(asyncio.run(meet(Path(sys.argv[1]), sys.argv[2]))))
