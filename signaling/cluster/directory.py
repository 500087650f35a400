"""Which app node owns which room, and which nodes live."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol


class Unreachable(Exception):
    """It cannot be said who owns a room: nobody takes one that was not open."""


class OwnedRoom(NamedTuple):
    clinic: str
    session: str


class RoomDirectory(Protocol):
    @property
    def node(self) -> str:
        """This node's name: one id per start of the process."""
        ...

    @property
    def holds(self) -> bool:
        """This node is known to live, so that what it owns is its own. Otherwise it goes on and admits nobody."""
        ...

    @property
    def is_shared(self) -> bool:
        """Whether there may be other nodes at all."""
        ...

    @property
    def has_others(self) -> bool:
        """Another node is there."""
        ...

    async def claim(self, room: OwnedRoom) -> str:
        """The node that owns the room from now on: this one, unless another that lives does. Raises Unreachable."""
        ...

    async def release(self, room: OwnedRoom) -> None:
        """Own it no longer; nothing when it was not owned, or cannot be told just now."""
        ...

    async def run(self) -> None:
        """Keep this node's place among the others, until cancelled."""
        ...

    async def joined(self) -> None:
        """Return when this node has its place."""
        ...

    async def leave(self) -> None:
        """This node ends: nobody need wait for its silence."""
        ...


Fallen = Callable[[str, Sequence[OwnedRoom]], None]
"""(node, the rooms it owned): another node has died, or was silent for too long."""


class InMemoryDirectory:
    """For the only node there is: every claim succeeds."""

    node = "only"
    holds = True
    is_shared = False
    has_others = False

    def __init__(self) -> None:
        self.owned: set[OwnedRoom] = set()

    async def claim(self, room: OwnedRoom) -> str:
        self.owned.add(room)
        return self.node

    async def release(self, room: OwnedRoom) -> None:
        self.owned.discard(room)

    async def run(self) -> None:
        pass

    async def joined(self) -> None:
        pass

    async def leave(self) -> None:
        pass
