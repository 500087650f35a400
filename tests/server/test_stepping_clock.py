"""The machine's clock steps while a group is in the room: every duration stays right, and the record says so
(threat 27)."""

import time
from datetime import timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from server.domain.attendance.evidence import ClockStepped
from server.domain.attendance.record import Flag
from signaling.websocket.clock import Clock
from tests.support.live_app import BEAT, LiveGroup, live_group
from tests.support.waiting import until

STEPS = (timedelta(hours=-2), timedelta(days=1))
SLACK_MS = 60_000
"""What starting and ending may take beside, on a busy machine; far less than any step."""


class Wall:
    """The machine's wall clock, and how far somebody has set it off."""

    def __init__(self) -> None:
        self.off = 0.0

    def __call__(self) -> float:
        return time.time() + self.off


async def test_minutes_are_those_that_passed_however_the_clock_steps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall = Wall()
    monkeypatch.setattr("server.main.Clock", partial(Clock, wall))
    async with live_group(tmp_path) as group:
        began = time.monotonic()
        for step in STEPS:
            wall.off += step.total_seconds()
            await until(partial(_has_noticed, group, step), every=0.02)
            assert (await group.inside[0].ask("ping"))["type"] == "result"
        lasted = (time.monotonic() - began) * 1000
        ana = (await group.end())[group.cast.clients[0]]
        facts = await group.facts()
    assert len([one for one in facts if isinstance(one.evidence, ClockStepped)]) == len(STEPS)
    assert all(one.observed_at <= later.observed_at for one, later in pairwise(facts))
    assert ana.started_at is not None and ana.ended_at is not None
    assert lasted <= (ana.ended_at - ana.started_at) / timedelta(milliseconds=1) < lasted + SLACK_MS
    assert ana.gaps == () and lasted - BEAT * 1000 <= ana.countable_ms < lasted + SLACK_MS
    assert Flag.CLOCK_STEPPED in ana.flags


async def _has_noticed(group: LiveGroup, step: timedelta) -> bool:
    seen = [one.evidence.by_ms for one in await group.facts() if isinstance(one.evidence, ClockStepped)]
    return any(abs(by_ms - step.total_seconds() * 1000) < 1000 for by_ms in seen)
