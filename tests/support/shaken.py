"""Groups on a cluster that is shaken: who is in them by staff's word, what they see, and how soon all is well again."""

import asyncio
import contextlib
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random

import aiohttp

from server.domain.instants import to_ms
from signaling.bots.bot import Bot
from signaling.bots.conversation import Disconnected
from signaling.bots.entrance import Api
from signaling.bots.habits import ClientHabits
from signaling.bots.light import LightBot
from signaling.bots.loops import Loops
from tests.support.cluster import Cluster
from tests.support.crowd import CrowdRoom
from tests.support.crowd_run import PATIENCE
from tests.support.waiting import until

POLL = 0.02
ANSWERED_WITHIN = 1.0
"""Seconds after which a request is sent again."""


class ShakenGroup:
    """One session. Its first client keeps waiting and nobody admits them; with `loops` the others have media."""

    def __init__(
        self,
        cluster: Cluster,
        room: CrowdRoom,
        http: aiohttp.ClientSession,
        random: Random,
        loops: Sequence[Loops],
    ) -> None:
        self.room = room
        self._http, self._url = http, cluster.url
        self.staff = LightBot(self._api(), room.staff, random.randrange(1 << 30), self._heed)
        self.uninvited = LightBot(self._api(), room.entrances[0], random.randrange(1 << 30), self._heed)
        self.light: dict[str, LightBot] = {}
        self.full: dict[str, Bot] = {}
        for number, (who, entrance) in enumerate(zip(room.clients[1:], room.entrances[1:], strict=True)):
            seed = random.randrange(1 << 30)
            if loops:
                look = loops[number % len(loops)]
                self.full[who] = Bot(self._api(), entrance, look, ClientHabits(seed), seed)
            else:
                self.light[who] = LightBot(self._api(), entrance, seed, self._heed)
        self.admitted: dict[str, int] = {}
        """When they were in for certain, in ms since 1970."""
        self.gone: dict[str, int] = {}
        """When they left."""
        self.wrong: set[str] = set()
        """In the room, and nobody had let them in."""
        self.amiss = ""
        self._hand = False
        self._asked_in: set[str] = set()
        self._living: list[asyncio.Task[object]] = []

    def _api(self) -> Api:
        return Api(self._http, self._url)

    async def begin(self) -> None:
        """All come; all but the uninvited are admitted one by one, and the session starts."""
        everybody: list[LightBot | Bot] = [self.staff, self.uninvited, *self.light.values(), *self.full.values()]
        for bot in everybody:
            self._living.append(asyncio.create_task(bot.run()))
        await until(self._all_here, PATIENCE)
        for who in (*self.light, *self.full):
            await self.admit(who)
        await self.insist("start_session")

    async def end(self) -> None:
        for living in self._living:
            living.cancel()
        await asyncio.gather(*self._living, return_exceptions=True)

    async def admit(self, who: str) -> None:
        self._asked_in.add(who)
        await self.insist("admit", participant=who, identity_confirmed=True)

        async def is_in() -> bool:
            return self.place(who) == "in_room"

        await until(is_in, PATIENCE, POLL)
        self.admitted[who] = now()

    async def leave(self, who: str) -> None:
        """A light one goes for good, of their own accord."""
        self.gone[who] = now()
        with contextlib.suppress(Disconnected, TimeoutError):
            await asyncio.wait_for(self.light[who].ask("leave"), ANSWERED_WITHIN)

    def place(self, who: str) -> str | None:
        if who in self.light:
            return self.light[who].place
        view = self.full[who].view
        return view.me.place if view is not None else None

    async def insist(self, type: str, **fields: object) -> str:
        """What the staff's request came to, asked again while nobody answers: `result`, or the error's code."""
        async with asyncio.timeout(PATIENCE):
            while True:
                with contextlib.suppress(Disconnected, TimeoutError):
                    answer = await asyncio.wait_for(self.staff.ask(type, **fields), ANSWERED_WITHIN)
                    if answer["type"] == "result" or answer["code"] not in ("storage_unavailable", "internal"):
                        return str(answer.get("code", answer["type"]))
                await asyncio.sleep(POLL)

    @property
    def staying(self) -> list[str]:
        return [who for who in (*self.light, *self.full) if who not in self.gone]

    async def is_well(self) -> bool:
        """Everybody is where they belong, the staff see all of them, and a request is answered; `amiss` says what is
        not."""
        self.amiss = self._what_is_amiss()
        if self.amiss:
            return False
        self._hand = not self._hand
        asking = next((self.light[who] for who in self.staying if who in self.light), self.staff)
        self.amiss = "a request is not answered"
        with contextlib.suppress(Disconnected, TimeoutError):
            answer = await asyncio.wait_for(asking.ask("raise_hand", raised=self._hand), ANSWERED_WITHIN)
            self.amiss = "" if answer["type"] == "result" else f"a request is refused: {answer['code']}"
        return not self.amiss

    def _what_is_amiss(self) -> str:
        view = self.staff.view
        if view is None:
            return "staff are away"
        if self.uninvited.place != "waiting":
            return "who waits is away"
        if away := [who for who in self.staying if self.place(who) != "in_room"]:
            return f"{len(away)} are {', '.join({str(self.place(who)) for who in away})}"
        shown = {one["participant"] for one in view["participants"] if one["connectivity"] == "connected"}
        missing = set(self.staying) - shown
        return f"staff do not see {len(missing)}" if missing else ""

    async def well_after(self, since: float) -> tuple[float, str]:
        """Seconds from then, of `time.monotonic`, until all is well; and what was amiss last."""
        last = ""

        async def look() -> bool:
            nonlocal last
            last = self.amiss or last
            return await self.is_well()

        self.amiss = ""
        try:
            await until(look, PATIENCE, POLL)
        except TimeoutError:
            raise TimeoutError(f"{self.room.session}: {self.amiss}") from None
        return time.monotonic() - since, f"{self.room.session}: {last}"

    def _heed(self, bot: LightBot) -> None:
        if bot is self.uninvited and bot.place not in (None, "waiting"):
            self.wrong.add(self.room.clients[0])
        if bot is self.staff and bot.view is not None:
            inside = {one["participant"] for one in bot.view["participants"]}
            self.wrong |= inside - self._asked_in

    async def _all_here(self) -> bool:
        waiting = [self.place(who) for who in (*self.light, *self.full)]
        return self.staff.place == "in_room" and self.uninvited.place == "waiting" and None not in waiting


