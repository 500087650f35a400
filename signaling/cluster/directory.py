"""Which process owns which room. One machine has one owner, so that its directory is a set."""

from typing import Protocol


class RoomDirectory(Protocol):
    async def claim(self, session: str) -> bool:
        """Become the owner. False: another process owns the room."""
        ...

    async def release(self, session: str) -> None:
        """Own it no longer; nothing when it was not owned."""
        ...


class InMemoryDirectory:
    """For the only process there is: every claim succeeds."""

    def __init__(self) -> None:
        self._owned: set[str] = set()

    async def claim(self, session: str) -> bool:
        self._owned.add(session)
        return True

    async def release(self, session: str) -> None:
        self._owned.discard(session)
