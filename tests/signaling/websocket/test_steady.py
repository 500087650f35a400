"""Loops that live as long as a room or the process does outlive what goes wrong in one round."""

import asyncio

import pytest

from server.background.spool import drain_spool
from signaling.websocket.clock import Clock
from signaling.websocket.steady import keep_doing
from tests.signaling.websocket.pages import House, names
from tests.support.live_clinic import seat
from tests.support.waiting import until


async def test_work_that_fails_is_logged_by_name_and_goes_on_after_a_pause(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("signaling.websocket.steady.PAUSE", 0.01)
    done, rounds = asyncio.Event(), 0

    async def work() -> None:
        nonlocal rounds
        rounds += 1
        if rounds < 3:
            raise ZeroDivisionError
        done.set()
        await asyncio.Event().wait()

    doing = asyncio.create_task(keep_doing(work, "counting"))
    async with asyncio.timeout(5):
        await done.wait()
    assert caplog.text.count("failed: counting") == 2
    doing.cancel()
    await asyncio.gather(doing, return_exceptions=True)
    assert doing.cancelled()


async def test_a_spool_that_fails_once_is_drained_the_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signaling.websocket.steady.PAUSE", 0.01)
    drained, rounds = asyncio.Event(), 0

    async def drain() -> None:
        nonlocal rounds
        rounds += 1
        if rounds == 1:
            raise OSError("the disk is not there")
        drained.set()

    draining = asyncio.create_task(drain_spool(drain, Clock()))
    async with asyncio.timeout(5):
        await drained.wait()
    draining.cancel()


async def test_a_fault_while_views_are_made_does_not_leave_the_pages_blind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signaling.websocket.steady.PAUSE", 0.01)
    async with House() as house:
        fay, _ = await house.group(seat("ana"))
        media = house.media[0]
        media.forgets_tracks = True
        await fay.ask("raise_hand", raised=True)
        await until(lambda: media.has_faults(2), every=0.01)
        media.forgets_tracks = False
        view = await fay.sees(lambda view: view["me"]["hand_raised"])
        assert names(view) == ["ana"]