class MediaWatch:
    """For how long at a time packets did not come, by bot."""

    def __init__(self, groups: Sequence[ShakenGroup]) -> None:
        self._bots = [bot for group in groups for bot in group.full.values()]
        self._last = [time.monotonic()] * len(self._bots)
        self._totals = [0] * len(self._bots)
        self._longest = 0.0

    async def run(self) -> None:
        while True:
            self._look()
            await asyncio.sleep(POLL)

    def _look(self) -> None:
        at = time.monotonic()
        for number, bot in enumerate(self._bots):
            total = sum(bot.received().values())
            if total and total != self._totals[number]:
                self._longest = max(self._longest, at - self._last[number])
                self._last[number] = at
            self._totals[number] = total

    async def longest(self, settle: float, patience: float) -> float:
        """Seconds: the longest silence of any bot that began since this was asked for, as soon as all have heard
        something for `settle` seconds without a break; `patience` when that never came."""
        began = time.monotonic()
        self._longest = 0.0
        well_since = began
        while time.monotonic() - began < patience:
            await asyncio.sleep(POLL)
            if min(self._last, default=0.0) < time.monotonic() - 1.0:
                well_since = time.monotonic()
            elif time.monotonic() - well_since > settle:
                return self._longest
        return patience


def now() -> int:
    return to_ms(datetime.now(UTC))
