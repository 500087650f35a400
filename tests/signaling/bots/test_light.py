"""Bots without sound and pictures in the whole product."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from random import Random

import pytest

from signaling.bots.coming_back import after_draining, backoff
from signaling.bots.entrance import Api, ClientEntrance, StaffEntrance
from signaling.bots.light import LightBot
from signaling.bots.run import BotOptions, GroupOptions, run, shared_http
from signaling.protocol import messages as wire
from tests.support.clinics import PASSWORD, PIN
from tests.support.product import Product, running_product
from tests.support.waiting import until


@pytest.fixture
async def product(tmp_path) -> AsyncIterator[Product]:
    async with running_product(tmp_path) as product:
        yield product


@contextlib.asynccontextmanager
async def living(work) -> AsyncIterator[asyncio.Task]:
    task = asyncio.create_task(work)
    try:
        yield task
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def test_light_bots_are_let_in_by_one_of_staff_take_part_and_leave(product):
    cast = product.cast
    runs = StaffEntrance(email=cast.email(cast.facilitator), password=PASSWORD, session=cast.running)
    comes = ClientEntrance(token=(await product.link(0)).partition("#")[2], pin=PIN)
    watched = ClientEntrance(token=(await product.link(1)).partition("#")[2], pin=PIN)
    bots = [BotOptions(initials="A", entrance=runs), BotOptions(initials="B", entrance=comes)]
    options = GroupOptions(url=product.url, bots=bots, media=False, seconds_apart=0)
    async with shared_http() as http, living(run(options)):
        bot = LightBot(Api(http, product.url), watched, seed=1)

        async def sees_both() -> bool:
            return bot.view is not None and bot.place == "in_room" and len(bot.view["participants"]) == 2

        async with living(bot.run()) as run_of_bot:
            await until(sees_both)
            assert (await bot.ask("raise_hand", raised=True))["type"] == "result"
            assert (await bot.ask("set_locked", locked=True))["code"] == "forbidden"
            await bot.ask("leave")
            goodbye = await asyncio.wait_for(run_of_bot, 10)
            assert goodbye.reason == "left"


def test_a_bot_comes_back_at_once_and_then_with_growing_pauses_as_pages_do():
    class Least(Random):
        def random(self) -> float:
            return 0.0

    assert [backoff(attempt, Least()) for attempt in (0, 1, 2, 3, 10)] == [0.2, 1, 2, 4, 15]
    assert 0.66 < backoff(1, Random(1)) <= 1
    assert after_draining(wire.Goodbye(reason="draining"), Random(1)) > 1
    assert after_draining(wire.Goodbye(reason="draining", soon=True), Random(1)) < 0.5
