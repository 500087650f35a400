"""A crowd of light bots on a running product: they come, are let in, and somebody is sent out and let in again."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from random import Random
from typing import Any

import aiohttp

from signaling.bots.entrance import Api, Entrance
from signaling.bots.light import LightBot
from tests.support.crowd import CrowdRoom

PATIENCE = 180.0
ADDRESSES = 250
"""Of this machine, from which the crowd comes: from one alone the app lets few be about to say who they are."""


class Group:
    """The bots of one session."""

    def __init__(self, room: CrowdRoom, apis: Callable[[], Api], random: Random) -> None:
        self.room = room
        self._random = random
        self._looks: set[asyncio.Event] = set()
        self.staff = self._bot(apis(), room.staff)
        self.clients = [self._bot(apis(), one) for one in room.entrances]

    @property
    def bots(self) -> Sequence[LightBot]:
        """Staff first."""
        return (self.staff, *self.clients)

    def _bot(self, api: Api, entrance: Entrance) -> LightBot:
        return LightBot(api, entrance, self._random.randrange(1 << 30), self._heed)

    def _heed(self, _: LightBot) -> None:
        for look in self._looks:
            look.set()

    async def until(self, look: Callable[[], bool], patience: float = PATIENCE) -> None:
        """Looks again with each view."""
        again = asyncio.Event()
        self._looks.add(again)
        try:
            async with asyncio.timeout(patience):
                while not look():
                    again.clear()
                    await again.wait()
        finally:
            self._looks.discard(again)

    async def seen(self, bot: LightBot) -> float:
        """Seconds until that bot, who sets out now, has its first view."""
        began = time.perf_counter()
        await self.until(lambda: bot.view is not None)
        return time.perf_counter() - began

    async def admit_all(self) -> None:
        """The session begins with everybody who has come."""
        await self.until(lambda: len(self.waiting) == sum(one.view is not None for one in self.clients))
        await self._ask("admit_all", identity_confirmed=True)
        await self.until(lambda: all(one.place == "in_room" for one in self.clients if one.view is not None))
        if self.staff.view is not None and self.staff.view["session"]["phase"] == "planned":
            await self._ask("start_session")

    @property
    def waiting(self) -> Sequence[str]:
        if self.staff.view is None:
            return ()
        return [one["participant"] for one in self.staff.view["staff"]["waiting"]]

    async def out_and_in(self) -> float:
        """One is led back to the waiting room, and admitted again: seconds until they are told so."""
        number = self._random.randrange(len(self.clients))
        bot, who = self.clients[number], self.room.clients[number]
        await self._ask("return_to_waiting", participant=who)
        await self.until(lambda: bot.place == "waiting" and who in self.waiting)
        await asyncio.sleep(self._random.uniform(0.5, 1.5))
        began = time.perf_counter()
        asking = asyncio.create_task(self._ask("admit", participant=who, identity_confirmed=True))
        await self.until(lambda: bot.place == "in_room")
        took = time.perf_counter() - began
        await asking
        return took

    async def _ask(self, type: str, **fields: Any) -> None:
        answer = await self.staff.ask(type, **fields)
        assert answer["type"] == "result", answer


@asynccontextmanager
async def http_from_many_addresses(tls: Any = True) -> AsyncIterator[Sequence[aiohttp.ClientSession]]:
    """Each session from an address of its own on the loopback."""
    sessions = [
        aiohttp.ClientSession(
            cookie_jar=aiohttp.DummyCookieJar(),
            connector=aiohttp.TCPConnector(
                ssl=tls, limit=0, local_addr=(f"127.1.{number // 200}.{number % 200 + 1}", 0)
            ),
            timeout=aiohttp.ClientTimeout(total=None, connect=30),
        )
        for number in range(ADDRESSES)
    ]
    try:
        yield sessions
    finally:
        await asyncio.gather(*(one.close() for one in sessions))


def _http(address: str, tls: Any) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        cookie_jar=aiohttp.DummyCookieJar(),
        connector=aiohttp.TCPConnector(ssl=tls, limit=0, local_addr=(address, 0)),
        timeout=aiohttp.ClientTimeout(total=None, connect=30),
    )
