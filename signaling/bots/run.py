"""Runs a group of bots in one process until all of them are done, or it is told to end."""

import asyncio
import json
import os
import signal
import ssl
import sys
from typing import Annotated, TextIO

import aiohttp
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from signaling.bots.bot import Bot
from signaling.bots.entrance import Api, ClientEntrance, StaffEntrance
from signaling.bots.habits import ClientHabits, FacilitatorHabits
from signaling.bots.loops import make_loops

_SECONDS_BETWEEN_ARRIVALS = 0.7
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
    bots: Annotated[tuple[BotOptions, ...], Field(min_length=1, max_length=50)]
    certificate: str | None = None


async def run(options: GroupOptions) -> None:
    """Let them come one after the other; returns when the last has gone for good."""
    tls = ssl.create_default_context(cafile=options.certificate) if options.certificate else True
    await asyncio.gather(*(_live(options.url, bot, number, tls) for number, bot in enumerate(options.bots)))


async def _live(url: str, options: BotOptions, number: int, tls: ssl.SSLContext | bool) -> None:
    loops = await asyncio.to_thread(make_loops, number, options.initials)
    await asyncio.sleep(number * _SECONDS_BETWEEN_ARRIVALS)
    is_staff = isinstance(options.entrance, StaffEntrance)
    habits = FacilitatorHabits(number) if is_staff else ClientHabits(number)
    jar = aiohttp.CookieJar(unsafe=True)  # cookies of 127.0.0.1 too
    async with aiohttp.ClientSession(
        cookie_jar=jar, connector=aiohttp.TCPConnector(ssl=tls), timeout=aiohttp.ClientTimeout(total=None, connect=10)
    ) as http:
        await Bot(Api(http, url), options.entrance, loops, habits, number).run()


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
