"""Gives each authenticated socket its part in a room, wherever in the cluster that is: the front's half of what nodes
tell each other. A part outlives its room's owner: when that dies or hands the room over, the next one is found, and the
page keeps its socket."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime
from time import monotonic
from typing import Any

from aiohttp import WSCloseCode

from signaling import trace
from signaling.cluster.directory import Unreachable
from signaling.cluster.letters import AnyLetter, Come, Gone, Heard, Moved, Said, Shut, Taken, Told
from signaling.cluster.post import Post
from signaling.protocol import messages as wire
from signaling.rooms.plan import Seat
from signaling.websocket.conversation import Conversation, Part, bucket, cost
from signaling.websocket.errors import OwnedElsewhere, ProtocolViolation, RoomClosed, last_word
from signaling.websocket.live_rooms import LiveRooms
from signaling.websocket.media_lane import MediaRequest
from signaling.websocket.steady import keep_doing
from signaling.websocket.writer import Writer

ANSWER_WITHIN = 3.0
"""Seconds in which an owner says that somebody is in; its death is noticed sooner."""
AGAIN = 0.1
FOUND_WITHIN = 4.0
"""Seconds after which somebody who comes is told that the room's owner cannot be found."""
FOUND_AGAIN_WITHIN = 12.0
"""The same for those who are in already; their pages give up then, too."""
HEARD_EVERY = 1.0
MOVED = "The session has moved to another server. Please try that again."


class _Away:
    """`Part` in a room that another node owns, until that node says otherwise."""

    def __init__(
        self,
        post: Post,
        owner: str,
        connection: str,
        writer: Writer,
        wall_now: Callable[[], datetime],
        on_left: Callable[[str], object],
    ) -> None:
        """`on_left(connection)`: nothing that the owner says is for anybody any more."""
        self.owner = owner
        self.connection = connection
        self.answered: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        """True: they are in, or their socket was closed. False: the owner is another."""
        self.moved = False
        self.is_heard = True
        self._post = post
        self._writer = writer
        self._wall_now = wall_now
        self._on_left = on_left
        self._asked: dict[int, wire.ErrorCode] = {}
        """Requests that are not answered, and what is to be said if they never are."""

    async def say(self, text: str) -> None:
        command = wire.client_message.validate_json(text)
        self.is_heard = True
        if isinstance(command, wire.Ping):
            self._writer.send(wire.Result(id=command.id))
            return
        self._asked[command.id] = "media_unavailable" if isinstance(command, MediaRequest) else "wrong_state"
        self._post.send(self.owner, Said(connection=self.connection, text=text, at=self._wall_now()))

    async def leave(self, closed: bool) -> None:
        self._on_left(self.connection)
        self._post.send(self.owner, Gone(connection=self.connection, closed=closed, at=self._wall_now()))

    def answer(self, came_in: bool) -> None:
        if not self.answered.done():
            self.answered.set_result(came_in)

    def tell(self, told: Told) -> None:
        if told.answers is not None:
            self._asked.pop(told.answers, None)
        self._writer.pass_on(told.text, told.newest)

    def give_up(self) -> None:
        """What was asked and not answered may have been done or not: the next view shows it."""
        for request, code in self._asked.items():
            self._writer.send(wire.Error(id=request, code=code, message=MOVED))
        self._asked.clear()


class SeatedPart:
    """`Part` of one socket for as long as it is open."""

    def __init__(self, seat: Seat, page: str, writer: Writer) -> None:
        self.seat = seat
        self.page = page
        self.writer = writer
        self.current: Part | None = None
        """None while an owner is looked for."""
        self.placed = asyncio.Event()
        self.left = False
        self._bucket = bucket()

    async def say(self, text: str) -> None:
        if not self._bucket.take(cost(text), monotonic()):
            raise ProtocolViolation("too_many_requests", "This page sends too much.")
        while self.current is None and not self.left:
            await self.placed.wait()
        if self.current is not None:
            await self.current.say(text)

    def end(self) -> None:
        """It has no room any more: who waits to say something need not."""
        self.left = True
        self.placed.set()

    async def leave(self, closed: bool) -> None:
        self.end()
        if self.current is not None:
            await self.current.leave(closed)


