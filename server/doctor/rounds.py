"""All looks, side by side, each bounded in time."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence

from server.doctor.app import check_app
from server.doctor.certificate import check_certificate
from server.doctor.clocks import check_ntp
from server.doctor.database import check_database
from server.doctor.files import check_files
from server.doctor.finding import Finding, wrong
from server.doctor.mail import check_mail
from server.doctor.media import check_media
from server.doctor.ports import check_ports
from server.doctor.reach import check_reach
from server.doctor.redis import check_redis
from server.doctor.turn import check_turn
from server.settings import Settings

PATIENCE = 20.0
"""Seconds for each."""

Look = Callable[[Settings], Awaitable[Iterable[Finding]]]


def _here(look: Callable[[Settings], Iterable[Finding]]) -> Look:
    async def looked(settings: Settings) -> Iterable[Finding]:
        return await asyncio.to_thread(lambda: list(look(settings)))

    looked.__name__ = look.__name__
    return looked


LOOKS: Sequence[Look] = (
    check_app,
    _here(check_files),
    _here(lambda settings: check_ntp()),
    _here(check_ports),
    _here(check_certificate),
    check_reach,
    check_database,
    check_redis,
    _here(check_media),
    check_turn,
    check_mail,
)


async def examine(settings: Settings, looks: Sequence[Look] = LOOKS) -> list[Finding]:
    found = await asyncio.gather(*(_looked(look, settings) for look in looks))
    return [one for some in found for one in some]


async def _looked(look: Look, settings: Settings) -> list[Finding]:
    name = look.__name__.removeprefix("check_")
    try:
        async with asyncio.timeout(PATIENCE):
            return list(await look(settings))
    except TimeoutError:
        return [wrong(name, f"No answer within {PATIENCE:.0f} s.", "Is what it needs overloaded, or cut off?")]
    except Exception as error:  # what it says may quote a secret
        return [wrong(name, f"This could not be looked at ({type(error).__name__}).", "Please report it.")]
