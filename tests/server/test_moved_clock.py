"""The whole app goes by the one clock that it is given."""

from datetime import UTC, datetime
from pathlib import Path

from server.domain.attendance.evidence import Disconnected
from tests.signaling.websocket.pages import Page
from tests.support.live_app import live_group
from tests.support.moved_clock import MovedClock

MINUTES = 5


async def pass_minutes(clock: MovedClock, *pages: Page) -> None:
    """The pages of staff first."""

    async def say_that_they_are_there() -> None:
        for page in pages:
            await page.ping()

    for _ in range(MINUTES):
        await clock.forward(60, say_that_they_are_there)


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
