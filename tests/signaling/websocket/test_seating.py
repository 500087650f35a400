"""A part whose room is elsewhere, as it comes, moves and goes: nothing is kept of it, and nobody waits for ever."""

import asyncio
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from signaling.cluster.letters import AnyLetter, Come, Moved, Said, Shut, Taken
from signaling.cluster.post import NoPost
from signaling.protocol.messages import Goodbye
from signaling.websocket.errors import OwnedElsewhere
from signaling.websocket.ports import SessionOver
from signaling.websocket.seating import SeatedPart, Seating
from tests.signaling.websocket.pages import House
from tests.support.live_clinic import seat
from tests.support.waiting import until

CHAT = '{"type": "chat", "id": 1, "to": "all", "text": "hello"}'


class Desk(NoPost):
    """Letters to the owner, who takes everybody while it `takes`."""

    def __init__(self) -> None:
        self.sent: list[AnyLetter] = []
        self.takes = True
        self.moves = False
        """Once, as soon as it has taken somebody."""
        self.seating = Seating(cast(Any, self), self, lambda: f"part-{len(self.sent)}", lambda: datetime.now(UTC))
        self.over = False

    async def join(self, *_: object) -> None:
        raise SessionOver if self.over else OwnedElsewhere("owner")

    def send(self, node: str, letter: AnyLetter) -> None:
        self.sent.append(letter)
        if isinstance(letter, Come) and self.takes:
            asyncio.get_running_loop().call_soon(self.seating.letter, node, Taken(connection=letter.connection))
            if self.moves:
                self.moves = False
                asyncio.get_running_loop().call_soon(self.seating.letter, node, Moved(connection=letter.connection))

    @property
    def said(self) -> list[str]:
        return [one.text for one in self.sent if isinstance(one, Said)]

    @property
    def connection(self) -> str:
        return [one.connection for one in self.sent if isinstance(one, Come)][-1]


class Last:
    """A writer of which the last words count."""

    def __init__(self) -> None:
        self.words: tuple[object, ...] = ()

    def close(self, *words: object, code: int = 0) -> None:
        self.words = words


@pytest.fixture
async def desk() -> Desk:
    return Desk()


async def come(desk: Desk) -> tuple[SeatedPart, Last]:
    writer = Last()
    return await desk.seating.take(seat("ben"), "page-1", cast(Any, writer)), writer


async def test_nothing_is_kept_of_a_part_whose_socket_has_closed(desk: Desk) -> None:
    part, _ = await come(desk)
    assert len(desk.seating._away) == 1
    await part.leave(True)
    assert desk.seating._away == {}


async def test_who_wants_to_say_something_does_not_wait_for_a_room_that_nobody_has_any_more(desk: Desk) -> None:
    part, writer = await come(desk)
    desk.over = True
    desk.seating.letter("owner", Moved(connection=desk.connection))
    async with asyncio.timeout(2.0):
        await part.say(CHAT)
    assert writer.words == (Goodbye(reason="session_ended"),) and desk.said == []


async def test_what_a_page_says_while_its_room_moves_twice_reaches_the_last_owner(desk: Desk) -> None:
    part, _ = await come(desk)
    desk.takes = False
    desk.seating.letter("owner", Moved(connection=desk.connection))
    saying = asyncio.create_task(part.say(CHAT))
    await asyncio.sleep(0)
    part.placed.set()  # found, and moved again before whoever waits has noticed
    part.placed.clear()
    await asyncio.sleep(0)
    assert desk.said == []
    desk.seating.letter("owner", Taken(connection=desk.connection))
    async with asyncio.timeout(2.0):
        await saying
    assert desk.said == [CHAT]


async def test_a_room_that_moves_as_soon_as_somebody_is_taken_is_looked_for_anew(desk: Desk) -> None:
    desk.moves = True
    part, _ = await come(desk)
    assert len([one for one in desk.sent if isinstance(one, Come)]) == 2
    await part.say(CHAT)
    assert [one.connection for one in desk.sent if isinstance(one, Said)] == [desk.connection]
    assert list(desk.seating._away) == [desk.connection]


async def test_what_a_node_says_that_is_not_the_owner_changes_nothing(desk: Desk) -> None:
    part, writer = await come(desk)
    before = part.current
    for letter in (Moved(connection=desk.connection), Shut(connection=desk.connection, words=("bye",), code=1000)):
        desk.seating.letter("who owned it before", letter)
    assert part.current is before and writer.words == ()


async def test_a_socket_that_we_close_was_not_closed_by_its_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a node does that stops, of rooms that go on elsewhere: the page has not left."""
    left: list[bool] = []
    leave = SeatedPart.leave

    async def note(self: SeatedPart, closed: bool) -> None:
        left.append(closed)
        await leave(self, closed)

    monkeypatch.setattr(SeatedPart, "leave", note)
    async with House() as house:
        ours = await house.page(seat("ben"))
        (outlet,) = house.rooms._rooms["session-1"]._writers.values()
        outlet.close(Goodbye(reason="draining"))
        await ours.closes()
        theirs = await house.page(seat("ana"))
        await theirs.socket.close()

        async def have_left() -> bool:
            return len(left) == 2

        await until(have_left, every=0.01)
    assert left == [False, True]
