"""Bots in the whole product: they come, wait, are let in, see and hear one another, and come back."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import aiohttp
import pytest

from signaling.bots.bot import Bot
from signaling.bots.entrance import Api, ClientEntrance, StaffEntrance
from signaling.bots.habits import ClientHabits, FacilitatorHabits
from signaling.bots.loops import Loops, make_loops
from tests.support.clinics import PASSWORD, PIN
from tests.support.product import Product, running_product
from tests.support.waiting import until


@pytest.fixture(scope="module")
def loops() -> Loops:
    return make_loops(0, "AB")


@pytest.fixture
async def product(tmp_path) -> AsyncIterator[Product]:
    async with running_product(tmp_path) as product:
        yield product


class Group:
    """Bots, each with cookies of its own; they end with the test."""

    def __init__(self, product: Product, loops: Loops, stack: contextlib.AsyncExitStack) -> None:
        self._product = product
        self._loops = loops
        self._stack = stack
        self.runs: list[asyncio.Task] = []

    async def client(self, number: int) -> Bot:
        link = await self._product.link(number)
        return await self._add(ClientEntrance(token=link.partition("#")[2], pin=PIN), ClientHabits(number))

    async def facilitator(self) -> Bot:
        cast = self._product.cast
        entrance = StaffEntrance(email=cast.email(cast.facilitator), password=PASSWORD, session=cast.running)
        return await self._add(entrance, FacilitatorHabits(1))

    async def _add(self, entrance, habits) -> Bot:
        http = await self._stack.enter_async_context(aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)))
        bot = Bot(Api(http, self._product.url), entrance, self._loops, habits, seed=1)
        run = asyncio.create_task(bot.run())
        self.runs.append(run)
        self._stack.push_async_callback(self._end, run)
        return bot

    async def _end(self, run: asyncio.Task) -> None:
        run.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await run


@pytest.fixture
async def group(product, loops) -> AsyncIterator[Group]:
    async with contextlib.AsyncExitStack() as stack:
        yield Group(product, loops, stack)


def place(bot: Bot) -> str:
    return "" if bot.view is None else bot.view.me.place


async def eventually(condition) -> None:
    async def look() -> bool:
        return condition()

    await until(look, patience=30)


async def test_bots_are_let_in_by_a_bot_and_each_receives_all_the_others(group):
    clients = [await group.client(0), await group.client(1)]
    await eventually(lambda: all(place(it) == "waiting" for it in clients))
    facilitator = await group.facilitator()
    everyone = [*clients, facilitator]
    await eventually(lambda: all(place(it) == "in_room" for it in everyone))
    await eventually(lambda: all(sum(n > 10 for n in it.received().values()) == 4 for it in everyone))


async def test_a_bot_whose_socket_and_server_die_comes_back_by_itself(group, product):
    client, facilitator = await group.client(0), await group.facilitator()
    await eventually(lambda: len(client.received()) == 2 and len(facilitator.received()) == 2)
    await product.kill()
    await product.start()
    before = dict(client.received())
    await eventually(lambda: place(client) == "in_room" and sum(client.received().values()) > sum(before.values()) + 50)
    await eventually(lambda: len(facilitator.received()) >= 2)


async def test_a_bot_whose_pin_is_wrong_gives_up(group, product):
    link = await product.link(0)
    await group._add(ClientEntrance(token=link.partition("#")[2], pin="0000"), ClientHabits(0))
    assert await asyncio.wait_for(group.runs[-1], 10) is None