class Seating:
    """`take` a socket's seat. `run` tells owners who is heard."""

    def __init__(
        self, rooms: LiveRooms, post: Post, new_id: Callable[[], str], wall_now: Callable[[], datetime]
    ) -> None:
        self._rooms = rooms
        self._post = post
        self._new_id = new_id
        self._wall_now = wall_now
        self._away: dict[str, tuple[_Away, SeatedPart]] = {}
        """By connection."""
        self._tasks: set[asyncio.Task[None]] = set()

    async def take(self, seat: Seat, page: str, writer: Writer) -> SeatedPart:
        """The part of a socket that authenticated.

        Raises what `LiveRooms.join` raises, but for OwnedElsewhere; RoomClosed also when no owner of the room answers.
        """
        part = SeatedPart(seat, page, writer)
        await self._place(part, FOUND_WITHIN)
        return part

    def letter(self, owner: str, letter: AnyLetter) -> None:
        """From the node that owns the room, or owned it."""
        assert isinstance(letter, Taken | Told | Shut | Moved)
        away, part = self._away.get(letter.connection, (None, None))
        if away is None or part is None or away.owner != owner:
            return
        match letter:
            case Taken():
                away.answer(True)
            case Told():
                away.tell(letter)
            case Shut(words=words, code=code):
                part.writer.close(*words, code=code)
                away.answer(True)
            case Moved():
                self._moved(away, part)

    def fallen(self, node: str) -> None:
        """A node died: what it owned is another's."""
        for away, part in tuple(self._away.values()):
            if away.owner == node:
                self._moved(away, part)

    def forgotten(self) -> None:
        """Letters were lost: every part elsewhere is taken anew."""
        for away, part in tuple(self._away.values()):
            self._moved(away, part)

    async def run(self) -> None:
        async def tell() -> None:
            await asyncio.sleep(HEARD_EVERY)
            by_owner: dict[str, list[str]] = {}
            for away, _ in self._away.values():
                if away.is_heard and away.answered.done():
                    by_owner.setdefault(away.owner, []).append(away.connection)
                    away.is_heard = False
            for owner, connections in by_owner.items():
                self._post.send(owner, Heard(connections=tuple(connections), at=self._wall_now()))

        await keep_doing(tell, "telling who is heard")

    async def drain(self) -> None:
        """This node stops: pages of rooms elsewhere come back by another."""
        for _, part in tuple(self._away.values()):
            part.writer.close(wire.Goodbye(reason="draining", soon=True))
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _moved(self, away: _Away, part: SeatedPart) -> None:
        """Look for the owner anew, unless that is being done."""
        away.moved = True
        away.answer(False)
        if part.current is away:
            self._away.pop(away.connection, None)
            part.current = None
            part.placed.clear()
            away.give_up()
            self._spawn(self._place_again(part))

    async def _place_again(self, part: SeatedPart) -> None:
        """The page keeps its socket, unless the session is over or nobody takes it on."""
        try:
            await self._place(part, FOUND_AGAIN_WITHIN)
        except Exception as error:
            part.writer.close(last_word(error), code=WSCloseCode.POLICY_VIOLATION)
            part.end()

    async def _place(self, part: SeatedPart, patience: float) -> None:
        """Until the part has a room, or its socket is closed."""
        until = monotonic() + patience
        while not part.left:
            try:
                part.current = await self._here_or_elsewhere(part)
                part.placed.set()
                break
            except OwnedElsewhere as error:
                if monotonic() > until:
                    raise RoomClosed from error
            except Unreachable:
                if monotonic() > until:
                    raise
            await asyncio.sleep(AGAIN)
        if part.left and part.current is not None:
            await part.current.leave(False)

    async def _here_or_elsewhere(self, part: SeatedPart) -> Part:
        """The part in the room, here or with whoever owns it. Raises OwnedElsewhere when that one did not take it."""
        try:
            room, connection = await self._rooms.join(part.seat, part.page, part.writer)
        except OwnedElsewhere as elsewhere:
            return await self._ask(elsewhere.owner, part)
        return Conversation(part.writer, room, part.seat, connection)

    async def _ask(self, owner: str, part: SeatedPart) -> Part:
        away = _Away(self._post, owner, self._new_id(), part.writer, self._wall_now, self._forget)
        self._away[away.connection] = away, part
        self._post.send(owner, Come(connection=away.connection, seat=part.seat, page=part.page, trace=trace.current()))
        came_in = False
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                came_in = await away.answered
        except TimeoutError:
            await away.leave(False)
        finally:
            if not came_in or away.moved:
                self._away.pop(away.connection, None)
        if not came_in or away.moved:
            raise OwnedElsewhere(owner)
        return away

    def _forget(self, connection: str) -> None:
        self._away.pop(connection, None)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
