"""The proxy that operators are given, as a real HAProxy in front of two small apps."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from server.http.health import LIVES, READY
from tests.support.ports import free_port
from tests.support.proxy import running_proxy
from tests.support.waiting import until


class Node:
    """An app node as far as the proxy can see."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.is_ready = True
        self.served = 0
        self.posted = 0
        self.port = free_port("127.0.0.1")
        app = web.Application()
        app.add_routes(
            [
                web.get(LIVES, self._lives),
                web.get(READY, self._ready),
                web.get("/signal", self._signal),
                web.get("/whoami", self._whoami),
                web.post("/break-off", self._break_off),
            ]
        )
        self.server = TestServer(app, host="127.0.0.1", port=self.port)

    async def _lives(self, request: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def _ready(self, request: web.Request) -> web.Response:
        return web.Response(status=200 if self.is_ready else 503)

    async def _whoami(self, request: web.Request) -> web.Response:
        self.served += 1
        return web.json_response([self.name, request.headers["X-Forwarded-For"]])

    async def _break_off(self, request: web.Request) -> web.Response:
        self.posted += 1
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    async def _signal(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            await socket.send_str(f"{self.name}: {message.data}")
        return socket


@pytest.fixture
async def nodes() -> AsyncIterator[list[Node]]:
    both = [Node("one"), Node("two")]
    for node in both:
        await node.server.start_server()
    yield both
    for node in both:
        await node.server.close()


@pytest.fixture
async def browser(nodes, tmp_path) -> AsyncIterator[aiohttp.ClientSession]:
    async with AsyncExitStack() as stack:
        proxy = await stack.enter_async_context(running_proxy(tmp_path, [f"127.0.0.1:{it.port}" for it in nodes]))
        tls = ssl.create_default_context(cafile=str(proxy.certificate))
        yield await stack.enter_async_context(
            aiohttp.ClientSession(proxy.url, connector=aiohttp.TCPConnector(ssl=tls, force_close=True))
        )


async def whoami(browser: aiohttp.ClientSession, **headers: str) -> list[str]:
    async with browser.get("/whoami", headers=headers) as response:
        assert response.status == 200
        told: list[str] = await response.json()
        return told


async def says(socket: aiohttp.ClientWebSocketResponse) -> str:
    await socket.send_str("ping")
    return (await socket.receive_str(timeout=5)).partition(":")[0]


async def test_nobody_notices_a_node_that_is_gone_and_nothing_is_asked_twice(nodes, browser):
    assert {(await whoami(browser))[0] for _ in range(4)} == {"one", "two"}
    assert (await whoami(browser, **{"X-Forwarded-For": "192.0.2.7"}))[1] == "127.0.0.1"
    async with browser.get(READY) as response:
        assert response.status == 404
    async with browser.post("/break-off") as response:
        assert response.status == 502
    assert nodes[0].posted + nodes[1].posted == 1
    await nodes[0].server.close()
    began = asyncio.get_running_loop().time()
    assert [(await whoami(browser))[0] for _ in range(4)] == ["two"] * 4
    assert asyncio.get_running_loop().time() - began < 0.5


async def test_a_node_that_is_not_ready_gets_nobody_new_and_keeps_its_sockets_until_none_is_ready(nodes, browser):
    sockets = [await browser.ws_connect("/signal") for _ in range(4)]
    assert sorted([await says(it) for it in sockets]) == ["one", "one", "two", "two"]
    nodes[0].is_ready = False

    async def only_two_is_asked() -> bool:
        return {(await whoami(browser))[0] for _ in range(4)} == {"two"}

    await until(only_two_is_asked, patience=5)
    assert sorted([await says(it) for it in sockets]) == ["one", "one", "two", "two"]
    nodes[1].is_ready = False

    async def both_are_asked() -> bool:
        return {(await whoami(browser))[0] for _ in range(4)} == {"one", "two"}

    await until(both_are_asked, patience=5)
    assert sorted([await says(it) for it in sockets]) == ["one", "one", "two", "two"]
    for socket in sockets:
        await socket.close()
