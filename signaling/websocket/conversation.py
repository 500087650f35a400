"""All that one authenticated socket says to its room, in order; media requests are answered when the relay has."""

import asyncio
from datetime import timedelta
from typing import Protocol

from signaling.protocol import messages as wire
from signaling.rooms.plan import Seat
from signaling.websocket.errors import ProtocolViolation, error_for
from signaling.websocket.flood import TokenBucket
from signaling.websocket.live_room import LiveRoom
from signaling.websocket.media_lane import MediaRequest
from signaling.websocket.writer import Outlet

MESSAGES_PER_SECOND = 20.0
BURST = 80.0
BYTES_PER_MESSAGE = 4096
"""A message costs one token, and one more for each of these."""
MEDIA_IN_FLIGHT = 8
NOW = timedelta()


class Part(Protocol):
    """One socket's part in a room, wherever the room is."""

    async def say(self, text: str) -> None:
        """A message of the page. Raises ProtocolViolation and ValidationError, which cost it the socket."""
        ...

    async def leave(self, closed: bool) -> None:
        """The socket is closed; `closed`: by its page, which said so."""
        ...


class Conversation:
    """`Part`, with a room of this node."""

    def __init__(self, writer: Outlet, room: LiveRoom, seat: Seat, connection: str) -> None:
        self._writer = writer
        self._room = room
        self._me = seat.participant
        self._connection = connection
        self._bucket = bucket()
        self._media: set[asyncio.Task[None]] = set()

    async def say(self, text: str, ago: timedelta = NOW) -> None:
        """`ago`: so long since the page said it."""
        if not self._bucket.take(cost(text), self._room.clock.timer.time()):
            raise ProtocolViolation("too_many_requests", "This page sends too much.")
        command = wire.client_message.validate_json(text)
        self.hear(ago)
        if not isinstance(command, MediaRequest):
            await self._answer(command)
            return
        if len(self._media) >= MEDIA_IN_FLIGHT:
            raise ProtocolViolation("too_many_requests", "This page sends too much.")
        task = asyncio.create_task(self._answer(command))
        self._media.add(task)
        task.add_done_callback(self._media.discard)

    def hear(self, ago: timedelta = NOW) -> None:
        """The page gave a sign of life."""
        self._room.hear(self._me, self._connection, ago)

    async def leave(self, closed: bool, ago: timedelta = NOW) -> None:
        """`ago`: so long since the socket is closed."""
        for task in self._media:
            task.cancel()
        if closed:
            self.hear(ago)  # a close frame is a last sign of life
        await self._room.lose(self._me, self._connection, closed)

    async def _answer(self, command: wire.ClientMessage) -> None:
        try:
            self._writer.send(await self._room.request(self._me, self._connection, command))
        except Exception as error:
            self._writer.send(error_for(error, command.id))


def bucket() -> TokenBucket:
    """How much one page may say."""
    return TokenBucket(MESSAGES_PER_SECOND, BURST)


def cost(text: str) -> float:
    return 1 + len(text) / BYTES_PER_MESSAGE
