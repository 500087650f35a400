"""Ticks: only those that are needed, in step with all the others, and the next at once for who has become busy."""

import pytest

from signaling.media.relay import TURN_TICKS
from signaling.media.ticking import TICK, Ticking
from tests.support.peer import DELTA, KEYFRAME, packet
from tests.support.relay import video

BEGIN = 100.0


class Timer:
    def __init__(self, at, run):
        self.at, self.run = at, run
        self.cancelled = False

    def cancel(self):
        self.cancelled = True


class Ticks:
    """Time that only the test moves. `came`: each tick's number, and how many ticks' time had passed."""

    def __init__(self, ahead):
        self.ahead = ahead
        self.now = BEGIN
        self.came = []
        self.faults = []
        self.takes = 0.0
        self._timers = []
        self.ticking = Ticking(self, self._tick, lambda number: self.ahead)

    def time(self):
        return self.now

    def call_at(self, at, run):
        self._timers.append(Timer(at, run))
        return self._timers[-1]

    def go_on(self, ticks):
        until = self.now + ticks * TICK
        while True:
            self._timers = [timer for timer in self._timers if not timer.cancelled]
            due = min(self._timers, key=lambda timer: timer.at, default=None)
            if due is None or due.at > until + 1e-9:
                break
            self._timers.remove(due)
            self.now = max(self.now, due.at)
            due.run()
        self.now = max(self.now, until)

    def _tick(self, number):
        self.came.append((number, round((self.now - BEGIN) / TICK, 2)))
        self.now += self.takes
        if self.faults:
            raise self.faults.pop()


def test_while_somebody_is_busy_every_tick_comes():
    ticks = Ticks(ahead=1)
    ticks.go_on(4)
    assert ticks.came == [(1, 1), (2, 2), (3, 3), (4, 4)]


def test_else_those_at_which_nothing_is_due_are_left_out():
    ticks = Ticks(ahead=5)
    ticks.go_on(12)
    assert ticks.came == [(1, 1), (6, 6), (11, 11)]


@pytest.mark.parametrize("passed", [0, 1.3, 2, 3.99])
def test_who_becomes_busy_meanwhile_gets_the_very_next_one_in_step_with_the_others(passed):
    ticks = Ticks(ahead=5)
    ticks.go_on(1 + passed)
    ticks.ahead = 1
    ticks.ticking.wake()
    ticks.ticking.wake()
    ticks.go_on(6 - passed)
    assert ticks.came[1:] == [(number, number) for number in range(2 + int(passed), 8)]


def test_waking_just_before_a_tick_or_in_it_changes_nothing():
    ticks = Ticks(ahead=5)
    ticks.go_on(5.99)
    ticks.ticking.wake()
    ticks.go_on(0.01)
    assert ticks.came == [(1, 1), (6, 6)]


def test_after_a_long_one_the_next_comes_at_once_and_none_is_made_up_for():
    ticks = Ticks(ahead=1)
    ticks.takes = 2.5 * TICK
    ticks.go_on(6)
    assert ticks.came == [(1, 1), (2, 3.5), (3, 6)]


def test_a_fault_is_logged_and_the_next_tick_comes(caplog):
    ticks = Ticks(ahead=1)
    ticks.faults.append(RuntimeError("at one tick"))
    ticks.go_on(2)
    assert [number for number, _ in ticks.came] == [1, 2]
    assert "a tick failed" in caplog.text


def test_after_stop_none_comes():
    ticks = Ticks(ahead=1)
    ticks.ticking.stop()
    ticks.go_on(3)
    assert ticks.came == []


class Woken:
    """In place of a relay's own."""

    def __init__(self):
        self.count = 0

    def wake(self):
        self.count += 1

    def stop(self):
        pass


async def test_a_relay_whose_rooms_are_calm_ticks_at_their_turns_alone_and_at_once_when_a_packet_is_missing(relay):
    alice, bob = await relay.peer("a", "publish"), await relay.peer("b", "subscribe")
    relay.publish("a", "camera", video("1", ssrc=2000))
    relay.subscribe("b", "s", "camera", video("1", ssrc=6000))
    alice.send_rtp(packet(2000, 1, 0, KEYFRAME, 96))
    await bob.until(lambda: len(bob.rtp) == 1)
    await relay.until(lambda: not relay.relay._feedback.busy)
    relay.relay._ticking.stop()
    woken = relay.relay._ticking = Woken()
    assert [relay.relay._ahead(tick) for tick in range(TURN_TICKS)] == [5, 4, 3, 2, 1]
    alice.send_rtp(packet(2000, 3, 3000, DELTA, 96))
    await relay.until(lambda: woken.count > 0)
    assert relay.relay._ahead(0) == 1
