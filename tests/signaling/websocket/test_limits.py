"""The small parts that keep one socket's trouble its own: the bucket, the writer, the clock."""

import asyncio
import json
import time
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import WSCloseCode

from signaling.protocol import messages as wire
from signaling.rooms.arrivals import arrive
from signaling.rooms.room import Room
from signaling.rooms.view import Surroundings, view_for
from signaling.websocket.clock import Clock, StepWatch, steady
from signaling.websocket.flood import TokenBucket
from signaling.websocket.writer import QUEUE, Writer
from tests.support.live_clinic import NOON, plan, seat
from tests.support.waiting import until


class SlowSocket:
    """A socket whose reader takes a message only when `taking` is set."""

    def __init__(self) -> None:
        self.taking = asyncio.Event()
        self.sent: list[dict[str, Any]] = []
        self.closed = False
        self.close_code: int | None = None

    async def send_str(self, text: str) -> None:
        await self.taking.wait()
        self.sent.append(json.loads(text))

    async def has_sent(self, count: int) -> bool:
        return len(self.sent) >= count

    async def close(self, *, code: int) -> None:
        self.closed, self.close_code = True, code

    def get_extra_info(self, name: str) -> None:
        return None


VIEW = wire.View(
    room=view_for(
        arrive(Room.open(plan(), None, NOON), seat("ana"), "c", "p", NOON).room, "ana", Surroundings(NOON, {}, {})
    )
)


def result(number: int) -> wire.Result:
    return wire.Result(id=number)


async def test_a_writer_keeps_order_and_says_its_last_words_before_it_closes() -> None:
    socket = SlowSocket()
    socket.taking.set()
    writer = Writer(socket)  # type: ignore[arg-type]
    writer.send(result(1))
    writer.send(result(2))
    writer.close(wire.Goodbye(reason="left"))
    writer.send(result(3))
    await writer.run()
    assert [one.get("id") or one["reason"] for one in socket.sent] == [1, 2, "left"]
    assert socket.close_code == WSCloseCode.OK


async def test_a_reader_who_is_too_slow_is_closed_and_costs_bounded_memory() -> None:
    socket = SlowSocket()
    writer = Writer(socket)  # type: ignore[arg-type]
    writing = asyncio.create_task(writer.run())
    for number in range(QUEUE * 10):
        writer.send(result(number))
    assert len(writer._queue) <= QUEUE
    socket.taking.set()
    await writing
    assert socket.close_code == WSCloseCode.TRY_AGAIN_LATER


async def test_views_that_pile_up_before_a_slow_reader_become_the_newest_one() -> None:
    socket = SlowSocket()
    writer = Writer(socket)  # type: ignore[arg-type]
    for _ in range(QUEUE * 2):
        writer.send(VIEW)
    writer.send(result(1))
    socket.taking.set()
    writing = asyncio.create_task(writer.run())
    await until(lambda: socket.has_sent(2), every=0.01)
    writer.close()
    await writing
    assert [one["type"] for one in socket.sent] == ["result", "view"]
    assert socket.close_code == WSCloseCode.OK


async def test_a_socket_that_takes_nothing_for_too_long_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signaling.websocket.writer.STALLED", 0.01)
    socket = SlowSocket()
    writer = Writer(socket)  # type: ignore[arg-type]
    writer.send(result(1))
    await writer.run()
    assert socket.closed and socket.sent == []


def test_a_bucket_lets_a_burst_through_and_then_only_its_rate() -> None:
    bucket = TokenBucket(rate=2, burst=5)
    assert [bucket.take(1, at=0.0) for _ in range(6)] == [True] * 5 + [False]
    assert not bucket.take(1, at=0.4)
    assert bucket.take(1, at=0.5)
    assert not bucket.take(6, at=1000.0), "no more than the burst, however long it was quiet"


def test_a_stepping_wall_clock_is_noticed_once_and_does_not_move_the_time() -> None:
    wall, ticks = [1_000_000.0], [50.0]
    clock = Clock(lambda: wall[0], lambda: ticks[0])
    start, watch, other = clock.now(), StepWatch(clock), StepWatch(clock)
    wall[0] += 10
    ticks[0] += 10
    assert watch.step() is None
    wall[0] -= 3600
    assert watch.step() == -3_600_000
    assert watch.step() is None
    wall[0] += 3600.5
    assert watch.step() == 3_600_500
    wall[0] += 0.9
    assert watch.step() is None, "a slew is no step"
    assert other.step() == 1400, "each who watches is told of what happened to them"
    assert clock.now() - start == timedelta(seconds=10)


def test_a_machine_that_was_suspended_has_not_stopped_time() -> None:
    assert abs(steady() - time.clock_gettime(time.CLOCK_BOOTTIME)) < 1
