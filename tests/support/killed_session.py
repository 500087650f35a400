"""A short group session on the real product that is killed at a random moment, and what was true of who was in it.

A facilitator, two light peers with sound and pictures, and a third client who never comes. What is true is what they
see themselves: a client takes part while their own page shows the room, the facilitator's does too, and the session is
on. While the app is dead nobody does.
"""

import asyncio
import contextlib
import os
import signal
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import aiohttp

from server.clinic import open_clinic
from server.domain.attendance.spans import intersection, total, union
from server.domain.instants import to_ms
from server.services.sessions.sessions import RosterEntry, Session
from signaling.bots.bot import Bot
from signaling.bots.entrance import Api, ClientEntrance
from signaling.bots.habits import ClientHabits
from signaling.bots.loops import Loops, make_loops
from tests.signaling.websocket.pages import Message, Page, waiting
from tests.support.browser import Browser
from tests.support.clinics import PIN
from tests.support.product import Product, running_product
from tests.support.waiting import until

BEAT_SECONDS = 2.0
COMING = 2
"""Of three clients on the roster."""
LENGTH = 8.0
"""Seconds for which a session is on, in which one of those who came may go."""
BEFORE = 2.0
"""About as long does it take until it is on."""
PATIENCE = 60.0
POLL = 0.005
VICTIMS = ("app", "worker", "both")


@dataclass(frozen=True)
class Outcome:
    """Of one session: clients' records as the API lists them, against those on the roster and what was true."""

    records: int
    missing: int
    double: int
    worst_error_beats: float
    killed: str
    after: float
    """Seconds after the first of them came."""


@asynccontextmanager
async def product_to_kill(directory: Path) -> AsyncIterator[Product]:
    async with running_product(directory, VIOP_BEAT_SECONDS=str(BEAT_SECONDS)) as product:
        yield product


@dataclass
class Presence:
    """When somebody saw themselves in the room, in ms since 1970."""

    spans: list[tuple[int, int]] = field(default_factory=list)
    since: int | None = None

    def begins(self) -> None:
        if self.since is None:
            self.since = now()

    def ends(self) -> None:
        if self.since is not None:
            self.spans.append((self.since, now()))
            self.since = None


def now() -> int:
    return to_ms(datetime.now(UTC))


