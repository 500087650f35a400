"""The attendance logs get what they lack, and their heads are signed."""

from functools import partial

from server.clinic import Clinic
from signaling.websocket.clock import Clock
from signaling.websocket.steady import attempt, keep_doing

KEEP_LOGS = 60.0
"""Seconds between two looks."""


async def keep_logs(clinic: Clinic, clock: Clock) -> None:
    async def once() -> None:
        for one in await clinic.people.clinics():
            await attempt(partial(clinic.services.log_keeper.keep, one, clock.wall_now()), "keeping an attendance log")
        await clock.timer.sleep(KEEP_LOGS)

    await keep_doing(once, "keeping the attendance logs")
