"""Series make their sessions ahead."""

from functools import partial

from server.clinic import Clinic
from signaling.websocket.clock import Clock
from signaling.websocket.steady import attempt, keep_doing

MAKE_AHEAD = 600.0
"""Seconds between two looks at which sessions are due, or fall on a holiday that was added."""


async def make_ahead(clinic: Clinic, clock: Clock) -> None:
    async def once() -> None:
        for one in await clinic.people.clinics():
            await attempt(partial(clinic.services.making.make_ahead, one.id, clock.wall_now()), "making sessions ahead")
        await clock.timer.sleep(MAKE_AHEAD)

    await keep_doing(once, "making sessions ahead")
