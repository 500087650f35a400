"""A session in progress whose room no node has is looked for, whatever kept a node from taking it up before."""

import asyncio
from typing import cast

from server.live import rooms as live
from server.live.rooms import keep_resumed
from server.services.sessions.sessions import Session
from signaling.cluster.directory import InMemoryDirectory, OwnedRoom
from signaling.websocket.clock import Clock
from signaling.websocket.live_rooms import LiveRooms
from signaling.websocket.ports import StorageUnavailable
from tests.support.waiting import until


class Rooms:
    """Can take up nothing at first."""

    def __init__(self) -> None:
        self.asked: list[OwnedRoom] = []

    async def resume(self, clinic: str, session: str) -> None:
        self.asked.append(OwnedRoom(clinic, session))
        if len(self.asked) == 1:
            raise StorageUnavailable

    async def were_asked_twice(self) -> bool:
        return len(self.asked) >= 2


async def test_a_session_that_goes_on_without_an_owner_is_looked_for_again(clinic, north, monkeypatch):
    clock, rooms, directory = Clock(), Rooms(), InMemoryDirectory()
    now = clock.wall_now()
    session = Session(
        "going", "north", north.program, "group", "Evening", "in_progress", now, now + live.STARTED_EARLY / 24
    )
    await clinic.sessions.add(session, [])
    monkeypatch.setattr(live, "LOOK_FOR_OWNERLESS", 0.01)
    looking = asyncio.create_task(keep_resumed(clinic, cast(LiveRooms, rooms), directory, clock))
    await until(rooms.were_asked_twice, every=0.01)
    assert set(rooms.asked) == {OwnedRoom("north", "going")}
    looking.cancel()
    await asyncio.gather(looking, return_exceptions=True)
