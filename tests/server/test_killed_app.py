"""The app is killed while a group talks: everybody comes back by themselves, nobody is counted twice, and no more than
a beat is lost."""

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
from signaling.bots.bot import Bot
from signaling.bots.entrance import Api, ClientEntrance
from signaling.bots.habits import ClientHabits
from signaling.bots.loops import make_loops
from tests.signaling.websocket.pages import Message, Page
from tests.support.browser import Browser
from tests.support.clinics import PIN
from tests.support.product import Product, running_product
from tests.support.waiting import until

BEAT = timedelta(seconds=1)
MILLISECOND = timedelta(milliseconds=1)
PATIENCE = 60.0


async def test_a_killed_app_loses_at_most_a_beat_and_counts_nothing_twice(tmp_path: Path) -> None:
    async with group(tmp_path) as (product, staff, fay, _):
        await fay.ask("start_session")
        killed_at = await _kill_soon_after_a_beat(product)
        await product.start()
        fay = await staff.enter(product.cast.running)
        await _everybody_is_seen(product, fay)
        await fay.ask("end_session")
        await until(lambda: _finished(product), PATIENCE)
        await _check_records(product, killed_at)


@asynccontextmanager
async def group(directory: Path, **settings: str) -> AsyncIterator[tuple[Product, Browser, Page, list[Bot]]]:
    """The product with two synthetic clients in the room, seen and heard; their facilitator's browser and page."""
    async with (
        running_product(directory, VIOP_BEAT_SECONDS=str(BEAT.total_seconds()), **settings) as product,
        AsyncExitStack() as stack,
    ):
        cast, staff = product.cast, Browser(product.url)
        stack.push_async_callback(staff.http.close)
        await staff.sign_in(cast, cast.facilitator)
        bots = [
            await stack.enter_async_context(_bot(product.url, await staff.link(cast.running, client), number))
            for number, client in enumerate(cast.clients[:2])
        ]
        fay = await staff.enter(cast.running)
        await fay.sees(lambda view: len(view["staff"]["waiting"]) == 2, patience=PATIENCE)
        await fay.ask("admit_all", identity_confirmed=True)
        await _everybody_is_seen(product, fay)
        yield product, staff, fay, bots


async def _kill_soon_after_a_beat(product: Product) -> datetime:
    """Kill the app while its newest stored beat is younger than a beat, as it always is where there is time to run;
    just before when."""

    async def is_beating() -> datetime | None:
        newest = (await _facts(product))[-1]
        now = datetime.now(UTC)
        return now if isinstance(newest.evidence, Beat) and now - newest.observed_at < BEAT else None

    killed_at = await until(is_beating, PATIENCE)
    assert killed_at is not None
    await product.kill()
    return killed_at


async def _check_records(product: Product, killed_at: datetime) -> None:
    facts = await _facts(product)
    async with open_clinic(product.kept, boot="reader") as clinic:
        records = await clinic.services.live.records(product.cast.clinic, product.cast.running, facts[-1].observed_at)
    for record in records[:2]:
        _, back = [one for one in facts if one.participant == record.participant and one.kind == "connected"]
        assert len(record.gaps) == 1, record.gaps
        gap = record.gaps[0]
        proved, lag = _last_proof(facts, record.participant)
        assert gap.cause == "server_outage"
        assert gap.start == proved, "what was proved stays"
        assert killed_at - gap.start <= BEAT + lag, "no more than a beat is lost"
        assert gap.stop == back.observed_at, "and what the client's own way back takes"
        for earlier, later in pairwise(record.intervals):
            assert earlier.stop <= later.start, "nothing counts twice"
        assert record.started_at is not None and record.ended_at is not None
        apart = (record.without_staff_ms + record.late_by_ms + record.early_by_ms) * MILLISECOND
        counted = record.countable_ms * MILLISECOND
        assert counted + (gap.stop - gap.start) + apart == record.ended_at - record.started_at, "each moment once"


def _last_proof(facts: list[PresenceFact], participant: str) -> tuple[datetime, timedelta]:
    """When the killed process last heard of them for certain, and how long before its last beat that was."""
    (beat, row) = next(
        (one, row)
        for one in reversed(facts)
        if one.boot == facts[0].boot and isinstance(one.evidence, Beat)
        for row in one.evidence.connections
        if row.participant == participant
    )
    return beat.observed_at - row.heard_ms_ago * MILLISECOND, row.heard_ms_ago * MILLISECOND


@asynccontextmanager
async def _bot(url: str, token: str, number: int) -> AsyncIterator[Bot]:
    loops = await asyncio.to_thread(make_loops, number, "AB")
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        bot = Bot(Api(http, url), ClientEntrance(token=token, pin=PIN), loops, ClientHabits(number), number)
        living = asyncio.create_task(bot.run())
        try:
            yield bot
        finally:
            living.cancel()
            await asyncio.wait([living])


async def _everybody_is_seen(product: Product, fay: Page, since: datetime | None = None) -> None:
    """Both clients are in the room, and a beat since then, or of this process, says that the relay hears them."""

    def published(view: Message) -> bool:
        return len(view["participants"]) == 2 and all(len(one["tracks"]) == 2 for one in view["participants"])

    await fay.sees(published, patience=PATIENCE)
    boot = (await _facts(product))[-1].boot

    async def heard() -> bool:
        facts = [one for one in await _facts(product) if one.boot == boot and (not since or one.observed_at > since)]
        beats = [one.evidence for one in facts if isinstance(one.evidence, Beat)]
        return len({row.participant for beat in beats for row in beat.connections if row.audio}) == 2

    await until(heard, PATIENCE)


async def _facts(product: Product) -> list[PresenceFact]:
    async with open_clinic(product.kept, boot="reader") as clinic:
        facts = await clinic.services.facts.of_session(product.cast.clinic, product.cast.running)
    return sorted(facts, key=lambda fact: fact.observed_at)


async def _finished(product: Product) -> bool:
    async with product.api(product.cast.facilitator) as api:
        detail = await api.get(f"/api/sessions/{product.cast.running}")
        return bool(detail["status"] == "finished")
