"""threats.md 21: the app is killed while a group talks. It starts again, everybody comes back by themselves, and the
record has lost no more than a beat and counted nothing twice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import aiohttp

from server.clinic import open_clinic
from server.domain.attendance.evidence import Beat
from server.domain.attendance.facts import PresenceFact
from server.settings import Settings
from signaling.bots.bot import Bot
from signaling.bots.entrance import Api, ClientEntrance
from signaling.bots.habits import ClientHabits
from signaling.bots.loops import make_loops
from tests.signaling.websocket.pages import Message, Page
from tests.support.browser import Browser
from tests.support.clinics import PIN
from tests.support.product import Product, running_product
from tests.support.waiting import until

BEAT = 0.5


async def test_a_killed_app_loses_at_most_a_beat_and_counts_nothing_twice(tmp_path: Path) -> None:
    async with running_product(tmp_path, VIOP_BEAT_SECONDS=str(BEAT)) as product, AsyncExitStack() as stack:
        cast, staff = product.cast, Browser(product.url)
        stack.push_async_callback(staff.http.close)
        await staff.sign_in(cast, cast.facilitator)
        for number, client in enumerate(cast.clients[:2]):
            await stack.enter_async_context(_bot(product.url, await staff.link(cast.running, client), number))
        fay = await staff.enter(cast.running)
        await fay.sees(lambda view: len(view["staff"]["waiting"]) == 2)
        await fay.ask("admit_all", identity_confirmed=True)
        await fay.ask("start_session")
        await _everybody_is_seen(product, fay)

        killed_at = datetime.now(UTC)
        await product.kill()
        await product.start()
        fay = await staff.enter(cast.running)
        await _everybody_is_seen(product, fay)
        await fay.ask("end_session")
        await until(lambda: _finished(product))

        await _check_records(product, killed_at)


async def _check_records(product: Product, killed_at: datetime) -> None:
    facts = await _facts(product)
    async with open_clinic(Settings(var=product.var), boot="reader") as clinic:
        records = await clinic.services.live.records(product.cast.clinic, product.cast.running, facts[-1].observed_at)
    for record in records[:2]:
        _, back = [one for one in facts if one.participant == record.participant and one.kind == "connected"]
        (gap,) = record.gaps
        assert gap.cause == "server_outage"
        assert killed_at - gap.start <= timedelta(seconds=2 * BEAT), "a beat that was being written may be lost"
        assert gap.stop == back.observed_at
        for earlier, later in pairwise(record.intervals):
            assert earlier.stop <= later.start, "nothing counts twice"


@asynccontextmanager
async def _bot(url: str, token: str, number: int) -> AsyncIterator[None]:
    loops = await asyncio.to_thread(make_loops, number, "AB")
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        bot = Bot(Api(http, url), ClientEntrance(token=token, pin=PIN), loops, ClientHabits(number), number)
        living = asyncio.create_task(bot.run())
        try:
            yield
        finally:
            living.cancel()
            await asyncio.wait([living])


async def _everybody_is_seen(product: Product, fay: Page) -> None:
    """Both clients are in the room, and a beat of this process says that the relay hears them."""

    def published(view: Message) -> bool:
        return len(view["participants"]) == 2 and all(len(one["tracks"]) == 2 for one in view["participants"])

    await fay.sees(published, patience=30)
    boot = (await _facts(product))[-1].boot

    async def heard() -> bool:
        newest = [one.evidence for one in await _facts(product) if one.boot == boot and isinstance(one.evidence, Beat)]
        rows = newest[-1].connections if newest else ()
        return sum(row.audio and row.video for row in rows) == 2

    await until(heard, patience=30)


async def _facts(product: Product) -> list[PresenceFact]:
    async with open_clinic(Settings(var=product.var), boot="reader") as clinic:
        facts = await clinic.services.facts.of_session(product.cast.clinic, product.cast.running)
    return sorted(facts, key=lambda fact: fact.observed_at)


async def _finished(product: Product) -> bool:
    async with product.api(product.cast.facilitator) as api:
        detail = await api.get(f"/api/sessions/{product.cast.running}")
        return bool(detail["status"] == "finished")
