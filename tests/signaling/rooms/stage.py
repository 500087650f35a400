"""A room on which a test acts: commands by participant id, time by hand, everything observed kept."""

import itertools
from dataclasses import replace
from datetime import timedelta

from signaling.protocol.messages import Request
from signaling.protocol.views import RoomView
from signaling.rooms.arrivals import arrive, drop, heard
from signaling.rooms.commands import handle
from signaling.rooms.effects import Effect, Observed, Outcome, RoomError
from signaling.rooms.plan import SavedRoom, Seat
from signaling.rooms.room import Room
from signaling.rooms.timeouts import timeout
from signaling.rooms.view import Surroundings, view_for
from tests.support.live_clinic import ALL_WELL, NOON, plan


class Stage:
    def __init__(self, saved: SavedRoom | None = None) -> None:
        self.now = NOON
        self.room = replace(Room.open(plan(), saved, self.now), checks=ALL_WELL)
        self.observed: list[Observed] = []
        self.effects: list[Effect] = []
        self.last = Outcome(self.room)
        self._ids = itertools.count(1)

    def arrive(self, seat: Seat, page: str = "page-1") -> str:
        connection = f"connection-{next(self._ids)}"
        self._take(arrive(self.room, seat, connection, page, self.now))
        return connection

    def drop(self, participant: str, closed: bool = False) -> None:
        connection = self.room.members[participant].connection
        assert connection is not None
        self._take(drop(self.room, participant, connection.id, self.now, closed))

    def hear(self, participant: str) -> None:
        self.room = heard(self.room, participant, self.now)

    def do(self, participant: str, command: Request) -> Outcome:
        """Raises RoomError."""
        return self._take(handle(self.room, participant, command, self.now))

    def refuses(self, participant: str, command: Request) -> str:
        """The code with which the room refuses; it must be the same room afterwards."""
        before = self.room
        try:
            self.do(participant, command)
        except RoomError as error:
            assert self.room is before
            return error.code
        raise AssertionError(f"{command!r} was carried out")

    def wait(self, seconds: float, heard: tuple[str, ...] = ()) -> None:
        """Time passes second by second, while these go on to be heard."""
        for _ in range(round(seconds)):
            self.now += timedelta(seconds=1)
            for participant in heard:
                self.hear(participant)
            self._take(timeout(self.room, self.now))

    def place(self, participant: str) -> str:
        return self.room.members[participant].place

    def view(self, participant: str) -> RoomView:
        return view_for(self.room, participant, Surroundings(self.now, {}, {}))

    def _take(self, outcome: Outcome) -> Outcome:
        self.room = outcome.room
        self.observed += outcome.observed
        self.effects += outcome.effects
        self.last = outcome
        return outcome
