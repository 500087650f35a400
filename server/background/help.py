"""Groups without staff and calls that nobody answers are told of."""

from collections.abc import Callable, Sequence

from server.clinic import Clinic
from server.services.help.watch import HelpWatch
from server.services.sessions.attention import Unattended
from signaling.websocket.clock import Clock
from signaling.websocket.steady import keep_doing

WATCH_OVER_HELP = 1.0
"""Seconds between two looks."""


Asked = Callable[[str], Sequence[Unattended]]


async def watch_over_help(clinic: Clinic, clock: Clock, unattended: Asked, own: Asked) -> None:
    services = clinic.services
    watch = HelpWatch(services.help_calls, services.lone_groups, services.nudges, unattended, own)

    async def once() -> None:
        await watch.look([one.id for one in await clinic.people.clinics()], clock.wall_now())
        await clock.timer.sleep(WATCH_OVER_HELP)

    await keep_doing(once, "watching over calls for help")
