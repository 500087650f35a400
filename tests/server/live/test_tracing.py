"""Which trace a request belongs to, and who hears of it."""

import re

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from server.live.tracing import add_tracing
from signaling import trace

A_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = f"00-{A_TRACE}-00f067aa0ba902b7-01"


async def traces(proxies: int, parent: str) -> tuple[str, str]:
    """As the handler knows it, and as the answer names it."""

    async def handle(request: web.Request) -> web.Response:
        return web.Response(text=trace.current())

    app = web.Application()
    app.router.add_get("/", handle)
    add_tracing(app, proxies)
    async with (
        TestClient(TestServer(app)) as browser,
        browser.get("/", headers={"traceparent": parent}) as response,
    ):
        return await response.text(), response.headers["X-Trace-Id"]


async def test_the_trace_that_a_proxy_of_ours_gave_is_taken_and_named_in_the_answer() -> None:
    assert await traces(1, PARENT) == (A_TRACE, A_TRACE)


async def test_without_a_proxy_of_ours_nobody_chooses_what_is_in_our_logs() -> None:
    inside, outside = await traces(0, PARENT)
    assert inside == outside != A_TRACE and re.fullmatch("[0-9a-f]{32}", inside)


@pytest.mark.parametrize(
    "parent",
    [
        "",
        "Ana",
        f"00-{A_TRACE}",
        f"ff{PARENT[2:]}",
        f"00-{'0' * 32}-00f067aa0ba902b7-01",
        PARENT.upper(),
        PARENT + "\t",
    ],
)
def test_what_is_no_traceparent_is_none(parent: str) -> None:
    assert trace.of_parent(parent) is None


def test_what_was_entered_is_left_again() -> None:
    with trace.entering("a"):
        with trace.entering("b"):
            assert trace.current() == "b"
        assert trace.current() == "a"
    assert trace.current() == ""
