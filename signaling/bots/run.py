"""Runs a group of bots in one process until all of them are done, or it is told to end."""

import asyncio
import contextlib
import json
import os
import signal
import ssl
import sys
import time
from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Self, TextIO

import aiohttp
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from signaling.bots.bot import Bot
from signaling.bots.conversation import Disconnected
from signaling.bots.entrance import Api, ClientEntrance, StaffEntrance
from signaling.bots.habits import ClientHabits, FacilitatorHabits, Habits
from signaling.bots.light import LightBot
from signaling.bots.loops import make_loops
from signaling.protocol.views import RoomView

MOST, MOST_WITH_MEDIA = 5000, 50
_TELL_EVERY = 10.0
UNTIL_STDIN_CLOSES = "--until-stdin-closes"

Initials = Annotated[str, StringConstraints(min_length=1, max_length=3)]


class BotOptions(BaseModel):
    """One bot: how it enters, as client or as staff, and the letters on its picture."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    initials: Initials
    entrance: ClientEntrance | StaffEntrance


class GroupOptions(BaseModel):
    """Which app, and who comes. `certificate`: file of the private authority that signed the app's."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str
    bots: Annotated[tuple[BotOptions, ...], Field(min_length=1, max_length=MOST)]
    certificate: str | None = None
    media: bool = True
    """False: no sound and pictures, and thousands at once."""
    seconds_apart: Annotated[float, Field(ge=0, le=60)] = 0.7
    """Between one arrival and the next."""

    @model_validator(mode="after")
    def _are_not_too_many(self) -> Self:
        if self.media and len(self.bots) > MOST_WITH_MEDIA:
            raise ValueError(f"one process carries {MOST_WITH_MEDIA} bots with sound and pictures")
        return self


async def run(options: GroupOptions) -> None:
    """Let them come one after the other; returns when the last has gone for good."""
    tls = ssl.create_default_context(cafile=options.certificate) if options.certificate else True
    async with shared_http(tls) as http:
        if options.media:
            await asyncio.gather(*(_live(http, options, number) for number in range(len(options.bots))))
        else:
            await _live_lightly(http, options)


def shared_http(tls: ssl.SSLContext | bool = True) -> aiohttp.ClientSession:
    """For any number of bots: each keeps its own cookie."""
    return aiohttp.ClientSession(
        cookie_jar=aiohttp.DummyCookieJar(),
        connector=aiohttp.TCPConnector(ssl=tls, limit=0),
        timeout=aiohttp.ClientTimeout(total=None, connect=10),
    )


async def _live(http: aiohttp.ClientSession, options: GroupOptions, number: int) -> None:
    bot = options.bots[number]
    loops = await asyncio.to_thread(make_loops, number, bot.initials)
    await asyncio.sleep(number * options.seconds_apart)
    await Bot(Api(http, options.url), bot.entrance, loops, _habits(bot, number), number).run()


def _habits(options: BotOptions, number: int) -> Habits:
    return FacilitatorHabits(number) if isinstance(options.entrance, StaffEntrance) else ClientHabits(number)


async def _live_lightly(http: aiohttp.ClientSession, options: GroupOptions) -> None:
    """Staff do what they do; clients take part in silence. Says on stderr now and then how they are."""
    bots = [LightBot(Api(http, options.url), it.entrance, number) for number, it in enumerate(options.bots)]

    async def live(number: int) -> None:
        await asyncio.sleep(number * options.seconds_apart)
        staffed = isinstance(options.bots[number].entrance, StaffEntrance)
        acting = asyncio.create_task(_act(bots[number], FacilitatorHabits(number))) if staffed else None
        try:
            await bots[number].run()
        finally:
            if acting is not None:
                acting.cancel()

    telling = asyncio.create_task(_tell(bots))
    try:
        await asyncio.gather(*map(live, range(len(bots))))
    finally:
        telling.cancel()


async def _act(bot: LightBot, habits: Habits) -> None:
    while True:
        await asyncio.sleep(1.0)
        if bot.view is None:
            continue
        with contextlib.suppress(Disconnected):
            for request in habits.requests(RoomView.model_validate(bot.view), time.monotonic()):
                await bot.ask(**request.model_dump(mode="json", exclude={"id"}))


async def _tell(bots: Sequence[LightBot]) -> None:
    while True:
        before = sum(bot.views for bot in bots)
        await asyncio.sleep(_TELL_EVERY)
        places = Counter(bot.place or "away" for bot in bots)
        rate = (sum(bot.views for bot in bots) - before) / _TELL_EVERY
        told = ", ".join(f"{count} {place}" for place, count in sorted(places.items()))
        print(f"{told}; {rate:.0f} views a second", file=sys.stderr, flush=True)


def read_options(source: TextIO) -> GroupOptions:
    """The options as JSON. They hold PINs and passwords, so they come through a pipe and never by the command line."""
    return GroupOptions.model_validate(json.load(source))


def main() -> None:
    """`python -m signaling.bots < options.json`, ended by SIGINT or SIGTERM. With `UNTIL_STDIN_CLOSES` the options are
    the first line, and the bots end with the process at the other end of the pipe too, however that ends."""
    if UNTIL_STDIN_CLOSES in sys.argv[1:]:
        options = GroupOptions.model_validate_json(sys.stdin.readline())
        asyncio.run(run_until_told(options, sys.stdin.fileno()))
    else:
        asyncio.run(run_until_told(read_options(sys.stdin)))


async def run_until_told(options: GroupOptions, pipe: int | None = None) -> None:
    """As `run`, until SIGINT or SIGTERM, or `pipe` closes: then every bot says goodbye first."""
    group = asyncio.ensure_future(run(options))

    def read() -> None:
        if pipe is not None and not os.read(pipe, 4096):
            asyncio.get_running_loop().remove_reader(pipe)
            group.cancel()

    if pipe is not None:
        asyncio.get_running_loop().add_reader(pipe, read)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, group.cancel)
    try:
        await group
    except asyncio.CancelledError:
        return
