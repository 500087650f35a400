"""Firewalls, routers and dead spots: people get in all the same, and stay in."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser

from tests.support.gateway import Gateway, gateway
from tests.support.pages import Visitor
from tests.support.product import Product

pytestmark = pytest.mark.alone

# How long each connection takes from when it is made, and which way the packets go.
TIMES = """
window.connected = [];
const Watched = window.RTCPeerConnection;
window.RTCPeerConnection = class extends Watched {
  constructor(...options) {
    super(...options);
    const at = performance.now();
    this.addEventListener('connectionstatechange', () => {
      if (this.connectionState === 'connected') window.connected.push(performance.now() - at);
    });
  }
};
"""
PATHS = """async () => {
  const paths = [];
  for (const connection of window.connections) {
    if (connection.connectionState !== 'connected') continue;
    const stats = await connection.getStats();
    for (const one of stats.values()) {
      if (one.type !== 'transport' || !one.selectedCandidatePairId) continue;
      const local = stats.get(stats.get(one.selectedCandidatePairId).localCandidateId);
      paths.push(local.candidateType === 'relay' ? `relay ${local.relayProtocol}` : local.protocol);
    }
  }
  return paths;
}"""
# The longest time without another sound packet, or without another decoded picture, of so many ms.
SILENCE = """async (watching) => {
  const counted = async () => {
    const found = { audio: 0, video: 0 };
    for (const { kind, packetsReceived, framesDecoded } of await window.inbound())
      found[kind] += kind === 'audio' ? packetsReceived : framesDecoded;
    return found;
  };
  const start = performance.now();
  let before = await counted(), longest = 0;
  const since = { audio: start, video: start };
  while (performance.now() < start + watching) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const after = await counted(), now = performance.now();
    for (const kind of ['audio', 'video']) {
      longest = Math.max(longest, now - since[kind]);
      if (after[kind] > before[kind]) since[kind] = now;
    }
    before = after;
  }
  return longest;
}"""


@pytest.fixture
async def way(tmp_path: Path) -> AsyncIterator[Gateway]:
    async with gateway(tmp_path) as way:
        yield way


@pytest.fixture
def product(way: Gateway) -> Product:
    return way.product


async def meet(way: Gateway, browser: Browser) -> list[Visitor]:
    """A facilitator and a client who see and hear each other."""
    facilitator, client = [await Visitor.arrive(way.product, browser) for _ in range(2)]
    for one in (facilitator, client):
        await one.context.add_init_script(TIMES)
    await facilitator.sign_in(way.product.cast.facilitator)
    await facilitator.enter_as_staff()
    await client.open_link(await way.product.link(0))
    await client.wait_to_be_let_in()
    await facilitator.admit("Chosen 0")
    await facilitator.sees_and_hears(others=1)
    await client.sees_and_hears(others=1)
    return [facilitator, client]


async def longest_silence(people: list[Visitor], watching: float) -> float:
    """The longest time, in seconds, in which somebody had no new sound or no new picture, of so many from now on."""
    found = await asyncio.gather(*(one.page.evaluate(SILENCE, watching * 1000) for one in people))
    return float(max(found)) / 1000


async def connections(person: Visitor) -> int:
    made: int = await person.page.evaluate("window.connections.length")
    return made


async def paths(person: Visitor) -> list[str]:
    found: list[str] = await person.page.evaluate(PATHS)
    return found


async def test_where_no_udp_passes_people_are_connected_within_3_s_over_tcp(way: Gateway, browser: Browser) -> None:
    way.udp.blackhole = True
    people = await meet(way, browser)
    for one in people:
        took: list[Any] = await one.page.evaluate("window.connected")
        assert len(took) == 2
        assert max(took) < 3_000
        assert await paths(one) == 2 * ["tcp"]
    assert way.udp.lost["up"] > 0


async def test_over_udp_where_it_passes(way: Gateway, browser: Browser) -> None:
    for one in await meet(way, browser):
        assert await paths(one) == 2 * ["udp"]


async def test_when_everybodys_address_changes_media_is_back_within_2_s(way: Gateway, browser: Browser) -> None:
    """Nobody is told of it. Up to three times, since a busy machine may hold up any of them."""
    people = await meet(way, browser)
    for _ in range(3):
        way.udp.rebind()
        if (silence := await longest_silence(people, 5)) < 2:
            break
    assert silence < 2
    assert [await connections(one) for one in people] == [2, 2]


async def test_after_10_s_in_which_nothing_passes_media_is_back_within_2_s(way: Gateway, browser: Browser) -> None:
    people = await meet(way, browser)
    way.blackhole(True)
    await asyncio.sleep(10)
    way.blackhole(False)
    assert await longest_silence(people, 5) < 2
    assert [await connections(one) for one in people] == [2, 2]


async def test_when_udp_ceases_to_pass_the_call_goes_on_over_tcp(way: Gateway, browser: Browser) -> None:
    people = await meet(way, browser)
    way.udp.blackhole = True
    assert await longest_silence(people, 25) < 20
    for one in people:
        assert set(await paths(one)) == {"tcp"}
    assert [await connections(one) for one in people] == [2, 2]
