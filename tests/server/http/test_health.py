"""What proxies and orchestrators ask: does it live, and may it be given traffic."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from server.http import health
from server.http.health import Readiness


class Part:
    """Something that must be there. `asked`: how often somebody looked."""

    def __init__(self, there: bool = True) -> None:
        self.there = there
        self.asked = 0

    async def __call__(self) -> bool:
        self.asked += 1
        await asyncio.sleep(0)
        return self.there


class Now:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


async def answered(readiness: Readiness, path: str) -> tuple[int, str]:
    app = web.Application()
    app.add_routes(health.routes(readiness))
    async with TestClient(TestServer(app)) as browser, browser.get(path) as response:
        assert response.headers["Cache-Control"] == "no-store"
        return response.status, await response.text()


async def test_a_process_that_lives_says_so_and_nothing_else_though_all_is_missing() -> None:
    assert await answered(Readiness({"database": Part(False)}), "/healthz") == (200, "ok\n")


async def test_what_is_missing_is_said_in_codes_and_nothing_else_is() -> None:
    async def fails() -> bool:
        raise ConnectionRefusedError("postgresql://viop@10.0.0.5:5432/iop")

    there = Readiness({"database": Part(), "media": Part()})
    assert await answered(there, "/readyz") == (200, '{"ready": true, "missing": []}')
    lacking = Readiness({"database": fails, "schema": Part(), "media": Part(False)})
    assert await answered(lacking, "/readyz") == (503, '{"ready": false, "missing": ["database", "media"]}')


async def test_what_does_not_answer_in_time_is_missing_and_keeps_nobody_waiting_longer() -> None:
    health_of: Callable[[], Awaitable[bool]] = asyncio.Event().wait  # for ever
    readiness = Readiness({"coordination": health_of}, patience=0.01)
    assert await readiness.missing() == ["coordination"]


async def test_however_many_ask_each_part_is_looked_at_once_a_second() -> None:
    database, now = Part(), Now()
    readiness = Readiness({"database": database}, now)
    answers = await asyncio.gather(*(readiness.missing() for _ in range(100)))
    assert (answers, database.asked) == ([[]] * 100, 1)
    database.there = False
    now.seconds += 0.9
    assert (await readiness.missing(), database.asked) == ([], 1)
    now.seconds += 0.1
    assert (await readiness.missing(), database.asked) == (["database"], 2)


async def test_a_process_that_is_about_to_stop_says_so_at_once_whatever_it_said_before() -> None:
    readiness = Readiness({"database": Part()})
    asking = asyncio.create_task(readiness.missing())
    await asyncio.sleep(0)
    readiness.drain()
    assert (await asking, await readiness.missing()) == (["draining"], ["draining"])
