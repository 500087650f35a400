"""The machine's clock steps while a group is in the room: every duration stays right, and the record says so
(threat 27)."""

import time
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from server.clinic import open_clinic
from server.domain.attendance.evidence import ClockStepped, MarkedPresent
from server.domain.attendance.record import Flag
from server.main import running
from server.services.sessions.in_person import Tap
from signaling.websocket.clock import Clock
from tests.support.browser import Browser
from tests.support.clinics import add_clinic, cheap_settings
from tests.support.databases import with_database
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

    def now(self) -> datetime:
        return datetime.fromtimestamp(self(), UTC)


async def test_minutes_are_those_that_passed_however_the_clock_steps(tmp_path: Path) -> None:
    wall = Wall()
    async with live_group(tmp_path, Clock(wall)) as group:
        began = time.monotonic()
        for step in STEPS:
            wall.off += step.total_seconds()
            await until(partial(_has_noticed, group, step), every=0.02)
            assert (await group.inside[0].ask("ping"))["type"] == "result"
            session = await group.app.clinic.sessions.get(group.cast.clinic, group.cast.running)
            tap = Tap((group.cast.clients[2],), here=False)
            assert session is not None
            services = group.app.clinic.services
            await services.in_person.mark(group.host(), session, tap, "present", wall.now())
        lasted = (time.monotonic() - began) * 1000
        ana = (await group.end())[group.cast.clients[0]]
        facts = await group.facts()
    assert len([one for one in facts if isinstance(one.evidence, ClockStepped)]) == len(STEPS)
    assert all(one.observed_at <= later.observed_at for one, later in pairwise(facts))
    assert ana.started_at is not None and ana.ended_at is not None
    assert lasted <= (ana.ended_at - ana.started_at) / timedelta(milliseconds=1) < lasted + SLACK_MS
    assert ana.gaps == () and lasted - BEAT * 1000 <= ana.countable_ms < lasted + SLACK_MS
    assert Flag.CLOCK_STEPPED in ana.flags
    taps = [one.observed_at for one in facts if isinstance(one.evidence, MarkedPresent)]
    assert len(taps) == len(STEPS) and all(ana.started_at < at < ana.ended_at for at in taps)


async def test_after_a_step_with_nobody_in_a_room_links_and_rooms_go_by_the_right_time(tmp_path: Path) -> None:
    """As after a machine was woken, or has just learnt the time."""
    wall = Wall()
    wall.off = -timedelta(days=1).total_seconds()
    settings = with_database(cheap_settings(tmp_path / "var")).model_copy(
        update={"port": 0, "media_port": 0, "media_host": "127.0.0.1"}
    )
    async with open_clinic(settings, boot="seed") as clinic:
        cast = await add_clinic(clinic, "north", Clock().now())
    async with running(settings, Clock(wall)) as app:
        staff, phone = (Browser(f"http://{app.host}:{app.port}") for _ in range(2))
        await staff.sign_in(cast, cast.facilitator)
        link = await staff.link(cast.running, cast.clients[0])
        with pytest.raises(AssertionError, match="opens shortly before"):
            await phone.join(link)
        wall.off = 0.0
        await staff.sign_in(cast, cast.facilitator)
        await phone.join(link)
        fay = await staff.enter(cast.running)
        assert (await fay.ask("start_session"))["type"] == "result"
        facts = await app.clinic.services.facts.of_session(cast.clinic, cast.running)
        assert [round(one.evidence.by_ms / 1000) for one in facts if isinstance(one.evidence, ClockStepped)] == [86_400]
        assert all(abs(one.observed_at - Clock().now()) < timedelta(minutes=1) for one in facts)
        for browser in (staff, phone):
            await browser.http.close()


async def _has_noticed(group: LiveGroup, step: timedelta) -> bool:
    seen = [one.evidence.by_ms for one in await group.facts() if isinstance(one.evidence, ClockStepped)]
    return any(abs(by_ms - step.total_seconds() * 1000) < 1000 for by_ms in seen)
