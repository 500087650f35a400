"""The owner's half of what nodes tell each other: rooms of this node, taken part in by sockets of others."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from aiohttp import WSCloseCode

from signaling import trace
from signaling.cluster.letters import AnyLetter, Come, Gone, Heard, Moved, Said, Shut, Taken, Told
from signaling.cluster.post import Post
from signaling.protocol.messages import Error, Goodbye, PublishAnswer, Result, ServerMessage, View
from signaling.websocket.conversation import NOW, Conversation
from signaling.websocket.errors import OwnedElsewhere, RoomClosed, last_word
from signaling.websocket.live_rooms import LiveRooms

LONGEST_ON_ITS_WAY = timedelta(minutes=5)


class _Outlet:
    """To a page whose socket another node has."""

    def __init__(self, post: Post, front: str, connection: str, on_closed: Callable[[], None]) -> None:
        self._post = post
        self._front = front
        self._connection = connection
        self._on_closed = on_closed
        self._closed = False

    @property
    def in_earshot(self) -> bool:
        return self._post.well

    def send(self, message: ServerMessage) -> None:
        if self._closed:
            return
        answers = message.id if isinstance(message, Result | PublishAnswer | Error) else None
        told = Told(
            connection=self._connection,
            text=message.model_dump_json(),
            newest=isinstance(message, View),
            answers=answers,
        )
        self._post.send(self._front, told)

    def close(self, *words: ServerMessage, code: int = WSCloseCode.OK) -> None:
        """A socket is not closed because the room moves: its node finds the new owner."""
        if self._closed:
            return
        self._closed = True
        if any(isinstance(word, Goodbye) and word.reason == "draining" for word in words):
            self._post.send(self._front, Moved(connection=self._connection))
        else:
            last = tuple(word.model_dump_json() for word in words)
            self._post.send(self._front, Shut(connection=self._connection, words=last, code=code))
        self._on_closed()


@dataclass
class _Lodger:
    """One connection of another node."""

    front: str
    inbox: asyncio.Queue[Said | Gone] = field(default_factory=asyncio.Queue)
    conversation: Conversation | None = None

    def end(self, now: datetime) -> None:
        """Its socket is lost, or closed from here."""
        self.inbox.put_nowait(Gone(connection="", closed=False, at=now))


class Lodging:
    def __init__(self, rooms: LiveRooms, post: Post, wall_now: Callable[[], datetime]) -> None:
        self._rooms = rooms
        self._wall_now = wall_now
        self._post = post
        self._lodgers: dict[str, _Lodger] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def take(self, front: str, letter: AnyLetter) -> None:
        """A letter from the node that has the socket."""
        match letter:
            case Come(connection=connection):
                lodger = self._lodgers[connection] = _Lodger(front)
                with trace.entering(letter.trace):
                    self._spawn(self._lodge(lodger, letter))
            case Said(connection=connection) | Gone(connection=connection):
                if (found := self._lodgers.get(connection)) is not None:
                    found.inbox.put_nowait(letter)
                elif isinstance(letter, Said):
                    self._post.send(front, Moved(connection=connection))
            case Heard(connections=connections, at=at):
                for connection in connections:
                    self._hear(front, connection, self._since(at))
            case _:
                raise AssertionError(letter.kind)

    def fallen(self, node: str) -> None:
        """A node died, and with it its sockets."""
        for lodger in self._lodgers.values():
            if lodger.front == node:
                lodger.end(self._wall_now())

    async def close(self) -> None:
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _hear(self, front: str, connection: str, ago: timedelta) -> None:
        lodger = self._lodgers.get(connection)
        if lodger is None:
            self._post.send(front, Moved(connection=connection))
        elif lodger.conversation is not None:
            lodger.conversation.hear(ago)

    async def _lodge(self, lodger: _Lodger, come: Come) -> None:
        """From coming to leaving."""
        front, connection = lodger.front, come.connection
        outlet = _Outlet(self._post, front, connection, lambda: lodger.end(self._wall_now()))
        try:
            room, own = await self._rooms.join(come.seat, come.page, outlet)
            lodger.conversation = Conversation(outlet, room, come.seat, own)
            self._post.send(front, Taken(connection=connection))
            await self._converse(lodger.inbox, lodger.conversation)
        except (OwnedElsewhere, RoomClosed):
            self._post.send(front, Moved(connection=connection))
        except Exception as error:
            outlet.close(last_word(error), code=WSCloseCode.POLICY_VIOLATION)
        finally:
            self._lodgers.pop(connection, None)

    async def _converse(self, inbox: "asyncio.Queue[Said | Gone]", conversation: Conversation) -> None:
        gone: Gone | None = None
        try:
            while gone is None:
                match await inbox.get():
                    case Said() as said:
                        await conversation.say(said.text, self._since(said.at))
                    case Gone() as gone:
                        pass
        finally:
            closed, ago = (gone.closed, self._since(gone.at)) if gone else (False, NOW)
            await conversation.leave(closed, ago)

    def _since(self, at: datetime) -> timedelta:
        """How long a letter of that time was on its way; two machines' clocks differ a little."""
        ago = self._wall_now() - at
        return ago if NOW < ago < LONGEST_ON_ITS_WAY else NOW

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
