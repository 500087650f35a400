"""The proof of life: one fact a beat, with every connection and what the relay saw of it."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import datetime, timedelta

from server.domain.attendance import evidence
from signaling.rooms.arrivals import heard
from signaling.rooms.effects import Observed, Outcome
from signaling.rooms.room import Room
from signaling.rooms.settling import settle
from signaling.websocket.clock import Clock, StepWatch
from signaling.websocket.errors import RoomClosed
from signaling.websocket.media_lane import MediaLane
from signaling.websocket.ports import SeenPort
from signaling.websocket.steady import Work, attempt
from signaling.websocket.turns import Step

MILLISECOND = timedelta(milliseconds=1)
IN_GOOD_TIME = 0.95
"""Of the beat from one proof of life to the next: looking and storing take a moment too, and whatever kills the app
should cost no more than a beat."""


class Heart:
    """A room's regular beat. `when_due` is to be called again and again; a beat besides does not move the next one."""

    def __init__(
        self,
        every: timedelta,
        clock: Clock,
        lane: MediaLane,
        take_turn: Callable[[Step], Awaitable[Outcome]],
        closed: asyncio.Event,
    ) -> None:
        self._every = every
        self._clock = clock
        self._lane = lane
        self._take_turn = take_turn
        self._closed = closed
        self._steps = StepWatch(clock)
        self._last = clock.now()
        self._next: float | None = None
        """On the timer of the clock."""

    async def when_due(self, *works: Work) -> None:
        """A beat and what goes with it, whatever else goes wrong; one that is late has the next one be on time."""
        timer = self._clock.timer
        pace = self._every.total_seconds() * IN_GOOD_TIME
        if self._next is None:
            self._next = timer.time() + pace
        await timer.sleep(self._next - timer.time())
        self._next = max(self._next + pace, timer.time())
        for work in (self.beat, *works):
            if not self._closed.is_set():
                await attempt(work, f"in a beat, {getattr(work, '__name__', work)}")

    async def beat(self) -> None:
        """Prove life now."""
        seen = await self._lane.observe()
        looked_at = self._clock.now()
        before, self._last = self._last, looked_at
        by_ms = self._steps.step()
        stepped = () if by_ms is None else (Observed(evidence.ClockStepped(by_ms)),)

        def step(room: Room, now: datetime) -> Outcome:
            proved = beat(room, seen, looked_at, now, self._every, before)
            return proved.and_observed(*stepped) if proved.observed else proved

        with contextlib.suppress(RoomClosed):
            await self._take_turn(step)


def beat(
    room: Room, seen: Mapping[str, SeenPort], looked_at: datetime, now: datetime, every: timedelta, before: datetime
) -> Outcome:
    """One more beat at `now`; the relay was asked at `looked_at`, and the time before that at `before`. None once the
    session is over: its facts are sealed, and what came after would look as if it had been slipped in.

    Media that arrived is a sign of life: somebody whose socket dropped is there as long as the relay hears them.
    """
    if room.phase == "finished":
        return Outcome(room)
    after = room
    for participant, one in seen.items():
        if one.last_heard is not None:
            after = heard(after, participant, looked_at - one.last_heard * MILLISECOND)
    rows = tuple(_rows(after, seen, now))
    covers_ms = max(0, round((looked_at - before) / MILLISECOND))
    proof = evidence.Beat(rows, round(every / MILLISECOND), covers_ms)
    return settle(room, Outcome(after, (Observed(proof), *_carried(after, seen, covers_ms, before))), now)


def _carried(room: Room, seen: Mapping[str, SeenPort], covers_ms: int, before: datetime) -> Iterator[Observed]:
    """The device of the clinic's room was heard since the beat before, or since it came."""
    device = room.device
    if device is None or device.connection is None or not device.is_reachable:
        return
    one = seen.get(device.id)
    if one is not None and one.audio_packets > 0:
        later = max(0, round((device.connection.since - before) / MILLISECOND))
        yield Observed(evidence.RoomCarried(device.id, max(0, covers_ms - later)))


def _rows(room: Room, seen: Mapping[str, SeenPort], now: datetime) -> Iterator[evidence.Seen]:
    for member in room.people_here():
        if member.connection is None:
            continue
        one = seen.get(member.id)
        yield evidence.Seen(
            member.id,
            member.connection.id,
            max(0, round((now - member.connection.heard) / MILLISECOND)),
            audio=one is not None and one.audio_packets > 0,
            video=one is not None and one.video_packets > 0,
            receiving=one is not None and one.receiving,
            looked=one is not None,
        )
