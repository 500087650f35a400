"""The whole app goes by the one clock that it is given."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from server.domain.attendance.evidence import Disconnected
from tests.signaling.websocket.pages import Page
from tests.support.live_app import live_group
from tests.support.moved_clock import MovedClock

MINUTES = 5
STEP = 10
"""Seconds that pass at once; a page that says nothing for 12 is taken for gone."""


async def pass_minutes(clock: MovedClock, *pages: Page) -> None:
    for _ in range(MINUTES * 60 // STEP):
        await clock.forward(STEP)
        await asyncio.gather(*(page.ask("ping") for page in pages))


async def test_minutes_that_the_clock_is_moved_by_pass_for_a_room_and_are_counted_exactly(tmp_path: Path) -> None:
    clock = MovedClock(datetime(2026, 3, 2, 17, tzinfo=UTC))
    async with live_group(tmp_path, clock, beat=60) as group:
        stays, drops = group.inside
        await pass_minutes(clock, group.fay, stays, drops, group.waits)
        await drops.drop()
        await pass_minutes(clock, group.fay, stays, group.waits)
        gone = [one.evidence for one in await group.facts() if isinstance(one.evidence, Disconnected)]
        records = await group.end()
    assert len(gone) == 1, "the room gave up on who dropped, in the meantime"
    assert [records[one].countable_ms for one in group.cast.clients] == [2 * MINUTES * 60_000, MINUTES * 60_000, 0]