class KilledSession:
    """One session from beginning to end: `await KilledSession(...).run()`."""

    def __init__(
        self, product: Product, number: int, random: Random, loops: tuple[Loops, ...], length: float = LENGTH
    ) -> None:
        self._product = product
        self._session = f"killed-{number}"
        self._loops = loops
        self._victim = random.choice(VICTIMS)
        self._after = random.uniform(0, BEFORE + length + 1)
        self._length = length
        self._goes_after = random.uniform(1, length)
        self._numbers = count(number * COMING)
        self._present = {who: Presence() for who in (product.cast.facilitator, *product.cast.clients)}
        self._bots: dict[str, Bot] = {}
        self._stale: dict[str, object] = {}
        """The last view that somebody had before the app was killed."""
        self._fay: Page | None = None
        self._up = asyncio.Event()
        self._up.set()

    async def run(self) -> Outcome:
        cast = self._product.cast
        await self._plan()
        async with AsyncExitStack() as stack:
            staff = Browser(self._product.url)
            stack.push_async_callback(staff.http.close)
            await staff.sign_in(cast, cast.facilitator)
            bots = [
                await stack.enter_async_context(self._bot(client, await staff.link(self._session, client)))
                for client in cast.clients[:COMING]
            ]
            killing = asyncio.create_task(self._kill())
            stack.callback(killing.cancel)
            await self._fay_does(staff, "admit_all", _all_have_come, identity_confirmed=True)
            started = await self._fay_does(staff, "start_session", _at_once)
            await self._go_away(bots[0], cast.clients[0])
            await asyncio.sleep(self._length - self._goes_after)
            ended = await self._fay_does(staff, "end_session", _at_once)
            for one in self._present.values():
                one.ends()
            await killing
            await until(self._is_finished, PATIENCE)
        return await self._compare(started, ended)

    async def _plan(self) -> None:
        cast, start = self._product.cast, datetime.now(UTC) - timedelta(minutes=1)
        end = start + timedelta(hours=1)
        session = Session(self._session, cast.clinic, cast.program, "group", "Killed", "planned", start, end)
        roster = [RosterEntry(cast.facilitator, "facilitator"), *(RosterEntry(one, "client") for one in cast.clients)]
        async with open_clinic(self._product.kept, boot="planner") as clinic:
            await clinic.sessions.add(session, roster)

    async def _kill(self) -> None:
        await asyncio.sleep(self._after)
        if self._victim != "app":
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._product.media_worker, signal.SIGKILL)
        if self._victim != "worker":
            self._up.clear()
            await self._product.kill()
            for one in self._present.values():
                one.ends()
            self._stale = {who: bot.view for who, bot in self._bots.items()}
            await self._product.start()
            self._up.set()

    @asynccontextmanager
    async def _bot(self, who: str, token: str) -> AsyncIterator[asyncio.Task[object]]:
        number = next(self._numbers)
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
            entrance = ClientEntrance(token=token, pin=PIN)
            loops = self._loops[number % len(self._loops)]
            bot = Bot(Api(http, self._product.url), entrance, loops, ClientHabits(number), number)
            self._bots[who] = bot
            living = asyncio.create_task(bot.run())
            watching = asyncio.create_task(self._watch(who, bot))
            try:
                yield living
            finally:
                living.cancel()
                watching.cancel()
                await asyncio.wait([living, watching])

    async def _watch(self, who: str, bot: Bot) -> None:
        """Where the bot sees itself; what it saw of an app that was killed since says nothing."""
        while who in self._bots:
            view = bot.view
            if view is not None and view is not self._stale.get(who) and self._up.is_set():
                if view.me.place == "in_room":
                    self._present[who].begins()
                else:
                    self._present[who].ends()
            await asyncio.sleep(POLL)

    async def _go_away(self, bot: asyncio.Task[object], who: str) -> None:
        """A bot falls silent without a word, as a phone does whose battery is empty."""
        await asyncio.sleep(self._goes_after)
        del self._bots[who]
        self._present[who].ends()
        bot.cancel()
        await asyncio.wait([bot])

    async def _fay_does(self, staff: Browser, act: str, ready: Callable[[Message], bool], **fields: object) -> int:
        """Ask for it, again after each interruption; when she asked for what was done then."""
        asked = now()
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    page = await self._page(staff)
                    await _unless_closed(page, page.sees(lambda view: ready(view) or _is_done(act, view), PATIENCE))
                    if _is_done(act, page.view):
                        return asked
                    asked = now()
                    await _unless_closed(page, page.ask(act, **fields))
                    return asked
                except (_Interrupted, aiohttp.ClientError, OSError, AssertionError):
                    if act == "end_session" and await self._is_finished():
                        return asked
                await asyncio.sleep(POLL)

    async def _page(self, staff: Browser) -> Page:
        await self._up.wait()
        if self._fay is None or self._fay.is_closed:
            self._fay = await staff.enter(self._session)
            self._fay.stay_alive(every=BEAT_SECONDS / 10)
            self._present[self._product.cast.facilitator].begins()
        return self._fay

    async def _is_finished(self) -> bool:
        try:
            async with self._product.api(self._product.cast.facilitator) as api:
                return bool((await api.get(f"/api/sessions/{self._session}"))["status"] == "finished")
        except (aiohttp.ClientError, OSError):
            return False

    async def _compare(self, started: int, ended: int) -> Outcome:
        cast = self._product.cast
        async with self._product.api(cast.facilitator) as api:
            listed = (await api.get(f"/api/attendance/sessions/{self._session}"))["records"]
        found = [(one["participant"]["person_id"], one["countable_minutes"] * 60_000) for one in listed]
        whose = Counter(who for who, _ in found)
        staffed = intersection(union(self._present[cast.facilitator].spans), ((started, ended),))
        true = {who: total(intersection(union(self._present[who].spans), staffed)) for who in cast.clients}
        worst = max(abs(ms - true.get(who, 0)) for who, ms in found)
        return Outcome(
            records=len(found),
            missing=len(set(cast.clients) - set(whose)),
            double=sum(times - 1 for times in whose.values()),
            worst_error_beats=worst / (BEAT_SECONDS * 1000),
            killed=self._victim,
            after=self._after,
        )


class _Interrupted(Exception):
    """The page's socket closed before what was waited for."""


async def _unless_closed(page: Page, wanted: Coroutine[Any, Any, Message]) -> Message:
    waiting_for, closing = asyncio.create_task(wanted), asyncio.create_task(page.closes())
    try:
        await asyncio.wait([waiting_for, closing], return_when=asyncio.FIRST_COMPLETED)
        if not waiting_for.done():
            raise _Interrupted
        return await waiting_for
    finally:
        for one in (waiting_for, closing):
            one.cancel()
        await asyncio.gather(waiting_for, closing, return_exceptions=True)


def _is_done(act: str, view: Message) -> bool:
    phase = view["session"]["phase"]
    match act:
        case "admit_all":
            return len(view["participants"]) == COMING
        case "start_session":
            return bool(phase != "planned")
    return bool(phase == "finished")


def _all_have_come(view: Message) -> bool:
    return len(view["participants"]) + len(waiting(view)) == COMING


def _at_once(view: Message) -> bool:
    return True


async def make_all_loops() -> tuple[Loops, ...]:
    """Of the peers that come; they are encoded once for all sessions."""
    return tuple([await asyncio.to_thread(make_loops, number, "AB") for number in range(COMING)])
