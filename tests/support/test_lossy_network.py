"""The bad network itself."""

import asyncio
import contextlib
import socket

import pytest

from tests.support.lossy_network import GOOD, Conditions, lossy_network
from tests.support.waiting import until


class Echo(asyncio.DatagramProtocol):
    """Sends back what comes, from the address that it came to."""

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, addr):
        self.transport.sendto(data, addr)


@pytest.fixture
async def echo():
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(Echo, ("127.0.0.1", 0))
    yield transport.get_extra_info("sockname")[:2]
    transport.abort()


class Client:
    def __init__(self, network):
        self.network = network
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.bind(("127.0.0.1", 0))
        self.back: list[int] = []

    def send(self, *numbers):
        for number in numbers:
            self.socket.sendto(number.to_bytes(4), self.network.address)

    async def receive(self, count):
        """Until so many have come back in all."""

        async def here():
            with contextlib.suppress(BlockingIOError):
                while True:
                    self.back.append(int.from_bytes(self.socket.recv(2000)))
            return len(self.back) >= count

        await until(here, every=0.01, patience=5)


@contextlib.asynccontextmanager
async def client_of(network):
    client = Client(network)
    yield client
    client.socket.close()


async def fell(network, count):
    """Until the network has decided about so many datagrams on their way up."""

    async def decided():
        return network.passed["up"] + network.lost["up"] >= count

    await until(decided, every=0.01)


async def exchange(echo, seed, up=GOOD):
    """What comes back of 200 datagrams when the way back is good."""
    async with lossy_network(echo, seed, up) as network, client_of(network) as client:
        client.send(*range(200))
        await fell(network, 200)
        await client.receive(network.passed["up"])
        return client.back


async def test_a_good_network_passes_everything_in_order(echo):
    assert await exchange(echo, 1) == list(range(200))


async def test_the_same_seed_loses_the_same_datagrams(echo):
    lossy = Conditions(loss=0.3)
    first = await exchange(echo, 7, lossy)
    assert 100 < len(first) < 180
    assert first == await exchange(echo, 7, lossy)
    assert first != await exchange(echo, 8, lossy)


async def test_jitter_reorders_and_loses_nothing(echo):
    back = await exchange(echo, 3, Conditions(jitter=0.05))
    assert sorted(back) == list(range(200)) != back


async def test_nothing_passes_a_black_hole_until_it_closes(echo):
    async with lossy_network(echo) as network, client_of(network) as client:
        network.blackhole = True
        client.send(1, 2, 3)
        await fell(network, 3)
        network.blackhole = False
        client.send(4)
        await client.receive(1)
        assert client.back == [4]


async def test_a_narrow_way_delays_and_then_drops(echo):
    async with lossy_network(echo, up=Conditions(rate=16_000)) as network, client_of(network) as client:
        began = asyncio.get_running_loop().time()
        client.send(*range(400))
        await fell(network, 400)
        assert network.lost["up"] > 100
        await client.receive(network.passed["up"])
        assert asyncio.get_running_loop().time() - began > 0.4
