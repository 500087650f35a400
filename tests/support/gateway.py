"""The one way from browsers to a product, as through somebody's router and firewall: for its media and for the app."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from tests.support.lossy_network import LossyNetwork, lossy_network
from tests.support.ports import free_port
from tests.support.product import Product, running_product

LOOPBACK = "127.0.0.1"


class TcpNetwork:
    """Carries connections to `target`. While `blackhole` is set nothing passes; what was sent meanwhile comes after."""

    def __init__(self, target: tuple[str, int]) -> None:
        self._target = target
        self._clear = asyncio.Event()
        self._clear.set()
        self._server: asyncio.Server | None = None
        self._carrying: set[asyncio.Task[None]] = set()

    @property
    def blackhole(self) -> bool:
        return not self._clear.is_set()

    @blackhole.setter
    def blackhole(self, dark: bool) -> None:
        if dark:
            self._clear.clear()
        else:
            self._clear.set()

    async def open(self, port: int = 0) -> int:
        """Listen; the port."""
        self._server = await asyncio.start_server(self._connected, LOOPBACK, port)
        bound: int = self._server.sockets[0].getsockname()[1]
        return bound

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        for task in self._carrying:
            task.cancel()
        await asyncio.gather(*self._carrying, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._clear.wait()
        try:
            far_reader, far_writer = await asyncio.open_connection(*self._target)
        except OSError:
            writer.close()
            return
        for source, sink in ((reader, far_writer), (far_reader, writer)):
            task = asyncio.create_task(self._carry(source, sink))
            self._carrying.add(task)
            task.add_done_callback(self._carrying.discard)

    async def _carry(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(65536):
                await self._clear.wait()
                sink.write(data)
                await sink.drain()
        sink.close()


@dataclass(frozen=True)
class Gateway:
    """`product` is the one behind it, with the port that browsers know."""

    product: Product
    app: TcpNetwork
    udp: LossyNetwork
    tcp: TcpNetwork

    def blackhole(self, dark: bool) -> None:
        """Whether nothing passes at all."""
        self.app.blackhole = self.udp.blackhole = self.tcp.blackhole = dark


@asynccontextmanager
async def gateway(directory: Path, **settings: str) -> AsyncIterator[Gateway]:
    """A running product that can be reached through here only."""
    async with AsyncExitStack() as stack:
        media_port = free_port(LOOPBACK)
        udp, tcp = await _media(stack, media_port)
        announced = {
            "VIOP_MEDIA_PORT": str(media_port),
            "VIOP_MEDIA_WORKERS": "1",
            "VIOP_MEDIA_ANNOUNCE": json.dumps([f"{LOOPBACK}:{udp.address[1]}"]),
        }
        product = await stack.enter_async_context(running_product(directory, **announced, **settings))
        app = TcpNetwork((LOOPBACK, product.port))
        stack.push_async_callback(app.close)
        yield Gateway(replace(product, port=await app.open()), app, udp, tcp)


async def _media(stack: AsyncExitStack, media_port: int) -> tuple[LossyNetwork, TcpNetwork]:
    """UDP and TCP on one port."""
    while True:
        udp = await stack.enter_async_context(lossy_network((LOOPBACK, media_port)))
        tcp = TcpNetwork((LOOPBACK, media_port))
        stack.push_async_callback(tcp.close)
        with suppress(OSError):
            await tcp.open(udp.address[1])
            return udp, tcp
