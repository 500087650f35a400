"""One browser's way to a relay, as bad as one likes."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from playwright.async_api import BrowserContext

from tests.support.lossy_network import GOOD, Conditions, LossyNetwork

# Each of a relay's UDP candidates is taken for the near end of a line to it. TCP candidates stay where they are.
_THROUGH = """
const set = RTCPeerConnection.prototype.setRemoteDescription;
RTCPeerConnection.prototype.setRemoteDescription = async function (description) {
  const lines = [];
  for (const line of description.sdp.split('\\r\\n')) {
    const found = line.match(/^(a=candidate:\\S+ 1 udp \\d+) ([0-9.]+) (\\d+)(.*)$/i);
    if (found) lines.push(`${found[1]} 127.0.0.1 ${await window.through(found[2], Number(found[3]))}${found[4]}`);
    else if (KEEP_TCP || !line.startsWith('a=candidate:')) lines.push(line);
  }
  return set.call(this, { type: description.type, sdp: lines.join('\\r\\n') });
};
"""


@dataclass
class Line:
    """All that a browser sends and receives by UDP. `networks`: one for each port of the relay that it was told of."""

    source: str = "127.0.0.1"
    """Where the far ends send from."""
    up: Conditions = GOOD
    down: Conditions = GOOD
    dark: bool = False
    networks: dict[tuple[str, int], LossyNetwork] = field(default_factory=dict)

    def through(self, address: str, port: int) -> int:
        """The port at which to reach the relay's through this line."""
        if (address, port) not in self.networks:
            made = LossyNetwork((address, port), 7, self.up, self.down, self.source)
            made.blackhole = self.dark
            self.networks[address, port] = made
        return self.networks[address, port].address[1]

    def be(self, up: Conditions = GOOD, down: Conditions = GOOD) -> None:
        """From now on."""
        self.up, self.down = up, down
        for network in self.networks.values():
            network.up, network.down = up, down

    @property
    def passed(self) -> int:
        """Datagrams that came down so far."""
        return sum(network.passed["down"] for network in self.networks.values())

    def blackhole(self, dark: bool) -> None:
        """Whether nothing passes."""
        self.dark = dark
        for network in self.networks.values():
            network.blackhole = dark

    def rebind(self) -> None:
        """The relay sees another address from now on."""
        for network in self.networks.values():
            network.rebind()


@contextlib.asynccontextmanager
async def behind_a_line(context: BrowserContext, source: str = "127.0.0.1", tcp: bool = False) -> AsyncIterator[Line]:
    """For the pages of a context that connect from now on. `tcp`: that passes too, beside this line."""
    line = Line(source)
    await context.expose_function("through", line.through)
    await context.add_init_script(_THROUGH.replace("KEEP_TCP", "true" if tcp else "false"))
    try:
        yield line
    finally:
        for network in line.networks.values():
            network.close()
