"""Messages, reminders and records on their way out."""

import asyncio
from functools import partial

from server.clinic import Clinic
from signaling.websocket.clock import Clock
from signaling.websocket.steady import attempt, keep_doing

KEEP_IN_TOUCH = 2.0
"""Seconds between two looks at what is to be sent."""
REMIND = 30.0
"""Seconds between two looks at which reminders are due."""


async def keep_in_touch(clinic: Clinic, clock: Clock) -> None:
    """What is in the outbox goes out, reminders too; whatever a mail server does, nothing else waits for it."""
    services = clinic.services
    await attempt(lambda: services.sending.recover(clock.wall_now()), "looking at what was being sent")

    async def remind() -> None:
        for one in await clinic.people.clinics():
            await attempt(partial(services.reminders.queue, one.id, clock.wall_now()), "queuing reminders")
        await clock.timer.sleep(REMIND)

    async def send() -> None:
        await services.sending.round(clock.wall_now())
        await clock.timer.sleep(KEEP_IN_TOUCH)

    async def push() -> None:
        await services.pushing.round(clock.wall_now())
        await clock.timer.sleep(KEEP_IN_TOUCH)

    await asyncio.gather(
        keep_doing(remind, "queuing reminders"),
        keep_doing(send, "sending messages"),
        keep_doing(push, "pushing records"),
    )
