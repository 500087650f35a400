"""Draws for drug screens are made at the week's start, of programs that want it so."""

from functools import partial

from server.clinic import Clinic
from signaling.websocket.clock import Clock
from signaling.websocket.steady import attempt, keep_doing

DRAW = 600.0
"""Seconds between two looks at whether a week has begun."""


async def draw(clinic: Clinic, clock: Clock) -> None:
    async def once() -> None:
        for one in await clinic.people.clinics():
            await attempt(partial(clinic.services.draws.by_themselves, one.id, clock.wall_now()), "drawing")
        await clock.timer.sleep(DRAW)

    await keep_doing(once, "drawing")
